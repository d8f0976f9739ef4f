"""The disinfection screen: what is due today, the terminal rounds of rooms, what was done, and the plans behind it."""
