"""The duty roster of the sample office: its officers on it, and the plan from tomorrow to the end of the month."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from duty_desk import roster
from duty_desk.desk import Desk
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.roster import proposing
from duty_desk.roster.cells import Place
from duty_desk.roster.rules import Cell, Shift
from duty_desk.work import Work

_DAY = timedelta(days=1)
_SIGNS = {"R": Shift.REST, "L": Shift.LEADER, "D": Shift.DAY, "N": Shift.NIGHT, "S": Shift.STANDBY}


def prepare(desk: Desk, day: date) -> None:
    """Before the last day begins: what was planned earlier, in the acts in which an office does it."""
    script = tomllib.loads((resources() / "demo" / "roster_plan.toml").read_text(encoding="utf-8"))
    with desk.read() as read:
        planner = min(officers.list_officers(read), key=lambda row: row.id).ref
    with desk.work(planner) as work:
        _posts(work, script["post"])
        ids = _officers(work, script, day)
        _plan(work, script, ids, day)
        for each in script["swap"]:
            days = [date.fromisoformat(text) for text in each["days"]]
            roster.swap(
                work, one=ids[each["one"]], other=ids[each["other"]], days=days, reason=each["reason"]
            )


def _posts(work: Work, posts: Mapping[str, Collection[str]]) -> None:
    for row in roster.list_persons(work):
        post = next((post for post, names in posts.items() if row.name in names), row.post)
        if post != row.post:
            roster.edit_person(work, row.id, version=row.version, post=post)


def _officers(work: Work, script: Mapping[str, Any], day: date) -> dict[str, int]:
    """Put the officers on the list, before everybody else; gives everybody by name."""
    known = {row.name: row for row in officers.list_officers(work)}
    held: dict[Place, Collection[Shift]] = {}
    for number, each in enumerate(script["officer"]):
        officer = known[each["name"]]
        person = roster.add_person(
            work,
            name=officer.name,
            post=each["post"],
            officer=officer.id,
            list_order=number - len(script["officer"]),
        )
        first = date.fromisoformat(each["since"])
        days = (first + number * _DAY for number in range((day - first).days + 1))
        held |= {(person, on): [Shift(each["shift"])] for on in days}
    roster.set_cells(work, held, reason=script["reason"])
    return {row.title: row.id for row in roster.list_persons(work)}


def _plan(work: Work, script: Mapping[str, Any], ids: Mapping[str, int], day: date) -> None:
    last = date.fromisoformat(script["last"])
    wanted: dict[Place, Cell] = {}
    for group in script["group"]:
        people = [ids[name] for name in group["people"]]
        pattern = [frozenset({_SIGNS[sign]}) for sign in group["pattern"]]
        wanted |= proposing.propose_pattern(people, day + _DAY, last, pattern).cells
    until = date.fromisoformat(script["worn_until"])
    tired = {ids[name] for name in script["worn_out"]}
    for (person, on), cell in wanted.items():
        if person in tired and on <= until and cell == frozenset({Shift.REST}):
            wanted[person, on] = frozenset({Shift.DAY})
    roster.set_cells(work, wanted, proposed=True)
