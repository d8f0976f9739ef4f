"""Rows of a list of any length: the first page at once, the rest by identifier when it is looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.kit.cells import Cell, needed_width
from ui.kit.ledger_source import GroupRow, LedgerSource
from ui.kit.paint import literal
from ui.kit.tokens import look

FIRST = PAGE = 100
LOOKED_AT = 40
PAGES_KEPT = 64
CELL = Qt.ItemDataRole.UserRole + 1
ROW = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex
_GONE = Cell("\N{EM DASH}", faint=True)


class LedgerModel(QAbstractTableModel):
    """Shows what a source gives. `ids` is the vector of all identifiers, eight bytes a row."""

    def __init__(self, source: LedgerSource, request: Any) -> None:
        super().__init__()
        self.source, self.request = source, request
        self.columns = tuple(source.columns)
        self.ids: array[int] = array("q")
        self._pages: OrderedDict[int, dict[int, Any]] = OrderedDict()
        self.fetched = 0
        self._widest: dict[tuple[int, int], float] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def show(self, rows: Sequence[Any]) -> None:
        """Replace everything by the first page."""
        self.beginResetModel()
        self.ids = array("q", (row.id for row in rows))
        self._pages.clear()
        self._widest.clear()
        for start in range(0, len(rows), PAGE):
            self._pages[start // PAGE] = {row.id: row for row in rows[start : start + PAGE]}
        self.endResetModel()

    def extend(self, ids: array[int]) -> bool:
        """Add what comes after the first page. False when the rows changed meanwhile, so that all must be shown anew."""
        known = len(self.ids)
        if len(ids) < known or ids[:known] != self.ids or not known:
            return False
        if len(ids) > known:
            self.beginInsertRows(QModelIndex(), known, len(ids) - 1)
            self.ids = ids
            self.endInsertRows()
        return True

    def replace(self, ids: array[int]) -> None:
        """Show exactly `ids`, fetching as needed."""
        self.beginResetModel()
        self.ids = ids
        self._pages.clear()
        self._widest.clear()
        self.endResetModel()

    def forget_rows(self) -> None:
        """Fetch again what is looked at, in the order known so far."""
        self._pages.clear()
        self._widest.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def row(self, number: int) -> Any | None:
        """The row at `number`; None when it was removed meanwhile."""
        if not 0 <= number < len(self.ids):
            return None
        page = number // PAGE
        rows = self._pages.get(page)
        if rows is None:
            ids = self.ids[page * PAGE : (page + 1) * PAGE]
            rows = {row.id: row for row in self.source.rows(ids)}
            self.fetched += 1
            self._pages[page] = rows
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return rows.get(self.ids[number])

    def number_of(self, identifier: int) -> int:
        """Where a row stands, -1 when it is not shown."""
        try:
            return self.ids.index(identifier)
        except ValueError:
            return -1

    def cell(self, number: int, column: int) -> Cell:
        row = self.row(number)
        return _GONE if row is None else self.source.cell(self.columns[column], row)

    def widest(self, column: int) -> float:
        """The width that the first rows need in a column of words; 0 while they are not here."""
        key = (column, look().scale)
        if key not in self._widest:
            rows = list(self._pages.get(0, {}).values())[:LOOKED_AT]
            cells = [
                self.source.cell(self.columns[column], row) for row in rows if not isinstance(row, GroupRow)
            ]
            self._widest[key] = max((needed_width(cell, bold=True) for cell in cells), default=0)
        return self._widest[key]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW:
            return self.row(index.row())
        row = self.row(index.row())
        if isinstance(row, GroupRow):
            spoken = f"{row.title} {row.note}".strip()
            return (
                spoken if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
            )
        if role == CELL:
            return self.cell(index.row(), index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.cell(index.row(), index.column()).spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(self.cell(index.row(), index.column()).tip) or None
        return None

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if side is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.source.title(self.columns[section])
        if side is Qt.Orientation.Vertical and role == Qt.ItemDataRole.AccessibleTextRole:
            # No row has a head on the screen; a screen reader names it by what stands in front.
            said = (self.data(self.index(section, place), role) for place in range(len(self.columns)))
            return next((words for words in said if words), None)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.row(index.row()), GroupRow):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def group_numbers(self) -> list[int]:
        """Rows that are headings, known by their numbers below zero: nothing is read to find that there are none."""
        if len(self.ids) > 20 * PAGE:
            return []
        return [
            place
            for place, number in enumerate(self.ids)
            if number < 0 and isinstance(self.row(place), GroupRow)
        ]
