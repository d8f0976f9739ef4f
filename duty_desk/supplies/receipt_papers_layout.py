"""The form that slips of goods are printed on: two parts on a sheet of A4, or a full page for each part when there are many lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from duty_desk import paper
from duty_desk.errors import Refusal
from duty_desk.paper.forms import FormColumn, cut_line, field, grid, imprint, seal_place, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Item, Layout, Text, middle, moved
from duty_desk.strings import t

A4: Final = (210.0, 297.0)
HALF: Final = 148.5
LEFT: Final = 18.0
WIDTH: Final = 174.0
_RIGHT: Final = LEFT + WIDTH
_ROW: Final = 7.0
_IN_HALF: Final = 6
_ON_PAGE: Final = 24
_UNDER: Final = 5.2


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip. `heads` are (label, value), three on a line; `under` are sentences below the table."""

    title: str
    number: str
    heads: tuple[tuple[str, str], ...]
    columns: tuple[FormColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    under: tuple[str, ...]
    signed: tuple[str, ...]
    seal: str
    parts: tuple[str, ...]
    office: str
    officer: str
    printed_at: datetime
    copy: int
    watermark: str | None = None


def layout_slip(slip: Slip) -> tuple[Layout, ...]:
    """The pages of all parts. Raises Refusal for characters that no font of ours has."""
    if len(slip.rows) <= _IN_HALF and len(slip.under) <= 5:
        layouts = _halves(slip)
    else:
        layouts = tuple(page for part in slip.parts for page in _pages(slip, part))
    return checked(layouts)


def checked(layouts: Sequence[Layout]) -> tuple[Layout, ...]:
    """The layouts, unless they hold a character that would be printed as an empty box."""
    words = "".join(item.text for layout in layouts for item in layout.items if isinstance(item, Text))
    if missing := paper.missing_characters(words):
        characters = t("supplies_receive.list_mark").join(missing)
        raise Refusal("supplies_receive.refusal.missing_characters", characters=characters)
    return tuple(layouts)


def _halves(slip: Slip) -> tuple[Layout, ...]:
    pages: list[Layout] = []
    for start in range(0, len(slip.parts), 2):
        items: list[Item] = list(watermark_items(slip.watermark, *A4)) if slip.watermark else []
        here = slip.parts[start : start + 2]
        for place, part in enumerate(here):
            body = _body(slip, part, slip.rows, least=_IN_HALF, height=HALF, page=1, pages=1)
            items += moved(body, 0, place * HALF)
        items += cut_line(HALF, A4[0], chinese=True)
        pages.append(Layout(*A4, tuple(items)))
    return tuple(pages)


def _pages(slip: Slip, part: str) -> tuple[Layout, ...]:
    pieces = [slip.rows[i : i + _ON_PAGE] for i in range(0, len(slip.rows), _ON_PAGE)] or [()]
    pages: list[Layout] = []
    for n, rows in enumerate(pieces, start=1):
        items: list[Item] = list(watermark_items(slip.watermark, *A4)) if slip.watermark else []
        least = min(_ON_PAGE, len(rows) + 1) if n == len(pieces) else len(rows)
        items += _body(slip, part, rows, least=least, height=A4[1], page=n, pages=len(pieces))
        pages.append(Layout(*A4, tuple(items)))
    return tuple(pages)


def _body(
    slip: Slip, part: str, rows: Sequence[Sequence[str]], *, least: int, height: float, page: int, pages: int
) -> tuple[Item, ...]:
    """One part, from the top of its half or page."""
    items: list[Item] = [
        Text(LEFT, middle(16, 10), slip.office, 10, shrink_to=46),
        Text(LEFT + WIDTH / 2, middle(16, 17), slip.title, 17, bold=True, align="centre", shrink_to=78),
        Text(_RIGHT, middle(12.5, 9), part, 9, align="right", shrink_to=46),
        Text(_RIGHT, middle(18.3, 10.5), slip.number, 10.5, bold=True, align="right", shrink_to=46),
    ]
    third = WIDTH / 3
    for n, (label, value) in enumerate(slip.heads):
        line, column = divmod(n, 3)
        items += field(LEFT + column * third, 25.5 + line * 6.2, label, value, room=third - 3, size=9.5)
    top = 25.5 + 6.2 * ((len(slip.heads) + 2) // 3)
    items += grid(LEFT, top, slip.columns, rows, row=_ROW, size=9, least=least, end_mark=True, chinese=True)
    foot = top + _ROW * (max(len(rows), least) + 1) + 4
    if page == pages:
        for n, words in enumerate(slip.under):
            items.append(Text(LEFT, middle(foot + n * _UNDER, 9), words, 9, shrink_to=WIDTH))
        signed = height - 22.5
        items += signatures(LEFT, signed, slip.signed, step=32, dated=False)
        items += seal_place(_RIGHT - 40, signed - 12, slip.seal, width=40, height=20)
    items += imprint(
        LEFT,
        _RIGHT,
        height - 9,
        officer=slip.officer,
        printed_at=slip.printed_at,
        copy=slip.copy,
        page=page,
        pages=pages,
        chinese=True,
    )
    return tuple(items)
