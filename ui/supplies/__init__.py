"""The supplies screen: what is there, what came in, what went out, what was moved and counted."""
