"""Proposes shifts: a rotation from a pattern, and days of rest for whoever is on too long. Nothing is written (product rule W1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from db.vocabulary import Shift
from duty_desk.errors import InputError
from duty_desk.roster import fitness, rules, shifts
from duty_desk.roster.cells import Place
from duty_desk.roster.month import held_since
from duty_desk.roster.persons import list_persons
from duty_desk.roster.rules import DAY, NOTHING, Cell, Limits
from duty_desk.strings import t
from duty_desk.work import Read

# Days off in a row that end a run, where there are people enough.
_REST_DAYS = 2
_REST: Cell = frozenset({Shift.REST})
_LONGEST_PATTERN = 60


@dataclass(frozen=True, slots=True)
class Proposal:
    """Cells as they might be. `left` are those of people over the limit whom nobody can relieve."""

    cells: Mapping[Place, Cell] = field(default_factory=dict[Place, Cell])
    left: tuple[Place, ...] = ()

    @property
    def people(self) -> int:
        """How many people would have other shifts."""
        return len({person for person, _ in self.cells})


def read_pattern(text: str) -> tuple[Cell, ...]:
    """A pattern as it is typed, one sign a day in the letters of the roster. Raises InputError at `pattern`."""
    signs: dict[str, Cell] = {t(f"roster.glyph.{shift.value}"): frozenset({shift}) for shift in rules.SHIFTS}
    signs |= {t("roster.sign.empty"): NOTHING}
    found: list[Cell] = []
    for letter in text.upper():
        if letter.isspace() or letter in t("roster.sign.separators"):
            continue
        if letter not in signs:
            raise InputError("pattern", "roster.error.pattern_sign", sign=letter, signs=" ".join(signs))
        found.append(signs[letter])
    if not found:
        raise InputError("pattern", "roster.error.pattern_missing")
    if len(found) > _LONGEST_PATTERN:
        raise InputError("pattern", "roster.error.pattern_long", most=_LONGEST_PATTERN)
    return tuple(found)


def propose_pattern(
    persons: Sequence[int], first: date, last: date, pattern: Sequence[Cell], *, shift_by: int = 1
) -> Proposal:
    """The pattern over these days; everybody begins `shift_by` days further in it than the one before."""
    if not persons:
        raise InputError("persons", "roster.error.persons_missing")
    if last < first:
        raise InputError("last", "roster.error.period")
    days = (last - first).days + 1
    return Proposal(
        {
            (person, first + number * DAY): pattern[(number + place * shift_by) % len(pattern)]
            for place, person in enumerate(persons)
            for number in range(days)
        }
    )


def propose_rest(read: Read, first: date, last: date) -> Proposal:
    """Rest for everybody whose planned days go beyond the limit, from `first` (not before tomorrow) to `last`.

    No shift falls below its least number: where it would, somebody who is free takes over, who has had such a shift before, has rested
    and is not over the limit either.
    """
    start = max(first, read.at.date() + DAY)
    if last < start:
        return Proposal()
    limits = shifts.limits_on(read)
    plan = _Plan(read, start, last, limits)
    day = start
    while day <= last:
        for person in plan.over(day):
            plan.relieve(person, day)
        day += DAY
    return plan.proposal()


class _Plan:
    """The roster as it would be; changed day by day, so that a day off counts for the days after it."""

    def __init__(self, read: Read, start: date, last: date, limits: Limits) -> None:
        self._limits, self._last = limits, last
        held = held_since(read, start, last)
        self._barred = fitness.barred(read, start, last)
        self._order = [row.id for row in list_persons(read)]
        self._cells: dict[int, dict[date, Cell]] = {who: dict(held.get(who, {})) for who in self._order}
        self._before = {(who, day): cell for who, days in self._cells.items() for day, cell in days.items()}
        self._counts: dict[date, Counter[Shift]] = {}
        for days in self._cells.values():
            for day, cell in days.items():
                self._counts.setdefault(day, Counter()).update(cell)
        self._can = {
            who: frozenset(shift for cell in days.values() for shift in cell)
            for who, days in self._cells.items()
        }
        self._changed: dict[Place, Cell] = {}
        self._left: list[Place] = []

    def over(self, day: date) -> list[int]:
        """Who would be over the limit on a day, the longest first."""
        found = [(self._run(who, day), who) for who in self._order]
        place = {who: number for number, who in enumerate(self._order)}
        late = [(run, who) for run, who in found if run > self._limits.limit]
        return [who for _, who in sorted(late, key=lambda each: (-each[0], place[each[1]]))]

    def relieve(self, person: int, day: date) -> None:
        """Give somebody the day off and the next ones, as far as the shifts stay manned."""
        if not self._free(person, day):
            self._left.append((person, day))
            return
        for number in range(1, _REST_DAYS):
            after = day + number * DAY
            if after <= self._last and rules.is_attended(self._cell(person, after)):
                self._free(person, after, alone=True)

    def proposal(self) -> Proposal:
        """What changed."""
        changed = {
            place: cell for place, cell in self._changed.items() if self._before.get(place, NOTHING) != cell
        }
        return Proposal(changed, tuple(self._left))

    def _free(self, person: int, day: date, *, alone: bool = False) -> bool:
        """Let somebody rest on a day; where that would leave a shift short, another takes over, unless `alone`."""
        needed = self._short_without(person, day)
        if needed and alone:
            return False
        found: list[tuple[int, Shift]] = []
        for shift in needed:
            other = self._replacement(shift, day, {person, *(who for who, _ in found)})
            if other is None:
                return False
            found.append((other, shift))
        self._put(person, day, _REST)
        for other, shift in found:
            self._put(other, day, frozenset({shift}))
        return True

    def _short_without(self, person: int, day: date) -> tuple[Shift, ...]:
        mine = self._cell(person, day)
        counts = self._counts.get(day, Counter())
        left = {shift: counts[shift] - (shift in mine) for shift in rules.SHIFTS}
        return tuple(shift for shift in rules.missing(left, self._limits) if shift in mine)

    def _replacement(self, shift: Shift, day: date, busy: set[int]) -> int | None:
        """Who is free on a day and may take a shift; whoever has been on least comes first."""
        fit = [
            (self._run(who, day - DAY), number, who)
            for number, who in enumerate(self._order)
            if who not in busy
            and shift in self._can[who]
            and self._cell(who, day) in (NOTHING, _REST)
            and (who, day) not in self._changed
            and day not in self._barred.get(who, {})
            and self._would_fit(who, day, shift)
        ]
        return min(fit)[2] if fit else None

    def _would_fit(self, who: int, day: date, shift: Shift) -> bool:
        days = {**self._cells[who], day: frozenset({shift})}
        if rules.short_rest(days, day, self._limits) or rules.short_rest(days, day + DAY, self._limits):
            return False
        attended = {each for each, cell in days.items() if rules.is_attended(cell)}
        return not any(run.days > self._limits.limit for run in rules.runs(attended) if run.last >= day)

    def _run(self, who: int, day: date) -> int:
        count = 0
        while rules.is_attended(self._cell(who, day - count * DAY)):
            count += 1
        return count

    def _cell(self, who: int, day: date) -> Cell:
        return self._cells[who].get(day, NOTHING)

    def _put(self, who: int, day: date, cell: Cell) -> None:
        counts = self._counts.setdefault(day, Counter())
        counts.subtract(self._cell(who, day))
        counts.update(cell)
        self._cells[who][day] = cell
        self._changed[who, day] = cell
