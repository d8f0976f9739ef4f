"""What hangs at the door of an area: today's rounds, what was done, and empty fields for what is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from duty_desk import formats
from duty_desk.disinfection.grid import AreaDay
from duty_desk.disinfection.record_rows import RoundRow
from duty_desk.disinfection.rules import Shown
from duty_desk.paper import dates
from duty_desk.paper.forms import FormColumn, field, grid, grid_height, imprint
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Item, Layout, Line, Text, lines_of, middle
from duty_desk.paper.pass_card import zh

A4: Final = (210.0, 297.0)
_LEFT: Final = 18.0
_RIGHT: Final = 192.0
_ROW: Final = 15.0
_LEAST: Final = 8
_MOST: Final = 11


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """An area on a day, and who prints it."""

    line: AreaDay
    day: date
    phone: str
    office: str
    officer: str
    printed_at: datetime
    watermark: str | None


def layout_door(facts: DoorFacts) -> Layout:
    """One sheet, readable from two metres; more rounds than fit are a matter for the register."""
    area, plan = facts.line.area, facts.line.area.plan
    rows = [_cells(n, row) for n, row in enumerate(facts.line.rounds[:_MOST], start=1)]
    columns = tuple(
        FormColumn(zh(f"disinfection_papers.door.{key}"), width, "centre")
        for key, width in (
            ("nth", 16), ("due", 24), ("done_at", 32), ("strength", 38), ("done_by", 32), ("checked_by", 32),
        )
    )  # fmt: skip
    top = 88.0
    foot = top + grid_height(len(rows), row=_ROW, least=_LEAST)
    items: list[Item] = [
        *(watermark_items(facts.watermark, *A4) if facts.watermark else ()),
        Text(_LEFT, middle(18, 12), facts.office, 12, shrink_to=100),
        Text(_RIGHT, middle(18, 12), _weekday(facts.day), 12, align="right", shrink_to=70),
        Text(105, middle(32, 32), zh("disinfection_papers.title.door"), 32, bold=True, align="centre"),
        Line(_LEFT, 42, _RIGHT, 42, 0.7),
        *lines_of(f"{area.code}\N{IDEOGRAPHIC SPACE}{area.name}", _LEFT, 52, _RIGHT - _LEFT, size=22, smallest=16, bold=True),
        *field(_LEFT, 65, zh("disinfection_papers.door.agent"), plan.agent_text if plan else "", room=86, size=12),
        *field(108, 65, zh("disinfection_papers.door.method"), _method(facts), room=84, size=12),
        *field(_LEFT, 75, zh("disinfection_papers.door.contact"), _minutes(facts), room=86, size=12),
        *field(108, 75, zh("disinfection_papers.door.scope"), _scope(facts), room=84, size=12),
        *grid(_LEFT, top, columns, rows, row=_ROW, size=12, least=_LEAST),
        Text(_LEFT, middle(foot + 9, 11), zh("disinfection_papers.door.advice"), 11, shrink_to=_RIGHT - _LEFT),
        Text(_LEFT, middle(foot + 17, 11), _call(facts), 11, shrink_to=_RIGHT - _LEFT),
        *imprint(_LEFT, _RIGHT, 286, officer=facts.officer, printed_at=facts.printed_at, copy=1, page=1, pages=1, chinese=True),
    ]  # fmt: skip
    return Layout(*A4, tuple(items))


def _cells(n: int, row: RoundRow) -> tuple[str, ...]:
    nth = zh("disinfection_papers.door.number", n=n)
    due = formats.clock(row.due_at)
    if row.shown is Shown.EXEMPT:
        return nth, due, zh("disinfection_papers.week.exempt"), row.reason or "", "", ""
    if row.shown is Shown.MISSED:
        return nth, due, zh("disinfection_papers.week.missed"), row.reason or "", "", ""
    if row.record is None:
        return nth, due, "", "", "", ""
    record = row.record
    end = formats.clock(record.ended_at)
    at = f"{formats.clock(record.started_at)}–{end}" if end else formats.clock(record.started_at)
    return nth, due, at, record.strength_text, record.done_by, record.checked_by or ""


def _weekday(day: date) -> str:
    return f"{dates.full(day)}\N{IDEOGRAPHIC SPACE}{zh(f'disinfection_papers.weekday.{day.weekday()}')}"


def _method(facts: DoorFacts) -> str:
    plan = facts.line.area.plan
    return zh(f"disinfection.method.{plan.method}") if plan else ""


def _minutes(facts: DoorFacts) -> str:
    plan = facts.line.area.plan
    if plan is None or plan.contact_minutes is None:
        return ""
    return zh("disinfection_papers.door.minutes", minutes=plan.contact_minutes)


def _scope(facts: DoorFacts) -> str:
    points = zh("disinfection_papers.door.points", count=facts.line.area.points)
    count = len([row for row in facts.line.rounds if row.shown is not Shown.EXEMPT])
    return f"{points}\N{IDEOGRAPHIC SPACE}{zh('disinfection_papers.door.rounds', count=count)}"


def _call(facts: DoorFacts) -> str:
    if not facts.phone:
        return ""
    return zh("disinfection_papers.door.call", phone=facts.phone)
