"""The program is killed in the middle of its work, any number of times: what was said to be saved is saved, once and whole."""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db import migrate, snapshot
from db.survey import survey
from duty_desk import check
from duty_desk.desk import open_desk
from tests.conftest import Clock
from tests.db.test_upgrade import old_office
from tests.faults.acts import missing, open_office
from tests.faults.children import start
from tests.faults.conftest import rounds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of POSIX"),
]


class Nursery:
    """Starts children one after another and kills each at a moment of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._in = process, process.stdin
        self._out = process.stdout.fileno()
        self._rest = b""
        self.begin("go")

    def begin(self, line: str) -> None:
        self._in.write(f"{line}\n")
        self._in.flush()

    def kill_after(self, seconds: float, *, at_work: bool = False) -> list[str]:
        """Let the child live for `seconds`, counted from its first act where that is meant; what it has said."""
        said = [self._line()]
        child = int(said[0].split()[1])
        if at_work:
            said.append(self._line())
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if b"\n" in self._rest or select.select([self._out], [], [], left)[0]:
                said.append(self._line())
                if said[-1] == "dead":
                    return said[1:-1]
        os.kill(child, signal.SIGKILL)
        while said[-1] != "dead":
            said.append(self._line())
        return said[1:-1]

    def _line(self) -> str:
        while b"\n" not in self._rest:
            found = os.read(self._out, 65536)
            assert found, "the children's process has ended"
            self._rest += found
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


@contextmanager
def nursery(act: str, folder: Path) -> Iterator[Nursery]:
    process = start(act, folder)
    try:
        yield Nursery(process)
    finally:
        process.kill()
        process.communicate()


def test_nothing_acknowledged_is_lost_when_the_program_is_killed(busy_office: Path) -> None:
    """Acceptance checks R-01, R-13: 500 kills with DUTY_DESK_FAULTS=full."""
    chance = random.Random(1)
    acknowledged: list[str] = []
    with nursery("work_in_forks", busy_office) as children:
        for seed in range(rounds(60, 500)):
            children.begin(str(seed))
            # One in ten already while it opens what the one before left behind.
            acknowledged += children.kill_after(chance.random() * 0.12, at_work=seed % 10 > 0)
            desk = open_office(busy_office)
            assert check.run(desk) == ()
            assert missing(desk, acknowledged) == []
            desk.close()
    desk = open_office(busy_office)
    assert check.run(desk, full=True) == ()
    desk.close()
    assert len(acknowledged) > 60


def test_an_upgrade_that_is_killed_leaves_the_old_office_or_the_new_one(tmp_path: Path, clock: Clock) -> None:
    """Acceptance check R-41: 50 kills with DUTY_DESK_FAULTS=full."""
    (tmp_path / "old").mkdir()
    old_office(tmp_path / "old", clock)
    chance = random.Random(2)
    found: list[str] = []
    with nursery("open_in_forks", tmp_path) as children:
        longest = 0.0
        for number in range(rounds(15, 50)):
            folder = tmp_path / f"office{number}"
            shutil.copytree(tmp_path / "old", folder)
            begun = time.monotonic()
            children.begin(folder.name)
            # The first one is let to its end, to see how long there is to kill the others.
            children.kill_after(chance.random() * longest if number else 60)
            longest = longest or time.monotonic() - begun
            found.append(survey(folder / "office.db").revision)
            desk = open_desk(folder, clock=clock)
            assert migrate.revision_of(desk.engine) == migrate.HEAD
            assert check.run(desk, full=True) == ()
            desk.close()
            kept = sorted((folder / "backups").glob("before-upgrade-*.db"))
            assert "0001" in [snapshot.prove(path).revision for path in kept]
            assert not list(folder.glob("*upgrading*"))
    assert {"0001", migrate.HEAD} == set(found)
