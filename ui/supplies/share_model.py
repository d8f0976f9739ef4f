"""The rows of an allocation over one group of units: heads, the exact share, what each gets, and why it differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from duty_desk import formats
from duty_desk.strings import t
from duty_desk.supplies.allocation_rules import NOTHING, Share
from ui.kit.cells import Cell
from ui.kit.ledger_model import CELL
from ui.kit.ledger_source import Column
from ui.kit.paint import Mark
from ui.kit.tokens import Tone

Index = QModelIndex | QPersistentModelIndex
NUMBER, UNIT, HEADS, EXACT, GIVEN, DIFFERENCE, EACH, NOTE = range(8)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit. `heads` is what a share is reckoned by and what it comes to for each."""

    unit: int
    name: str
    heads: int
    front_line: bool = False


class ShareModel(QAbstractTableModel):
    """Shows shares; what is typed is handed on through `typed` of the table, never kept here."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[Column, ...] = columns("")
        self.rows: tuple[Row, ...] = ()
        self.shares: tuple[Share, ...] = ()

    def put(self, rows: Sequence[Row], shares: Sequence[Share], unit: str) -> None:
        """Show other shares; the same units keep the cell that is current."""
        same = [row.unit for row in rows] == [row.unit for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows, self.shares, self.columns = tuple(rows), tuple(shares), columns(unit)
        if not same:
            self.endResetModel()
            return
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, row: int, column: int) -> Cell:
        """What a cell shows."""
        who, share = self.rows[row], self.shares[row]
        match column:
            case 0:
                return Cell(str(row + 1), faint=True)
            case 1:
                return Cell(who.name)
            case 2:
                return Cell(formats.number(who.heads))
            case 3:
                return Cell(f"{share.exact:,.1f}", faint=True)
            case 4:
                return Cell(formats.number(share.quantity), input=True, bold=True)
            case 5:
                return Cell(signed(share.quantity - share.exact))
            case 6:
                return Cell(f"{share.quantity / who.heads:.2f}" if who.heads else "", faint=True)
            case _:
                if share.locked:
                    return Cell(mark=Mark(t("supplies_out.allocation.by_hand"), Tone.WARN, "lock-outline"))
                return Cell(t("supplies_out.allocation.rounded_up") if share.rounded_up else "", small=True)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        if role == Qt.ItemDataRole.EditRole:
            return formats.number(self.shares[index.row()].quantity)
        cell = self.cell(index.row(), index.column())
        if role == CELL:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.spoken
        return None

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if side is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if side is Qt.Orientation.Vertical and role == Qt.ItemDataRole.AccessibleTextRole:
            return self.cell(section, 1).spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == GIVEN else usual


def columns(unit: str) -> tuple[Column, ...]:
    """Who, by what, how much."""
    given = t("supplies_out.allocation.given_in", unit=unit) if unit else t("supplies_out.allocation.given")
    return (
        Column("number", t("supplies_out.allocation.number"), width=32, align="right"),
        Column("unit", t("supplies_out.allocation.unit"), width=112, stretch=True),
        Column("heads", t("supplies_out.allocation.heads"), width=56, align="right"),
        Column("exact", t("supplies_out.allocation.exact"), width=88, align="right"),
        Column("given", given, width=104, align="right"),
        Column("difference", t("supplies_out.allocation.difference"), width=64, align="right"),
        Column("each", t("supplies_out.allocation.each"), width=56, align="right"),
        Column("note", t("supplies_out.allocation.note"), width=80),
    )


def signed(value: Decimal) -> str:
    """+5.1, −0.3, and nothing for no difference."""
    rounded = round(value, 1)
    if rounded == NOTHING:
        return "0"
    return f"{'+' if rounded > 0 else chr(0x2212)}{abs(rounded):,.1f}"
