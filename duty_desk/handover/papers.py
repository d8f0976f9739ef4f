"""The hand-over on paper (domain form A1.13): what happened, what is still open, what was counted, both names, and the chain's code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from duty_desk import formats, paper, printing, settings
from duty_desk.handover import drafting, gathering, records, words
from duty_desk.handover.records import DoneItem, Signature
from duty_desk.handover.things import Count
from duty_desk.handover.watches import WatchRow
from duty_desk.paper import Layout, Line, Text, middle
from duty_desk.paper.forms import FormColumn, field, grid, grid_height, imprint, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import POINT
from duty_desk.paper.layout import Item as Drawn
from duty_desk.paper.text import ems, wrap
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

A4: Final = (210.0, 297.0)
LEFT, RIGHT = 18.0, 192.0
WIDTH: Final = RIGHT - LEFT
# Rows of the open items end here on every page; on the last one the signatures stand below them.
_FOOT, _SIGNED = 280.0, 34.0
_ROW, _SIZE, _PITCH = 5.0, 8.5, 5.0
# What needs no hand but only comes to its end; of more than a few the first names and how many.
_TOGETHER: Final = frozenset({"pass_expiring", "lot_expiring", "stock_low"})
_FEW: Final = 3
_SHEET = "handover_sheet"
_SPACE = "\N{IDEOGRAPHIC SPACE}"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What stands on the paper, of one that is done and of one that is being prepared."""

    number: str
    watch: WatchRow
    comes: str
    due_at: datetime
    done_at: datetime | None
    late_reason: str
    figures: Mapping[str, int]
    inside: Sequence[str]
    counts: Sequence[Count]
    note: str
    orders: str
    items: Sequence[DoneItem]
    signed: Signature | None
    anchor: str


def handover_sheet(read: Read, handover: int) -> tuple[Layout, ...]:
    """The pages of one hand-over; before it is done they say so. Raises StaleError when there is none."""
    sheet = (
        _done(read, handover)
        if records.state_of(read, handover) == drafting.DONE
        else _pending(read, handover)
    )
    office = str(settings.get(read, "office.name", "") or "")
    copy = printing.copies(read, ("handover", handover), _SHEET) + 1
    mark = paper.demo_mark() if settings.get(read, "office.demo", False) else None
    first, y = _particulars(sheet)
    more, y = _words(sheet, y)
    pieces = _pieces(_rows(sheet.items), y)
    pages: list[Layout] = []
    for number, piece in enumerate(pieces, 1):
        items: list[Drawn] = [*(watermark_items(mark, *A4) if mark else ()), *_head(sheet, office)]
        top = 44.0
        if number == 1:
            items += [*first, *more]
            top = y
        if piece or number == 1:
            items += grid(LEFT, top, _columns(), piece, row=_ROW, size=_SIZE, least=1)
            top += grid_height(len(piece), row=_ROW, least=1)
        if number == len(pieces):
            items += _end(sheet, top + 8)
        items += imprint(
            LEFT, RIGHT, 288, officer=read.officer.name, printed_at=read.at, copy=copy, page=number,
            pages=len(pieces),
        )  # fmt: skip
        pages.append(Layout(*A4, tuple(items)))
    return tuple(pages)


def draw(layouts: Sequence[Layout], title: str) -> bytes:
    """The pages as one PDF."""
    target = BytesIO()
    paper.write_layouts(target, title, layouts)
    return target.getvalue()


@requires(Permission.PRINT)
def record_sheet(work: Work, handover: int, destination: str) -> int:
    """Count a print; returns its copy number."""
    return printing.record(work, ("handover", handover), _SHEET, destination)


