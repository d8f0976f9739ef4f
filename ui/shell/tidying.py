"""Once an hour the open desk forgets what has expired and decides the visits nobody decided; by night it proves that all fits together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from duty_desk import housekeeping
from duty_desk.errors import StorageError
from ui.kit.tasks import Report, Tasks

if TYPE_CHECKING:
    from duty_desk.desk import Desk

EVERY_MS = 3_600_000
# The first time leaves the start of the window and the first backup alone.
FIRST_AFTER_MS = 30_000


class Tidying(QObject):
    """Starts with the office and goes on while the screen is locked."""

    # After a proof in which something did not fit.
    found_wrong = Signal()

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._tasks = desk, tasks
        # A proof takes minutes in a big office: nobody else waits in its lane.
        self._proofs = Tasks(lanes=1, parent=self)
        self._first = QTimer(self, singleShot=True, interval=FIRST_AFTER_MS)
        self._first.timeout.connect(self.tidy)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.tidy)

    def start(self) -> None:
        """Begin; what other programs showed before is removed at once."""
        if not self._timer.isActive():
            self._timer.start()
            self._first.start()
            self._tasks.run(lambda: housekeeping.clear_opened(self._desk))

    def stop(self) -> None:
        """No more tidying, and no copies left behind."""
        self._timer.stop()
        self._first.stop()
        self._proofs.close()
        housekeeping.clear_opened(self._desk)

    def tidy(self) -> None:
        """Tidy now, beside the window."""
        self._tasks.run(self._tidy)
        if not self._proofs.busy:
            self._proofs.run(self._prove, done=lambda good: None if good else self.found_wrong.emit())

    def _prove(self, report: Report) -> bool:
        """Prove what is due; whether all fits together."""
        # Loaded long after the window stands.
        from duty_desk import check, nightly

        try:
            return nightly.prove_by_night(self._desk, stopped=lambda: report.cancelled)
        except check.Stopped:
            report.check()
            return True
        except StorageError:
            return True

    def _tidy(self) -> None:
        try:
            housekeeping.tidy(self._desk)
        except StorageError:
            # The status line tells of the storage by itself; the next hour tries again.
            return
