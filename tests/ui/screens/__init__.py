"""Every screen and dialog there is, to be looked at and to be proved readable; see `registry`."""
