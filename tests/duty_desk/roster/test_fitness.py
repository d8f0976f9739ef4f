"""Whoever may not work is seen on the roster: while it is drawn, proposed and imported (product rules W1, R2)."""

from __future__ import annotations

from datetime import date, timedelta

from db.vocabulary import Category, RestrictionKind, Shift
from duty_desk import importing, people, roster
from duty_desk.desk import Desk
from duty_desk.people import restrictions
from duty_desk.roster import month, proposing
from duty_desk.roster.fitness import unfit_of
from duty_desk.sheets.reading import read_clipboard
from duty_desk.sheets.verdicts import Verdict

DAY = timedelta(days=1)
TODAY = date(2020, 3, 6)


def register(desk: Desk, name: str, category: Category = Category.LOGISTICS) -> int:
    with desk.work() as work:
        return people.add_person(work, name=name, category=category, phone="19900001234")


def restrict(desk: Desk, person: int, kind: RestrictionKind, until: date | None) -> None:
    with desk.work() as work:
        restrictions.restrict(
            work, person=person, kind=kind, starts_on=TODAY, ends_on=until, reason="复测 37.8"
        )


def test_whoever_has_fever_or_is_in_quarantine_is_marked_while_it_lasts(desk: Desk) -> None:
    with desk.work() as work:
        fever, home, well = (roster.add_person(work, name=name) for name in ("程汐", "韩澈", "肖炜"))
        days = [TODAY - DAY + number * DAY for number in range(5)]
        cells = {(who, day): [Shift.DAY] for who in (fever, home, well) for day in days}
        roster.set_cells(work, cells, reason="补录")
        roster.set_cells(work, {(fever, days[4]): [Shift.REST]})
    restrict(desk, register(desk, "程汐"), RestrictionKind.FEVER, None)
    restrict(desk, register(desk, "韩澈"), RestrictionKind.HOME_QUARANTINE, TODAY + DAY)
    # A visitor of the same name is nobody of the staff.
    restrict(desk, register(desk, "肖炜", Category.VISITOR), RestrictionKind.FEVER, None)
    with desk.read() as read:
        found = {line.person.id: line for line in month.read_month(read, TODAY).lines}
    assert sorted(found[fever].unfit) == [TODAY, TODAY + DAY, TODAY + 2 * DAY], "neither yesterday nor rest"
    assert sorted(found[home].unfit) == [TODAY, TODAY + DAY]
    assert found[well].unfit == frozenset()
    assert found[fever].barred[TODAY + 3 * DAY] == "体温异常未解除", "also where nothing is drawn yet"
    assert found[home].barred[TODAY] == "居家隔离，至 3月7日"


def test_nobody_who_may_not_work_is_proposed_for_a_shift(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    with desk.work() as work:
        long, fever, well = (roster.add_person(work, name=name) for name in ("姚苓", "程汐", "韩澈"))
        first = TODAY - 19 * DAY
        cells = {(long, first + number * DAY): [Shift.NIGHT] for number in range(24)}
        cells |= {(who, first): [Shift.NIGHT] for who in (fever, well)}
        roster.set_cells(work, cells, reason="补录")
    with desk.read() as read:
        usual = proposing.propose_rest(read, TODAY, TODAY + 4 * DAY)
    assert fever in {person for person, _ in usual.cells}, "who comes first on the list"
    restrict(desk, register(desk, "程汐"), RestrictionKind.FEVER, None)
    with desk.read() as read:
        found = proposing.propose_rest(read, TODAY, TODAY + 4 * DAY)
    assert {person for person, _ in found.cells} == {long, well}


def test_a_calendar_with_somebody_who_may_not_work_is_asked_about(sqlite_desk: Desk) -> None:
    restrict(sqlite_desk, register(sqlite_desk, "程汐"), RestrictionKind.FEVER, None)
    text = "2020年3月值班表\n班次\t星期四\t星期五\t星期六\n日期\t3月5日\t3月6日\t3月7日\n白班\t程汐\t韩澈\t程汐\n"
    with sqlite_desk.read() as read:
        judged = importing.judge(read, read_clipboard(text), "roster")
        assert unfit_of(read)("程汐", "", TODAY + 400 * DAY) == ""
    rows = {row.values["date"]: row for row in judged.rows}
    assert [rows[day].verdict for day in sorted(rows)] == [Verdict.ACCEPT, Verdict.ACCEPT, Verdict.WARN]
    assert "程汐当日不能上岗：体温异常未解除" in rows[TODAY + DAY].reasons[0].text
