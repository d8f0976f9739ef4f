"""A file that was damaged never ends the program, is never made anew in silence, and a backup brings the office back (R-12)."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from duty_desk import backup, check, settings
from duty_desk.desk import open_desk
from duty_desk.errors import StorageError
from tests.conftest import Clock
from tests.faults.acts import NOON, Worker, missing, open_office
from tests.faults.conftest import rounds
from tests.faults.report import tried

pytestmark = pytest.mark.slow
PAGE = 4096
HOWS = ("a byte", "a page", "pages", "cut", "text", "header", "zeros", "beginning")


def damage(whole: bytes, how: str, chance: random.Random) -> bytes:
    """What a bad disk, a virus scanner or another program may leave."""
    content = bytearray(whole)
    pages = len(content) // PAGE
    match how:
        case "a byte":
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        case "a page":
            at = chance.choice([0, 1, 49, chance.randrange(pages)]) * PAGE
            content[at : at + PAGE] = chance.randbytes(PAGE)
        case "pages":
            for _ in range(50):
                at = chance.randrange(pages) * PAGE
                content[at + chance.randrange(PAGE)] ^= 0xFF
        case "cut":
            del content[chance.randrange(1, len(content)) :]
        case "text":
            return ("a letter\n" * chance.randrange(1, 1000)).encode()
        case "header":
            content[:100] = bytes(100)
        case "zeros":
            at = chance.randrange(pages) * PAGE
            content[at : at + 8 * PAGE] = bytes(8 * PAGE)
        case _:
            del content[: chance.randrange(1, 100)]
    return bytes(content)


def use(folder: Path) -> str:
    """Open it, look, work, check: whatever is said is said as a sentence, or the office is whole."""
    try:
        desk = open_office(folder)
    except StorageError as error:
        return said(error)
    try:
        with desk.read() as read:
            settings.get(read, "office.name")
        Worker(desk, 1).act()
        found = check.run(desk, full=True)
    except StorageError as error:
        return said(error)
    finally:
        desk.close()
    return "found" if found else "whole"


def said(error: StorageError) -> str:
    """The key of a refusal, which has its sentence."""
    assert error.text
    return error.key


def test_a_damaged_file_is_refused_or_found_out_and_brought_back(busy_office: Path, tmp_path: Path) -> None:
    """Acceptance check R-12: 200 damaged files with DUTY_DESK_FAULTS=full."""
    desk = open_office(busy_office)
    worker = Worker(desk, 12)
    done = [worker.act() for _ in range(20)]
    kept = backup.run(desk)
    desk.close()
    with closing(sqlite3.connect(busy_office / "office.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (busy_office / "office.db").read_bytes()
    chance, answers = random.Random(12), dict[str, int]()
    copies = rounds(8, 200)
    place = tmp_path / "damaged"
    for number in range(copies):
        how = HOWS[number % len(HOWS)]
        damaged = damage(whole, how, chance)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(busy_office, place)
        path = place / "office.db"
        path.write_bytes(damaged)
        answer = use(place)
        answers[answer] = answers.get(answer, 0) + 1
        if answer.startswith("storage."):
            # What is offered instead is there, and the file is as it was unless something could be written before.
            assert [row.path.name for row in backup.list_backups(place)] == [kept.path.name]
        if answer.startswith("storage.") and number % 4 == 0:
            before = path.read_bytes()
            backup.restore_file(place, place / "backups" / kept.path.name)
            again = open_desk(place, clock=Clock(NOON))
            assert check.run(again, full=True) == ()
            assert missing(again, done) == []
            again.close()
            assert [file.read_bytes() for file in (place / "backups").glob("*.damaged")] == [before]
    assert answers["storage.corrupt"] + answers["storage.not_a_database"] > copies // 4
    tried("R-12", "damaged files opened, looked into, worked on", copies, said=answers)


@pytest.mark.parametrize("how", ["header", "text"])
def test_a_file_that_is_refused_at_once_is_left_to_the_byte(busy_office: Path, how: str) -> None:
    """Acceptance check R-12: nothing is moved, made anew or mended without being asked."""
    path = busy_office / "office.db"
    damaged = damage(path.read_bytes(), how, random.Random(1))
    path.write_bytes(damaged)
    for _ in range(2):
        with pytest.raises(StorageError):
            open_desk(busy_office)
    assert path.read_bytes() == damaged
    assert sorted(file.name for file in busy_office.glob("office*")) == ["office.db"]
