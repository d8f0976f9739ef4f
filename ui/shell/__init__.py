"""The frame around the screens: rail, top line, status bar, notices."""
