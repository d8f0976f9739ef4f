"""Duty: who is on, what was written down, how one shift is handed to the next, what must be at hand."""
