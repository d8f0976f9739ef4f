"""The register sheet of one incident: what happened, who was told when, what was done, how it ended (domain form A1.16)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from duty_desk import formats, masking, paper, printing, settings
from duty_desk.incidents.rows import FINAL, FOLLOWUP, STRUCK, TOLD, EntryRow, IncidentDetail, get_incident
from duty_desk.paper import Item, Layout, Line, Text, middle
from duty_desk.paper.forms import FormColumn, field, grid, grid_height, imprint, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import POINT
from duty_desk.paper.text import ems, wrap
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

A4: Final = (210.0, 297.0)
LEFT, RIGHT = 18.0, 192.0
_ROW, _SIZE, _TOLD, _TEXT = 7.5, 9.5, 36.0, 76.0
# Lines of the course on the first sheet, and on each that follows.
_FIRST, _LATER, _LEAST = 15, 30, 6
# With how many of them the end still fits below.
_WITH_END = 24
_SHEET = "incident_sheet"
_NONE: Final = "\N{EM DASH}"
_SPACE = "\N{IDEOGRAPHIC SPACE}"
Cells = tuple[str, str, str, str, str]


def incident_sheet(read: Read, incident: int) -> tuple[Layout, ...]:
    """The sheets of one incident; names are shortened. Raises StaleError when there is none."""
    found = get_incident(read, incident)
    rows = [cells for entry in found.entries for cells in _cells(entry)]
    pieces = [rows[:_FIRST], *(rows[i : i + _LATER] for i in range(_FIRST, len(rows), _LATER))]
    if len(pieces) > 1 and len(pieces[-1]) > _WITH_END:
        pieces[-1:] = [pieces[-1][:_WITH_END], pieces[-1][_WITH_END:]]
    office = str(settings.get(read, "office.name", "") or "")
    copy = printing.copies(read, ("incident", incident), _SHEET) + 1
    mark = paper.demo_mark() if settings.get(read, "office.demo", False) else None
    sheets: list[Layout] = []
    for page, piece in enumerate(pieces, 1):
        items: list[Item] = [*(watermark_items(mark, *A4) if mark else ()), *_head(found, office)]
        y = 44.0
        if page == 1:
            particulars, y = _particulars(found, y)
            items += particulars
        items += grid(LEFT, y, _columns(), piece, row=_ROW, size=_SIZE, least=_LEAST if page == 1 else 0)
        y += grid_height(len(piece), row=_ROW, least=_LEAST if page == 1 else 0)
        if page == len(pieces):
            items += _end(found, y + 8)
        items += imprint(
            LEFT,
            RIGHT,
            286,
            officer=read.officer.name,
            printed_at=read.at,
            copy=copy,
            page=page,
            pages=len(pieces),
        )
        sheets.append(Layout(*A4, tuple(items)))
    return tuple(sheets)


def draw(layouts: Sequence[Layout], title: str) -> bytes:
    """The sheets as one PDF."""
    target = BytesIO()
    paper.write_layouts(target, title, layouts)
    return target.getvalue()


@requires(Permission.PRINT)
def record_sheet(work: Work, incident: int, destination: str) -> int:
    """Count a print; returns its copy number."""
    return printing.record(work, ("incident", incident), _SHEET, destination)


def _head(found: IncidentDetail, office: str) -> list[Item]:
    number = t("incidents.sheet.number", number=found.row.number)
    return [
        Text(105, middle(22, 20), t("incidents.sheet.title"), 20, bold=True, align="centre"),
        Text(LEFT, middle(33, 10.5), office, 10.5, shrink_to=100),
        Text(RIGHT, middle(33, 10.5), number, 10.5, align="right"),
        Line(LEFT, 37, RIGHT, 37, 0.4),
    ]


def _particulars(found: IncidentDetail, y: float) -> tuple[list[Item], float]:
    row, items = found.row, list[Item]()
    names = t("incidents.list_mark").join(masking.mask_name(name) for _person, name in found.people)
    first = found.entries[0] if found.entries else None
    said = "" if first is None else _SPACE.join((_moment(first.at), first.officer_name or ""))
    way = t(f"incidents.way.{row.reported_way}") if row.reported_way else ""
    pairs = (
        ("kind", t(f"incidents.kind.{row.kind.value}"), "level", t(f"incidents.level.{row.level}")),
        ("found_at", _moment(row.found_at), "reported_at", said),
        ("place", row.place, "reported_by", _SPACE.join(part for part in (way, row.reported_by) if part)),
        ("people", t("incidents.sheet.count", count=found.how_many), "responsible", row.responsible or ""),
        ("told_until", _moment(row.tell_until) or _NONE, "told_first", _told(found, TOLD)),
        ("told_next", _told(found, FOLLOWUP), "told_last", _told(found, FINAL)),
    )
    half = (RIGHT - LEFT) / 2 - 2
    for key, value, other, second in pairs:
        items += _entry(LEFT, y, key, value, half)
        items += _entry(LEFT + half + 4, y, other, second, half)
        y += 7.5
    items += field(LEFT, y, t("incidents.sheet.what"), row.title, room=RIGHT - LEFT, bold=True)
    items += _entry(LEFT, y + 7.5, "who", names or ("" if found.how_many else _NONE), RIGHT - LEFT)
    linked = t("incidents.list_mark").join(
        t(f"incidents.link.{link.kind}", name=link.name) for link in found.links
    )
    items += _entry(LEFT, y + 15, "impact", row.impact or "", half)
    items += _entry(LEFT + half + 4, y + 15, "links", linked or _NONE, half)
    return items, y + 21.5


def _entry(x: float, y: float, key: str, value: str, room: float, *, bold: bool = False) -> tuple[Item, ...]:
    return field(x, y, t(f"incidents.sheet.{key}"), value, room=room, bold=bold)


def _told(found: IncidentDetail, kind: str) -> str:
    """When and to whom the first report of a kind went; of follow-ups the latest."""
    those = [entry for entry in found.told if entry.kind == kind]
    if not those:
        return ""
    one = those[-1] if kind == FOLLOWUP else those[0]
    return _SPACE.join((_moment(one.at), one.told or ""))


def _columns() -> tuple[FormColumn, ...]:
    return (
        FormColumn(t("incidents.sheet.at"), 26),
        FormColumn(t("incidents.sheet.entry"), 16),
        FormColumn(t("incidents.sheet.text"), _TEXT),
        FormColumn(t("incidents.sheet.told"), _TOLD),
        FormColumn(t("incidents.sheet.by"), 20),
    )


def _cells(entry: EntryRow) -> list[Cells]:
    """One entry in as many lines as its words need."""
    said = entry.text
    if entry.struck is not None:
        said = t("incidents.sheet.struck", text=entry.text)
    elif entry.kind == STRUCK:
        said = t("incidents.sheet.strikes", reason=entry.text)
    texts, tolds = _folded(said, _TEXT - 4), _folded(entry.told or "", _TOLD - 4)
    found: list[Cells] = []
    for place in range(max(len(texts), len(tolds))):
        text = texts[place] if place < len(texts) else ""
        told = tolds[place] if place < len(tolds) else ""
        if place:
            found.append(("", "", text, told, ""))
        else:
            kind = t(f"incidents.entry.{entry.kind}")
            found.append((formats.moment(entry.at), kind, text, told, entry.officer_name or ""))
    return found


def _folded(text: str, room: float) -> tuple[str, ...]:
    return wrap(" ".join(text.split()), room, lambda piece: ems(piece) * _SIZE * POINT)


def _end(found: IncidentDetail, y: float) -> list[Item]:
    row = found.row
    closer = next((entry.officer_name for entry in reversed(found.entries) if entry.kind == "closed"), None)
    closed = "" if row.closed_at is None else _SPACE.join((_moment(row.closed_at), closer or ""))
    width = RIGHT - LEFT
    labels = [t(f"incidents.sheet.sign_{who}") for who in ("responsible", "leader")]
    return [
        *_entry(LEFT, y, "outcome", row.outcome or "", width, bold=True),
        *_entry(LEFT, y + 8, "closed", closed, width),
        *signatures(LEFT, y + 20, labels, step=78, dated=True),
    ]


def _moment(at: datetime | None) -> str:
    return "" if at is None else formats.full_moment(at)
