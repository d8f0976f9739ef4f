"""The A6 pass with its stub and its back; the small forms are in `pass_small`.

Sizes and places are those of the office's design of the card: text and code stay 6 mm from the edge, black only.
"""

from __future__ import annotations

from typing import Final

from duty_desk.paper import dates
from duty_desk.paper.forms import seal_place
from duty_desk.paper.layout import Box, Item, Layout, Line, Text, lines_of, middle, moved
from duty_desk.paper.pass_card import PassCard, code, en, mark, zh

A6: Final = (105.0, 148.0)
BELOW: Final = 5.8  # points of the English under a Chinese line of 9 to 10 points
_GRID: Final = (
    ("day", 17.0),
    ("out", 15.0),
    ("temperature", 14.0),
    ("in", 15.0),
    ("temperature", 14.0),
    ("guard", 18.0),
)
STUB_HEIGHT: Final = 35.0
LEFT, RIGHT = 6.0, 99.0
WIDTH = RIGHT - LEFT


def layout_a6(card: PassCard) -> Layout:
    """The card, 105 × 148 mm."""
    items: list[Item] = []
    if card.demo:
        words = zh("paper.pass.demo")
        items.append(Text(54, 54, words, 46, bold=True, align="centre", shrink_to=88, ink="faint", angle=18))
    items += _head(card)
    items.append(Text(LEFT, middle(32, 28), card.holder, 28, bold=True, shrink_to=WIDTH))
    items += lines_of(card.holder_line, LEFT, 42, WIDTH, size=11, smallest=8)
    items += _validity(card)
    items += _facts(card)
    items += code(card, 8, 89, 36)
    items += _number(card)
    items += _foot(card)
    return Layout(*A6, tuple(items))


def _head(card: PassCard) -> list[Item]:
    items: list[Item] = [*mark(LEFT, 6, 15, card.mark, 28)]
    if not card.english:
        items += [
            Text(24, middle(9.8, 20), card.kind_title, 20, bold=True, shrink_to=75),
            Text(24, middle(17.8, 10), card.office, 10, shrink_to=48),
            Text(RIGHT, middle(17.8, 11), card.reason_label, 11, bold=True, align="right", shrink_to=25),
        ]
    else:
        title = card.kind_title_en or en("paper.pass.title")
        items += [
            Text(24, middle(9.2, 17), card.kind_title, 17, bold=True, shrink_to=75),
            Text(24, middle(14.4, 10.2), title, 10.2, bold=True, shrink_to=46),
            Text(24, middle(18.6, 9), card.office, 9, shrink_to=46),
            Text(24, middle(21.8, 5.6), card.office_en, 5.6, shrink_to=46),
            Text(RIGHT, middle(17.0, 11), card.reason_label, 11, bold=True, align="right", shrink_to=27),
            Text(RIGHT, middle(21.2, 6.6), card.reason_label_en, 6.6, align="right", shrink_to=27),
        ]
    items.append(Line(LEFT, 24, RIGHT, 24, 0.4))
    return items


def _validity(card: PassCard) -> list[Item]:
    date_width = 52.0 if card.hours else 87.0
    items: list[Item] = [
        Box(LEFT, 48, WIDTH, 20, line=0.7),
        Text(9, middle(52.4, 9), zh("paper.pass.until"), 9),
        Text(96, middle(52.4, 9), card.since, 9, align="right", shrink_to=50),
    ]
    if not card.english:
        items += [
            Text(9, middle(60.8, 24), card.until, 24, bold=True, shrink_to=date_width),
            Text(96, middle(62, 10.5), card.hours, 10.5, bold=True, align="right", shrink_to=33),
        ]
    else:
        items += [
            Text(24, middle(52.4, 6), en("paper.pass.until"), 6),
            Text(9, middle(58.2, 20), card.until, 20, bold=True, shrink_to=date_width),
            Text(9, middle(64.6, 11), card.until_en, 11, bold=True, shrink_to=date_width),
            Text(96, middle(60, 10.5), card.hours, 10.5, bold=True, align="right", shrink_to=33),
            Text(96, middle(64.6, 6.3), card.hours_en, 6.3, align="right", shrink_to=33),
        ]
    return items


