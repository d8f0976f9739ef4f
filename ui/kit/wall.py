"""For a wall: a window over the whole of another screen, painted larger than the officer chose for the desk, read from two metres."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.kit.tokens import look, put_look

TWICE = 2.0
# Twice the size of the desk, or the largest at which everything is in sight.
FACTORS = (TWICE, 1.75, 1.5, 1.25, 1.0)


@contextmanager
def larger(factor: float = TWICE) -> Generator[None]:
    """Everything measured and painted meanwhile is larger."""
    before = look()
    put_look(replace(before, scale=round(before.scale * factor)))
    try:
        yield
    finally:
        put_look(before)


class Wall(QWidget):
    """Any key and any click bring the desk back."""

    def __init__(self, title: str, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def open(self) -> None:
        """Over the whole of the screen that the window is not on, or else of its own."""
        owner = self.parentWidget()
        here = owner.screen() if owner is not None else None
        others = [each for each in QGuiApplication.screens() if each is not here]
        screen = others[0] if others else here
        if screen is not None:
            self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close()
