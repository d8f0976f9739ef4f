"""The duty roster on paper, A4 landscape: names by days, or the calendar of weeks; and as workbooks (interface §9)."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

from duty_desk import audit, paper, settings
from duty_desk.errors import Refusal
from duty_desk.paper.layout import Layout, Text
from duty_desk.paper.pass_card import zh
from duty_desk.roles import Permission, require, requires
from duty_desk.roster import workbook
from duty_desk.roster.month import Month, read_month
from duty_desk.roster.papers_calendar import layout_calendar
from duty_desk.roster.papers_month import SheetFacts, layout_month
from duty_desk.work import Read, Work

MONTH, CALENDAR = "roster_month", "roster_calendar"


def draw_month(read: Read, first: date) -> bytes:
    """Names by days."""
    require(read, Permission.PRINT)
    month = read_month(read, first, zh)
    return _draw(layout_month(_facts(read), month), month)


def draw_calendar(read: Read, first: date) -> bytes:
    """The weeks of a month as the office hangs them up."""
    require(read, Permission.PRINT)
    month = read_month(read, first, zh)
    return _draw(layout_calendar(_facts(read), month), month)


def save_workbook(read: Read, target: Path, first: date, *, as_calendar: bool = False) -> None:
    """Write either of them as a workbook; both can be taken in again."""
    require(read, Permission.EXPORT)
    month, facts = read_month(read, first, zh), _facts(read)
    (workbook.write_calendar if as_calendar else workbook.write_month)(target, facts, month)


@requires(Permission.PRINT)
def record_print(work: Work, first: date, *, as_calendar: bool = False) -> None:
    """Put on record that a month was printed."""
    form = CALENDAR if as_calendar else MONTH
    audit.record(work, action="roster.print", after={"form": form, "day": first})


@requires(Permission.EXPORT)
def record_export(work: Work, first: date, *, as_calendar: bool = False) -> None:
    """Put on record that a month was written to a workbook."""
    form = CALENDAR if as_calendar else MONTH
    audit.record(work, action="roster.export", after={"form": form, "day": first})


@requires(Permission.PRINT)
def print_month(work: Work, target: Path, first: date, *, as_calendar: bool = False) -> None:
    """Draw a month to a file and put that on record."""
    draw = draw_calendar if as_calendar else draw_month
    target.write_bytes(draw(work, first))
    record_print(work, first, as_calendar=as_calendar)


def _draw(layouts: tuple[Layout, ...], month: Month) -> bytes:
    said = "".join(item.text for layout in layouts for item in layout.items if isinstance(item, Text))
    if missing := paper.missing_characters(said):
        raise Refusal("roster_papers.refusal.missing_characters", characters=" ".join(missing))
    target = BytesIO()
    title = zh("roster_papers.title", year=month.first.year, month=month.first.month)
    paper.write_layouts(target, title, layouts)
    return target.getvalue()


def _facts(read: Read) -> SheetFacts:
    mark = paper.demo_mark() if settings.get(read, "office.demo", False) else None
    return SheetFacts(
        office=str(settings.get(read, "office.name", "") or ""),
        phone=str(settings.get(read, "office.phone", "") or ""),
        officer=read.officer.name,
        printed_at=read.at,
        watermark=mark,
    )
