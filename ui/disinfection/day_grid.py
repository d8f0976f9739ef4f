"""The grid of the day: one table, its cells painted, every cell reached and named by keyboard and screen reader."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from duty_desk.disinfection.record_rows import RoundRow
from duty_desk.strings import t
from ui.disinfection.cell_table import ENTER, CellTable, Index, PaintedCells, SunkenHead
from ui.disinfection.day_model import AREA, BOXED, FIRST_SLOT, LOOKS, RULE, SLOTS, DayModel, GroupLine, Said
from ui.kit import icons
from ui.kit.paint import LEFT, RIGHT, box, smooth, write
from ui.kit.tokens import GROUP_ROW, HEAD, ROW, SMALL, text_width, tokens

# Below this width the rule is left out of the grid; the form says it.
RULE_FROM = 760
RULE_WIDE, AREA_LEAST, AREA_MOST = 80, 112, 220
SLOT_LEAST, SLOT_MOST = 56, 108


class _Head(SunkenHead):
    """The slot that runs now carries a mark."""

    def write_section(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self.model()
        assert isinstance(model, DayModel)
        look = tokens()
        now = index >= FIRST_SLOT and index - FIRST_SLOT == model.now_slot
        words = str(model.headerData(index, Qt.Orientation.Horizontal) or "")
        if now:
            words = f"\N{BLACK DOWN-POINTING TRIANGLE} {words}"
        fore = look.accent_text if now else look.text2
        write(painter, QRectF(rect).adjusted(8, 0, -2, 0), words, fore, SMALL, now, LEFT)


class _Cells(PaintedCells):
    """State, icon and word."""

    def paint_cell(self, painter: QPainter, place: QRectF, index: Index) -> None:
        grid, model = self.parent(), index.model()
        assert isinstance(grid, DayGrid)
        assert isinstance(model, DayModel)
        look = tokens()
        line = model.lines[index.row()]
        if isinstance(line, GroupLine):
            painter.fillRect(place, look.window)
            painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.line)
            smooth(painter)
            room = place.adjusted(8, 0, -8, 0)
            taken = write(painter, room, line.title, look.text, SMALL, True)
            write(painter, room.adjusted(taken + 8, 0, 0, 0), line.note, look.text2, SMALL)
            return
        here, focused = grid.currentIndex(), grid.hasFocus()
        chosen = here.row() == index.row()
        slot = index.column() - FIRST_SLOT
        now = slot == model.now_slot and slot >= 0
        self.ground(painter, place, chosen, focused, look.hover if now else look.surface)
        if slot >= 0:
            painter.fillRect(QRectF(place.left(), place.top(), 1, place.height()), look.line)
        smooth(painter)
        if index.column() == AREA:
            self.name(painter, place, line.area.name, chosen, focused)
        elif index.column() == RULE:
            write(painter, place.adjusted(8, 0, -4, 0), line.rule, look.text2, SMALL)
        else:
            said = model.said(index.row(), index.column())
            if said is not None:
                paint_said(painter, place, said)
            if chosen and here.column() == index.column():
                self.ring(painter, place.adjusted(1, 1, -1, -2), focused)

    def words(self, index: Index) -> str:
        model = index.model()
        assert isinstance(model, DayModel)
        return model.spoken(index.row(), index.column()) if model.area_row(index.row()) is not None else ""


def paint_said(painter: QPainter, place: QRectF, said: Said) -> None:
    """Icon and the longest words that fit; several rounds in one cell end in +1."""
    look = tokens()
    tone, icon = LOOKS[said.state]
    fore, back = look.tone(tone)
    boxed = said.state in BOXED
    if boxed:
        box(painter, place.adjusted(3, 3, -2, -4), back, fore)
    room = place.adjusted(7 if boxed else 8, 0, -5 if boxed else -4, 0)
    if said.more:
        more = f"+{said.more}"
        write(painter, room, more, fore if boxed else look.text2, SMALL, True, RIGHT)
        room.adjust(0, 0, -text_width(more, SMALL, True) - 2, 0)
    bold, beside = said.state == "overdue", icons.CHIP + 4
    if (
        boxed
        and not _fits(said.words[0], bold, room.width() - beside)
        and _fits(said.words[0], bold, room.width())
    ):
        # The box says as much as the icon would; the word may not go.
        beside = 0
    if beside:
        icons.draw(
            painter, icon, QRectF(room.left(), room.top(), icons.CHIP, room.height()), fore, icons.CHIP
        )
    room.adjust(beside, 0, 0, 0)
    words = next((each for each in said.words if _fits(each, bold, room.width())), said.words[-1])
    plain = said.state in ("done", "later")
    write(painter, room, words, look.text2 if plain else fore, SMALL, bold)


def _fits(words: str, bold: bool, wide: float) -> bool:
    return text_width(words, SMALL, bold) <= wide + 1


class DayGrid(CellTable):
    """Arrows move, Enter opens, Space ticks; letters go to the screen. Headings are passed over."""

    opened = Signal()
    ticked = Signal()
    moved = Signal()
    letter_pressed = Signal(str)
    escape_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        model = DayModel()
        super().__init__(model, t("disinfection_tab.day.grid"), parent)
        self.day = model
        self.setHorizontalHeader(_Head(self, HEAD))
        self.verticalHeader().setMinimumSectionSize(GROUP_ROW)
        self.setItemDelegate(_Cells(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def lay_out(self) -> None:
        """Headings run over all columns."""
        self.clearSpans()
        for number, line in enumerate(self.day.lines):
            heading = isinstance(line, GroupLine)
            if heading:
                self.setSpan(number, 0, 1, FIRST_SLOT + SLOTS)
            self.verticalHeader().resizeSection(number, GROUP_ROW if heading else ROW)
        self.fit()

    def go_to(self, row: int, column: int) -> None:
        """Make a cell current and visible."""
        index = self.day.index(row, column)
        if index.isValid() and self.day.area_row(row) is not None:
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def go_to_round(self, round_id: int) -> bool:
        """Make the cell of a round current; False when it is not shown."""
        place = self.day.place_of(round_id)
        if place is not None:
            self.go_to(*place)
        return place is not None

    def current_rounds(self) -> tuple[RoundRow, ...]:
        """The rounds of the current cell, the worst first."""
        here = self.currentIndex()
        return self.day.rounds(here.row(), here.column()) if here.isValid() else ()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if (current.row(), current.column()) != (previous.row(), previous.column()):
            self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = held == Qt.KeyboardModifier.NoModifier
        steps = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_PageUp: (-8, 0),
            Qt.Key.Key_PageDown: (8, 0),
        }
        if plain and key in steps:
            self._step(*steps[key])
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = key == Qt.Key.Key_End
            self.go_to(self.currentIndex().row(), FIRST_SLOT + (SLOTS - 1 if last else 0))
        elif plain and key in ENTER:
            self.opened.emit()
        elif plain and key == Qt.Key.Key_Space:
            self.ticked.emit()
        elif plain and key == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
        elif plain and event.text().isalpha() and event.text().isascii():
            self.letter_pressed.emit(event.text().upper())
        else:
            event.ignore()

    def _step(self, down: int, right: int) -> None:
        here = self.currentIndex()
        if not here.isValid() or self.day.area_row(here.row()) is None:
            self.go_to_first()
            return
        column = max(FIRST_SLOT, min(FIRST_SLOT + SLOTS - 1, here.column() + right))
        by = 1 if down > 0 else -1
        row, found = here.row(), here.row()
        for _each in range(abs(down)):
            row += by
            while 0 <= row < len(self.day.lines) and self.day.area_row(row) is None:
                row += by
            if not 0 <= row < len(self.day.lines):
                break
            found = row
        if found == here.row() and down < 0:
            self.scrollToTop()
        self.go_to(found, column)

    def go_to_first(self) -> None:
        """The first area, in the slot that runs now."""
        row = next((n for n in range(len(self.day.lines)) if self.day.area_row(n) is not None), -1)
        if row >= 0:
            self.go_to(row, FIRST_SLOT + max(0, self.day.now_slot))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.day.area_row(index.row()) is not None:
            self.go_to(index.row(), max(FIRST_SLOT, index.column()))
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging over cells marks nothing."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() >= FIRST_SLOT:
            self.opened.emit()

    def begin(self) -> None:
        here = self.currentIndex()
        if not here.isValid() or here.column() < FIRST_SLOT or self.day.area_row(here.row()) is None:
            self.go_to_first()

    def fit(self) -> None:
        wide = self.viewport().width()
        rule = RULE_WIDE if wide >= RULE_FROM else 0
        self.setColumnHidden(RULE, not rule)
        area = AREA_LEAST if wide < RULE_FROM else min(AREA_MOST, wide // 5)
        slot = max(SLOT_LEAST, min(SLOT_MOST, (wide - rule - area) // SLOTS))
        if rule:
            self.setColumnWidth(RULE, rule)
        for column in range(FIRST_SLOT, FIRST_SLOT + SLOTS):
            self.setColumnWidth(column, slot)
        self.setColumnWidth(AREA, max(AREA_LEAST, wide - rule - slot * SLOTS))
