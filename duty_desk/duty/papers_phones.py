"""The telephone list of the office on one A4 sheet, for the wall beside the telephone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from duty_desk import audit, paper, settings
from duty_desk.duty import references
from duty_desk.duty.references import ReferenceRow
from duty_desk.errors import Refusal
from duty_desk.paper import dates
from duty_desk.paper.forms import FormColumn, grid, imprint
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Item, Layout, Text, middle
from duty_desk.paper.pass_card import zh
from duty_desk.roles import Permission, require, requires
from duty_desk.work import Read, Work

A4: Final = (210.0, 297.0)
_LEFT: Final = 18.0
_RIGHT: Final = 192.0
_TOP: Final = 36.0
_FOOT: Final = 276.0
_WIDTH: Final = _RIGHT - _LEFT
# As tall as is comfortable, as low as still can be read from the chair.
_TALLEST, _LOWEST = 10.0, 4.4


def phone_list(read: Read) -> Layout:
    """One sheet: in one column, in two where one is too long; rows as tall as there is room for."""
    require(read, Permission.PRINT)
    rows = references.list_phones(read)
    if not rows:
        raise Refusal("duty_references.refusal.no_phones")
    one = len(rows) <= 24
    per_column = len(rows) if one else -(-len(rows) // 2)
    height = min(_TALLEST, (_FOOT - _TOP) / (per_column + 1))
    if height < _LOWEST:
        raise Refusal("duty_references.refusal.too_many", count=len(rows))
    mark = paper.demo_mark() if settings.get(read, "office.demo", False) else None
    office = str(settings.get(read, "office.name", "") or "")
    items: list[Item] = [
        *(watermark_items(mark, *A4) if mark else ()),
        Text(105, middle(18, 20), zh("duty_references.paper.title"), 20, bold=True, align="centre"),
        Text(_LEFT, middle(29, 10.5), office, 10.5, shrink_to=100),
        Text(_RIGHT, middle(29, 10.5), dates.full(read.at.date(), dates.CHINESE), 10.5, align="right"),
    ]
    width = _WIDTH if one else _WIDTH / 2 - 3
    pieces = [rows] if one else [rows[:per_column], rows[per_column:]]
    for place, piece in enumerate(pieces):
        items += _column(piece, _LEFT + place * (width + 6), width, height)
    items += imprint(
        _LEFT,
        _RIGHT,
        286,
        officer=read.officer.name,
        printed_at=read.at,
        copy=1,
        page=1,
        pages=1,
        chinese=True,
    )
    words = "".join(item.text for item in items if isinstance(item, Text))
    if missing := paper.missing_characters(words):
        raise Refusal("duty.refusal.missing_characters", characters=" ".join(missing))
    return Layout(*A4, tuple(items))


@requires(Permission.PRINT)
def record_list(work: Work) -> None:
    """Put on record that the telephone list was printed."""
    audit.record(work, action="reference.print", after={"count": len(references.list_phones(work))})


def _column(rows: Sequence[ReferenceRow], x: float, width: float, height: float) -> tuple[Item, ...]:
    size = min(12.0, height * 1.6)
    shares = (("title", 0.4), ("issuer", 0.28), ("phone", 0.32))
    columns = [
        FormColumn(zh(f"duty_references.paper_column.{key}"), width * share, "left", key == "phone")
        for key, share in shares
    ]
    cells = [(row.title, row.issuer, row.phone) for row in rows]
    return grid(x, _TOP, columns, cells, row=height, size=size)
