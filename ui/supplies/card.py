"""The stock card of one item: every movement with the balance after it, newest first, of any days and store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.people import places
from duty_desk.strings import t
from duty_desk.supplies import books_sheets, catalogue, quantities, stock_moves
from duty_desk.supplies.books_sheets import Sheet
from duty_desk.supplies.stock_moves import KIND_TONES, CardRow
from duty_desk.work import Read
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.period_filter import PeriodFilter
from ui.kit.regions import Regions
from ui.kit.tokens import Tone
from ui.supplies.papers import print_sheet, save_sheet
from ui.supplies.pick import ItemField
from ui.supplies.view import SuppliesView

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab


class CardView(SuppliesView):
    """One item at a time; Enter opens the paper of a line."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"movement", "stock", "stock_document"})

    def __init__(self, tab: SuppliesTab) -> None:
        super().__init__(tab)
        self.item_id = 0
        self.head = QWidget(self)
        self.item = ItemField(self.shell, self.head)
        self.item.setFixedWidth(232)
        self.item.picked.connect(self.show_item)
        self.store = ComboBox(
            [(0, t("supplies_tab.all_stores"))], 0, name=t("supplies_tab.store"), parent=self.head
        )
        self.store.changed.connect(self.reload)
        self.period = PeriodFilter(lambda: self.desk.now, t("supplies_tab.card.days"))
        self.period.picked.connect(self.reload)
        back = Button(t("supplies_tab.card.back"), icon="arrow-left", parent=self.head)
        back.clicked.connect(self._back)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (back, self.item, self.store, self.period):
            line.addWidget(widget)
        line.addStretch()
        self.title = Label(bold=True, elide=True)
        self.source = ListSource(_columns(), (), _cell)
        self.list = LedgerView(
            self.source,
            self.shell.tasks,
            key="supplies.card",
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            hints=[("↑↓", t("views.hint.choose")), ("Enter", t("supplies_tab.hint.paper"))],
            strong="number",
            parent=self,
        )
        self.list.set_empty(self._empty)
        self.list.opened.connect(lambda row: tab.show_document(row))
        self.list.asked.connect(self.take_out)
        self.list.clear_asked.connect(self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.list, 1)
        for key, how in (("Ctrl+E", "export_excel"), ("Ctrl+P", "print")):
            shortcut = QShortcut(
                QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            shortcut.activated.connect(lambda how=how: self.take_out(how))
        Regions(self, lambda: [self.item, self.list])

    def keys(self) -> tuple[KeyHint, ...]:
        keys = (
            ("Enter", "supplies_tab.hint.paper"),
            ("Ctrl+E", "views.key.export"),
            ("Ctrl+P", "views.key.print"),
            ("Esc", "views.key.back"),
        )
        return tuple(KeyHint(key, t(words)) for key, words in keys)

    def show_item(self, item: int) -> None:
        """Show the card of an item."""
        self.item_id = item
        self.reload()
        self.list.setFocus()

    def reload(self) -> None:
        with self.desk.read() as read:
            stores = places.list_stores(read)
            chosen = self.store.value()
            self.store.set_options(
                [(0, t("supplies_tab.all_stores")), *((row.id, row.name) for row in stores)],
                chosen if chosen in [row.id for row in stores] else 0,
            )
            if not self.item_id:
                self.title.setText("")
                self._show(())
                return
            row = catalogue.get_item(read, self.item_id)
            first, last = self._days()
            opening, lines = stock_moves.card(read, self.item_id, first=first, last=last, store=self._store())
        self.item.show_item(row)
        closing = lines[-1].balance if lines else opening
        self.title.setText(
            t(
                "supplies_tab.card.title",
                name=row.title,
                opening=quantities.with_unit(opening, row.base_unit),
                closing=quantities.with_unit(closing, row.base_unit),
            )
        )
        self._show(tuple(reversed(lines)))

    def focus_first(self) -> None:
        (self.list if self.item_id else self.item).setFocus()

    def state(self) -> Mapping[str, Any]:
        return {"item": self.item_id}

    def restore(self, state: Mapping[str, Any]) -> None:
        if isinstance(state.get("item"), int):
            self.item_id = int(state["item"])

    def take_out(self, how: str, path: str = "") -> None:
        """The card as it is shown, to a workbook or the printer; a PDF is kept from the preview."""
        if not self.item_id:
            return
        if how == "export_excel":
            save_sheet(self.shell, self._sheet, self, t("supplies_tab.item.card"), path)
        else:
            print_sheet(self.shell, self._sheet)

    def _sheet(self, read: Read) -> Sheet:
        first, last = self._days()
        today = self.desk.now.date()
        return books_sheets.stock_card(
            read, self.item_id, first or date(today.year, 1, 1), last or today, store=self._store()
        )

    def _show(self, lines: tuple[CardRow, ...]) -> None:
        self.source.put(lines)
        self.list.reload()

    def _days(self) -> tuple[date | None, date | None]:
        return self.period.value()

    def _store(self) -> int | None:
        value = self.store.value()
        return value if isinstance(value, int) and value else None

    def _back(self) -> None:
        view = self.tab.show_view("stock")
        if self.item_id:
            view.open_record("item", self.item_id)

    def _empty(self) -> QWidget:
        return EmptyState(
            t("supplies_tab.card.empty"), t("supplies_tab.card.empty_next"), icon="history", tone=None
        )


def _columns() -> tuple[Column, ...]:
    return (
        Column("at", t("supplies_books.column.at"), width=120),
        Column("number", t("supplies_books.column.number"), width=168),
        Column("kind", t("supplies_books.column.kind"), width=88),
        Column("party", t("supplies_books.column.party"), width=160, stretch=True),
        Column("lot", t("supplies_books.column.lot"), width=112),
        Column("store", t("supplies_books.column.store"), width=104),
        Column("came", t("supplies_tab.card.came"), width=88, align="right"),
        Column("went", t("supplies_tab.card.went"), width=88, align="right"),
        Column("balance", t("supplies_tab.item.balance"), width=96, align="right"),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    faint = row.reversed
    match column.key:
        case "at":
            return Cell(formats.moment(row.at), faint=faint)
        case "kind":
            if row.reversed:
                return Cell(mark=Mark(t("supplies_tab.card.reversed"), Tone.NEUTRAL, "history"))
            tone, icon = KIND_TONES[row.kind]
            return Cell(mark=Mark(t(f"supplies_books.kind.{row.kind}"), Tone(tone), icon))
        case "came" | "went":
            return Cell(formats.number(getattr(row, column.key)), faint=faint)
        case "balance":
            return Cell(formats.number(row.balance), bold=True)
        case _:
            return Cell(str(getattr(row, column.key) or ""), faint=faint)
