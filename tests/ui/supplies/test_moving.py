"""Goods are moved, written off, held and counted through the window; the books say so on paper and in workbooks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk.supplies import published, stock, stocktake_rows, stocktakes, transfers_rows
from duty_desk.work import OfficerRef
from tests.conftest import NOON, PASSWORD
from tests.duty_desk.supplies.conftest import Goods
from tests.ui.supplies.conftest import WITNESS
from ui.kit.labels import Label
from ui.main_window import MainWindow
from ui.supplies import item_menu
from ui.supplies.books import BooksView
from ui.supplies.card import CardView
from ui.supplies.count import COUNTED, GAP, HANDLING, LOT, REASON, CountView
from ui.supplies.dispose import DisposeView
from ui.supplies.item_panel import ItemPanel
from ui.supplies.lot_sheet import TAKEN
from ui.supplies.stock import StockView
from ui.supplies.stocktakes import StocktakesView
from ui.supplies.tab import SuppliesTab
from ui.supplies.transfer_new import TransferNewView
from ui.supplies.transfers import TransfersView

Settle = Callable[[], None]


def countersign(panel: Any) -> None:
    panel.form.control("second").setCurrentIndex(panel.form.control("second").findText(WITNESS))
    panel.form.control("password").setText(PASSWORD)


def test_the_worst_stands_first_and_an_item_shows_lots_sources_and_its_card(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods, settle: Settle, tmp_path: Path
) -> None:
    view = tab.view
    assert isinstance(view, StockView)
    settle()
    assert view.list.model.row(0).name == "一次性使用医用口罩", "something of it has expired"
    qtbot.keyClick(view.list.table, Qt.Key.Key_Return)
    panel = view.panel
    assert isinstance(panel, ItemPanel)
    assert panel.quantity.text() == "16,100 个"
    assert panel.packs.text() == "8箱2盒"
    lots = [row.lot for row in panel.lot_rows]
    assert lots[:3] == ["MK180201", "MK180512", "MK180601"], "first to expire first"
    # A lot is held: nothing more goes out of it, and the list of lots says why.
    lot = panel.lot_rows[2]
    held = item_menu.hold(view, lot)
    held.form.field("reason").set_value("外观发黄，待检")
    assert held.submit()
    settle()
    assert isinstance(view.panel, ItemPanel)
    assert view.panel.lot_rows[2].held_reason == "外观发黄，待检"
    view.letter("K")
    card = tab.view
    assert isinstance(card, CardView)
    assert "期末 16,100 个" in card.title.text()
    path = tmp_path / "台账.xlsx"
    card.take_out("export_excel", str(path))
    settle()
    sheet = load_workbook(path).active
    assert sheet is not None
    assert Decimal(16_100) in [cell.value for row in sheet.iter_rows() for cell in row]


def test_who_agrees_to_another_use_sees_what_was_agreed_before(
    tab: SuppliesTab, goods: Goods, settle: Settle
) -> None:
    view = tab.view
    assert isinstance(view, StockView)
    settle()
    lot = goods.lots["masks gate"]
    with goods.desk.read() as read:
        (bound,) = stock.on_hand(read, lot=lot)
    first = item_menu.consent(view, bound)
    first.form.set_values(
        {"agreed_by": "康达公司 韩总", "agreed_on": NOON.date(), "purpose": "发热门诊", "unit": None}
    )
    assert first.submit()
    settle()
    with goods.desk.read() as read:
        (bound,) = stock.on_hand(read, lot=lot)
    said = [label.text() for label in item_menu.consent(view, bound).findChildren(Label)]
    assert f"3月6日，康达公司 韩总同意：保卫处改为发热门诊（{goods.desk.officer.name}登记）" in said


def test_goods_sent_to_another_store_arrive_short_and_are_found(
    tab: SuppliesTab, goods: Goods, settle: Settle
) -> None:
    view = tab.show_view("transfer")
    assert isinstance(view, TransferNewView)
    view.choose(goods.stores["NH1"], goods.items["M01"])
    row = next(n for n in range(view.grid.grid.rowCount()) if view.grid.grid.text(n, 1) == "MK191105")
    view.grid.grid.change("", [(row, TAKEN, "99箱")])
    assert not view.submit()
    assert (
        "最多" in view.grid.grid.problems()[0][2] if not view.form.problem_count else view.form.problem_count
    )
    view.target.set_value(goods.stores["WCF"])
    view.grid.grid.change("", [(row, TAKEN, "1箱")])
    assert view.submit(), view.banner.title.text()
    settle()
    listed = tab.view
    assert isinstance(listed, TransfersView)
    with goods.desk.read() as read:
        sent = transfers_rows.get_transfer(read, listed.panel.record_id)  # type: ignore[union-attr]
        lines = transfers_rows.list_transfer_lines(read, [sent.id])[sent.id]
        assert stock.totals(read)[goods.items["M01"]] == Decimal(14_100), "what is on its way is in no store"
    panel = listed.receive(sent, lines)
    panel.form.control(panel.form.names()[0]).setText("1950")
    assert panel.submit()
    settle()
    with goods.desk.read() as read:
        short = transfers_rows.get_transfer(read, sent.id)
    assert short.state == "short"
    panel = listed.settle(short)
    panel.form.field("explanation").set_value("压在别的箱子下面")
    assert panel.submit()
    settle()
    with goods.desk.read() as read:
        assert transfers_rows.get_transfer(read, sent.id).state == "settled"
        assert stock.totals(read)[goods.items["M01"]] == Decimal(16_100)


def test_expired_goods_are_written_off_before_a_witness(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods, settle: Settle
) -> None:
    view = tab.show_view("dispose")
    assert isinstance(view, DisposeView)
    view.choose(goods.stores["NH1"], goods.items["M01"])
    view.grid.grid.change("", [(0, TAKEN, "2盒")])
    view.form.field("how").set_value("交危废公司")
    assert not view.submit(), "nobody has seen it"
    countersign(view)
    assert view.submit()
    qtbot.waitUntil(lambda: isinstance(tab.view, StockView))
    settle()
    with goods.desk.read() as read:
        assert stock.totals(read)[goods.items["M01"]] == Decimal(16_000)


def test_a_store_is_counted_blind_explained_approved_by_another_and_posted(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods, become: Callable[[OfficerRef], None], settle: Settle
) -> None:
    view = tab.show_view("stocktakes")
    assert isinstance(view, StocktakesView)
    panel = view.start()
    panel.form.control("store").set_value(goods.stores["WH"])
    panel.form.control("second_counter").set_value(goods.second.name)
    assert panel.submit()
    settle()
    sheet = tab.view
    assert isinstance(sheet, CountView)
    assert sheet.grid.isColumnHidden(GAP), "the book is out of sight while it is counted"
    sheet.grid.setFocus()
    sheet.grid.go_to(0, COUNTED)
    for text in ("58", "100"):
        for sign in text:
            qtbot.keyClick(QApplication.focusWidget(), sign)
            tab.shell.scanner.flush()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        tab.shell.scanner.flush()
    assert [sheet.grid.grid.text(n, COUNTED) for n in range(2)] == ["58", "100"]
    assert sheet.go_on()
    assert not sheet.grid.isColumnHidden(GAP)
    assert sheet.grid.grid.text(0, GAP) == "-2"
    become(goods.chief)
    sheet.reload()
    assert not sheet.go_on()
    assert "原因" in sheet.banner.title.text() or "说明" in sheet.banner.title.text()
    sheet.grid.grid.change("", [(0, REASON, "挥发"), (0, HANDLING, "按实数调账")])
    assert sheet.go_on(), sheet.banner.title.text()
    with goods.desk.read() as read:
        assert sheet.row is not None
        assert stocktake_rows.get_stocktake(read, sheet.row.id).state == "posted"
        assert stock.totals(read)[goods.items["D07"]] == Decimal(58)


def test_a_lot_that_is_not_on_the_sheet_is_found_and_added(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods, settle: Settle
) -> None:
    with goods.desk.work() as work:
        count = stocktakes.start(
            work, store=goods.stores["WH"], counter=goods.keeper.name, second_counter=goods.second.name
        ).id
    sheet = tab.show_view("count")
    assert isinstance(sheet, CountView)
    sheet.show_count(count)
    sheet.grid.grid.change("", [(0, COUNTED, "58")])
    qtbot.keyClick(sheet.grid, Qt.Key.Key_Insert)
    assert sheet.lot.hasFocus()
    qtbot.keyClick(sheet.lot, Qt.Key.Key_Escape)
    assert sheet.grid.hasFocus()
    assert not sheet.lot.isVisible()
    qtbot.keyClick(sheet.grid, Qt.Key.Key_Insert)
    qtbot.keyClicks(sheet.lot, "gel2")
    settle()
    qtbot.waitUntil(lambda: sheet.lot.ahead.is_open)
    qtbot.keyClick(sheet.lot, Qt.Key.Key_Return)
    assert not sheet.lot.isVisible()
    last = sheet.grid.grid.rowCount() - 1
    assert sheet.grid.grid.text(last, LOT) == "GEL2001"
    assert (sheet.grid.currentIndex().row(), sheet.grid.currentIndex().column()) == (last, COUNTED)
    assert sheet.grid.grid.text(0, COUNTED) == "58", "what was typed before is kept"
    sheet.grid.grid.change("", [(1, COUNTED, "100"), (last, COUNTED, "24")])
    assert sheet.go_on(), sheet.banner.title.text()
    assert sheet.grid.grid.text(last, GAP) == "24", "the book knew none of it there"
    assert not sheet.add.isVisible()


def test_the_chief_says_beside_the_books_what_the_bulletin_counts(
    tab: SuppliesTab, goods: Goods, become: Callable[[OfficerRef], None], settle: Settle
) -> None:
    become(goods.chief)
    view = tab.show_view("books")
    assert isinstance(view, BooksView)
    settle()
    panel = view.ask_published()
    panel.form.field("received_to").set_value(date(2020, 3, 5))
    panel.form.field("named.口罩").set_value("P77")
    assert view.unsaved()
    assert not panel.submit()
    assert "P77" in panel.form.field("named.口罩").remark()
    panel.form.field("named.口罩").set_value("")
    assert panel.submit()
    assert view.panel is None
    with goods.desk.read() as read:
        kept = published.get_published(read)
    assert kept is not None
    assert kept.received_to == date(2020, 3, 5)


def test_every_view_opens_and_the_month_is_written_to_a_workbook(
    tab: SuppliesTab, goods: Goods, window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    for key in ("donors", "refused", "reserves", "books"):
        tab.show_view(key)
        settle()
        assert tab.current_view == key
    view = tab.view
    assert isinstance(view, BooksView)
    for source in ("allocation", "donation", "purchase", "month"):
        view.choose(source)
    path = tmp_path / "月报.xlsx"
    view.export(str(path))
    settle()
    sheet = load_workbook(path).active
    assert sheet is not None
    assert "75%消毒酒精" in [cell.value for row in sheet.iter_rows() for cell in row]
    dialog = view.ask_seal()
    dialog.act_button.click()
    assert dialog.isVisible(), (
        "a keeper who may not seal, or a day that is not over, is told so in the question"
    )
    dialog.close()
