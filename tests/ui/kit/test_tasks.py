"""Long work does not block the window, can be cancelled, and never outlives it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Event, current_thread, main_thread

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.exceptions import capture_exceptions

from duty_desk.errors import StorageError
from ui.kit.tasks import TURN_S, Report, Tasks


@pytest.fixture
def tasks(qapp) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    assert made.close()


def test_result_comes_back_on_the_window_thread(qtbot, tasks: Tasks) -> None:
    seen: list[object] = []

    def work() -> str:
        seen.append(current_thread() is main_thread())
        return "ready"

    tasks.run(work, done=lambda result: seen.append((result, current_thread() is main_thread())))
    assert tasks.busy
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == [False, ("ready", True)]


def test_work_beside_the_window_lets_it_in_soon(qapp) -> None:
    """Acceptance check U-14: a scan is not kept waiting at each question by whatever is drawn meanwhile."""
    sys.setswitchinterval(0.005)
    assert Tasks().close()
    assert sys.getswitchinterval() == pytest.approx(TURN_S)


def test_error_is_handed_over_whole(qtbot, tasks: Tasks) -> None:
    errors: list[Exception] = []

    def work() -> None:
        raise StorageError("storage.error.full", detail="disk")

    tasks.run(work, failed=errors.append)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert isinstance(errors[0], StorageError)
    assert errors[0].detail == "disk"


def test_error_nobody_takes_reaches_the_crash_dialog(qtbot, tasks: Tasks) -> None:
    with capture_exceptions() as caught:
        tasks.run(lambda: 1 // 0)
        qtbot.waitUntil(lambda: not tasks.busy)
    assert [kind for kind, *_rest in caught] == [ZeroDivisionError]


def test_progress_is_told_in_order_on_the_window_thread(qtbot, tasks: Tasks) -> None:
    told: list[tuple[object, ...]] = []

    def work(report: Report) -> int:
        for done in range(3):
            report(done + 1, 3, f"sheet {done + 1}")
        return 3

    tasks.run(
        work,
        done=lambda r: told.append((r,)),
        progress=lambda *now: told.append((*now, current_thread() is main_thread())),
    )
    qtbot.waitUntil(lambda: not tasks.busy)
    assert told == [(1, 3, "sheet 1", True), (2, 3, "sheet 2", True), (3, 3, "sheet 3", True), (3,)]


def test_cancelled_work_stops_and_says_nothing(qtbot, tasks: Tasks) -> None:
    started, go, told = Event(), Event(), []

    def work(report: Report) -> None:
        started.set()
        go.wait(5)
        report(1)
        told.append("went on")

    task = tasks.run(work, done=told.append, failed=told.append)
    assert started.wait(5)
    task.cancel()
    go.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert told == []


def test_closing_waits_for_the_threads_and_starts_no_more(qtbot) -> None:
    tasks, go, told = Tasks(lanes=1), Event(), []
    tasks.run(lambda: go.wait(5), done=told.append)
    tasks.run(lambda: told.append("second"))
    go.set()
    assert tasks.close()
    tasks.run(lambda: told.append("late"))
    qtbot.wait(20)
    assert "late" not in told


def test_thousands_of_short_jobs_end_well(qtbot, tasks: Tasks) -> None:
    """Each ends while the next is being started: with runnables owned by a thread pool this ended the process."""
    counted: list[int] = []

    def next_one(result: int) -> None:
        counted.append(result)
        if result < 3000:
            tasks.run(lambda: result + 1, done=next_one)

    for _ in range(2):
        tasks.run(lambda: 1, done=next_one)
    qtbot.waitUntil(lambda: not tasks.busy, timeout=60_000)
    assert sorted(counted) == sorted([*range(1, 3001)] * 2)


def test_what_a_job_holds_ends_on_the_window_thread(qtbot, tasks: Tasks) -> None:
    ended: list[bool] = []

    class Held:
        def __del__(self) -> None:
            ended.append(current_thread() is main_thread())

    for _ in range(50):
        tasks.run(lambda held=Held(): None)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ended == [True] * 50


def test_what_was_begun_for_a_screen_that_is_gone_is_done_and_told_nobody(qtbot, tasks: Tasks) -> None:
    begun, go_on, told, done = Event(), Event(), [], []

    def work(report: Report) -> None:
        begun.set()
        go_on.wait(10)
        report(1, 1)
        done.append("saved")

    tasks.run(work, done=told.append, failed=told.append, progress=lambda *step: told.append(step))
    assert begun.wait(10)
    tasks.tell_nobody()
    go_on.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert done == ["saved"]
    assert told == []
    tasks.run(lambda: 7, done=told.append)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert told == [7], "what is begun afterwards is told"


def test_nobody_is_told_for_an_asker_that_is_gone(qtbot, tasks: Tasks) -> None:
    told: list[str] = []
    gone, there = QObject(), QObject()
    go_on = Event()
    for name, asker in (("gone", gone), ("there", there)):
        tasks.run(
            lambda: go_on.wait(10),
            done=lambda _result, name=name: told.append(name),
            failed=lambda _error, name=name: told.append(name),
            asker=asker,
        )
    shiboken6.delete(gone)
    go_on.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert told == ["there"]
