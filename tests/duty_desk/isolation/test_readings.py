"""Temperatures of those under observation: which are asked, when they are missing, and what follows when they are high (rule I5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import IncidentEntry, Reading, Round, Stay
from db.vocabulary import IncidentKind, ReadingSlot, TemperatureMethod
from duty_desk import audit, check, disinfection, incidents, policy
from duty_desk.disinfection.concurrent import open_concurrent
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.isolation import readings
from duty_desk.isolation.floor_sheet import floor_sheet, list_floors
from duty_desk.isolation.reading_rows import curve, get_reading, list_missed, list_readings, slots
from duty_desk.isolation.readings import Recorded
from duty_desk.isolation.slot_rules import (
    SlotState,
)
from tests.conftest import Clock, Filled, on_sqlite
from tests.duty_desk.isolation import wards
from tests.duty_desk.isolation.wards import NAMES, TODAY, Ward

AM, PM = ReadingSlot.AM, ReadingSlot.PM
NURSED = NAMES[0]


@pytest.fixture
def ward(filled: Filled) -> Ward:
    desk, made = filled(wards.build)
    return made.on(desk)


def take(ward: Ward, name: str = NURSED, **more: Any) -> Recorded:
    values: dict[str, Any] = {"day": TODAY, "slot": AM, "temperature": 36.5, **more}
    with ward.desk.work() as work:
        return readings.record_reading(work, stay=ward.stays[name], **values)


def states(ward: Ward, name: str = NURSED, day: date = TODAY) -> tuple[SlotState, SlotState]:
    with ward.desk.read() as read:
        am, pm = slots(read, ward.stays[name], day)
    return am.state, pm.state


# --- writing ---


def test_a_reading_fills_its_slot(ward: Ward, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 8, 30)
    assert states(ward) == (SlotState.DUE, SlotState.NOT_DUE)
    done = take(ward, symptoms=["fatigue", "dry_cough"], medicine="布洛芬", method=TemperatureMethod.EAR)
    assert done == Recorded(done.reading)
    assert states(ward) == (SlotState.TAKEN, SlotState.NOT_DUE)
    with ward.desk.read() as read:
        row = get_reading(read, done.reading)
        assert (row.temperature, row.symptoms, row.medicine) == (36.5, ("dry_cough", "fatigue"), "布洛芬")
        entry = audit.history(read, "stay", ward.stays[NURSED])[0]
    assert entry.action == "reading.record"
    assert "36.5" not in str(entry.after)


def test_late_missing_and_not_taken_are_three_things(ward: Ward, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 12, 0)
    assert states(ward)[0] is SlotState.MISSING
    take(ward)
    assert states(ward)[0] is SlotState.LATE
    with ward.desk.work() as work:
        readings.record_not_taken(work, stay=ward.stays[NAMES[1]], day=TODAY, slot=AM, reason="在做核酸采样")
    assert states(ward, NAMES[1])[0] is SlotState.NOT_TAKEN
    assert states(ward, NAMES[2])[0] is SlotState.MISSING


def test_measured_in_time_and_written_later_is_not_late(ward: Ward) -> None:
    take(ward, at=datetime(2020, 3, 6, 9, 55))
    assert states(ward)[0] is SlotState.TAKEN


def test_what_could_not_be_taken_can_be_taken_after_all(ward: Ward) -> None:
    with ward.desk.work() as work:
        first = readings.record_not_taken(work, stay=ward.stays[NURSED], day=TODAY, slot=AM, reason="熟睡")
    done = take(ward)
    with ward.desk.read() as read:
        assert get_reading(read, done.reading).replaces == first
    assert states(ward)[0] is SlotState.LATE


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"temperature": 365}, "temperature"),
        ({"temperature": 29.9}, "temperature"),
        ({"temperature": 37.5, "retest": 50}, "retest"),
        ({"day": date(2020, 3, 7)}, "day"),
        ({"day": date(2020, 3, 5)}, "at"),
        ({"day": date(2020, 3, 2), "at": datetime(2020, 3, 2, 9)}, "at"),
        ({"at": datetime(2020, 3, 6, 12, 30)}, "at"),
        ({"at": datetime(2020, 3, 5, 9)}, "at"),
        ({"slot": PM, "at": datetime(2020, 3, 6, 11)}, "at"),
        ({"symptoms": ["headache"]}, "symptoms"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(ward: Ward, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        take(ward, **values)
    assert refused.value.field == field


def test_the_afternoon_is_not_written_in_the_morning(ward: Ward, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 11, 59)
    with pytest.raises(InputError) as refused:
        take(ward, slot=PM)
    assert refused.value.field == "day"


def test_a_slot_that_is_not_asked_takes_no_reading(ward: Ward) -> None:
    with pytest.raises(InputError) as refused:
        take(ward, NAMES[1], day=date(2020, 3, 5), at=datetime(2020, 3, 5, 15, 40), slot=AM)
    assert refused.value.field == "slot"


def test_a_filled_slot_is_corrected_not_overwritten(ward: Ward) -> None:
    first = take(ward)
    with pytest.raises(InputError):
        take(ward, temperature=36.9)
    with pytest.raises(InputError), ward.desk.work() as work:
        readings.record_not_taken(work, stay=ward.stays[NURSED], day=TODAY, slot=AM, reason="熟睡")
    with pytest.raises(InputError) as refused, ward.desk.work() as work:
        readings.correct_reading(work, first.reading, temperature=36.9, reason="36.8")
    assert refused.value.field == "reason"
    with ward.desk.work() as work:
        done = readings.correct_reading(work, first.reading, temperature=36.9, reason="看错一行")
    with ward.desk.read() as read:
        (row,) = list_readings(read, ward.stays[NURSED])
        assert (row.id, row.temperature, row.replaces, row.note) == (
            done.reading,
            36.9,
            first.reading,
            "看错一行",
        )
        assert get_reading(read, first.reading).temperature == 36.5
    with pytest.raises(StaleError), ward.desk.work() as work:
        readings.correct_reading(work, first.reading, temperature=36.7, reason="再看")


def test_a_correction_can_take_a_temperature_back(ward: Ward) -> None:
    first = take(ward)
    with ward.desk.work() as work:
        back = readings.correct_reading(work, first.reading, not_taken="写到别人名下", reason="串行")
    assert states(ward)[0] is SlotState.NOT_TAKEN
    with pytest.raises(InputError), ward.desk.work() as work:
        readings.correct_reading(work, back.reading, not_taken="熟睡", temperature=36.5, reason="串行")


def test_extra_readings_stand_beside_the_two(ward: Ward) -> None:
    for value in (36.8, 36.9):
        take(ward, slot=ReadingSlot.EXTRA, temperature=value)
    assert states(ward)[0] is SlotState.MISSING
    with ward.desk.read() as read:
        assert len(list_readings(read, ward.stays[NURSED])) == 2


def test_only_who_works_at_the_site_writes(ward: Ward) -> None:
    with pytest.raises(Denied), ward.desk.work(ward.cleaner) as work:
        readings.record_reading(work, stay=ward.stays[NURSED], day=TODAY, slot=AM, temperature=36.5)


def test_nobody_is_read_before_the_admission(ward: Ward) -> None:
    with ward.desk.work() as work:
        work.session.get_one(Stay, ward.stays[NURSED]).admitted_at = None
    with pytest.raises(Refusal):
        take(ward)
    assert states(ward) == (SlotState.NOT_DUE, SlotState.NOT_DUE)


# --- high ---


def test_a_high_reading_asks_for_a_second_one_after_rest(ward: Ward) -> None:
    done = take(ward, temperature=37.3)
    assert done.needs_retest
    assert not done.fever
    assert done.rest_until == datetime(2020, 3, 6, 12, 15)
    with ward.desk.work() as work:
        again = readings.add_retest(work, done.reading, retest=36.8)
    assert again == Recorded(again.reading)
    with ward.desk.read() as read:
        am, _ = slots(read, ward.stays[NURSED], TODAY)
        assert (am.temperature, am.first, am.abnormal, am.waits) == (36.8, 37.3, False, False)
        assert incidents.list_incidents(read) == ()


def test_a_low_reading_is_measured_again_and_is_no_fever(ward: Ward) -> None:
    done = take(ward, temperature=34.8)
    assert done.needs_retest
    assert not done.fever
    with ward.desk.work() as work:
        assert not readings.add_retest(work, done.reading, retest=34.9).fever


def test_37_2_is_watched_only(ward: Ward) -> None:
    assert take(ward, temperature=37.2) == Recorded(take_id(ward))


def take_id(ward: Ward) -> int:
    with ward.desk.read() as read:
        return list_readings(read, ward.stays[NURSED])[0].id


@pytest.mark.parametrize(("second", "level"), [(37.4, 3), (38.0, 2)])
def test_twice_high_opens_an_incident_and_marks_the_stay(ward: Ward, second: float, level: int) -> None:
    done = take(ward, temperature=37.8)
    with ward.desk.work() as work:
        fever = readings.add_retest(work, done.reading, retest=second)
    assert fever.fever
    assert fever.incident is not None
    with ward.desk.read() as read:
        detail = incidents.get_incident(read, fever.incident)
        stay = read.session.get_one(Stay, ward.stays[NURSED])
        assert (detail.row.kind, detail.row.level) == (IncidentKind.FEVER, level)
        assert detail.row.source == ("reading", fever.reading)
        assert detail.people == ((ward.people[NURSED], NURSED),)
        assert detail.row.place == "2号楼 203"
        assert detail.row.tell_until == wards.NOON + timedelta(hours=2)
        assert NURSED not in detail.row.title + detail.entries[0].text
        assert stay.incident_id == fever.incident
        asked = read.session.scalars(select(Round)).one()
        assert (asked.kind, asked.room_id, asked.source_id, asked.due_at) == (
            "concurrent",
            ward.rooms["203"],
            fever.incident,
            wards.NOON + timedelta(hours=1),
        )


def test_high_in_two_slots_running_is_twice(ward: Ward, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 9, 0)
    assert not take(ward, temperature=37.6).fever
    clock.at = datetime(2020, 3, 6, 15, 30)
    done = take(ward, slot=PM, temperature=37.5)
    assert done.fever
    assert not done.needs_retest


def test_cleared_by_the_second_one_does_not_count_in_the_evening(ward: Ward, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 9, 0)
    take(ward, temperature=37.6, retest=36.6)
    clock.at = datetime(2020, 3, 6, 15, 30)
    assert not take(ward, slot=PM, temperature=37.5).fever


def test_one_fever_has_one_incident(ward: Ward, clock: Clock) -> None:
    first = take(ward, temperature=37.8, retest=37.9)
    clock.at = datetime(2020, 3, 6, 15, 30)
    again = take(ward, slot=PM, temperature=38.2, retest=38.1)
    assert first.incident == again.incident
    with ward.desk.work() as work:
        readings.correct_reading(work, again.reading, temperature=36.2, reason="看反")
    with ward.desk.read() as read:
        assert len(incidents.list_incidents(read)) == 1
        lines = read.session.scalars(select(IncidentEntry.text).order_by(IncidentEntry.id)).all()
    assert [("38.1" in lines[1]), ("36.2" in lines[2])] == [True, True]


def test_the_line_is_that_of_the_day_and_of_the_method(ward: Ward) -> None:
    with ward.desk.work(ward.chief) as work:
        policy.set_value(work, key="temp.per_method", value=True, starts_on=TODAY, source="通知")
    assert not take(ward, temperature=37.4, method=TemperatureMethod.EAR).needs_retest
    assert take(ward, NAMES[1], temperature=37.4, method=TemperatureMethod.FOREHEAD).needs_retest


def test_no_second_reading_where_none_is_asked(ward: Ward) -> None:
    done = take(ward, temperature=37.5, retest=36.5)
    with pytest.raises(Refusal), ward.desk.work() as work:
        readings.add_retest(work, done.reading, retest=36.4)


def test_the_round_of_the_room_stands_in_its_line_and_is_recorded(ward: Ward) -> None:
    with ward.desk.work(ward.chief) as work:
        disinfection.load_usual(work)
    take(ward, temperature=37.8, retest=37.9)
    with ward.desk.read() as read:
        grid = disinfection.day_grid(read, TODAY)
    (line,) = (line for group in grid.groups for line in group.rows if any(row.room for row in line.rounds))
    (asked,) = (row for row in line.rounds if row.room is not None)
    assert (line.area.points_rule, asked.kind) == ("occupied_rooms", "concurrent")
    with ward.desk.work(ward.cleaner) as work:
        disinfection.tick(work, [asked.id], done_by="杜建国")
        # Done: the next fever of the room asks anew.
        assert open_concurrent(work, room=ward.rooms["203"], source=("incident", 1)) != asked.id


# --- lists ---


def test_missed_twice_running_is_to_be_reported(ward: Ward, clock: Clock) -> None:
    for day in (3, 4):
        for slot, hour in ((AM, 9), (PM, 16)):
            take(ward, day=date(2020, 3, day), slot=slot, at=datetime(2020, 3, day, hour))
    take(ward, day=date(2020, 3, 5), slot=AM, at=datetime(2020, 3, 5, 9))
    clock.at = datetime(2020, 3, 6, 10, 30)
    with ward.desk.read() as read:
        found = {row.stay: row for row in list_missed(read, site=wards.SITE)}
    row = found[ward.stays[NURSED]]
    assert (row.in_row, row.escalates) == (2, True)
    assert row.slots == ((date(2020, 3, 5), PM), (TODAY, AM))
    assert (row.name, row.room) == ("苗*宁", "203")
    take(ward)
    with ward.desk.read() as read:
        assert ward.stays[NURSED] not in {row.stay for row in list_missed(read)}


def test_a_gap_of_this_morning_stays_on_the_list(ward: Ward, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 16, 0)
    take(ward, slot=PM)
    with ward.desk.read() as read:
        row = next(row for row in list_missed(read) if row.stay == ward.stays[NURSED])
    assert (row.slots, row.in_row, row.escalates) == (((TODAY, AM),), 0, False)


def test_the_curve_has_every_slot_that_was_asked(ward: Ward) -> None:
    take(ward)
    with ward.desk.read() as read:
        points = curve(read, ward.stays[NURSED])
        late = curve(read, ward.stays[NAMES[1]])
    assert [(point.day.day, point.slot) for point in points] == [
        (day, slot) for day in (3, 4, 5, 6) for slot in (AM, PM)
    ]
    assert points[-2].view.temperature == 36.5
    assert points[0].view.state is SlotState.MISSING
    assert [(point.day.day, point.slot) for point in late] == [(5, PM), (6, AM), (6, PM)]


def test_the_sheet_of_a_floor_goes_along_the_doors(ward: Ward) -> None:
    take(ward, temperature=36.7)
    with ward.desk.read() as read:
        rows = floor_sheet(read, building="2号楼", floor=2, day=TODAY, slot=PM)
        assert [(row.room, row.name, row.before) for row in rows] == [
            ("203", "苗*宁", 36.7),
            ("204", "樊*", None),
            ("205", "田*", None),
        ]
        before = floor_sheet(read, building="2号楼", floor=2, day=date(2020, 3, 5), slot=AM)
        assert [row.room for row in before] == ["203", "205"]
        floors = list_floors(read, day=TODAY, slot=AM)
    assert [(one.building, one.floor, one.people, one.open) for one in floors] == [
        ("2号楼", 2, 3, 2),
        ("2号楼", 3, 1, 1),
        ("5号楼", 1, 2, 2),
    ]


def test_at_home_the_watch_goes_on(ward: Ward) -> None:
    with ward.desk.work() as work:
        stay = work.session.get_one(Stay, ward.stays[NURSED])
        stay.state, stay.ended_at = "ended", datetime(2020, 3, 5, 10)
        stay.home_until = date(2020, 3, 12)
    done = take(ward)
    with ward.desk.read() as read:
        assert get_reading(read, done.reading).at_home
        assert read.session.get_one(Reading, done.reading).at_home


@on_sqlite
def test_two_readings_in_one_slot_are_found(ward: Ward) -> None:
    take(ward)
    codes = [finding.code for finding in check.run(ward.desk, full=True)]
    with ward.desk.work() as work:
        first = work.session.scalars(select(Reading)).one()
        values = {name: getattr(first, name) for name in ("stay_id", "day", "slot", "at", "recorded_at")}
        work.session.add(Reading(**values, temperature=36.9, symptoms=[]))
    found = [finding.code for finding in check.run(ward.desk, full=True)]
    assert [code for code in found if code not in codes] == ["reading_twice"]
