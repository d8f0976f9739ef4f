"""Each way in which a disk or database can fail has its own sentence with what to do, and tells nothing about persons (U-75)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from db.vocabulary import Category
from duty_desk.desk import Desk
from duty_desk.errors import StaleError, StorageError
from duty_desk.people import persons
from duty_desk.storage import storage_error
from duty_desk.strings import language, set_language
from tests.duty_desk.people.synthetic import id_number, phone

# The seven ways of the check, with the words of SQLite that belong to each.
WAYS = {
    "busy": ("SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "SQLITE_LOCKED_SHAREDCACHE"),
    "full": ("SQLITE_FULL",),
    "io": ("SQLITE_IOERR", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHORT_READ"),
    "read_only": ("SQLITE_READONLY", "SQLITE_READONLY_DBMOVED", "SQLITE_READONLY_DIRECTORY", "SQLITE_PERM"),
    "corrupt": ("SQLITE_CORRUPT", "SQLITE_CORRUPT_INDEX", "SQLITE_CORRUPT_VTAB"),
    "not_a_database": ("SQLITE_NOTADB",),
    "cannot_open": ("SQLITE_CANTOPEN", "SQLITE_CANTOPEN_ISDIR", "SQLITE_CANTOPEN_FULLPATH"),
}
# What somebody at the desk can do, in the words of the sentences.
DEEDS = {
    "zh_CN": re.compile("请|恢复|再按一次"),
    "en": re.compile(r"(?i)\b(wait|free|check|restore|save or close|choose|press|connect)\b"),
}


@pytest.fixture(params=sorted(DEEDS), autouse=True)
def tongue(request: pytest.FixtureRequest) -> Iterator[str]:
    before = language()
    set_language(request.param)
    yield request.param
    set_language(before)


def failed(name: str) -> DBAPIError:
    error = sqlite3.OperationalError("something with 610000198506200035 in it")
    error.sqlite_errorname = name
    return OperationalError("INSERT INTO person VALUES (?)", {"name": "温建平"}, error, hide_parameters=True)


@pytest.mark.parametrize(("way", "name"), [(way, name) for way, names in WAYS.items() for name in names])
def test_each_code_of_sqlite_is_one_of_the_seven_ways(way: str, name: str) -> None:
    assert storage_error(failed(name)).key == f"storage.{way}"


def test_the_seven_sentences_differ_and_each_says_what_to_do(tongue: str) -> None:
    said = {way: storage_error(failed(names[0])).text for way, names in WAYS.items()}
    assert len(set(said.values())) == len(WAYS)
    for way, sentence in said.items():
        assert DEEDS[tongue].search(sentence), (way, sentence)
        assert "SQLITE" not in sentence.upper()


def test_an_unknown_code_has_words_too() -> None:
    assert storage_error(failed("SQLITE_MISUSE")).key == "storage.unknown"
    assert storage_error(failed("SQLITE_MISUSE")).text


def test_what_can_be_copied_for_a_technician_names_nobody(sqlite_desk: Desk) -> None:
    """The real failure of a real write of a person: neither the words nor the details hold them."""
    number, tel = id_number("19850620", 35), phone(8229)

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(sqlite_desk.engine, "connect", limit)
    sqlite_desk.engine.dispose()

    def fill() -> None:
        for serial in range(500):
            with sqlite_desk.work() as work:
                persons.add_person(
                    work,
                    name="温建平",
                    category=Category.STAFF,
                    id_number=number if serial == 0 else None,
                    phone=tel,
                    note="住在 3-402 " * 200,
                )

    with pytest.raises(StorageError) as caught:
        fill()
    error = caught.value
    for where in (error.text, error.detail, str(error), repr(error), str(error.__cause__)):
        assert not [word for word in ("温建平", number, tel, "3-402") if word in where], where
    assert error.key in ("storage.full", "storage.io")


def test_a_broken_rule_of_the_database_names_nobody(desk: Desk) -> None:
    """PostgreSQL writes the value that was doubled into its message; it goes no further."""
    with desk.work() as work:
        work.session.execute(text("INSERT INTO campus (code, name) VALUES ('温建平', 'A')"))
    with pytest.raises(StaleError) as caught, desk.work() as work:
        work.session.execute(text("INSERT INTO campus (code, name) VALUES ('温建平', 'B')"))
    assert "温建平" not in str(caught.value)
