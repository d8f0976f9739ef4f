"""Three days at the desk in a few minutes: scans, papers, screens one after another, and what the program holds meanwhile.

python -m tests.faults.long_days FOLDER SLICES SCANS PAPERS SCREENS

Says a line of JSON for each slice: its processor time, and memory and open files after it.
"""

from __future__ import annotations

import gc
import json
import os
import random
import re
import resource
import sys
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from db.vocabulary import PassKind
from duty_desk import exporting, gate
from duty_desk.gate import Attempt
from duty_desk.ledger import Request
from duty_desk.passes import LEDGERS
from tests.conftest import Clock
from tests.faults.acts import open_office
from tests.faults.hands import Hands
from tests.faults.hands_of_people import issue
from ui.appearance import Appearance
from ui.kit.garbage import Collecting
from ui.main_window import MainWindow
from ui.start.opening import Opening
from ui.tabs import TABS
from ui.theme import Mode, install

HOURS, HOLDERS = 72, 20
# Scans that come between two turns of the event loop, as from a gate where people queue.
TOGETHER = 10


def say(line: object) -> None:
    os.write(1, f"{json.dumps(line)}\n".encode())


def held() -> dict[str, float]:
    """Megabytes that only this program holds, and how many files it has open."""
    text = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    kilobytes = sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.MULTILINE))
    return {"megabytes": round(kilobytes / 1024, 1), "files": len(list(Path("/proc/self/fd").iterdir()))}


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(folder: Path, slices: int, scans: int, papers: int, screens: int) -> None:
    """All of it under the event loop, a turn of it after each act: what is put away ends there, as in the program."""
    application = QApplication(["duty-desk"])
    Collecting(application)
    theme = install(application, mode=Mode.LIGHT)
    window = MainWindow(Appearance(theme, folder), Opening(folder, folder))
    going = days(window, folder, slices, scans, papers, screens)

    def go_on() -> None:
        if next(going, None) is None:
            application.quit()
        else:
            QTimer.singleShot(0, go_on)

    QTimer.singleShot(0, go_on)
    application.exec()


def days(
    window: MainWindow, folder: Path, slices: int, scans: int, papers: int, screens: int
) -> Generator[bool]:
    """Three days; yields wherever the window has its turn."""
    desk = open_office(folder)
    desk.clock = clock = Clock(desk.now)
    start = clock.at
    hands = Hands(desk, random.Random(60))
    office = window.enter(desk)
    window.show()

    def settle() -> Generator[bool]:
        yield True
        while office.tasks.busy or window.tasks.busy:
            yield True
        yield True

    yield from settle()
    shown = exporting.as_shown(LEDGERS[PassKind.TEMPORARY], Request())
    step = timedelta(hours=HOURS) / (slices * scans)
    for number in range(slices):
        # The same screen stands before every scan: another would be another work.
        office.go(TABS[0].key)
        clock.at = start + step * scans * number
        hands.codes.clear()
        for _ in range(HOLDERS):
            issue(hands)
        yield from settle()
        begun = cpu()
        for scan in range(scans):
            clock.at = start + step * (scans * number + scan)
            found = gate.scan(desk, Attempt(hands.gate, hands.codes[scan % HOLDERS], temperature=36.5))
            assert found.crossing_id is not None, found
            if scan % TOGETHER == TOGETHER - 1:
                yield True
        scanned = cpu()
        for _ in range(papers):
            exporting.draw_pdf(desk, shown)
            yield True
        printed = cpu()
        for screen in range(screens):
            office.go(TABS[(number * screens + screen) % len(TABS)].key)
            yield from settle()
        gone = cpu()
        gc.collect()
        say(
            {
                "scan_ms": round((scanned - begun) / scans * 1000, 3),
                "paper_ms": round((printed - scanned) / papers * 1000, 1),
                "screen_ms": round((gone - printed) / screens * 1000, 1),
                "widgets": len(QApplication.allWidgets()),
                **held(),
            }
        )
    window.close()
    desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:6]))
