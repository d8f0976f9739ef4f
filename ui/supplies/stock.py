"""What is there: every item, the worst first, how long it lasts and what expires (product rule S8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.ledger import Kind as LedgerKind
from duty_desk.ledger import Ledger
from duty_desk.people import places
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import days, stock_rows
from duty_desk.supplies.days import Bands, Expiry, Shortage, UseBasis
from duty_desk.supplies.stock_lists import STOCK, stock_list
from duty_desk.supplies.stock_rows import StockRow
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Bar, Cell
from ui.kit.combo import ComboBox
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.supplies.item_panel import ItemPanel
from ui.supplies.paper_panel import show_paper
from ui.views.list_view import ALL, Chip, ListView

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab

# The bar runs over so many days.
FULL = 45
BAR_COLUMN = 232
_TONES = {Shortage.SHORT.value: Tone.DANGER, Shortage.LOW.value: Tone.WARN}


def on_screen(shown: Ledger) -> Ledger:
    """The same list with room for the bar of days."""
    columns = tuple(
        replace(each, width=BAR_COLUMN, align="left", kind=LedgerKind.TEXT, title="supplies_tab.stock.days")
        if each.key == "days"
        else each
        for each in shown.columns
    )
    return replace(shown, columns=columns)


def days_cell(row: StockRow) -> Cell:
    """How long it lasts: number, bar, and the tick at the safety days; words where there is nothing to reckon."""
    if row.safety_days is None:
        return Cell(t("supplies_tab.stock.not_by_days"), small=True)
    if row.days is None:
        return Cell(t("supplies_tab.stock.not_used"), small=True)
    whole = int(row.days)
    return Cell(
        formats.number(whole),
        t("supplies_tab.stock.day_unit"),
        tone=_TONES.get(row.shortage),
        bar=Bar(float(row.days), FULL, row.safety_days),
    )


def expiry_cell(row: StockRow, limits: Bands, today: date) -> Cell:
    """The nearest day of expiry, coloured once it is near."""
    if row.expires_on is None:
        return Cell("\N{EM DASH}", faint=True)
    signal = days.expiry(row.expires_on, today, limits)
    tone = (
        Tone.DANGER
        if signal is Expiry.EXPIRED
        else Tone.WARN
        if signal in (Expiry.URGENT, Expiry.NEAR)
        else None
    )
    return Cell(row.expires_on.isoformat(), tone=tone)


class StockView(ListView):
    """Enter opens an item; F3 hands it out, F2 takes in, K shows its stock card."""

    SEARCHES = "supplies_tab.stock.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"stock", "lot", "item"})
    LEDGER = on_screen(STOCK)
    STRONG = "name"
    KEYS = (("K", "supplies_tab.key.card"), ("1–9", "supplies_tab.key.chips"))

    def __init__(self, tab: SuppliesTab) -> None:
        self._basis: UseBasis | None = None
        self._limits: Bands | None = None
        super().__init__(tab)

    # --- what a list says about itself ---

    def controls(self) -> Sequence[QWidget]:
        self.store = ComboBox(
            [(0, t("supplies_tab.all_stores"))], 0, name=t("supplies_tab.store"), parent=self.head
        )
        self.store.changed.connect(self._reckon)
        return (self.store,)

    def buttons(self) -> Sequence[QWidget]:
        made: list[QWidget] = []
        if self.tab.may(Permission.RECEIVE_GOODS):
            come = Button(
                t("supplies_tab.receive"),
                icon="archive-arrow-down-outline",
                key="F2",
                bind=False,
                parent=self.head,
            )
            come.clicked.connect(self.tab.start_receipt)
            made.append(come)
        if self.tab.may(Permission.REQUEST_GOODS):
            go = Button(
                t("supplies_tab.hand_out"),
                icon="archive-arrow-up-outline",
                key="F3",
                kind=Kind.PRIMARY,
                bind=False,
                parent=self.head,
            )
            go.clicked.connect(self.tab.start_dispatch)
            made.append(go)
        return made

    def choices(self, read: Any) -> Mapping[str, Chip]:
        self._limits = days.bands(read)
        rows = stock_rows.stock_rows(read, store=self._store(), basis=self._basis)
        found = {
            ALL: Chip(t("views.all")),
            "short": Chip(t("supplies_tab.stock.short"), {"signal": ("short", "low")}, "alert", Tone.WARN),
            "near": Chip(
                t("supplies_tab.stock.near"),
                {"signal": ("urgent", "near", "expired")},
                "timer-alert-outline",
                Tone.WARN,
            ),
        }
        for category in dict.fromkeys(row.category for row in rows.values() if row.category):
            found[f"category:{category}"] = Chip(category, {"category": category})
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {
            "quantity": lambda row: Cell(formats.number(row.quantity), bold=True),
            "unit": lambda row: Cell(row.unit, faint=True),
            "days": days_cell,
            "expires_on": lambda row: expiry_cell(row, self._bands(), self.desk.now.date()),
        }

    def empty(self) -> QWidget:
        button = None
        if self.tab.may(Permission.EDIT_CATALOGUE):
            button = Button(t("supplies_tab.stock.load"), icon="playlist-check", kind=Kind.PRIMARY)
            button.clicked.connect(self._load_catalogue)
        return EmptyState(
            t("supplies_tab.stock.empty"),
            t("supplies_tab.stock.empty_next"),
            icon="package-variant-closed",
            tone=None,
            button=button,
        )

    def reload(self) -> None:
        with self.desk.read() as read:
            stores = places.list_stores(read)
        chosen = self.store.value()
        self.store.set_options(
            [(0, t("supplies_tab.all_stores")), *((row.id, row.name) for row in stores)],
            chosen if chosen in [row.id for row in stores] else 0,
        )
        super().reload()

    def foot_words(self) -> str:
        return self.tab.headline.moved if self.tab.headline is not None else ""

    def show_row(self, row_id: int) -> None:
        panel = self.panel
        if not isinstance(panel, ItemPanel):
            panel = ItemPanel(self)
            self.put_panel(panel)
        panel.show_item(row_id)

    def show_document(self, document: int) -> None:
        """A paper that has no list of its own: repacked, written off, brought back, reversed."""
        show_paper(self, document)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, ItemPanel) and self.panel.item_id:
            self.panel.show_item(self.panel.item_id)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if letter == "K" and row is not None:
            self.tab.show_card(row.id)

    def clear_filters(self) -> None:
        self.store.set_value(0)
        self._reckon()

    # --- what the panel asks ---

    @property
    def basis(self) -> UseBasis | None:
        """What the days are reckoned by; None is the office's usual."""
        return self._basis

    def choose_basis(self, basis: UseBasis) -> None:
        """Reckon the days of the whole list by something else."""
        self._basis = basis
        self._reckon()
        self.refresh_panel()

    def current_store(self) -> int | None:
        """The store shown, None for all."""
        return self._store()

    # --- inside ---

    def _store(self) -> int | None:
        value = self.store.value()
        return value if isinstance(value, int) and value else None

    def _bands(self) -> Bands:
        assert self._limits is not None
        return self._limits

    def _reckon(self) -> None:
        shown = stock_list(self._store(), self._basis)
        self.show_ledger(on_screen(shown))
        self.narrow(store=self._store())

    def _load_catalogue(self) -> None:
        from duty_desk.supplies import catalogue

        added = self.attempt(catalogue.load_defaults)
        if added is not None:
            self.shell.notify(t("supplies_tab.stock.loaded", count=added))
