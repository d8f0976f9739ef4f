"""Meals, care and tests of those under observation: who gets what, what was done, what a positive result leads to (rule I6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.models import Stay, StayRoom
from db.vocabulary import IncidentKind, ReadingSlot
from duty_desk import audit, incidents, ledger, policy
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.isolation import care, meals, nucleic, readings
from duty_desk.isolation.board import Mark, board
from duty_desk.isolation.care_ledger import CARE, READINGS
from duty_desk.isolation.meals import MealSheet
from duty_desk.isolation.nucleic import SampleRow, SampleState
from duty_desk.ledger import Ledger, Request
from tests.conftest import Clock, Filled, on_sqlite
from tests.duty_desk.isolation import wards
from tests.duty_desk.isolation.wards import NAMES, NOON, SITE, TODAY, Ward

FIRST, SECOND = NAMES[:2]


@pytest.fixture
def ward(filled: Filled) -> Ward:
    desk, made = filled(wards.build)
    return made.on(desk)


def sheet(ward: Ward, meal: str = "lunch", day: date = TODAY, building: str | None = None) -> MealSheet:
    with ward.desk.read() as read:
        return meals.meals(read, day, meal, building=building)


def serve(ward: Ward, *names: str, meal: str = "lunch", day: date = TODAY, **more: str) -> int:
    with ward.desk.work() as work:
        return meals.record_meals(
            work, day=day, meal=meal, stays=[ward.stays[name] for name in names], **more
        )


def eat(ward: Ward, name: str, diet: str, note: str | None = None) -> None:
    with ward.desk.work() as work:
        care.set_diet(work, ward.stays[name], diet=diet, note=note)


# --- meals ---


def test_the_kitchen_gets_totals_and_the_corridor_its_doors(ward: Ward) -> None:
    eat(ward, FIRST, "halal", "不吃辣")
    eat(ward, NAMES[4], "child")
    found = sheet(ward)
    assert [
        (row.building, row.total, row.portions["halal"], row.portions["child"]) for row in found.kitchen
    ] == [
        ("2号楼", 4, 1, 0),
        ("5号楼", 2, 0, 1),
    ]
    assert found.portions == {"regular": 4, "halal": 1, "child": 1}
    assert [(row.room, row.bed) for row in found.doors] == [
        ("203", 1), ("204", 1), ("205", 1), ("301", 1), ("101", 1), ("101", 2),
    ]  # fmt: skip
    first = found.doors[0]
    assert (first.name, first.diet_note, first.outcome) == ("苗*宁", "不吃辣", None)
    assert len(sheet(ward, building="5号楼").doors) == 2


def test_a_corridor_is_written_at_once_and_the_last_word_counts(ward: Ward) -> None:
    assert serve(ward, *NAMES[:4]) == 4
    assert serve(ward, FIRST, SECOND, outcome="declined", note="睡觉") == 2
    assert serve(ward, SECOND, outcome="declined", note="睡觉") == 0
    found = sheet(ward)
    assert sorted(row.outcome for row in found.doors if row.outcome) == ["declined"] * 2 + ["given"] * 2
    assert len(found.open) == 2
    with ward.desk.read() as read:
        assert [row.outcome for row in care.list_care(read, ward.stays[FIRST])] == ["declined", "given"]


@on_sqlite
def test_who_eats_is_who_is_there_when_it_is_carried_round(ward: Ward, clock: Clock) -> None:
    with ward.desk.work() as work:
        stay = work.session.get_one(Stay, ward.stays[FIRST])
        bed = work.session.query(StayRoom).filter_by(stay_id=stay.id).one()
        stay.state, stay.ended_at, bed.until_at = (
            "ended",
            NOON - timedelta(hours=2),
            NOON - timedelta(hours=2),
        )
    assert "203" in {row.room for row in sheet(ward, "breakfast").doors}
    assert "203" not in {row.room for row in sheet(ward).doors}
    # Came yesterday at half past three.
    assert "204" not in {row.room for row in sheet(ward, day=TODAY - timedelta(days=1)).doors}
    assert "204" in {row.room for row in sheet(ward, "dinner", TODAY - timedelta(days=1)).doors}


@on_sqlite
def test_of_a_day_to_come_those_released_before_are_left_out(ward: Ward) -> None:
    with ward.desk.work() as work:
        work.session.get_one(Stay, ward.stays[NAMES[2]]).due_on = TODAY
    assert len(sheet(ward, "dinner").doors) == 6
    assert "205" not in {row.room for row in sheet(ward, day=TODAY + timedelta(days=1)).doors}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"meal": "supper"}, "meal"),
        ({"meal": "dinner"}, "day"),
        ({"outcome": "eaten"}, "outcome"),
        ({"day": TODAY - timedelta(days=1)}, "stays"),
    ],
)
@on_sqlite
def test_what_cannot_be_of_a_meal(ward: Ward, values: dict[str, str], field: str) -> None:
    with pytest.raises(InputError) as refused:
        serve(ward, SECOND, **values)
    assert refused.value.field == field
    with pytest.raises(InputError):
        serve(ward)


@pytest.mark.parametrize(
    ("at", "day", "meal"),
    [("06:00", 6, "breakfast"), ("08:31", 6, "lunch"), ("13:00", 6, "lunch"), ("19:01", 7, "breakfast")],
)
def test_the_next_meal(at: str, day: int, meal: str) -> None:
    moment = datetime.fromisoformat(f"2020-03-06 {at}")
    assert meals.next_meal(moment) == (date(2020, 3, day), meal)


@on_sqlite
def test_a_diet_is_changed_once_and_put_on_record(ward: Ward) -> None:
    eat(ward, FIRST, "halal", "不吃辣")
    eat(ward, FIRST, "halal", "不吃辣")
    with ward.desk.read() as read:
        entries = audit.history(read, "stay", ward.stays[FIRST])
        version = read.session.get_one(Stay, ward.stays[FIRST]).version
    assert [entry.action for entry in entries] == ["care.diet"]
    assert "辣" not in str(entries[0].after)
    with pytest.raises(InputError), ward.desk.work() as work:
        care.set_diet(work, ward.stays[FIRST], diet="raw")
    with pytest.raises(StaleError), ward.desk.work() as work:
        care.set_diet(work, ward.stays[FIRST], diet="soft", version=version - 1)


# --- care ---


def test_care_is_written_for_one_or_for_many(ward: Ward) -> None:
    with ward.desk.work() as work:
        care.record_care(work, stay=ward.stays[FIRST], kind="delivery", text="家属送衣物，已消毒转交")
        assert care.record_care_of(work, stays=list(ward.stays.values()), kind="linen", text="换洗") == 6
    with ward.desk.read() as read:
        rows = care.list_care(read, ward.stays[FIRST])
        assert {(row.kind, row.text, row.officer) for row in rows} == {
            ("delivery", "家属送衣物，已消毒转交", "沈薇"),
            ("linen", "换洗", "沈薇"),
        }
        entry = next(
            one for one in audit.history(read, "stay", ward.stays[FIRST]) if one.action == "care.record"
        )
    assert "衣物" not in str(entry.after)


@on_sqlite
def test_what_cannot_be_of_care(ward: Ward) -> None:
    came = datetime(2020, 3, 3, 8, 59)
    for values, field in (
        ({"kind": "meal", "text": "x"}, "kind"),
        ({"kind": "call", "text": " "}, "text"),
        ({"kind": "call", "text": "电话", "at": NOON + timedelta(minutes=1)}, "at"),
        ({"kind": "call", "text": "电话", "at": came}, "at"),
    ):
        with pytest.raises(InputError) as refused, ward.desk.work() as work:
            care.record_care(work, stay=ward.stays[FIRST], **values)
        assert refused.value.field == field
    with pytest.raises(InputError), ward.desk.work() as work:
        care.record_care_of(work, stays=[], kind="linen", text="换洗")
    with pytest.raises(StaleError), ward.desk.work() as work:
        care.record_care(work, stay=999, kind="call", text="电话")
    with pytest.raises(Denied), ward.desk.work(ward.cleaner) as work:
        care.record_care(work, stay=ward.stays[FIRST], kind="call", text="电话")


@on_sqlite
def test_the_course_of_a_stay_is_in_words(ward: Ward, clock: Clock) -> None:
    stay = ward.stays[FIRST]
    clock.at = datetime(2020, 3, 6, 9, 0)
    with ward.desk.work() as work:
        readings.record_reading(
            work,
            stay=stay,
            day=TODAY,
            slot=ReadingSlot.AM,
            temperature=37.5,
            retest=36.9,
            symptoms=["fatigue"],
        )
    clock.at = NOON
    serve(ward, FIRST)
    clock.at = datetime(2020, 3, 6, 16, 0)
    with ward.desk.work() as work:
        care.record_care(work, stay=stay, kind="support", text="转心理热线")
        readings.record_not_taken(work, stay=stay, day=TODAY, slot=ReadingSlot.PM, reason="通话中")
    with ward.desk.read() as read:
        lines = care.course(read, stay)
    assert [(line.text, line.loud) for line in lines] == [
        ("下午未能测：通话中", True),
        ("心理关怀：转心理热线", False),
        ("午餐已送达", False),
        ("上午测 37.5，复测 36.9，乏力", True),
    ]


# --- tests ---


def ask_for_tests(desk: Desk, ward: Ward, days: list[str]) -> None:
    with desk.work(ward.chief) as work:
        policy.set_value(work, key="iso.test_days", value=days, starts_on=TODAY, source="第九版")
    with desk.work() as work:
        # Who came today falls under the new rule: counted from yesterday, so that today is day 1.
        stay = work.session.get_one(Stay, ward.stays[FIRST])
        stay.admitted_at = NOON - timedelta(hours=3)
        stay.counted_from, stay.days, stay.due_on = TODAY - timedelta(days=1), 7, TODAY + timedelta(days=6)


def todays_tests(ward: Ward) -> tuple[SampleRow, ...]:
    with ward.desk.read() as read:
        return nucleic.list_tests(read, read.at.date(), site=SITE)


def test_days_asked_for_are_there_before_anybody_writes(ward: Ward, clock: Clock) -> None:
    ask_for_tests(ward.desk, ward, ["1", "3", "7"])
    (row,) = todays_tests(ward)
    assert (row.id, row.name, row.room, row.day, row.state) == (None, "苗*宁", "203", 1, SampleState.DUE)
    with ward.desk.read() as read:
        assert [(test.day, test.state) for test in nucleic.tests_of(read, ward.stays[FIRST])] == [
            (1, SampleState.DUE),
            (3, SampleState.LATER),
            (7, SampleState.LATER),
        ]
    clock.forward(days=1)
    assert [(test.day, test.state) for test in todays_tests(ward)] == [(1, SampleState.OVERDUE)]


def test_a_sample_and_its_result(ward: Ward, clock: Clock) -> None:
    ask_for_tests(ward.desk, ward, ["1", "3"])
    with ward.desk.work() as work:
        test = nucleic.record_sample(work, stay=ward.stays[FIRST], laboratory="市疾控")
    (row,) = todays_tests(ward)
    assert (row.id, row.due_on, row.state) == (test, TODAY, SampleState.SAMPLED)
    with pytest.raises(InputError), ward.desk.work() as work:
        nucleic.record_sample(work, stay=ward.stays[FIRST], due_on=TODAY)
    clock.forward(hours=8)
    with ward.desk.work() as work:
        assert nucleic.record_result(work, test, result="negative", version=row.version).incident is None
    (row,) = todays_tests(ward)
    assert (row.state, row.laboratory) == (SampleState.NEGATIVE, "市疾控")
    with pytest.raises(Refusal), ward.desk.work() as work:
        nucleic.record_result(work, test, result="positive")
    clock.forward(days=1)
    assert todays_tests(ward) == ()


def test_a_positive_result_opens_an_incident_and_marks_the_stay(ward: Ward) -> None:
    with ward.desk.work() as work:
        corridor = [(ward.stays[FIRST], None), (ward.stays[SECOND], None)]
        assert len(nucleic.record_samples(work, corridor)) == 2
    first = next(test for test in todays_tests(ward) if test.stay == ward.stays[FIRST])
    assert first.id is not None
    with ward.desk.work() as work:
        done = nucleic.record_result(work, first.id, result="positive")
    assert done.incident is not None
    with ward.desk.read() as read:
        detail = incidents.get_incident(read, done.incident)
        assert (detail.row.kind, detail.row.source) == (IncidentKind.CASE, ("stay_test", first.id))
        assert detail.row.tell_until == NOON + timedelta(hours=2)
        tile = next(one for one in board(read, site=SITE).tiles() if one.room.name == "203")
    assert tile.mark is Mark.FEVER
    assert tile.occupants[0].referral


def test_a_corridor_of_samples_is_taken_back_as_long_as_none_has_a_result(ward: Ward) -> None:
    ask_for_tests(ward.desk, ward, ["1"])
    corridor = [(ward.stays[FIRST], TODAY), (ward.stays[SECOND], TODAY)]
    with ward.desk.work() as work:
        first = nucleic.record_samples(work, corridor)
    with ward.desk.work() as work:
        nucleic.take_back_samples(work, first)
    assert {row.state for row in todays_tests(ward)} == {SampleState.DUE}
    with ward.desk.work() as work:
        again = nucleic.record_samples(work, corridor, laboratory="市疾控")
        nucleic.record_result(work, again[1], result="negative")
    with pytest.raises(StaleError), ward.desk.work() as work:
        nucleic.take_back_samples(work, again)
    assert {row.state for row in todays_tests(ward)} == {SampleState.SAMPLED, SampleState.NEGATIVE}
    assert {row.laboratory for row in todays_tests(ward)} == {"市疾控"}


def test_a_void_test_asks_for_a_sample_again(ward: Ward) -> None:
    ask_for_tests(ward.desk, ward, ["1"])
    with ward.desk.work() as work:
        test = nucleic.record_sample(work, stay=ward.stays[FIRST])
        nucleic.void_test(work, test, reason="管破")
    (row,) = todays_tests(ward)
    assert (row.id, row.state) == (None, SampleState.DUE)
    with ward.desk.read() as read:
        assert [one.state for one in nucleic.tests_of(read, ward.stays[FIRST])] == [
            SampleState.VOID,
            SampleState.DUE,
        ]
    with pytest.raises(StaleError), ward.desk.work() as work:
        nucleic.void_test(work, test, reason="再作废")


@on_sqlite
def test_what_cannot_be_of_a_test(ward: Ward) -> None:
    with pytest.raises(InputError) as early, ward.desk.work() as work:
        nucleic.record_sample(work, stay=ward.stays[FIRST], at=datetime(2020, 3, 2))
    assert early.value.field == "at"
    with ward.desk.work() as work:
        test = nucleic.record_sample(work, stay=ward.stays[FIRST])
    for result, at, field in (
        ("unclear", None, "result"),
        ("negative", NOON - timedelta(hours=1), "at"),
        ("negative", NOON + timedelta(hours=1), "at"),
    ):
        with pytest.raises(InputError) as refused, ward.desk.work() as work:
            nucleic.record_result(work, test, result=result, at=at)
        assert refused.value.field == field


# --- lists ---


def rows_of(ward: Ward, which: Ledger, **more: Any) -> list[tuple[str, ...]]:
    with ward.desk.read() as read:
        found = ledger.page(which, read, Request(**more)).rows
        assert ledger.count(which, read, Request(**more)) == len(found)
        columns = [
            column
            for column in which.columns
            if column.key in ("room", "name", "temperature", "mark", "said")
        ]
        return [tuple(ledger.cell_text(column, row) for column in columns) for row in found]


def test_readings_are_a_list(ward: Ward) -> None:
    values = ((FIRST, 37.5, 37.6), (SECOND, 36.5, None), (NAMES[2], 36.4, None))
    with ward.desk.work() as work:
        for name, first, second in values:
            at = NOON - timedelta(hours=3) if name == SECOND else None
            done = readings.record_reading(
                work,
                stay=ward.stays[name],
                day=TODAY,
                slot=ReadingSlot.AM,
                temperature=first,
                retest=second,
                at=at,
            )
        readings.correct_reading(work, done.reading, not_taken="写到别人名下", reason="串行")
    first, second, third = (
        ("203", "苗*宁", "37.5", "", "体温异常"),
        ("204", "樊*", "36.5", "", "正常"),
        ("205", "田*", "", "写到别人名下", "未能测"),
    )
    assert rows_of(ward, READINGS) == [third, first, second]
    assert rows_of(ward, READINGS, sort="room") == [first, second, third]
    assert rows_of(ward, READINGS, filters={"abnormal": True}) == [first]
    assert rows_of(ward, READINGS, filters={"marked": ["not_taken"]}) == [third]
    assert rows_of(ward, READINGS, filters={"period": (TODAY + timedelta(days=1), None)}) == []
    assert rows_of(ward, READINGS, filters={"site": "校医院"}) == []
    assert rows_of(ward, READINGS, search="man") == [first]
    assert rows_of(ward, READINGS, search="204") == [second]
    with ward.desk.read() as read:
        assert READINGS.totals is not None
        assert READINGS.describe is not None
        assert [one.text for one in READINGS.totals(read, Request())] == ["3", "1"]
        request = Request(search="204", filters={"slot": ["am"], "abnormal": True})
        assert READINGS.describe(read, request) == "搜索：204、上午、体温异常"


@on_sqlite
def test_care_is_a_list(ward: Ward) -> None:
    serve(ward, FIRST, outcome="declined", note="睡觉")
    with ward.desk.work() as work:
        care.record_care(
            work, stay=ward.stays[SECOND], kind="linen", text="换洗", at=NOON - timedelta(hours=1)
        )
    meal, linen = ("203", "苗*宁", "午餐未取：睡觉"), ("204", "樊*", "换洗")
    assert rows_of(ward, CARE) == [meal, linen]
    assert rows_of(ward, CARE, filters={"kind": ["linen"]}) == [linen]
    assert rows_of(ward, CARE, filters={"stay": ward.stays[FIRST]}) == [meal]
