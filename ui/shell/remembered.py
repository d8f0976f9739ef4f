"""What an officer arranged on this size of screen: read once when signing in, written a moment after a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, QTimer

from duty_desk.errors import DutyDeskError

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WRITE_AFTER_MS = 1500
LOOK = "look"


class Remembered(QObject):
    """Arrangements of the signed-in officer. Nothing is lost when it cannot be written: it is only arranged anew next time."""

    def __init__(self, desk: Desk, screen: QSize, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._officer = desk, desk.officer
        self._key = f"screen.{screen.width()}x{screen.height()}"
        self._kept: dict[str, Any] = {}
        self.look: dict[str, Any] = {}
        self._changed: set[str] = set()
        self._later = QTimer(self, singleShot=True, interval=WRITE_AFTER_MS)
        self._later.timeout.connect(self.write)
        self._read()

    def recall(self, key: str, default: Any = None) -> Any:
        """What was kept under `key`."""
        return self._kept.get(key, default)

    def remember(self, key: str, value: Any) -> None:
        """Keep `value`, a plain one, under `key`."""
        if self._kept.get(key) != value:
            self._kept[key] = value
            self._changed.add(self._key)
            self._later.start()

    def keep_look(self, look: dict[str, Any]) -> None:
        """Keep theme, size and language with the officer, on every screen size."""
        if look != self.look:
            self.look = look
            self._changed.add(LOOK)
            self._later.start()

    def write(self) -> None:
        """Write what changed; called by the timer, before locking and before closing."""
        self._later.stop()
        if not self._changed or self._desk.read_only:
            return
        from duty_desk import settings

        values = {self._key: self._kept, LOOK: self.look}
        try:
            with self._desk.work(self._officer) as work:
                for key in self._changed:
                    settings.put_own(work, key, values[key])
        except DutyDeskError:
            # The officer is told of storage in trouble by what matters, not by column widths.
            return
        self._changed.clear()

    def _read(self) -> None:
        from duty_desk import settings

        with self._desk.read() as read:
            kept, look = settings.own(read, self._key, {}), settings.own(read, LOOK, {})
        self._kept = dict(kept) if isinstance(kept, dict) else {}
        self.look = dict(look) if isinstance(look, dict) else {}
