"""An upgrade that is killed, or that the disk has no room for, leaves the old office or the new one (acceptance check R-41)."""

from __future__ import annotations

import random
import shutil
import sys
import time
from pathlib import Path

import pytest

from db import migrate, snapshot
from db.survey import survey
from duty_desk import check
from duty_desk.desk import open_desk
from tests.conftest import Clock
from tests.db.test_upgrade import old_office
from tests.faults.children import finish, start
from tests.faults.conftest import rounds
from tests.faults.nursery import nursery
from tests.faults.report import tried

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks, signals and limits of POSIX"),
]


@pytest.fixture
def old(tmp_path: Path, clock: Clock) -> Path:
    """The folder of an office of the first schema."""
    folder = tmp_path / "old"
    folder.mkdir()
    old_office(folder, clock)
    return folder


def prove(folder: Path, clock: Clock) -> None:
    """It opens, is of today's schema, fits together, and the old file is kept."""
    desk = open_desk(folder, clock=clock)
    assert migrate.revision_of(desk.engine) == migrate.HEAD
    assert check.run(desk, full=True) == ()
    desk.close()
    kept = sorted((folder / "backups").glob("before-upgrade-*.db"))
    assert "0001" in [snapshot.prove(path).revision for path in kept]
    assert not list(folder.glob("*upgrading*"))


def test_an_upgrade_that_is_killed_leaves_the_old_office_or_the_new_one(old: Path, clock: Clock) -> None:
    """Acceptance check R-41: 50 kills with DUTY_DESK_FAULTS=full."""
    chance, kills = random.Random(2), rounds(2, 50)
    found: list[str] = []
    with nursery("open_in_forks", old.parent) as children:
        longest = 0.0
        for number in range(kills + 1):
            folder = old.parent / f"office{number}"
            shutil.copytree(old, folder)
            begun = time.monotonic()
            children.begin(folder.name)
            # The first one is let to its end, to see how long there is to kill the others.
            children.kill_after(chance.random() * longest if number else 60)
            longest = longest or time.monotonic() - begun
            found.append(survey(folder / "office.db").revision)
            prove(folder, clock)
            shutil.rmtree(folder)
    assert migrate.HEAD in found
    assert set(found) <= {"0001", migrate.HEAD}
    tried("R-41", "kill -9 during an upgrade", kills, still_old=found.count("0001"))


def test_an_upgrade_without_room_leaves_the_old_office(old: Path, clock: Clock) -> None:
    """Acceptance check R-41: the disk is full at 50 points with DUTY_DESK_FAULTS=full; with room it is upgraded."""
    points = rounds(2, 50)
    said = finish(start("upgrade_without_room", old, str(points)))
    assert len(said) == points
    assert set(said) <= {"storage.full", "storage.io", "storage.cannot_open"}
    prove(old, clock)
    tried("R-41", "disk full during an upgrade", points, told=sorted(set(said)))
