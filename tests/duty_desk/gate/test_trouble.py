"""The gate fails closed: whatever breaks, the answer is amber, and what happened is written when that is possible again (S-26)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from db.engine import BUSY_TIMEOUT_MS, HURRIED_TIMEOUT_MS
from db.models import Crossing, Policy, Refusal
from duty_desk import audit, passes
from duty_desk.gate import Answer, Reason, Word, count_waiting, write_waiting
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go, issue, set_pass

pytestmark = pytest.mark.slow


@contextmanager
def locked(office: Office) -> Iterator[None]:
    """Somebody else is writing and does not finish; waiting for them is short here."""
    engine = office.desk.engine
    server = office.desk.path is None

    def hurry(connection: Any, _record: Any, _proxy: Any) -> None:
        if server:
            connection.execute("SET lock_timeout = '30ms'")
            connection.commit()
        else:
            connection.execute("PRAGMA busy_timeout = 30")

    with engine.execution_options(writes=True).connect() as other:
        other.execute(text("SELECT id FROM audit_head FOR UPDATE" if server else "SELECT 1"))
        event.listen(engine, "checkout", hurry)
        yield
        event.remove(engine, "checkout", hurry)
        other.rollback()


def crossings(office: Office) -> int:
    with office.desk.read() as read:
        return read.session.scalar(select(func.count()).select_from(Crossing)) or 0


def test_a_busy_database_is_amber_and_the_crossing_is_written_later(office: Office, clock: Clock) -> None:
    issued = issue(office)
    with locked(office):
        verdict = go(office, issued.token, temperature=36.4)
    assert (verdict.word, verdict.reason, verdict.answer) == (Word.TROUBLE, Reason.TROUBLE, Answer.LOOK)
    assert (verdict.crossing_id, verdict.waiting, verdict.detail) == (None, 1, "已存待写入 1 条")
    assert verdict.word_text == "系统故障"
    assert verdict.card is not None
    assert crossings(office) == 0
    clock.forward(minutes=4)
    written = write_waiting(office.desk)
    assert (written.logged, written.left, written.damaged) == (1, 0, 0)
    assert count_waiting(office.desk) == 0
    with office.desk.read() as read:
        row = read.session.scalars(select(Crossing)).one()
        assert (row.at, row.origin, row.temperature, row.officer_id, row.finding) == (
            datetime(2020, 3, 6, 12),
            "waiting",
            36.4,
            office.guard.id,
            None,
        )
        assert row.inside_since == row.at
        (entry,) = audit.history(read, "crossing", row.id)
        assert (entry.action, entry.at) == ("gate.pass_late", datetime(2020, 3, 6, 12, 4))
    assert write_waiting(office.desk).logged == 0


def test_nobody_stands_at_the_gate_until_another_writer_has_ended(office: Office) -> None:
    issued = issue(office)
    said: list[str] = []
    event.listen(
        office.desk.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: said.append(statement)
    )
    assert go(office, issued.token, temperature=36.4).word is Word.GO
    with locked(office):
        assert go(office, issued.token, temperature=36.4).word is Word.TROUBLE
    # The other writer is patient. A file's connection is told when it comes into other hands, a server's in each transaction.
    asked = [
        statement for statement in said if "_timeout" in statement and str(BUSY_TIMEOUT_MS) not in statement
    ]
    assert asked
    assert all(str(HURRIED_TIMEOUT_MS) in statement for statement in asked)


def test_nothing_personal_lies_in_the_journal(office: Office) -> None:
    issued = issue(office)
    with locked(office):
        go(office, issued.token)
        go(office, "610000197803164216")
    (path,) = office.desk.folder.glob("gate-waiting/*")
    kept = path.read_text(encoding="utf-8")
    assert issued.token not in kept
    assert "610000197803164216" not in kept
    assert "任晓慧" not in kept


def test_a_refusal_while_locked_says_what_the_rules_say_and_is_kept_too(office: Office) -> None:
    issued = issue(office)
    set_pass(office, issued.id, status="lost")
    with locked(office):
        verdict = go(office, issued.token)
    assert verdict.word is Word.TROUBLE
    assert verdict.detail == "按规定应为“禁止通行”：已挂失"
    assert write_waiting(office.desk).logged == 1
    with office.desk.read() as read:
        assert read.session.scalars(select(Refusal.reason)).all() == ["lost"]
    assert crossings(office) == 0


def test_what_a_rule_has_against_it_meanwhile_stays_with_the_late_entry(office: Office, clock: Clock) -> None:
    issued = issue(office, entries=1)
    with locked(office):
        go(office, issued.token)
    clock.forward(seconds=30)
    assert go(office, issued.token).word is Word.GO
    write_waiting(office.desk)
    with office.desk.read() as read:
        rows = read.session.scalars(select(Crossing).order_by(Crossing.at)).all()
        assert [(row.origin, row.finding) for row in rows] == [("waiting", "entries_used"), ("scan", None)]
        assert [row.inside_since is None for row in rows] == [True, False]


def test_still_locked_still_waiting(office: Office) -> None:
    issued = issue(office)
    with locked(office):
        go(office, issued.token)
        written = write_waiting(office.desk)
        assert (written.logged, written.left) == (0, 1)
        assert count_waiting(office.desk) == 1
    assert write_waiting(office.desk).logged == 1


def test_an_entry_is_written_once_however_often_its_file_comes_back(office: Office) -> None:
    issued = issue(office)
    with locked(office):
        go(office, issued.token)
    (path,) = office.desk.folder.glob("gate-waiting/*")
    kept = path.read_bytes()
    write_waiting(office.desk)
    path.parent.mkdir()
    path.write_bytes(kept + b"{half a li")
    written = write_waiting(office.desk)
    assert (written.logged, written.damaged) == (1, 1)
    assert crossings(office) == 1


@pytest.mark.parametrize("table", ["refusal", "crossing"])
def test_a_damaged_database_is_never_green(office: Office, table: str) -> None:
    issued = issue(office)
    with office.desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO gone"))
    scanned = passes.new_token() if table == "refusal" else issued.token
    verdict = go(office, scanned)
    assert (verdict.word, verdict.answer) == (Word.TROUBLE, Answer.LOOK)


def test_an_error_in_a_rule_is_never_green(office: Office) -> None:
    issued = issue(office)
    with office.desk.work(office.chief) as work:
        work.session.add(
            Policy(
                key="gate.alternation",
                value='"nonsense"',
                starts_on=work.at.date(),
                source="x",
                recorded_at=work.at,
            )
        )
    verdict = go(office, issued.token)
    assert (verdict.word, verdict.crossing_id, verdict.detail) == (Word.TROUBLE, None, "本次没有留下记录")
    assert isinstance(verdict.fault, ValueError)
    assert crossings(office) == 0


def test_a_gate_that_is_gone_is_never_green(office: Office) -> None:
    assert go(office, issue(office).token, gate=999).word is Word.TROUBLE


def test_a_clock_set_back_revives_nothing(office: Office, clock: Clock) -> None:
    issued = issue(office, valid_until=datetime(2020, 3, 7))
    clock.at = datetime(2020, 3, 7, 8)
    assert go(office, issued.token).reason is Reason.EXPIRED
    with office.desk.work() as work:
        audit.record(work, action="desk.seen")
    clock.at = datetime(2020, 3, 6, 8)
    refused = go(office, issued.token)
    assert (refused.reason, refused.at) == (Reason.EXPIRED, datetime(2020, 3, 7, 8))
