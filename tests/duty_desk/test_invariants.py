"""Each promise of the office (I-01 to I-14) is broken behind the program's back: that one is named, in words, and no other."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, select, text

from db.models import StockDocument
from duty_desk import check
from duty_desk.commands import main
from duty_desk.desk import Desk
from duty_desk.supplies import posting
from tests.conftest import Filled, on_sqlite
from tests.faults import hands_of_duty, hands_of_goods, hands_of_people, hands_of_rooms
from tests.faults.hands import Hands
from tests.faults.offices import build_everything

pytestmark = pytest.mark.slow


def busy(desk: Desk) -> None:
    """Something of everything that is promised about."""
    build_everything(desk)
    hands = Hands(desk, random.Random(7))
    acts: tuple[Callable[[Hands], object], ...] = (
        hands_of_people.issue,
        hands_of_people.issue,
        hands_of_goods.take_in,
        hands_of_goods.issue,
        hands_of_rooms.let_in,
        hands_of_duty.file,
    )
    for act in acts:
        act(hands)


def paper_without_lines(connection: Connection) -> None:
    """In the record under its number, with the digest of what it says, and empty."""
    table = StockDocument.__table__
    row = dict(connection.execute(select(table).where(table.c.kind == "receipt")).mappings().first() or {})
    number = "移字〔2020〕第9001号"
    row |= {"id": row["id"] + 9000, "series": "x", "sequence": 1, "number": number}
    row |= {"kind": "transfer_out", "subject_kind": None, "subject_id": None}
    connection.execute(table.insert().values(**{**row, "digest": posting.digest_of(row, [])}))


@dataclass(frozen=True)
class Break:
    """What is done to the tables; `sql` where statements are enough."""

    invariant: str
    sql: str = ""
    act: Callable[[Connection], None] | None = None


BREAKS = (
    Break("I-01", "UPDATE stock SET quantity = quantity + 1 WHERE lot_id = (SELECT min(lot_id) FROM stock)"),
    Break("I-02", act=paper_without_lines),
    Break("I-03", "UPDATE number_series SET last = last + 1 WHERE kind = 'pass.temporary'"),
    Break("I-04", "UPDATE stock_document SET digest = 'x' WHERE kind = 'receipt'"),
    Break(
        "I-05", "UPDATE receipt_line SET usable = usable - 1 WHERE id = (SELECT max(id) FROM receipt_line)"
    ),
    Break("I-06", "UPDATE dispatch_line SET issued = issued - 1 WHERE issued > 0"),
    Break("I-07", "UPDATE pass SET replaced_by_id = id + 1 WHERE id = (SELECT min(id) FROM pass)"),
    Break("I-08", "UPDATE room SET state = 'free' WHERE state = 'occupied'"),
    Break("I-09", "UPDATE watch SET ended_at = '2020-03-06 23:00:00'"),
    Break("I-10", "UPDATE audit_entry SET action = 'other' WHERE id = 1"),
    Break("I-11", "UPDATE alembic_version SET version_num = '0001'"),
    Break("I-12", "UPDATE unit_report SET is_zero = true, fever = 3"),
    Break(
        "I-13",
        "INSERT INTO operation (id, at, result) SELECT id || 'again', at, result FROM operation WHERE result <> ''",
    ),
    Break(
        "I-14",
        "INSERT INTO destruction (id, number, kind, at, reason, windows, counts, people, officer_name, entry_id, anchor, digest) "
        "VALUES (1, 'x', 'end', '2020-03-06 12:00:00', 'x', '{}', '{}', 0, 'x', 1, 'x', 'x')",
    ),
)


@contextmanager
def unguarded(desk: Desk) -> Generator[Connection]:
    """A connection that no trigger watches; they all stand again afterwards."""
    with desk.engine.execution_options(writes=True).begin() as connection:
        if desk.path is None:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
            return
        guards = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'")
        ).all()
        for name, _ in guards:
            connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection
        for _, sql in guards:
            connection.exec_driver_sql(sql)


@pytest.mark.parametrize("broken", BREAKS, ids=lambda each: each.invariant)
def test_a_broken_promise_is_the_one_that_is_named(filled: Filled, broken: Break) -> None:
    """Invariants I-01 to I-14 of the acceptance checks."""
    desk, _ = filled(busy)
    with unguarded(desk) as connection:
        if broken.act is not None:
            broken.act(connection)
        else:
            connection.exec_driver_sql(broken.sql)
    found = check.run(desk, full=True)
    assert {finding.invariant for finding in found} == {broken.invariant}, found
    assert all(finding.text for finding in found)


def test_an_office_at_work_keeps_all_of_them(filled: Filled, capsys: pytest.CaptureFixture[str]) -> None:
    desk, _ = filled(busy)
    assert check.run(desk, full=True) == ()
    heard: list[tuple[int, int, str]] = []
    check.run(desk, told=lambda done, total, name: heard.append((done, total, name)))
    assert [done for done, _, _ in heard] == list(range(heard[0][1]))


@on_sqlite
def test_the_command_says_which_promise_is_broken_and_ends_with_one(
    filled: Filled, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, _ = filled(busy)
    assert main(["--data", str(desk.folder), "check"]) == 0
    with unguarded(desk) as connection:
        connection.exec_driver_sql(BREAKS[7].sql)
    capsys.readouterr()
    assert main(["--data", str(desk.folder), "check"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("I-08")
    assert "核对这些房间" in told


@on_sqlite
def test_a_check_nobody_waits_for_ends_in_the_middle_of_a_query(filled: Filled) -> None:
    """It is stopped from another thread, as closing the window does, and the desk works on."""
    desk, _ = filled(busy)
    with desk.engine.execution_options(writes=True).begin() as connection:
        # A view in the place of what is counted: a query that would run for hours.
        connection.exec_driver_sql("ALTER TABLE number_series RENAME TO aside")
        connection.exec_driver_sql(
            "CREATE VIEW number_series AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT 'pass.temporary' AS kind, i AS year, count(*) OVER () AS last FROM n"
        )
    stop, reached = threading.Event(), threading.Event()
    ended: list[type[BaseException] | None] = []

    def told(_done: int, _total: int, name: str) -> None:
        if name == "passes":
            reached.set()

    def work() -> None:
        try:
            check.run(desk, told=told, stopped=stop.is_set)
        except check.Stopped as error:
            ended.append(type(error))

    thread = threading.Thread(target=work)
    thread.start()
    assert reached.wait(60)
    stop.set()
    thread.join(60)
    assert ended == [check.Stopped]
    with desk.read() as read:
        assert read.session.scalar(text("SELECT count(*) FROM pass")) == 2
