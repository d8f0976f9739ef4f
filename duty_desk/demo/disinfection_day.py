"""A day of the disinfection team of the sample office: most rounds done, some overdue, two rooms on their way back."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from db.vocabulary import Role, RoomState
from duty_desk import disinfection
from duty_desk.demo.events import Act, Clock, Event
from duty_desk.desk import Desk
from duty_desk.disinfection import AreaRow, RoundRow
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.work import OfficerRef, Read, Work

# Before the first of the team comes.
_BEGIN = time(5, 45)


def prepare(desk: Desk, day: date, set_clock: Clock) -> None:
    """Set the times of the day and draw it up."""
    script = _script()
    set_clock(datetime.combine(day, _BEGIN))
    with desk.read() as read:
        chief = _chief(read)
    with desk.work(chief) as work:
        for area in disinfection.list_areas(work):
            if area.code in script["times"] and area.plan is not None:
                _set_times(work, area, day, script["times"][area.code])
        disinfection.draw_up(work, day)
        disinfection.finish_airing(work)
        for area, row in _rounds(work, day):
            if area.code == script["exempt"]["area"]:
                disinfection.exempt(work, row.id, reason=script["exempt"]["reason"])


def events(read: Read, day: date, until: datetime) -> Iterator[Event]:
    """What the team does on a day that is drawn up, until a moment."""
    script, chief = _script(), _chief(read)
    left = set(script["left"]["rounds"])
    for number, (area, row) in enumerate(_rounds(read, day)):
        name = f"{area.code}#{row.ordinal}"
        # A quarter of an hour early or late, as people are.
        begun = row.due_at + timedelta(minutes=number * 7 % 21 - 10)
        minutes = (area.plan.contact_minutes if area.plan is not None else None) or 10
        over = begun + timedelta(minutes=minutes + number % 5)
        if row.state == "open" and name not in left and row.due_at < until and over < until:
            strong = script["strong"] if script["strong"]["round"] == name else None
            worker = script["workers"][number % len(script["workers"])]
            yield Event(over, _record(area, row, begun, worker, script["checker"], strong), chief)
    yield from _terminal(day, script, chief)


def _record(
    area: AreaRow, row: RoundRow, begun: datetime, worker: str, checker: str, strong: Mapping[str, Any] | None
) -> Act:
    def act(work: Work) -> None:
        plan = area.plan
        assert plan is not None
        disinfection.record(
            work,
            round=row.id,
            started_at=begun,
            ended_at=work.at,
            method=plan.method,
            agent=plan.agent,
            agent_text=plan.agent_text,
            strength=Decimal(strong["strength"]) if strong else plan.target,
            done_by=worker,
            # The afternoon is still to be looked at.
            checked_by=checker if work.at.hour < 13 else None,
            reason=strong["reason"] if strong else None,
        )

    return act


def _terminal(day: date, script: Mapping[str, Any], chief: OfficerRef) -> Iterator[Event]:
    """Two rooms that were being cleaned: one waits for its check, the other is being cleaned again."""
    about = script["terminal"]

    def start(nth: int) -> Act:
        def act(work: Work) -> None:
            rooms = [row for row in disinfection.list_terminal(work) if row.room.state is RoomState.CLEANING]
            rooms = [row for row in rooms if row.record is None]
            if rooms:
                disinfection.start_terminal(
                    work, rooms[0].round, done_by=script["workers"][nth], strength=Decimal(about["strength"])
                )

        return act

    def end(work: Work) -> None:
        for row in disinfection.list_terminal(work):
            if row.record is not None and row.record.ended_at is None:
                record = row.record
                disinfection.record(
                    work,
                    round=row.round,
                    kind="terminal",
                    started_at=record.started_at,
                    ended_at=work.at,
                    method=record.method,
                    agent=record.agent,
                    done_by=record.done_by,
                )

    yield Event(_at(day, about["first"]), start(0), chief)
    yield Event(_at(day, about["over"]), end, chief)
    yield Event(_at(day, about["second"]), start(1), chief)


def _set_times(work: Work, area: AreaRow, day: date, times: list[str]) -> None:
    plan = area.plan
    assert plan is not None
    disinfection.set_plan(
        work,
        area.id,
        from_on=day,
        method=plan.method,
        agent=plan.agent,
        agent_text=plan.agent_text,
        other_agent=plan.other_agent,
        target=plan.target,
        least=plan.least,
        most=plan.most,
        contact_minutes=plan.contact_minutes,
        times=times,
    )


def _rounds(read: Read, day: date) -> Iterator[tuple[AreaRow, RoundRow]]:
    for group in disinfection.day_grid(read, day).groups:
        for line in group.rows:
            for row in line.rounds:
                yield line.area, row


def _chief(read: Read) -> OfficerRef:
    return next(row.ref for row in officers.list_officers(read) if row.role == Role.DISINFECTION)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def _script() -> dict[str, Any]:
    path = resources() / "demo" / "disinfection_day.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
