"""Finding anything of the office from one box."""
