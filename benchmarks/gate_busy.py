"""How soon an answer is on the screen while a thousand cards are drawn and backups are made in the same program (check U-14).

From the last key, which is the thermometer's or the code's own, until the window has painted the answer; each passage is committed.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from benchmarks.measuring import last, say
from benchmarks.passes_ground import form
from db.models import Crossing, Person
from duty_desk import backup, passes
from duty_desk.desk import Desk
from duty_desk.passes import papers

if TYPE_CHECKING:
    from ui.main_window import MainWindow

CARDS = 1_000


class Beside:
    """Does a piece of work over and over on a thread of its own, until it is told to stop."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.rounds = 0
        self._work, self._ended = work, threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._failed: Exception | None = None
        self._thread.start()

    def stop(self) -> int:
        self._ended.set()
        self._thread.join()
        if self._failed is not None:
            raise self._failed
        return self.rounds

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._work()
            except Exception as error:  # noqa: BLE001 - told by stop()
                self._failed = error
                return
            self.rounds += 1


def printing(desk: Desk) -> Callable[[], object]:
    """Cards of fresh passes, made ready and drawn as the program does it."""
    with desk.work() as work:
        people = work.session.scalar(select(func.count()).select_from(Person)) or 0
        members = [passes.Member(1 + key) for key in range(min(CARDS, people))]
        batch = passes.issue_batch(work, title="busy", members=members, **form(None))
    ids = [one.id for one in batch.issued]

    def draw() -> bytes:
        with desk.work() as work:
            papers.give_codes(work, ids)
        with desk.read() as read:
            ready = papers.cards_to_print(read, ids)
        return papers.draw(ready, "a6")

    return draw


def window_of(desk: Desk) -> MainWindow:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ui.appearance import Appearance
    from ui.main_window import MainWindow
    from ui.start.opening import Opening
    from ui.theme import install

    application = QApplication.instance() or QApplication(["bench"])
    assert isinstance(application, QApplication)
    window = MainWindow(Appearance(install(application), None), Opening(desk.folder, desk.folder))
    window.show()
    # Backups are made here, one after another.
    window.enter(desk).keeper.stop()
    return window


def scans(
    desk: Desk, window: MainWindow, codes: Sequence[tuple[str, int, int]], count: int
) -> tuple[list[float], int]:
    """Milliseconds from the last key to the painted answer, and how many were let through."""
    from PySide6.QtCore import QCoreApplication

    from ui.gate.scan_page import ScanPage
    from ui.gate.tab import GateTab

    assert window.office is not None
    tab = window.office.go("gate")
    assert isinstance(tab, GateTab)
    page = tab.show_view("scan")
    assert isinstance(page, ScanPage)
    times: list[float] = []
    passed = 0
    for token, _, gate_id in islice(cycle(codes), count):
        # The clock goes on, so that who comes round again is not taken for scanned twice.
        at = desk.now + timedelta(seconds=2)
        desk.clock = lambda at=at: at
        tab.gate = gate_id
        begun = time.perf_counter()
        page.take_scan(token)
        QCoreApplication.processEvents()
        verdict = page.station.session.verdict
        if verdict is not None and verdict.asks_temperature:
            begun = time.perf_counter()
            page.station.session.measure("36.5")
            QCoreApplication.processEvents()
            verdict = page.station.session.verdict
        times.append((time.perf_counter() - begun) * 1000)
        passed += verdict is not None and verdict.crossing_id is not None
    return times, passed


def measure_busy(desk: Desk, codes: Sequence[tuple[str, int, int]], count: int) -> None:
    """First with nothing beside, then with printing and backups."""
    draw = printing(desk)
    draw()
    window = window_of(desk)

    def logged() -> int:
        with desk.read() as read:
            return read.session.scalar(select(func.count()).select_from(Crossing)) or 0

    for name, beside in (
        ("quiet", ()),
        ("while cards are drawn and backups made", (draw, lambda: backup.run(desk, force=True))),
    ):
        before = logged()
        running = [Beside(work) for work in beside]
        times, passed = scans(desk, window, codes, count)
        rounds = [each.stop() for each in running]
        assert logged() - before == passed
        say(
            f"J2 on the screen, {name}",
            n=before,
            value=last(times, 0.5),
            p50=last(times, 0.5),
            p95=round(last(times, 0.95), 1),
            p99=last(times),
            longest=round(max(times), 1),
            scans=len(times),
            passed=passed,
            checked="as many in the log as were let through",
            **({"cards_drawn": rounds[0] * CARDS, "backups": rounds[1]} if rounds else {}),
        )
    window.close()


def clear_backups(folder: Path) -> None:
    """What was copied while measuring goes again."""
    for path in backup.folder_of(folder).glob("*"):
        if path.is_file():
            path.unlink()
