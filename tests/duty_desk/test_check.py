"""What does not fit is found and said, and an office in order has nothing to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from db.models import Pass, ReservedNumber
from duty_desk import audit, check, numbering
from duty_desk.desk import Desk
from duty_desk.work import Work

UNTIL = datetime(2020, 3, 6, 23, 59)


def give(work: Work, *, status: str = "issued", numbered: bool = True, import_id: int | None = None) -> Pass:
    """A pass as the tables hold it, without the rules."""
    row = Pass(
        kind="temporary",
        status=status,
        holder_name="欧阳珺玥",
        reason_id=1,
        valid_from=datetime(2020, 3, 6),
        valid_until=UNTIL,
        requested_at=work.at,
        import_id=import_id,
    )
    if numbered:
        number = numbering.take(work, "pass.temporary")
        row.series, row.year, row.sequence, row.number = (
            number.kind,
            number.year,
            number.sequence,
            number.text,
        )
    work.session.add(row)
    work.session.flush()
    if numbered:
        audit.record(work, action="pass.issue", subject=("pass", row.id), after={"number": row.number})
    return row


def found(desk: Desk, *, full: bool = True) -> list[str]:
    findings = check.run(desk, full=full)
    assert all(finding.text for finding in findings)
    return [finding.code for finding in findings]


def test_an_office_in_order_has_nothing_to_say(desk: Desk) -> None:
    with desk.work() as work:
        for _ in range(3):
            give(work)
        give(work, status="requested", numbered=False)
        number = numbering.take(work, "pass.temporary")
        work.session.add(
            ReservedNumber(
                kind=number.kind,
                year=number.year,
                sequence=number.sequence,
                number=number.text,
                reserved_at=work.at,
            )
        )
        give(work)
    assert found(desk) == found(desk, full=False) == []


def lose_a_number(work: Work) -> None:
    numbering.take(work, "pass.temporary")
    give(work)


def number_beyond(work: Work) -> None:
    row = give(work)
    work.session.execute(text("UPDATE number_series SET last = 0"))
    assert row.sequence


def issue_without_number(work: Work) -> None:
    give(work, numbered=False)


def ask_with_number(work: Work) -> None:
    give(work, status="requested")


def replace_and_keep(work: Work) -> None:
    old, new = give(work), give(work)
    old.replaced_by_id, new.replaces_id = new.id, old.id


def replace_twice(work: Work) -> None:
    old = give(work)
    for _ in range(2):
        give(work).replaces_id = old.id


def end_silently(work: Work) -> None:
    give(work).status = "lost"


def renumber(work: Work) -> None:
    row = give(work)
    audit.record(work, action="pass.issue", subject=("pass", row.id), after={"number": "another"})


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lose_a_number, "gap"),
        (number_beyond, "above_last"),
        (issue_without_number, "issued_without_number"),
        (ask_with_number, "waiting_with_number"),
        (replace_and_keep, "replaced_alive"),
        (replace_twice, "replaced_twice"),
        (end_silently, "ended_without_step"),
        (renumber, "number_changed"),
    ],
)
def test_what_does_not_fit_is_found(desk: Desk, spoil: Callable[[Work], None], code: str) -> None:
    with desk.work() as work:
        spoil(work)
    assert found(desk) == [code]


def test_a_workbook_may_bring_gaps_along(desk: Desk) -> None:
    with desk.work() as work:
        work.session.execute(
            text(
                "INSERT INTO import_batch (id, form, file_name, sha256, imported_at, accepted, warned, refused) "
                "VALUES (1, 'passes', 'a.xlsx', '', '2020-03-06 12:00:00', 1, 0, 0)"
            )
        )
        numbering.keep_above(work, "pass.temporary", 2020, 79)
        give(work, import_id=1)
        give(work)
    assert found(desk) == []


def test_a_guard_that_is_gone_and_a_chain_that_is_cut_are_found(desk: Desk) -> None:
    """Acceptance check S-43: told at the next start."""
    with desk.work() as work:
        give(work)
    with desk.engine.execution_options(writes=True).begin() as connection:
        for name in (
            ["guard_audit_entry"]
            if desk.path is None
            else ["guard_audit_entry_update", "guard_audit_entry_delete"]
        ):
            connection.exec_driver_sql(
                f"DROP TRIGGER {name}" + (" ON audit_entry" if desk.path is None else "")
            )
        connection.exec_driver_sql("DELETE FROM audit_entry WHERE id = 2")
    assert found(desk)[:1] == found(desk, full=False)[:1] == ["guards"]
    assert "chain" in found(desk)


@pytest.mark.parametrize("page", [1, 20, -1])
def test_damaged_pages_are_found(sqlite_desk: Desk, page: int) -> None:
    assert sqlite_desk.path is not None
    sqlite_desk.engine.dispose()
    content = bytearray(sqlite_desk.path.read_bytes())
    start = page % (len(content) // 4096) * 4096
    content[start : start + 16] = b"\xff" * 16
    sqlite_desk.path.write_bytes(content)
    assert found(sqlite_desk, full=False) == ["pages"]
