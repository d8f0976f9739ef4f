"""A day of screening in the sample office: calls to key persons, reports of the teams, and who comes back to campus."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from db.vocabulary import CallOutcome, CrossingKind, Direction, FrontLine, GridKind, Role
from duty_desk import gate, ledger, screening
from duty_desk.demo.events import Act, Event
from duty_desk.desk import Desk
from duty_desk.gate import Attempt, Reason, Subject
from duty_desk.ledger import Request
from duty_desk.paths import resources
from duty_desk.people import officers, persons, places, units
from duty_desk.people.ledgers import PERSONS
from duty_desk.screening import grid_members, returns, team_counts
from duty_desk.work import OfficerRef, Read, Work

# How long a call takes.
_CALL = timedelta(minutes=7)


def events(read: Read, day: date) -> Iterator[Event]:
    """What is done about screening until the afternoon."""
    script = _script()
    caller = next(row.ref for row in officers.list_officers(read) if row.name == script["caller"])
    yield from _calls(read, script, day, caller)
    yield from _teams(read, script["grid"], day, caller)
    guard = next(row.ref for row in officers.list_officers(read) if row.role == Role.GATE)
    yield from _arrivals(read, script, day, guard)


def prepare(desk: Desk, day: date) -> None:
    """Before the day begins: who is known by name in the grid, and the batches of those who come back."""
    script = _script()
    with desk.work() as work:
        teams = {team.name: team.id for team in places.list_teams(work)}
        units_by_name = {unit.name: unit.id for unit in units.list_units(work)}
        for about in script["grid"]["members"]:
            people = Request(filters={"unit": units_by_name[about["unit"]]})
            for row in ledger.page(PERSONS, work, people, limit=60).rows:
                if row.staff_number:
                    _place(work, row.id, teams[about["team"]], about, day)
        for about in script["batch"]:
            _batch(work, about, day)


def _calls(read: Read, script: Mapping[str, Any], day: date, caller: OfficerRef) -> Iterator[Event]:
    missed = {each["name"]: each["at"] for each in script["missed"]}
    waiting = {each["name"] for each in script["waiting"]}
    said = {each["name"]: each for each in script["said"]}
    relayed = {each["name"]: each for each in script["relayed"]}
    at = _at(day, script["first_call"])
    for row in screening.list_key_people(read, revealed=True):
        if row.name in waiting:
            continue
        if row.name in missed:
            for clock in missed[row.name]:
                yield Event(_at(day, clock), _call(row.id, CallOutcome.MISSED, {}), caller)
            continue
        about: Mapping[str, Any] = {"temperature": round(36.2 + row.id * 5 % 6 / 10, 1)}
        outcome = CallOutcome.RELAYED if row.name in relayed else CallOutcome.REACHED
        about = {**about, **(said.get(row.name) or relayed.get(row.name) or {})}
        yield Event(at, _call(row.id, outcome, about), caller)
        at += _CALL


def _call(key_person: int, outcome: CallOutcome, about: Mapping[str, Any]) -> Act:
    more = {name: value for name, value in about.items() if name != "name"}

    def act(work: Work) -> None:
        screening.record_call(work, key_person, outcome=outcome, **more)

    return act


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


@cache
def _script() -> dict[str, Any]:
    path = resources() / "demo" / "screening_day.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _place(work: Work, person: int, team: int, about: Mapping[str, Any], day: date) -> None:
    if grid_members.team_of(work, person) is None:
        grid_members.place(
            work,
            person=person,
            team=team,
            kind=GridKind(about.get("kind", GridKind.STAFF)),
            front_line=FrontLine(about["front_line"]),
            health_card_until=about.get("health_card_until"),
            joined_on=day - timedelta(days=30),
        )


def _batch(work: Work, about: Mapping[str, Any], day: date) -> None:
    gates = {gate.name: gate.id for gate in places.list_gates(work)}
    batch = returns.add_batch(
        work,
        returns.BatchForm(
            name=about["name"],
            from_on=about["from_on"],
            until_on=about["until_on"],
            from_time=time.fromisoformat(about["from_time"]),
            until_time=time.fromisoformat(about["until_time"]),
            gate=gates[about["gate"]],
            transport=about["transport"],
        ),
    )
    for student in about["student"]:
        person = persons.find_known(work, student["name"], staff_number=student["number"])
        assert person is not None
        observe = student.get("observe", "")
        returnee = returns.add_returnee(
            work,
            batch=batch,
            person=person,
            coming_from=student["from"],
            must_observe=bool(observe),
            observe_reason=observe,
        )
        # What is still to come of the record cannot be there yet.
        days = [about["from_on"] - timedelta(days=back) for back in range(14, 0, -1)]
        known = [one for one in days if one < day][student.get("missing", 0) :]
        record = [
            returns.RecordDay(one, student["from"], round(36.2 + (one.day + returnee) % 6 / 10, 1))
            for one in known
        ]
        returns.record_days(work, returnee, record)


def _arrivals(read: Read, script: Mapping[str, Any], day: date, guard: OfficerRef) -> Iterator[Event]:
    """Who of today's batch comes to the gate."""
    gates = {gate.name: gate.id for gate in places.list_gates(read)}
    for about in script["batch"]:
        for number, student in enumerate(about["student"]):
            if "arrived" in student:
                person = persons.find_known(read, student["name"], staff_number=student["number"])
                assert person is not None
                act = _arrive(gates[about["gate"]], person, round(36.3 + number / 10, 1))
                yield Event(_at(day, student["arrived"]), act, guard)


def _arrive(place: int, person: int, temperature: float) -> Act:
    looked = frozenset({Reason.MANUAL, Reason.RETURN_OBSERVE, Reason.RETURN_RECORD})
    subject = Subject(CrossingKind.PASS, person_id=person)

    def act(work: Work) -> None:
        gate.pass_gate(
            work,
            Attempt(
                place, subject=subject, direction=Direction.IN, temperature=temperature, confirmed=looked
            ),
        )

    return act


def _teams(read: Read, script: Mapping[str, Any], day: date, caller: OfficerRef) -> Iterator[Event]:
    absent = {each["team"]: each for each in script["absent"]}
    at = _at(day, script["first_report"])
    for number, team in enumerate(places.list_teams(read)):
        yield Event(at + number * timedelta(minutes=2), _report(team, absent.get(team.name, {})), caller)
    away = {name for each in script["absent"] for name, _ in each["names"]}
    here = [row for row in grid_members.list_members(read, revealed=True) if row.name not in away]
    yield Event(
        _at(day, script["checked"]), lambda work: _check(work, [row.person_id for row in here]), caller
    )


def _check(work: Work, people: Sequence[int]) -> None:
    """The morning check of those who are known by name: all is well."""
    for number, person in enumerate(people):
        screening.record_check(
            work,
            person=person,
            temperature=round(36.1 + number * 3 % 7 / 10, 1),
            travelled=False,
            contacted=False,
            was_ill=False,
        )


def _report(team: places.TeamRow, about: Mapping[str, Any]) -> Act:
    missing = [team_counts.Absent(name, why) for name, why in about.get("names", ())]

    def act(work: Work) -> None:
        team_counts.report(
            work,
            team=team.id,
            checked=team.headcount - len(missing),
            missing=missing,
            abnormal=about.get("abnormal", 0),
            reporter=about.get("reporter", ""),
        )

    return act
