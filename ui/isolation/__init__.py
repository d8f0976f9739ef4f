"""The isolation screen: rooms at a glance, who stays in them, their temperatures, meals and release."""
