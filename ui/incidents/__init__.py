"""Incidents beside any tab that opens them: the list, and the record with its course, its clock and its end."""
