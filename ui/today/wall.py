"""Today on a wall: the counts and the first ten lines over the whole screen, read from two metres; any key returns (product rule T3)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.agenda.rules import NAMING, Group
from duty_desk.agenda.shapes import Board, Line
from duty_desk.strings import t
from ui.kit import icons
from ui.kit.paint import LEFT, RIGHT, Mark, box, draw_mark, mark_size, smooth, write
from ui.kit.tokens import BODY, QUEUE_ROW, SMALL, TITLE, scaled, text_width, tokens
from ui.kit.wall import FACTORS, Wall, larger
from ui.today import rows
from ui.today.looks import TONES, picture_of
from ui.today.tiles import HEIGHT, draw_count

EDGE, HEAD, GAP = 16, 40, 8
MOST = 10
CHIP, KIND = 144, 92
PER_ROW = 4


class TodayWall(Wall):
    """No names in full, nothing to press: persons are shortened and who is responsible is left out."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(t("today_tab.wall.title"), owner)
        self._board: Board | None = None
        self.factor = FACTORS[0]

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown of the queue."""
        return self._board.queue.lines[:MOST] if self._board is not None else ()

    def put(self, board: Board) -> None:
        """Show another reading."""
        self._board = board
        said = [rows.facts_of(board.queue), *(f"{line.chip} {line.title}" for line in self.lines)]
        self.setAccessibleName("  ".join(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        painter.fillRect(self.rect(), tokens().window)
        if self._board is not None:
            self.factor = self._largest()
            with larger(self.factor):
                self._paint(painter, self._board)
        painter.end()

    def _largest(self) -> float:
        """Twice the size, or less where ten lines would not fit."""
        for factor in FACTORS:
            with larger(factor):
                if self._needed() <= self.height():
                    return factor
        return FACTORS[-1]

    def _needed(self) -> int:
        return scaled(EDGE * 3 + HEAD + HEIGHT * 2 + GAP + QUEUE_ROW * MOST)

    def _paint(self, painter: QPainter, board: Board) -> None:
        edge = scaled(EDGE)
        room = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        self._paint_head(painter, QRectF(room.left(), room.top(), room.width(), scaled(HEAD)), board)
        top = room.top() + scaled(HEAD)
        gap, high = scaled(GAP), scaled(HEIGHT)
        wide = (room.width() - gap * (PER_ROW - 1)) / PER_ROW
        for place, count in enumerate(board.counts):
            row, column = divmod(place, PER_ROW)
            tile = QRectF(room.left() + column * (wide + gap), top + row * (high + gap), wide, high)
            box(painter, tile, tokens().surface, tokens().line)
            draw_count(painter, tile, count, t(f"agenda.tile.{count.tile.value}"))
        top += 2 * high + gap + edge
        table = QRectF(room.left(), top, room.width(), room.bottom() - top)
        box(painter, table, tokens().surface, tokens().line)
        if not self.lines:
            write(
                painter,
                table,
                t("today_tab.empty.nothing"),
                tokens().text2,
                TITLE,
                align=Qt.AlignmentFlag.AlignCenter,
            )
        for place, line in enumerate(self.lines):
            each = QRectF(table.left(), top + place * scaled(QUEUE_ROW), table.width(), scaled(QUEUE_ROW))
            self._paint_line(painter, each, line)

    def _paint_head(self, painter: QPainter, place: QRectF, board: Board) -> None:
        look = tokens()
        time = formats.moment(board.at)
        write(painter, place, time, look.text, TITLE, True, RIGHT)
        rest = place.adjusted(0, 0, -text_width(time, TITLE, True) - scaled(EDGE), 0)
        title = t("today_tab.wall.title")
        write(painter, rest, title, look.text, TITLE, True, LEFT)
        rest.adjust(text_width(title, TITLE, True) + scaled(EDGE), 0, 0, 0)
        late = board.queue.count(Group.LATE) > 0
        write(painter, rest, rows.facts_of(board.queue), look.danger if late else look.text2, BODY)

    def _paint_line(self, painter: QPainter, place: QRectF, line: Line) -> None:
        look, edge = tokens(), scaled(12)
        painter.fillRect(QRectF(place.left() + 1, place.bottom() - 1, place.width() - 2, 1), look.line)
        mark = Mark(line.chip, TONES[line.tone])
        draw_mark(painter, place.left() + edge, place.center().y(), mark, mark_size(mark).width())
        left = place.left() + edge + scaled(CHIP)
        side = scaled(icons.NORMAL)
        icons.draw(
            painter, picture_of(line.kind), QRectF(left, place.top(), side, place.height()), look.text2, side
        )
        kind = QRectF(left + side + scaled(6), place.top(), scaled(KIND) - side, place.height())
        write(painter, kind, t(f"agenda.kind.{line.kind}"), look.text2, BODY)
        rest = QRectF(left + scaled(KIND) + scaled(8), place.top(), 0, place.height())
        rest.setRight(place.right() - edge)
        taken = write(painter, rest, line.title, look.text, BODY)
        rest.adjust(taken + scaled(10), 0, 0, 0)
        if rest.width() > scaled(40) and line.what not in NAMING:
            write(painter, rest, line.detail, look.text2, SMALL)
