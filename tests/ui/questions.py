"""Counts the dialogs that come up over the window: what is done all day asks nothing (check U-32)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog


class Questions(QObject):
    """An event filter of the application; `asked` names what came up."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QShowEvent) and isinstance(watched, QDialog):
            self.asked.append(type(watched).__name__)
        return False
