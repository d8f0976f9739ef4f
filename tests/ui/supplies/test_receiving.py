"""Goods come in as a keeper types and pastes them: forty lines out of Excel, verified, put away with care, kept when the power goes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk.supplies import receipt_rows, stock
from tests.conftest import PASSWORD
from tests.duty_desk.supplies.conftest import Goods
from tests.ui.questions import Questions
from tests.ui.supplies.conftest import WITNESS
from tests.ui.typing import type_text
from ui.supplies.receipts import ReceiptsView
from ui.supplies.receive import ReceiveView
from ui.supplies.receive_lines import KEYS
from ui.supplies.record_panel import RecordPanel
from ui.supplies.tab import SuppliesTab

ITEM, QUANTITY, UNIT, LOT, EXPIRES, STORE, MADE = (
    KEYS.index(key) for key in ("item", "quantity", "unit", "lot", "expires_on", "store", "produced_on")
)


def form_of(tab: SuppliesTab, qtbot: QtBot) -> ReceiveView:
    qtbot.keyClick(tab.view.focusWidget() or tab.view, Qt.Key.Key_F2)
    view = tab.view
    assert isinstance(view, ReceiveView)
    return view


def test_forty_donated_lines_are_pasted_out_of_excel_put_right_and_taken_in(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods, settle: Callable[[], None], questions: Questions
) -> None:
    view = form_of(tab, qtbot)
    view.form.source.set_value("donation")
    view.form.fit()
    type_text(view.form.party, "西岭市慈善会")
    view.form.second.officer.set_value(goods.second.id)
    lines = [f"一次性使用医用口罩\t\t{n + 1}盒\t\tMK{n:03d}\t2021-10-31" for n in range(39)]
    # One that nobody knows, with the line ends and the blank last row that Excel leaves.
    lines.insert(20, "一次性口罩（蓝）\t\t5\t\tMKX\t2021-10-31")
    QApplication.clipboard().setText("\r\n".join(lines) + "\r\n")
    view.grid.setFocus()
    view.grid.go_to(0, 0)
    qtbot.keyClick(view.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert view.grid.grid.rowCount() == 40
    assert [row for row, _column, _why in view.grid.grid.problems()] == [20]
    assert not view.submit(), "nothing is posted while a line is wrong"
    assert (view.grid.currentIndex().row(), view.grid.currentIndex().column()) == (20, ITEM)
    # One Ctrl+Z takes the whole paste back, Ctrl+Y puts it there again.
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not view.grid.grid.rows()
    qtbot.keyClick(view.grid, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    view.grid.grid.change("", [(20, ITEM, "M01")])
    with goods.desk.read() as read:
        before = stock.totals(read)[goods.items["M01"]]
    assert view.submit(), view.banner.title.text()
    settle()
    with goods.desk.read() as read:
        assert stock.totals(read)[goods.items["M01"]] == before + 50 * sum(range(1, 40)) + 5
    shown = tab.view
    assert isinstance(shown, ReceiptsView)
    assert isinstance(shown.panel, RecordPanel)
    assert shown.panel.title.text() == "西岭市慈善会"
    assert shown.panel.fact("paper").startswith("捐字")
    assert shown.panel.fact("checked") == goods.second.name
    assert not form_of(tab, qtbot).grid.grid.rows(), "the form is empty for the next delivery"
    assert questions.asked == [], "taking in asks nothing (check U-32)"


def test_enter_goes_along_the_line_and_a_suggestion_fills_the_item(
    qtbot: QtBot, tab: SuppliesTab, settle: Callable[[], None]
) -> None:
    view = form_of(tab, qtbot)
    view.grid.setFocus()
    view.grid.go_to(0, 0)
    qtbot.keyClick(view.grid, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    type_text(editor, "84")
    editor.textEdited.emit("84")  # type: ignore[attr-defined]
    settle()
    qtbot.waitUntil(view.grid.is_suggesting)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert view.grid.grid.text(0, ITEM) == "84消毒液"
    for sign, here in (("1", 1), ("2", 2)):
        assert view.grid.currentIndex().column() == here
        qtbot.keyClick(view.grid, sign)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert view.grid.currentIndex().column() == 3
    view.grid.go_to(0, len(KEYS) - 1)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    assert (view.grid.currentIndex().row(), view.grid.currentIndex().column()) == (1, 0)


def test_a_line_being_typed_has_its_unit_and_is_not_red_before_it_is_left(
    qtbot: QtBot, tab: SuppliesTab, settle: Callable[[], None]
) -> None:
    view = form_of(tab, qtbot)
    model = view.grid.grid
    view.grid.setFocus()
    view.grid.go_to(0, ITEM)
    model.change("", [(0, ITEM, "75%消毒酒精")])
    assert model.text(0, UNIT) == "kg"
    model.change("", [(0, ITEM, "一次性使用医用口罩")])
    assert model.text(0, UNIT) == "个", "another item, another unit"
    missing = model.index(0, QUANTITY)
    assert not missing.data(Qt.ItemDataRole.ToolTipRole)
    assert "待改" not in view.sums.text()
    # What is typed wrong is told at once.
    model.change("", [(0, QUANTITY, "几个")])
    assert missing.data(Qt.ItemDataRole.ToolTipRole)
    model.change("", [(0, QUANTITY, ""), (0, UNIT, "盒")])
    model.change("", [(1, ITEM, "M01")])
    view.grid.go_to(1, ITEM)
    assert missing.data(Qt.ItemDataRole.ToolTipRole) == "请填写数量。", "the line was left without it"
    assert "1 行待改" in view.sums.text()
    view.grid.go_to(0, ITEM)
    qtbot.keyClick(view.grid, Qt.Key.Key_F8)
    assert missing.data(Qt.ItemDataRole.ToolTipRole), "asked what is wrong"
    assert view.grid.currentIndex() == missing
    model.change("", [(0, ITEM, "75%消毒酒精")])
    assert model.text(0, UNIT) == "盒", "what was typed stays"


def test_tab_goes_from_the_head_to_the_lines_and_to_the_buttons(qtbot: QtBot, tab: SuppliesTab) -> None:
    view = form_of(tab, qtbot)
    view.form.control("note").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is view.grid


def test_the_catalogue_proposes_the_expiry_and_the_label_prevails(
    qtbot: QtBot, tab: SuppliesTab, settle: Callable[[], None]
) -> None:
    view = form_of(tab, qtbot)
    model = view.grid.grid
    model.change("", [(0, ITEM, "一次性使用医用口罩"), (0, QUANTITY, "3盒")])
    assert "推算" not in view.sums.text()
    model.change("", [(0, MADE, "2019-11-05")])
    assert model.text(0, EXPIRES) == "2021-11-04"
    assert "1 行有效期按目录保质期推算，以标签为准" in view.sums.text()
    model.change("", [(0, MADE, "2019-12-05")])
    assert model.text(0, EXPIRES) == "2021-12-04", "another day of make, another proposal"
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (model.text(0, MADE), model.text(0, EXPIRES)) == ("2019-11-05", "2021-11-04"), "one step back"
    model.change("", [(0, EXPIRES, "2022-11-04")])
    assert "推算" not in view.sums.text()
    model.change("", [(0, MADE, "2020-01-08")])
    assert model.text(0, EXPIRES) == "2022-11-04", "what was read off the label stays"
    model.change("", [(0, EXPIRES, "")])
    assert not model.text(0, EXPIRES), "taken out is taken out"
    # Of a paste only the lines without an expiry are filled; a total in no catalogue has no shelf life.
    made = [[""] * len(KEYS) for _line in range(3)]
    for line, item, until in zip(made, ("M01", "M01", "*口罩一批"), ("", "2021-06-30", ""), strict=True):
        line[ITEM], line[MADE], line[EXPIRES] = item, "20200108", until
    model.paste(1, 0, made)
    assert [model.text(row, EXPIRES) for row in (1, 2, 3)] == ["2022-01-07", "2021-06-30", ""]


def test_alcohol_in_an_ordinary_store_and_an_acid_are_warned_of_answered_and_signed_by_two(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods, settle: Callable[[], None]
) -> None:
    view = form_of(tab, qtbot)
    type_text(view.form.party, "城东化工经营部")
    view.form.second.officer.setCurrentIndex(view.form.second.officer.findText(WITNESS))
    assert view.form.second.officer.currentText() == WITNESS
    rows = [
        ("75%消毒酒精", "200", "AL9", "2022-01-14", "75", "南湖一库"),
        ("过氧乙酸(二元A/B)", "1桶", "", "2020-12-09", "18", ""),
    ]
    for n, (item, quantity, lot, expires, strength, store) in enumerate(rows):
        view.grid.grid.change(
            "",
            [(n, ITEM, item), (n, QUANTITY, quantity), (n, LOT, lot), (n, EXPIRES, expires),
             (n, KEYS.index("strength"), strength), (n, STORE, store)],
        )  # fmt: skip
    assert not view.submit()
    assert "须填批号" in view.banner.title.text(), "what only the service knows stands at its cell"
    assert (view.grid.currentIndex().row(), view.grid.currentIndex().column()) == (1, LOT)
    view.grid.grid.change("", [(1, LOT, "PA9")])
    assert not view.submit()
    assert "易燃" in view.banner.title.text()
    assert view.answer.isVisible()
    assert view.answer.hasFocus()
    type_text(view.answer, "今晚移到危化品库")
    assert not view.submit()
    assert view.form.field("password").wrong, "what two must guard needs the second one's own password"
    view.form.control("password").setText(PASSWORD)
    assert view.submit()
    settle()
    qtbot.waitUntil(lambda: isinstance(tab.view, ReceiptsView))
    with goods.desk.read() as read:
        document = tab.view.panel.record_id  # type: ignore[attr-defined]
        row = receipt_rows.get_receipt(read, document)
        assert row.second == WITNESS
        assert row.reason == "今晚移到危化品库"
        assert stock.totals(read)[goods.items["D09"]] == Decimal(125)


def test_a_half_typed_delivery_outlives_the_window_and_makes_nothing(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods
) -> None:
    view = form_of(tab, qtbot)
    assert view.keeper._later.interval() <= 5000, "no more than five seconds of typing are lost (check U-31)"
    view.keeper._later.setInterval(50)
    type_text(view.form.party, "校友会")
    view.grid.grid.change("", [(0, ITEM, "医用外科口罩"), (0, QUANTITY, "3盒")])
    # By itself: nobody presses a key before the power goes.
    qtbot.waitUntil(lambda: not view.keeper._later.isActive())
    fresh = ReceiveView(tab)
    fresh.reload()
    assert fresh.form.party.text() == "校友会"
    assert fresh.grid.grid.text(0, QUANTITY) == "3盒"
    assert fresh.unsaved()
    with goods.desk.read() as read:
        assert stock.totals(read)[goods.items["M02"]] == Decimal(1500)
    fresh.deleteLater()


def test_a_receipt_is_reversed_with_the_reason_by_two(
    qtbot: QtBot, tab: SuppliesTab, goods: Goods, settle: Callable[[], None]
) -> None:
    view = tab.show_view("receipts")
    assert isinstance(view, ReceiptsView)
    settle()
    # Of the last lot nothing was used yet.
    view.show_row(view.list.model.ids[0])
    assert isinstance(view.panel, RecordPanel)
    document, number = view.panel.record_id, view.panel.note.text()
    view.reverse(document, number)
    panel = view.panel
    panel.form.field("reason").set_value("送错了校区")
    if "second" in panel.form.names():
        panel.form.control("second").setCurrentIndex(panel.form.control("second").findText(WITNESS))
        panel.form.control("password").setText(PASSWORD)
    assert panel.submit()
    qtbot.waitUntil(lambda: isinstance(view.panel, RecordPanel))
    settle()
    with goods.desk.read() as read:
        row = receipt_rows.get_receipt(read, document)
    assert row.state == "reversed"
    assert row.reversed_by is not None
    assert row.reversed_by.startswith("冲字")
