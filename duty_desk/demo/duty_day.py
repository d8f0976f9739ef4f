"""What the duty office of the sample office wrote down, repaired and looked at, and what it keeps at hand."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from db.vocabulary import LogKind, ReferenceKind, StepKind, Trade
from duty_desk import duty
from duty_desk.demo.events import Act, Event
from duty_desk.duty import patrol_rows, patrols, references, repairs, routine
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.work import OfficerRef, Read, Work

# What lies before the day is written down as it begins, by the officer of the night.
_FIRST = time(5, 35)
_APART = timedelta(seconds=20)


def events(read: Read, day: date) -> Iterator[Event]:
    """Everything of the script, each at its moment."""
    script = _script()
    hands = {row.login: row.ref for row in officers.list_officers(read)}
    first = datetime.combine(day, _FIRST)
    night = hands["hanlijun"]
    for each in script["reference"]:
        yield Event(first, _keep(each), night)
    for each in script["point"]:
        yield Event(first, _add_points(each), night)
    for each in script["repair"]:
        yield from _repair(each, first, hands)
    for number, each in enumerate(script["log"]):
        at = max(_moment(each["at"]), first + number * _APART)
        yield Event(at, _write(each), hands[each["by"]])
    for each in script["routine"]:
        yield Event(_moment(each["at"]), _go_through(each["temperature"]), hands[each["by"]])
    walk = script["patrol"]
    yield Event(_moment(walk["ended_at"]), _walk(walk), hands[walk["by"]])


def _write(about: Mapping[str, Any]) -> Act:
    def act(work: Work) -> None:
        entry = duty.write(
            work,
            kind=LogKind(about["kind"]),
            text=about["text"],
            from_whom=about.get("from_whom", ""),
            phone=about.get("phone", ""),
            handling=about.get("handling", ""),
            responsible=about.get("responsible", ""),
            due_at=_moment(about["due_at"]) if "due_at" in about else None,
            at=_moment(about["at"]),
        )
        if "struck" in about:
            duty.strike(work, entry, reason=about["struck"])

    return act


def _repair(about: Mapping[str, Any], first: datetime, hands: Mapping[str, OfficerRef]) -> Iterator[Event]:
    """Each step at its moment; what lies before the day at its beginning."""
    kept: list[int] = []

    def call(work: Work) -> None:
        kept.append(
            repairs.call(
                work,
                trade=Trade(about["trade"]),
                place=about["place"],
                what=about["what"],
                is_urgent=about.get("urgent", False),
                caller=about.get("caller", ""),
                phone=about.get("phone", ""),
                called_at=_moment(about["called_at"]),
            )
        )

    def assign(work: Work) -> None:
        repairs.assign(work, kept[0], assigned_to=about["assigned_to"], at=_moment(about["assigned_at"]))

    def start(work: Work) -> None:
        repairs.start(work, kept[0], at=_moment(about["started_at"]), workers=about["workers"])

    def finish(work: Work) -> None:
        repairs.finish(
            work,
            kept[0],
            result=about["result"],
            done_at=_moment(about["done_at"]),
            material=about.get("material", ""),
            accepted_by=about["accepted_by"],
        )

    steps: tuple[tuple[str, Act], ...] = (
        ("called_at", call),
        ("assigned_at", assign),
        ("started_at", start),
        ("done_at", finish),
    )
    for name, act in steps:
        if name in about:
            yield Event(max(_moment(about[name]), first), act, hands[about["by"]])


def _add_points(about: Mapping[str, Any]) -> Act:
    def act(work: Work) -> None:
        for name in about["names"]:
            patrols.add_point(
                work,
                route=about["route"],
                name=name,
                look_at=about["look_at"],
                unit=about.get("unit", ""),
                least=about.get("least"),
                most=about.get("most"),
            )

    return act


def _walk(about: Mapping[str, Any]) -> Act:
    def act(work: Work) -> None:
        begun = _moment(about["started_at"])
        patrol = patrols.start(work, route=about["route"], walker=about["walker"], started_at=begun)
        points = patrol_rows.list_points(work, about["route"])
        for number, (point, reading) in enumerate(zip(points, about["readings"], strict=True), 1):
            at = begun + timedelta(minutes=number * about["minutes"])
            patrols.enter(work, patrol, point=point.id, value=float(reading), at=at)
        patrols.finish(work, patrol)

    return act


def _go_through(temperature: float) -> Act:
    def act(work: Work) -> None:
        answers = {StepKind.TICK: True, StepKind.TEMPERATURE: temperature, StepKind.TEXT: ""}
        routine.record(work, {step.id: answers[step.kind] for step in routine.list_steps(work)})

    return act


def _keep(about: Mapping[str, Any]) -> Act:
    kind = ReferenceKind(about["kind"])

    def act(work: Work) -> None:
        for title, whom, phone in about.get("titles", ()):
            references.add(work, kind=kind, title=title, issuer=whom, phone=phone)
        if "title" in about:
            references.add(
                work,
                kind=kind,
                title=about["title"],
                number=about.get("number", ""),
                issuer=about.get("issuer", ""),
                text=about.get("text", ""),
                valid_from=_day(about.get("valid_from")),
                valid_until=_day(about.get("valid_until")),
            )

    return act


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _script() -> dict[str, Any]:
    path = resources() / "demo" / "duty_day.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
