"""What is offered when the data does not open: verified copies that this program can bring back, and what each would lose."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from duty_desk import backup, settings
from duty_desk.desk import Desk
from tests.conftest import Clock
from ui.start.opening import copies_of

pytestmark = pytest.mark.slow


def write(desk: Desk, *phones: str) -> None:
    for phone in phones:
        with desk.work() as work:
            settings.put(work, "office.phone", phone)


@pytest.fixture
def office(sqlite_desk: Desk, clock: Clock) -> Path:
    """Two backups; two records after the older one, one after the newer."""
    backup.run(sqlite_desk)
    write(sqlite_desk, "6011")
    clock.forward(hours=1)
    backup.run(sqlite_desk)
    write(sqlite_desk, "6012")
    sqlite_desk.close()
    return sqlite_desk.folder


def test_each_copy_says_what_it_would_lose(office: Path) -> None:
    """Acceptance checks R-12, R-42: a file of a later program is still counted."""
    with closing(sqlite3.connect(office / "office.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    newer, older = copies_of(office)
    assert newer.loss.startswith("会丢失其后 1 条记录")
    assert older.loss.startswith("会丢失其后 2 条记录")
    assert "设置" in older.loss


def test_where_nothing_can_be_counted_that_is_said(office: Path) -> None:
    """Acceptance check R-12."""
    (office / "office.db").write_bytes(b"PK\x03\x04 this was a workbook" * 400)
    assert [copy.loss for copy in copies_of(office)] == ["其后的记录会丢失，条数已读不出"] * 2


def test_only_copies_for_this_program_are_offered(office: Path) -> None:
    """Acceptance check R-42: after going back to the older program the copy from before the upgrade is there, later ones are not."""
    later, older = copies_of(office)
    with closing(sqlite3.connect(later.path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = older.path.with_name("before-upgrade-20200306-123000.db")
    shutil.copy(older.path, before)
    offered = copies_of(office)
    assert [copy.path for copy in offered] == [before, older.path]
    assert "升级前" in offered[0].words
