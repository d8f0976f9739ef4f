"""The answer of the gate for those who do not see it: an alert, said at once and before anything else (acceptance check U-77c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

if TYPE_CHECKING:
    from ui.gate.verdict_panel import VerdictPanel

_installed: list[bool] = []


def speak_of() -> None:
    """Let screen readers know the panel as an alert."""
    if _installed:
        return

    def make(_name: str, asked: QObject) -> QAccessibleInterface:
        from ui.gate.verdict_panel import VerdictPanel

        if not isinstance(asked, VerdictPanel):
            return cast(Any, None)
        # The panel keeps its face: nothing else holds what is made here on the side of Python.
        asked.face = QAccessibleWidget(asked, QAccessible.Role.AlertMessage)
        return asked.face

    QAccessible.installFactory(make)
    _installed.append(True)


def tell(panel: VerdictPanel) -> None:
    """There is an answer: whoever listens hears it, whatever was being read."""
    if not QAccessible.isActive():
        return
    QAccessible.updateAccessibility(QAccessibleEvent(panel, QAccessible.Event.Alert))
    said = QAccessibleAnnouncementEvent(panel, panel.said)
    said.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(said)
