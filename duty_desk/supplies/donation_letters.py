"""The certificate of a donation, A4 across with a red frame, and the letter of thanks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from duty_desk.paper import dates
from duty_desk.paper.forms import FormColumn, grid, grid_height
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import POINT, Box, Item, Layout, Line, Text, middle
from duty_desk.paper.pass_card import zh
from duty_desk.paper.text import ems, wrap

ACROSS: Final = (297.0, 210.0)
UPRIGHT: Final = (210.0, 297.0)
_SIZE: Final = 16.0
_PITCH: Final = 10.0
_IN_CERTIFICATE: Final = 5
_IN_LETTER: Final = 14
_INDENT: Final = "\N{IDEOGRAPHIC SPACE}" * 2


@dataclass(frozen=True, slots=True)
class Thanks:
    """What stands on both. `rows` are goods, quantity, unit and what they are meant for.

    `spoken_to` is a person, a group of them or an organisation.
    """

    office: str
    phone: str
    number: str
    donor: str
    spoken_to: str
    given_on: date
    dated: date
    rows: tuple[tuple[str, str, str, str], ...]
    watermark: str | None = None


def layout_certificate(thanks: Thanks) -> tuple[Layout, ...]:
    """The certificate; goods beyond the fifth are named together, and the receipt has them all."""
    width, height = ACROSS
    left, right, room = 38.0, width - 38.0, width - 76.0
    items: list[Item] = list(watermark_items(thanks.watermark, *ACROSS)) if thanks.watermark else []
    items += [
        Box(12, 12, width - 24, height - 24, line=1.2, ink="red"),
        Box(14.5, 14.5, width - 29, height - 29, line=0.3, ink="red"),
        Text(width / 2, middle(40, 44), zh("supplies_receive.letter.certificate"), 44, True, "centre", room,
             ink="red", serif=True),
        Text(right, middle(59, 12), thanks.number, 12, align="right", shrink_to=90, serif=True),
        Text(left, middle(73, 18), zh("supplies_receive.letter.to", donor=thanks.donor), 18, True,
             shrink_to=room, serif=True),
    ]  # fmt: skip
    words = zh("supplies_receive.letter.certified", day=dates.full(thanks.given_on))
    items += _paragraph(_INDENT + words, left, 85.0, room)
    rows = _shortened(thanks.rows, _IN_CERTIFICATE)
    columns = _columns((90.0, 30.0, 30.0, 31.0))
    x = (width - 181.0) / 2
    items += grid(x, 106, columns, rows, row=8.2, size=12, serif=True, tint=False)
    foot = 106 + grid_height(len(rows), row=8.2) + 5
    y = max(foot + 6, 168.0)
    items += [
        Text(left, middle(y, 9), zh("supplies_receive.letter.ask", number=thanks.number, phone=thanks.phone), 9,
             shrink_to=120),
        Text(right, middle(y, 16), zh("supplies_receive.letter.sealed", office=thanks.office), 16, True, "right",
             100, serif=True),
        Text(right, middle(y + 10, 16), dates.full(thanks.dated), 16, align="right", shrink_to=100, serif=True),
        Text(left, middle(height - 18.5, 8), zh("supplies_receive.letter.no_tax"), 8, shrink_to=room),
    ]  # fmt: skip
    return (Layout(*ACROSS, tuple(items)),)


def layout_letter(thanks: Thanks) -> tuple[Layout, ...]:
    """The letter of thanks on one page."""
    width = UPRIGHT[0]
    left, room = 28.0, width - 54.0
    items: list[Item] = list(watermark_items(thanks.watermark, *UPRIGHT)) if thanks.watermark else []
    items += [
        Text(width / 2, middle(40, 26), zh("supplies_receive.letter.thanks"), 26, True, "centre", room, serif=True),
        Text(left, middle(60, _SIZE), zh("supplies_receive.letter.to", donor=thanks.donor), _SIZE, True,
             shrink_to=room, serif=True),
    ]  # fmt: skip
    words = zh(f"supplies_receive.letter.first.{thanks.spoken_to}", day=dates.full(thanks.given_on))
    text = _paragraph(_INDENT + words, left, 70.0, room)
    items += text
    y = 70.0 + _PITCH * len(text) + 3
    rows = _shortened(thanks.rows, _IN_LETTER)
    items += grid(left, y, _columns((76.0, 25.0, 20.0, 35.0)), rows, row=8, size=11, serif=True, tint=False)
    y += grid_height(len(rows), row=8) + 9
    second = _paragraph(_INDENT + zh(f"supplies_receive.letter.second.{thanks.spoken_to}"), left, y, room)
    items += second
    y += _PITCH * len(second)
    closing = _INDENT + zh("supplies_receive.letter.closing")
    items.append(Text(left, middle(y, _SIZE), closing, _SIZE, shrink_to=room, serif=True))
    y += _PITCH * 1.8
    items += [
        Text(left + room, middle(y, _SIZE), zh("supplies_receive.letter.sealed", office=thanks.office), _SIZE, True,
             "right", room, serif=True),
        Text(left + room, middle(y + _PITCH, _SIZE), dates.full(thanks.dated), _SIZE, align="right",
             shrink_to=room, serif=True),
        Line(left, 276, left + room, 276, 0.2),
        Text(left, middle(280, 9), zh("supplies_receive.letter.ask", number=thanks.number, phone=thanks.phone), 9,
             shrink_to=room),
    ]  # fmt: skip
    return (Layout(*UPRIGHT, tuple(items)),)


def _paragraph(words: str, x: float, y: float, room: float) -> list[Item]:
    lines = wrap(words, room, lambda text: ems(text) * _SIZE * POINT)
    return [
        Text(x, middle(y + n * _PITCH, _SIZE), line, _SIZE, shrink_to=room, serif=True)
        for n, line in enumerate(lines)
    ]


def _columns(widths: tuple[float, float, float, float]) -> tuple[FormColumn, ...]:
    titles = [zh(f"supplies_receive.letter.column.{key}") for key in ("goods", "quantity", "unit", "purpose")]
    name, quantity, unit, purpose = widths
    return (
        FormColumn(titles[0], name),
        FormColumn(titles[1], quantity, "right"),
        FormColumn(titles[2], unit, "centre"),
        FormColumn(titles[3], purpose, "centre"),
    )


def _shortened(rows: tuple[tuple[str, str, str, str], ...], most: int) -> list[tuple[str, str, str, str]]:
    if len(rows) <= most:
        return list(rows)
    more = zh("supplies_receive.letter.more", count=len(rows) - most + 1)
    return [*rows[: most - 1], (more, "", "", "")]
