"""A month of the roster in one reading: people by days, how long each has been on, what is missing on each day."""

from __future__ import annotations

import calendar as months
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from db.models import Duty
from db.vocabulary import Shift
from duty_desk.roster import cells, fitness, rules, shifts
from duty_desk.roster.calendar import DayInfo, list_days
from duty_desk.roster.lunar import Say
from duty_desk.roster.persons import RosterPersonRow, list_persons
from duty_desk.roster.rules import DAY, NOTHING, Cell, Limits, Run, Step
from duty_desk.strings import t
from duty_desk.work import Read

# How far back is read for runs at first; further where one goes on beyond.
_BACK = timedelta(days=62)
_FURTHER = timedelta(days=366)
# Days to come that are asked for people even where nothing is planned yet.
_AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DayHead:
    """A column: the day, how many people each shift has, and for which there are too few."""

    info: DayInfo
    counts: Mapping[Shift, int]
    missing: tuple[Shift, ...]

    @property
    def day(self) -> date:
        """The date."""
        return self.info.day


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A line: one person with a cell for each day of the month.

    `run` is the attendance without a break up to `Month.as_of`, `step` how grave it is; `carried` is how long a run it was on the day
    before the month. `over` are planned days beyond the limit, `short` days that begin without enough rest, both within the month.
    `barred` says why they may not work on days from today on, `unfit` are those of them that they are planned for all the same.
    """

    person: RosterPersonRow
    cells: tuple[Cell, ...]
    now: Cell
    run: Run | None
    carried: int
    step: Step
    attended: int
    over: frozenset[date]
    short: frozenset[date]
    barred: Mapping[date, str]
    unfit: frozenset[date]


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the roster. `as_of` is today, or the last day of a month gone by."""

    first: date
    as_of: date
    today: date
    limits: Limits
    days: tuple[DayHead, ...]
    lines: tuple[PersonLine, ...]
    unmanned: tuple[date, ...]

    @property
    def last(self) -> date:
        """The last day."""
        return self.days[-1].day

    def at_step(self, *steps: Step) -> int:
        """How many people have been on duty so long."""
        return sum(line.step in steps for line in self.lines)

    @property
    def planned_unfit(self) -> int:
        """How many planned cells are of somebody who may not work then."""
        return sum(len(line.unfit) for line in self.lines)

    @property
    def planned_over(self) -> int:
        """How many planned cells are beyond the limit."""
        return sum(len(line.over) for line in self.lines)


def read_month(read: Read, first: date, say: Say = t) -> Month:
    """The month that has `first` in it; `say` gives the texts of a language."""
    first = first.replace(day=1)
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    today = read.at.date()
    as_of = min(today, last)
    limits = shifts.limits_on(read)
    held = held_since(read, min(first, as_of), max(last, as_of))
    persons = list_persons(read, inactive=True)
    barred = fitness.barred(read, first, last)
    infos = list_days(read, first, last, say)
    lines = tuple(
        _line(person, held.get(person.id, {}), infos, limits, as_of, today, barred.get(person.id, {}))
        for person in persons
        if person.is_active or any(first <= day <= last for day in held.get(person.id, {}))
    )
    heads = tuple(_head(info, number, lines, limits) for number, info in enumerate(infos))
    return Month(first, as_of, today, limits, heads, lines, _unmanned(read, heads, today))


def held_since(read: Read, first: date, last: date) -> Mapping[int, Mapping[date, Cell]]:
    """Cells by person from before `first` to `last`, back to where every run that reaches `first` began."""
    start, step = first - _BACK, _FURTHER
    while True:
        found: dict[int, dict[date, Cell]] = {}
        for (person, day), cell in cells.cells_of(read, None, [start, last]).items():
            found.setdefault(person, {})[day] = cell
        if not any(_reaches(days, start, first) for days in found.values()):
            return found
        start -= step


def _reaches(days: Mapping[date, Cell], start: date, first: date) -> bool:
    day = first - DAY
    while day >= start:
        if not rules.is_attended(days.get(day, NOTHING)):
            return False
        day -= DAY
    return True


def _line(
    person: RosterPersonRow,
    held: Mapping[date, Cell],
    infos: Sequence[DayInfo],
    limits: Limits,
    as_of: date,
    today: date,
    barred: Mapping[date, str],
) -> PersonLine:
    attended = {day for day, cell in held.items() if rules.is_attended(cell)}
    shown = [info.day for info in infos]
    run, before = rules.run_until(attended, as_of), rules.run_until(attended, shown[0] - DAY)
    return PersonLine(
        person=person,
        cells=tuple(held.get(day, NOTHING) for day in shown),
        now=held.get(as_of, NOTHING),
        run=run,
        carried=before.days if before else 0,
        step=rules.step(run.days if run else 0, limits),
        attended=sum(day in attended for day in shown),
        over=rules.over_limit(attended, limits, today) & frozenset(shown),
        short=frozenset(day for day in shown if rules.short_rest(held, day, limits)),
        barred=barred,
        unfit=frozenset(attended & barred.keys()),
    )


def _head(info: DayInfo, place: int, lines: Sequence[PersonLine], limits: Limits) -> DayHead:
    counts = Counter(shift for line in lines for shift in line.cells[place])
    return DayHead(info, counts, rules.missing(counts, limits))


def _unmanned(read: Read, heads: Sequence[DayHead], today: date) -> tuple[date, ...]:
    """Days of the month without everybody they need, from where the roster begins to where it is planned."""
    begin = read.session.scalar(select(func.min(Duty.day)))
    planned = [head.day for head in heads if head.counts]
    if begin is None:
        return ()
    end = max(planned[-1] if planned else heads[0].day - DAY, min(heads[-1].day, today + _AHEAD))
    return tuple(head.day for head in heads if head.missing and begin <= head.day <= end)


def all_cells(read: Read, until: date) -> Mapping[int, Mapping[date, Cell]]:
    """Everything on the roster up to a day, by person; days of rest are no duty."""
    begin = read.session.scalar(select(func.min(Duty.day)))
    found: dict[int, dict[date, Cell]] = {}
    if begin is not None and begin <= until:
        for (person, day), cell in cells.cells_of(read, None, [begin, until]).items():
            if set(cell) != {Shift.REST}:
                found.setdefault(person, {})[day] = cell
    return found
