"""The units of the sample office report on its last day: most of them nought, one late, three not at all, and those are called."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from db.vocabulary import CallOutcome
from duty_desk import policy, unit_reports
from duty_desk.demo.events import Act, Event
from duty_desk.desk import Desk
from duty_desk.paths import resources
from duty_desk.people import officers, units
from duty_desk.people.units import UnitRow
from duty_desk.work import Read, Work


def prepare(desk: Desk, day: date) -> None:
    """From that day on the units report in the afternoon."""
    rules = _script()["rules"]
    with desk.work() as work:
        for key in ("deadline", "summary"):
            policy.set_value(
                work, key=f"report.{key}", value=rules[key], starts_on=day, source=rules["source"]
            )


def events(read: Read, day: date) -> Iterator[Event]:
    """What the officer at the desk writes down of it until the afternoon."""
    script = _script()
    desk_officer = min(officers.list_officers(read), key=lambda row: row.id).ref
    known = {row.name: row for row in units.list_units(read)}
    for each in script["report"]:
        yield Event(_at(day, each["at"]), _file(known[each["unit"]], day, each), desk_officer)
    for each in script["call"]:
        yield Event(_at(day, each["at"]), _call(known[each["unit"]].id, day, each["outcome"]), desk_officer)


def _file(unit: UnitRow, day: date, each: Mapping[str, Any]) -> Act:
    def act(work: Work) -> None:
        before = unit_reports.before(work, unit.id, day) or {}
        due = before.get("due") or 0
        said = each.get("said", {})
        figures: dict[str, Any] = {
            **unit_reports.zeros(before),
            "due": due,
            "on_campus": each["here"],
            "off_campus": due - each["here"],
            **said,
        }
        figures["central"] += said.get("new", 0)
        unit_reports.submit(
            work, unit=unit.id, day=day, reporter=unit.contact, remark=each.get("remark"), **figures
        )

    return act


def _call(unit: int, day: date, outcome: str) -> Act:
    return lambda work: unit_reports.chase(work, units=[unit], day=day, outcome=CallOutcome(outcome))


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def _script() -> dict[str, Any]:
    return tomllib.loads((resources() / "demo" / "reports_day.toml").read_text(encoding="utf-8"))