def _done(read: Read, handover: int) -> _Sheet:
    found = records.get_done(read, handover)
    inside = [
        _SPACE.join((t(f"handover.inside_kind.{kind}"), words.inside(kind, each["count"], each["overdue"])))
        for kind, each in found.inside.items()
    ]
    return _Sheet(
        found.number, found.watch, found.next.officer_name, found.due_at, found.done_at, found.late_reason or "",
        found.figures, inside, found.counts, found.note, found.orders, found.items, found.signed, found.anchor,
    )  # fmt: skip


def _pending(read: Read, handover: int) -> _Sheet:
    found = records.get_pending(read, handover)
    inside = [
        _SPACE.join(
            (t(f"handover.inside_kind.{each.kind}"), words.inside(each.kind, each.count, each.overdue))
        )
        for each in found.inside
    ]
    return _Sheet(
        "", found.watch, "", found.due_at, None, "", found.figures, inside, found.counts, found.note,
        found.orders, [DoneItem(item, None) for item in found.items], found.signed, "",
    )  # fmt: skip


def _head(sheet: _Sheet, office: str) -> list[Drawn]:
    number = t("handover.sheet.number", number=sheet.number) if sheet.number else t("handover.sheet.draft")
    return [
        Text(105, middle(22, 20), t("handover.sheet.title"), 20, bold=True, align="centre"),
        Text(LEFT, middle(33, 10.5), office, 10.5, shrink_to=100),
        Text(RIGHT, middle(33, 10.5), number, 10.5, align="right", shrink_to=70),
        Line(LEFT, 37, RIGHT, 37, 0.4),
    ]


def _particulars(sheet: _Sheet) -> tuple[list[Drawn], float]:
    watch, y, items = sheet.watch, 43.0, list[Drawn]()
    day = _SPACE.join((formats.full_day(watch.day), formats.weekday(watch.day), words.shift(watch)))
    done = "" if sheet.done_at is None else formats.full_moment(sheet.done_at)
    pairs = [
        ("day", day, "leader", watch.leader_name or ""),
        ("goes", watch.officer_name, "comes", sheet.comes),
        ("planned", formats.full_moment(sheet.due_at), "done_at", done),
    ]
    stand_in = sheet.signed.reason if sheet.signed is not None else None
    if sheet.late_reason or stand_in:
        pairs.append(("late", sheet.late_reason, "stand_in", stand_in or ""))
    half = WIDTH / 2 - 2
    for key, value, other, second in pairs:
        items += field(LEFT, y, t(f"handover.sheet.{key}"), value, room=half)
        items += field(LEFT + half + 4, y, t(f"handover.sheet.{other}"), second, room=half)
        y += 6.6
    return items, y


def _words(sheet: _Sheet, y: float) -> tuple[list[Drawn], float]:
    """The figures of the shift, who is inside, what was counted, notes and orders; each under its own small title."""
    figures = [
        _SPACE.join((t(f"handover.figure.{name}"), formats.number(sheet.figures[name])))
        for name in gathering.FIGURES
        if sheet.figures.get(name)
    ]
    wide = _SPACE * 2
    parts = [
        ("shift", wide.join(figures)),
        ("inside", wide.join(sheet.inside)),
        ("things", wide.join(_counted(one) for one in sheet.counts)),
        ("note", sheet.note),
        ("orders", sheet.orders),
    ]
    items: list[Drawn] = []
    for name, said in parts:
        y += 1.2
        items.append(Text(LEFT, middle(y, 9.5), t(f"handover.sheet.{name}"), 9.5, bold=True, shrink_to=34))
        for line in _folded(said or t("handover.sheet.none"), WIDTH - 36):
            items.append(Text(LEFT + 36, middle(y, 9.5), line, 9.5, shrink_to=WIDTH - 36))
            y += _PITCH
    y += 1.5
    title = t("handover.sheet.items", count=len(sheet.items))
    items.append(Text(LEFT, middle(y, 9.5), title, 9.5, bold=True))
    return items, y + 3.6


