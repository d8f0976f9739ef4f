"""The card that lies at the gate, one page A4: scan, see the colour, do this; why not; at night; without power."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final

from duty_desk import paper, policy, settings
from duty_desk.gate.answer_rules import LOOKS, RULINGS, Answer, Reason, Word
from duty_desk.paper import Item, Layout, Line, Text, middle
from duty_desk.paper.forms import FormColumn, grid, imprint
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Box, Ink, lines_of
from duty_desk.passes import tokens
from duty_desk.strings import has, t
from duty_desk.work import Read

A4: Final = (210.0, 297.0)
LEFT, RIGHT = 15.0, 195.0
# The answers a guard sees, each with the ink of its colour and of the words on it.
ANSWERS: Final[tuple[tuple[Word, Ink, Ink], ...]] = (
    (Word.GO, "green", "white"),
    (Word.MEASURE, "blue", "white"),
    (Word.CHECK, "amber", "ink"),
    (Word.STOP, "red", "white"),
)
# Those that come up most at a gate (checks U-04), in the order of the checks.
REASONS: Final = (
    Reason.UNKNOWN,
    Reason.NOT_APPROVED,
    Reason.VOIDED,
    Reason.REPLACED,
    Reason.NOT_YET,
    Reason.EXPIRED,
    Reason.OUT_OF_HOURS,
    Reason.WRONG_GATE,
    Reason.INSIDE,
    Reason.OUTSIDE,
    Reason.QUOTA,
    Reason.BLOCKED,
    Reason.MANUAL,
    Reason.TROUBLE,
)
_SECTIONS: Final = ("night", "broken", "outage")
_LINES: Final = 5
_GAPS: Final = dict.fromkeys(("when", "clock", "moment"), "\N{HORIZONTAL ELLIPSIS}")


def title() -> str:
    """What the card is called."""
    return t("gate_card.title")


def draw(read: Read) -> bytes:
    """The card as PDF, with the limits that hold today."""
    target = BytesIO()
    paper.write_layouts(target, title(), [layout(read)])
    return target.getvalue()


def layout(read: Read) -> Layout:
    """The whole card; the numbers to call are those of the office, else lines to write on."""
    office = str(settings.get(read, "office.name", "") or "")
    phone = str(settings.get(read, "office.phone", "") or "")
    width = RIGHT - LEFT
    limits = {
        "limit": f"{policy.number(read, 'temp.abnormal'):g}",
        "minutes": policy.integer(read, "temp.retest_wait_min"),
    }
    items: list[Item] = [
        *(watermark_items(paper.demo_mark(), *A4) if tokens.is_demo(read) else ()),
        Text(105, middle(20, 26), title(), 26, bold=True, align="centre", shrink_to=110),
        Text(LEFT, middle(20, 10.5), office, 10.5, shrink_to=34),
        Text(RIGHT, middle(20, 10.5), _call(phone), 10.5, align="right", shrink_to=34),
        Line(LEFT, 29, RIGHT, 29, 0.7),
        Text(105, middle(37, 15), t("gate_card.steps"), 15, bold=True, align="centre", shrink_to=width),
        *_answers(limits),
        Text(LEFT, middle(91, 13), t("gate_card.reasons"), 13, bold=True, shrink_to=width),
        *grid(LEFT, 96, _columns(), [_row(reason) for reason in REASONS], row=7.4, size=10),
        *_sections(limits),
        *imprint(LEFT, RIGHT, 287, officer=read.officer.name, printed_at=read.at, copy=1, page=1, pages=1),
    ]
    return Layout(*A4, tuple(items))


def _call(phone: str) -> str:
    return t("gate_card.call", phone=phone or "\N{LOW LINE}" * 12)


def _answers(limits: Mapping[str, object]) -> Iterator[Item]:
    """Four boxes; the word and what to do stand in and under each, so that a print without colours says the same."""
    step = (RIGHT - LEFT + 4) / len(ANSWERS)
    for place, (word, fill, ink) in enumerate(ANSWERS):
        x, room = LEFT + place * step, step - 4
        yield Box(x, 44, room, 20, fill=fill, line=0.3)
        yield Text(
            x + room / 2,
            middle(51.5, 19),
            t(f"gate.word.{word}"),
            19,
            bold=True,
            align="centre",
            shrink_to=room - 4,
            ink=ink,
        )
        colour = t(f"gate_card.colour.{fill}")
        yield Text(x + room / 2, middle(59.5, 9), colour, 9, align="centre", shrink_to=room - 4, ink=ink)
        for line in (1, 2, 3):
            words = t(f"gate_card.do.{word}_{line}", **limits)
            yield from lines_of(words, x, 62 + line * 6.2, room, size=9.5, smallest=7)


def _columns() -> tuple[FormColumn, ...]:
    return (
        FormColumn(t("gate_card.column.says"), 62, bold=True),
        FormColumn(t("gate_card.column.answer"), 26, "centre"),
        FormColumn(t("gate_card.column.then"), 92),
    )


def _row(reason: Reason) -> tuple[str, str, str]:
    word = RULINGS[reason].word
    amber = LOOKS[word].answer is Answer.LOOK
    return (
        plain("headline", reason),
        t("gate_card.plain.amber" if amber else "gate_card.plain.red"),
        plain("next", reason),
    )


def plain(kind: str, reason: Reason) -> str:
    """The gate's own words with a gap where a value stands, unless the card has plainer ones."""
    own = f"gate_card.{kind}.{reason}"
    return t(own) if has(own) else t(f"gate.{kind}.{reason}", **_GAPS)


def _sections(limits: Mapping[str, object]) -> Iterator[Item]:
    """Three columns: at night, something broken, no power."""
    step = (RIGHT - LEFT + 5) / len(_SECTIONS)
    for place, key in enumerate(_SECTIONS):
        x, room = LEFT + place * step, step - 5
        yield Box(x, 214, room, 66, line=0.3)
        yield Box(x, 214, room, 9, line=0.3, fill="tint")
        yield Text(x + 3, middle(218.5, 12), t(f"gate_card.{key}.title"), 12, bold=True, shrink_to=room - 6)
        y = 229.0
        for line in range(1, _LINES + 1):
            yield from lines_of(
                t(f"gate_card.{key}.{line}", **limits), x + 3, y, room - 6, size=9.5, smallest=9
            )
            y += 11
