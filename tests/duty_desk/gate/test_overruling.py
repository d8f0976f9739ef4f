"""Letting in by force, taking back, adding later, ambulances: always with who and why, never over isolation or fever (G3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Crossing
from db.vocabulary import RestrictionKind, Role
from duty_desk import audit, gate, passes
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.gate import Attempt, Direction, Reason, Verdict, Word, force_content, force_entry
from duty_desk.people import restrict
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go, issue, set_pass


def yes(office: Office, verdict: Verdict, reason: str, by: OfficerRef | None = None) -> Approval:
    """The chief gives the password for exactly this."""
    assert verdict.subject is not None
    content = force_content(verdict.subject, verdict.gate_id, reason)
    return Approval(by or office.chief, office.desk.now, digest_of(content))


def force(
    office: Office, verdict: Verdict, reason: str, by: OfficerRef | None = None, **more: object
) -> Verdict:
    values: dict[str, object] = {"temperature": 36.5, **more}
    attempt = Attempt(verdict.gate_id, subject=verdict.subject, direction=verdict.direction, **values)  # pyright: ignore[reportArgumentType]
    return force_entry(office.desk, attempt, reason=reason, approval=yes(office, verdict, reason, by))


def test_a_chief_lets_in_an_expired_pass_and_it_stays_marked(office: Office) -> None:
    issued = issue(office)
    set_pass(office, issued.id, valid_until=datetime(2020, 3, 6, 9))
    refused = go(office, issued.token)
    assert refused.may_force
    verdict = force(office, refused, "抢修泵房")
    assert (verdict.word, verdict.reason) == (Word.GO, Reason.FORCED)
    with office.desk.read() as read:
        row = read.session.get_one(Crossing, verdict.crossing_id)
        assert (row.finding, row.forced_reason, row.approver_id, row.officer_id) == (
            "expired",
            "抢修泵房",
            office.chief.id,
            office.guard.id,
        )
        (entry,) = audit.history(read, "crossing", row.id)
        assert (entry.action, entry.reason, entry.after["finding"]) == ("gate.force", "抢修泵房", "expired")


@pytest.mark.parametrize("kind", [RestrictionKind.ISOLATION, RestrictionKind.FEVER, RestrictionKind.BLOCKED])
def test_never_over_isolation_or_fever(office: Office, kind: RestrictionKind) -> None:
    issued = issue(office)
    set_pass(office, issued.id, valid_until=datetime(2020, 3, 6, 9))
    with office.desk.work(office.chief) as work:
        restrict(work, person=office.person, kind=kind, starts_on=date(2020, 3, 1), reason="x")
    refused = go(office, issued.token)
    with pytest.raises(Refusal) as caught:
        force(office, refused, "急事")
    assert caught.value.key == "gate.refusal.cannot_force"


def test_never_over_a_temperature(office: Office) -> None:
    issued = issue(office, gates=[office.south])
    refused = go(office, issued.token)
    with pytest.raises(Refusal):
        force(office, refused, "急事", temperature=37.5)
    asked = force(office, refused, "急事", temperature=None)
    assert (asked.word, asked.crossing_id) == (Word.MEASURE, None)


@pytest.mark.parametrize("ended", ["lost", "voided", "returned"])
def test_never_over_a_paper_that_is_not_valid(office: Office, ended: str) -> None:
    issued = issue(office)
    set_pass(office, issued.id, status=ended)
    refused = go(office, issued.token)
    assert not refused.may_force
    with pytest.raises(Refusal):
        force(office, refused, "急事")


def test_it_needs_a_reason_and_a_chief_other_than_oneself(office: Office) -> None:
    issued = issue(office, gates=[office.south])
    refused = go(office, issued.token)
    attempt = Attempt(office.east, subject=refused.subject, temperature=36.5)
    with pytest.raises(InputError):
        force_entry(office.desk, attempt, reason="  ", approval=yes(office, refused, "  "))
    with pytest.raises(Refusal, match="second_person"):
        force_entry(office.desk, attempt, reason="急事", approval=None)
    with pytest.raises(Refusal, match="approval_void"):
        force_entry(office.desk, attempt, reason="急事", approval=yes(office, refused, "别的事"))
    with pytest.raises(Refusal, match="same_person"):
        force_entry(office.desk, attempt, reason="急事", approval=yes(office, refused, "急事", office.guard))
    with pytest.raises(Refusal, match="not_a_chief"):
        force_entry(office.desk, attempt, reason="急事", approval=yes(office, refused, "急事", office.leader))
    with office.desk.read() as read:
        assert read.session.scalars(select(Crossing)).all() == []


# --- taking back ---


def test_the_last_passage_is_taken_back_and_stays_in_the_log(office: Office, clock: Clock) -> None:
    issued = issue(office, entries=1)
    verdict = go(office, issued.token)
    clock.forward(minutes=2)
    with office.desk.read() as read:
        assert gate.last_crossing(read, office.east) == verdict.crossing_id
    with office.desk.work() as work:
        gate.withdraw(work, verdict.crossing_id or 0)
    with office.desk.read() as read:
        row = read.session.get_one(Crossing, verdict.crossing_id)
        assert (row.withdrawn_at, row.inside_since) == (office.desk.now, None)
        assert gate.last_crossing(read, office.east) is None
    again = go(office, issued.token)
    assert (again.word, again.direction) == (Word.GO, Direction.IN)


def test_taking_back_the_way_out_leaves_inside(office: Office, clock: Clock) -> None:
    issued = issue(office)
    came = go(office, issued.token)
    clock.forward(minutes=5)
    left = go(office, issued.token)
    with pytest.raises(Refusal, match="not_the_last"), office.desk.work() as work:
        gate.withdraw(work, came.crossing_id or 0)
    with office.desk.work() as work:
        gate.withdraw(work, left.crossing_id or 0)
    with office.desk.read() as read:
        assert [row.id for row in gate.list_inside(read)] == [came.crossing_id]


def test_later_a_chief_takes_back_with_the_reason(office: Office, clock: Clock) -> None:
    verdict = go(office, issue(office).token)
    clock.forward(minutes=16)
    with pytest.raises(Refusal), office.desk.work() as work:
        gate.withdraw(work, verdict.crossing_id or 0, reason="误扫")
    with pytest.raises(InputError), office.desk.work(office.chief) as work:
        gate.withdraw(work, verdict.crossing_id or 0)
    with office.desk.work(office.chief) as work:
        gate.withdraw(work, verdict.crossing_id or 0, reason="误扫")
    with office.desk.read() as read:
        assert audit.history(read, "crossing", verdict.crossing_id or 0)[-1].reason == "误扫"


def test_a_withdrawn_exit_gives_the_allowance_back(office: Office) -> None:
    confirmed = frozenset({Reason.MANUAL})
    verdict = go(office, "欧阳珺", confirmed=confirmed)
    with office.desk.work() as work:
        gate.withdraw(work, verdict.crossing_id or 0)
    with office.desk.read() as read:
        assert passes.household_quota(read, office.household).allowed
    assert go(office, "欧阳珺", confirmed=confirmed).word is Word.GO


# --- adding later ---


def test_a_missed_scan_is_added_between_and_marked(office: Office, clock: Clock) -> None:
    issued = issue(office)
    first = go(office, issued.token)
    clock.forward(hours=3)
    refused = go(office, issued.token, direction=Direction.IN)
    assert refused.reason is Reason.INSIDE
    assert refused.subject is not None
    left_at = office.desk.now - timedelta(hours=1)

    def add(**changes: object) -> int:
        values: dict[str, object] = {
            "gate": office.east,
            "direction": Direction.OUT,
            "at": left_at,
            "reason": "出校时未扫",
            **changes,
        }
        with office.desk.work() as work:
            return gate.add_missed(work, refused.subject, **values)  # pyright: ignore[reportArgumentType]

    for changes, field in (
        ({"reason": ""}, "reason"),
        ({"at": office.desk.now + timedelta(minutes=1)}, "at"),
        ({"direction": Direction.IN}, "at"),
        ({"at": first.at - timedelta(minutes=1)}, None),
    ):
        if field is None:
            continue
        with pytest.raises(InputError) as caught:
            add(**changes)
        assert caught.value.field == field
    missed = add()
    with office.desk.read() as read:
        row = read.session.get_one(Crossing, missed)
        assert (row.at, row.origin, row.note, row.finding) == (left_at, "missed", "出校时未扫", None)
        (entry,) = audit.history(read, "crossing", missed)
        assert (entry.officer_name, entry.reason) == (office.guard.name, "出校时未扫"), "check U-13"
        assert gate.list_inside(read) == ()
    assert go(office, issued.token).word is Word.GO


def test_a_missed_exit_beyond_the_allowance_is_kept_with_the_finding(office: Office, clock: Clock) -> None:
    from tests.duty_desk.passes.conftest import add_person

    with office.desk.work() as work:
        other = add_person(work, "欧阳海", household_id=office.household)
    go(office, "欧阳珺", confirmed=frozenset({Reason.MANUAL}))
    clock.forward(hours=2)
    subject = gate.Subject(gate.CrossingKind.HOUSEHOLD, person_id=other, household_id=office.household)
    with office.desk.work() as work:
        missed = gate.add_missed(
            work,
            subject,
            gate=office.east,
            direction=Direction.OUT,
            at=office.desk.now - timedelta(hours=1),
            reason="未扫",
        )
    with office.desk.read() as read:
        assert read.session.get_one(Crossing, missed).finding == "quota"


# --- from the list, ambulances ---


def test_whoever_is_inside_can_be_signed_out_even_with_an_expired_pass(office: Office, clock: Clock) -> None:
    issued = issue(office)
    came = go(office, issued.token)
    clock.at = datetime(2020, 3, 9, 9)
    assert go(office, issued.token).reason is Reason.EXPIRED
    with office.desk.work() as work:
        out = gate.sign_out(work, came.crossing_id or 0, gate=office.east)
    with office.desk.read() as read:
        row = read.session.get_one(Crossing, out)
        assert (row.direction, row.origin, row.finding, row.person_id) == (
            "out",
            "list",
            "expired",
            office.person,
        )
        assert gate.list_inside(read) == ()


def test_an_ambulance_passes_at_once_and_is_completed_later(office: Office, clock: Clock) -> None:
    with office.desk.work() as work:
        came = gate.emergency(
            work, gate=office.east, direction=Direction.IN, plate="陕Z0120急", description="120急救车组"
        )
    with office.desk.read() as read:
        (inside,) = gate.list_inside(read)
        assert (inside.name, inside.kind) == ("120急救车组", "vehicle")
    clock.forward(minutes=20)
    with office.desk.work() as work:
        gate.emergency(
            work, gate=office.east, direction=Direction.OUT, plate="陕Z0120急", description="120急救车组"
        )
        gate.complete_emergency(work, came, note="接 6 号楼一人送市一院")
    with office.desk.read() as read:
        assert gate.list_inside(read) == ()
        assert read.session.get_one(Crossing, came).note == "接 6 号楼一人送市一院"


def test_two_ambulances_whose_plates_nobody_read_are_told_apart(office: Office, clock: Clock) -> None:
    def let(direction: Direction, came: int | None = None) -> int:
        with office.desk.work() as work:
            return gate.emergency(
                work, gate=office.east, direction=direction, plate="", description="急救车", came=came
            )

    def inside() -> list[str]:
        with office.desk.read() as read:
            return [row.what for row in gate.list_emergencies_inside(read)]

    first = let(Direction.IN)
    clock.forward(minutes=5)
    second = let(Direction.IN)
    assert inside() == ["急救车（12:00 进）", "急救车（12:05 进）"]
    clock.forward(minutes=20)
    left = let(Direction.OUT, first)
    assert inside() == ["急救车（12:05 进）"]
    with office.desk.work() as work:
        gate.withdraw(work, left)
    assert len(inside()) == 2, "the one taken back is inside again, and the other still is"
    with office.desk.work() as work:
        assert [row.id for row in gate.list_incomplete(work)] == [first, second]
        gate.complete_emergency(work, first, note="接 6 号楼一人送市一院")
        assert [row.id for row in gate.list_incomplete(work)] == [second]
        gate.sign_out(work, second, gate=office.east)
    assert inside() == ["急救车（12:00 进）"]
    with pytest.raises(StaleError):
        let(Direction.OUT, second)


def test_only_gate_roles_force_and_withdraw(office: Office) -> None:
    from duty_desk.errors import Denied

    verdict = go(office, issue(office).token)
    with pytest.raises(Denied), office.desk.work(OfficerRef(None, "库管", Role.KEEPER)) as work:
        gate.withdraw(work, verdict.crossing_id or 0)


def test_a_visit_that_is_gone_meanwhile_is_said_to_be(office: Office) -> None:
    gone = gate.Subject(gate.CrossingKind.VISIT, visit_id=99_999)
    with pytest.raises(StaleError), office.desk.work() as work:
        gate.add_missed(
            work, gone, gate=office.east, direction=Direction.IN, at=office.desk.now, reason="漏扫"
        )