def _counted(one: Count) -> str:
    counted = t("handover.sheet.uncounted") if one.counted is None else str(one.counted)
    said = t(
        "handover.sheet.count",
        name=one.thing.name,
        counted=counted,
        expected=one.thing.quantity,
        unit=one.thing.unit,
    )
    return t("handover.sheet.count_note", said=said, note=one.note) if one.note else said


def _folded(text: str, room: float) -> list[str]:
    return [
        line
        for part in text.splitlines() or [""]
        for line in wrap(part, room, lambda words: ems(words) * 9.5 * POINT)
    ]


def _columns() -> tuple[FormColumn, ...]:
    return (
        FormColumn(t("handover.sheet.what"), 32, bold=True),
        FormColumn(t("handover.sheet.about"), 54),
        FormColumn(t("handover.sheet.place"), 32),
        FormColumn(t("handover.sheet.due"), 26),
        FormColumn(t("handover.sheet.refused"), 30),
    )


def _rows(items: Sequence[DoneItem]) -> list[tuple[str, ...]]:
    """A row for each thing; what only comes to its end by itself stands together in one, unless it was not taken."""
    rows: list[tuple[str, ...]] = []
    together: dict[str, list[DoneItem]] = {}
    for one in items:
        if one.item.what in _TOGETHER and one.refused is None:
            together.setdefault(one.item.what, []).append(one)
        else:
            rows.append(_cells(one))
    for those in together.values():
        if len(those) <= _FEW:
            rows += [_cells(one) for one in those]
            continue
        first = those[0].item
        names = t("handover.list_mark").join(words.name(one.item) for one in those[:_FEW])
        about = t("handover.sheet.several", names=names, count=len(those))
        dues = [one.item.due_at for one in those if one.item.due_at is not None]
        due = formats.moment(min(dues)) if dues else ""
        rows.append((words.what(first.feature, first.what), about, "", due, ""))
    return rows


def _cells(one: DoneItem) -> tuple[str, ...]:
    item = one.item
    about = _SPACE.join(part for part in (words.name(item), item.detail) if part)
    due = formats.moment(item.due_at)
    return words.what(item.feature, item.what), about, item.place, due, one.refused or ""


def _pieces(rows: list[tuple[str, ...]], top: float) -> list[list[tuple[str, ...]]]:
    """The rows by page; the last page has room for the signatures."""
    pieces: list[list[tuple[str, ...]]] = []
    while True:
        room = int((_FOOT - top) / _ROW) - 1
        if len(rows) <= max(0, int((_FOOT - _SIGNED - top) / _ROW) - 1):
            return [*pieces, rows]
        # The signatures never stand on a page alone.
        room = min(room, len(rows) - 1)
        pieces.append(rows[:room])
        rows, top = rows[room:], 44.0


def _end(sheet: _Sheet, y: float) -> list[Drawn]:
    labels = [t(f"handover.sheet.sign_{who}") for who in ("goes", "comes", "leader")]
    items: list[Drawn] = [*signatures(LEFT, y, labels, step=58)]
    said: list[str] = []
    if sheet.signed is not None:
        said.append(_confirmed(sheet.signed.name, sheet.signed.at))
    if sheet.done_at is not None:
        said.append(_confirmed(sheet.comes, sheet.done_at))
    items.append(Text(LEFT, middle(y + 7, 8.5), (_SPACE * 2).join(said), 8.5, shrink_to=WIDTH))
    if sheet.anchor:
        code = t("handover.sheet.anchor", code=sheet.anchor)
        items.append(Text(LEFT, middle(y + 13.5, 11), code, 11, bold=True))
        room = ems(code) * 11 * POINT + 4
        items.append(
            Text(
                LEFT + room,
                middle(y + 13.5, 8.5),
                t("handover.sheet.anchor_next"),
                8.5,
                shrink_to=WIDTH - room,
            )
        )
    return items


def _confirmed(name: str, at: datetime) -> str:
    return t("handover.sheet.confirmed", name=name, moment=formats.moment(at))
