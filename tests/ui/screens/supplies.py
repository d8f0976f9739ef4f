"""The supplies screen: stock, receiving, handing out, moving, counting, donors and books."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from tests.ui.readable import faults
from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.supplies.allocation import AllocationView
from ui.supplies.books import BooksView
from ui.supplies.count import COUNTED, CountView
from ui.supplies.dispatches import DispatchesView
from ui.supplies.lot_sheet import TAKEN
from ui.supplies.receive import ReceiveView
from ui.supplies.receive_lines import KEYS
from ui.supplies.stock import StockView
from ui.supplies.stocktakes import StocktakesView
from ui.supplies.tab import SuppliesTab
from ui.supplies.transfer_new import TransferNewView
from ui.supplies.view import SuppliesView
from ui.views.list_view import ALL, ListView


def view_of(window: MainWindow, key: str) -> SuppliesView:
    tab = office_of(window).go("supplies")
    assert isinstance(tab, SuppliesTab)
    view = tab.show_view(key)
    if isinstance(view, ListView):
        view.put_panel(None)
        view.choose(ALL)
    return view


def largest(view: SuppliesView) -> int:
    """The item there is most of; 0 in an office without goods."""
    from duty_desk.supplies import stock

    with view.desk.read() as read:
        there = stock.totals(read)
    return max(there, key=lambda item: there[item], default=0)


@screen("supplies-stock")
def stock_list(window: MainWindow) -> QWidget:
    view_of(window, "stock")
    return window


@screen("supplies-stock-item")
def stock_item(window: MainWindow) -> QWidget:
    view = view_of(window, "stock")
    assert isinstance(view, StockView)
    if item := largest(view):
        view.show_row(item)
    return window


@screen("supplies-card")
def card(window: MainWindow) -> QWidget:
    view = view_of(window, "stock")
    view.tab.show_card(largest(view))
    return window


@screen("supplies-receipts")
def receipts(window: MainWindow) -> QWidget:
    view = view_of(window, "receipts")
    assert isinstance(view, ListView)
    if view.list.model.ids:
        view.show_row(view.list.model.ids[0])
    return window


def laid_out(window: QWidget) -> bool:
    """What is wrong with a field stands under it only once the form has grown."""
    return not faults(window)


@screen("supplies-receive", until=laid_out)
def receive(window: MainWindow) -> QWidget:
    view = view_of(window, "receive")
    assert isinstance(view, ReceiveView)
    view.form.source.set_value("donation")
    view.form.fit()
    view.form.field("party").set_value("西岭市慈善会")
    lines = (
        ("84消毒液", "10桶", "84-200301", "2021-02-28", "5"),
        ("一次性口罩", "2箱", "", "2021-13-01", ""),
    )
    keys = ("item", "quantity", "lot", "expires_on", "strength")
    cells = [
        (row, KEYS.index(key), text)
        for row, line in enumerate(lines)
        for key, text in zip(keys, line, strict=True)
    ]
    view.grid.grid.change("", cells)
    view.submit()
    return window


@screen("supplies-dispatches")
def dispatches(window: MainWindow) -> QWidget:
    view = view_of(window, "dispatches")
    assert isinstance(view, DispatchesView)
    if view.list.model.ids:
        view.show_row(view.list.model.ids[0])
    return window


@screen("supplies-request")
def request(window: MainWindow) -> QWidget:
    view = view_of(window, "dispatches")
    assert isinstance(view, DispatchesView)
    panel = view.start_request()
    panel.grid.grid.change("", [(0, 0, "84消毒液"), (0, 1, "2桶"), (1, 0, "没有的"), (1, 1, "3")])
    panel.submit()
    return window


@screen("supplies-allocation")
def allocation(window: MainWindow) -> QWidget:
    view = view_of(window, "allocation")
    assert isinstance(view, AllocationView)
    if item := largest(view):
        view.start_with(item)
        view.form.total.setText("10000")
        view.form.field("purpose").set_value("3月第二周 在岗防护")
        view.compute()
        if view.shares:
            view.lock(view.shares[-1].unit, Decimal(400))
    return window


@screen("supplies-transfer")
def transfer(window: MainWindow) -> QWidget:
    view = view_of(window, "transfer")
    assert isinstance(view, TransferNewView)
    if view.grid.grid.rowCount():
        view.grid.grid.change("", [(0, TAKEN, "9999999")])
        view.submit()
    return window


@screen("supplies-stocktake")
def stocktake(window: MainWindow) -> QWidget:
    view = view_of(window, "stocktakes")
    assert isinstance(view, StocktakesView)
    view.start()
    return window


@screen("supplies-count")
def count(window: MainWindow) -> QWidget:
    """A sheet half filled in, with a lot to be added."""
    from duty_desk.supplies import stock, stocktakes

    view = view_of(window, "count")
    assert isinstance(view, CountView)
    if view.row is None:
        with view.desk.read() as read:
            store = next((each.store_id for each in stock.on_hand(read)), None)
        if store is not None:
            with view.desk.work() as work:
                names = {"counter": work.officer.name, "second_counter": "陶墨"}
                begun = stocktakes.start(work, store=store, **names)
            view.show_count(begun.id)
            view.grid.grid.change("", [(0, COUNTED, "12")])
    view.ask_lot()
    return window


@screen("supplies-donors")
def donors(window: MainWindow) -> QWidget:
    view = view_of(window, "donors")
    assert isinstance(view, ListView)
    if view.list.model.ids:
        view.show_row(view.list.model.ids[0])
    return window


@screen("supplies-refused")
def refused(window: MainWindow) -> QWidget:
    view_of(window, "refused")
    return window


@screen("supplies-books")
def books(window: MainWindow) -> QWidget:
    view = view_of(window, "books")
    assert isinstance(view, BooksView)
    view.choose("month")
    return window


@screen("supplies-published")
def published(window: MainWindow) -> QWidget:
    view = view_of(window, "books")
    assert isinstance(view, BooksView)
    view.ask_published()
    return window
