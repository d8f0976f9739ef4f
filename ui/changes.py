"""News of what was written, by this desk or another, as one Qt signal on the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from duty_desk.errors import StorageError

if TYPE_CHECKING:
    from duty_desk.desk import Desk

# Changes of other desks must be seen within a second (product rule X12).
INTERVAL_MS = 500
EVERYTHING = "*"


def concerns(watched: frozenset[str], tables: frozenset[str]) -> bool:
    """Whether news about `tables` matters to someone who watches `watched`."""
    return EVERYTHING in tables or bool(watched & tables)


class _Look(QRunnable):
    def __init__(self, changes: Changes) -> None:
        super().__init__()
        self._changes = changes

    def run(self) -> None:
        try:
            self._changes.desk.poll()
        except StorageError as error:
            self._changes.looked.emit(error)
        else:
            self._changes.looked.emit(None)


class Changes(QObject):
    """Listens to the desk from any thread and looks for other desks' work without blocking the window."""

    # Names of the tables written; "*" when it is not known which.
    written = Signal(frozenset)
    # The StorageError of the last look at the data, or None when it went well.
    looked = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._busy = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._stop = desk.subscribe(self.written.emit)
        self.looked.connect(self._looked)
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look for other desks' work from now on, also while locked."""
        self._timer.start()

    def look(self) -> None:
        """Look now; a look that is still under way is not started twice."""
        if not self._busy:
            self._busy = True
            self._pool.start(_Look(self))

    def close(self) -> None:
        """Stop listening; waits for a look under way."""
        self._timer.stop()
        self._stop()
        self._pool.waitForDone()

    def _looked(self, _error: object) -> None:
        self._busy = False