def _facts(card: PassCard) -> list[Item]:
    # with English the rows move up a little, so that nothing comes near the code
    ys = (73.2, 79.6) if card.english else (74.0, 81.0)
    rows = (
        (ys[0], zh("paper.pass.gates"), en("paper.pass.gates"), card.gates, card.gates_en, 12.0, True),
        (ys[1], zh("paper.pass.reason"), en("paper.pass.reason"), card.reason, card.reason_en, 11.0, False),
    )
    items: list[Item] = []
    for y, label, label_en, value, value_en, size, bold in rows:
        below = bool(card.english and value_en)
        items.append(Text(LEFT, middle(y - (0.6 if card.english else 0), 9), label, 9))
        if card.english:
            items.append(Text(LEFT, middle(y + 2.4, 5.6), label_en, 5.6, shrink_to=12))
        if below:
            items += [
                Text(19, middle(y - 0.9, 10), value, 10, bold, shrink_to=80),
                Text(19, middle(y + 2.4, 6), value_en, 6, shrink_to=80),
            ]
        else:
            lines = lines_of(value, 19, y, 80, size=size, smallest=7.5, bold=bold)
            items += lines if len(lines) == 1 else moved(lines, 0, -0.8)
    return items


def _number(card: PassCard) -> list[Item]:
    issued = f"{zh('paper.pass.issued')}  {dates.full(card.issued_on)}"
    issuer = f"\u3000{card.issuer}" if card.issuer else ""
    checked = f"{zh('paper.pass.check_code')}  {card.code_text}"
    ys = (90.6, 95.9, 102.7) if card.english else (91.0, 97.0, 103.0)
    items: list[Item] = [
        Text(50, middle(ys[0], 10.5), card.number, 10.5, bold=True, shrink_to=49),
        Text(50, middle(ys[1], 10.5), checked, 10.5, shrink_to=34),
        Text(50, middle(ys[2], 9), issued + issuer, 9, shrink_to=49),
    ]
    if card.reprint:
        again = zh("paper.pass.reprint", count=card.reprint)
        items.append(Text(RIGHT, middle(ys[1], 9), again, 9, bold=True, align="right", shrink_to=14))
    if card.english:
        issued_en = f"{en('paper.pass.issued')} {dates.full(card.issued_on, dates.ENGLISH)}"
        items += [
            Text(50, middle(99.1, 5.8), en("paper.pass.check_code"), 5.8, shrink_to=34),
            Text(50, middle(105.9, 5.8), issued_en, 5.8, shrink_to=49),
        ]
    top, height = (108.0, 22.0) if card.english else (107.0, 23.0)
    words = zh("paper.pass.demo") if card.demo else zh("paper.pass.seal")
    under = en("paper.pass.demo" if card.demo else "paper.pass.seal") if card.english else ""
    items += seal_place(57, top, words, height=height, under=under)
    return items


def _foot(card: PassCard) -> list[Item]:
    first = zh("paper.pass.rule_first")
    second = zh("paper.pass.rule_second", phone=card.phone)
    items: list[Item] = [Line(LEFT, 133.5, RIGHT, 133.5, 0.4)]
    if not card.english:
        return [
            *items,
            Text(LEFT, middle(136.4, 7.5), first, 7.5, shrink_to=WIDTH),
            Text(LEFT, middle(140.4, 7.5), second, 7.5, shrink_to=WIDTH),
        ]
    under = en("paper.pass.rule_short", phone=card.phone)
    return [
        *items,
        Text(LEFT, middle(135.7, 6.8), first, 6.8, shrink_to=WIDTH),
        Text(LEFT, middle(138.5, 6.8), second, 6.8, shrink_to=WIDTH),
        Text(LEFT, middle(140.9, 6), under, 6, shrink_to=WIDTH),
    ]


