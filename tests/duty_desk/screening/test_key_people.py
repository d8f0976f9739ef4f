"""Key persons: called every day until it ends, some drawn by lot, a high temperature opens an incident (product rule R3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Household, Incident, KeyDraw, Person, Unit
from db.vocabulary import CallOutcome, IncidentKind, Role
from duty_desk import audit, ledger, people, policy, screening
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.ledger import Request
from duty_desk.screening import KEY_PEOPLE, Followed, key_people, key_rows, papers
from duty_desk.work import OfficerRef
from tests.conftest import Clock, Filled
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.passes.conftest import add_officer, add_person

NAMES = ("卢雨清", "蒋定国", "白秋玲", "舒朗", "熊启明", "纪文华", "秋荻")
REACHED, MISSED, RELAYED = CallOutcome.REACHED, CallOutcome.MISSED, CallOutcome.RELAYED


@dataclass(frozen=True)
class Register:
    """Seven people who came back on 1 March, and two officers who may call."""

    desk: Desk
    unit: int
    key: Mapping[str, int]
    people: Mapping[str, int]
    guard: OfficerRef
    keeper: OfficerRef

    def row(self, name: str) -> key_rows.KeyRow:
        with self.desk.read() as read:
            return screening.get_key_person(read, self.key[name])

    def call(
        self, name: str, outcome: CallOutcome = MISSED, by: OfficerRef | None = None, **more: Any
    ) -> screening.Called:
        with self.desk.work(by or self.guard) as work:
            return screening.record_call(work, self.key[name], outcome=outcome, **more)


def fill(desk: Desk) -> Register:
    with desk.work() as work:
        unit = Unit(name="冶金工程学院", name_sort="yejin")
        home = Household(code="JS04-3-402", building="4", entrance="3", room="402")
        work.session.add_all([unit, home])
        work.session.flush()
        ids = {
            name: add_person(
                work, name, unit_id=unit.id, household_id=home.id, phone=f"1990000{7000 + number}"
            )
            for number, name in enumerate(NAMES)
        }
        key = {
            name: key_people.register(work, person=person, came_on=date(2020, 3, 1))
            for name, person in ids.items()
        }
        return Register(
            desk,
            unit.id,
            key,
            ids,
            add_officer(work, "段知衡", Role.GATE),
            add_officer(work, "罗秀兰", Role.KEEPER),
        )


@pytest.fixture
def register(filled: Filled) -> Register:
    desk, made = filled(fill)
    return replace(made, desk=desk)


def test_a_day_begins_with_everybody_to_call_and_ends_with_what_was_said(register: Register) -> None:
    assert register.row("卢雨清").state is Followed.WAITING
    register.call("卢雨清")
    register.call("卢雨清")
    register.call("蒋定国", REACHED, temperature=36.5)
    register.call("白秋玲", RELAYED, note="其爱人代答")
    register.call("纪文华", MISSED)
    register.call("纪文华", REACHED, temperature=36.4, symptoms=["dry_cough"])
    register.call("纪文华", MISSED)
    with register.desk.read() as read:
        rows = screening.list_key_people(read)
    assert [(row.name, row.said) for row in rows] == [
        ("卢*清", "未接通 2 次"),
        ("舒*", "待联系"),
        ("熊*明", "待联系"),
        ("秋*", "待联系"),
        ("白*玲", "转告，无症状"),
        ("蒋*国", "36.5 无症状"),
        ("纪*华", "36.4 干咳"),
    ]
    assert {row.home for row in rows} == {"4号楼 3-402"}


def test_yesterdays_calls_are_no_calls_of_today(register: Register, clock: Clock) -> None:
    register.call("卢雨清", REACHED, temperature=36.5)
    clock.forward(days=1)
    row = register.row("卢雨清")
    assert (row.state, row.calls) == (Followed.WAITING, 1)
    with register.desk.read() as read:
        earlier = screening.get_key_person(read, row.id, day=date(2020, 3, 6))
    assert earlier.state is Followed.REACHED


@pytest.mark.parametrize(
    ("outcome", "more", "field"),
    [
        (REACHED, {}, "temperature"),
        (MISSED, {"temperature": 36.5}, "temperature"),
        (REACHED, {"temperature": 51.0}, "temperature"),
        (REACHED, {"temperature": 36.5, "symptoms": ["plague"]}, "symptoms"),
        (MISSED, {"at": datetime(2020, 3, 7)}, "at"),
        (MISSED, {"at": datetime(2020, 2, 28)}, "at"),
    ],
)
def test_what_a_call_must_say(
    register: Register, outcome: CallOutcome, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        register.call("卢雨清", outcome, **more)
    assert refused.value.field == field
    assert register.row("卢雨清").state is Followed.WAITING


def test_a_high_temperature_opens_one_incident_and_none_under_the_line(register: Register) -> None:
    assert register.call("蒋定国", REACHED, temperature=37.2).incident is None
    called = register.call("卢雨清", REACHED, temperature=37.3, symptoms=["fever"])
    with register.desk.read() as read:
        incident = read.session.get_one(Incident, called.incident)
        assert (incident.kind, incident.place, incident.level) == (IncidentKind.FEVER, "4号楼 3-402", 3)
    assert register.row("卢雨清").abnormal
    with register.desk.work() as work:
        policy.set_value(work, key="temp.abnormal", value=37.0, starts_on=date(2020, 3, 7), source="会议纪要")
    assert not register.row("蒋定国").abnormal


def test_the_number_is_shown_to_who_calls_and_that_is_on_record(register: Register) -> None:
    with register.desk.work(register.guard) as work:
        shown = screening.dial(work, register.key["卢雨清"])
    assert (shown.name, shown.phone) == ("卢雨清", "19900007000")
    assert register.row("卢雨清").phone == "199****7000"
    with register.desk.read() as read:
        entry = audit.history(read, "person", register.people["卢雨清"])[-1]
        assert (entry.action, entry.officer_name) == ("person.reveal", "段知衡")
        assert [each.person for each in people.list_reveals(read, read.at.date())] == ["卢雨清"]
    with pytest.raises(Denied), register.desk.work(register.keeper) as work:
        screening.dial(work, register.key["卢雨清"])


def test_a_draw_can_be_drawn_again_from_its_seed_and_draws_nobody_twice(register: Register) -> None:
    with register.desk.work() as work:
        first = screening.draw(work)
    assert len(first.key_persons) == 5
    assert key_people.by_lot(first.seed, list(register.key.values()), 5) == first.key_persons
    with register.desk.work() as work:
        second = screening.draw(work)
    assert sorted(first.key_persons + second.key_persons) == sorted(register.key.values())
    with pytest.raises(Refusal, match="nobody_to_draw"), register.desk.work() as work:
        screening.draw(work)
    with register.desk.read() as read:
        kept = read.session.scalars(select(KeyDraw.seed).order_by(KeyDraw.id)).all()
    assert list(kept) == [first.seed, second.seed]


def test_only_another_officers_call_verifies(register: Register) -> None:
    register.call("卢雨清", REACHED, temperature=36.5)
    with register.desk.work() as work:
        screening.draw(work, count=7)
    register.call("卢雨清", REACHED, temperature=36.5)
    assert (register.row("卢雨清").drawn, register.row("卢雨清").verified) == (True, False)
    register.call("卢雨清", REACHED, by=register.desk.officer, temperature=36.6)
    assert register.row("卢雨清").verified
    assert register.row("卢雨清").said == "36.6 无症状"


def test_the_follow_up_ends_by_its_day_or_with_a_reason(register: Register, clock: Clock) -> None:
    with register.desk.work() as work:
        with pytest.raises(InputError, match="reason_missing"):
            key_people.end(work, register.key["卢雨清"], reason=" ")
        key_people.end(work, register.key["卢雨清"], reason="已离校", version=1)
        key_people.change(
            work, register.key["舒朗"], follow_until=date(2020, 3, 20), home="4号楼", delivered=2
        )
    with pytest.raises(Refusal, match="ended"):
        register.call("卢雨清")
    # Fourteen days from 1 March by the office's rule.
    clock.forward(days=10)
    with register.desk.read() as read:
        assert [row.name for row in screening.list_key_people(read)] == ["舒*"]
        everybody = {row.name: row.state for row in screening.list_key_people(read, everybody=True)}
    assert (everybody["卢*清"], everybody["蒋*国"]) == (Followed.ENDED, Followed.OVER)


def test_nobody_is_followed_twice_nor_from_a_day_to_come(register: Register) -> None:
    with register.desk.work() as work:
        with pytest.raises(InputError, match="known"):
            key_people.register(work, person=register.people["卢雨清"], came_on=date(2020, 3, 5))
        with pytest.raises(InputError, match="future"):
            key_people.register(work, person=register.people["卢雨清"], came_on=date(2020, 3, 8))
        with pytest.raises(StaleError):
            key_people.change(
                work, register.key["卢雨清"], follow_until=None, home="", delivered=0, version=7
            )


def test_units_say_figures_that_hang_together(register: Register) -> None:
    said: dict[str, Any] = {
        "staff_origin": 4,
        "student_origin": 37,
        "staff_there": 2,
        "student_there": 36,
        "back": 1,
    }
    with register.desk.work() as work:
        key_people.set_counts(work, unit=register.unit, day=date(2020, 3, 5), **said)
        key_people.set_counts(work, unit=register.unit, **{**said, "student_there": 37})
        with pytest.raises(InputError) as refused:
            key_people.set_counts(work, unit=register.unit, **{**said, "student_there": 38})
        assert refused.value.field == "student_there"
    with register.desk.read() as read:
        assert (key_rows.totals(read).origin, key_rows.totals(read).there) == (41, 39)
        assert key_rows.totals(read, date(2020, 3, 5)).there == 38
        assert key_rows.totals(read, date(2020, 3, 4)).units == 0


def test_the_list_says_the_same_in_the_same_order(register: Register) -> None:
    register.call("卢雨清")
    register.call("蒋定国", REACHED, temperature=36.5)
    with register.desk.read() as read:
        rows = [row.id for row in screening.list_key_people(read)]
        assert [row.id for row in ledger.page(KEY_PEOPLE, read, Request()).rows] == rows
        missed = ledger.page(KEY_PEOPLE, read, Request(filters={"state": ["missed"]})).rows
        assert [row.name for row in missed] == ["卢雨清"]
        found = ledger.page(KEY_PEOPLE, read, Request(search="ldg")).rows
        assert [row.name for row in found] == []
        found = ledger.page(KEY_PEOPLE, read, Request(search="jdg")).rows
        assert [row.name for row in found] == ["蒋定国"]
        name = KEY_PEOPLE.column("name")
        assert ledger.cell_text(name, found[0]) == "蒋*国"


def test_the_number_of_a_child_stays_shortened_on_the_list_to_call_from(register: Register) -> None:
    """S-56: for who has no right to those numbers, though they may call."""
    with register.desk.work() as work:
        work.session.get_one(Person, register.people["卢雨清"]).born_on = date(2010, 5, 1)
    for role, shown in ((Role.CHIEF, "19900007000"), (Role.GATE, "199****7000")):
        target = BytesIO()
        with register.desk.read(OfficerRef(None, "", role)) as read:
            papers.draw_key_list(read, target, in_full=True)
        words = squeezed(pdfium_pages(target.getvalue())[0])
        assert shown in words
        assert "19900007001" in words, "grown up"


def test_the_list_on_paper_has_no_whole_name_unless_asked_for(register: Register) -> None:
    register.call("卢雨清", REACHED, temperature=36.5)
    target, whole = BytesIO(), BytesIO()
    with register.desk.read() as read:
        papers.draw_key_list(read, target)
        papers.draw_key_list(read, whole, in_full=True)
    short, full = (squeezed(pdfium_pages(each.getvalue())[0]) for each in (target, whole))
    assert "卢*清" in short
    assert "卢雨清" not in short
    assert "在访7人，今日已联系1人" in short
    assert "卢雨清" in full
    assert "19900007000" in full
    assert "用途每日电话随访，值班室留存，不张贴、不外传" in full, (
        "what for, on every page that shows whole numbers (S-52)"
    )
    assert "用途" not in short
