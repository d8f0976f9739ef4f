"""Rounds of a day: drawn up once, by the plan, late by the clock, decided with a reason (D1, D2, U-44)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.models import Stay, StayRoom
from db.vocabulary import RoomState
from duty_desk import disinfection, rooms
from duty_desk.disinfection import Shown, rounds, rules
from duty_desk.disinfection.concurrent import open_concurrent
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from tests.conftest import Clock, Filled
from tests.duty_desk.disinfection.conftest import TODAY, Site, at
from tests.duty_desk.passes.conftest import add_person

SPREAD = {
    "1": ["09:30"],
    "2": ["08:30", "15:30"],
    "evenly": ["07:00", "21:00"],
    "meals": ["08:30", "13:00", "19:00"],
}


@pytest.mark.parametrize(
    ("trigger", "count", "times", "due"),
    [
        ("daily", 2, (), ["08:30", "15:30"]),
        ("daily", 2, ("16:00", "07:15"), ["07:15", "16:00"]),
        ("daily", 5, (), ["07:00", "10:30", "14:00", "17:30", "21:00"]),
        ("meals", 3, (), ["08:30", "13:00", "19:00"]),
        ("meals", 2, (), ["08:30", "13:00"]),
    ],
)
def test_rounds_are_spread_over_the_day(
    trigger: str, count: int, times: tuple[str, ...], due: list[str]
) -> None:
    assert [f"{each:%H:%M}" for each in rules.times_of(trigger, count, times, SPREAD)] == due


@pytest.mark.parametrize(
    ("trigger", "count", "weekdays", "days"),
    [
        ("daily", 3, (), [0, 1, 2, 3, 4, 5, 6]),
        ("daily", 1, (5, 6), [5, 6]),
        ("weekly", 2, (0, 2, 4, 6), [0, 2, 4, 6]),
        ("weekly", 1, (), [0]),
        ("weekly", 2, (), [0, 3]),
        ("event", 1, (), []),
    ],
)
def test_a_plan_has_its_days(trigger: str, count: int, weekdays: tuple[int, ...], days: list[int]) -> None:
    monday = date(2020, 2, 24)
    week = [monday + timedelta(days=n) for n in range(7)]
    assert [n for n, day in enumerate(week) if rules.is_on(trigger, count, weekdays, day)] == days


def test_a_day_is_drawn_up_once(site: Site) -> None:
    with site.desk.work() as work:
        # Nobody stays in a room: the 2 rounds of A21 are not due.
        assert disinfection.draw_up(work, TODAY) == 53
    with site.desk.work() as work:
        assert disinfection.draw_up(work, TODAY) == 0
    with site.desk.read() as read:
        grid = disinfection.day_grid(read, TODAY)
    assert (grid.total, grid.done) == (53, 0)
    assert [(row.ordinal, row.due_at, row.points) for row in site.rounds("A02")] == [
        (1, at(7, 30), 24), (2, at(11, 30), 24), (3, at(15, 30), 24), (4, at(19, 30), 24),
    ]  # fmt: skip


def test_two_desks_draw_the_same_day_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)
    # The other desk looked before this one wrote.
    monkeypatch.setattr(rounds, "_known", lambda *_: ({}, {}))
    with site.desk.work() as work:
        assert disinfection.draw_up(work, TODAY) == 0
    assert len(site.rounds("A02")) == 4


def test_the_rooms_somebody_stays_in_are_counted_that_day(site: Site) -> None:
    with site.desk.work() as work:
        for code in list(site.rooms)[:2]:
            rooms.shift(work, site.rooms[code], RoomState.RESERVED)
            rooms.shift(work, site.rooms[code], RoomState.OCCUPIED)
        disinfection.draw_up(work, TODAY)
    assert [row.points for row in site.rounds("A21")] == [2, 2]


def test_the_rooms_of_a_past_day_are_those_at_its_end(site: Site) -> None:
    one, other, third = sorted(site.rooms.values())
    came = at(9) - timedelta(days=3)
    with site.desk.work() as work:
        assert rounds.occupied_on(work, TODAY - timedelta(days=1)) is None
        for name, room, left in (
            ("苗安宁", one, None),
            ("樊妍", other, at(9) - timedelta(days=1)),
            ("田博", third, at(9)),
        ):
            stay = Stay(
                person_id=add_person(work, name), origin="student", category="other", requested_at=came,
                state="ended" if left else "admitted",
            )  # fmt: skip
            work.session.add(stay)
            work.session.flush()
            work.session.add(StayRoom(stay_id=stay.id, room_id=room, from_at=came, until_at=left))
        work.session.flush()
        counts = [rounds.occupied_on(work, TODAY - timedelta(days=n)) for n in (1, 2, 3, 4)]
    assert counts == [2, 3, 3, 0]


def test_who_is_brought_in_later_gets_what_is_still_to_come(site: Site) -> None:
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)
        rooms.shift(work, min(site.rooms.values()), RoomState.RESERVED)
        rooms.shift(work, min(site.rooms.values()), RoomState.OCCUPIED)
        assert disinfection.draw_up(work, TODAY) == 1
    assert [row.due_at for row in site.rounds("A21")] == [at(15, 30)]


def test_a_day_that_nobody_drew_up_was_due_all_the_same(site: Site, clock: Clock) -> None:
    with site.desk.work() as work:
        disinfection.draw_up_until(work, TODAY)
    clock.forward(days=3)
    with site.desk.work() as work:
        # Saturday, Sunday and Monday; who stayed in the rooms then nobody knows.
        assert disinfection.draw_up_until(work, TODAY + timedelta(days=3)) == 55 + 55 + 53
    assert {row.shown for row in site.rounds("A02", TODAY + timedelta(days=1))} == {Shown.OVERDUE}


def test_the_clock_says_how_a_round_stands(site: Site, clock: Clock) -> None:
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)
    clock.at = at(15, 5)
    assert [(row.shown, row.late_by) for row in site.rounds("A02")] == [
        (Shown.OVERDUE, 455), (Shown.OVERDUE, 215), (Shown.DUE, 0), (Shown.LATER, 0),
    ]  # fmt: skip
    site.record(round=site.round("A02", 1).id, started_at=at(8, 20), ended_at=at(8, 50))
    first = site.round("A02")
    assert (first.shown, first.late_by, first.record is not None and first.record.is_late) == (
        Shown.DONE,
        50,
        True,
    )


def test_what_was_not_done_needs_a_reason(site: Site) -> None:
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)
    past, still = site.round("A02", 1), site.round("A02", 4)
    with pytest.raises(InputError, match="reason_missing"), site.desk.work(site.keeper) as work:
        disinfection.miss(work, past.id, reason=" ")
    with site.desk.work(site.keeper) as work:
        disinfection.miss(work, past.id, reason="风大雨急未做")
        disinfection.exempt(work, site.round("A14").id, reason="行健楼封闭")
    with pytest.raises(Refusal, match="not_due"), site.desk.work(site.keeper) as work:
        disinfection.miss(work, still.id, reason="不想做")
    with pytest.raises(StaleError), site.desk.work(site.keeper) as work:
        disinfection.miss(work, past.id, reason="又一次")
    missed, free = site.round("A02", 1), site.round("A14")
    assert (missed.shown, missed.reason) == (Shown.MISSED, "风大雨急未做")
    assert (free.shown, free.reason) == (Shown.EXEMPT, "行健楼封闭")
    with site.desk.read() as read:
        grid = disinfection.day_grid(read, TODAY)
    # What need not be done is not due; what was missed was.
    assert grid.total == 52
    assert grid.due_so_far == grid.counts[Shown.OVERDUE] + 1
    # A missed round can be done after all, and a wrong decision taken back.
    site.record(round=missed.id)
    assert site.round("A02", 1).shown is Shown.DONE
    with site.desk.work(site.keeper) as work:
        disinfection.reopen(work, free.id)
    assert site.round("A14").shown is Shown.OVERDUE


def test_a_changed_plan_leaves_what_was_done(site: Site) -> None:
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)
    site.record(round=site.round("A03").id, method="spray", strength=Decimal(1000))
    with site.desk.work(site.keeper) as work:
        disinfection.set_plan(
            work, site.areas["A03"], from_on=TODAY, method="spray", agent="chlorine", target=Decimal(1000),
            times=["07:00", "08:30", "12:30", "20:00"],
        )  # fmt: skip
        disinfection.draw_up(work, TODAY)
    # What was done stands for what was due until then.
    assert [(row.due_at, row.shown) for row in site.rounds("A03")] == [
        (at(8, 30), Shown.DONE), (at(12, 30), Shown.DUE), (at(20), Shown.LATER),
    ]  # fmt: skip


def test_a_plan_changed_at_noon_leaves_what_was_due(site: Site) -> None:
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)
    for times in (["20:00"], ["12:30", "15:00", "17:00"], ["07:00", "12:30", "18:00"]):
        with site.desk.work(site.keeper) as work:
            disinfection.set_plan(
                work, site.areas["A02"], from_on=TODAY, method="wipe", agent="chlorine", times=times
            )
            disinfection.draw_up(work, TODAY)
            assert disinfection.draw_up(work, TODAY) == 0
        assert len(site.rounds("A02")) == 2 + sum(time > "12:00" for time in times)
    # The morning is not made undone by a change; of the new plan only what is still to come is due.
    assert [(row.due_at, row.shown) for row in site.rounds("A02")] == [
        (at(7, 30), Shown.OVERDUE), (at(11, 30), Shown.OVERDUE), (at(12, 30), Shown.DUE), (at(18), Shown.LATER),
    ]  # fmt: skip


def test_a_plan_set_at_noon_does_not_ask_for_the_morning(site: Site, clock: Clock) -> None:
    with site.desk.work(site.keeper) as work:
        area = disinfection.add_area(work, code="B01", name="图书馆", thing="floor")
        disinfection.set_plan(
            work,
            area,
            from_on=TODAY,
            method="mop",
            agent="chlorine",
            times=["08:00", "12:00", "13:00", "18:00"],
        )
    clock.forward(hours=3)
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)
        assert disinfection.draw_up(work, TODAY) == 0
    assert [(row.due_at, row.shown) for row in site.rounds("B01")] == [
        (at(13), Shown.OVERDUE),
        (at(18), Shown.LATER),
    ]
    tomorrow = TODAY + timedelta(days=1)
    with site.desk.work() as work:
        disinfection.draw_up(work, tomorrow)
    assert len(site.rounds("B01", tomorrow)) == 4


def test_the_usual_areas_taken_over_in_the_evening_are_not_overdue(filled: Filled) -> None:
    desk, _ = filled(lambda desk: None)
    clock: Any = desk.clock
    clock.at = at(17, 20)
    with desk.work() as work:
        disinfection.load_usual(work)
        disinfection.draw_up(work, TODAY)
    with desk.read() as read:
        counts = disinfection.day_grid(read, TODAY).counts
    assert counts[Shown.OVERDUE] == 0
    assert counts[Shown.LATER] > 0


def test_a_new_plan_ends_the_one_before_it(site: Site, clock: Clock) -> None:
    clock.forward(days=1)
    tomorrow = TODAY + timedelta(days=1)
    with site.desk.work() as work:
        disinfection.draw_up(work, tomorrow)
    site.record(round=site.rounds("A03", tomorrow)[0].id, started_at=clock.at - timedelta(hours=1), ended_at=clock.at,
                method="spray", strength=Decimal(1000), reason="雨后")  # fmt: skip
    with site.desk.work(site.keeper) as work:
        disinfection.set_plan(
            work,
            site.areas["A03"],
            from_on=tomorrow,
            method="spray",
            agent="chlorine",
            times=["08:00", "20:00"],
        )
        disinfection.draw_up(work, tomorrow)
    with site.desk.read() as read:
        plans = disinfection.list_plans(read, site.areas["A03"])
    assert [(plan.valid_from, plan.valid_until) for plan in plans] == [(tomorrow, None), (TODAY, TODAY)]
    # What was done under the former plan stands for what was due until then.
    assert [(row.due_at.hour, row.shown) for row in site.rounds("A03", tomorrow)] == [
        (8, Shown.DONE), (20, Shown.LATER),
    ]  # fmt: skip


def test_an_event_opens_its_rounds_once(site: Site) -> None:
    with site.desk.work() as work:
        opened = disinfection.open_event(work, event="vehicle", source=("vehicle_run", 7), at=work.at)
        assert len(opened) == 1
        assert disinfection.open_event(work, event="vehicle", source=("vehicle_run", 7), at=work.at) == ()
        assert disinfection.open_event(work, event="parcels", source=("parcel_count", 1), at=work.at) == ()
        disinfection.open_event(work, event="vehicle", source=("vehicle_run", 8), at=work.at)
    assert [(row.ordinal, row.source_id) for row in site.rounds("A24")] == [(1, 7), (2, 8)]


def no_area_for_rooms(site: Site) -> int:
    """A round asked for in a room of an office that has no area for the rooms of its site."""
    with site.desk.work(site.keeper) as work:
        for area in disinfection.list_areas(work):
            if area.points_rule == rules.OCCUPIED_ROOMS:
                disinfection.edit_area(work, area.id, version=area.version, is_active=False)
        return open_concurrent(work, room=min(site.rooms.values()), source=("incident", 1))


def test_a_room_without_an_area_has_a_line_of_its_own(site: Site) -> None:
    key = no_area_for_rooms(site)
    with site.desk.read() as read:
        grid = disinfection.day_grid(read, TODAY)
    (line,) = (line for group in grid.groups for line in group.rows if not line.area.id)
    assert (line.area.name, line.area.kind) == ("隔离房间", "isolation")
    (row,) = line.rounds
    assert (row.id, row.kind, row.shown) == (key, "concurrent", Shown.LATER)
    assert grid.counts[Shown.LATER] == 1
    with site.desk.work(site.keeper) as work:
        disinfection.record(
            work,
            round=key,
            started_at=work.at,
            method="wipe",
            agent="chlorine",
            strength=Decimal(1000),
            done_by="沈岑",
        )
    with site.desk.read() as read:
        found = disinfection.get_round(read, key)
    assert found is not None
    assert found.shown is Shown.DONE


def test_an_area_out_of_use_is_no_longer_due(site: Site) -> None:
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)
    with site.desk.work(site.keeper) as work:
        disinfection.edit_area(work, site.areas["A02"], version=1, is_active=False)
    # What was due this morning still waits for somebody to say what became of it.
    assert [row.due_at for row in site.rounds("A02")] == [at(7, 30), at(11, 30)]
    with pytest.raises(StaleError), site.desk.work(site.keeper) as work:
        disinfection.edit_area(work, site.areas["A02"], version=1, name="电梯")
    with pytest.raises(Denied), site.desk.work(site.guard) as work:
        disinfection.edit_area(work, site.areas["A03"], version=1, name="电梯")


def test_an_area_has_a_code_of_its_own_and_a_sensible_band(site: Site) -> None:
    with site.desk.work(site.keeper) as work:
        with pytest.raises(InputError, match="code_taken"):
            disinfection.add_area(work, code="A02", name="图书馆")
        area = disinfection.add_area(work, name="图书馆", kind="teaching", thing="floor", points=2)
        with pytest.raises(InputError, match="from_past"):
            disinfection.set_plan(
                work, area, from_on=TODAY - timedelta(days=1), method="mop", agent="chlorine"
            )
        disinfection.set_plan(work, area, from_on=TODAY, method="mop", agent="chlorine", rounds=2)
        row = disinfection.get_area(work, area)
    assert row.code == "A13"
    assert row.plan is not None
    assert (row.plan.target, row.plan.least, row.plan.most, row.plan.contact_minutes) == (500, 250, 1000, 30)
    assert row.plan.rule == "500 mg/L"
