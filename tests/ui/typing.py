"""How a test types: hanzi as an input method commits them, everything else by key."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget


def type_text(widget: QWidget, text: str) -> None:
    """Commit `text` as an input method does (keyClicks aborts on hanzi)."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def compose(widget: QWidget, text: str) -> None:
    """Show `text` as still being composed."""
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))
