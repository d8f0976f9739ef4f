"""Which temperatures of a day are asked for, when they are missing, and how many in a row: the note under the office's sheet (rule I5)."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from db.vocabulary import ReadingSlot
from duty_desk.isolation.slot_rules import (
    Presence,
    SlotState,
    Windows,
    bounds,
    in_a_row,
    is_required,
    state_of,
    suggestion,
)
from tests.duty_desk.isolation.wards import TODAY

AM, PM = ReadingSlot.AM, ReadingSlot.PM


@pytest.mark.parametrize(
    ("came", "left", "day", "asked"),
    [
        ("03-03 09:00", None, "03-03", (True, True)),
        ("03-03 11:59", None, "03-03", (True, True)),
        ("03-03 12:00", None, "03-03", (False, True)),
        ("03-03 23:50", None, "03-03", (False, True)),
        ("03-03 23:50", None, "03-04", (True, True)),
        ("03-03 09:00", None, "03-02", (False, False)),
        ("03-03 09:00", "03-05 10:30", "03-05", (True, False)),
        ("03-03 09:00", "03-05 14:59", "03-05", (True, False)),
        ("03-03 09:00", "03-05 15:00", "03-05", (True, True)),
        ("03-03 09:00", "03-05 07:30", "03-05", (False, False)),
        ("03-03 09:00", "03-05 10:30", "03-06", (False, False)),
        ("03-05 13:00", "03-05 14:00", "03-05", (False, False)),
    ],
)
def test_which_slots_are_asked(came: str, left: str | None, day: str, asked: tuple[bool, bool]) -> None:
    presence = Presence(moment(came), moment(left) if left else None)
    on = moment(f"{day} 00:00").date()
    assert tuple(is_required(presence, on, slot, Windows()) for slot in (AM, PM)) == asked


def test_an_extra_reading_is_never_asked() -> None:
    assert not is_required(Presence(moment("03-03 09:00")), date(2020, 3, 4), ReadingSlot.EXTRA, Windows())


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("07:59", SlotState.NOT_DUE),
        ("08:00", SlotState.DUE),
        ("10:00", SlotState.DUE),
        ("10:01", SlotState.MISSING),
    ],
)
def test_a_slot_is_due_in_its_window_and_then_missing(at: str, expected: SlotState) -> None:
    came = Presence(moment("03-03 09:00"))
    assert state_of(came, TODAY, AM, Windows(), moment(f"03-06 {at}")) is expected


def test_who_comes_in_or_after_the_window_has_its_length_from_then_on() -> None:
    came = Presence(moment("03-03 11:00"))
    assert bounds(came, came.admitted_at.date(), AM, Windows()) == (
        moment("03-03 11:00"),
        moment("03-03 13:00"),
    )
    assert bounds(came, TODAY, AM, Windows()) == (moment("03-06 08:00"), moment("03-06 10:00"))


def test_missing_in_a_row_is_counted_back_from_the_last_one_that_is_over() -> None:
    missing, taken, due, not_taken = (
        SlotState.MISSING, SlotState.TAKEN, SlotState.DUE, SlotState.NOT_TAKEN,
    )  # fmt: skip
    assert in_a_row([taken, missing, missing, due]) == 2
    assert in_a_row([missing, SlotState.LATE, missing]) == 1
    assert in_a_row([missing, not_taken]) == 0
    assert in_a_row([]) == 0


def test_days_at_home_are_kept_apart() -> None:
    presence = Presence(moment("03-01 09:00"), moment("03-05 10:00"), date(2020, 3, 8))
    assert [presence.is_at_home(date(2020, 3, day)) for day in (5, 6, 8, 9)] == [False, True, True, False]


def test_a_point_forgotten_is_proposed_never_taken() -> None:
    assert suggestion(365) == 36.5
    assert suggestion(3.65) is None


def moment(text: str) -> datetime:
    day, clock = text.split()
    return datetime.combine(date.fromisoformat(f"2020-{day}"), time.fromisoformat(clock))
