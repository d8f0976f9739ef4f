"""Three meals a day: what the kitchen makes, door after door who gets what, and what was handed over (product rule I6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from sqlalchemy import insert, select

from db.models import CareEntry, Person, Room, Stay, StayRoom, Zone
from db.vocabulary import StayState
from duty_desk import audit, masking
from duty_desk.errors import InputError
from duty_desk.isolation.care import DIETS, MEAL
from duty_desk.roles import Permission, requires
from duty_desk.rooms.queries import natural
from duty_desk.work import Read, Work

MEALS = ("breakfast", "lunch", "dinner")
OUTCOMES = ("given", "declined", "away")
# When a meal is carried round: who is there then is asked for.
SERVED: Mapping[str, time] = MappingProxyType(
    {"breakfast": time(7, 30), "lunch": time(12), "dinner": time(18)}
)


@dataclass(frozen=True, slots=True)
class DoorRow:
    """One person of the door list. `outcome` is what became of the meal, None while nothing is written."""

    stay: int
    number: str | None
    name: str
    room_id: int
    room: str
    building: str
    floor: int
    bed: int
    diet: str
    diet_note: str | None
    outcome: str | None
    note: str


@dataclass(frozen=True, slots=True)
class KitchenRow:
    """What the kitchen makes for a building: portions by diet, all diets named."""

    building: str
    portions: Mapping[str, int]

    @property
    def total(self) -> int:
        """All portions."""
        return sum(self.portions.values())


@dataclass(frozen=True, slots=True)
class MealSheet:
    """One meal: the kitchen's totals and the door list in the order of the doors."""

    day: date
    meal: str
    kitchen: tuple[KitchenRow, ...]
    doors: tuple[DoorRow, ...]

    @property
    def portions(self) -> Mapping[str, int]:
        """Portions of all buildings by diet."""
        return Counter(row.diet for row in self.doors)

    @property
    def open(self) -> tuple[DoorRow, ...]:
        """Those for whom nothing is written yet."""
        return tuple(row for row in self.doors if row.outcome is None)


def next_meal(at: datetime) -> tuple[date, str]:
    """The meal that is to be carried round at a moment: for an hour after its time still that one, then the next."""
    for meal in MEALS:
        if at <= datetime.combine(at.date(), SERVED[meal]) + timedelta(hours=1):
            return at.date(), meal
    return at.date() + timedelta(days=1), MEALS[0]


def meals(
    read: Read,
    day: date,
    meal: str,
    *,
    site: str | None = None,
    building: str | None = None,
    floor: int | None = None,
    revealed: bool = False,
) -> MealSheet:
    """Who gets a meal, by those who are in a room when it is carried round; of a day to come, whoever is not released before."""
    if meal not in MEALS:
        raise InputError("meal", "isolation_care.error.meal")
    at = datetime.combine(day, SERVED[meal])
    query = (
        select(
            StayRoom.stay_id,
            StayRoom.room_id,
            StayRoom.bed,
            Stay.number,
            Stay.diet,
            Stay.diet_note,
            Person.name.label("person"),
            Room.name.label("room"),
            Room.building,
            Room.floor,
        )
        .join(Stay, Stay.id == StayRoom.stay_id)
        .join(Person, Person.id == Stay.person_id)
        .join(Room, Room.id == StayRoom.room_id)
    )
    if at > read.at:
        query = query.where(
            StayRoom.until_at.is_(None),
            Stay.state == StayState.ADMITTED.value,
            # Whose last day has gone by and who is still there eats today.
            Stay.due_on.is_(None) | (Stay.due_on >= day) | (read.at.date() == day),
        )
    else:
        query = query.where(StayRoom.from_at <= at, StayRoom.until_at.is_(None) | (StayRoom.until_at > at))
    if site is not None:
        query = query.join(Zone, Zone.id == Room.zone_id).where(Zone.site == site)
    if building is not None:
        query = query.where(Room.building == building)
    if floor is not None:
        query = query.where(Room.floor == floor)
    known = _entries(read, day, meal)
    doors = sorted(
        (
            DoorRow(
                row.stay_id,
                row.number,
                row.person if revealed else masking.mask_name(row.person),
                row.room_id,
                row.room,
                row.building,
                row.floor,
                row.bed,
                row.diet,
                row.diet_note,
                *known.get(row.stay_id, (None, "")),
            )
            for row in read.session.execute(query)
        ),
        key=lambda row: (natural(row.building), row.floor, natural(row.room), row.bed),
    )
    return MealSheet(day, meal, _kitchen(doors), tuple(doors))


@requires(Permission.WORK_SITE)
def record_meals(
    work: Work,
    *,
    day: date,
    meal: str,
    stays: Sequence[int],
    outcome: str = "given",
    note: str = "",
) -> int:
    """Write what became of a meal for many at once, a corridor or a whole building; returns for how many that is new.

    What was written before is not changed: the last entry is what counts. Raises InputError for a meal that is still to come.
    """
    if outcome not in OUTCOMES:
        raise InputError("outcome", "isolation_care.error.outcome")
    if meal not in MEALS:
        raise InputError("meal", "isolation_care.error.meal")
    # Meals are carried round a little before their time.
    if datetime.combine(day, SERVED[meal]) - timedelta(hours=2) > work.at:
        raise InputError("day", "isolation_care.error.meal_later")
    if not stays:
        raise InputError("stays", "isolation_care.error.nobody")
    asked = {row.stay: row for row in meals(work, day, meal).doors}
    if not asked.keys() >= set(stays):
        raise InputError("stays", "isolation_care.error.not_at_meal")
    said = note.strip()
    new = [
        stay for stay in dict.fromkeys(stays) if (asked[stay].outcome, asked[stay].note) != (outcome, said)
    ]
    if not new:
        return 0
    served = datetime.combine(day, SERVED[meal])
    work.session.execute(
        insert(CareEntry),
        [
            {
                "stay_id": stay,
                "kind": MEAL,
                "day": day,
                "at": min(served, work.at) if day < work.at.date() else work.at,
                "detail": meal,
                "outcome": outcome,
                "text": said,
                "officer_id": work.officer.id,
                "officer_name": work.officer.name,
            }
            for stay in new
        ],
    )
    audit.record(
        work,
        action="care.meals",
        after={"day": day, "meal": meal, "outcome": outcome, "count": len(new)},
    )
    return len(new)


def _entries(read: Read, day: date, meal: str) -> dict[int, tuple[str | None, str]]:
    """What was written last about a meal, by stay."""
    query = (
        select(CareEntry.stay_id, CareEntry.outcome, CareEntry.text)
        .where(CareEntry.day == day, CareEntry.kind == MEAL, CareEntry.detail == meal)
        .order_by(CareEntry.id)
    )
    return {row.stay_id: (row.outcome, row.text) for row in read.session.execute(query)}


def _kitchen(doors: Sequence[DoorRow]) -> tuple[KitchenRow, ...]:
    by_building: dict[str, Counter[str]] = {}
    for row in doors:
        by_building.setdefault(row.building, Counter())[row.diet] += 1
    return tuple(
        KitchenRow(building, {diet: found[diet] for diet in DIETS}) for building, found in by_building.items()
    )
