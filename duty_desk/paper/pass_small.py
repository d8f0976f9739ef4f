"""The pass as a wallet card and on the 80 mm receipt roll."""

from __future__ import annotations

from typing import Final

from duty_desk.paper import dates
from duty_desk.paper.layout import POINT, Box, Item, Layout, Line, Text, halves, lines_of, middle
from duty_desk.paper.pass_card import PassCard, code, en, mark, zh
from duty_desk.paper.text import ems

CARD: Final = (85.6, 54.0)
RECEIPT: Final = (80.0, 148.0)
# The roll is cut this much later where the rules stand in two languages: the code keeps its quiet zone.
SECOND_LINE: Final = 4.0


def layout_card(card: PassCard) -> Layout:
    """The wallet card, 85.6 × 54 mm. Its code is 25 mm, the smallest that a cheap scanner reads after a bad print."""
    left, right, code_side = 4.0, 81.6, 25.0
    code_left = right - code_side
    room = code_left - 4.5 - left  # left of the quiet zone
    fallback = en("paper.pass.title")
    title = f"{card.kind_title} {card.kind_title_en or fallback}" if card.english else card.kind_title
    items: list[Item] = [
        *mark(left, 4, 11, card.mark, 21),
        Text(17, middle(6.7, 12), title, 12, bold=True, shrink_to=64.6),
        Text(17, middle(12.2, 8), card.office, 8, shrink_to=34),
        Text(left, middle(20.6, 16), card.holder, 16, bold=True, shrink_to=room),
        *lines_of(card.holder_line, left, 27, room, size=8, smallest=6),
        Text(left, middle(31, 7), _label("paper.pass.until", card.english), 7, shrink_to=room),
        Text(left, middle(35.6, 14), card.until, 14, bold=True, shrink_to=room),
        *lines_of(card.gates, left, 41.4, room, size=9, smallest=6.5, bold=True),
        Text(left, middle(45.4, 7.5), card.hours, 7.5, shrink_to=room),
        Text(left, middle(49, 8), card.number, 8, shrink_to=46),
        *code(card, code_left, 13, code_side),
        Text(right, middle(43.8, 10), card.code_text, 10, bold=True, align="right", shrink_to=code_side),
    ]
    if card.demo:
        last, bold = zh("paper.pass.demo"), True
    elif card.reprint:
        last, bold = zh("paper.pass.reprint", count=card.reprint), True
    else:
        last, bold = card.reason_label, False
    items.append(Text(right, middle(48.8, 9), last, 9, bold=bold, align="right", shrink_to=28))
    return Layout(*CARD, tuple(items))


def _label(key: str, english: bool) -> str:
    return f"{zh(key)} {en(key)}" if english else zh(key)


def layout_receipt(card: PassCard) -> Layout:
    """The receipt, 80 mm wide of which 72 print; pure black, lines from 0.35 mm, text from 8 points."""
    left, right, width = 4.0, 76.0, 72.0
    title_en = card.kind_title_en or en("paper.pass.title")
    items: list[Item] = [
        Text(40, middle(7.6, 10), card.office, 10, align="centre", shrink_to=width),
        Text(40, middle(15.4, 20), card.kind_title, 20, bold=True, align="centre", shrink_to=width),
        Line(left, 24, right, 24, 0.5),
        *mark(left, 27, 13, card.mark, 24),
        Text(20, middle(30.4, 20), card.holder, 20, bold=True, shrink_to=56),
        *lines_of(f"{card.holder_line}\u3000{card.reason_label}", 20, 37.8, 56, size=9.5, smallest=8),
        Box(left, 43.5, width, 19, line=0.7),
        Text(7, middle(47.7, 8.5), _label("paper.pass.until", card.english), 8.5, shrink_to=34),
        Text(73, middle(47.7, 8.5), card.hours, 8.5, bold=True, align="right", shrink_to=32),
        Text(7, middle(55.8, 20), card.until, 20, bold=True, shrink_to=66),
    ]
    if card.english:
        items.append(Text(40, middle(21.2, 8), title_en, 8, align="centre", shrink_to=width))
    issued = f"{dates.full_moment(card.issued_on)}\u3000{card.issuer}"
    if card.reprint:
        issued += f"\u3000{zh('paper.pass.reprint', count=card.reprint)}"
    rows = [
        (_label("paper.pass.gates", card.english), card.gates, True),
        (_label("paper.pass.reason", card.english), card.reason, False),
        (_label("paper.pass.number", card.english), card.number, False),
        (_label("paper.pass.check_code", card.english), card.code_text, True),
        (_label("paper.pass.issued", card.english), issued, False),
    ]
    items += _rows(rows, left, right, english=card.english)
    items += code(card, 21, 95.5, 38)
    items += _receipt_foot(card, left, right)
    wide, high = RECEIPT
    return Layout(wide, high + (SECOND_LINE if card.english else 0), tuple(items))


def _receipt_foot(card: PassCard, left: float, right: float) -> list[Item]:
    """What the holder has to know; foreign holders read it in English too."""
    key = "paper.pass.demo" if card.demo else "paper.pass.rule_short"
    room = right - left
    items: list[Item] = [
        Line(left, 139.9, right, 139.9, 0.5),
        Text(
            40,
            middle(142.8, 8.5),
            zh(key, phone=card.phone),
            8.5,
            bold=card.demo,
            align="centre",
            shrink_to=room,
        ),
    ]
    if card.english:
        under = en(key, phone=card.phone)
        items.append(
            Text(40, middle(142.8 + SECOND_LINE, 8), under, 8, bold=card.demo, align="centre", shrink_to=room)
        )
    return items


def _rows(rows: list[tuple[str, str, bool]], left: float, right: float, *, english: bool) -> list[Item]:
    """Label and value; a long value takes two lines, and all rows move closer so that they end above the code."""
    indent = 28.0 if english else 14.0
    room = right - left - indent
    size = 9.5 if all(ems(value) * 9.5 * POINT <= room for _, value, _ in rows) else 8.5
    lines: list[tuple[str, str, bool]] = []
    for label, value, bold in rows:
        for part in halves(value, room, lambda text: ems(text) * size * POINT):
            lines.append((label, part, bold))
            label = ""
    pitch = min(5.0, 20.0 / max(len(lines) - 1, 1))
    items: list[Item] = []
    for i, (label, value, bold) in enumerate(lines):
        y = 67.4 + i * pitch
        if label:
            items.append(Text(left, middle(y, 8), label, 8, shrink_to=indent - 1))
        items.append(Text(left + indent, middle(y, size), value, size, bold, shrink_to=room))
    return items
