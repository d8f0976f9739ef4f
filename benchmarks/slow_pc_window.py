"""What `benchmarks.slow_pc` measures in the window of a child: the profile itself, answers at the gate, lists, the form of a pass."""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from benchmarks.day import flows, is_at_rest
from benchmarks.gate import next_hour
from benchmarks.gate_busy import Beside, printing, scans, window_of
from benchmarks.passes_ground import build
from duty_desk import backup
from ui.kit.garbage import Collecting
from ui.passes.tab import PassesTab

if TYPE_CHECKING:
    from ui.main_window import MainWindow

KEYS, OPENINGS = "13800", 9
# What can be asked for by itself, in the order in which it is done.
PARTS = ("list", "form", "day", "scan")
LIMIT_MS = 200


def say(
    job: str, values: list[float], *, n: int, at_most: float | None, unit: str = "ms", **more: object
) -> None:
    """One figure: its middle, and what 99 of 100 stay below; `at_most` is what is promised."""
    ordered = sorted(values)

    def share(part: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 1)

    line = {
        "job": job, "n": n, "value": share(0.5), "unit": unit, "p50": share(0.5), "p95": share(0.95),
        "p99": share(0.99), "at_most": at_most, "times": len(ordered), **more,
    }  # fmt: skip
    print(json.dumps(line, ensure_ascii=False), flush=True)


def prove_profile() -> None:
    """What of the profile is really there, measured."""
    until = time.perf_counter() + 1
    worked = time.thread_time()
    while time.perf_counter() < until:
        pass
    speed = time.thread_time() - worked
    times: list[float] = []
    with tempfile.TemporaryFile() as file:
        for _ in range(20):
            file.write(b"x" * 4096)
            begun = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - begun) * 1000)
    memory = resource.getrlimit(resource.RLIMIT_AS)[0]
    told = {
        "cores": len(os.sched_getaffinity(0)),
        "share_of_a_core": round(speed, 2),
        "fsync_ms": round(sorted(times)[10], 1),
        "memory_mb": None if memory == resource.RLIM_INFINITY else memory // 1024**2,
    }
    print(json.dumps({"job": "profile as measured", **told}), flush=True)


class Watch(QObject):
    """The longest time between two looks of the event loop, by the clock and as work of its own thread."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = self.work = 0.0
        self._seen = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=5)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Note how long nothing was looked at."""
        now = time.perf_counter(), time.thread_time()
        self.clock = max(self.clock, (now[0] - self._seen[0]) * 1000)
        self.work = max(self.work, (now[1] - self._seen[1]) * 1000)
        self._seen = now

    def begin(self) -> None:
        self.clock = self.work = 0.0
        self._seen = time.perf_counter(), time.thread_time()


