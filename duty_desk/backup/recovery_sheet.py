"""What to do when this PC is gone: one page A4 that lies in a safe beside the password, which is never printed (check S-47)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from duty_desk import paper, settings
from duty_desk.backup.second import ENDING, SETTING
from duty_desk.paper import Item, Layout, Line, Text, middle
from duty_desk.paper.forms import blank, imprint
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Box, lines_of
from duty_desk.passes import tokens
from duty_desk.strings import t
from duty_desk.work import Read

A4: Final = (210.0, 297.0)
LEFT, RIGHT = 20.0, 190.0
# Each with its numbered lines.
SECTIONS: Final = (("where", 3), ("with", 4), ("without", 4), ("after", 3))


def title() -> str:
    """What the sheet is called."""
    return t("recovery_sheet.title")


def draw(read: Read) -> bytes:
    """The sheet as PDF; where the sealed copies lie stands on it as it is set today."""
    target = BytesIO()
    paper.write_layouts(target, title(), [layout(read)])
    return target.getvalue()


def layout(read: Read) -> Layout:
    """The whole sheet, with lines for what is written by hand."""
    width = RIGHT - LEFT
    items: list[Item] = [
        *(watermark_items(paper.demo_mark(), *A4) if tokens.is_demo(read) else ()),
        Text(105, middle(24, 22), title(), 22, bold=True, align="centre", shrink_to=width),
        Text(
            105,
            middle(33, 10.5),
            str(settings.get(read, "office.name", "") or ""),
            10.5,
            align="centre",
            shrink_to=width,
        ),
        Line(LEFT, 38, RIGHT, 38, 0.7),
        *_password(),
        *_sections(_folder(read)),
        *imprint(LEFT, RIGHT, 287, officer=read.officer.name, printed_at=read.at, copy=1, page=1, pages=1),
    ]
    return Layout(*A4, tuple(items))


def _folder(read: Read) -> str:
    chosen: Any = settings.get(read, SETTING)
    return str(chosen["folder"]) if chosen else t("recovery_sheet.no_folder")


def _password() -> Iterator[Item]:
    """Where the password is kept, by hand: whoever holds the stick and this sheet must not be able to read the copies."""
    yield Box(LEFT, 44, RIGHT - LEFT, 40, line=0.4)
    yield Text(LEFT + 4, middle(50, 11), t("recovery_sheet.password"), 11, bold=True, shrink_to=160)
    half = (RIGHT - LEFT) / 2
    for place, key in enumerate(("kept_at", "kept_by", "phone", "written_on")):
        x, y = LEFT + 4 + place % 2 * half, 62 + place // 2 * 14
        yield from blank(x, y, t(f"recovery_sheet.{key}"), room=half - 8)


def _sections(folder: str) -> Iterator[Item]:
    y, room = 96.0, RIGHT - LEFT
    for key, lines in SECTIONS:
        yield Text(LEFT, middle(y, 13), t(f"recovery_sheet.{key}.title"), 13, bold=True, shrink_to=room)
        y += 9
        for line in range(1, lines + 1):
            words = t(f"recovery_sheet.{key}.{line}", folder=folder, ending=ENDING)
            yield Text(LEFT, middle(y, 10.5), f"{line}.", 10.5)
            yield from lines_of(words, LEFT + 7, y, room - 7, size=10.5, smallest=9.5)
            y += 10
        y += 5
