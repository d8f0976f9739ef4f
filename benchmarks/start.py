"""How fast the program stands, beside a bare window with one query in the same run (limit, desk, limit), and what it keeps in memory.

    python -m benchmarks.start                      one JSON line for each figure
    python -m benchmarks.start --runs N             with another number of starts
    python -m benchmarks.start --filled FOLDER      beside an empty office also this one, of `benchmarks.passes --folder`

Each start is a process of its own, measured from outside: a window, the question who it is, the office with its first page. Two ways of
signing in are told apart: at once, as nobody can, and after the time a password takes, in which the program loads ahead. A list stands
with its first page; how long it is becomes known later, beside the window, and is told for itself. Checks of every start: the screen
shows what it read, and nothing heavy was loaded. Memory is told after the rail was counted and the window has settled.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ground import new_office
from benchmarks.measuring import last, say

ROOT = Path(__file__).resolve().parents[1]
HEAVY = (
    *("matplotlib", "numpy", "PIL", "openpyxl", "xlsxwriter", "reportlab", "pypinyin", "alembic", "psycopg"),
    *("python_calamine", "pypdfium2", "zxingcpp", "chinese_calendar", "lunardate"),
)
OURS = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.app import Program
from ui.start.opening import Opening, sign_in_first
from ui.start.sign_in import SignInPage

begun, folder = float(sys.argv[1]), Path(sys.argv[2])
heavy, screen, at_once = set(sys.argv[3].split(",")), sys.argv[4], sys.argv[5] == "at_once"
application = QApplication(["duty-desk"])
program = Program(application)
program.open(Opening(folder, folder))
seen = {}

def tell(what, value):
    seen[what] = value
    print(what, value, flush=True)

def shown(window):
    tab = window.office.current
    return tab.is_settled if screen == "today" else bool(tab.list.model.ids) or not window.tasks.busy

def look():
    window, now = program.window, time.monotonic() - begun
    if not seen:
        tell("window", now)
    elif "asked" not in seen and isinstance(window.entrance.page, SignInPage):
        tell("asked", now)
    elif "asked" in seen and "signed" not in seen and (at_once or not (window.tasks.busy or window.loads_ahead)):
        tell("signed", now)
        sign_in_first(window.entrance.desk)
        window.enter(window.entrance.desk).go(screen)
    elif "signed" in seen and "usable" not in seen and shown(window):
        tell("usable", now)
        tell("entered", now - seen["signed"])
    elif "usable" in seen and "read" not in seen and not window.tasks.busy:
        tell("read", now - seen["signed"])
        # The rail is counted and what the start left is collected before it is weighed.
        QTimer.singleShot(8000, end)

def end():
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    tell("kilobytes", next(line.split()[1] for line in lines if line.startswith("VmRSS")))
    shares = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    tell("share", next(line.split()[1] for line in shares if line.startswith("Pss:")))
    tell("heavy", ",".join(sorted({name.partition(".")[0] for name in sys.modules} & heavy)))
    program.window.close()
    application.quit()

timer = QTimer(interval=2)
timer.timeout.connect(look)
timer.start()
QTimer.singleShot(300000, application.quit)
application.exec()
"""
BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

begun = float(sys.argv[1])
application = QApplication(["bare"])
QFontDatabase.addApplicationFont(sys.argv[3])
window = QTableWidget(50, 6)
window.resize(1366, 697)
window.show()

def query():
    from sqlalchemy import create_engine, text
    with create_engine("sqlite:///" + sys.argv[2] + "/office.db").connect() as connection:
        for place, row in enumerate(connection.execute(text("SELECT * FROM pass ORDER BY id DESC LIMIT 50"))):
            window.setItem(place, 0, QTableWidgetItem(str(row.number)))
    application.processEvents()
    print("usable", time.monotonic() - begun, flush=True)
    application.quit()

