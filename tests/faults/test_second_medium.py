"""The second copy on a stick that is full or write-protected: the main work goes on, and the notice says so (R-34)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from duty_desk import backup
from duty_desk.backup.status import Level
from tests.faults.acts import Worker, open_office
from tests.faults.report import tried

pytestmark = pytest.mark.slow
PHRASE = "天冷了多穿点衣服"


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Mounts a small medium; again to change how."""
    place = tmp_path / "stick"
    place.mkdir()

    def mount(*how: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", ",".join(("size=16m", *how)), "none", str(place)]
        if (
            shutil.which("mount") is None
            or subprocess.run(command, capture_output=True, check=False).returncode
        ):
            pytest.skip("no medium can be mounted here")
        return place

    yield mount
    subprocess.run(["umount", str(place)], capture_output=True, check=False)


def fill(place: Path) -> None:
    (place / "film").write_bytes(bytes(shutil.disk_usage(place).free - 100_000))


def protect(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)


def mend(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
    (place / "film").unlink(missing_ok=True)


@pytest.mark.parametrize("spoil", [fill, protect], ids=["full", "write-protected"])
def test_a_bad_stick_disturbs_nothing_and_is_told_after_a_day(
    busy_office: Path, stick: Callable[..., Path], spoil: Callable[[Path], None]
) -> None:
    """Acceptance check R-34."""
    place = stick()
    desk = open_office(busy_office)
    worker = Worker(desk, 34)
    with desk.work() as work:
        backup.choose_second(work, place, PHRASE)
    backup.run(desk)
    assert backup.status(desk).second_level is Level.OK
    spoil(place)
    worker.act()
    row = backup.run(desk, force=True)
    found = backup.status(desk)
    assert (found.level, found.second_level) == (Level.OK, Level.OK), "a day's grace"
    assert found.second_error
    assert not list(place.rglob("*.part"))
    at = desk.now + timedelta(hours=25)
    desk.clock = lambda: at
    assert backup.status(desk).second_level is Level.OLD
    mend(place)
    worker.act()
    again = backup.run(desk, force=True)
    assert backup.status(desk).second_level is Level.OK
    assert (place / f"{again.path.stem}.ddsealed").exists()
    assert row.path.exists()
    desk.close()
    tried("R-34", f"sticks that were {spoil.__name__}ed", 1)
