"""A day in the sample office, so that whoever tries the program finds gates and teams at work and not an empty board."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from db.models import Gate, HealthCheck, Household, Pass, PassGate, Person
from db.vocabulary import (
    CheckSlot,
    CrossingKind,
    Direction,
    HouseholdState,
    PassKind,
    PassStatus,
    Role,
)
from duty_desk import gate
from duty_desk.demo import (
    bookings_day,
    bulletin_day,
    disinfection_day,
    duty_day,
    handover_days,
    isolation_day,
    reports_day,
    screening_day,
)
from duty_desk.demo.events import Act, Clock, Event
from duty_desk.desk import Desk
from duty_desk.gate import Attempt, Reason, Subject, VisitOutcome, visits
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.work import Read, Work

# When the window opens on it.
_END = time(17, 20)
_LOOKED_AT = frozenset({Reason.OUT_OF_ZONE, Reason.MANUAL, Reason.PHOTO, Reason.HOST_UNCONFIRMED})


def live(desk: Desk, day: date, set_clock: Clock) -> None:
    """Let the day pass, act by act, with the clock of the desk at the moment of each."""
    reports_day.prepare(desk, day)
    screening_day.prepare(desk, day)
    disinfection_day.prepare(desk, day, set_clock)
    script = tomllib.loads((resources() / "demo" / "gate_day.toml").read_text(encoding="utf-8"))
    with desk.read() as read:
        guard = next(row.ref for row in officers.list_officers(read) if row.role == Role.GATE)
        gates = {row.code: row.id for row in read.session.scalars(select(Gate))}
        end = datetime.combine(day, _END)
        found = [*_events(read, script, gates, day), *disinfection_day.events(read, day, end)]
        found += isolation_day.events(read, day)
        found += reports_day.events(read, day)
        found += bookings_day.events(read, day)
        found += screening_day.events(read, day)
        found += bulletin_day.events(read, day)
        found += duty_day.events(read, day)
        found += handover_days.events(read, day)
        events = sorted(found, key=lambda event: event.at)
    set_clock(events[0].at - timedelta(minutes=1))
    with desk.work() as work:
        _end_of_yesterday(work)
    for event in events:
        set_clock(event.at)
        with desk.work(event.by or guard) as work:
            event.act(work)


def _end_of_yesterday(work: Work) -> None:
    """Whoever is still on the list from earlier days has gone without being scanned."""
    for row in gate.list_inside(work):
        if row.visit_id is not None:
            visits.decide(work, row.visit_id, VisitOutcome.UNKNOWN)
        elif row.id is not None:
            gate.sign_out(
                work, row.id, gate=work.session.scalar(select(Gate.id).where(Gate.name == row.gate)) or 1
            )


def _events(read: Read, script: Mapping[str, Any], gates: Mapping[str, int], day: date) -> Iterator[Event]:
    yield from _crews(read, gates[script["crew_gate"]], day)
    yield from _material(read, script["late"], gates[script["material_gate"]], day)
    yield from _households(read, gates[script["home_gate"]], day)
    yield from _vehicles(read, script["vehicle"], gates[script["vehicle_gate"]], day)
    yield from _visitors(script["visitor"], gates[script["visit_gate"]], day)


def _crews(read: Read, place: int, day: date) -> Iterator[Event]:
    """Those checked this morning come at seven and stay: they live here."""
    query = (
        select(Pass.id, Pass.holder_id)
        .join(
            HealthCheck,
            (HealthCheck.person_id == Pass.holder_id)
            & (HealthCheck.day == day)
            & (HealthCheck.slot == CheckSlot.MORNING.value)
            & HealthCheck.normal,
        )
        .where(Pass.kind == PassKind.CREW.value, Pass.status == PassStatus.ISSUED.value)
        .order_by(Pass.id)
    )
    for number, row in enumerate(read.session.execute(query)):
        subject = Subject(CrossingKind.CREW, pass_id=row.id, person_id=row.holder_id)
        at = _at(day, "07:02") + timedelta(seconds=23 * number)
        yield _pass(at, place, subject, Direction.IN, number)


def _material(read: Read, late: Sequence[Mapping[str, Any]], place: int, day: date) -> Iterator[Event]:
    """Who fetches teaching material today comes and, mostly, has gone again; the last ones as the script has it."""
    begin = datetime.combine(day, time())
    query = (
        select(Pass.id, Pass.holder_id)
        .join(PassGate, (PassGate.pass_id == Pass.id) & (PassGate.gate_id == place))
        .where(
            Pass.kind == PassKind.MATERIAL.value,
            Pass.valid_from < begin + timedelta(days=1),
            Pass.valid_until > begin,
        )
        .order_by(Pass.id)
    )
    holders = [
        Subject(CrossingKind.MATERIAL, pass_id=row.id, person_id=row.holder_id)
        for row in read.session.execute(query)
    ]
    usual, rest = holders[: -len(late)], holders[-len(late) :]
    for number, subject in enumerate(usual):
        at = _at(day, "08:40") + timedelta(seconds=int(28_800 / max(1, len(usual))) * number + 11)
        yield _pass(at, place, subject, Direction.IN, number)
        gone = at + timedelta(minutes=35 + number % 5 * 12)
        if gone < _at(day, "17:15") and number % 4 != 3:
            yield _pass(gone, place, subject, Direction.OUT, number)
    for number, (subject, entry) in enumerate(zip(rest, late, strict=False)):
        yield _pass(_at(day, entry["came"]), place, subject, Direction.IN, number, entry.get("reading"))
        if "left" in entry:
            yield _pass(_at(day, entry["left"]), place, subject, Direction.OUT, number)


def _households(read: Read, place: int, day: date) -> Iterator[Event]:
    """One of each household goes shopping; of one household a second person tries as well."""
    query = (
        select(Person.id, Person.household_id)
        .join(Household, Household.id == Person.household_id)
        .where(Household.state == HouseholdState.NORMAL.value)
        .order_by(Household.id, Person.id)
    )
    homes: dict[int, list[int]] = {}
    for row in read.session.execute(query):
        homes.setdefault(row.household_id, []).append(row.id)
    for number, (home, people) in enumerate(list(homes.items())[:26]):
        subject = Subject(CrossingKind.HOUSEHOLD, person_id=people[0], household_id=home)
        at = _at(day, "08:05") + timedelta(minutes=19 * number + number % 3, seconds=number * 7 % 60)
        yield _pass(at, place, subject, Direction.OUT, number)
        if number % 5 != 4:
            yield _pass(at + timedelta(minutes=40 + number % 4 * 9), place, subject, Direction.IN, number)
        if number == 20 and len(people) > 1:
            second = Subject(CrossingKind.HOUSEHOLD, person_id=people[1], household_id=home)
            yield _pass(at + timedelta(hours=1, minutes=10), place, second, Direction.OUT, number)


def _vehicles(read: Read, script: Sequence[Mapping[str, Any]], place: int, day: date) -> Iterator[Event]:
    query = select(Pass.id).where(Pass.kind == PassKind.VEHICLE.value).order_by(Pass.id)
    known = list(read.session.scalars(query))
    for entry in script:
        subject = Subject(CrossingKind.VEHICLE, pass_id=known[entry["nth"]])
        yield _pass(_at(day, entry["came"]), place, subject, Direction.IN, entry["nth"])
        if "left" in entry:
            yield _pass(_at(day, entry["left"]), place, subject, Direction.OUT, entry["nth"])


def _visitors(script: Sequence[Mapping[str, Any]], place: int, day: date) -> Iterator[Event]:
    for number, entry in enumerate(script):
        yield Event(_at(day, entry["came"]), _visit(place, entry, number))
        if "left" in entry:
            yield Event(_at(day, entry["left"]), _leave(place, entry["name"]))


def _visit(place: int, entry: Mapping[str, Any], number: int) -> Act:
    def act(work: Work) -> None:
        given = visits.register(
            work,
            gate=place,
            name=entry["name"],
            id_kind="resident",
            id_number=entry["id_number"],
            phone=entry["phone"],
            firm=entry["firm"],
            purpose=entry["purpose"],
            host_name=entry["host"],
            host_confirmed=True,
            places=entry["places"],
            mask=True,
        )
        _go(work, place, given.subject, Direction.IN, number)

    return act


def _leave(place: int, name: str) -> Act:
    def act(work: Work) -> None:
        row = next(row for row in gate.list_inside(work, [CrossingKind.VISIT]) if row.name == name)
        subject = Subject(CrossingKind.VISIT, person_id=row.person_id, visit_id=row.visit_id)
        gate.pass_gate(work, Attempt(place, subject=subject, direction=Direction.OUT))

    return act


def _pass(
    at: datetime, place: int, subject: Subject, way: Direction, number: int, reading: float | None = None
) -> Event:
    return Event(at, lambda work: _go(work, place, subject, way, number, reading))


def _go(
    work: Work, place: int, subject: Subject, way: Direction, number: int, reading: float | None = None
) -> None:
    """Scan, and measure on the way in."""
    value = reading or round(36.1 + number * 7 % 8 / 10, 1)
    attempt = Attempt(
        place,
        subject=subject,
        direction=way,
        temperature=value if way is Direction.IN else None,
        confirmed=_LOOKED_AT,
    )
    gate.pass_gate(work, attempt)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))
