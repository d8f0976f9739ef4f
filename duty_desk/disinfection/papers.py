"""The papers of disinfection: records by week, sheet for the door, sheet of a team's way, label of a can, record of a room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from db.models import Area, DisinfectionRecord, Item, Lot, Mix, Room
from db.vocabulary import DisinfectionKind
from duty_desk import audit, paper, printing, rooms, settings
from duty_desk.disinfection import grid, mix_rows, papers_week, record_rows
from duty_desk.disinfection.label import MixLabel, layout_label
from duty_desk.disinfection.mix_stock import label_text
from duty_desk.disinfection.papers_door import DoorFacts, layout_door
from duty_desk.disinfection.papers_route import RouteFacts, layout_route
from duty_desk.disinfection.papers_terminal import TerminalFacts, layout_terminal
from duty_desk.errors import Refusal, StaleError
from duty_desk.paper import dates
from duty_desk.paper.layout import Text
from duty_desk.paper.pass_card import zh
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Layout, Printed, Progress, Target

LABEL, TERMINAL = "mix_label", "terminal_record"


def draw_week(read: Read, target: Target, day: date, *, area: int | None = None) -> Printed:
    """The records of the week in which `day` lies, of one area or of all, Monday first; what was missed stands there too."""
    require(read, Permission.PRINT)
    return papers_week.draw(read, target, day, area, **_frame(read))


def door_sheets(read: Read, day: date, areas: Sequence[int]) -> tuple[Layout, ...]:
    """A sheet for the door of each area: what is due today and what was done; the rest is written by hand."""
    require(read, Permission.PRINT)
    wanted = set(areas)
    lines = {line.area.id: line for group in grid.day_grid(read, day).groups for line in group.rows}
    if lacking := wanted - set(lines):
        name = read.session.scalar(select(Area.name).where(Area.id == min(lacking)))
        if name is None:
            raise StaleError("storage.stale")
        raise Refusal("disinfection_papers.refusal.nothing_due", name=name, day=dates.day(day))
    facts = [DoorFacts(line=lines[area], day=day, phone=_phone(read), **_frame(read)) for area in areas]
    return checked([layout_door(each) for each in facts])


def route_sheets(read: Read, day: date, *, team: str | None = None) -> tuple[Layout, ...]:
    """The way of a team over its areas, with boxes to tick; of every team, each on sheets of its own, when none is named."""
    require(read, Permission.PRINT)
    lines = [line for group in grid.day_grid(read, day).groups for line in group.rows if line.rounds]
    teams = sorted({line.area.team for line in lines}) if team is None else [team]
    pages: list[Layout] = []
    for name in teams:
        own = tuple(line for line in lines if line.area.team == name)
        if own:
            pages += layout_route(RouteFacts(team=name, lines=own, day=day, **_frame(read)))
    if not pages:
        raise Refusal("disinfection_papers.refusal.no_route", day=dates.day(day))
    return checked(pages)


def mix_label(read: Read, mix: int) -> Layout:
    """The label of a can, 80 mm wide. Raises Refusal for a solution that was withdrawn or is too old to be used."""
    require(read, Permission.PRINT)
    row = mix_rows.check_usable(read, mix, read.at)
    facts = MixLabel(
        office=_office(read),
        number=row.number,
        agent=zh(f"disinfection_mix.product.{row.agent.value}"),
        strength=zh(
            f"disinfection_mix.strength.{'percent' if row.agent == 'alcohol' else 'mg'}",
            strength=mix_rows.plain(row.target),
        ),
        warning=zh(f"disinfection_papers.warning.{row.agent.value}"),
        made_at=row.at,
        good_until=row.good_until,
        made_by=row.made_by,
        lot=row.lot,
        recipe=zh(
            f"disinfection_papers.recipe.{row.form.value}",
            amount=mix_rows.plain(row.stock_amount),
            water=mix_rows.plain(row.water_ml / 1000),
        ),
        copy=printing.copies(read, ("mix", mix), LABEL) + 1,
        demo=bool(settings.get(read, "office.demo", False)),
    )
    (layout,) = checked([layout_label(facts)])
    return layout


def terminal_sheet(read: Read, record: int) -> tuple[Layout, ...]:
    """The record of the last disinfection of a room (form A1.12). Raises Refusal for a record of another kind."""
    require(read, Permission.PRINT)
    found = record_rows.fetch_records(read, [record])
    if not found:
        raise StaleError("storage.stale")
    row = found[0]
    if row.kind != DisinfectionKind.TERMINAL.value or row.room is None:
        raise Refusal("disinfection_papers.refusal.not_terminal")
    query = select(Lot.code, Lot.expires_on, Lot.strength, Item.strength_unit).join(
        Item, Item.id == Lot.item_id
    )
    lot = read.session.execute(query.where(Lot.id == row.lot)).one_or_none()
    label = label_text(lot.strength, lot.strength_unit) if lot and lot.strength and lot.strength_unit else ""
    facts = TerminalFacts(
        record=row,
        room=rooms.get_room(read, row.room),
        lot=lot.code if lot else "",
        stock=row.stock_text or label,
        expires_on=lot.expires_on if lot else None,
        copy=printing.copies(read, ("disinfection_record", record), TERMINAL) + 1,
        **_frame(read),
    )
    return checked([layout_terminal(facts)])


def draw(layouts: Sequence[Layout], title: str, progress: Progress | None = None) -> bytes:
    """Layouts as one PDF."""
    target = BytesIO()
    paper.write_layouts(target, title, layouts, progress)
    return target.getvalue()


def checked(layouts: Sequence[Layout]) -> tuple[Layout, ...]:
    """The layouts, unless they hold a character that would be printed as an empty box."""
    words = "".join(item.text for layout in layouts for item in layout.items if isinstance(item, Text))
    if missing := paper.missing_characters(words):
        raise Refusal("disinfection_papers.refusal.missing_characters", characters=" ".join(missing))
    return tuple(layouts)


@requires(Permission.PRINT)
def record_label(work: Work, mix: int, destination: str) -> int:
    """Count a print of a label; returns its copy number."""
    return printing.record(work, ("mix", mix), LABEL, destination)


@requires(Permission.PRINT)
def record_terminal(work: Work, record: int, destination: str) -> int:
    """Count a print of the record of a room; returns its copy number."""
    return printing.record(work, ("disinfection_record", record), TERMINAL, destination)


@requires(Permission.PRINT)
def record_sheet(work: Work, name: str, day: date, *, sheets: int) -> None:
    """Put on record that a sheet without a number was printed: week, door or route."""
    audit.record(work, action="disinfection.print", after={"form": name, "day": day, "count": sheets})


@requires(Permission.PRINT)
def print_week(work: Work, target: Target, day: date, *, area: int | None = None) -> Printed:
    """Draw the records of a week and put that on record."""
    printed = draw_week(work, target, day, area=area)
    record_sheet(work, "disinfection_week", day, sheets=printed.pages)
    return printed


@requires(Permission.PRINT)
def print_doors(work: Work, target: Target, day: date, areas: Sequence[int]) -> None:
    """Draw the sheets of these doors and put that on record."""
    layouts = door_sheets(work, day, areas)
    paper.write_layouts(target, t("disinfection_papers.title.door"), layouts)
    record_sheet(work, "disinfection_door", day, sheets=len(layouts))


@requires(Permission.PRINT)
def print_routes(work: Work, target: Target, day: date, *, team: str | None = None) -> None:
    """Draw the ways of the teams and put that on record."""
    layouts = route_sheets(work, day, team=team)
    paper.write_layouts(target, t("disinfection_papers.title.route"), layouts)
    record_sheet(work, "disinfection_route", day, sheets=len(layouts))


def find_area(read: Read, code: str) -> int | None:
    """The area with this code."""
    return read.session.scalar(select(Area.id).where(Area.code == code.strip().upper()))


def find_mix(read: Read, number: str) -> int | None:
    """The solution with this number."""
    return read.session.scalar(select(Mix.id).where(Mix.number == number.strip()))


def find_terminal(read: Read, room: str) -> int | None:
    """The last record of terminal disinfection of the room with this code."""
    record = DisinfectionRecord
    return read.session.scalar(
        select(record.id)
        .join(Room, Room.id == record.room_id)
        .where(
            Room.code == room.strip(),
            record.kind == DisinfectionKind.TERMINAL.value,
            record.withdrawn_at.is_(None),
        )
        .order_by(record.started_at.desc(), record.id.desc())
        .limit(1)
    )


def _office(read: Read) -> str:
    return str(settings.get(read, "office.name", "") or "")


def _phone(read: Read) -> str:
    return str(settings.get(read, "office.phone", "") or "")


def _frame(read: Read) -> dict[str, Any]:
    mark = paper.demo_mark() if settings.get(read, "office.demo", False) else None
    return {
        "office": _office(read),
        "officer": read.officer.name,
        "printed_at": read.at,
        "watermark": mark,
    }
