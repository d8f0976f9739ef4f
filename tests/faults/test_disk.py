"""The disk refuses: read-only, full, failing. What was said to be saved is saved, and the desk goes on afterwards."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Mode, open_engine
from duty_desk import audit, backup, check, drafts, gate
from duty_desk.desk import Desk
from duty_desk.gate import Attempt
from tests.conftest import Clock
from tests.faults import hands_of_people
from tests.faults.acts import Worker, halves, missing, open_office
from tests.faults.children import NOBODY, finish, start
from tests.faults.conftest import rounds
from tests.faults.full_disks import FRAME
from tests.faults.hands import Hands
from tests.faults.report import tried

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights and limits of POSIX")


@pytest.fixture
def shared_office(template_office: Path) -> Iterator[Path]:
    """An office that another account can reach, which pytest's own folders do not allow."""
    top = Path(tempfile.mkdtemp(prefix="dd-"))
    top.chmod(0o755)
    folder = top / "office"
    shutil.copytree(template_office, folder)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(top)


def make_read_only(folder: Path, *, file: bool) -> None:
    """Take the right to write from the account that looks: the folder's, or only the file's."""
    (folder / "office.db").chmod(0o444)
    folder.chmod(0o777 if file else 0o555)
    if os.getuid() == 0 and file:
        os.chown(folder, NOBODY, -1)


@pytest.mark.parametrize("file", [True, False], ids=["file", "folder"])
def test_an_office_that_cannot_be_written_can_be_looked_at(shared_office: Path, file: bool) -> None:
    """Acceptance check R-11."""
    make_read_only(shared_office, file=file)
    said = finish(start("look_without_rights", shared_office))
    assert said == ["西岭理工大学总务处", "True", "storage.read_only", "storage.read_only"]


def test_an_act_of_any_desk_that_fails_at_any_write_is_not_done_and_then_it_is(busy_office: Path) -> None:
    """Acceptance check R-10 (b): with DUTY_DESK_FAULTS=full every write of the act fails once."""
    said = finish(start("work_beyond_limit", busy_office, str(FRAME if rounds(0, 1) else 12 * FRAME)))
    failed = {name: int(count) for name, count in (word.split(":") for word in said)}
    assert len(failed) == 7
    assert all(failed.values()), failed
    tried("R-10", "writes of an act that failed (RLIMIT_FSIZE)", sum(failed.values()), by_desk=failed)


def test_nothing_half_is_left_of_what_is_written_beside_the_office(busy_office: Path) -> None:
    """Acceptance check R-10: no room for workbook, paper, attachment, draft, backup."""
    said = finish(start("make_files_beyond_limit", busy_office, str(rounds(3, 40))))
    refused = {name: int(count) for name, count in (word.split(":") for word in said)}
    assert all(refused.values()), refused
    tried("R-10", "files beside the office that found no room", sum(refused.values()), by_kind=refused)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with a few megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_refuses_and_work_goes_on_when_there_is_room(busy_office: Path, small_disk: Path) -> None:
    """Acceptance check R-10 (c): all desks on a disk of a few megabytes."""
    folder = small_disk / "office"
    shutil.copytree(busy_office, folder)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(bytes(free - 1_000_000))
    before, after = finish(start("work_on_a_small_disk", folder, str(small_disk / "filler")))
    assert after == "20"
    tried("R-10", "acts until a disk was full, 20 refused, and after there was room", int(before) + 40)


def test_a_torn_end_of_the_log_costs_at_most_what_stood_there(busy_office: Path, tmp_path: Path) -> None:
    """Acceptance check R-03: what is read back is a beginning of what was done, whole."""
    desk = open_office(busy_office)
    worker = Worker(desk, 1)
    for _ in range(40):
        worker.act()
    files = {name: (busy_office / name).read_bytes() for name in ("office.db", "office.db-wal")}
    desk.close()
    chance, entries = random.Random(1), set[int]()
    copies = rounds(10, 300)
    for _ in range(copies):
        log = bytearray(files["office.db-wal"])
        place = chance.randrange(len(log))
        match chance.randrange(3):
            case 0:
                del log[place:]
            case 1:
                log[place:] = bytes(len(log) - place)
            case _:
                log[place:] = chance.randbytes(len(log) - place)
        folder = tmp_path / "copy"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "office.db").write_bytes(files["office.db"])
        (folder / "office.db-wal").write_bytes(log)
        copy = open_office(folder)
        assert check.run(copy, full=True) == ()
        assert halves(copy) == []
        with copy.read() as read:
            entries.add(audit.head_of(read)[0])
        copy.close()
    assert len(entries) > min(copies // 5, 30)
    tried("R-03", "offices with a torn end of the log", copies)


def test_a_backup_made_while_others_write_is_whole_and_holds_nobody_up(busy_office: Path) -> None:
    """Acceptance check R-30."""
    desk = open_office(busy_office)
    worker, ended = Worker(desk, 1), threading.Event()
    backups = rounds(4, 20)
    acknowledged: list[str] = []

    def work() -> None:
        while not ended.is_set():
            acknowledged.append(worker.act())

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for _ in range(backups):
            done = len(acknowledged)
            row = backup.run(desk, force=True)
            copy = Desk(open_engine(row.path, Mode.FROZEN), busy_office, path=row.path, mode=Mode.FROZEN)
            assert missing(copy, acknowledged[:done]) == []
            copy.close()
            row.path.rename(row.path.with_suffix(".kept"))
    finally:
        ended.set()
        thread.join()
    assert check.run(desk, full=True) == ()
    desk.close()
    assert len(acknowledged) > backups
    tried("R-30", "backups while another thread writes", backups, acts=len(acknowledged))


def test_scans_go_on_at_their_pace_while_a_backup_is_made(busy_office: Path) -> None:
    """Acceptance check R-30: 1000 scans a minute beside backups; of 50 MB with DUTY_DESK_FAULTS=full, which tells how long they took."""
    desk = open_office(busy_office)
    hands = Hands(desk, random.Random(30))
    for _ in range(10):
        hands_of_people.issue(hands)
    with desk.work() as work:
        for number in range(rounds(1, 50)):
            drafts.save(work, f"ballast {number}", {"text": "x" * 1_000_000})
    assert desk.path is not None
    took: list[float] = []
    ended = threading.Event()

    def scan() -> None:
        clock = Clock(desk.now)
        desk.clock = clock
        while not ended.wait(0.06):
            clock.forward(seconds=7)
            begun = time.monotonic()
            found = gate.scan(desk, Attempt(hands.gate, hands.codes[len(took) % 10], temperature=36.5))
            took.append(time.monotonic() - begun)
            assert found.word is gate.Word.GO, found

    thread = threading.Thread(target=scan)
    thread.start()
    backups = 0
    try:
        # A backup may be over before the next lorry has come: there are as many as it takes for scans to fall into them.
        while backups < rounds(1, 10) or len(took) < 10:
            assert thread.is_alive(), "a scan at the gate failed, see the exception in its thread"
            row = backup.run(desk, force=True)
            assert row.entries is not None
            backups += 1
    finally:
        ended.set()
        thread.join()
    assert check.run(desk, full=True) == ()
    size = desk.path.stat().st_size / 1e6
    desk.close()
    took.sort()
    tried(
        "R-30",
        "scans at 1000 a minute beside backups",
        len(took),
        backups=backups,
        megabytes=round(size),
        p95_ms=round(took[len(took) * 95 // 100] * 1000),
        longest_ms=round(took[-1] * 1000),
    )
