"""A table to type and paste lists into, with the keys of Excel and WPS; wrong cells are red and say why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from duty_desk.strings import t
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.grid_head import GridHead
from ui.kit.grid_model import Change, GridColumn, GridModel
from ui.kit.ledger_copy import mime, parse_tab_separated
from ui.kit.paint import LEFT, RIGHT, box, smooth, write
from ui.kit.suggestions import Suggestion
from ui.kit.tasks import Tasks
from ui.kit.tokens import ROW, SMALL, text_width, tokens
from ui.kit.type_ahead import TypeAhead

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Cells(QStyledItemDelegate):
    """Paints cells and gives the field to type into."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, ROW)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, GridModel)
        editor = LineEdit(name=model.columns[index.column()].title, parent=parent)
        if model.shown_reason(index.row(), index.column()):
            editor.set_state(State.ERROR)
        view = self.parent()
        if isinstance(view, Grid):
            view.help_typing(editor, model.columns[index.column()].key)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, LineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        assert isinstance(editor, LineEdit)
        assert isinstance(model, GridModel)
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]

    def eventFilter(self, editor: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        view = self.parent()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(view, Grid):
            if isinstance(editor, LineEdit) and (editor.composing or view.is_suggesting()):
                return False
            if event.key() in (*_ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                view.finish_and_move(editor, event)
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                view.finish_and_move(editor, event)
                return True
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, GridModel):
            return
        look = tokens()
        smooth(painter)
        place = QRectF(option.rect)  # type: ignore[attr-defined]
        column = model.columns[index.column()]
        wrong = model.shown_reason(index.row(), index.column())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        fill = look.danger_bg if wrong else look.sunken if column.fixed else look.surface
        painter.fillRect(place, look.selected if chosen and not wrong else fill)
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.line)
        painter.fillRect(QRectF(place.right() - 1, place.top(), 1, place.height()), look.line)
        if wrong:
            box(painter, place.adjusted(1, 1, -2, -2), None, look.danger, radius=2)
        align = RIGHT if column.align == "right" else LEFT
        text = str(index.data() or "").replace("\n", " ")
        write(painter, place.adjusted(8, 0, -8, 0), text, look.danger if wrong else look.text, align=align)
        view = self.parent()
        if isinstance(view, QTableView) and view.currentIndex() == index and view.hasFocus():
            box(painter, place.adjusted(0, 0, -1, -1), None, look.focus, 2, 2)


