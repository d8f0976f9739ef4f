"""A day of disinfection: areas under their heads, eight slots of two hours, and how far it has come (product rule D2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from db.models import Round
from db.vocabulary import DisinfectionKind, Method, RoundState
from duty_desk.disinfection import areas, record_rows, rules, usual
from duty_desk.disinfection.areas import AreaRow, PlanRow
from duty_desk.disinfection.record_rows import RecordRow, RoundRow
from duty_desk.disinfection.rules import Shown
from duty_desk.strings import t
from duty_desk.work import Read

# The line of rooms whose rounds belong to no area.
NO_AREA = 0
_SITE = "isolation"


@dataclass(frozen=True, slots=True)
class Cell:
    """The rounds of an area in one slot; `worst` is how the one stands that is shown, `more` how many others there are."""

    rounds: tuple[RoundRow, ...] = ()
    worst: Shown | None = None
    more: int = 0

    @property
    def first(self) -> RoundRow | None:
        """The round that is shown: the first of those that stand worst."""
        return next((row for row in self.rounds if row.shown == self.worst), None)


@dataclass(frozen=True, slots=True)
class AreaDay:
    """One line: an area, what is prescribed, its slots, and records beyond the rounds that were due."""

    area: AreaRow
    rule: str
    cells: tuple[Cell, ...]
    extra: tuple[RecordRow, ...] = ()

    @property
    def rounds(self) -> tuple[RoundRow, ...]:
        """All rounds of the day in their order."""
        return tuple(row for cell in self.cells for row in cell.rounds)


@dataclass(frozen=True, slots=True)
class Group:
    """The areas under one head."""

    kind: str
    rows: tuple[AreaDay, ...]

    @property
    def rounds(self) -> int:
        """How many rounds are due under this head; what need not be done is not counted."""
        return sum(row.shown != Shown.EXEMPT for each in self.rows for row in each.rounds)


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole day. `due_so_far` counts what is done and what should be; rounds that need not be done count nowhere."""

    day: date
    groups: tuple[Group, ...]
    done: int
    due_so_far: int
    total: int
    counts: Mapping[Shown, int]


def day_grid(read: Read, day: date) -> Grid:
    """The rounds of a day as they stand now; those of terminal disinfection have a list of their own."""
    query = (
        select(Round)
        .where(
            Round.day == day,
            Round.kind != DisinfectionKind.TERMINAL.value,
        )
        .order_by(Round.due_at, Round.ordinal, Round.id)
    )
    rounds: dict[int | None, list[RoundRow]] = {}
    counts: Counter[Shown] = Counter()
    for row in record_rows.rows_of(read, query):
        rounds.setdefault(row.area, []).append(row)
        counts[row.shown] += 1
    extra: dict[int | None, list[RecordRow]] = {}
    for record in record_rows.list_records(read, day):
        if record.round is None and record.area is not None and record.kind != DisinfectionKind.TERMINAL:
            extra.setdefault(record.area, []).append(record)
    wanted = [area for area in {*rounds, *extra} if area is not None]
    lines: dict[str, list[AreaDay]] = {}
    for area in areas.areas_of(read, wanted, day) if wanted else ():
        line = _line(area, rounds.get(area.id, []), extra.get(area.id, []), day)
        lines.setdefault(area.kind, []).append(line)
    if None in rounds:
        line = _line(rooms_line(), rounds[None], [], day)
        lines.setdefault(line.area.kind, []).append(line)
    return Grid(
        day=day,
        groups=tuple(Group(kind, tuple(lines[kind])) for kind in rules.KINDS if kind in lines),
        done=counts[Shown.DONE],
        due_so_far=counts[Shown.DONE] + counts[Shown.OVERDUE] + counts[Shown.MISSED],
        total=counts.total() - counts[Shown.EXEMPT],
        counts=counts,
    )


def rooms_line() -> AreaRow:
    """The line of rooms in an office that has no area for those in which somebody stays; with what is usual at a site."""
    known = usual.of_thing(_SITE)
    plan = PlanRow(
        id=0, area=NO_AREA, valid_from=date.min, valid_until=None, method=Method.WIPE.value, agent=known.agent,
        agent_text=areas.agent_words(known.agent, known.target), other_agent=None, target=known.target,
        least=known.least, most=known.most, contact_minutes=known.minutes, air_minutes=None, trigger=rules.EVENT,
        event=None, rounds=1, times=(), weekdays=(), note=None, version=1,
    )  # fmt: skip
    return AreaRow(
        id=NO_AREA, code="", name=t("disinfection.rooms_line"), kind=_SITE, place=None, building_id=None,
        building=None, thing=_SITE, points=1, points_rule=rules.OCCUPIED_ROOMS, surface_m2=None, team="",
        ceiling=None, list_order=0, is_active=True, note=None, version=1, plan=plan,
    )  # fmt: skip


def get_round(read: Read, round_id: int) -> RoundRow | None:
    """One round as it stands now."""
    found = record_rows.rows_of(read, select(Round).where(Round.id == round_id))
    return found[0] if found else None


def overdue(read: Read, day: date | None = None, limit: int = 200) -> tuple[RoundRow, ...]:
    """Open rounds whose time is over, of `day` or of every day, longest first; terminal ones too."""
    query = select(Round).where(Round.state == RoundState.OPEN.value, Round.due_at < read.at)
    if day is not None:
        query = query.where(Round.day == day)
    return record_rows.rows_of(read, query.order_by(Round.due_at, Round.id).limit(limit))


def _line(area: AreaRow, rounds: list[RoundRow], extra: list[RecordRow], day: date) -> AreaDay:
    slots: list[list[RoundRow]] = [[] for _ in range(rules.SLOTS)]
    for row in rounds:
        slots[rules.slot_of(row.due_at, day)].append(row)
    cells = tuple(
        Cell(tuple(found), rules.worst([row.shown for row in found]), len(found) - 1) if found else Cell()
        for found in slots
    )
    return AreaDay(area, area.plan.rule if area.plan is not None else "", cells, tuple(extra))
