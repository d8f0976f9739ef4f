"""Key persons, the staff grid and who comes back, on the screen."""
