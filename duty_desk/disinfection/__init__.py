"""Disinfection: what is due where, what was done with what, and the solutions, lamps and papers that go with it."""
