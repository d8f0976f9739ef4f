"""Pages of which one is seen at a time."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class Pages(QStackedWidget):
    """A stack that is as tall as there is room for, whatever width it gets.

    Qt's own asks every page, seen or not, how tall it would be at a width, and each page its pieces, every time anything on the screen
    changes. With stacks inside stacks that was most of the work of laying out a screen.
    """

    def hasHeightForWidth(self) -> bool:
        return False


class Heads(QStackedWidget):
    """A stack that needs no more room than the page that is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else QSize()
