"""Backups that can be relied on: a bad copy never takes the place of a good one, and every good one can be brought back."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.models import Pass, Person
from duty_desk import audit, backup, check, settings
from duty_desk.backup.status import Level
from duty_desk.desk import SYSTEM, open_desk
from tests.conftest import Clock
from tests.faults.acts import NOON, Worker, missing, open_office
from tests.faults.children import ROOT, finish, start
from tests.faults.conftest import rounds
from tests.faults.report import tried

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="limits and calls of POSIX"),
]


@pytest.mark.parametrize(("how", "said"), [("rotten", "storage.corrupt"), ("full", "storage.io")])
def test_a_copy_that_went_wrong_takes_no_place(busy_office: Path, how: str, said: str) -> None:
    """Acceptance checks R-31, R-10: broken between writing and naming, or no room for it."""
    desk = open_office(busy_office)
    good = backup.run(desk)
    folder = good.path.parent
    for hour in range(60):
        shutil.copy(good.path, folder / f"office-202003{1 + hour // 24:02d}-{hour % 24:02d}0000.db")
    good.path.unlink()
    before = {path.name: path.read_bytes() for path in folder.glob("*.db")}
    with desk.work() as work:
        settings.put(work, "office.phone", "6011")
    desk.close()
    answer = finish(start("back_up_on_a_bad_disk", busy_office, how))
    assert answer == [said, "failed", "saved"], "the office is told, and work goes on"
    assert {path.name: path.read_bytes() for path in folder.glob("*.db")} == before
    assert not [path for path in folder.iterdir() if ".part" in path.name]
    again = open_office(busy_office)
    assert backup.status(again).level is Level.FAILED
    backup.run(again)
    assert backup.status(again).level is Level.OK
    again.close()
    tried("R-31", f"backups that went wrong ({how}) beside 60 good ones", 1)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace sees the order; it is not installed")
def test_a_copy_gets_its_name_only_when_it_is_on_the_disk(busy_office: Path, tmp_path: Path) -> None:
    """Acceptance check R-31: written, synced, named, and the name synced, in this order."""
    trace = tmp_path / "trace"
    watched = "trace=pwrite64,write,fsync,fdatasync,rename,renameat,renameat2"
    child = subprocess.run(
        [
            *("strace", "-f", "-y", "-qq", "-e", watched, "-e", "signal=none", "-o", str(trace)),
            *(sys.executable, "-m", "tests.faults.children", "back_up_on_a_bad_disk", str(busy_office)),
        ],
        cwd=ROOT,
        input="go\n",
        capture_output=True,
        text=True,
        check=True,
    )
    name = child.stdout.split()[1]
    part, folder = f".{name}.part", busy_office / "backups"
    steps: list[str] = []
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        call = re.search(r"(\w+)\((.*)", line)
        if call is None:
            continue
        if call[1].startswith("rename") and f"{name}" in call[2] and part in call[2]:
            steps.append("named")
        elif call[1] in ("fsync", "fdatasync") and f"{part}>" in call[2]:
            steps.append("synced")
        elif call[1] in ("fsync", "fdatasync") and f"{folder}>" in call[2]:
            steps.append("folder synced")
        elif call[1] in ("write", "pwrite64") and f"{part}>" in call[2]:
            steps.append("written")
    at = steps.index("named")
    assert "written" in steps[:at]
    assert steps[at - 1] == "synced", "nothing is written after the last sync"
    assert steps[at + 1] == "folder synced"


def test_each_backup_can_be_brought_back(busy_office: Path) -> None:
    """Acceptance check R-33: whole, with all that had been done by then, and what was there is kept."""
    clock, chance = Clock(NOON), random.Random(33)
    desk = open_office(busy_office)
    desk.clock = clock
    worker = Worker(desk, 33)
    done: list[str] = []
    made: list[tuple[backup.BackupRow, int]] = []
    many = rounds(3, 10)
    for _ in range(many):
        done += [worker.act() for _ in range(chance.randrange(1, 8))]
        clock.forward(seconds=90)
        made.append((backup.run(desk, force=True), len(done)))
    chance.shuffle(made)
    # The command line, which asks for no second person.
    desk.officer = SYSTEM
    for row, count in made:
        clock.forward(minutes=5)
        with desk.work() as work:
            settings.put(work, "office.phone", f"{clock.at:%H%M}")
        with desk.read() as read:
            before = audit.head_of(read)[0]
        backup.restore(desk, row.path)
        assert check.run(desk, full=True) == ()
        assert missing(desk, done[:count]) == []
        with desk.read() as read:
            counts = [
                read.session.scalar(select(func.count()).select_from(table)) for table in (Pass, Person)
            ]
        assert counts == [row.passes, row.people]
        kept = [other for other in backup.list_backups(desk.folder) if other.kind == "before-restore"]
        assert kept[0].entries == before
        assert backup.status(desk).level is Level.PAUSED
        assert not backup.due(desk), "no backup by itself until somebody has looked"
        backup.resume(desk)
        again = open_desk(busy_office, clock=clock)
        assert missing(again, done[:count]) == []
        again.close()
    desk.close()
    tried("R-33", "backups brought back, checked in full", many, acts=len(done))


def test_a_backup_under_load_satisfies_every_promise(busy_office: Path) -> None:
    """Acceptance check R-30: opened as an office of its own, everything in it fits together."""
    desk = open_office(busy_office)
    worker = Worker(desk, 30)
    copies = rounds(2, 20)
    for number in range(copies):
        done = [worker.act() for _ in range(5)]
        row = backup.run(desk, force=True)
        place = busy_office.parent / f"copy{number}"
        place.mkdir()
        shutil.copy(row.path, place / "office.db")
        copy = open_office(place)
        assert check.run(copy, full=True) == ()
        assert missing(copy, done) == []
        copy.close()
        row.path.unlink()
    desk.close()
    tried("R-30", "backups opened as offices of their own, checked in full", copies)
