"""The visitor's slip: on the 80 mm roll and as an A6 card; the host signs it, the gate takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from duty_desk import formats
from duty_desk.paper import Box, Item, Layout, Line, Qr, Text, middle
from duty_desk.paper.forms import blank, field
from duty_desk.strings import t

RECEIPT: Final = (80.0, 150.0)
A6: Final = (105.0, 148.0)


@dataclass(frozen=True, slots=True)
class SlipContent:
    """What stands on a slip. `payload` is its code, `document` is shortened already."""

    office: str
    phone: str
    number: str
    check_code: str
    payload: str
    name: str
    document: str
    firm: str
    plate: str
    purpose: str
    host: str
    host_unit: str
    places: str
    came_at: datetime
    until: datetime
    officer: str
    reprint: int = 0
    demo: bool = False


def layout_slip_receipt(slip: SlipContent) -> Layout:
    """80 mm wide, of which 72 print."""
    left, right, width = 4.0, 76.0, 72.0
    items: list[Item] = [
        Text(40, middle(7.5, 10), slip.office, 10, align="centre", shrink_to=width),
        Text(40, middle(15, 18), t("gate.slip.title"), 18, bold=True, align="centre", shrink_to=width),
        Line(left, 21.5, right, 21.5, 0.5),
        Text(left, middle(27, 18), slip.name, 18, bold=True, shrink_to=44),
        Text(right, middle(27.5, 9), slip.document, 9, align="right", shrink_to=26),
        Box(left, 32.5, width, 15, line=0.7),
        Text(7, middle(36.5, 8.5), t("gate.slip.until"), 8.5),
        Text(7, middle(42.8, 15), formats.moment(slip.until), 15, bold=True, shrink_to=66),
    ]
    items += _lines(slip, left, 52.5, width, size=9.0, pitch=5.4)
    items.append(Qr(23.0, 93.5, 34.0, slip.payload))
    items.append(
        Text(
            40,
            middle(131.5, 10),
            f"{slip.number}\N{IDEOGRAPHIC SPACE}{slip.check_code}",
            10,
            True,
            "centre",
            width,
        )
    )
    items += blank(left, 136.9, t("gate.slip.host_signs"), room=width, size=9)
    items.append(Line(left, 142.6, right, 142.6, 0.5))
    items.append(Text(40, middle(146, 8), _foot(slip), 8, bold=slip.demo, align="centre", shrink_to=width))
    return Layout(*RECEIPT, tuple(items))


def layout_slip_a6(slip: SlipContent) -> Layout:
    """A card of 105 × 148 mm."""
    left, right, width = 8.0, 97.0, 89.0
    items: list[Item] = [
        Text(left, middle(10, 10), slip.office, 10, shrink_to=width),
        Text(left, middle(19, 22), t("gate.slip.title"), 22, bold=True, shrink_to=55),
        Text(right, middle(19.5, 10), slip.number, 10, align="right", shrink_to=40),
        Line(left, 25.5, right, 25.5, 0.5),
        Text(left, middle(32.5, 20), slip.name, 20, bold=True, shrink_to=52),
        Text(right, middle(33, 9.5), slip.document, 9.5, align="right", shrink_to=36),
        Box(left, 39, width, 15, line=0.5),
        Text(11, middle(43, 8.5), t("gate.slip.until"), 8.5),
        Text(11, middle(49.3, 15), formats.moment(slip.until), 15, bold=True, shrink_to=82),
    ]
    items += _lines(slip, left, 59.5, width, size=9.5, pitch=5.6)
    items.append(Qr(11.0, 103.0, 28.0, slip.payload))
    items.append(Text(48, middle(107, 12), slip.check_code, 12, bold=True, shrink_to=48))
    items += blank(48, 117, t("gate.slip.host_signs"), room=48, size=9)
    items += blank(48, 127, t("gate.slip.left_at"), room=48, size=9)
    items.append(Line(left, 138.5, right, 138.5, 0.35))
    items.append(Text(left, middle(142.5, 8), _foot(slip), 8, bold=slip.demo, shrink_to=width))
    return Layout(*A6, tuple(items))


def _lines(slip: SlipContent, x: float, y: float, room: float, *, size: float, pitch: float) -> list[Item]:
    values = (
        ("firm", slip.firm),
        ("purpose", slip.purpose),
        ("host", "\N{IDEOGRAPHIC SPACE}".join(part for part in (slip.host_unit, slip.host) if part)),
        ("places", slip.places),
        ("plate", slip.plate),
        ("came_at", formats.moment(slip.came_at)),
        ("officer", slip.officer),
    )
    items: list[Item] = []
    row = 0
    for key, value in values:
        if value:
            items += field(x, y + row * pitch, t(f"gate.slip.{key}"), value, room=room, size=size)
            row += 1
    return items


def _foot(slip: SlipContent) -> str:
    if slip.demo:
        return t("gate.slip.demo")
    words = t("gate.slip.rule", phone=slip.phone)
    return (
        words
        if not slip.reprint
        else f"{words}\N{IDEOGRAPHIC SPACE}{t('gate.slip.reprint', count=slip.reprint)}"
    )
