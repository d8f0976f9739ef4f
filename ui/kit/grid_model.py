"""Cells of a list that is typed or pasted in: every cell judged in words, every change can be taken back in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QUndoCommand, QUndoStack

from duty_desk.errors import InputError
from duty_desk.strings import t
from ui.kit.paint import literal
from ui.overrides import guard

Index = QModelIndex | QPersistentModelIndex
Judge = Callable[[str, Sequence[str]], str | None]
Change = tuple[int, int, str]
# What follows from a change of a row, as it was and as it is now: the columns to fill and with what.
Follow = Callable[[Sequence[str], Sequence[str]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column to fill in. `judge` gets the text and its whole row and gives a sentence, None, or raises InputError."""

    key: str
    title: str
    width: int = 120
    align: str = "left"
    judge: Judge | None = None
    fixed: bool = False
    stretch: bool = False


@guard
class _Edit(QUndoCommand):
    """Several cells changed, and rows added for them, as one step."""

    def __init__(self, model: GridModel, words: str, changes: Sequence[Change]) -> None:
        super().__init__(words)
        self._model = model
        self._rows_before = model.rowCount()
        self._new = list(changes)
        self._old = [(row, column, model.text(row, column)) for row, column, _text in changes]

    def redo(self) -> None:
        self._model.put(self._new)

    def undo(self) -> None:
        self._model.put(self._old)
        self._model.cut_to(self._rows_before)


class GridModel(QAbstractTableModel):
    """Rows of texts. Nothing is saved from here: the screen asks for `rows()` when the officer presses save.

    Unless it is `growing`, there are the rows it was loaded with and no others: each belongs to somebody.
    """

    def __init__(
        self, columns: Sequence[GridColumn], rows: Sequence[Sequence[str]] = (), *, growing: bool = True
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.growing = growing
        # The row that is being typed along, until somebody asks what is wrong.
        self.open_row: int | None = None
        self.follows: Follow | None = None
        self._rows = self._filled(rows)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(200)

    def _filled(self, rows: Sequence[Sequence[str]]) -> list[list[str]]:
        """At least one row to type into, where rows may be added."""
        return [self._padded(row) for row in rows] or ([self._padded(())] if self.growing else [])

    def _padded(self, row: Sequence[str]) -> list[str]:
        return [*row, *([""] * len(self.columns))][: len(self.columns)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def text(self, row: int, column: int) -> str:
        return self._rows[row][column] if row < len(self._rows) else ""

    def reason(self, row: int, column: int) -> str:
        """What is wrong with a cell, empty when nothing is. An untouched empty row is never wrong."""
        judge = self.columns[column].judge
        line = self._rows[row]
        if judge is None or not any(part.strip() for part in line):
            return ""
        try:
            return judge(line[column], tuple(line)) or ""
        except InputError as error:
            return error.text

    def shown_reason(self, row: int, column: int) -> str:
        """What is wrong with a cell as far as one says so: what is still empty in the row being typed is not wrong yet."""
        if row == self.open_row and not self.text(row, column).strip():
            return ""
        return self.reason(row, column)

    def problems(self) -> list[tuple[int, int, str]]:
        """All wrong cells as (row, column, reason)."""
        found: list[tuple[int, int, str]] = []
        for row in range(len(self._rows)):
            for column in range(len(self.columns)):
                if reason := self.reason(row, column):
                    found.append((row, column, reason))
        return found

    def rows(self, only_valid: bool = False) -> list[dict[str, str]]:
        """Filled rows by column key; with `only_valid` those without a wrong cell."""
        wrong = {row for row, _column, _reason in self.problems()} if only_valid else set[int]()
        return [
            {column.key: text.strip() for column, text in zip(self.columns, line, strict=True)}
            for number, line in enumerate(self._rows)
            if number not in wrong and any(part.strip() for part in line)
        ]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(self.shown_reason(index.row(), index.column())) or None
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.shown_reason(index.row(), index.column())
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.change(t("kit.grid.typed"), [(index.row(), index.column(), str(value))])
        return True

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.columns[section].title if side is Qt.Orientation.Horizontal else str(section + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual if self.columns[index.column()].fixed else usual | Qt.ItemFlag.ItemIsEditable

    def change(self, words: str, changes: Sequence[Change]) -> int:
        """Change cells, and what `follows` of it, as one step that can be taken back.

        Fixed columns and cells that stay the same are left out.
        """
        wanted = [
            (row, column, text)
            for row, column, text in changes
            if not self.columns[column].fixed
            and self.text(row, column) != text
            and (self.growing or row < len(self._rows))
        ]
        if wanted:
            self.stack.push(_Edit(self, words, [*wanted, *self._following(wanted)]))
        return len(wanted)

    def _following(self, changes: Sequence[Change]) -> list[Change]:
        if self.follows is None:
            return []
        found: list[Change] = []
        for row in dict.fromkeys(row for row, _column, _text in changes):
            before = self._rows[row] if row < len(self._rows) else self._padded(())
            after = list(before)
            for each, column, text in changes:
                if each == row:
                    after[column] = text
            found += [(row, column, text) for column, text in self.follows(before, after).items()]
        return found

    def paste(self, row: int, column: int, cells: Sequence[Sequence[str]]) -> tuple[int, int]:
        """Put a block of cells at a place. Gives how many cells were put and how many columns did not fit."""
        width = max((len(line) for line in cells), default=0)
        lost = max(0, column + width - len(self.columns))
        changes = [
            (row + down, column + right, text)
            for down, line in enumerate(cells)
            for right, text in enumerate(line)
            if column + right < len(self.columns)
        ]
        count = len(changes)
        self.change(t("kit.grid.pasted", count=count), changes)
        return count, lost

    def put(self, changes: Sequence[Change]) -> None:
        """Write cells, adding rows as needed; for the undo steps only."""
        last = max((row for row, _column, _text in changes), default=-1)
        if last >= len(self._rows):
            self.beginInsertRows(QModelIndex(), len(self._rows), last)
            self._rows.extend(self._padded(()) for _new in range(len(self._rows), last + 1))
            self.endInsertRows()
        for row, column, text in changes:
            self._rows[row][column] = text
        for row in sorted({row for row, _column, _text in changes}):
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def cut_to(self, count: int) -> None:
        """Take away the rows after the first `count`; for the undo steps only."""
        if count < len(self._rows):
            self.beginRemoveRows(QModelIndex(), count, len(self._rows) - 1)
            del self._rows[count:]
            self.endRemoveRows()

    def add_row(self) -> int:
        """One more empty row at the end; gives its number."""
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows))
        self._rows.append(self._padded(()))
        self.endInsertRows()
        return len(self._rows) - 1

    def load(self, rows: Sequence[Sequence[str]]) -> None:
        """Start anew with these rows; what was done before cannot be taken back any more."""
        self.beginResetModel()
        self._rows = self._filled(rows)
        self.endResetModel()
        self.stack.clear()
