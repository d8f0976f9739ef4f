"""Schema revisions, run by the program itself when an office file is older than the program."""
