"""An older office is upgraded all or nothing, and the old one is kept (acceptance checks R-40 to R-43)."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from db import migrate, snapshot
from db.engine import Mode, open_engine, parse_target, writing
from db.models import AuditHead
from duty_desk import audit, settings
from duty_desk.desk import SYSTEM, Desk, open_desk
from duty_desk.errors import StorageError
from duty_desk.work import Work
from tests.conftest import Clock

pytestmark = pytest.mark.slow


def old_office(target: Path | str, clock: Clock, revision: str = "0001") -> None:
    """An office of an older schema with a name and a chain of some length."""
    place = parse_target(target)
    engine = open_engine(place / "office.db" if isinstance(place, Path) else place, Mode.CREATE)
    migrate.upgrade(engine, revision)
    with writing(engine).begin() as connection, Session(connection) as session:
        session.add(AuditHead(id=1, sequence=0, digest=audit.GENESIS, seen_at=None))
        work = Work(session, clock(), SYSTEM, "test")
        for key, value in (("audit.key", "00" * 32), ("office.name", "西岭理工大学总务处")):
            settings.store(work, 0, key, value)
        session.flush()
        for _ in range(5):
            audit.record(work, action="office.create", after={"name": "西岭"})
        session.flush()
    engine.dispose()


def assert_upgraded(desk: Desk) -> None:
    with desk.read() as read:
        assert settings.get(read, "office.name") == "西岭理工大学总务处"
        result = audit.verify(read)
        assert (result.entries, result.broken_at) == (5, None)
    assert migrate.revision_of(desk.engine) == migrate.HEAD
    kept = list((desk.folder / "backups").iterdir())
    assert [path.name for path in kept] == ["before-upgrade-20200306-120000.db"]
    assert snapshot.prove(kept[0]).revision == "0001"


def test_a_file_is_upgraded_when_it_is_opened_and_the_old_one_is_kept(tmp_path: Path, clock: Clock) -> None:
    old_office(tmp_path, clock)
    desk = open_desk(tmp_path, clock=clock)
    assert_upgraded(desk)
    desk.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups", "office.db"]
    open_desk(tmp_path, clock=clock).close()


@pytest.mark.postgres
def test_a_server_is_upgraded_when_it_is_opened_and_the_old_one_is_kept(tmp_path: Path, clock: Clock) -> None:
    from tests.postgres import fresh_database

    with fresh_database() as url:
        old_office(url, clock)
        desk = open_desk(url, folder=tmp_path, clock=clock)
        assert_upgraded(desk)
        desk.close()


def test_a_file_that_somebody_has_open_is_not_upgraded(tmp_path: Path, clock: Clock) -> None:
    old_office(tmp_path, clock)
    other = sqlite3.connect(tmp_path / "office.db", isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM setting").fetchall()
    with pytest.raises(StorageError) as refused:
        open_desk(tmp_path, clock=clock)
    assert refused.value.key == "storage.upgrade_busy"
    other.close()
    assert snapshot.look(tmp_path / "office.db").revision == "0001"
    open_desk(tmp_path, clock=clock).close()


def test_an_upgrade_that_does_not_prove_leaves_the_old_file(tmp_path: Path, clock: Clock) -> None:
    """A reference that is broken in the old file is found before anything is exchanged."""
    old_office(tmp_path, clock)
    with sqlite3.connect(tmp_path / "office.db") as connection:
        connection.execute(
            "INSERT INTO draft (officer_id, form, content, saved_at) VALUES (999, 'f', '', '2020-03-06')"
        )
    connection.close()
    with pytest.raises(StorageError) as refused:
        open_desk(tmp_path, clock=clock)
    assert refused.value.key == "storage.corrupt"
    assert snapshot.look(tmp_path / "office.db").revision == "0001"


def test_what_an_interrupted_upgrade_left_is_no_hindrance(tmp_path: Path, clock: Clock) -> None:
    old_office(tmp_path, clock)
    for name in ("office.db.upgrading", "office.db.upgrading-wal"):
        (tmp_path / name).write_bytes(b"half")
    desk = open_desk(tmp_path, clock=clock)
    assert_upgraded(desk)
    desk.close()
    assert not list(tmp_path.glob("*upgrading*"))
