"""The published sums come out of the sample office by two clicks, with their chart, on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.vocabulary import Role
from duty_desk import audit
from duty_desk.demo import open_demo
from duty_desk.desk import Desk
from duty_desk.paper.chart import column_edges
from duty_desk.work import OfficerRef
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from ui.appearance import Appearance
from ui.kit.printing import Printout
from ui.main_window import MainWindow
from ui.passes.figures import FiguresPanel
from ui.passes.figures_register import RegisterPanel
from ui.passes.tab import PassesTab
from ui.start.opening import Opening
from ui.theme import Mode, install

# Menus grab the keyboard, which no offscreen window can.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_demo(tmp_path_factory.mktemp("demo"))
    yield desk
    desk.close()


@pytest.fixture
def tab(qtbot: QtBot, qapp: QApplication, demo: Desk) -> Iterator[PassesTab]:
    """The passes of the sample office, as its duty officer has them in front."""
    theme = install(qapp, mode=Mode.LIGHT)
    window = MainWindow(Appearance(theme, demo.folder), Opening(demo.folder, demo.folder, demo=True))
    qtbot.addWidget(window)
    window.enter(demo)
    window.resize(1366, 697)
    window.show()
    QTest.qWaitForWindowActive(window)
    assert window.office is not None
    shown = window.office.go("passes")
    assert isinstance(shown, PassesTab)
    settle(qtbot, shown)
    yield shown
    window.tasks.close()
    window.close()


def settle(qtbot: QtBot, tab: PassesTab) -> None:
    qtbot.waitUntil(lambda: not tab.shell.tasks.busy, timeout=20_000)


def by_two_clicks(qtbot: QtBot, tab: PassesTab) -> FiguresPanel:
    """The small menu and its first line, with the mouse."""
    qtbot.mouseClick(tab.header.more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    first = menu.actions()[0]
    assert first.text() == "统计"
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(first).center())  # type: ignore[attr-defined]
    panel = tab.panel
    assert isinstance(panel, FiguresPanel)
    qtbot.waitUntil(lambda: panel.found is not None and panel.chart.is_drawn, timeout=20_000)
    return panel


def previewed(qtbot: QtBot, tab: PassesTab) -> Printout:
    papers = tab.shell.papers  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: papers.preview is not None, timeout=20_000)
    printout = papers.preview._printout
    papers.preview.close()
    qtbot.waitUntil(lambda: papers.preview is None)
    return printout


def text_of(pdf: bytes) -> str:
    return squeezed("".join(pdfium_pages(pdf)))


def counts(panel: FiguresPanel) -> dict[str, int]:
    assert panel.found is not None
    return {one.key: one.count for one in panel.found.series}


def test_the_published_sums_come_out_by_two_clicks(qtbot: QtBot, tab: PassesTab) -> None:
    panel = by_two_clicks(qtbot, tab)
    assert panel.total.text() == "430 张"
    assert panel.sum.text() == "＝　值班 227　＋　教学科研 18　＋　就医照护 185"
    assert counts(panel) == {"temporary": 430, "material": 537, "both": 967, "vehicle": 8, "crew": 40}
    assert not tab.list.isVisible()

    assert panel.said.text() == "最多 2月10日 周一：值班 25、就医照护 18，共 43 张"
    panel.chart.setFocus()
    qtbot.keyClick(panel.chart, Qt.Key.Key_Right)
    qtbot.keyClick(panel.chart, Qt.Key.Key_Right)
    assert panel.said.text() == "2月11日 周二：值班 20、教学科研 1、就医照护 15，共 36 张"
    assert panel.chart.accessibleDescription() == panel.said.text()
    left, right = column_edges(13, 14)
    middle = QPoint(int((left + right) / 2 * panel.chart.width()), panel.chart.height() // 2)
    qtbot.mouseMove(panel.chart, middle)
    qtbot.waitUntil(lambda: panel.said.text().startswith("2月23日"))

    tab.shell.go("gate")  # type: ignore[attr-defined]
    panel.show_series("material")
    settle(qtbot, tab)
    assert not panel.chart.is_drawn
    tab.shell.go("passes")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: panel.chart.is_drawn, timeout=20_000)
    assert not tab.list.isVisible()

    day = tab.desk.now.date()
    panel.show_series("temporary")
    panel.period.put((day, day))
    panel.refresh()
    qtbot.waitUntil(lambda: panel.total.text() == "0 张", timeout=20_000)
    assert not panel.chart.isVisible()
    assert "换一段日期" in panel.nothing.accessibleName()

    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert tab.panel is None
    assert tab.list.isVisible()
    assert tab.header.isVisible()


def test_what_is_shown_prints_and_each_way_of_counting_ends_in_the_same_sum(
    qtbot: QtBot, tab: PassesTab, tmp_path: Path
) -> None:
    panel = by_two_clicks(qtbot, tab)
    panel.series.choose("both")
    qtbot.waitUntil(lambda: panel.total.text() == "967 张", timeout=20_000)
    rows = {}
    for way in ("day", "group", "unit", "officer"):
        panel.ways.choose(way)
        assert panel.table is not None
        assert panel.table.foot.right_text().startswith("合计 967")
        rows[way] = len(panel.table.model.ids)
    assert rows == {"day": 26, "group": 4, "unit": 85, "officer": 3}
    panel.chart.setFocus()
    qtbot.keyClick(panel.chart, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    text = text_of(previewed(qtbot, tab).pdf)
    for words in ("通行证办理情况统计表", "227", "537", "967", "按经办人", "制表人", "第1页"):
        assert words in text
    path = tmp_path / "统计表.xlsx"
    panel.save_to(path)
    settle(qtbot, tab)
    sheet = load_workbook(path).active
    assert sheet is not None
    assert ["合计", None, 227, 18, 185, 537, 967] in [list(row) for row in sheet.iter_rows(values_only=True)]
    with tab.desk.read() as read:
        assert audit.verify(read).broken_at is None


def test_the_register_is_printed_and_exported_and_full_numbers_want_a_reason(
    qtbot: QtBot, tab: PassesTab, tmp_path: Path
) -> None:
    register = RegisterPanel(tab, tab.kind, tab.header.issued())
    tab.put_panel(register)
    qtbot.waitUntil(lambda: register.sums.text() != "", timeout=20_000)
    assert register.sums.text() == "共 430 张，其中值班 227、处理教学科研事务 18、就医及照顾老人等 185"
    register.print()
    pages = [squeezed(page) for page in pdfium_pages(previewed(qtbot, tab).pdf)]
    assert all(f"第{n}页，共{len(pages)}页" in page for n, page in enumerate(pages, 1))
    settle(qtbot, tab)
    path = tmp_path / "登记表.xlsx"
    register.save_to(path)
    settle(qtbot, tab)
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sum(1 for row in sheet.iter_rows(values_only=True) if str(row[1]).startswith("通字")) == 430
    register.reveal.set_value(True)
    register.print()
    assert register.form.field("purpose").remark() == "写明原因，以后可查"
    assert tab.shell.papers.preview is None  # type: ignore[attr-defined]


def test_a_guard_is_not_offered_full_numbers_and_a_closed_panel_hears_nothing(
    qtbot: QtBot, tab: PassesTab, demo: Desk
) -> None:
    chief = demo.officer
    demo.officer = OfficerRef(chief.id, chief.name, Role.GATE)
    try:
        register = RegisterPanel(tab, tab.kind, (None, None))
        assert register.reveal.isHidden()
        tab.put_panel(register)
        tab.close_panel()
        settle(qtbot, tab)
    finally:
        demo.officer = chief
