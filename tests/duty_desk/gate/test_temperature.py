"""An abnormal reading: rest, measure again, and what a second one leads to (product rule G2)."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from db.models import AdmissionDraft, Crossing, Refusal, Retest
from db.vocabulary import IncidentKind, PassState, RestrictionKind, TemperatureMethod
from duty_desk import incidents, passes
from duty_desk.errors import InputError
from duty_desk.gate import Reason, Word, give_up_retest, list_waiting_retests
from duty_desk.people import active, restrictions
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go, issue


def test_a_first_abnormal_reading_starts_the_countdown(office: Office, clock: Clock) -> None:
    issued = issue(office)
    first = go(office, issued.token, temperature=37.5)
    assert (first.word, first.reason, first.headline) == (Word.AGAIN, Reason.HIGH, "体温异常 37.5 ℃")
    assert first.next_step == "休息 15 分钟，用腋温复测"
    assert first.retest_due == datetime(2020, 3, 6, 12, 15)
    with office.desk.read() as read:
        (row,) = list_waiting_retests(read)
        assert (row.name, row.gate, row.first, row.due_at) == ("任晓慧", "南湖东大门", 37.5, first.retest_due)
    clock.forward(minutes=10)
    early = go(office, issued.token, temperature=36.5)
    assert (early.reason, early.detail) == (Reason.RETEST_WAITS, "12:15 起可测")


def test_a_normal_second_reading_lets_pass_and_keeps_both(office: Office, clock: Clock) -> None:
    issued = issue(office)
    go(office, issued.token, temperature=37.5)
    clock.forward(minutes=15)
    verdict = go(office, issued.token, temperature=36.6, method=TemperatureMethod.AXILLARY)
    assert verdict.word is Word.GO
    with office.desk.read() as read:
        row = read.session.get_one(Crossing, verdict.crossing_id)
        assert (row.temperature, row.method, row.retest, row.retest_method) == (
            37.5,
            "forehead",
            36.6,
            "axillary",
        )
        assert list_waiting_retests(read) == ()
        assert read.session.scalars(select(Retest.outcome)).all() == ["cleared"]


def test_a_low_reading_is_measured_again_at_once(office: Office) -> None:
    issued = issue(office)
    low = go(office, issued.token, temperature=34.5)
    assert (low.word, low.reason) == (Word.AGAIN, Reason.LOW)
    assert go(office, issued.token, temperature=34.9).reason is Reason.LOW
    verdict = go(office, issued.token, temperature=36.2)
    assert verdict.word is Word.GO
    with office.desk.read() as read:
        row = read.session.get_one(Crossing, verdict.crossing_id)
        assert (row.temperature, row.retest) == (34.9, 36.2)


def test_a_second_abnormal_reading_is_a_fever(office: Office, clock: Clock) -> None:
    issued = issue(office)
    go(office, issued.token, temperature=37.6)
    clock.forward(minutes=15)
    verdict = go(office, issued.token, temperature=37.5, method=TemperatureMethod.AXILLARY)
    assert (verdict.word, verdict.reason, verdict.headline) == (Word.STOP, Reason.FEVER, "复测 37.5 ℃")
    assert (verdict.detail, verdict.next_step) == ("首测 37.6 ℃", "转校医院，收住草案已生成")
    assert not verdict.may_force
    with office.desk.read() as read:
        found = active(read, [office.person])[office.person]
        assert found.kind is RestrictionKind.FEVER
        (incident,) = incidents.list_incidents(read)
        assert (incident.kind, incident.place, incident.level) == (IncidentKind.FEVER, "南湖东大门", 3)
        assert incident.tell_until == datetime(2020, 3, 6, 14, 15)
        detail = incidents.get_incident(read, incident.id)
        assert detail.people == ((office.person, "任晓慧"),)
        assert detail.entries[0].text == "首测 37.6 ℃，复测 37.5 ℃，已转校医院。"
        draft = read.session.scalars(select(AdmissionDraft)).one()
        assert (draft.person_id, draft.state, draft.first, draft.second, draft.incident_id) == (
            office.person,
            "open",
            37.6,
            37.5,
            incident.id,
        )
        refusal = read.session.scalars(select(Refusal)).one()
        assert (refusal.reason, refusal.temperature) == ("fever", 37.5)
        assert passes.get_pass(read, issued.id).row.state is PassState.SUSPENDED
    clock.forward(minutes=30)
    assert go(office, issued.token, temperature=36.5).reason is Reason.FEVER_OPEN
    with office.desk.work(office.chief) as work:
        restrictions.lift(work, found.id or 0, reason="校医院排除")
    assert go(office, issued.token, temperature=36.5).word is Word.GO


def test_from_38_it_is_graver(office: Office, clock: Clock) -> None:
    issued = issue(office)
    go(office, issued.token, temperature=38.2)
    clock.forward(minutes=16)
    go(office, issued.token, temperature=38.0)
    with office.desk.read() as read:
        (incident,) = incidents.list_incidents(read)
        assert incident.level == 2


def test_who_goes_away_is_noted(office: Office) -> None:
    issued = issue(office)
    first = go(office, issued.token, temperature=37.5)
    with pytest.raises(InputError), office.desk.work() as work:
        give_up_retest(work, first.retest_id or 0, reason=" ")
    with office.desk.work() as work:
        give_up_retest(work, first.retest_id or 0, reason="自行去医院")
    with office.desk.read() as read:
        assert list_waiting_retests(read) == ()


def test_a_reading_of_another_day_is_forgotten(office: Office, clock: Clock) -> None:
    issued = issue(office)
    go(office, issued.token, temperature=37.5)
    clock.forward(hours=20)
    verdict = go(office, issued.token, temperature=37.4)
    assert verdict.reason is Reason.HIGH


def test_the_limit_can_differ_by_method(office: Office) -> None:
    from duty_desk import policy

    issued = issue(office)
    with office.desk.work(office.chief) as work:
        policy.set_value(work, key="temp.per_method", value=True, starts_on=work.at.date(), source="校医院")
    assert go(office, issued.token, temperature=37.4, method=TemperatureMethod.EAR).word is Word.GO
