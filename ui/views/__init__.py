"""A screen of several views: the switch, the views, and the list with chips, search and the panel of one record."""
