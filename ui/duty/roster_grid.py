"""The month to plan in: arrows, one letter a shift, ranges, dragging, copying to and from Excel (interface §7.7)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from duty_desk.roster.cells import Place
from duty_desk.roster.rules import NOTHING, Cell, Shift
from duty_desk.strings import t
from ui.duty.roster_clipboard import Span, cells_of, texts_of
from ui.duty.roster_columns import column_widths
from ui.duty.roster_frozen import FrozenNames
from ui.duty.roster_model import FIRST_DAY, NAME
from ui.duty.roster_paint import RosterCells, RosterHead
from ui.kit.ledger_copy import mime
from ui.kit.tokens import ROW

KEYS = {
    Qt.Key.Key_B: Shift.DAY,
    Qt.Key.Key_Y: Shift.NIGHT,
    Qt.Key.Key_X: Shift.REST,
    Qt.Key.Key_D: Shift.LEADER,
    Qt.Key.Key_S: Shift.STANDBY,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAGE = 8


class RosterGrid(FrozenNames):
    """Emits what is wanted; what becomes of it is for the view. Cells are given by person and day."""

    # Cells with what they are to hold.
    asked = Signal(object)
    # As `asked`, of one sign typed: the bar goes on to the next day.
    typed = Signal(object)
    opened = Signal()
    day_opened = Signal(object)
    moved = Signal()
    escape_pressed = Signal()
    menu_asked = Signal(QPoint)
    leave_asked = Signal()
    # The person of the bar goes up or down the list.
    shifted = Signal(int)
    unreadable = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._anchor: tuple[int, int] | None = None
        self._from: tuple[int, int] | None = None
        self._target: Span | None = None
        head = RosterHead(self)
        self.setHorizontalHeader(head)
        head.sectionPressed.connect(self._head_pressed)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        self.freeze(RosterCells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(t("duty_roster.grid"))

    # --- where one is ---

    def lay_out(self) -> None:
        """Another month or other people are shown."""
        self._fit()
        here = self.currentIndex()
        if not here.isValid() or here.column() < FIRST_DAY:
            self.go_to_start()

    def go_to_start(self) -> None:
        """Today of the first person, or the first day of another month."""
        month = self.roster.month
        if month is not None and self.roster.lines:
            column = self.roster.column_of(month.today)
            self.go_to(0, column if column >= 0 else FIRST_DAY)

    def go_to(self, row: int, column: int, *, extend: bool = False) -> None:
        """Make a cell current and visible; with `extend` everything from where the range began is marked."""
        last = self.roster.columnCount() - 1
        row, column = max(0, min(len(self.roster.lines) - 1, row)), max(FIRST_DAY, min(last, column))
        index = self.roster.index(row, column)
        if not index.isValid():
            return
        here, marked = self.currentIndex(), self._anchor is not None or extend
        if extend:
            self._anchor = self._anchor or (here.row(), here.column())
        else:
            self._anchor = None
        model = self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        top = self.roster.index(*self._anchor) if self._anchor else index
        model.select(QItemSelection(top, index), flags.ClearAndSelect)
        model.setCurrentIndex(index, flags.NoUpdate)
        self.bring(index)
        if marked:
            self.viewport().update()

    def go_to_place(self, person: int, day: date) -> bool:
        """Make the cell of a person and a day current; False when it is not shown."""
        row, column = self.roster.row_of(person), self.roster.column_of(day)
        if row < 0 or column < 0:
            return False
        self.go_to(row, column)
        return True

    def current_place(self) -> Place | None:
        """Person and day of the current cell."""
        here = self.currentIndex()
        return self.roster.place(here.row(), here.column()) if here.isValid() else None

    def span(self) -> Span | None:
        """First and last line and column of what is marked."""
        here = self.currentIndex()
        if not here.isValid() or here.column() < FIRST_DAY:
            return None
        row, column = self._anchor or (here.row(), here.column())
        return (
            min(row, here.row()),
            max(row, here.row()),
            min(column, here.column()),
            max(column, here.column()),
        )

    def places(self) -> list[Place]:
        """The cells that are marked."""
        return self._places(self.span())

    def is_marked(self, row: int, column: int) -> bool:
        """Whether a cell belongs to a range of several."""
        return self._anchor is not None and _inside(self.span(), row, column)

    def is_target(self, row: int, column: int) -> bool:
        """Whether letting go now would copy into a cell."""
        return self._from is not None and _inside(self._target, row, column)

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            keys = (Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_A)
            if (control and event.key() in keys) or (plain and event.key() == Qt.Key.Key_Delete):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        if not held or shift:
            if self._walk(key, shift) or self._write(key, shift):
                return
            if not shift and self._act(key):
                return
        elif held == Qt.KeyboardModifier.ControlModifier and self._control(key):
            return
        elif held == Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shifted.emit(-1 if key == Qt.Key.Key_Up else 1)
            return
        event.ignore()

    def _walk(self, key: Qt.Key, extend: bool) -> bool:
        here, last = self.currentIndex(), self.roster.columnCount() - 1
        steps = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_PageUp: (-_PAGE, 0),
            Qt.Key.Key_PageDown: (_PAGE, 0),
            Qt.Key.Key_Home: (0, -last),
            Qt.Key.Key_End: (0, last),
        }
        if key not in steps:
            return False
        if not here.isValid():
            self.go_to_start()
        else:
            down, right = steps[key]
            self.go_to(here.row() + down, here.column() + right, extend=extend)
        return True

    def _write(self, key: Qt.Key, add: bool) -> bool:
        if key not in KEYS:
            return False
        shift, places = KEYS[key], self.places()
        wanted: dict[Place, Cell] = {}
        for place in places:
            row, column = self.roster.row_of(place[0]), self.roster.column_of(place[1])
            before = self.roster.held(row, column) if add else NOTHING
            wanted[place] = before ^ {shift} if add else frozenset({shift})
        if wanted:
            (self.typed if len(wanted) == 1 and not add else self.asked).emit(wanted)
        return True

    def _act(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif key in _ENTER:
            self.opened.emit()
        elif key == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
        elif key == Qt.Key.Key_H and (place := self.current_place()) is not None:
            self.day_opened.emit(place[1])
        elif key == Qt.Key.Key_Q:
            self.leave_asked.emit()
        elif key == Qt.Key.Key_Menu:
            self.menu_asked.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center()))
        else:
            return False
        return True

    def _control(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_C:
            self.copy()
        elif key == Qt.Key.Key_X:
            self.copy()
            self.clear()
        elif key == Qt.Key.Key_V:
            self.paste()
        elif key == Qt.Key.Key_A and self.roster.lines:
            self.go_to(0, FIRST_DAY)
            self.go_to(len(self.roster.lines) - 1, self.roster.columnCount() - 1, extend=True)
        elif key == Qt.Key.Key_Home:
            self.go_to(0, FIRST_DAY)
        elif key == Qt.Key.Key_End:
            self.go_to(len(self.roster.lines) - 1, self.roster.columnCount() - 1)
        else:
            return False
        return True

    def clear(self) -> None:
        """Nothing in what is marked."""
        if places := self.places():
            self.asked.emit(dict.fromkeys(places, NOTHING))

    def copy(self) -> None:
        """What is marked, in the letters of the roster, for this screen and for a spreadsheet."""
        if (span := self.span()) is not None:
            QApplication.clipboard().setMimeData(mime(texts_of(self.roster, span)))

    def paste(self) -> None:
        """Letters from this screen or a spreadsheet; one cell fills everything that is marked."""
        span = self.span()
        if span is None:
            return
        wanted, wrong = cells_of(self.roster, span, QApplication.clipboard().text())
        if wrong:
            self.unreadable.emit(wrong)
        elif wanted:
            self.asked.emit(wanted)

    # --- mouse ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if not index.isValid():
            return
        column = NAME if event.position().x() < self.frozen() else index.column()
        named = column < FIRST_DAY
        if named:
            column = max(FIRST_DAY, self.currentIndex().column())
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.go_to(index.row(), column, extend=extend)
        if named:
            self.opened.emit()
        elif event.button() == Qt.MouseButton.LeftButton and not extend:
            self._from = (index.row(), index.column())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """From a cell with something in it, dragging copies it; from an empty one, or with Shift, it marks."""
        index = self.indexAt(event.position().toPoint())
        if not event.buttons() & Qt.MouseButton.LeftButton or not index.isValid():
            return
        if index.column() < FIRST_DAY:
            return
        if self._from is None or not self.roster.held(*self._from):
            self.go_to(index.row(), index.column(), extend=True)
            return
        row, column = self._from
        self._target = (
            min(row, index.row()),
            max(row, index.row()),
            min(column, index.column()),
            max(column, index.column()),
        )
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, target = self._from, self._target
        self._from = self._target = None
        self.viewport().update()
        if start is not None and target is not None and self.roster.held(*start):
            cell = self.roster.held(*start)
            wanted = dict.fromkeys(self._places(target), cell)
            if len(wanted) > 1:
                self.asked.emit(wanted)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def _head_pressed(self, column: int) -> None:
        if (day := self.roster.day(column)) is not None:
            self.go_to(max(0, self.currentIndex().row()), column)
            self.day_opened.emit(day)

    # --- inside ---

    def _places(self, span: Span | None) -> list[Place]:
        if span is None:
            return []
        top, bottom, left, right = span
        found = (
            self.roster.place(row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        )
        return [place for place in found if place is not None]

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        # A month has a thousand cells: only the two lines look different.
        for index in (previous, current):
            if index.isValid():
                place = self.visualRect(index)
                self.viewport().update(0, place.top(), self.viewport().width(), place.height())
        if (current.row(), current.column()) != (previous.row(), previous.column()):
            self.moved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to_start()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def day_lefts(self) -> list[tuple[int, int]]:
        """Where each day is painted: its left edge and width, for the totals below."""
        return [
            (self.columnViewportPosition(column), self.columnWidth(column))
            for column in range(FIRST_DAY, self.roster.columnCount())
        ]

    def _fit(self) -> None:
        if self.roster.days:
            for column, size in column_widths(self.roster, self.viewport().width()).items():
                self.setColumnHidden(column, not size)
                if size:
                    self.setColumnWidth(column, size)


def _inside(span: Span | None, row: int, column: int) -> bool:
    return span is not None and span[0] <= row <= span[1] and span[2] <= column <= span[3]
