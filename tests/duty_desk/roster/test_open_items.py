"""Shifts of the next days that lack somebody are on the list of things to do, and go from it once they are planned."""

from __future__ import annotations

from datetime import date, datetime

from db.vocabulary import Shift
from duty_desk import roster
from duty_desk.desk import Desk
from duty_desk.roster import open_items
from tests.conftest import Clock

TODAY = date(2020, 3, 6)


def named(desk: Desk) -> list[str]:
    with desk.read() as read:
        found = open_items.list_open_items(read)
        assert open_items.count_open_items(read) == {open_items.SHIFT_UNMANNED: len(found)}
    return [item.name for item in found]


def test_an_office_without_a_roster_is_not_asked_for_one(desk: Desk) -> None:
    assert named(desk) == []


def test_what_is_missing_is_named_until_it_is_planned(desk: Desk, clock: Clock) -> None:
    days = [TODAY.replace(day=number) for number in range(5, 9)]
    with desk.work() as work:
        ids = [roster.add_person(work, name=name) for name in ("姚苓", "程汐", "韩澈")]
        shifts = (Shift.LEADER, Shift.DAY, Shift.NIGHT)
        cells = {(who, day): [shift] for who, shift in zip(ids, shifts, strict=True) for day in days}
        del cells[ids[2], TODAY], cells[ids[0], days[3]]
        roster.set_cells(work, cells, reason="补录")
    assert named(desk) == ["3月6日夜班", "3月8日带班"]
    with desk.read() as read:
        first = open_items.list_open_items(read)[0]
    assert (first.due_at, first.subject) == (datetime(2020, 3, 6, 18), ("roster_day", TODAY.toordinal()))
    assert first.detail == "已排 0 人"
    # The night still runs after midnight; when it is over there is nothing to be done about it.
    clock.at = datetime(2020, 3, 7, 7, 0)
    assert "3月6日夜班" in named(desk)
    clock.at = datetime(2020, 3, 7, 8, 0)
    assert "3月6日夜班" not in named(desk)
    with desk.work() as work:
        roster.set_cells(work, {(ids[0], days[3]): [Shift.LEADER]})
    assert "3月8日带班" not in named(desk)
