"""The power goes at any moment: the office opens, whole, with everything that was said to be saved (acceptance check R-02)."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from duty_desk import check
from tests.conftest import Fill
from tests.faults import power
from tests.faults.acts import Worker, halves, missing, open_office
from tests.faults.children import ROOT
from tests.faults.conftest import rounds
from tests.faults.offices import build_everything
from tests.faults.report import tried

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("strace") is None, reason="strace sees what is written; it is not installed"
    ),
]
ACTS = rounds(30, 60)


@dataclass(frozen=True, slots=True)
class Recording:
    """The files before, and everything that a desk at work did to them and said."""

    before: dict[str, bytes]
    events: list[power.Event]


Recorded = Callable[[int, str], Recording]


def record(office: Path, place: Path, seed: int, synchronous: str) -> Recording:
    """Let a desk work on a copy of the office until it is killed, watched."""
    folder = place / f"work{seed}"
    shutil.copytree(office, folder)
    before = {
        path.name: path.read_bytes() for path in folder.glob("office.db*") if not path.name.endswith("-shm")
    }
    trace = place / "trace"
    child = (
        "-m",
        "tests.faults.children",
        "work_for_a_while",
        str(folder),
        str(ACTS),
        str(seed),
        synchronous,
    )
    subprocess.run(
        [
            *("strace", "-f", "-qq", "-xx", "-s", "200000", "-e", "signal=none"),
            *("-e", f"trace={power.TRACED}", "-o", str(trace), sys.executable, *child),
        ],
        cwd=ROOT,
        input="go\n",
        text=True,
        capture_output=True,
        check=False,
    )
    events = power.parse(trace, folder)
    shutil.rmtree(folder)
    assert sum(isinstance(event, power.Said) for event in events) == ACTS
    return Recording(before, events)


@pytest.fixture(scope="module")
def recorded(
    grounds: Callable[[str, Fill], tuple[Path, object]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int, str], Recording]:
    """Gives the recording of a seed, made once."""
    place = tmp_path_factory.mktemp("recordings")
    office, _ = grounds("sqlite", build_everything)
    return cache(lambda seed, synchronous: record(office, place, seed, synchronous))


def images(recording: Recording, place: Path, count: int, seed: int) -> Iterator[tuple[Path, list[str]]]:
    """Offices as the disk may hold them after a power cut, with what had been said."""
    chance = random.Random(seed)
    for _ in range(count):
        folder = place / "image"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        at = chance.randrange(len(recording.events) + 1)
        disk, said = power.cut(recording.before, recording.events, at, chance)
        disk.put_into(folder)
        yield folder, said


def lost(folder: Path, said: list[str]) -> list[str]:
    """What is not there of what was said, or is there by half; fails when the file is not whole."""
    path = folder / "office.db"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None
        heads = "SELECT (SELECT sequence FROM audit_head), (SELECT max(id) FROM audit_entry)"
        sequence, entries = connection.execute(heads).fetchone()
        assert sequence == entries
        # What is read without our program afterwards is one file.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return [*missing(path, said), *halves(path)]


def test_nothing_said_to_be_saved_is_lost_when_the_power_goes(recorded: Recorded, tmp_path: Path) -> None:
    """2000 cuts of 10 recordings with DUTY_DESK_FAULTS=full."""
    seeds, each = rounds(1, 10), rounds(20, 200)
    said_in_all = started = 0
    for seed in range(seeds):
        for number, (folder, said) in enumerate(images(recorded(seed, "FULL"), tmp_path, each, seed)):
            assert lost(folder, said) == [], f"seed {seed}, cut {number}"
            said_in_all += len(said)
            if number % 20 == 0:
                # The program itself, with everything it promises; and it goes on working there.
                desk = open_office(folder)
                assert check.run(desk, full=True) == ()
                Worker(desk, number).act()
                desk.close()
                started += 1
    assert said_in_all > ACTS // 5 * seeds * each
    tried("R-02", "power cuts rebuilt from recorded writes", seeds * each, recordings=seeds, said=said_in_all)
    tried("R-13", "started on what a power cut left, checked in full, worked on", started)


def test_with_a_weaker_setting_it_would_be_lost(recorded: Recorded, tmp_path: Path) -> None:
    """Acceptance check R-02: the test above can see, as WAL with `synchronous=NORMAL` loses what was acknowledged."""
    count = rounds(8, 400)
    recording = recorded(0, "NORMAL")
    losing = sum(bool(lost(folder, said)) for folder, said in images(recording, tmp_path, count, 3))
    assert losing > count // 4
    tried("R-02", "the same with synchronous=NORMAL, which must lose", count, images_that_lost=losing)


def test_every_acknowledged_act_reached_the_disk_first(recorded: Recorded) -> None:
    """Acceptance check R-05: between two acknowledgements there is at least one sync of the log."""
    syncs = said = 0
    known: set[str] = set()
    for event in recorded(0, "FULL").events:
        if isinstance(event, power.Sync):
            syncs += 1
        elif isinstance(event, power.Said):
            rows = set(event.line.split()[2:])
            # The same wrong code twice in a row is one refusal: the second time nothing is written.
            assert syncs or (rows and rows <= known), event.line
            known |= rows
            said, syncs = said + (syncs > 0), 0
    assert said > ACTS // 2
    tried("R-05", "acts of which the log was synced before they were acknowledged", said)
