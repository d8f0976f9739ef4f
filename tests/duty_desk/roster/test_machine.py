"""R-53: whatever is assigned, swapped, taken off or put back, nobody is in two places, nothing is lost, and everything is told."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from db.models import Duty, DutyChange
from db.vocabulary import Shift
from duty_desk import roster
from duty_desk.desk import open_desk
from duty_desk.errors import DutyDeskError, Refusal
from duty_desk.roster import cells, checking, month, rules
from duty_desk.roster.rules import NOTHING, Cell
from tests.conftest import Clock, sign_in_first
from tests.faults.conftest import rounds

pytestmark = pytest.mark.slow

FIRST = date(2020, 2, 27)
DAYS = st.integers(0, 6).map(lambda number: FIRST + timedelta(days=number))
CELLS = st.frozensets(st.sampled_from(list(Shift)), max_size=2)
PEOPLE = st.integers(0, 3)


class RosterMachine(RuleBasedStateMachine):
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.template, self.folder / "office")
        self.desk = open_desk(self.folder / "office", clock=Clock(datetime(2020, 2, 27, 7, 0)))
        sign_in_first(self.desk)
        self.known: dict[tuple[int, date], Cell] = {}
        self.acts: list[tuple[roster.Change, ...]] = []
        self.people: list[int] = []

    @initialize()
    def office(self) -> None:
        with self.desk.work() as work:
            self.people = [roster.add_person(work, name=name) for name in ("姚苓", "程汐", "韩澈", "肖炜")]

    @rule(who=PEOPLE, day=DAYS, length=st.integers(1, 4), cell=CELLS)
    def assign(self, who: int, day: date, length: int, cell: Cell) -> None:
        person = self.people[who]
        wanted = {(person, day + timedelta(days=number)): cell for number in range(length)}
        try:
            with self.desk.work() as work:
                changed = roster.set_cells(work, wanted)
        except Refusal:
            assert rules.overlaps(cell)
            return
        self._keep(changed)
        assert all(self.known.get(place, NOTHING) == cell for place in wanted)

    @rule(who=PEOPLE, day=DAYS)
    def leave(self, who: int, day: date) -> None:
        places = {(self.people[who], day + timedelta(days=number)): [Shift.REST] for number in range(3)}
        with self.desk.work() as work:
            self._keep(roster.set_cells(work, places, reason="事假"))

    @rule(one=PEOPLE, other=PEOPLE, first=DAYS, second=DAYS)
    def swap(self, one: int, other: int, first: date, second: date) -> None:
        mine, theirs = self.people[one], self.people[other]
        before = dict(self.known)
        try:
            with self.desk.work() as work:
                changed = roster.swap(work, one=mine, other=theirs, days=[first, second], reason="家里有事")
        except DutyDeskError:
            same = all(
                before.get((mine, day), NOTHING) == before.get((theirs, day), NOTHING)
                for day in (first, second)
            )
            assert one == other or same
            return
        self._keep(changed)
        for day in (first, second):
            assert self.known.get((mine, day), NOTHING) == before.get((theirs, day), NOTHING)
            assert self.known.get((theirs, day), NOTHING) == before.get((mine, day), NOTHING)

    @rule()
    def put_back(self) -> None:
        if self.acts:
            last = self.acts.pop()
            with self.desk.work() as work:
                for each in roster.put_back(work, last):
                    self.known[each.person, each.day] = each.after

    @rule(steps=st.integers(2, 5))
    def put_back_what_is_older(self, steps: int) -> None:
        if len(self.acts) < steps:
            return
        old = self.acts[-steps]
        fits = all(self.known.get((each.person, each.day), NOTHING) == each.after for each in old)
        if fits:
            return
        with pytest.raises(Refusal), self.desk.work() as work:
            roster.put_back(work, old)

    def _keep(self, changed: tuple[roster.Change, ...]) -> None:
        for each in changed:
            assert self.known.get((each.person, each.day), NOTHING) == each.before
            self.known[each.person, each.day] = each.after
        if changed:
            self.acts.append(changed)

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        with self.desk.read() as read:
            assert not [each for each in checking.check(read, full=True) if each.code != "roster_unmanned"]
            held = cells.cells_of(read, None, [FIRST, FIRST + timedelta(days=20)])
        assert held == {place: cell for place, cell in self.known.items() if cell}
        assert not any(rules.overlaps(cell) for cell in held.values())

    @invariant()
    def the_changes_tell_what_is_there(self) -> None:
        with self.desk.read() as read:
            told: dict[tuple[int, date], str] = {}
            for change in read.session.scalars(select(DutyChange).order_by(DutyChange.id)):
                place = (change.roster_person_id, change.day)
                assert told.get(place, "") == change.before
                told[place] = change.after
            there = {(row.roster_person_id, row.day) for row in read.session.scalars(select(Duty))}
        assert {place for place, text in told.items() if text} == there

    @invariant()
    def the_month_counts_what_is_there(self) -> None:
        with self.desk.read() as read:
            found = month.read_month(read, date(2020, 2, 1))
        for place, head in enumerate(found.days):
            for shift in Shift:
                assert head.counts.get(shift, 0) == sum(shift in line.cells[place] for line in found.lines)

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)


def test_the_roster_holds_together(template_office: Path) -> None:
    RosterMachine.template = template_office
    run_state_machine_as_test(
        RosterMachine,
        settings=settings(
            max_examples=rounds(12, 200),
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
