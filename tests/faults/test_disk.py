"""The disk refuses: read-only, full, failing. What was said to be saved is saved, and the desk goes on afterwards."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Mode, open_engine
from duty_desk import audit, backup, check, settings
from duty_desk.desk import Desk
from tests.faults.acts import Worker, missing, open_office
from tests.faults.children import NOBODY, finish, start
from tests.faults.conftest import rounds

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


def test_a_write_that_fails_at_any_point_loses_nothing_and_is_over_when_it_is_over(sqlite_desk: Desk) -> None:
    """Acceptance check R-10 (b)."""
    tries, kept, afterwards = finish(start("write_beyond_limit", sqlite_desk.folder))
    assert int(tries) > 20
    assert kept == tries
    assert afterwards == "saved"
    with sqlite_desk.read() as read:
        assert audit.verify(read).broken_at is None
        assert settings.get(read, "office.phone") == "6012"


def test_a_torn_end_of_the_log_costs_at_most_what_stood_there(busy_office: Path, tmp_path: Path) -> None:
    """Acceptance check R-03: what is read back is a beginning of what was done, whole."""
    desk = open_office(busy_office)
    worker = Worker(desk, 1)
    for _ in range(40):
        worker.act()
    files = {name: (busy_office / name).read_bytes() for name in ("office.db", "office.db-wal")}
    desk.close()
    chance, entries = random.Random(1), set[int]()
    for _ in range(rounds(100, 300)):
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
        with copy.read() as read:
            entries.add(audit.head_of(read)[0])
        copy.close()
    assert len(entries) > 10


def test_a_backup_made_while_others_write_is_whole_and_holds_nobody_up(busy_office: Path) -> None:
    """Acceptance check R-30."""
    desk = open_office(busy_office)
    worker, ended = Worker(desk, 1), threading.Event()
    acknowledged: list[str] = []

    def work() -> None:
        while not ended.is_set():
            acknowledged.append(worker.act())

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for _ in range(5):
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
    assert len(acknowledged) > 20
