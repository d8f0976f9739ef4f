"""Makes backups by themselves while the office is open: at the start and then as often as the policy says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from duty_desk.errors import DutyDeskError

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.kit.tasks import Tasks

LOOK_EVERY_MS = 60_000
# The first one leaves the start of the window alone.
FIRST_AFTER_MS = 5_000


class BackupKeeper(QObject):
    """`told` carries the standing of the backups after each look."""

    told = Signal(object)

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._tasks = desk, tasks
        self._busy = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._first = QTimer(self, singleShot=True, interval=FIRST_AFTER_MS)
        self._first.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to keep watch."""
        if not self._timer.isActive():
            self._timer.start()
            self._first.start()

    def stop(self) -> None:
        """No more backups from here."""
        self._timer.stop()
        self._first.stop()

    def look(self) -> None:
        """Make a backup when it is time, and tell how things stand."""
        if not self._busy:
            self._busy = True
            self._tasks.run(self._keep, done=self._done, failed=self._failed)

    def read(self) -> None:
        """Tell how things stand without making one."""
        from duty_desk.backup import status

        self.told.emit(status(self._desk))

    def _keep(self) -> object:
        from duty_desk import backup

        if not self._desk.is_demo and not self._desk.read_only and backup.due(self._desk):
            try:
                backup.run(self._desk)
            except DutyDeskError:
                # What went wrong is noted beside the backups and told by their standing.
                return backup.status(self._desk)
        return backup.status(self._desk)

    def _done(self, standing: object) -> None:
        self._busy = False
        self.told.emit(standing)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        raise error
