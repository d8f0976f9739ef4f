"""The power goes at any moment: the office opens, whole, with everything that was said to be saved (acceptance check R-02)."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import power
from tests.faults.children import ROOT
from tests.faults.conftest import rounds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("strace") is None, reason="strace sees what is written; it is not installed"
    ),
]
ACTS = 60


def record(folder: Path, synchronous: str) -> tuple[dict[str, bytes], list[power.Event]]:
    """The files before, and everything that a desk at work did to them and said."""
    before = {
        path.name: path.read_bytes() for path in folder.glob("office.db*") if not path.name.endswith("-shm")
    }
    recording = folder.parent / "recording"
    desk = [
        sys.executable,
        "-m",
        "tests.faults.children",
        "work_for_a_while",
        str(folder),
        str(ACTS),
        synchronous,
    ]
    traced = [
        "strace",
        "-f",
        "-qq",
        "-xx",
        "-s",
        "200000",
        "-e",
        f"trace={power.TRACED}",
        "-o",
        str(recording),
    ]
    subprocess.run([*traced, *desk], cwd=ROOT, input="go\n", text=True, capture_output=True, check=False)
    events = power.parse(recording, folder)
    assert sum(isinstance(event, power.Said) for event in events) == ACTS
    return before, events


def images(folder: Path, synchronous: str, count: int) -> Iterator[tuple[Path, list[str]]]:
    """Offices as the disk may hold them after a power cut, with what had been said."""
    before, events = record(folder, synchronous)
    chance = random.Random(3)
    place = folder.parent / "image"
    for _ in range(count):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        disk, said = power.cut(before, events, chance.randrange(len(events) + 1), chance)
        disk.put_into(place)
        yield place, said


def lost(folder: Path, said: list[str]) -> list[str]:
    """What is not there of what was said; raises when the file is not whole."""
    connection = sqlite3.connect(folder / "office.db")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None
        sequence, entries = connection.execute(
            "SELECT (SELECT sequence FROM audit_head), (SELECT max(id) FROM audit_entry)"
        ).fetchone()
        assert sequence == entries
        done = {row[0] for row in connection.execute("SELECT id FROM operation")}
        voided = {str(row[0]) for row in connection.execute("SELECT id FROM pass WHERE status = 'voided'")}
        prints = {(str(a), str(b)) for a, b in connection.execute("SELECT subject_id, copy FROM printing")}
        count = connection.execute("SELECT value FROM setting WHERE key = 'office.count'").fetchone()
    finally:
        connection.close()
    there = {
        "issue": lambda words: words[3] in done,
        "void": lambda words: words[1] in voided,
        "print": lambda words: (words[1], words[2]) in prints,
        "count": lambda words: count is not None and int(count[0]) >= int(words[1]),
    }
    return [line for line in said if not there[line.split()[0]](line.split())]


def test_nothing_said_to_be_saved_is_lost_when_the_power_goes(busy_office: Path) -> None:
    """2000 cuts with DUTY_DESK_FAULTS=full."""
    said_in_all = 0
    for folder, said in images(busy_office, "FULL", rounds(400, 2000)):
        assert lost(folder, said) == []
        said_in_all += len(said)
    assert said_in_all > 1000


def test_with_a_weaker_setting_it_would_be_lost(busy_office: Path) -> None:
    """The test above can see: WAL with `synchronous=NORMAL` loses what was acknowledged."""
    assert any(lost(folder, said) for folder, said in images(busy_office, "NORMAL", 60))
