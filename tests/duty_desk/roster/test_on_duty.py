"""Who is on duty now and who comes next, also over midnight, the end of February and the new year."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from db.vocabulary import Shift
from duty_desk import roster
from duty_desk.desk import Desk


def staff(desk: Desk, day: date) -> None:
    with desk.work() as work:
        ids = {
            shift: roster.add_person(work, name=name, phone=phone)
            for shift, name, phone in (
                (Shift.LEADER, "马文涛", "6001"),
                (Shift.DAY, "苗春燕", "19900000001"),
                (Shift.NIGHT, "韩立军", None),
                (Shift.STANDBY, "秦晓东", None),
            )
        }
        roster.set_cells(work, {(who, day): [shift] for shift, who in ids.items()}, reason="补登记")


@pytest.mark.parametrize(
    ("at", "shift", "day"),
    [
        ("2020-03-06T08:00:00", Shift.DAY, "2020-03-06"),
        ("2020-03-06T17:59:59", Shift.DAY, "2020-03-06"),
        ("2020-03-06T18:00:00", Shift.NIGHT, "2020-03-06"),
        ("2020-03-06T23:59:59", Shift.NIGHT, "2020-03-06"),
        ("2020-03-07T00:00:01", Shift.NIGHT, "2020-03-06"),
        ("2020-03-07T07:59:59", Shift.NIGHT, "2020-03-06"),
        ("2020-03-01T03:00:00", Shift.NIGHT, "2020-02-29"),
        ("2020-01-01T03:00:00", Shift.NIGHT, "2019-12-31"),
    ],
)
def test_the_shift_that_runs(desk: Desk, at: str, shift: Shift, day: str) -> None:
    on = date.fromisoformat(day)
    staff(desk, on)
    with desk.read() as read:
        row = roster.on_duty(read, datetime.fromisoformat(at))
        following = roster.next_shift(read, datetime.fromisoformat(at))
        before = roster.previous_shift(read, datetime.fromisoformat(at))
    assert (row.shift, row.day) == (shift, on)
    assert row.leader is not None
    assert (row.leader.name, row.leader.phone) == ("马文涛", "6001")
    assert [each.name for each in row.people] == ["苗春燕" if shift == Shift.DAY else "韩立军"]
    assert [each.name for each in row.standby] == ["秦晓东"]
    assert following.starts_at == row.ends_at
    assert before.ends_at == row.starts_at


def test_a_day_nobody_planned_says_so(desk: Desk) -> None:
    with desk.read() as read:
        row = roster.on_duty(read)
    assert not row.is_planned
    assert row.missing == (Shift.LEADER, Shift.DAY)


def test_an_officer_on_the_roster_lends_the_phone(desk: Desk) -> None:
    with desk.work() as work:
        officer, name, phone = roster.list_officers(work)[0]
        roster.add_person(work, name=name, officer=officer)
        assert [row.phone for row in roster.list_persons(work)] == [phone]
