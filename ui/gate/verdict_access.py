"""The answer of the gate for those who do not see it: an alert, said at once and before anything else (acceptance check U-77c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

if TYPE_CHECKING:
    from ui.gate.verdict_panel import VerdictPanel


def face_of(panel: VerdictPanel) -> QAccessibleInterface:
    """Screen readers know the panel as an alert."""
    return QAccessibleWidget(panel, QAccessible.Role.AlertMessage)


def tell(panel: VerdictPanel) -> None:
    """There is an answer: whoever listens hears it, whatever was being read."""
    if not QAccessible.isActive():
        return
    QAccessible.updateAccessibility(QAccessibleEvent(panel, QAccessible.Event.Alert))
    said = QAccessibleAnnouncementEvent(panel, panel.said)
    said.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(said)
