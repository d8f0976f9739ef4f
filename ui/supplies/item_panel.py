"""One item beside the list: how much, how long it lasts and by what reckoning, from where, in which lots, and its last movements."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import catalogue, days, quantities, stock, stock_moves, stock_rows
from duty_desk.supplies.days import Bands, Expiry, UseBasis
from duty_desk.supplies.stock_rows import TONES, StockRow
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.cells import Cell
from ui.kit.choices import Choice, Segmented
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import HEAD, ROW, SMALL, TITLE, Tone
from ui.supplies.source_bar import SourceBar
from ui.views.columns import short_number

if TYPE_CHECKING:
    from ui.supplies.stock import StockView

SHOWN_MOVES = 6
BASES = (UseBasis.LAST_3, UseBasis.LAST_7, UseBasis.LAST_14, UseBasis.PLAN)
_SPACE = "\N{IDEOGRAPHIC SPACE}"


class ItemPanel(SidePanel):
    """Shows one item; its acts lead to the forms of the tab."""

    def __init__(self, view: StockView) -> None:
        super().__init__(parent=view)
        self._view = view
        self.item_id = 0
        self.lot_rows: tuple[stock.Holding, ...] = ()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.quantity = Label(px=TITLE, bold=True)
        self.packs = Label(colour="text2")
        self.lasts = Label(px=SMALL, colour="text2", wrap=True)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.quantity)
        first.addWidget(self.packs)
        first.addStretch()
        column.addLayout(first)
        self.sources = SourceBar()
        self.basis = Segmented(
            [Choice(each.value, t(f"supplies_tab.basis.{each.value}")) for each in BASES],
            UseBasis.LAST_7.value,
            name=t("supplies_tab.basis.name"),
        )
        self.basis.chosen.connect(lambda key: view.choose_basis(UseBasis(key)))
        column.addWidget(self.lasts)
        column.addWidget(self.basis, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.sources)
        self.banner = Banner(Tone.WARN, "")
        self.banner.hide()
        column.addWidget(self.banner)
        column.addSpacing(4)
        self._lots_note = Label(px=SMALL, colour="text2")
        column.addLayout(_heading(t("supplies_tab.item.lots"), self._lots_note))
        self.lots = ListSource(_lot_columns(), (), self._lot_cell)
        self.lot_list = LedgerView(
            self.lots, view.shell.tasks, key="supplies.item.lots", menu=False, foot=False, strong="lot"
        )
        column.addWidget(self.lot_list)
        card = Button(t("supplies_tab.item.card"), kind=Kind.TEXT, parent=self)
        card.clicked.connect(lambda: view.tab.show_card(self.item_id))
        column.addLayout(_heading(t("supplies_tab.item.moves"), card))
        self.moves = ListSource(_move_columns(), (), _move_cell)
        self.move_list = LedgerView(
            self.moves, view.shell.tasks, key="supplies.item.moves", menu=False, foot=False
        )
        self.move_list.opened.connect(lambda row: view.tab.show_document(row))
        column.addWidget(self.move_list)
        self.set_body(body)
        self._put_foot()

    def show_item(self, item: int) -> None:
        """Read and show an item; a refusal closes the panel."""
        view = self._view
        try:
            with view.desk.read() as read:
                row = stock_rows.stock_rows(read, store=view.current_store(), basis=view.basis).get(item)
                info = catalogue.get_item(read, item)
                self.lot_rows = stock.on_hand(read, item=item, store=view.current_store())
                sources = stock.by_source(read, item)
                page = stock_moves.card_page(read, item, store=view.current_store(), limit=SHOWN_MOVES)
                self._limits: Bands = days.bands(read)
        except DutyDeskError as error:
            view.shell.refuse(error)
            return
        if row is None:
            return
        self.item_id = item
        tone, icon = TONES[row.state]
        where = self.lot_rows[0].store if len({each.store for each in self.lot_rows}) == 1 else ""
        note = _SPACE.join(part for part in (info.spec, where) if part)
        self.set_head(info.name, note, Mark(t(f"supplies_books.state.{row.state}"), Tone(tone), icon))
        self.quantity.setText(quantities.with_unit(row.quantity, row.unit))
        packs = quantities.in_packs(row.quantity, info)
        self.packs.setText(packs if info.packs and row.quantity else "")
        self.lasts.setText(self._lasting(row))
        self.basis.set_value(row.cover.basis.value)
        self.basis.setVisible(row.safety_days is not None)
        self.sources.put([(t(f"supplies_books.source.{key}"), number) for key, number in sources.items()])
        self._warn(row)
        self._lots_note.setText(t("supplies_tab.item.lot_count", count=len(self.lot_rows)))
        _fill(self.lots, self.lot_list, self.lot_rows)
        _fill(self.moves, self.move_list, page.rows)

    def _lasting(self, row: StockRow) -> str:
        """The days in words: by what they are reckoned, and the day it is used up."""
        if row.safety_days is None:
            return t("supplies_tab.stock.not_by_days")
        if row.days is None:
            return t(
                "supplies_tab.item.not_used", basis=t(f"supplies_tab.basis.{row.cover.basis.value}_words")
            )
        basis = t(f"supplies_tab.basis.{row.cover.basis.value}_words")
        daily = formats.number(round(row.cover.daily, 1 if row.cover.daily < 100 else 0))
        said = t("supplies_tab.item.daily", basis=basis, daily=daily)
        if row.runs_out_on is None:
            return said
        return said + _SPACE + t("supplies_tab.item.runs_out", day=formats.day(row.runs_out_on))

    def _warn(self, row: StockRow) -> None:
        said: list[str] = []
        if row.expired:
            said.append(t("supplies_tab.item.expired", quantity=quantities.with_unit(row.expired, row.unit)))
        if row.reserved:
            said.append(
                t("supplies_tab.item.reserved", quantity=quantities.with_unit(row.reserved, row.unit))
            )
        if row.in_transit:
            said.append(
                t("supplies_tab.item.in_transit", quantity=quantities.with_unit(row.in_transit, row.unit))
            )
        self.banner.setVisible(bool(said))
        if said:
            tone = Tone.WARN if row.expired else Tone.INFO
            self.banner.say(said[0], _SPACE.join(said[1:]), tone)

    def _lot_cell(self, column: ColumnLike, row: Any) -> Cell:
        match column.key:
            case "lot":
                icon = "lock-outline" if row.held_reason else ""
                return Cell(
                    row.lot, icon=icon, tone=Tone.WARN if row.held_reason else None, tip=row.held_reason or ""
                )
            case "source":
                bound = row.purpose_unit or row.purpose or ""
                words = t(f"supplies_books.source.{row.source}")
                shown = t("supplies_tab.item.bound", whom=bound) if bound else row.party
                return Cell(words, shown, tip=_SPACE.join(p for p in (words, row.party, shown) if p))
            case "quantity":
                return Cell(formats.number(row.quantity))
            case _:
                return self._expiry_cell(row)

    def _expiry_cell(self, row: stock.Holding) -> Cell:
        if row.expires_on is None:
            return Cell("\N{EM DASH}", faint=True)
        signal = days.expiry(row.expires_on, self._view.desk.now.date(), self._limits)
        tone = Tone.DANGER if signal is Expiry.EXPIRED else Tone.WARN if signal is not Expiry.FAR else None
        return Cell(row.expires_on.isoformat(), tone=tone)

    def _put_foot(self) -> None:
        tab = self._view.tab
        left: list[QWidget] = []
        if tab.may(Permission.REQUEST_GOODS):
            go = Button(
                t("supplies_tab.item.hand_out"),
                kind=Kind.PRIMARY,
                icon="archive-arrow-up-outline",
                parent=self,
            )
            go.clicked.connect(lambda: tab.start_dispatch_of(self.item_id))
            left.append(go)
        if tab.may(Permission.RECEIVE_GOODS):
            come = Button(t("supplies_tab.item.receive"), icon="archive-arrow-down-outline", parent=self)
            come.clicked.connect(lambda: tab.start_receipt_of(self.item_id))
            left.append(come)
        right: list[QWidget] = []
        if tab.may(Permission.COUNT_GOODS):
            count = Button(t("supplies_tab.item.count"), icon="scale-balance", parent=self)
            count.clicked.connect(lambda: tab.start_count_of(self.item_id))
            right.append(count)
        more = icon_button("dots-horizontal", t("supplies_tab.more"))
        more.clicked.connect(lambda: self._menu(more))
        right.append(more)
        self.set_foot(left, right)

    def _menu(self, button: QWidget) -> QMenu:
        from ui.supplies.item_menu import build

        menu = build(self._view, self.item_id, self.lot_list.current_row(), button)
        menu.popup(button.mapToGlobal(button.rect().topLeft()))
        return menu


def _fill(source: ListSource, view: LedgerView, rows: Any) -> None:
    """Show rows in a list as high as they are."""
    source.put(rows)
    view.setFixedHeight(HEAD + ROW * max(1, len(rows)) + 2)
    view.reload()


def _heading(words: str, right: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    line.addWidget(Label(words, bold=True))
    line.addStretch()
    line.addWidget(right)
    return line


def _lot_columns() -> tuple[Column, ...]:
    return (
        Column("lot", t("supplies_books.column.lot"), width=96),
        Column("source", t("supplies_books.column.source"), width=96, stretch=True),
        Column("quantity", t("supplies_tab.item.left"), width=64, align="right"),
        Column("expires_on", t("supplies_tab.item.expires"), width=92),
    )


def _move_columns() -> tuple[Column, ...]:
    return (
        Column("at", t("supplies_tab.item.date"), width=64),
        Column("paper", t("supplies_tab.item.paper"), width=96, stretch=True),
        Column("quantity", t("supplies_tab.item.amount"), width=72, align="right"),
        Column("balance", t("supplies_tab.item.balance"), width=72, align="right"),
    )


def _move_cell(column: ColumnLike, row: Any) -> Cell:
    faint = row.reversed
    match column.key:
        case "at":
            return Cell(formats.day(row.at.date()), faint=faint)
        case "paper":
            word = t(f"supplies_tab.kind.{row.kind}")
            return Cell(f"{word} {short_number(row.number)}", row.party, faint=faint, tip=row.number)
        case "quantity":
            return Cell(signed(row.quantity), faint=faint)
        case _:
            return Cell(formats.number(row.balance), faint=faint)


def signed(quantity: Decimal) -> str:
    """+2,500 and −80."""
    return f"{'+' if quantity > 0 else chr(0x2212)}{formats.number(abs(quantity))}"
