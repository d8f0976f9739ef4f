"""Who is called every day and how far the calls of a day have come, derived from the calls (product rule R3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, or_, select

from db.models import Household, KeyCall, KeyCount, KeyDraw, KeyPerson, Person, Unit
from db.vocabulary import CallOutcome
from duty_desk import masking, policy
from duty_desk.errors import StaleError
from duty_desk.people.households import place_text
from duty_desk.people.rules import is_minor
from duty_desk.roles import Permission, may
from duty_desk.screening.symptoms import state_words
from duty_desk.strings import t
from duty_desk.work import Read


class Followed(StrEnum):
    """How far the calls of a day have come; over and ended: nobody calls any more."""

    MISSED = "missed"
    WAITING = "waiting"
    RELAYED = "relayed"
    REACHED = "reached"
    OVER = "over"
    ENDED = "ended"


# Done for the day.
DONE = (Followed.REACHED, Followed.RELAYED)
# In the order of the list: what is to be done first.
ORDER = tuple(Followed)


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call."""

    id: int
    key_person: int
    day: date
    at: datetime
    outcome: CallOutcome
    temperature: float | None
    symptoms: tuple[str, ...]
    note: str
    drawn: bool
    officer_id: int | None
    officer: str

    @property
    def said(self) -> str:
        """How it went in a few words."""
        if self.outcome is CallOutcome.MISSED:
            return t("key_people.outcome.missed")
        words = state_words(self.temperature, self.symptoms)
        return t("key_people.relayed", said=words) if self.outcome is CallOutcome.RELAYED else words


@dataclass(frozen=True, slots=True)
class KeyRow:
    """Somebody who is followed up. `name` is whole where `revealed`, else shortened; `calls` all calls, those before this register too.

    The number of somebody under 14 stays shortened for who may not see those.
    """

    id: int
    person_id: int
    name: str
    unit_id: int | None
    unit: str
    home: str
    phone: str
    came_on: date
    follow_until: date | None
    delivered: int
    calls: int
    state: Followed
    missed: int
    last: CallRow | None
    abnormal: bool
    drawn: bool
    verified: bool
    remark: str
    ended_on: date | None
    ended_reason: str
    version: int

    @property
    def said(self) -> str:
        """What the calls of the day came to."""
        if self.state is Followed.MISSED:
            return t("key_people.missed_times", count=self.missed)
        if self.state in DONE and self.last is not None:
            return self.last.said
        return t(f"key_people.state.{self.state}")

    @property
    def called_at(self) -> datetime | None:
        """When the call that counts was made."""
        return self.last.at if self.last is not None else None


@dataclass(frozen=True, slots=True)
class KeyTotals:
    """How many key persons there are, as the units said it: counts, not lists of people by origin. `day` is the latest of them."""

    units: int
    staff_origin: int = 0
    student_origin: int = 0
    staff_there: int = 0
    student_there: int = 0
    back: int = 0
    day: date | None = None

    @property
    def origin(self) -> int:
        """All from there."""
        return self.staff_origin + self.student_origin

    @property
    def there(self) -> int:
        """All who are there now."""
        return self.staff_there + self.student_there


@dataclass(frozen=True, slots=True)
class CountRow:
    """What one unit said, on its day."""

    id: int
    unit_id: int
    unit: str
    day: date
    staff_origin: int
    student_origin: int
    staff_there: int
    student_there: int
    back: int
    remark: str
    version: int


def list_key_people(
    read: Read,
    *,
    day: date | None = None,
    ids: Sequence[int] | None = None,
    everybody: bool = False,
    revealed: bool = False,
) -> tuple[KeyRow, ...]:
    """Who is called on a day (today): what is to be done first. `everybody` adds those whose follow-up is over or has ended."""
    on = day or read.at.date()
    query = (
        select(KeyPerson, Person.name, Person.phone, Person.born_on, Unit.name, Household)
        .join(Person, Person.id == KeyPerson.person_id)
        .outerjoin(Unit, Unit.id == KeyPerson.unit_id)
        .outerjoin(Household, Household.id == Person.household_id)
        .order_by(KeyPerson.id)
    )
    if ids is not None:
        query = query.where(KeyPerson.id.in_(ids))
    if not everybody:
        query = query.where(
            KeyPerson.came_on <= on,
            or_(KeyPerson.ended_on.is_(None), KeyPerson.ended_on > on),
            or_(KeyPerson.follow_until.is_(None), KeyPerson.follow_until >= on),
        )
    found = read.session.execute(query).all()
    wanted = [row.id for row, *_ in found]
    calls = _calls_of(read, wanted, on)
    before = _call_counts(read, wanted)
    drawn = drawn_on(read, on)
    line = policy.number(read, "temp.abnormal", on)
    rows: list[KeyRow] = []
    may_see_children = may(read, Permission.REVEAL_CHILD)
    for row, name, phone, born_on, unit, household in found:
        today = calls.get(row.id, [])
        state, missed, last = _state(row, today, on)
        is_child = born_on is not None and is_minor(born_on, on)
        whole = revealed and (may_see_children or not is_child)
        rows.append(
            KeyRow(
                id=row.id,
                person_id=row.person_id,
                name=name if revealed else masking.mask_name(name),
                unit_id=row.unit_id,
                unit=unit or "",
                home=home_of(row.home, household),
                phone=(phone or "") if whole else masking.mask_phone(phone),
                came_on=row.came_on,
                follow_until=row.follow_until,
                delivered=row.delivered,
                calls=row.called_before + before.get(row.id, 0),
                state=state,
                missed=missed,
                last=last,
                abnormal=any(_is_high(call, line) for call in today),
                drawn=row.id in drawn,
                verified=any(call.drawn and call.outcome is not CallOutcome.MISSED for call in today),
                remark=row.remark or "",
                ended_on=row.ended_on,
                ended_reason=row.ended_reason or "",
                version=row.version,
            )
        )
    return tuple(sorted(rows, key=lambda row: (ORDER.index(row.state), -row.missed, row.id)))


