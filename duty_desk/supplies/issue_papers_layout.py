"""The slip that goods go out with: two parts on a sheet of A4, a full page for each part when there are many lines; no prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from duty_desk.paper.forms import FormColumn, blank, cut_line, field, grid, imprint, seal_place, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Item, Layout, Line, Qr, Text, lines_of, middle, moved
from duty_desk.paper.pass_card import zh

A4: Final = (210.0, 297.0)
HALF: Final = 148.5
LEFT: Final = 18.0
RIGHT: Final = 192.0
ROW: Final = 7.0
IN_HALF: Final = 6
ON_PAGE: Final = 24
_TABLE: Final = 38.0
_SIZE: Final = 10.5


@dataclass(frozen=True, slots=True)
class IssueSlip:
    """What stands on one slip. `rows` are number, name and spec, unit, asked, approved, issued, lot and note."""

    office: str
    number: str
    code: str
    day: str
    unit: str
    purpose: str
    receiver: str
    store: str
    rows: tuple[tuple[str, ...], ...]
    balance: str
    done: str
    needs_two: bool
    officer: str
    printed_at: datetime
    copy: int
    watermark: str | None = None


def layout_slip(slip: IssueSlip, parts: int = 2) -> tuple[Layout, ...]:
    """The pages of the first `parts` of: store, unit, accounts."""
    names = [zh(f"supplies_dispatch.slip.part_{n}") for n in range(1, parts + 1)]
    if len(slip.rows) > IN_HALF:
        return tuple(page for name in names for page in _pages(slip, name))
    pages: list[Layout] = []
    for start in range(0, parts, 2):
        items: list[Item] = list(watermark_items(slip.watermark, *A4)) if slip.watermark else []
        for place, name in enumerate(names[start : start + 2]):
            items += moved(_part(slip, name, slip.rows, IN_HALF, 1, 1, HALF), 0, place * HALF)
        items += cut_line(HALF, A4[0], chinese=True)
        pages.append(Layout(*A4, tuple(items)))
    return tuple(pages)


def _pages(slip: IssueSlip, name: str) -> tuple[Layout, ...]:
    pieces = [slip.rows[i : i + ON_PAGE] for i in range(0, len(slip.rows), ON_PAGE)]
    found: list[Layout] = []
    for n, rows in enumerate(pieces, start=1):
        items: list[Item] = list(watermark_items(slip.watermark, *A4)) if slip.watermark else []
        least = min(ON_PAGE, len(rows) + 1) if n == len(pieces) else len(rows)
        items += _part(slip, name, rows, least, n, len(pieces), A4[1])
        found.append(Layout(*A4, tuple(items)))
    return tuple(found)


def _part(
    slip: IssueSlip,
    name: str,
    rows: Sequence[Sequence[str]],
    least: int,
    page: int,
    pages: int,
    height: float,
) -> tuple[Item, ...]:
    """One part from the top of its half or page. Only the last page of a part is signed."""
    title = f"{slip.office}\N{IDEOGRAPHIC SPACE}{zh('supplies_dispatch.slip.title')}"
    items: list[Item] = [
        Text(105, middle(16, 17), title, 17, bold=True, align="centre", shrink_to=112),
        Text(RIGHT, middle(16, 9), name, 9, align="right", shrink_to=30),
        *field(LEFT, 26, zh("supplies_dispatch.slip.unit"), slip.unit, room=66, size=_SIZE),
        *field(LEFT + 70, 26, zh("supplies_dispatch.slip.purpose"), slip.purpose, room=56, size=_SIZE),
        Text(RIGHT, middle(26, _SIZE), slip.number, _SIZE, bold=True, align="right", shrink_to=46),
        *field(LEFT, 32.5, zh("supplies_dispatch.slip.receiver"), slip.receiver, room=66, size=_SIZE),
        *field(LEFT + 70, 32.5, zh("supplies_dispatch.slip.store"), slip.store, room=60, size=_SIZE),
        Text(RIGHT, middle(32.5, _SIZE), slip.day, _SIZE, align="right", shrink_to=40),
        *grid(LEFT, _TABLE, _columns(), rows, row=ROW, size=9, least=least, end_mark=True, chinese=True),
    ]
    foot = _TABLE + ROW * (max(len(rows), least) + 1)
    signed = height - 47.5
    if page == pages:
        items += lines_of(slip.balance, LEFT, foot + 4.5, RIGHT - LEFT, size=9, smallest=7.5)
        labels = [
            zh(f"supplies_dispatch.slip.{who}") for who in ("approver", "keeper", "taker", "bookkeeper")
        ]
        items += signatures(LEFT, signed, labels, step=33, dated=True, chinese=True)
        if slip.needs_two:
            words = zh("supplies_dispatch.slip.second")
            items += blank(LEFT + 66, signed + 16, words, room=63)
        items += seal_place(RIGHT - 40, signed - 6, zh("supplies_dispatch.slip.seal"), width=40, height=24)
    under = height - 29.5
    items.append(Qr(LEFT, under, 15, slip.code))
    items.append(
        Text(LEFT + 19, middle(under + 2.5, 8.5), zh("supplies_dispatch.slip.scan"), 8.5, shrink_to=45)
    )
    items.append(Text(LEFT + 19, middle(under + 7.5, 8.5), slip.done, 8.5, shrink_to=RIGHT - LEFT - 19))
    items += imprint(
        LEFT + 19, RIGHT, under + 12.5, officer=slip.officer, printed_at=slip.printed_at, copy=slip.copy,
        page=page, pages=pages, chinese=True
    )  # fmt: skip
    if page < pages:
        items.append(Line(LEFT, foot + 3, RIGHT, foot + 3, 0.2))
    return tuple(items)


def _columns() -> tuple[FormColumn, ...]:
    return (
        FormColumn(zh("supplies_dispatch.slip.n"), 9, "centre"),
        FormColumn(zh("supplies_dispatch.slip.name"), 50),
        FormColumn(zh("supplies_dispatch.slip.base_unit"), 13, "centre"),
        FormColumn(zh("supplies_dispatch.slip.asked"), 16, "right"),
        FormColumn(zh("supplies_dispatch.slip.approved"), 16, "right"),
        FormColumn(zh("supplies_dispatch.slip.issued"), 16, "right", bold=True),
        FormColumn(zh("supplies_dispatch.slip.lot"), 26),
        FormColumn(zh("supplies_dispatch.slip.note"), 28),
    )
