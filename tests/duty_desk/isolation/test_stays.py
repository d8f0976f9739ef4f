"""What becomes of a stay that began: moves, decisions about its days, release, referral, and what passes and gates say meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import AdmissionDraft, Reading, Restriction, StayChange, StayTest
from db.vocabulary import Category, Ending, Role, RoomState, StayState
from duty_desk import audit, isolation, people, policy
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.isolation import stay_queries
from duty_desk.people import merging, restrictions
from duty_desk.work import OfficerRef
from tests.duty_desk.isolation.conftest import Site, forward, rounds, waived

DUE = date(2020, 3, 16)
ADMINISTRATOR = OfficerRef(None, "程序", Role.ADMINISTRATOR)


def take_all(site: Site, stay: int, *, without: Sequence[tuple[date, str]] = (), high: Any = ()) -> None:
    """Write a reading into every slot from the admission until now."""
    row = site.stay(stay)
    assert row.admitted_at is not None
    with site.desk.work() as work:
        day = row.admitted_at.date()
        while day <= work.at.date():
            for slot, hour in (("am", 9), ("pm", 16)):
                at = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
                if at < row.admitted_at or at > work.at or (day, slot) in without:
                    continue
                value = 37.6 if (day, slot) in high else 36.5
                work.session.add(
                    Reading(
                        stay_id=stay,
                        day=day,
                        slot=slot,
                        at=at,
                        recorded_at=at,
                        temperature=value,
                        symptoms=[],
                    )
                )
            day += timedelta(days=1)
        audit.record(work, action="reading.record", subject=("stay", stay))


def unmet(site: Site, stay: int) -> list[str]:
    with site.desk.read() as read:
        return [one.key for one in isolation.conditions(read, stay) if not one.met]


def release(site: Site, stay: int, by: OfficerRef | None = None, **more: Any) -> isolation.Released:
    with site.desk.work(by or site.keeper) as work:
        return isolation.release(work, stay, kit_back=True, version=site.version(stay), **more)


def test_days_change_by_two_officers_with_a_reason(site: Site) -> None:
    stay = site.admitted()
    end = site.change("extend", stay, site.leader, days=3, reason="同住者确诊")
    assert (end, site.stay(stay).due_on, site.stay(stay).days) == (date(2020, 3, 19), date(2020, 3, 19), 17)
    site.change("shorten", stay, site.chief, days=2)
    assert site.stay(stay).due_on == date(2020, 3, 17)
    site.change("rebase", stay, site.leader, counted_from=date(2020, 3, 5), reason="末次暴露更正")
    row = site.stay(stay)
    assert (row.counted_from, row.due_on, row.days) == (date(2020, 3, 5), date(2020, 3, 20), 15)
    with site.desk.read() as read:
        kinds = [one.kind for one in read.session.scalars(select(StayChange).order_by(StayChange.id))]
        kept = read.session.scalars(select(Restriction).where(Restriction.lifted_at.is_(None))).one()
    assert kinds == ["extend", "shorten", "rebase"]
    assert kept.ends_on == date(2020, 3, 20)


def test_no_stay_ends_before_today(site: Site) -> None:
    stay = site.admitted()
    with pytest.raises(InputError) as wrong:
        site.change("shorten", stay, site.leader, days=11)
    assert wrong.value.field == "days"
    with pytest.raises(InputError) as wrong:
        site.change("rebase", stay, site.leader, counted_from=date(2020, 2, 20))
    assert wrong.value.field == "counted_from"


def test_a_carer_stays_as_long_as_whom_it_cares_for(site: Site) -> None:
    child = site.admitted("汤宸宥")
    carer = site.admitted("万景峻", category="carer", carer_for=child, exposure_on=None)
    with pytest.raises(Refusal) as refused:
        site.change("shorten", carer, site.leader, days=1)
    assert refused.value.key == "isolation.refusal.carer_bound"
    site.change("extend", child, site.leader, days=2)
    assert site.stay(carer).due_on == site.stay(child).due_on == date(2020, 3, 18)


def test_a_new_policy_leaves_who_is_there_alone(site: Site) -> None:
    stay = site.admitted()
    with site.desk.work() as work:
        policy.set_value(work, key="iso.days", value=5, starts_on=date(2020, 3, 6), source="通知")
    assert site.stay(stay).due_on == DUE


def test_who_may_be_released(site: Site) -> None:
    stay = site.admitted()
    assert unmet(site, stay) == ["period"]
    forward(site, datetime(2020, 3, 15, 18))
    take_all(site, stay, without=[(date(2020, 3, 10), "pm")])
    assert unmet(site, stay) == ["period", "readings"]
    forward(site, datetime(2020, 3, 16, 9, 30))
    assert unmet(site, stay) == ["readings"]
    with pytest.raises(Refusal) as refused:
        release(site, stay)
    assert refused.value.values == {"missing": "3月10日下午 体温未测，共漏 1 次"}


def test_a_release_frees_the_person_and_not_the_room(site: Site) -> None:
    stay = site.admitted()
    forward(site, datetime(2020, 3, 16, 9, 30))
    take_all(site, stay)
    done = release(site, stay)
    row = site.stay(stay)
    assert done.number == row.release_number == "解字〔2020〕第0001号"
    assert (row.state, row.ending, row.kit_back, row.home_until) == (
        StayState.ENDED,
        Ending.RELEASED,
        True,
        None,
    )
    assert site.room("NH-EX2-101").state is RoomState.TO_CLEAN
    assert rounds(site, "NH-EX2-101") == ["open"]
    with site.desk.read() as read:
        assert people.active(read, [row.person_id]) == {}
        assert isolation.list_staying(read) == ()
    with pytest.raises(Refusal):
        release(site, stay)
    # A second stay of the same person is another one.
    again = site.admitted(room="NH-EX2-102", exposure_on=date(2020, 3, 14))
    assert site.stay(again).number == "观字〔2020〕第0002号"
    with site.desk.read() as read:
        found = stay_queries.find_stay_of(read, row.person_id)
        assert found is not None
        assert found.id == again
        assert len(stay_queries.list_stays_of(read, row.person_id)) == 2


def test_a_fever_of_the_last_hours_keeps_somebody_in(site: Site) -> None:
    stay = site.admitted()
    forward(site, datetime(2020, 3, 16, 9, 30))
    take_all(site, stay, high=[(date(2020, 3, 15), "pm")])
    assert unmet(site, stay) == ["temperature"]
    forward(site, datetime(2020, 3, 16, 16, 30))
    assert unmet(site, stay) == []


def test_tests_by_the_policy_of_the_admission(site: Site) -> None:
    with site.desk.work() as work:
        policy.set_value(
            work, key="iso.test_days", value=["1", "7", "14"], starts_on=date(2020, 3, 6), source="通知"
        )
    stay = site.admitted()
    forward(site, datetime(2020, 3, 16, 9, 30))
    take_all(site, stay)
    assert unmet(site, stay) == ["tests"]
    with site.desk.work() as work:
        # Day 1 was before the person came.
        for day, result in ((date(2020, 3, 9), "negative"), (DUE, "negative")):
            work.session.add(StayTest(stay_id=stay, due_on=day, result=result))
        audit.record(work, action="reading.record", subject=("stay", stay))
    assert unmet(site, stay) == []
    with site.desk.work() as work:
        work.session.add(StayTest(stay_id=stay, due_on=DUE, result="positive"))
        audit.record(work, action="reading.record", subject=("stay", stay))
    assert unmet(site, stay) == ["tests"]


def test_a_positive_test_keeps_somebody_in_also_where_none_was_asked_for(site: Site) -> None:
    stay = site.admitted()
    forward(site, datetime(2020, 3, 16, 9, 30))
    take_all(site, stay)
    with site.desk.work() as work:
        work.session.add(StayTest(stay_id=stay, due_on=date(2020, 3, 12), result="positive"))
        audit.record(work, action="reading.record", subject=("stay", stay))
    assert unmet(site, stay) == ["tests"]


def test_what_came_after_the_person_had_left_is_not_missing(site: Site) -> None:
    stay = site.admitted()
    forward(site, datetime(2020, 3, 16, 8, 30))
    take_all(site, stay)
    left = site.desk.now
    forward(site, datetime(2020, 3, 16, 18))
    assert unmet(site, stay) == ["readings"]
    release(site, stay, at=left)
    assert site.stay(stay).ended_at == left


def test_a_leader_waives_a_condition_with_a_reason(site: Site) -> None:
    stay = site.admitted()
    forward(site, datetime(2020, 3, 16, 9, 30))
    for why, by, field in (
        (" ", site.leader, "override"),
        ("体温计损坏", None, "second"),
        ("体温计损坏", site.chief, "second"),
    ):
        with pytest.raises(InputError) as wrong:
            release(site, stay, override=why, second=waived(site, stay, why, by) if by else None)
        assert wrong.value.field == field
    why = "体温计损坏，逐日电话问询正常"
    with pytest.raises(Refusal, match="approval_void"):
        release(site, stay, override=why, second=waived(site, stay, "体温计损坏", site.leader))
    release(site, stay, override=why, second=waived(site, stay, why, site.leader))
    with site.desk.read() as read:
        change = read.session.scalars(select(StayChange)).one()
    assert (change.kind, change.before, change.approved_by) == (
        "override",
        {"unmet": ["readings"]},
        site.leader.id,
    )


def test_an_emergency_is_not_released_before_its_papers_are_there(site: Site) -> None:
    stay = site.request()
    site.admit(stay, emergency=True)
    forward(site, datetime(2020, 3, 16, 9, 30))
    take_all(site, stay)
    assert unmet(site, stay) == ["papers"]


def test_days_at_home_follow_by_the_policy_of_the_admission(site: Site) -> None:
    with site.desk.work() as work:
        policy.set_value(work, key="iso.home_days", value=7, starts_on=date(2020, 3, 6), source="通知")
    stay = site.admitted()
    forward(site, datetime(2020, 3, 16, 9, 30))
    take_all(site, stay)
    assert release(site, stay).home_until == date(2020, 3, 23)


def test_a_referral_ends_the_stay_and_keeps_the_pass_resting(site: Site) -> None:
    stay = site.admitted()
    with site.desk.work(site.keeper) as work:
        isolation.refer(work, stay, place="市定点医院", note="复测 38.0", version=site.version(stay))
    row = site.stay(stay)
    assert (row.state, row.ending, row.ending_place) == (StayState.ENDED, Ending.REFERRED, "市定点医院")
    assert site.room("NH-EX2-101").state is RoomState.TO_CLEAN
    with site.desk.read() as read:
        assert restrictions.active(read, [row.person_id])[row.person_id].kind == "fever"


def test_releases_of_the_days_to_come(site: Site) -> None:
    stay = site.admitted()
    forward(site, datetime(2020, 3, 12, 18))
    take_all(site, stay, without=[(date(2020, 3, 10), "pm")])
    with site.desk.read() as read:
        days = isolation.list_releases(read)
        missing = isolation.lacking(read, [row.stay for row in days[4].rows])
    assert [(one.day.day, len(one.rows)) for one in days] == [
        (12, 0),
        (13, 0),
        (14, 0),
        (15, 0),
        (16, 1),
        (17, 0),
        (18, 0),
    ]
    assert [one.key for one in missing[stay]] == ["readings"]
    forward(site, datetime(2020, 3, 18, 9))
    with site.desk.read() as read:
        today = isolation.list_releases(read)[0]
    assert [(row.stay.id, row.overdue) for row in today.rows] == [(stay, True)]


def test_a_draft_of_the_gate_is_taken_or_dropped(site: Site) -> None:
    with site.desk.work() as work:
        drafts = [
            AdmissionDraft(at=work.at, person_id=person, name=name, second=37.8, reason="南湖东大门 37.8 ℃")
            for name, person in (
                ("苗宁", site.people["苗宁"]),
                ("过路人", None),
                ("费然", site.people["费然"]),
            )
        ]
        work.session.add_all(drafts)
        work.session.flush()
        known, unknown, third = (draft.id for draft in drafts)
        audit.record(work, action="gate.refer", subject=("admission_draft", known))
    with site.desk.read() as read:
        assert [row.id for row in isolation.list_drafts(read)] == [known, unknown, third]
    values: dict[str, Any] = {"origin": "staff", "category": "fever_excluded"}
    with site.desk.work(site.keeper) as work:
        stay = isolation.take_draft(work, known, **values)
    assert (site.stay(stay).draft_id, site.stay(stay).reason) == (known, "南湖东大门 37.8 ℃")
    with pytest.raises(StaleError), site.desk.work(site.keeper) as work:
        isolation.take_draft(work, known, **values)
    with pytest.raises(InputError) as wrong, site.desk.work(site.keeper) as work:
        isolation.take_draft(work, unknown, **values)
    assert wrong.value.field == "person"
    with pytest.raises(InputError), site.desk.work(site.keeper) as work:
        isolation.drop_draft(work, third, reason="")
    with site.desk.work(site.keeper) as work:
        isolation.drop_draft(work, third, reason="校医院诊断为普通感冒")
    with site.desk.read() as read:
        assert [row.id for row in isolation.list_drafts(read)] == [unknown]


def twin_of(site: Site, name: str) -> int:
    with site.desk.work(ADMINISTRATOR) as work:
        return people.add_person(work, name=name, category=Category.STUDENT, phone="19900000001")


def test_stays_go_with_the_person_who_has_two_records(site: Site) -> None:
    stay, twin = site.admitted(), twin_of(site, "苗宁")
    with site.desk.work(ADMINISTRATOR) as work:
        merging.merge_persons(work, keep=twin, remove=site.people["苗宁"], reason="同一人")
    assert site.stay(stay).person_id == twin
    with site.desk.read() as read:
        assert restrictions.active(read, [twin])[twin].kind == "isolation"


def test_two_who_are_both_there_are_not_one_person(site: Site) -> None:
    site.admitted()
    twin = twin_of(site, "苗宁")
    other = replace(site, people={"苗宁": twin}).admitted(room="NH-EX2-102")
    with pytest.raises(Refusal) as refused, site.desk.work(ADMINISTRATOR) as work:
        merging.merge_persons(work, keep=twin, remove=site.people["苗宁"], reason="同一人")
    assert refused.value.key == "people.error.merge_collides"
    assert site.stay(other).person_id == twin


def test_whoever_is_there_is_not_admitted_on_a_second_report(site: Site) -> None:
    site.admitted()
    twin = twin_of(site, "苗宁")
    second = replace(site, people={"苗宁": twin}).approved()
    with site.desk.work(ADMINISTRATOR) as work:
        merging.merge_persons(work, keep=twin, remove=site.people["苗宁"], reason="同一人")
    with pytest.raises(Refusal) as refused:
        site.admit(second, "NH-EX2-102")
    assert refused.value.key == "isolation.refusal.there_already"


def test_roles(site: Site) -> None:
    stay = site.admitted()
    with pytest.raises(Denied), site.desk.work(OfficerRef(None, "消毒", Role.DISINFECTION)) as work:
        isolation.move(work, stay, room=site.rooms["NH-EX2-102"], reason="x", version=site.version(stay))
    with pytest.raises(Denied), site.desk.work(site.leader) as work:
        isolation.release(work, stay, kit_back=True, version=site.version(stay))
