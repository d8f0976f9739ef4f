"""What one cell of a list shows, and how it is painted: text, number, state, icon, verb, bar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ui.kit import icons
from ui.kit.checks import SIDE, draw_check
from ui.kit.paint import LEFT, RIGHT, Mark, box, draw_mark, line, mark_size, write
from ui.kit.tokens import BODY, SMALL, Tone, text_width, tokens

EDGE = 8
# Room of the number before a bar.
BAR_NUMBER = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of `value` in `full`, with an upright tick where the safe amount begins."""

    value: float
    full: float
    tick: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `second` is smaller text after the first; for numbers it is the unit.

    `mark` draws a state chip instead; in a time grid it is `boxed`, and `small` sets plain cells in 12 px. `verb` makes
    the text an action. `struck` draws a line through what was struck out and stays to be read.
    `tone` colours text and icon. `faint` is for records that have ended.
    """

    text: str = ""
    second: str = ""
    mark: Mark | None = None
    icon: str = ""
    tone: Tone | None = None
    bar: Bar | None = None
    verb: bool = False
    boxed: bool = False
    small: bool = False
    bold: bool = False
    faint: bool = False
    input: bool = False
    struck: bool = False
    tip: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says and what copying copies."""
        if self.mark is not None and not self.text:
            return self.mark.word
        return self.text


def _fore(cell: Cell) -> QColor:
    look = tokens()
    if cell.verb:
        return look.accent_text
    if cell.tone is not None:
        return look.tone(cell.tone)[0]
    return look.text2 if cell.faint else look.text


def paint_cell(painter: QPainter, place: QRectF, cell: Cell, right: bool, strong: bool = False) -> None:
    """Paint `cell` into `place`; numbers at the right edge. `strong` is the main cell of the current row."""
    room = place.adjusted(EDGE, 0, -EDGE, 0)
    if cell.input:
        look = tokens()
        box(painter, place.adjusted(4, 3, -4, -3), look.surface, look.ctl)
    if cell.mark is not None:
        _paint_mark(painter, room, cell, cell.mark)
        return
    if cell.bar is not None:
        _paint_bar(painter, room, cell, cell.bar)
        return
    fore, bold = _fore(cell), cell.bold or strong
    if cell.icon:
        side = icons.CHIP if cell.small else icons.NORMAL
        icons.draw(painter, cell.icon, QRectF(room.left(), room.top(), side, room.height()), fore, side)
        room.adjust(side + (4 if cell.small else 8), 0, 0, 0)
    if cell.small:
        write(painter, room, cell.text, tokens().text2, SMALL, bold)
        return
    if right:
        if cell.second:
            wide = text_width(cell.second, SMALL)
            write(painter, room, cell.second, tokens().text2, SMALL, False, RIGHT)
            room.adjust(0, 0, -wide - 6, 0)
        write(painter, room, cell.text, fore, BODY, bold, RIGHT)
        return
    taken = write(painter, room, cell.text, fore, BODY, bold, LEFT)
    if cell.struck:
        through = min(float(taken), room.width())
        line(painter, room.left(), round(room.center().y()), room.left() + through, 0, fore)
    if cell.second and room.width() - taken > 40:
        rest = room.adjusted(taken + 8, 0, 0, 0)
        write(painter, rest, cell.second, tokens().text2, SMALL, False, LEFT)


def _paint_mark(painter: QPainter, room: QRectF, cell: Cell, mark: Mark) -> None:
    if cell.boxed:
        fore, back = tokens().tone(mark.tone)
        place = room.adjusted(-EDGE + 1, 3, EDGE - 1, -3)
        box(painter, place, back, fore)
        icons.draw(
            painter,
            mark.picture,
            QRectF(place.left() + 6, place.top(), icons.CHIP, place.height()),
            fore,
            icons.CHIP,
        )
        words = place.adjusted(6 + icons.CHIP + 4, 0, -4, 0)
        write(painter, words, mark.word, fore, SMALL, mark.tone is Tone.DANGER)
        return
    draw_mark(painter, room.left(), room.center().y(), mark, room.width())
    if cell.text:
        wide = mark_size(mark).width() + 8
        write(painter, room.adjusted(wide, 0, 0, 0), cell.text, _fore(cell), BODY, False, LEFT)


def _paint_bar(painter: QPainter, room: QRectF, cell: Cell, bar: Bar) -> None:
    look = tokens()
    fore = look.tone(cell.tone)[0] if cell.tone is not None else look.text2
    words = QRectF(room.left(), room.top(), BAR_NUMBER, room.height())
    write(painter, words, cell.text, fore if cell.tone else look.text, BODY, True, RIGHT)
    write(painter, QRectF(words.right() + 6, room.top(), 24, room.height()), cell.second, look.text2, SMALL)
    track = QRectF(
        words.right() + 26, round(room.center().y()) - 4, max(0.0, room.right() - words.right() - 26), 8
    )
    painter.fillRect(track, look.sunken)
    share = min(1.0, max(0.0, bar.value / bar.full)) if bar.full else 0.0
    painter.fillRect(QRectF(track.left(), track.top(), round(track.width() * share), 8), fore)
    if bar.tick is not None and bar.full:
        x = track.left() + round(track.width() * min(1.0, bar.tick / bar.full))
        painter.fillRect(QRectF(x, track.top() - 5, 2, 18), look.text)


def needed_width(cell: Cell, bold: bool = False) -> int:
    """How wide the cell would like to be; used to tell whether its text is cut."""
    if cell.mark is not None:
        return mark_size(cell.mark).width() + 2 * EDGE
    wide = text_width(cell.text, BODY, bold or cell.bold) + 2 * EDGE
    wide += icons.NORMAL + 8 if cell.icon else 0
    return wide + (text_width(cell.second, SMALL) + 8 if cell.second else 0)


def paint_tick(painter: QPainter, place: QRectF, on: bool) -> QRectF:
    """A tick box at the left edge; returns what room is left."""
    side = QRectF(place.left() + EDGE, round(place.center().y() - SIDE / 2), SIDE, SIDE)
    draw_check(painter, side, on)
    return place.adjusted(SIDE + EDGE, 0, 0, 0)
