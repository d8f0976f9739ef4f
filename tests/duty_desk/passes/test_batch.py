"""Batches: one approval, exceptions by name, all or nothing, taken back until one pass was used."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, insert, select

from db.models import Crossing, Pass, PassEvent, PassGate
from db.vocabulary import Direction, PassKind, PassState, RestrictionKind
from duty_desk import audit, passes
from duty_desk.errors import Problems, Refusal, StaleError
from duty_desk.passes import Member, tokens
from duty_desk.people import restrictions
from tests.duty_desk.passes.conftest import Office, add_person, form

NAMES = ("贺志远", "黄振宇", "洪卓然", "韩志强", "阿依古丽·买买提")


@pytest.fixture
def members(office: Office) -> list[Member]:
    with office.desk.work() as work:
        return [Member(add_person(work, name, unit_id=office.unit)) for name in NAMES]


def common(office: Office, **changes: object) -> dict[str, object]:
    return form(office, holder=None, unit=office.unit, **changes)


def test_a_list_becomes_passes_under_one_approval(office: Office, members: list[Member]) -> None:
    with office.desk.work() as work:
        result = passes.issue_batch(work, title="土木学院值班", members=members, **common(office))
    assert [one.number[-5:-1] for one in result.issued] == ["0001", "0002", "0003", "0004", "0005"]
    assert result.left == ()
    with office.desk.read() as read:
        rows = passes.list_passes(read, PassKind.TEMPORARY, passes.Request(filters={"batch": result.id})).rows
        assert [row.holder_name for row in rows] == list(reversed(NAMES))
        assert {row.gates for row in rows} == {"南湖东大门"}
        assert read.session.scalar(select(func.count()).select_from(PassEvent)) == 5
        assert [entry.action for entry in audit.history(read, "pass_batch", result.id)] == [
            "pass.issue_batch"
        ]
        for one in result.issued:
            stored = read.session.execute(
                select(Pass.token_hash, Pass.check_code).where(Pass.id == one.id)
            ).one()
            assert tuple(stored) == (tokens.fingerprint(one.token), one.check_code)
        found = passes.Request(search="ayg")
        assert [row.holder_name for row in passes.list_passes(read, PassKind.TEMPORARY, found).rows] == [
            NAMES[4]
        ]


def test_exceptions_are_told_by_person_and_the_rest_is_given(office: Office, members: list[Member]) -> None:
    with office.desk.work() as work:
        passes.issue(work, **form(office, holder=members[0].holder))
        restrictions.restrict(
            work,
            person=members[1].holder,
            kind=RestrictionKind.HOME_QUARANTINE,
            starts_on=date(2020, 3, 1),
            ends_on=None,
            reason="同住人密接",
        )
    listed = [*members, members[2], Member(99_999)]
    with office.desk.read() as read:
        seen = passes.examine_batch(read, members=listed, **common(office))
    assert (seen.common.problems, seen.common.refusals) == ((), ())
    assert seen.clear == (2, 3, 4)
    assert [(left.position, left.error.key.rpartition(".")[2]) for left in seen.left] == [
        (0, "already_held"),
        (1, "restricted"),
        (5, "twice"),
        (6, "holder_unknown"),
    ]
    with office.desk.work() as work:
        result = passes.issue_batch(work, title="值班", members=listed, **common(office))
    assert [one.number[-5:-1] for one in result.issued] == ["0002", "0003", "0004"]
    assert [left.position for left in result.left] == [0, 1, 5, 6]


def test_what_is_wrong_for_all_stops_all(office: Office, members: list[Member]) -> None:
    with pytest.raises(Problems) as caught, office.desk.work() as work:
        passes.issue_batch(work, title=" ", members=members, **common(office, gates=[], approver=None))
    assert {error.field for error in caught.value.errors} == {"title", "gates", "approver"}
    with office.desk.read() as read:
        assert read.session.scalar(select(func.count()).select_from(Pass)) == 0


def test_the_same_operation_gives_one_batch(office: Office, members: list[Member]) -> None:
    with office.desk.work() as work:
        first = passes.issue_batch(work, title="值班", members=members, operation="b1", **common(office))
    with office.desk.work() as work:
        again = passes.issue_batch(work, title="值班", members=members, operation="b1", **common(office))
    assert again.id == first.id
    assert [one.token for one in again.issued] == [one.token for one in first.issued]


def test_a_batch_can_be_taken_back_until_one_of_it_was_used(office: Office, members: list[Member]) -> None:
    with office.desk.work() as work:
        used = passes.issue_batch(work, title="一", members=members[:2], **common(office))
        unused = passes.issue_batch(work, title="二", members=members[2:], **common(office))
        work.session.execute(
            insert(Crossing),
            {
                "at": work.at,
                "gate_id": office.east,
                "direction": Direction.IN.value,
                "pass_id": used.issued[1].id,
                "exempt": False,
            },
        )
    with pytest.raises(Refusal) as caught, office.desk.work() as work:
        passes.undo_batch(work, used.id)
    assert used.issued[1].number in caught.value.text
    with office.desk.work() as work:
        assert passes.undo_batch(work, unused.id) == 3
    with pytest.raises(StaleError), office.desk.work() as work:
        passes.undo_batch(work, unused.id)
    with office.desk.read() as read:
        assert {passes.get_row(read, one.id).state for one in unused.issued} == {PassState.VOIDED}
        assert read.session.scalar(select(func.count()).select_from(PassGate)) == 5
