"""News of what was written, by this desk or another, as one Qt signal on the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from duty_desk.errors import StorageError
from ui.kit.tasks import Tasks

if TYPE_CHECKING:
    from duty_desk.desk import Desk

# Changes of other desks must be seen within a second (product rule X12).
INTERVAL_MS = 500
EVERYTHING = "*"


def concerns(watched: frozenset[str], tables: frozenset[str]) -> bool:
    """Whether news about `tables` matters to someone who watches `watched`."""
    return EVERYTHING in tables or bool(watched & tables)


class Changes(QObject):
    """Listens to the desk from any thread and looks for other desks' work without blocking the window."""

    # Names of the tables written; "*" when it is not known which.
    written = Signal(frozenset)
    # The StorageError of the last look at the data, or None when it went well.
    looked = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._tasks = Tasks(lanes=1, parent=self)
        self._stop = desk.subscribe(self.written.emit)
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look for other desks' work from now on, also while locked."""
        self._timer.start()

    def look(self) -> None:
        """Look now; a look that is still under way is not started twice."""
        if not self._tasks.busy:
            self._tasks.run(self._poll, done=self.looked.emit)

    def close(self) -> None:
        """Stop listening; waits for a look under way."""
        self._timer.stop()
        self._stop()
        self._tasks.close()

    def _poll(self) -> StorageError | None:
        try:
            self.desk.poll()
        except StorageError as error:
            return error
        return None
