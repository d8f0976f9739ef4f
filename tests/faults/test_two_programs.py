"""Two programs at one office: nothing is lost, nobody waits for ever, nobody is left without an explanation."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, select

from db.models import ReservedNumber
from duty_desk import numbering, settings
from duty_desk.desk import Desk
from duty_desk.errors import StorageError
from tests.faults.children import finish, start
from tests.faults.conftest import rounds
from tests.faults.report import tried

EACH = rounds(60, 1000)
pytestmark = pytest.mark.slow


def results(target: Path | str, *arguments: str) -> tuple[int, int]:
    children = [start("take_numbers", target, str(EACH), *arguments) for _ in range(2)]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    counts = [[int(word) for word in finish(child)] for child in children]
    return sum(saved for saved, _ in counts), sum(refused for _, refused in counts)


def test_two_desks_lose_no_number_and_leave_no_gap(desk: Desk) -> None:
    """Acceptance check R-20, on both engines."""
    target = desk.folder if desk.path else desk.engine.url.render_as_string(hide_password=False)
    assert results(target) == (2 * EACH, 0)
    with desk.work() as work:
        found = list(work.session.scalars(select(ReservedNumber.sequence).order_by(ReservedNumber.sequence)))
        assert found == list(range(1, 2 * EACH + 1))
        assert numbering.take(work, "visit", 2020).sequence == 2 * EACH + 1
    tried("R-20", f"numbers read and taken by two programs ({desk.engine.dialect.name})", 2 * EACH)


def test_without_immediate_transactions_work_would_be_lost(sqlite_desk: Desk) -> None:
    """Acceptance check R-20: the test above can see, as with deferred transactions it fails."""
    _, refused = results(sqlite_desk.folder, "deferred")
    assert refused > 0
    tried("R-20", "the same with deferred transactions, which must refuse", 2 * EACH, refused=refused)


def test_a_program_that_holds_the_data_is_named_and_nothing_is_left_locked(sqlite_desk: Desk) -> None:
    """Acceptance check R-22."""

    def be_impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 50")

    def write() -> None:
        with sqlite_desk.work() as work:
            settings.put(work, "office.phone", "6011")

    event.listen(sqlite_desk.engine, "connect", be_impatient)
    sqlite_desk.engine.dispose()
    holder = start("hold", sqlite_desk.folder)
    with pytest.raises(StorageError) as refused:
        write()
    assert refused.value.key == "storage.busy_by"
    assert "python" in refused.value.text
    with sqlite_desk.read() as read:
        assert settings.get(read, "office.phone") == "6010"
    holder.kill()
    holder.communicate()
    write()
    tried("R-22", "writers refused by name while another program held the file, then not", 1)
