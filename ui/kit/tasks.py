"""Work that takes longer than a blink runs beside the window; its result comes back on the window's thread.

The threads are plain Python ones. A QRunnable written in Python may be destroyed by its pool while the thread that started it still
holds it, and that ends the process; so may any QObject whose last owner is a worker. Therefore a worker is handed a `_Job`, which is no
Qt object, and whatever the job refers to is let go of on the window's thread.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

# The longest that work beside the window keeps it waiting at each of the many places where its thread lets others in, such as every
# question to the database. Python's own 5 ms, a dozen times over, are a wait that is seen.
TURN_S = 0.0005


class Cancelled(Exception):
    """Raised inside a task when the officer cancelled it."""


class _Job:
    """What a worker is given and what it brings back."""

    __slots__ = ("error", "result", "stop", "work")

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work: Callable[..., Any] | None = work
        self.stop = Event()
        self.result: object = None
        self.error: Exception | None = None

    def drop(self) -> None:
        """Let go of everything, on the window's thread: widgets must not end on another."""
        self.work = self.result = self.error = None


class _Carrier(QObject):
    """Takes news from the worker threads to the thread it was made on; lives as long as the `Tasks`."""

    done = Signal(object)
    progress = Signal(object, int, int, str)


class Report:
    """Handed to a task that asks for it: tells the progress, and raises Cancelled once nobody wants the result."""

    def __init__(self, carrier: _Carrier, job: _Job) -> None:
        self._carrier, self._job = carrier, job

    def __call__(self, done: int, total: int = 0, text: str = "") -> None:
        self.check()
        self._carrier.progress.emit(self._job, done, total, text)

    def check(self) -> None:
        """Stop here if cancelled."""
        if self.cancelled:
            raise Cancelled

    @property
    def cancelled(self) -> bool:
        return self._job.stop.is_set()


class Task(QObject):
    """One piece of work under way. Its signals arrive on the thread that started it."""

    succeeded = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int, str)
    ended = Signal()

    def __init__(self, stop: Event, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = stop
        self.asker: QObject | None = None
        self._forgotten = False

    @property
    def is_awaited(self) -> bool:
        """Whether somebody is still there to be told."""
        return not self._forgotten and (self.asker is None or isValid(self.asker))

    def forget(self) -> None:
        """Let it be done, and told nobody."""
        self._forgotten = True

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next report; neither result nor error will be told."""
        self._stop.set()


class Tasks(QObject):
    """Runs callables in worker threads. One for each window; close it with the window.

    `lanes` is how many run at once; one lane keeps the order.
    """

    busy_changed = Signal(bool)

    def __init__(self, lanes: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN_S)
        self._pool = ThreadPoolExecutor(lanes, "desk")
        self._carrier = _Carrier(self)
        self._carrier.done.connect(self._arrived, Qt.ConnectionType.QueuedConnection)
        self._carrier.progress.connect(self._moved, Qt.ConnectionType.QueuedConnection)
        self._open: dict[_Job, tuple[Task, Future[None]]] = {}
        self._closed = False

    def run(
        self,
        work: Callable[..., Any],
        *,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        asker: QObject | None = None,
    ) -> Task:
        """Start `work()` or, if it takes a parameter, `work(report)`. `done`, `failed`, `progress` run on this thread.

        Without `failed`, an error is raised here, so that the crash dialog gets it. Nothing is told once `asker` is no more; without one
        whoever is told must live as long as the window.
        """
        job = _Job(work)
        task = Task(job.stop, self)
        task.asker = asker
        if done is not None:
            task.succeeded.connect(done)
        task.failed.connect(failed if failed is not None else _raise)
        if progress is not None:
            task.progressed.connect(progress)
        if self._closed:
            task.cancel()
            return task
        report = Report(self._carrier, job) if _wants_report(work) else None
        self._open[job] = task, self._pool.submit(_run, job, report, self._carrier)
        if len(self._open) == 1:
            self.busy_changed.emit(True)
        return task

    @property
    def busy(self) -> bool:
        return bool(self._open)

    def cancel_all(self) -> None:
        for task, _future in tuple(self._open.values()):
            task.cancel()

    def tell_nobody(self) -> None:
        """Whoever started what is under way is gone; it is done all the same."""
        for task, _future in self._open.values():
            task.forget()

    def close(self, patience_ms: int = 5000) -> bool:
        """Cancel everything and wait for the threads. False if one did not stop in time."""
        self._closed = True
        self.cancel_all()
        self._pool.shutdown(wait=False, cancel_futures=True)
        started = [future for _task, future in self._open.values() if not future.cancelled()]
        running = wait(started, patience_ms / 1000).not_done
        for job, (_task, future) in self._open.items():
            if future not in running:
                job.drop()
        self._open.clear()
        if not running:
            self._pool.shutdown()
        return not running

    @Slot(object, int, int, str)
    def _moved(self, job: _Job, done: int, total: int, text: str) -> None:
        if job in self._open and not job.stop.is_set() and self._open[job][0].is_awaited:
            self._open[job][0].progressed.emit(done, total, text)

    @Slot(object)
    def _arrived(self, job: _Job) -> None:
        if job not in self._open:
            return
        task, _future = self._open.pop(job)
        result, error = job.result, job.error
        job.drop()
        task.ended.emit()
        if not self._open:
            self.busy_changed.emit(False)
        task.deleteLater()
        if task.cancelled or not task.is_awaited:
            return
        if error is None:
            task.succeeded.emit(result)
        else:
            task.failed.emit(error)


def _run(job: _Job, report: Report | None, carrier: _Carrier) -> None:
    """What a worker thread does with a job."""
    try:
        if not job.stop.is_set() and job.work is not None:
            job.result = job.work() if report is None else job.work(report)
    except Cancelled:
        job.stop.set()
    except Exception as raised:  # noqa: BLE001 - handed whole to the window, which decides
        job.error = raised
    carrier.done.emit(job)


def _wants_report(work: Callable[..., Any]) -> bool:
    return any(
        each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD) and each.default is each.empty
        for each in inspect.signature(work).parameters.values()
    )


def _raise(error: Exception) -> None:
    raise error