class Grid(QTableView):
    """An editable table over a `GridModel`.

    F2 or typing edits, Enter goes down, Tab right and on to the next row, Delete clears, Ctrl+D fills down, Esc gives up
    the edit, Ctrl+Home/End jump, Ctrl+C/V/X copy, paste, cut, Ctrl+Z/Y take back and redo. Arrows never lose an edit.
    Where a form is typed line by line (`along`), Enter goes right as Tab does, and what is still empty in the line is not red yet.
    Cells of a column can have suggestions (`suggest`).
    """

    changed = Signal()
    cut_off = Signal(str)

    def __init__(
        self,
        columns: Sequence[GridColumn],
        rows: Sequence[Sequence[str]] = (),
        parent: QWidget | None = None,
        *,
        growing: bool = True,
        along: bool = False,
    ) -> None:
        super().__init__(parent)
        self._along = along
        self._asked = False
        self._save: Callable[[], object] | None = None
        self._finders: dict[str, tuple[Callable[[str], Sequence[Suggestion]], Tasks]] = {}
        self._ahead: TypeAhead | None = None
        self.grid = GridModel(columns, rows, growing=growing)
        self.grid.setParent(self)
        self.setModel(self.grid)
        self.setHorizontalHeader(GridHead(self))
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setItemDelegate(_Cells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._fit()
        self.grid.dataChanged.connect(lambda *_cells: self.changed.emit())
        self.grid.rowsInserted.connect(lambda *_rows: self.changed.emit())
        self.grid.rowsRemoved.connect(lambda *_rows: self.changed.emit())
        self.grid.modelReset.connect(lambda: self.judge_all(False))

    def currentChanged(self, current: Index, previous: Index) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        if self._along and not self._asked and current.row() != self.grid.open_row:
            self.grid.open_row = current.row()
            self.viewport().update()

    def judge_all(self, asked: bool = True) -> None:
        """From now on what is missing is red in the row being typed too; off again for a new sheet."""
        self._asked = asked
        self.grid.open_row = self.currentIndex().row() if self._along and not asked else None
        self.viewport().update()

    def go_to(self, row: int, column: int) -> None:
        index = self.grid.index(row, column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def suggest(self, key: str, find: Callable[[str], Sequence[Suggestion]], tasks: Tasks) -> None:
        """Offer what `find` gives while a cell of that column is typed into; `find` runs beside the window."""
        self._finders[key] = (find, tasks)

    def is_suggesting(self) -> bool:
        """Whether a list hangs under the cell being typed into: Enter and the arrows are its own then."""
        return self._ahead is not None and self._ahead.is_open

    def help_typing(self, editor: LineEdit, key: str) -> None:
        """Put suggestions under a cell that is being typed into; taking one fills the cell and goes on."""
        self._ahead = None
        if key not in self._finders:
            return
        ahead = TypeAhead(editor, *self._finders[key])
        self._ahead = ahead
        editor.destroyed.connect(lambda: self._forget(ahead))

        def take(chosen: Suggestion) -> None:
            editor.setText(chosen.text)
            self.commitData(editor)
            self.closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self._move(Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)

        ahead.picked.connect(take)

    def _forget(self, ahead: TypeAhead) -> None:
        if self._ahead is ahead:
            self._ahead = None

    def next_problem(self) -> str:
        """Go to the next wrong cell after the current one; gives its reason, empty when nothing is wrong."""
        self.judge_all()
        wrong = self.grid.problems()
        if not wrong:
            return ""
        here = (self.currentIndex().row(), self.currentIndex().column())
        row, column, reason = next((each for each in wrong if each[:2] > here), wrong[0])
        self.go_to(row, column)
        return reason

    def finish_and_move(self, editor: QWidget, event: QKeyEvent) -> None:
        """Keep what is typed and go on, as the key says."""
        self.commitData(editor)
        self.closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self._move(Qt.Key(event.key()), event.modifiers())

    def _move(self, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        here = self.currentIndex()
        row, column = max(0, here.row()), max(0, here.column())
        back = bool(held & Qt.KeyboardModifier.ShiftModifier) or key == Qt.Key.Key_Backtab
        last = self.grid.columnCount() - 1
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) or (self._along and key in _ENTER):
            column += -1 if back else 1
            if column > last:
                row, column = row + 1, 0
            elif column < 0:
                row, column = row - 1, last
        else:
            row += -1 if key == Qt.Key.Key_Up or (back and key in _ENTER) else 1
        if (
            self.grid.growing
            and row == self.grid.rowCount()
            and any(self.grid.text(row - 1, each) for each in range(last + 1))
        ):
            self.grid.add_row()
        self.go_to(max(0, min(row, self.grid.rowCount() - 1)), column)

    def saves_by(self, save: Callable[[], object]) -> None:
        """Ctrl+Enter in the table, also that of the number pad, saves what it belongs to."""
        self._save = save

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_own(event)
        ):
            # F2 edits here, whatever it begins elsewhere; Ctrl+Z takes back what was typed here before what was done elsewhere.
            event.accept()
            return True
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.ControlModifier:
            stack = self.grid.stack
            return (key == Qt.Key.Key_Z and stack.canUndo()) or (key == Qt.Key.Key_Y and stack.canRedo())
        here = self.currentIndex()
        return key == Qt.Key.Key_F2 and not held and bool(here.flags() & Qt.ItemFlag.ItemIsEditable)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ctrl = held == Qt.KeyboardModifier.ControlModifier
        actions = {
            Qt.Key.Key_C: self.copy,
            Qt.Key.Key_X: self.cut,
            Qt.Key.Key_V: self.paste,
            Qt.Key.Key_D: self.fill_down,
            Qt.Key.Key_Z: self.grid.stack.undo,
            Qt.Key.Key_Y: self.grid.stack.redo,
            Qt.Key.Key_A: self.selectAll,
            Qt.Key.Key_Home: lambda: self.go_to(0, 0),
            Qt.Key.Key_End: lambda: self.go_to(self.grid.rowCount() - 1, self.grid.columnCount() - 1),
        }
        if ctrl and key in actions:
            actions[key]()
        elif ctrl and key in _ENTER and self._save is not None:
            self._save()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_cells()
        elif key in (*_ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not ctrl:
            self._move(key, held)
        elif key == Qt.Key.Key_F2:
            self.edit(self.currentIndex())
        elif key == Qt.Key.Key_F8:
            self.next_problem()
        elif event.text() and event.text().isprintable() and not ctrl:
            self._type(event.text())
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Typing Chinese into a cell that is not being edited yet begins the edit."""
        if event.commitString():
            self._type(event.commitString())
        else:
            super().inputMethodEvent(event)

    def _type(self, text: str) -> None:
        index = self.currentIndex()
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return
        self.edit(index)
        editor = self.indexWidget(index) or QApplication.focusWidget()
        if isinstance(editor, LineEdit):
            editor.setText(text)
            editor.setCursorPosition(len(text))

    def _selected(self) -> list[tuple[int, int]]:
        return sorted((index.row(), index.column()) for index in self.selectedIndexes())

    def clear_cells(self) -> None:
        cells = self._selected()
        changes: list[Change] = [(row, column, "") for row, column in cells]
        self.grid.change(t("kit.grid.cleared", count=len(cells)), changes)

    def fill_down(self) -> None:
        """The first row of the selection into all below it; with one row, the cell above into this one."""
        cells = self._selected()
        if not cells:
            return
        top = cells[0][0]
        source = top if cells[-1][0] > top else top - 1
        if source < 0:
            return
        changes = [(row, column, self.grid.text(source, column)) for row, column in cells if row != source]
        self.grid.change(t("kit.grid.filled", count=len(changes)), changes)

    def copy(self) -> None:
        cells = self._selected()
        if not cells:
            return
        rows = sorted({row for row, _column in cells})
        columns = sorted({column for _row, column in cells})
        table = [[self.grid.text(row, column) for column in columns] for row in rows]
        QApplication.clipboard().setMimeData(mime(table))

    def cut(self) -> None:
        self.copy()
        self.clear_cells()

    def paste(self) -> None:
        """Put the clipboard at the top left of the selection; one cell fills a larger selection."""
        cells = parse_tab_separated(QApplication.clipboard().text())
        chosen = self._selected() or [
            (max(0, self.currentIndex().row()), max(0, self.currentIndex().column()))
        ]
        if not cells:
            return
        if len(cells) == 1 and len(cells[0]) == 1 and len(chosen) > 1:
            changes = [(row, column, cells[0][0]) for row, column in chosen]
            self.grid.change(t("kit.grid.pasted", count=len(changes)), changes)
            return
        over = chosen[0][0] + len(cells) - self.grid.rowCount()
        _count, lost = self.grid.paste(chosen[0][0], chosen[0][1], cells)
        if over > 0 and not self.grid.growing:
            self.cut_off.emit(t("kit.grid.too_many_rows", count=over))
        if lost:
            self.cut_off.emit(t("kit.grid.too_many_columns", count=lost))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        """As wide as the design has it, wider where the title is; what is left goes to those that stretch."""
        widths = [max(each.width, text_width(each.title, SMALL) + 16) for each in self.grid.columns]
        stretching = sum(each.stretch for each in self.grid.columns)
        spare = max(0, self.viewport().width() - sum(widths))
        for number, column in enumerate(self.grid.columns):
            self.setColumnWidth(number, widths[number] + (spare // stretching if column.stretch else 0))
