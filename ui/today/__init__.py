"""Today: what needs a hand now, over all desks."""
