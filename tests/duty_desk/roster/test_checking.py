"""What another tool did to the roster is found: two shifts at one time, cells nobody was told of, one officer on two lines."""

from __future__ import annotations

from datetime import date

from db.models import Duty, RosterPerson
from db.vocabulary import Shift
from duty_desk import check, roster
from duty_desk.desk import Desk

DAY = date(2020, 3, 9)


def codes(desk: Desk) -> set[tuple[str, str]]:
    return {(found.invariant, found.code) for found in check.run(desk, full=True)}


def test_a_roster_that_was_written_by_the_program_fits(desk: Desk) -> None:
    with desk.work() as work:
        one, other = (roster.add_person(work, name=name) for name in ("姚苓", "程汐"))
        changed = roster.set_cells(work, {(one, DAY): [Shift.DAY, Shift.NIGHT], (other, DAY): [Shift.LEADER]})
        roster.put_back(work, changed[:1])
        roster.swap(work, one=one, other=other, days=[DAY], reason="家里有事")
    assert codes(desk) == set()


def test_what_was_written_past_it_is_found(desk: Desk) -> None:
    with desk.work() as work:
        one, other = (roster.add_person(work, name=name) for name in ("姚苓", "程汐"))
        roster.set_cells(work, {(one, DAY): [Shift.DAY]})
        work.session.add(Duty(roster_person_id=one, day=DAY, shift="rest", set_at=work.at))
        officer = roster.list_officers(work)[0][0]
        for person in (one, other):
            work.session.get_one(RosterPerson, person).officer_id = officer
    assert codes(desk) == {("I-09", "roster_overlap"), ("I-09", "roster_untold"), ("I-09", "roster_twice")}
    texts = [found.text for found in check.run(desk, full=True)]
    assert any("姚苓 2020-03-09" in text for text in texts)
