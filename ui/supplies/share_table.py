"""A group of units in an allocation: the amounts can be typed over, which locks them; Delete gives a unit back to the reckoning."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from duty_desk import formats
from duty_desk.strings import t
from duty_desk.supplies.allocation_rules import NOTHING, Share
from ui.kit.cells import Cell, paint_cell
from ui.kit.fields import LineEdit
from ui.kit.ledger_copy import mime, parse_tab_separated
from ui.kit.ledger_model import CELL
from ui.kit.number_fields import parse_number
from ui.kit.paint import LEFT, RIGHT, box, smooth, write
from ui.kit.panels import Panel
from ui.kit.tokens import BODY, CONTROL, HEAD, PADDING, ROW, SMALL, text_width, tokens
from ui.supplies.share_model import GIVEN, NOTE, UNIT, Row, ShareModel

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SUMS_GAP = 16
_CLEAR = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class _Cells(QStyledItemDelegate):
    """Paints cells as lists do; an amount stands in a box, amber once it is locked."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, ROW)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = LineEdit(name=t("supplies_out.allocation.given"), parent=parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, LineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        view = self.parent()
        if isinstance(editor, LineEdit) and isinstance(view, ShareTable):
            view.take(index.row(), editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]

    def eventFilter(self, editor: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        view = self.parent()
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(view, ShareTable)
        ):
            key = Qt.Key(event.key())
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if key in (*_ENTER, Qt.Key.Key_Down, Qt.Key.Key_Up) and not held:
                view.finish(editor, -1 if key == Qt.Key.Key_Up else 1)
                return True
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        model, view, look = index.model(), self.parent(), tokens()
        cell = index.data(CELL)
        if isinstance(model, ShareModel) and isinstance(view, ShareTable) and isinstance(cell, Cell):
            place = QRectF(option.rect)  # type: ignore[attr-defined]
            current = view.currentIndex().row() == index.row()
            fill = look.selected if current and view.hasFocus() else look.sunken if current else look.surface
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.fillRect(place, fill)
            painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.line)
            smooth(painter)
            column = model.columns[index.column()]
            if index.column() == GIVEN:
                self._paint_given(
                    painter, place, cell, model.shares[index.row()], current and view.hasFocus()
                )
            else:
                paint_cell(painter, place, cell, column.align == "right")
        painter.restore()

    def _paint_given(self, painter: QPainter, place: QRectF, cell: Cell, share: Share, focused: bool) -> None:
        look = tokens()
        inside = place.adjusted(4, 3, -4, -4)
        box(
            painter,
            inside,
            look.warn_bg if share.locked else look.surface,
            look.warn if share.locked else look.ctl,
        )
        if focused:
            box(painter, inside, None, look.focus, 2)
        write(painter, inside.adjusted(4, 0, -8, 0), cell.text, look.text, BODY, True, RIGHT)


class _Head(QHeaderView):
    """As over every list."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFixedHeight(HEAD)
        self.setMinimumSectionSize(24)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEAD)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self.model()
        if isinstance(model, ShareModel):
            look = tokens()
            smooth(painter)
            painter.fillRect(rect, look.sunken)
            painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), look.line)
            column = model.columns[index]
            room = QRectF(rect).adjusted(8, 0, -8, 0)
            align = RIGHT if column.align == "right" else LEFT
            write(painter, room, column.title, look.text2, SMALL, False, align)


class ShareTable(QTableView):
    """Typing or Enter edits the amount, Enter goes down, Delete unlocks, Ctrl+V pastes a column of amounts.

    `typed` carries the unit and its amount, None to unlock it.
    """

    typed = Signal(int, object)
    many_typed = Signal(list)
    refused = Signal(str)
    left = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shares = ShareModel()
        self.shares.setParent(self)
        self.setModel(self.shares)
        self.setHorizontalHeader(_Head(self))
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        self.setItemDelegate(_Cells(self))
        self.setShowGrid(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def go_to(self, row: int) -> None:
        """Make an amount current."""
        index = self.shares.index(row, GIVEN)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def take(self, row: int, text: str) -> None:
        """An amount was typed; what is no amount is told, and the old one stays."""
        try:
            value = parse_number(text)
        except ValueError:
            self.refused.emit(t("supplies_out.allocation.no_number", text=text.strip()[:20]))
            return
        if value is not None and value < 0:
            self.refused.emit(t("supplies_out.allocation.negative"))
            return
        share = self.shares.shares[row]
        if value is None:
            self.typed.emit(share.unit, None)
        elif value != share.quantity or share.locked:
            self.typed.emit(share.unit, value)

    def finish(self, editor: QWidget, by: int) -> None:
        """Keep what is typed and go on to the next unit."""
        self.commitData(editor)
        self.closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self._step(by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ctrl = held == Qt.KeyboardModifier.ControlModifier
        row = self.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not ctrl:
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key == Qt.Key.Key_Home else self.shares.rowCount() - 1)
        elif row >= 0 and key in _CLEAR:
            self.typed.emit(self.shares.shares[row].unit, None)
        elif row >= 0 and ((key in _ENTER and not ctrl) or key == Qt.Key.Key_F2):
            self.edit(self.shares.index(row, GIVEN))
        elif ctrl and key == Qt.Key.Key_V:
            self._paste(max(0, row))
        elif ctrl and key == Qt.Key.Key_C:
            self._copy()
        elif row >= 0 and event.text().isdigit() and not held:
            self.edit(self.shares.index(row, GIVEN))
            editor = QApplication.focusWidget()
            if isinstance(editor, LineEdit):
                editor.setText(event.text())
        else:
            event.ignore()

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid():
            self.go_to(0)
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Spread the columns over the width; without room the plain ones go first, the amount never."""
        room = self.viewport().width()
        shown = list(range(len(self.shares.columns)))
        wanted = {each: _wide(self.shares, each) for each in shown}
        for each in (6, 5, 0, 3):
            if sum(wanted[one] for one in shown) > room:
                shown.remove(each)
        spare = room - sum(wanted[one] for one in shown)
        for each in range(len(self.shares.columns)):
            self.setColumnHidden(each, each not in shown)
            if each in shown:
                self.setColumnWidth(each, max(64, wanted[each] + spare) if each == UNIT else wanted[each])

    def _step(self, by: int) -> None:
        row = self.currentIndex().row() + by
        if 0 <= row < self.shares.rowCount():
            self.go_to(row)
        else:
            self.left.emit(by)

    def _paste(self, row: int) -> None:
        given: list[tuple[int, Decimal]] = []
        for line in parse_tab_separated(QApplication.clipboard().text()):
            if row >= self.shares.rowCount():
                self.refused.emit(t("supplies_out.allocation.too_many"))
                break
            try:
                value = parse_number(line[0])
            except ValueError:
                self.refused.emit(t("supplies_out.allocation.no_number", text=line[0][:20]))
                return
            if value is not None and value >= 0:
                given.append((self.shares.shares[row].unit, value))
            row += 1
        if given:
            self.many_typed.emit(given)

    def _copy(self) -> None:
        """The whole group with its titles, as it is seen."""
        lines = [
            [self.shares.cell(row, column).spoken for column in range(NOTE + 1)]
            for row in range(self.shares.rowCount())
        ]
        head = [column.title for column in self.shares.columns]
        QApplication.clipboard().setMimeData(mime(lines, head))


