"""Tries every fault as often as the program promises to stand it, and prints what was tried and what was lost.

python -m tests.faults [--json FILE] [--short] [ROW …]        ROW is the number of an acceptance check: R-01 R-12 …

Takes about an hour on two cores; nothing else is changed than temporary folders.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.faults import report

ROOT = Path(__file__).resolve().parents[2]
# The faults themselves, and what elsewhere is the evidence for a row of the same list.
PLACES = (
    "tests/faults",
    "tests/db/test_upgrade.py",
    "tests/db/test_older_offices.py",
    "tests/db/test_rotation.py",
    "tests/duty_desk/test_backup.py",
    "tests/duty_desk/test_desk.py",
    "tests/duty_desk/test_nightly.py",
    "tests/duty_desk/test_operations.py",
    "tests/duty_desk/test_storage.py",
    "tests/ui/shell/test_recovery.py",
    "tests/ui/start",
    "tests/ui/test_last_resort.py",
    "tests/ui/test_trouble.py",
)
_ROW = re.compile(r"\bR-\d\d\b")


def say(text: str = "") -> None:
    """A line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Watcher:
    """Hears from pytest what became of the tests that name a row."""

    def __init__(self, rows: frozenset[str]) -> None:
        self._rows = rows
        self.tests: list[dict[str, Any]] = []
        self._named: dict[str, list[str]] = {}

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        others: list[pytest.Item] = []
        for item in items:
            named = rows_of(item)
            if named and (not self._rows or self._rows & set(named)):
                self._named[item.nodeid] = named
            else:
                others.append(item)
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item.nodeid in self._named]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.tests.append(
                {
                    "test": report.nodeid,
                    "rows": self._named.get(report.nodeid, []),
                    "outcome": report.outcome,
                    "seconds": round(report.duration, 1),
                }
            )
            say(
                f"{time.strftime('%H:%M:%S')} {report.outcome} {report.duration:7.1f} s  {report.nodeid}",
            )


def rows_of(item: pytest.Item) -> list[str]:
    """The rows that a test names in its docstring, else its module in its own."""
    function = getattr(item, "function", None)
    module = getattr(item, "module", None)
    for holder in (function, module):
        if found := _ROW.findall(getattr(holder, "__doc__", None) or ""):
            return sorted(set(found))
    return []


def table(tests: Iterable[Mapping[str, Any]], lines: Iterable[Mapping[str, Any]]) -> str:
    """What was tried and what was lost, row by row."""
    told: dict[str, list[str]] = {}
    for test in tests:
        for row in test["rows"]:
            told.setdefault(row, [])
    for line in lines:
        more = ", ".join(f"{name} {value}" for name, value in line["figures"].items())
        words = f"{line['count']:>7,} × {line['tried']}: lost {line['lost']}" + (f" ({more})" if more else "")
        told.setdefault(str(line["row"]), []).append(words)
    out: list[str] = []
    for row in sorted(told):
        of_row = [test for test in tests if row in test["rows"]]
        counts = {
            outcome: sum(test["outcome"] == outcome for test in of_row)
            for outcome in ("passed", "failed", "skipped")
        }
        seconds = sum(test["seconds"] for test in of_row)
        said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
        out.append(f"{row}  tests: {said or 'none'}, {seconds:.0f} s")
        out += [f"      {words}" for words in told[row]]
    return "\n".join(out)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="R-01 …; all when none is named")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--short", action="store_true", help="as often as the usual run of the tests does")
    options = parser.parse_args(arguments)
    if postgres.URL not in os.environ and postgres.find_programs() is not None:
        # Once more, beside a server of its own.
        command = [sys.executable, "tests/postgres.py", sys.executable, "-m", "tests.faults", *arguments]
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    os.environ["DUTY_DESK_FAULTS"] = "usual" if options.short else "full"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    begun = time.time()
    with tempfile.TemporaryDirectory(prefix="duty-desk-faults-") as folder:
        place = Path(folder) / "tried.jsonl"
        os.environ[report.PLACE] = str(place)
        watcher = Watcher(frozenset(row.upper() for row in options.rows))
        quiet = [
            "-q",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            "--basetemp",
            f"{folder}/tests",
            "-o",
            "faulthandler_timeout=0",
        ]
        code = pytest.main([*quiet, *PLACES], plugins=[watcher])
        lines = report.read(place)
    say()
    say(table(watcher.tests, lines))
    lost = sum(int(str(line["lost"])) for line in lines)
    failed = [test["test"] for test in watcher.tests if test["outcome"] == "failed"]
    say(
        f"\nTried in {(time.time() - begun) / 60:.0f} minutes: {len(watcher.tests)} tests, {len(failed)} failed, {lost} lost."
    )
    if options.json is not None:
        content = {
            "seconds": round(time.time() - begun),
            "lost": lost,
            "tests": watcher.tests,
            "tried": lines,
        }
        options.json.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
