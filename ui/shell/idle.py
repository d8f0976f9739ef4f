"""Notices when nobody has touched the desk for the minutes the office's policy allows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QInputEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from duty_desk.desk import Desk

LOOK_EVERY_MS = 5000
_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class Idle(QObject):
    """Emits `expired` once after `minutes` without a key or the mouse, by the desk's clock."""

    expired = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._last: datetime = desk.now
        self._minutes = 0
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self, minutes: int) -> None:
        """Watch from now; 0 never expires."""
        self._minutes = minutes
        self._last = self._desk.now
        self._timer.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def look(self) -> None:
        """See whether the time is over."""
        if self._minutes and self._desk.now - self._last >= timedelta(minutes=self._minutes):
            self.stop()
            self.expired.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every event of the program comes by here: its class is known at once, its type costs a call into Qt.
        if isinstance(event, QInputEvent) and event.type() in _TOUCHES:
            self._last = self._desk.now
        return False