class _Sums(QWidget):
    """The totals line under a group."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._parts = "", tuple[str, ...]()
        self._fit()

    def put(self, title: str, parts: Sequence[str]) -> None:
        """Show other sums."""
        self._title, self._parts = title, tuple(parts)
        self.setAccessibleName("  ".join((title, *parts)))
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The later sums go under the name of the group where one line has no room for all."""
        words = [text_width(part, BODY, place > 0) for place, part in enumerate(reversed(self._parts))]
        needed = text_width(self._title, BODY, True) + sum(words) + SUMS_GAP * len(words)
        self._lines = 1 if needed <= self.width() - 2 * PADDING else 2
        self.setFixedHeight(40 if self._lines == 1 else 2 * CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), tokens()
        smooth(painter)
        painter.fillRect(self.rect(), look.sunken)
        line = QRectF(self.rect()).adjusted(PADDING, 0, -PADDING, 0)
        line.setHeight(line.height() / self._lines)
        write(painter, line, self._title, look.text, BODY, True)
        room = line.translated(0, line.height() * (self._lines - 1))
        for place, part in enumerate(reversed(self._parts)):
            if place == 2 and self._lines == 2:
                room = QRectF(line)
            write(painter, room, part, look.text2 if place == 0 else look.text, BODY, place > 0, RIGHT)
            room.adjust(0, 0, -text_width(part, BODY, place > 0) - SUMS_GAP, 0)


class ShareGroup(Panel):
    """One group with its head, its table and its sums."""

    def __init__(self, title: str, total: str, unit_words: str, parent: QWidget | None = None) -> None:
        super().__init__(title, pad=False, parent=parent)
        self._total, self._words = total, unit_words
        self.table = ShareTable(self)
        self.table.setAccessibleName(title)
        self.sums = _Sums(self)
        self.body.setSpacing(0)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.sums)
        self.body.addStretch()
        self.setFocusProxy(self.table)

    def put(self, rows: Sequence[Row], shares: Sequence[Share], unit: str, *, short: bool = False) -> None:
        """Show shares of this group; `short` makes it as high as its rows."""
        self.table.shares.put(rows, shares, unit)
        self.table.fit()
        heads = sum(row.heads for row in rows)
        given = sum((share.quantity for share in shares), NOTHING)
        self.note.setText(t("supplies_out.allocation.units", count=len(rows)))
        parts = [
            t("supplies_out.allocation.sum_heads", heads=formats.number(heads)),
            t("supplies_out.allocation.sum_given", quantity=formats.number(given), unit=unit),
        ]
        each = f"{given / heads:.2f}" if heads else ""
        parts.append(t("supplies_out.allocation.sum_each", each=each) if each else "")
        self.sums.put(self._total, [part for part in parts if part])
        high = HEAD + ROW * max(1, len(rows))
        self.table.setMaximumHeight(high)
        self.table.setMinimumHeight(high if short else 0)


def _wide(model: ShareModel, column: int) -> int:
    title = text_width(model.columns[column].title, SMALL) + 18
    return max(title, model.columns[column].width) if column != UNIT else max(112, title)
