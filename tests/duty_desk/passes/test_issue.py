"""Issuing: what is refused, what is written, and that nothing happens twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import AuditEntry, Household, Operation, Pass
from db.vocabulary import HouseholdState, PassKind, PassState, RestrictionKind
from duty_desk import audit, passes
from duty_desk.errors import Denied, InputError, Problems
from duty_desk.passes import tokens
from duty_desk.passes.application import PassRefused
from duty_desk.people import restrictions
from tests.duty_desk.passes.conftest import Office, add_person, form


def refusal(office: Office, **changes: Any) -> PassRefused:
    with pytest.raises(PassRefused) as caught, office.desk.work() as work:
        passes.issue(work, **form(office, **changes))
    return caught.value


def problems(office: Office, **changes: Any) -> dict[str, str]:
    with pytest.raises(Problems) as caught, office.desk.work() as work:
        passes.issue(work, **form(office, **changes))
    assert all(isinstance(error, InputError) and error.text for error in caught.value.errors)
    return {error.field: error.key.rpartition(".")[2] for error in caught.value.errors}


def test_an_issued_pass_has_number_code_and_history(office: Office) -> None:
    with office.desk.work() as work:
        given = passes.issue(work, **form(office))
    assert given.number == "通字〔2020〕第0001号"
    assert tokens.is_token(given.token)
    with office.desk.read() as read:
        detail = passes.get_pass(read, given.id)
        assert detail.row.state == PassState.VALID
        assert (detail.row.holder_name, detail.row.place, detail.row.gates) == (
            "任晓慧",
            "土木工程学院",
            "南湖东大门",
        )
        assert detail.row.period == "3月6日—3月8日"
        assert detail.check_code == tokens.check_code(given.token) == given.check_code
        assert detail.row.approver_name == "马文涛"
        assert detail.row.issuing_officer == "周敏"
        assert [event.kind for event in detail.events] == ["issued"]
        assert [entry.action for entry in audit.history(read, "pass", given.id)] == ["pass.issue"]
        assert audit.verify(read).broken_at is None
        stored = read.session.execute(select(Pass.token_hash, Pass.sealed_token, Pass.rule)).one()
    assert given.token not in (stored.token_hash or "") + (stored.sealed_token or "")
    assert stored.rule == {"max_days": 14, "notice": "2020-01-01"}, (
        "the rules and the notice it was given by (S-54)"
    )


def test_everything_wrong_is_told_at_once_with_its_field(office: Office) -> None:
    assert problems(
        office, holder=None, reason=None, gates=[], approver=None, valid_from=None, entries=0
    ) == {
        "holder": "holder_missing",
        "reason": "reason_missing",
        "gates": "gates_missing",
        "approver": "approver_missing",
        "valid_from": "from_missing",
        "entries": "entries",
    }
    assert problems(office, gates=[office.closed, 999]) == {"gates": "gate_unknown"}
    assert problems(office, gates=[office.closed]) == {"gates": "gate_closed"}
    assert problems(office, valid_until=datetime(2020, 3, 21)) == {"valid_until": "too_long"}
    assert problems(office, valid_until=datetime(2020, 3, 6, 11)) == {"valid_until": "ends_before_begins"}
    assert problems(office, approver=office.guard.id) == {"approver": "approver_may_not"}
    assert problems(office, temperature=365) == {"temperature": "temperature_range"}
    with office.desk.read() as read:
        assert read.session.scalar(select(Pass.id)) is None
        assert read.session.scalar(select(AuditEntry.id).where(AuditEntry.action == "pass.issue")) is None


def test_fourteen_days_are_allowed_and_fifteen_are_not(office: Office) -> None:
    with office.desk.work() as work:
        passes.issue(work, **form(office, valid_until=datetime(2020, 3, 20)))
    assert problems(office, gates=[office.south], valid_until=datetime(2020, 3, 20, 0, 1)) == {
        "valid_until": "too_long"
    }


def test_the_issuer_does_not_approve_and_nobody_approves_for_himself(office: Office) -> None:
    found = refusal(office, approver=office.desk.officer.id)
    assert (found.field, found.key) == ("approver", "passes.refusal.approver_is_issuer")
    with office.desk.work() as work:
        self_made = add_person(work, "马文涛")
    assert refusal(office, holder=self_made).key == "passes.refusal.approver_is_holder"


@pytest.mark.parametrize("kind", list(RestrictionKind))
def test_who_is_restricted_gets_no_pass_until_it_is_lifted(office: Office, kind: RestrictionKind) -> None:
    with office.desk.work() as work:
        row = restrictions.restrict(
            work, person=office.person, kind=kind, starts_on=date(2020, 3, 5), ends_on=None, reason="通报"
        )
    found = refusal(office)
    assert found.field == "holder"
    assert found.text
    with office.desk.work() as work:
        restrictions.lift(work, row, reason="解除")
        passes.issue(work, **form(office))


def test_isolation_says_until_when(office: Office) -> None:
    with office.desk.work() as work:
        restrictions.restrict(
            work,
            person=office.person,
            kind=RestrictionKind.ISOLATION,
            starts_on=date(2020, 2, 26),
            ends_on=date(2020, 3, 11),
            reason="密接",
        )
    assert refusal(office).text == "在隔离观察，至 3月11日。解除后可办"


def test_a_household_under_quarantine_gets_no_pass(office: Office) -> None:
    with office.desk.work() as work:
        home = work.session.get_one(Household, office.household)
        home.state, home.quarantine_from = HouseholdState.HOME_QUARANTINE.value, date(2020, 3, 1)
    assert refusal(office, holder=office.resident).field == "holder"


def test_a_second_pass_for_the_same_gate_leads_to_the_first(office: Office) -> None:
    with office.desk.work() as work:
        first = passes.issue(work, **form(office))
    found = refusal(office)
    assert (found.key, found.pass_id) == ("passes.refusal.already_held", first.id)
    assert first.number in found.text
    with office.desk.work() as work:
        assert passes.issue(work, **form(office, gates=[office.south])).number.endswith("0002号")
        assert passes.issue(work, **form(office, another=True)).number.endswith("0003号")
        seen = passes.examine(work, **form(office, another=True))
        assert [caution.key for caution in seen.cautions] == ["passes.caution.already_held"]
        # Another day is no double.
        later = form(office, valid_from=datetime(2020, 3, 9), valid_until=datetime(2020, 3, 11))
        assert passes.examine(work, **later).refusals == ()


def test_fever_and_history_forbid(office: Office) -> None:
    assert refusal(office, temperature=37.3).field == "temperature"
    assert refusal(office, history_clear=False).field == "history_clear"
    assert problems(office, temperature=34.9) == {"temperature": "temperature_low"}


def test_the_same_operation_gives_one_pass(office: Office) -> None:
    with office.desk.work() as work:
        first = passes.issue(work, operation="form-7", **form(office))
    with office.desk.work() as work:
        again = passes.issue(work, operation="form-7", **form(office))
    assert again.repeated
    assert (again.id, again.number, again.token) == (first.id, first.number, first.token)
    with office.desk.read() as read:
        assert len(read.session.scalars(select(Pass.id)).all()) == 1
        assert read.session.scalars(select(Operation.id)).all() == ["form-7"]


def test_a_vehicle_needs_its_plate_and_no_holder(office: Office) -> None:
    vehicle = {
        "kind": PassKind.VEHICLE,
        "holder": None,
        "owner": "西岭鲜蔬",
        "vehicle_use": "保供",
        "reason": "supply",
    }
    assert problems(office, **vehicle) == {"plate": "plate_missing"}
    with office.desk.work() as work:
        given = passes.issue(work, **form(office, **vehicle, plate="陕z·t0001"))
    assert given.number == "车字〔2020〕第0001号"
    with office.desk.read() as read:
        assert passes.get_row(read, given.id).plate == "陕ZT0001"


def test_who_may_not_issue_is_denied(office: Office) -> None:
    with pytest.raises(Denied), office.desk.work(office.leader) as work:
        passes.issue(work, **form(office))


def test_states_follow_the_clock(office: Office, clock: Any) -> None:
    with office.desk.work() as work:
        given = passes.issue(work, **form(office, valid_from=datetime(2020, 3, 7)))

    def state() -> PassState:
        with office.desk.read() as read:
            row = passes.get_row(read, given.id)
            for candidate in PassState:
                request = passes.Request(filters={"states": {candidate}})
                listed = passes.list_passes(read, PassKind.TEMPORARY, request).rows
                assert bool(listed) == (candidate == row.state), candidate
            return row.state

    assert state() == PassState.NOT_YET
    clock.at = datetime(2020, 3, 7)
    assert state() == PassState.VALID
    clock.at = datetime(2020, 3, 8)
    assert state() == PassState.LAST_DAY
    clock.at = datetime(2020, 3, 9) - timedelta(seconds=1)
    assert state() == PassState.LAST_DAY
    clock.at = datetime(2020, 3, 9)
    assert state() == PassState.EXPIRED


def test_a_vehicle_has_one_pass_for_a_gate_and_a_household_one_card(office: Office) -> None:
    vehicle = {
        "kind": PassKind.VEHICLE,
        "holder": None,
        "owner": "西岭鲜蔬",
        "reason": "supply",
        "plate": "陕ZT0001",
    }
    with office.desk.work() as work:
        first = passes.issue(work, **form(office, **vehicle))
        card = passes.issue(
            work, **form(office, kind=PassKind.HOUSEHOLD, holder=office.resident, reason="resident")
        )
    found = refusal(office, **vehicle)
    assert (found.field, found.pass_id) == ("plate", first.id)
    found = refusal(office, kind=PassKind.HOUSEHOLD, holder=office.resident, reason="resident")
    assert (found.field, found.pass_id) == ("holder", card.id)
    assert problems(office, kind=PassKind.HOUSEHOLD, reason="resident") == {"holder": "no_household"}


def test_an_outside_pass_is_recorded_with_who_gave_it(office: Office) -> None:
    outside = {
        "kind": PassKind.EXTERNAL,
        "holder": None,
        "plate": "陕ZT0009",
        "gates": [],
        "reason": "supply",
    }
    assert problems(office, **outside) == {
        "issuer_name": "issuer_missing",
        "outside_number": "outside_number_missing",
    }
    with office.desk.work() as work:
        given = passes.issue(
            work,
            **form(
                office,
                **outside,
                approver=None,
                issuer_name="区指挥部",
                outside_number="区保供〔2020〕0088",
                valid_until=datetime(2020, 6, 1),
            ),
        )
    with office.desk.read() as read:
        detail = passes.get_pass(read, given.id)
        assert (detail.issuer_name, detail.outside_number) == ("区指挥部", "区保供〔2020〕0088")
        found = passes.list_passes(read, PassKind.EXTERNAL, passes.Request(search="0088")).rows
        assert [row.id for row in found] == [given.id]
