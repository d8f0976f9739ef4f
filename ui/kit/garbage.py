"""Objects that refer to one another in a ring are collected on the window's thread only.

Python looks for such rings on whichever thread happens to allocate. A widget in one would then end on a worker's thread, and with it the
process. So the automatic look is switched off, and the window's thread looks by itself, as often as Python would.

What was imported at the start is never looked at, nor what was made until the window has stood for a while: hardly three hundred of
a quarter of a million objects are rings by then, and to find them the window would stand still for a tenth of a second.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

FIRST_MS = 5_000
EVERY_MS = 250


class Collecting(QObject):
    """One for each program; stands as long as its parent, the application."""

    def __init__(self, parent: QObject, *, first_ms: int = FIRST_MS) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(collect_if_due)
        self._first = QTimer(self, interval=first_ms, singleShot=True)
        self._first.timeout.connect(self._begin)
        self._first.start()

    def _begin(self) -> None:
        gc.freeze()
        self._timer.start()


def collect(generation: int) -> None:
    """Widgets about to go go first: what is then collected of them is only their Python side."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(generation)


def collect_if_due() -> None:
    """Collect the youngest generations that have outgrown Python's own thresholds."""
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [generation for generation in range(3) if counts[generation] > limits[generation] > 0]
    if 0 in due:
        collect(2 if due == [0, 1, 2] else 1 if 1 in due else 0)
