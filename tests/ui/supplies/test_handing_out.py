"""Goods go out through the window: one quantity over 31 units, a request of one unit, and every step by who may take it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk.supplies import allocating, dispatch_rows, stock
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD
from tests.duty_desk.supplies.conftest import Goods
from tests.ui.questions import Questions
from tests.ui.supplies.conftest import WITNESS
from tests.ui.typing import type_text
from ui.kit.tokens import Tone
from ui.supplies.allocation import AllocationView
from ui.supplies.dispatches import DispatchesView
from ui.supplies.issue_panel import TAKEN, WHY, IssuePanel
from ui.supplies.record_panel import RecordPanel
from ui.supplies.request_panel import RequestPanel
from ui.supplies.share_model import GIVEN
from ui.supplies.tab import SuppliesTab

Become = Callable[[OfficerRef], None]
Settle = Callable[[], None]


def matrix(tab: SuppliesTab, qtbot: QtBot, goods: Goods) -> AllocationView:
    qtbot.keyClick(tab.view.focusWidget() or tab.view, Qt.Key.Key_F3)
    view = tab.view
    assert isinstance(view, AllocationView)
    view.start_with(goods.items["M01"])
    return view


def listed(tab: SuppliesTab) -> DispatchesView:
    view = tab.view
    assert isinstance(view, DispatchesView)
    return view


def test_ten_thousand_masks_go_to_thirty_one_units_with_one_set_by_hand(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods, become: Become, settle: Settle, tmp_path: Path
) -> None:
    view = matrix(tab, qtbot, goods)
    view.form.total.setText("10000")
    view.form.pack.set_value(Decimal(50))
    view.compute()
    # One unit gets 400 by hand; the others share the rest.
    table = view.front.table
    table.setFocus()
    table.go_to(table.shares.rowCount() - 1)
    for sign in "400":
        qtbot.keyClick(QApplication.focusWidget(), sign)
        tab.shell.scanner.flush()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    tab.shell.scanner.flush()
    locked = view.shares[-1]
    assert (locked.locked, locked.quantity) == (True, 400)
    assert sum(share.quantity for share in view.shares) == 10_000
    assert len(view.shares) == 31
    assert table.shares.cell(table.shares.rowCount() - 1, GIVEN).text == "400"
    tones = {check.words: check.tone for check in view.checks.checks}
    assert tones["手工锁定"] is Tone.WARN
    assert not view.checks.blocking
    assert "MK180512" in next(c.figures for c in view.checks.checks if c.words == "定向捐赠不动用")
    # Delete gives it back to the reckoning; too much is said and not sent.
    table.go_to(table.shares.rowCount() - 1)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert not any(share.locked for share in view.shares)
    assert not view.submit(), "no purpose yet"
    assert view.form.field("purpose").has_focus()
    type_text(view.form.purpose, "3月第二周 在岗防护")
    view.form.total.setText("90000")
    view.compute()
    assert not view.submit()
    assert "最多可发" in view.banner.title.text()
    view.form.total.setText("10000")
    view.compute()
    path = tmp_path / "分配.xlsx"
    view.export(str(path))
    settle()
    sheet = load_workbook(path).active
    assert sheet is not None
    assert 10_000 in [cell.value for row in sheet.iter_rows() for cell in row]
    assert view.submit()
    settle()
    view = listed(tab)
    assert view.chip == "allocation"
    assert len(view.list.model.ids) == 31
    # Who asked does not approve; the leader approves all of them at once.
    become(goods.approver)
    view.approve_ticked()
    settle()
    with goods.desk.read() as read:
        ids = allocating.dispatches_of(read, 1)
        rows = dispatch_rows.fetch_dispatches(read, list(ids))
    assert {row.state for row in rows} == {"approved"}
    assert sum(line.approved or 0 for row in rows for line in row.lines) == 10_000
    # A letter that is not this row's turn says so.
    view.list.reload()
    settle()
    view.letter("A")
    assert "现在是“待出库”" in tab.window().office.toaster.toast.text  # type: ignore[attr-defined]


def test_an_allocation_is_kept_while_it_is_typed_and_a_column_is_pasted(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods
) -> None:
    view = matrix(tab, qtbot, goods)
    view.form.total.setText("1000")
    view.compute()
    table = view.colleges.table
    table.setFocus()
    table.go_to(0)
    QApplication.clipboard().setText("120\r\n80\r\n")
    qtbot.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [share.quantity for share in view.shares[:2]] == [120, 80]
    assert sum(share.quantity for share in view.shares) == 1_000
    table.take(2, "很多")
    assert "不是数量" in view.banner.title.text()
    view.save_draft()
    fresh = AllocationView(tab)
    fresh.reload()
    assert [share.quantity for share in fresh.shares[:2]] == [120, 80]
    assert fresh.form.total.text() == "1,000"
    fresh.deleteLater()


def test_one_unit_asks_and_dangerous_goods_go_out_before_two_with_another_lot_explained(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods, become: Become, settle: Settle, questions: Questions
) -> None:
    become(goods.guard)
    view = tab.show_view("dispatches")
    assert isinstance(view, DispatchesView)
    qtbot.keyClick(view.list.table, "N")
    tab.shell.scanner.flush()
    panel = view.panel
    assert isinstance(panel, RequestPanel)
    panel.unit.set_value((goods.units["校医院"], "校医院"))
    type_text(panel.form.control("purpose"), "发热门诊")
    panel.grid.grid.change("", [(0, 0, "84消毒液"), (0, 1, "2桶"), (1, 0, "过氧乙酸(二元A/B)"), (1, 1, "x")])
    assert not panel.submit()
    assert "看不懂数量" in panel.form.banner_text()
    panel.grid.grid.change("", [(1, 1, "25")])
    assert panel.submit()
    settle()
    assert isinstance(view.panel, RecordPanel)
    dispatch_id = view.panel.record_id
    # The leader approves less.
    become(goods.approver)
    view.letter("A")
    approving = view.panel
    approving.form.control(approving.form.names()[0]).setText("25")  # type: ignore[union-attr]
    assert approving.submit()  # type: ignore[union-attr]
    settle()
    # The keeper takes another lot and must say why; the second one types the own password.
    become(goods.keeper)
    view.letter("O")
    issuing = view.panel
    assert isinstance(issuing, IssuePanel)
    bleach = issuing.lines[0]
    assert [bleach.grid.grid.text(n, TAKEN) for n in range(3)] == ["25", "", ""]
    bleach.grid.grid.change("", [(0, TAKEN, ""), (1, TAKEN, "25")])
    issuing.form.control("second").setCurrentIndex(issuing.form.control("second").findText(WITNESS))
    issuing.form.control("password").setText(PASSWORD)
    issuing.submit()
    settle()
    assert "请写明原因" in issuing.form.banner_text()
    bleach.grid.grid.change("", [(1, WHY, "整桶好搬")])
    issuing.form.control("password").setText(PASSWORD)
    issuing.submit()
    settle()
    qtbot.waitUntil(lambda: isinstance(view.panel, RecordPanel))
    with goods.desk.read() as read:
        row = dispatch_rows.get_dispatch(read, dispatch_id).row
        assert (row.state, row.second) == ("issued", WITNESS)
        assert [pick.lot for pick in row.lines[0].picks] == ["84-200110"]
        assert stock.totals(read)[goods.items["D09"]] == Decimal(75)
    # Signed for, then some of it comes back.
    view.letter("S")
    signing = view.panel
    signing.form.field("receiver").set_value("谭峻一")  # type: ignore[union-attr]
    assert signing.submit()  # type: ignore[union-attr]
    settle()
    from ui.supplies import dispatch_acts

    back = dispatch_acts.take_back(view, view._detail(dispatch_id))
    assert back is not None
    back.form.control(back.form.names()[0]).setText("5")
    back.form.field("reason").set_value("用不完")
    assert back.submit()
    settle()
    with goods.desk.read() as read:
        assert stock.totals(read)[goods.items["D02"]] == Decimal("580.5")
    assert questions.asked == [], "handing out asks nothing (check U-32)"


def test_what_a_role_may_not_do_is_not_offered(
    tab: SuppliesTab, goods: Goods, become: Become, settle: Settle
) -> None:
    become(goods.guard)
    tab.start_receipt()
    assert tab.current_view == "stock", "a guard takes nothing in"
    become(goods.approver)
    tab.start_dispatch()
    assert tab.current_view == "stock", "a leader asks for nothing"
