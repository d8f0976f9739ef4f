"""From the report to the room: nobody is let in without approval and notice, and nobody is given a bed twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from db.vocabulary import Ending, Role, RoomState, StayState
from duty_desk import isolation, policy, rooms
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.people import restrictions
from duty_desk.work import OfficerRef
from tests.duty_desk.isolation.conftest import Site


def test_the_way_from_the_report_to_the_room(site: Site) -> None:
    stay = site.request()
    assert site.stay(stay).state is StayState.REQUESTED
    assert site.stay(stay).number is None
    with site.desk.work(site.keeper) as work:
        isolation.assess(work, stay, by="方医生", text="可以", suitable=True, version=site.version(stay))
    with site.desk.work(site.leader) as work:
        number = isolation.approve(work, stay, version=site.version(stay))
    assert number == "隔批〔2020〕第0001号"
    assert site.stay(stay).lacks == ("notice",)
    with site.desk.work(site.keeper) as work:
        isolation.sign_notice(work, stay, at=datetime(2020, 3, 6, 12), version=site.version(stay))
    done = site.admit(stay, kit=("体温计", " 被褥 ", ""))
    assert (done.number, done.due_on) == ("观字〔2020〕第0001号", date(2020, 3, 16))
    row = site.stay(stay)
    assert (row.state, row.room, row.bed) == (StayState.ADMITTED, "NH-EX2-101", 1)
    assert (row.counted_from, row.days, row.day(date(2020, 3, 6))) == (date(2020, 3, 2), 14, 4)
    assert row.kit == ("体温计", "被褥")
    assert site.room("NH-EX2-101").state is RoomState.OCCUPIED
    with site.desk.read() as read:
        assert [one.id for one in isolation.list_staying(read, site="学术交流中心")] == [stay]
        assert isolation.list_staying(read, site="民工公寓") == ()
        assert isolation.list_waiting(read) == ()


def test_an_admission_keeps_the_person_in(site: Site) -> None:
    stay = site.admitted()
    with site.desk.read() as read:
        found = restrictions.active(read, [site.people["苗宁"]])[site.people["苗宁"]]
    assert (found.kind, found.ends_on, found.source) == ("isolation", date(2020, 3, 16), ("stay", stay))


def test_whoever_asked_does_not_approve(site: Site) -> None:
    stay = site.request(by=site.chief)
    with site.desk.work(site.chief) as work:
        isolation.assess(work, stay, by="方医生", text="可以", suitable=True, version=site.version(stay))
    with pytest.raises(Refusal) as refused, site.desk.work(site.chief) as work:
        isolation.approve(work, stay, version=site.version(stay))
    assert refused.value.key == "isolation.refusal.own_request"
    with pytest.raises(Denied), site.desk.work(site.keeper) as work:
        isolation.approve(work, stay, version=site.version(stay))
    with site.desk.work(site.other_chief) as work:
        isolation.approve(work, stay, version=site.version(stay))


def test_nothing_is_approved_before_the_hospital_has_seen_the_person(site: Site) -> None:
    stay = site.request()
    with pytest.raises(Refusal) as refused, site.desk.work(site.leader) as work:
        isolation.approve(work, stay, version=site.version(stay))
    assert refused.value.key == "isolation.refusal.not_assessed"


def test_one_unfit_for_the_site_is_not_taken_in(site: Site) -> None:
    stay = site.request()
    with site.desk.work(site.keeper) as work:
        isolation.assess(work, stay, by="方医生", text="须住院", suitable=False, version=site.version(stay))
    row = site.stay(stay)
    assert (row.state, row.ending, row.ending_note) == (StayState.DROPPED, Ending.REFUSED, "须住院")
    # The way is free for another report.
    assert site.request() != stay


def test_no_room_without_approval_and_notice(site: Site) -> None:
    stay = site.approved(told=False)
    with pytest.raises(Refusal) as refused:
        site.admit(stay)
    assert (refused.value.key, refused.value.values) == ("isolation.refusal.lacks", {"missing": "告知书"})
    other = site.request("费然")
    with pytest.raises(Refusal) as refused:
        site.admit(other)
    assert refused.value.values == {"missing": "批准、告知书"}
    assert site.room("NH-EX2-101").state is RoomState.FREE


def test_an_emergency_is_let_in_and_must_be_completed(site: Site) -> None:
    stay = site.request()
    site.admit(stay, emergency=True)
    row = site.stay(stay)
    assert (row.is_emergency, row.lacks) == (True, ("approval", "notice"))
    assert row.emergency_until == site.desk.now + timedelta(hours=24)
    assert row.number == "观字〔2020〕第0001号"
    with site.desk.work(site.keeper) as work:
        isolation.sign_notice(work, stay, version=row.version)
    with site.desk.work(site.keeper) as work:
        isolation.assess(work, stay, by="方医生", text="可以", suitable=True, version=site.version(stay))
    with site.desk.work(site.leader) as work:
        isolation.approve(work, stay, version=site.version(stay))
    row = site.stay(stay)
    assert (row.state, row.lacks, row.is_emergency) == (StayState.ADMITTED, (), True)
    assert row.number == "观字〔2020〕第0001号"


def test_an_admission_with_all_papers_is_no_emergency(site: Site) -> None:
    stay = site.approved()
    site.admit(stay, emergency=True)
    assert not site.stay(stay).is_emergency


def test_a_refusal_to_sign_needs_two_witnesses(site: Site) -> None:
    stay = site.approved(told=False)

    def told(one: str, two: str) -> None:
        with site.desk.work(site.keeper) as work:
            isolation.refuse_notice(
                work, stay, at=work.at, witness_one=one, witness_two=two, version=site.version(stay)
            )

    for one, two, field in (
        ("", "贺清岚", "witness_one"),
        ("段知衡", " ", "witness_two"),
        ("段知衡", "段知衡", "witness_two"),
        ("段知衡", "苗宁", "witness_two"),
    ):
        with pytest.raises(InputError) as wrong:
            told(one, two)
        assert wrong.value.field == field
    told("段知衡", "贺清岚")
    row = site.stay(stay)
    assert (row.notice, row.witness_one, row.witness_two) == ("refused", "段知衡", "贺清岚")
    site.admit(stay)


def test_the_notice_follows_the_approval(site: Site) -> None:
    stay = site.request()
    with pytest.raises(Refusal), site.desk.work(site.keeper) as work:
        isolation.sign_notice(work, stay, version=site.version(stay))
    stay = site.approved("费然", told=False)
    with pytest.raises(InputError) as wrong, site.desk.work(site.keeper) as work:
        isolation.sign_notice(work, stay, at=datetime(2020, 3, 6, 11), version=site.version(stay))
    assert wrong.value.field == "at"


def test_a_person_has_one_open_stay(site: Site) -> None:
    site.request()
    with pytest.raises(Refusal) as refused:
        site.request()
    assert refused.value.key == "isolation.refusal.open_stay"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("origin", "nowhere"),
        ("category", "ill"),
        ("anchor", "birthday"),
        ("diet", "none"),
        ("reason", " "),
        ("exposure_on", date(2020, 3, 7)),
        ("unit", 999),
    ],
)
def test_fields_of_a_report(site: Site, field: str, value: object) -> None:
    with pytest.raises(InputError) as wrong:
        site.request(**{field: value})
    assert wrong.value.field == field


def test_a_stale_form_changes_nothing(site: Site) -> None:
    stay = site.request()
    version = site.version(stay)
    with site.desk.work(site.keeper) as work:
        isolation.edit_request(work, stay, version=version, contact_name="苗母")
    with pytest.raises(StaleError), site.desk.work(site.keeper) as work:
        isolation.withdraw(work, stay, reason="误报", version=version)


def test_what_an_approval_rests_on_is_not_changed_after_it(site: Site) -> None:
    stay = site.approved()
    with site.desk.work(site.keeper) as work:
        isolation.edit_request(work, stay, version=site.version(stay), diet="halal")
    with pytest.raises(Refusal), site.desk.work(site.keeper) as work:
        isolation.edit_request(work, stay, version=site.version(stay), exposure_on=date(2020, 3, 1))
    assert site.stay(stay).diet == "halal"


def test_a_promised_room_is_kept_and_given_back(site: Site) -> None:
    stay = site.approved()
    for room in ("NH-EX2-101", "NH-EX2-102"):
        with site.desk.work(site.keeper) as work:
            isolation.reserve(work, stay, room=site.rooms[room], version=site.version(stay))
    assert site.room("NH-EX2-101").state is RoomState.FREE
    assert site.room("NH-EX2-102").state is RoomState.RESERVED
    other = site.approved("费然")
    with pytest.raises(Refusal) as refused:
        site.admit(other, "NH-EX2-102")
    assert refused.value.key == "isolation.refusal.room"
    with site.desk.read() as read:
        assert isolation.proposals(read, stay)[0].code == "NH-EX2-102"
        assert "NH-EX2-102" not in [room.code for room in isolation.proposals(read, other)]
    with site.desk.work(site.keeper) as work:
        isolation.withdraw(work, stay, reason="改去医院", version=site.version(stay))
    assert site.room("NH-EX2-102").state is RoomState.FREE
    assert site.stay(stay).ending is Ending.WITHDRAWN


def test_who_is_let_into_another_room_than_promised_frees_that(site: Site) -> None:
    stay = site.approved()
    with site.desk.work(site.keeper) as work:
        isolation.reserve(work, stay, room=site.rooms["NH-EX2-102"], version=site.version(stay))
    site.admit(stay, "NH-EX2-201")
    assert site.room("NH-EX2-102").state is RoomState.FREE


def test_a_room_says_why_it_cannot_be(site: Site) -> None:
    site.admitted("费然", "NH-EX2-101")
    with site.desk.work(site.keeper) as work:
        rooms.close(work, site.rooms["NH-EX2-201"], reason="维修", version=site.room("NH-EX2-201").version)
    stay = site.approved()
    with site.desk.read() as read:
        found = isolation.obstacles(read, stay)
        fitting = [room.code for room in isolation.proposals(read, stay)]
    words = {code: found.get(room) for code, room in site.rooms.items()}
    assert words == {
        "NH-EX2-101": "已有人，医学观察区一人一间",
        "NH-EX2-102": None,
        "NH-EX2-201": "停用",
        "MG1-101": "转运临时安置区几人合住，此人须单人单间",
        "MG1-102": "转运临时安置区几人合住，此人须单人单间",
        "NH-EX1-101": "生活区不是观察区",
    }
    assert fitting == ["NH-EX2-102"]


def test_shared_rooms_are_filled_bed_by_bed(site: Site) -> None:
    stays = [site.approved(name, category="other") for name in ("苗宁", "费然", "陶以筠")]
    site.admit(stays[0], "MG1-101", bed=2)
    with pytest.raises(InputError) as wrong:
        site.admit(stays[1], "MG1-101", bed=2)
    assert wrong.value.field == "bed"
    site.admit(stays[1], "MG1-101")
    assert site.stay(stays[1]).bed == 1
    with pytest.raises(Refusal):
        site.admit(stays[2], "MG1-101")


def test_a_carer_shares_the_room_and_the_days(site: Site) -> None:
    child = site.approved("汤宸宥")
    carer = site.approved("万景峻", category="carer", carer_for=child, exposure_on=None)
    site.admit(child)
    site.admit(carer)
    row = site.stay(carer)
    assert (row.room, row.bed, row.due_on) == ("NH-EX2-101", 2, site.stay(child).due_on)
    with site.desk.read() as read:
        assert [one.id for one in isolation.list_companions(read, child)] == [carer]


def test_children_and_the_old_care_for_nobody(site: Site) -> None:
    stay = site.approved("苗宁")
    with pytest.raises(InputError) as wrong:
        site.request("汤宸宥", carer_for=stay, category="carer")
    assert (wrong.value.field, wrong.value.key) == ("carer_for", "isolation.error.carer_age")


def test_days_by_the_policy_of_the_day_of_admission(site: Site) -> None:
    with site.desk.work() as work:
        policy.set_value(work, key="iso.days", value=7, starts_on=date(2020, 3, 10), source="通知")
        policy.set_value(
            work, key="iso.first_day_counts", value=True, starts_on=date(2020, 3, 10), source="通知"
        )
    first = site.admitted()
    assert (site.stay(first).days, site.stay(first).due_on) == (14, date(2020, 3, 16))
    site.desk.clock.at = datetime(2020, 3, 10, 9)  # type: ignore[attr-defined]
    second = site.admitted("费然", "NH-EX2-102", anchor="admission")
    assert (site.stay(second).days, site.stay(second).due_on) == (7, date(2020, 3, 16))
    assert site.stay(second).day(date(2020, 3, 10)) == 1
    assert site.stay(first).due_on == date(2020, 3, 16)


def test_who_was_exposed_long_ago_needs_no_room(site: Site) -> None:
    stay = site.approved(exposure_on=date(2020, 2, 1))
    with pytest.raises(InputError) as wrong:
        site.admit(stay)
    assert wrong.value.key == "isolation.error.over_already"


def test_an_admission_is_not_in_the_future(site: Site) -> None:
    stay = site.approved()
    with pytest.raises(InputError) as wrong:
        site.admit(stay, at=datetime(2020, 3, 6, 13))
    assert wrong.value.field == "at"


def test_a_guard_may_report_and_not_admit(site: Site) -> None:
    stay = site.approved()
    with pytest.raises(Denied), site.desk.work(OfficerRef(None, "门岗", Role.GATE)) as work:
        isolation.admit(work, stay, room=site.rooms["NH-EX2-101"], version=site.version(stay))