def get_key_person(read: Read, key_person: int, *, day: date | None = None) -> KeyRow:
    """One of them. Raises StaleError when gone."""
    rows = list_key_people(read, day=day, ids=[key_person], everybody=True)
    if not rows:
        raise StaleError("storage.stale")
    return rows[0]


def list_calls(read: Read, key_person: int, *, limit: int = 60) -> tuple[CallRow, ...]:
    """The calls to one person, the last first."""
    query = (
        select(KeyCall)
        .where(KeyCall.key_person_id == key_person)
        .order_by(KeyCall.at.desc(), KeyCall.id.desc())
        .limit(limit)
    )
    return tuple(_call(row) for row in read.session.scalars(query))


def drawn_on(read: Read, day: date) -> Mapping[int, datetime]:
    """Who was drawn by lot on a day, with when."""
    query = select(KeyDraw).where(KeyDraw.day == day).order_by(KeyDraw.id)
    return {int(one): row.at for row in read.session.scalars(query) for one in row.drawn}


def counts(read: Read, day: date | None = None) -> tuple[CountRow, ...]:
    """What every unit last said up to a day (today), in the order of the units."""
    on = day or read.at.date()
    latest = (
        select(KeyCount.unit_id, func.max(KeyCount.day).label("day"))
        .where(KeyCount.day <= on)
        .group_by(KeyCount.unit_id)
        .subquery()
    )
    query = (
        select(KeyCount, Unit.name)
        .join(latest, (latest.c.unit_id == KeyCount.unit_id) & (latest.c.day == KeyCount.day))
        .join(Unit, Unit.id == KeyCount.unit_id)
        .order_by(Unit.list_order, Unit.id)
    )
    return tuple(
        CountRow(
            row.id, row.unit_id, name, row.day, row.staff_origin, row.student_origin, row.staff_there,
            row.student_there, row.back, row.remark or "", row.version,
        )
        for row, name in read.session.execute(query)
    )  # fmt: skip


def totals(read: Read, day: date | None = None) -> KeyTotals:
    """The sums of what the units said."""
    return total_of(counts(read, day))


def total_of(rows: Iterable[CountRow]) -> KeyTotals:
    """The sum of some of them."""
    known = tuple(rows)
    return KeyTotals(
        units=len(known),
        staff_origin=sum(row.staff_origin for row in known),
        student_origin=sum(row.student_origin for row in known),
        staff_there=sum(row.staff_there for row in known),
        student_there=sum(row.student_there for row in known),
        back=sum(row.back for row in known),
        day=max((row.day for row in known), default=None),
    )


def home_of(written: str | None, household: Household | None) -> str:
    """Where somebody lives: as it was written, else as the register of households says it."""
    if written or household is None:
        return written or ""
    return place_text(household.building, household.entrance, household.room)


def _state(row: KeyPerson, today: Sequence[CallRow], on: date) -> tuple[Followed, int, CallRow | None]:
    missed = sum(call.outcome is CallOutcome.MISSED for call in today)
    for outcome, state in (
        (CallOutcome.REACHED, Followed.REACHED),
        (CallOutcome.RELAYED, Followed.RELAYED),
        (CallOutcome.MISSED, Followed.MISSED),
    ):
        of_it = [call for call in today if call.outcome is outcome]
        if of_it:
            return state, missed if state is Followed.MISSED else 0, of_it[-1]
    if row.ended_on is not None and row.ended_on <= on:
        return Followed.ENDED, 0, None
    if row.follow_until is not None and row.follow_until < on:
        return Followed.OVER, 0, None
    return Followed.WAITING, 0, None


def _is_high(call: CallRow, line: float) -> bool:
    return call.temperature is not None and call.temperature >= line


def _calls_of(read: Read, ids: Sequence[int], on: date) -> dict[int, list[CallRow]]:
    query = (
        select(KeyCall)
        .where(KeyCall.day == on, KeyCall.key_person_id.in_(ids))
        .order_by(KeyCall.at, KeyCall.id)
    )
    found: dict[int, list[CallRow]] = {}
    for row in read.session.scalars(query):
        found.setdefault(row.key_person_id, []).append(_call(row))
    return found


def _call_counts(read: Read, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(KeyCall.key_person_id, func.count())
        .where(KeyCall.key_person_id.in_(ids))
        .group_by(KeyCall.key_person_id)
    )
    return {row[0]: row[1] for row in read.session.execute(query)}


def _call(row: KeyCall) -> CallRow:
    return CallRow(
        id=row.id,
        key_person=row.key_person_id,
        day=row.day,
        at=row.at,
        outcome=CallOutcome(row.outcome),
        temperature=row.temperature,
        symptoms=tuple(row.symptoms),
        note=row.note or "",
        drawn=row.drawn,
        officer_id=row.officer_id,
        officer=row.officer_name or "",
    )
