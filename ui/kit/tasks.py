"""Work that takes longer than a blink runs beside the window; its result comes back on the window's thread."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThread, QThreadPool, Signal, Slot


class Cancelled(Exception):
    """Raised inside a task when the officer cancelled it."""


class _Carrier(QObject):
    """Takes news from the worker thread to the thread it was made on."""

    done = Signal(object, object)
    progress = Signal(int, int, str)


class Report:
    """Handed to a task that asks for it: tells the progress, and raises Cancelled once nobody wants the result."""

    def __init__(self, carrier: _Carrier, stop: Event) -> None:
        self._carrier, self._stop = carrier, stop

    def __call__(self, done: int, total: int = 0, text: str = "") -> None:
        self.check()
        self._carrier.progress.emit(done, total, text)

    def check(self) -> None:
        """Stop here if cancelled."""
        if self._stop.is_set():
            raise Cancelled

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()


class Task(QObject):
    """One piece of work under way. Its signals arrive on the thread that started it."""

    succeeded = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int, str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stop = Event()
        self.carrier = _Carrier()
        self.carrier.done.connect(self._arrived, Qt.ConnectionType.QueuedConnection)
        self.carrier.progress.connect(self._moved, Qt.ConnectionType.QueuedConnection)

    @property
    def cancelled(self) -> bool:
        return self.stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next report; neither result nor error will be told."""
        self.stop.set()

    @Slot(int, int, str)
    def _moved(self, done: int, total: int, text: str) -> None:
        if not self.cancelled:
            self.progressed.emit(done, total, text)

    @Slot(object, object)
    def _arrived(self, result: object, error: object) -> None:
        self.ended.emit()
        if self.cancelled:
            return
        if error is None:
            self.succeeded.emit(result)
        else:
            self.failed.emit(error)


class _Run(QRunnable):
    def __init__(self, work: Callable[[], Any], carrier: _Carrier, stop: Event) -> None:
        super().__init__()
        self._work, self._carrier, self._stop = work, carrier, stop

    def run(self) -> None:
        result: object = None
        error: object = None
        try:
            if not self._stop.is_set():
                result = self._work()
        except Cancelled:
            self._stop.set()
        except Exception as raised:  # noqa: BLE001 - handed whole to the window, which decides
            error = raised
        self._carrier.done.emit(result, error)


class Tasks(QObject):
    """Runs callables in worker threads. One for each window; close it with the window.

    `lanes` is how many run at once; one lane keeps the order.
    """

    busy_changed = Signal(bool)

    def __init__(self, lanes: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(lanes)
        self._pool.setThreadPriority(QThread.Priority.LowPriority)
        self._open: set[Task] = set()
        self._closed = False

    def run(
        self,
        work: Callable[..., Any],
        *,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
    ) -> Task:
        """Start `work()` or, if it takes a parameter, `work(report)`. `done`, `failed`, `progress` run on this thread.

        Without `failed`, an error is raised here, so that the crash dialog gets it.
        """
        task = Task(self)
        task.ended.connect(self._ended)
        if done is not None:
            task.succeeded.connect(done)
        task.failed.connect(failed if failed is not None else _raise)
        if progress is not None:
            task.progressed.connect(progress)
        if self._closed:
            task.cancel()
            return task
        self._open.add(task)
        if len(self._open) == 1:
            self.busy_changed.emit(True)
        report = Report(task.carrier, task.stop)
        self._pool.start(
            _Run((lambda: work(report)) if _wants_report(work) else work, task.carrier, task.stop)
        )
        return task

    @property
    def busy(self) -> bool:
        return bool(self._open)

    def cancel_all(self) -> None:
        for task in tuple(self._open):
            task.cancel()

    def close(self, patience_ms: int = 5000) -> bool:
        """Cancel everything and wait for the threads. False if one did not stop in time."""
        self._closed = True
        self.cancel_all()
        self._pool.clear()
        stopped = self._pool.waitForDone(patience_ms)
        self._open.clear()
        return stopped

    @Slot()
    def _ended(self) -> None:
        task = self.sender()
        if not isinstance(task, Task) or task not in self._open:
            return
        self._open.discard(task)
        task.deleteLater()
        if not self._open:
            self.busy_changed.emit(False)


def _wants_report(work: Callable[..., Any]) -> bool:
    return any(
        each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD) and each.default is each.empty
        for each in inspect.signature(work).parameters.values()
    )


def _raise(error: Exception) -> None:
    raise error
