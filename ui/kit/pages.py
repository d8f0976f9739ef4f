"""Pages of which one is seen at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """A stack that is as tall as there is room for, whatever width it gets.

    Qt's own asks every page, seen or not, how tall it would be at a width, and each page its pieces, every time anything on the screen
    changes. With stacks inside stacks that was most of the work of laying out a screen.
    """

    def hasHeightForWidth(self) -> bool:
        return False
