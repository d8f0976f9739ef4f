"""How fast the program stands, beside a bare window with one query in the same run (limit, desk, limit), and what it keeps in memory.

    python -m benchmarks.start                      one JSON line for each office
    python -m benchmarks.start --runs N             with another number of starts
    python -m benchmarks.start --filled FOLDER      beside an empty office also this one, of `benchmarks.passes --folder`

Each start is a process of its own, measured from outside: a window, the question who it is, the office with its first page. Its checks: the
office shows its rows, and nothing heavy was loaded.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from duty_desk.office import create_office

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("matplotlib", "openpyxl", "xlsxwriter", "reportlab", "pypinyin", "alembic", "python_calamine")
OURS = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.app import Program
from ui.start.opening import Opening, sign_in_first
from ui.start.sign_in import SignInPage

begun, folder, heavy = float(sys.argv[1]), Path(sys.argv[2]), set(sys.argv[3].split(","))
application = QApplication(["duty-desk"])
program = Program(application)
program.open(Opening(folder, folder))
seen = []

def tell(what, value):
    seen.append(what)
    print(what, value, flush=True)

def look():
    window, now = program.window, time.monotonic() - begun
    if not seen:
        tell("window", now)
    elif "asked" not in seen and isinstance(window.entrance.page, SignInPage):
        tell("asked", now)
        sign_in_first(window.entrance.desk)
        window.enter(window.entrance.desk)
        window.office.go("passes")
    elif "asked" in seen and "usable" not in seen and not window.tasks.busy:
        tell("usable", now)
        QTimer.singleShot(1500, end)

def end():
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    tell("kilobytes", next(line.split()[1] for line in lines if line.startswith("VmRSS")))
    tell("heavy", ",".join(sorted({name.partition(".")[0] for name in sys.modules} & heavy)))
    program.window.close()
    application.quit()

timer = QTimer(interval=2)
timer.timeout.connect(look)
timer.start()
QTimer.singleShot(120000, application.quit)
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


def environment(compiled: Path) -> dict[str, str]:
    """As on a desk: what Python has compiled once is kept, also where this machine forbids it."""
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **known,
        "PYTHONPYCACHEPREFIX": str(compiled),
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
    }


def start(script: str, folder: Path, more: str, compiled: Path) -> tuple[dict[str, str], float]:
    """What a start told, and its processor seconds."""
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-c", script, str(time.monotonic()), str(folder), more],
        cwd=ROOT,
        env=environment(compiled),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    after = os.times()
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return told, spent


def measure(name: str, folder: Path, runs: int, compiled: Path) -> float:
    font = str(ROOT / "resources" / "fonts" / "NotoSansSC-Regular.ttf")
    start(OURS, folder, ",".join(HEAVY), compiled)
    start(BARE, folder, font, compiled)
    ours: list[tuple[dict[str, str], float]] = []
    bare: list[tuple[dict[str, str], float]] = []
    for _ in range(runs):
        bare.append(start(BARE, folder, font, compiled))
        ours.append(start(OURS, folder, ",".join(HEAVY), compiled))
    bare.append(start(BARE, folder, font, compiled))
    assert all(told["heavy"] == "" for told, _ in ours), ours[0][0]["heavy"]

    def middle(what: str) -> float:
        return statistics.median(float(told[what]) for told, _ in ours)

    limit = statistics.median(float(told["usable"]) for told, _ in bare)
    figures = {
        "window_s": round(middle("window"), 2),
        "asked_s": round(middle("asked"), 2),
        "usable_s": round(middle("usable"), 2),
        "limit_s": round(limit, 2),
        "times_limit": round(middle("usable") / limit, 2),
        "cpu_s": round(statistics.median(spent for _, spent in ours), 2),
        "limit_cpu_s": round(statistics.median(spent for _, spent in bare), 2),
        "idle_mb": round(middle("kilobytes") / 1024),
    }
    print(json.dumps({"job": f"J9 start, {name}", **figures}), flush=True)
    return middle("usable")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--filled", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        empty = Path(temporary) / "office"
        create_office(
            empty,
            name="Bench",
            campus="Bench",
            officer="Bench",
            login="bench",
            password="correct horse battery",
        ).close()
        compiled = Path(temporary) / "compiled"
        alone = measure("empty office", empty, options.runs, compiled)
        if options.filled is not None:
            beside = measure("filled office", options.filled, options.runs, compiled)
            print(json.dumps({"job": "J9 filled to empty", "times": round(beside / alone, 2)}))


if __name__ == "__main__":
    main()
