"""The frame every list and report of the office has: whose it is, as of when, who made it, which page of how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from duty_desk.paper import dates
from duty_desk.paper.layout import POINT, Align, Item, Line, Text, middle
from duty_desk.paper.text import ems
from duty_desk.strings import language, t

if TYPE_CHECKING:
    from duty_desk.paper.canvas import Paper

BINDING: Final = 20.0  # left margin of an A4 sheet that goes into a binder
MARGIN: Final = 12.0
HEAD: Final = 33.5  # the body begins here
FOOT: Final = 14.0  # and ends this far above the lower edge
SIZES: Final = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands at the head and foot of every page of one paper.

    An empty `number` is replaced by the moment of printing, so that two prints can still be told apart. `cut_off`
    None means as of the moment of printing. `about` says what one thing the paper is of, in place of the scope of a
    list. `purpose` stands in the foot beside who made it and when. `watermark` is laid under the whole page
    (`demo_mark`, `private_mark`).
    """

    title: str
    office: str
    officer: str
    printed_at: datetime
    number: str = ""
    cut_off: datetime | None = None
    filter_text: str = ""
    about: str = ""
    watermark: str | None = None
    reprint: int = 0
    purpose: str = ""
    width: float = 297.0
    height: float = 210.0

    @property
    def left(self) -> float:
        return BINDING

    @property
    def right(self) -> float:
        return self.width - MARGIN

    @property
    def top(self) -> float:
        return HEAD

    @property
    def bottom(self) -> float:
        return self.height - FOOT


def demo_mark() -> str:
    """The watermark of papers made from sample data."""
    return t("paper.frame.demo")


def private_mark(officer: str, moment: datetime) -> str:
    """The watermark of papers that show personal data in full: who printed them and when."""
    return t("paper.frame.private", officer=officer, moment=dates.full_moment(moment, language()))


def turned(size: str, landscape: bool) -> tuple[float, float]:
    """Width and height in mm of a named size, upright or landscape."""
    narrow, wide = SIZES[size]
    return (wide, narrow) if landscape else (narrow, wide)


def head_items(frame: Frame) -> tuple[Item, ...]:
    """Title, office, cut-off, number and scope."""
    centre = (frame.left + frame.right) / 2
    room = frame.right - frame.left
    cut_off = dates.full_moment(frame.cut_off or frame.printed_at, language())
    number = frame.number or f"{frame.printed_at:%Y%m%d-%H%M%S}"
    scope = frame.about or t("paper.frame.filter", text=frame.filter_text or t("paper.frame.all"))
    items: list[Item] = [
        Text(centre, middle(15.5, 16), frame.title, 16, bold=True, align="centre", shrink_to=room - 44),
        _small(frame.left, 23.5, frame.office, room * 0.4),
        _small(centre, 23.5, t("paper.frame.cut_off", moment=cut_off), room * 0.3, "centre"),
        _small(frame.right, 23.5, t("paper.frame.number", number=number), room * 0.3, "right"),
        _small(frame.left, 29.2, scope, room),
    ]
    if frame.reprint:
        words = t("paper.frame.reprint", count=frame.reprint)
        items.append(Text(frame.right, middle(15.5, 10), words, 10, bold=True, align="right", shrink_to=20))
    return tuple(items)


def _small(x: float, y: float, words: str, room: float, align: Align = "left") -> Text:
    return Text(x, middle(y, 9), words, 9, align=align, shrink_to=room)


def foot_items(frame: Frame, page: int) -> tuple[Item, ...]:
    """Who made it and when, and which page; of how many is stamped beside it when the last page is known."""
    y = frame.height - 8.5
    made = dates.full_moment(frame.printed_at, language())
    words = t("paper.frame.prepared", officer=frame.officer, moment=made)
    if frame.purpose:
        words += t("paper.frame.purpose", purpose=frame.purpose)
    return (
        Line(frame.left, frame.height - 11.5, frame.right, frame.height - 11.5, 0.2),
        _small(frame.left, y, words, (frame.right - frame.left) * 0.7),
        _small(frame.right - _pages_room(), y, t("paper.frame.page", page=page), 40, "right"),
    )


def _pages_room() -> float:
    """What is kept for the number of pages, which nobody knows before the last."""
    from duty_desk.paper import fonts

    return fonts.width(t("paper.frame.pages", pages=99), "sans", 9) * POINT


class Pages:
    """Begins and ends the pages of a framed paper; the number of pages is filled in at the end."""

    def __init__(self, paper: Paper, frame: Frame) -> None:
        self.paper = paper
        self.frame = frame
        self.count = 0
        self._head = head_items(frame)

    def begin(self) -> None:
        """The next page, with its frame."""
        from duty_desk.paper.pieces import draw

        frame, paper = self.frame, self.paper
        paper.page(frame.width, frame.height)
        self.count += 1
        if frame.watermark:
            if self.count == 1:
                self._make_watermark(frame.watermark)
            paper.stamp("watermark")
        draw(paper, self._head)
        draw(paper, foot_items(frame, self.count))
        paper.stamp("pages")

    def end(self) -> None:
        self.paper.end_page()

    def close(self) -> None:
        """Tell every page how many there are. Nothing can be added afterwards."""
        from duty_desk.paper.pieces import draw

        frame = self.frame
        self.paper.begin_stamp("pages")
        words = t("paper.frame.pages", pages=self.count)
        draw(self.paper, [_small(frame.right - _pages_room(), frame.height - 8.5, words, _pages_room())])
        self.paper.end_stamp()

    def _make_watermark(self, words: str) -> None:
        from duty_desk.paper.pieces import draw

        frame = self.frame
        self.paper.begin_stamp("watermark")
        draw(self.paper, watermark_items(words, frame.width, frame.height))
        self.paper.end_stamp()


def watermark_items(words: str, width: float, height: float) -> tuple[Item, ...]:
    """`words` in faint ink across a page, six times, turned so that no line of text runs along them."""
    size = 40.0 if len(words) <= 8 else 28.0 if ems(words) <= 8 else 18.0
    return tuple(
        Text(
            width * (column + 0.5) / 2,
            height * (row + 0.62) / 3,
            words,
            size,
            bold=True,
            align="centre",
            shrink_to=width * 0.46,
            ink="faint",
            angle=24,
        )
        for row in range(3)
        for column in range(2)
    )