def layout_stub(card: PassCard) -> Layout:
    """The 35 mm strip above the card that the office keeps; a dotted line at its foot to tear along."""
    items: list[Item] = [
        Text(LEFT, middle(8.4, 11), zh("paper.stub.title"), 11, bold=True),
        Text(19, middle(8.4, 9), card.kind_title, 9, shrink_to=32),
        Text(RIGHT, middle(8.4, 10.5), card.number, 10.5, bold=True, align="right", shrink_to=46),
        Line(LEFT, 11.6, RIGHT, 11.6, 0.25),
        Text(LEFT, middle(15.4, 9), zh("paper.stub.holder"), 9),
        Text(20, middle(15.4, 11), card.holder, 11, bold=True, shrink_to=48),
        Text(RIGHT, middle(15.4, 9), card.reason_label, 9, align="right", shrink_to=28),
        Text(20, middle(20, 8), card.holder_line, 8, shrink_to=79),
        Text(LEFT, middle(24.2, 9), zh("paper.stub.until"), 9),
        Text(20, middle(24.2, 10), card.until, 10, bold=True, shrink_to=38),
        *lines_of(card.reason, 61, 24.2, 38, size=8, smallest=6.5),
        Text(LEFT, middle(29.4, 9), zh("paper.stub.signature"), 9),
        Line(25, 31, 60, 31, 0.25),
        Text(64, middle(29.4, 9), zh("paper.stub.date"), 9),
        Line(72, 31, RIGHT, 31, 0.25),
        Line(0, STUB_HEIGHT, A6[0], STUB_HEIGHT, 0.3, dash=(0.3, 1.2)),
    ]
    return Layout(A6[0], STUB_HEIGHT, tuple(items))


def layout_back(card: PassCard) -> Layout:
    """The back of the A6 card: four rules, and ten rows for the gate to fill in; both languages for foreign holders."""
    items: list[Item] = [
        Text(LEFT, middle(9, 12), zh("paper.back.title"), 12, bold=True),
        Text(RIGHT, middle(9, 9), card.number, 9, align="right", shrink_to=60),
        Line(LEFT, 12.6, RIGHT, 12.6, 0.4),
    ]
    keys = ("first", "second", "third", "fourth")
    start, pitch = (16.2, 6.4) if card.english else (16.8, 5.2)
    for place, key in enumerate(keys):
        y = start + pitch * place
        items.append(Text(LEFT, middle(y, 9), zh(f"paper.back.{key}"), 9, shrink_to=WIDTH))
        if card.english:
            items.append(Text(LEFT, middle(y + 3.1, BELOW), en(f"paper.back.{key}"), BELOW, shrink_to=WIDTH))
    top, head, row, rows = (45.4, 8.6, 8.7, 10) if card.english else (42.6, 7.0, 9.2, 10)
    items.append(Text(LEFT, middle(top - 3.2, 10), zh("paper.back.grid"), 10, bold=True))
    foot = top + head + row * rows
    items.append(Box(LEFT, top, WIDTH, foot - top, line=0.4))
    items += [Line(LEFT, y, RIGHT, y, 0.2) for y in (top + head + row * i for i in range(rows))]
    x = LEFT
    for key, width in _GRID:
        centre = x + width / 2
        raised = 1.3 if card.english else 0.0
        words = zh(f"paper.back.{key}")
        items.append(Text(centre, middle(top + head / 2 - raised, 9), words, 9, bold=True, align="centre"))
        if card.english:
            under = en(f"paper.back.{key}")
            items.append(
                Text(centre, middle(top + head - 2, BELOW), under, BELOW, align="centre", shrink_to=width - 1)
            )
        x += width
        if x < RIGHT - 0.1:
            items.append(Line(x, top, x, foot, 0.2))
    return Layout(*A6, tuple(items))