class Steps:
    """Does one thing after another and notes when what it asked for was on the screen."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._watch = window, Watch()
        self.stood: dict[str, tuple[float, float]] = {}

    def do(self, name: str, act: Callable[[], object]) -> float:
        """Milliseconds until it was painted and nothing was read any more."""
        self.settle()
        self._watch.begin()
        begun = time.perf_counter()
        act()
        QApplication.processEvents()
        self.settle()
        self._watch.look()
        taken = (time.perf_counter() - begun) * 1000
        before = self.stood.get(name, (0.0, 0.0))
        self.stood[name] = max(before[0], self._watch.clock), max(before[1], self._watch.work)
        return taken

    def settle(self) -> None:
        until = time.monotonic() + 600
        while not is_at_rest(self._window) and time.monotonic() < until:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        QApplication.processEvents()
        # Without an event loop of its own, what is to go would stay.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def measure_verdicts(desk: Any, window: MainWindow, codes: list[Any], count: int, passes: int) -> None:
    """U-14: while cards are drawn and backups made."""
    draw = printing(desk)
    draw()
    scans(desk, window, codes, 5)
    running = [Beside(draw), Beside(lambda: backup.run(desk, force=True))]
    times, passed = scans(desk, window, codes, count)
    rounds = [one.stop() for one in running]
    assert passed, "nobody was let through"
    say(
        "U-14 last key to painted answer",
        times,
        n=passes,
        at_most=300,
        at_most_p99=600,
        passed=passed,
        beside=rounds,
    )


def measure_lists(window: MainWindow, steps: Steps, passes: int) -> None:
    """U-20: opened, searched by key, sorted by head."""
    office = window.office
    assert office is not None
    office.go("today")
    steps.settle()
    assert not office.findChildren(PassesTab), "the list was opened already"
    opened: list[float] = []
    for _ in range(OPENINGS):
        opened.append(steps.do("list", lambda: office.go("passes")))
        steps.do("today", lambda: office.go("today"))
    say("U-20 list opened, the first time", opened[:1], n=passes, at_most=500)
    say("U-20 list opened", opened[1:], n=passes, at_most=500)
    tab: Any = office.go("passes")
    letters = [
        steps.do("letter", lambda key=key: QTest.keyClicks(tab.header.search, key))
        for _ in range(3)
        for key in _typed(tab)
    ]
    say("U-20 type-ahead, a key", letters, n=passes, at_most=200)
    tab.header.search.clear()
    steps.settle()
    head = tab.list.table.horizontalHeader()
    sortable = [place for place, column in enumerate(tab.list.model.columns) if column.sortable]
    sorts = [
        steps.do("sort", lambda column=column: head.sectionClicked.emit(column))
        for _ in range(2)
        for column in sortable
    ]
    say("U-20 sorted by a head", sorts, n=passes, at_most=300)


def _typed(tab: Any) -> Iterator[str]:
    tab.header.search.clear()
    yield from KEYS


def measure_form(window: MainWindow, steps: Steps, passes: int) -> None:
    """The form of a pass: opened, a key in the name."""
    office = window.office
    assert office is not None
    tab: Any = office.go("passes")
    opened: list[float] = []
    keys: list[float] = []
    for _ in range(OPENINGS):
        opened.append(steps.do("form", tab.start_new))
        line = tab.panel.form.holder.line
        keys += [steps.do("form key", lambda key=key, line=line: QTest.keyClicks(line, key)) for key in "hzy"]
        tab.panel.discard()
        tab.close_panel()
    say("form of a pass opened, the first time", opened[:1], n=passes, at_most=None)
    say("form of a pass opened", opened[1:], n=passes, at_most=500)
    say("form of a pass, a key in the name", keys, n=passes, at_most=200)


def measure_day(desk: Any, window: MainWindow, steps: Steps, passes: int) -> None:
    """U-70: every step of a day, and those in which the window stood too long."""
    # As while a password is typed.
    window.load_ahead(desk)
    steps.settle()
    before = set(steps.stood)
    with tempfile.TemporaryDirectory() as folder:
        for name, act in flows(window, Path(folder), whole=True):
            steps.do(f"day: {name}", act)
            for dialog in QApplication.topLevelWidgets():
                if isinstance(dialog, QDialog) and dialog.isVisible():
                    dialog.close()
    stood = {name: both for name, both in steps.stood.items() if name not in before}
    over = {name: [round(part) for part in both] for name, both in stood.items() if both[0] > LIMIT_MS}
    clock = [both[0] for both in stood.values()]
    say("U-70 longest the window stood in a step of a day", clock, n=passes, at_most=LIMIT_MS, over=over)


def main() -> None:
    folder, passes, given, count = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    parts = sys.argv[5].split(",")
    prove_profile()
    codes = json.loads(given.read_text(encoding="ascii"))
    desk = build(folder, passes)
    assert desk.path is not None
    at = next_hour(desk.path)
    desk.clock = lambda: at
    # As in the program: what is collected is collected between two steps.
    collecting = Collecting(QApplication(["bench"]))
    window = window_of(desk)
    assert not gc.isenabled()
    steps = Steps(window)
    if "list" in parts:
        measure_lists(window, steps, passes)
    if "form" in parts:
        measure_form(window, steps, passes)
    if "day" in parts:
        measure_day(desk, window, steps, passes)
    if "scan" in parts:
        measure_verdicts(desk, window, codes, count, passes)
    if steps.stood:
        say_stood(steps.stood, passes)
    assert window.office is not None
    # The next start begins where this one ends.
    window.office.go("today")
    steps.settle()
    collecting.deleteLater()
    window.close()
    desk.close()


def say_stood(stood: dict[str, tuple[float, float]], passes: int) -> None:
    """U-70: the longest of all steps, and of each of them by the clock and as work of the window's own thread."""
    name, (clock, work) = max(stood.items(), key=lambda one: one[1][0])
    say(
        "U-70 longest the window stood",
        [clock],
        n=passes,
        at_most=200,
        step=name,
        own_work=round(work, 1),
        steps={key: [round(part, 1) for part in both] for key, both in stood.items()},
    )


if __name__ == "__main__":
    main()
