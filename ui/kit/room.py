"""The place of a screen. In a window too small for it the screen scrolls: nothing is cut off, and nothing pushes the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.pages import Heads
from ui.kit.panels import Scroll

# Less than this of a screen is of no use.
LEAST = QSize(320, 160)
# What is seen around the field that has the keyboard.
AROUND = 16


class Screens(Heads):
    """The screens of a window: as tall as there is room for, and in need of what the one in front needs."""

    def hasHeightForWidth(self) -> bool:
        return False

    def heightForWidth(self, width: int) -> int:
        # What scrolls asks the layout whether to ask, and that asks every page.
        return -1


class Room(Scroll):
    """Holds a screen, or the stack of them; in any window that is large enough there is nothing to scroll."""

    def __init__(self, screen: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self._screen = screen
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What has the keyboard is seen, also when it was put there without a Tab."""
        scrolls = self.horizontalScrollBar().maximum() or self.verticalScrollBar().maximum()
        if scrolls and now is not None and self._screen.isAncestorOf(now):
            self.ensureWidgetVisible(now, AROUND, AROUND)

    def minimumSizeHint(self) -> QSize:
        return LEAST