QTimer.singleShot(0, query)
application.exec()
"""
# How an officer signs in: at once, or once the program has loaded ahead.
PACES = ("at_once", "typed")
SCREENS = ("today", "passes")


@dataclass(frozen=True, slots=True)
class Start:
    """What one start told, and the processor seconds it took in all."""

    told: Mapping[str, str]
    spent: float

    def seconds(self, what: str) -> float:
        return float(self.told[what])


@dataclass(frozen=True, slots=True)
class Starts:
    """The starts of an office with one screen and one pace, and the bare windows between them."""

    ours: Sequence[Start]
    bare: Sequence[Start]

    def middle(self, what: str) -> float:
        return statistics.median(start.seconds(what) for start in self.ours)

    @property
    def limit(self) -> float:
        return statistics.median(start.seconds("usable") for start in self.bare)


def environment(compiled: Path) -> dict[str, str]:
    """As on a desk: what Python has compiled once is kept, also where this machine forbids it."""
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **known,
        "PYTHONPYCACHEPREFIX": str(compiled),
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
    }


def start(script: str, folder: Path, compiled: Path, *more: str) -> Start:
    """One start, to its end."""
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", script, str(time.monotonic()), str(folder), *more],
        cwd=ROOT,
        env=environment(compiled),
        capture_output=True,
        text=True,
        check=False,
    )
    after = os.times()
    if done.returncode:
        raise SystemExit(f"a start ended with {done.returncode}\n{done.stdout}{done.stderr}")
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Start(told, spent)


def measure(folder: Path, screen: str, pace: str, runs: int, compiled: Path) -> Starts:
    """Bare, ours, bare, ours … bare; the first of each only fills the caches."""
    font = str(ROOT / "resources" / "fonts" / "NotoSansSC-Regular.ttf")
    ours: list[Start] = []
    bare: list[Start] = []
    for _ in range(runs + 1):
        bare.append(start(BARE, folder, compiled, font))
        ours.append(start(OURS, folder, compiled, ",".join(HEAVY), screen, pace))
    bare.append(start(BARE, folder, compiled, font))
    for one in ours:
        assert one.told["heavy"] == "", one.told["heavy"]
    return Starts(ours[1:], bare[1:])


def report(name: str, found: Starts, screen: str, pace: str) -> None:
    """The lines of one office, screen and pace."""
    checked = "the screen stood with its rows, nothing heavy was loaded"
    where = f"{name}, {screen}"
    if pace == "at_once":
        times = [start.seconds("usable") * 1000 for start in found.ours]
        windows = [start.seconds("window") * 1000 for start in found.ours]
        count = len(times)
        say(
            "J9 window",
            n=count,
            value=found.middle("window") * 1000,
            p99=last(windows),
            checked=checked,
            office=where,
        )
        say(
            "J9", n=count, value=found.middle("usable") * 1000, p50=statistics.median(times), p99=last(times),
            limit=found.limit * 1000, work=statistics.median(one.spent for one in found.ours) * 1000,
            limit_work=statistics.median(one.spent for one in found.bare) * 1000, checked=checked, office=where,
        )  # fmt: skip
    else:
        times = [start.seconds("entered") * 1000 for start in found.ours]
        say(
            "J9 from password to screen", n=len(times), value=statistics.median(times), p50=statistics.median(times),
            p99=last(times), checked=checked, office=where,
        )  # fmt: skip
        say(
            "J9 from password until nothing is read", n=len(times), value=found.middle("read") * 1000,
            checked="no task is left", office=where,
        )  # fmt: skip
        idle = found.middle("kilobytes") / 1024
        share = found.middle("share") / 1024
        say(
            "J9 idle", n=len(times), value=idle, unit="MB", checked="with the rail counted", office=where,
            share_mb=round(share, 1),
        )  # fmt: skip


def make_empty(folder: Path) -> Path:
    """An office as it is on its first day."""
    new_office(folder).close()
    return folder


def run(runs: int, filled: Path | None = None) -> None:
    """All figures of an empty office, and those of a filled one beside it."""
    with tempfile.TemporaryDirectory() as temporary:
        empty, compiled = make_empty(Path(temporary) / "office"), Path(temporary) / "compiled"
        for screen in SCREENS:
            for pace in PACES:
                alone = measure(empty, screen, pace, runs, compiled)
                report("empty office", alone, screen, pace)
                if filled is None:
                    continue
                full = measure(filled, screen, pace, runs, compiled)
                report("filled office", full, screen, pace)
                what = "usable" if pace == "at_once" else "entered"
                say(
                    "J9 filled to empty", n=runs, value=full.middle(what) / alone.middle(what), unit="times",
                    checked="the same screen", office=f"{screen}, {pace}",
                )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--filled", type=Path)
    options = parser.parse_args()
    run(options.runs, options.filled)


if __name__ == "__main__":
    main()
