"""A list opens at once, keeps its place, obeys the keys and copies what is seen."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from duty_desk.errors import StorageError
from ui.kit.cells import Cell
from ui.kit.ledger_copy import parse_tab_separated
from ui.kit.ledger_model import PAGES_KEPT
from ui.kit.ledger_source import Column, ColumnLike, GroupRow, ListSource, Request
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import BriefMemory
from ui.kit.paint import Mark
from ui.kit.tasks import Tasks
from ui.kit.tokens import Tone

COLUMNS = (
    Column("number", "证号", width=64, sortable=True),
    Column("name", "姓名", width=120, sortable=True),
    Column("unit", "单位/户", width=160, stretch=True),
    Column("count", "数量", kind="number", width=80, align="right", sortable=True),
    Column("note", "备注", hidden=True),
    Column("state", "状态", kind="chip", width=110),
)


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    number: str
    name: str
    unit: str
    count: int
    note: str = ""
    state: str = "有效"


def _row(number: int) -> Row:
    return Row(number, f"{number:07d}", f"苗*宁{number % 7}", "土木工程学院", number % 100, f"备注{number}")


def _cell(column: ColumnLike, row: Row) -> Cell:
    if column.key == "state":
        return Cell(mark=Mark(row.state, Tone.OK))
    return Cell(str(getattr(row, column.key)))


class Endless:
    """A source of any length that counts how it is used."""

    def __init__(self, size: int) -> None:
        self.size, self.columns = size, COLUMNS
        self.fetches: list[int] = []
        self.broken = False
        self.gone: set[int] = set()

    def title(self, column: ColumnLike) -> str:
        return getattr(column, "title", "")

    def _order(self, request: Request) -> range:
        return range(self.size, 0, -1) if request.descending else range(1, self.size + 1)

    def first_page(self, request: Any, limit: int) -> tuple[Sequence[Row], bool]:
        if self.broken:
            raise StorageError("kit.ledger.failed")
        return [_row(each) for each in self._order(request)[:limit]], self.size > limit

    def identifiers(self, request: Any) -> array[int]:
        return array("q", self._order(request))

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        self.fetches.append(len(ids))
        return [_row(each) for each in ids if each not in self.gone]

    def totals(self, request: Any) -> Sequence[tuple[str, str]]:
        return (("发放", "74 批"),)

    def cell(self, column: ColumnLike, row: Row) -> Cell:
        return _cell(column, row)


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    assert made.close()


@pytest.fixture
def small(qtbot, shown, tasks) -> LedgerView:
    view = LedgerView(Endless(30), tasks, hints=[("Enter", "打开")], strong="name")
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.reload()
    shown(view)
    view.table.setFocus()
    return view


def _long(qtbot, shown, tasks, size: int, memory: BriefMemory | None = None) -> tuple[LedgerView, Endless]:
    source = Endless(size)
    view = LedgerView(source, tasks, key="passes", memory=memory)
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.reload()
    shown(view)
    return view, source


def test_a_million_rows_open_at_once_and_scroll_by_pages(qtbot, shown, tasks) -> None:
    source = Endless(1_000_000)
    view = LedgerView(source, tasks)
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.reload()
    assert len(view.model.ids) == 100
    assert "正在数" in view.foot.right_text()
    qtbot.waitUntil(lambda: len(view.model.ids) == 1_000_000, timeout=20_000)
    assert view.foot.right_text().endswith("共 1,000,000 条")
    shown(view)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_End)
    QApplication.processEvents()
    assert view.current_row().id == 1_000_000
    assert len(source.fetches) <= 4
    assert max(source.fetches) <= 100
    for number in range(0, 1_000_000, 10_000):
        view.model.row(number)
    assert len(view.model._pages) == PAGES_KEPT


def test_only_what_is_looked_at_is_read(qtbot, shown, tasks) -> None:
    """Check U-70: a list of some thousand rows holds the window up no longer than one of a hundred."""
    view, source = _long(qtbot, shown, tasks, 1500)
    qtbot.waitUntil(lambda: view.foot.right_text().endswith("共 1,500 条"))
    view.table.lay_groups()
    assert source.fetches == []


def test_reload_keeps_row_ticks_sort_and_scroll(qtbot, shown, tasks) -> None:
    view, source = _long(qtbot, shown, tasks, 5000)
    qtbot.waitUntil(lambda: len(view.model.ids) == 5000)
    view.sort_by(0)
    qtbot.waitUntil(lambda: len(view.model.ids) == 5000)
    assert view.select_id(3333)
    view.table.set_tick(view.table.current_number(), True)
    place = view.table.verticalScrollBar().value()
    source.gone.add(4000)
    with qtbot.waitSignal(view.loaded):
        view.reload()
        assert view.current_row().id == 3333
    assert view.current_row().id == 3333
    assert list(view.ticked_ids()) == [3333]
    assert view.request.sort == "number"
    assert view.table.verticalScrollBar().value() == place
    assert view.model.row(3999) is None
    assert view.model.cell(3999, 0).text == "—"


def test_current_row_that_was_removed_is_told(qtbot, shown, tasks) -> None:
    view, source = _long(qtbot, shown, tasks, 50)
    view.select_id(50)
    told: list[object] = []
    view.current_changed.connect(told.append)
    view.reload()
    assert told == []
    source.size = 40
    view.reload()
    assert told == [None]


def test_a_list_that_fills_under_the_keyboard_begins_at_its_first_row(qtbot, shown, tasks) -> None:
    view, source = _long(qtbot, shown, tasks, 0)
    view.table.setFocus()
    assert view.current_id() is None
    source.size = 30
    view.reload()
    assert view.current_id() == 1
    # What was removed is not followed by another row: the panel beside it belongs to a record.
    view.select_id(30)
    source.size = 29
    view.reload()
    assert view.current_id() is None


def test_stale_answer_is_dropped(qtbot, shown, tasks) -> None:
    view, _source = _long(qtbot, shown, tasks, 5000)
    view.sort_by(0)
    view.sort_by(0)
    qtbot.waitUntil(lambda: len(view.model.ids) == 5000)
    assert view.request.descending
    assert view.model.ids[0] == 5000
    assert view.model.ids[4999] == 1


def test_sort_arrow_follows_the_click(small: LedgerView) -> None:
    small.sort_by(0)
    assert (small.table.head.sorted_column, small.table.head.descending) == (0, False)
    small.sort_by(0)
    assert (small.table.head.sorted_column, small.table.head.descending) == (0, True)
    small.sort_by(2)
    assert small.table.head.sorted_column == 0
    assert small.current_row() is None or small.current_row().id


def test_keys(small: LedgerView, qtbot) -> None:
    table, told, unfolded = small.table, [], []
    small.opened.connect(lambda row: told.append(("open", row.id)))
    small.filter_asked.connect(lambda: told.append(("filter",)))
    small.letter_pressed.connect(lambda key: told.append(("letter", key)))
    small.clear_asked.connect(lambda: told.append(("clear",)))
    assert small.current_row().id == 1
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert small.current_row().id == 2
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert small.current_row().id == 30
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert small.current_row().id == 1
    qtbot.keyClick(table, Qt.Key.Key_PageDown)
    assert small.current_row().id > 5
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert list(small.ticked_ids()) == [1, 2]
    assert "已勾选 2 条" in small.foot.right_text()
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(small.ticked_ids()) == 30
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert len(small.ticked_ids()) == 29
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert len(small.ticked_ids()) == 0
    assert ("clear",) not in told
    small.unfold_asked.connect(lambda row, on: unfolded.append((row.id, on)))
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert unfolded == [(2, True), (2, False)]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    qtbot.keyClick(table, Qt.Key.Key_Slash)
    qtbot.keyClick(table, Qt.Key.Key_E)
    assert told == [("open", 2), ("clear",), ("filter",), ("letter", "E")]


def test_copy_pastes_back_exactly(small: LedgerView, qtbot) -> None:
    qtbot.keyClick(small.table, Qt.Key.Key_Space)
    qtbot.keyClick(small.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(small.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QApplication.clipboard().mimeData()
    assert parse_tab_separated(data.text()) == [
        ["0000001", "苗*宁1", "土木工程学院", "1", "有效"],
        ["0000002", "苗*宁2", "土木工程学院", "2", "有效"],
    ]
    assert "mso-number-format:'\\@'" in data.html()
    assert "0000001" in data.html()
    small.copy(with_titles=True)
    assert QApplication.clipboard().text().startswith("证号\t姓名")


def test_columns_are_remembered_and_can_be_reset(qtbot, shown, tasks) -> None:
    memory = BriefMemory()
    view, _source = _long(qtbot, shown, tasks, 10, memory)
    assert view.columns.shown() == [0, 1, 2, 3, 5]
    view.columns.show_column(4, True)
    view.columns.move(1, -1)
    view.table.head.resizeSection(1, 222)
    view.columns.save()
    again, _other = _long(qtbot, shown, tasks, 10, memory)
    assert again.columns.shown() == [1, 0, 2, 3, 4, 5]
    assert again.table.head.sectionSize(1) == 222
    again.columns.reset()
    assert again.columns.shown() == [0, 1, 2, 3, 5]


@pytest.mark.parametrize(
    "damage", [{"widths": 3}, {"order": ["x"], "hidden": "no"}, {"hidden": [c.key for c in COLUMNS]}]
)
def test_damaged_memory_gives_the_usual_columns(qtbot, shown, tasks, damage: dict[str, Any]) -> None:
    memory = BriefMemory()
    memory.save("ledger.passes", damage)
    view, _source = _long(qtbot, shown, tasks, 10, memory)
    assert view.columns.shown() == [0, 1, 2, 3, 5]


def test_stretching_column_takes_the_room(small: LedgerView) -> None:
    head = small.table.head
    total = sum(head.sectionSize(index) for index in small.columns.shown())
    assert total == small.table.viewport().width()


def test_nothing_found_says_so_and_how_to_go_on(qtbot, shown, tasks) -> None:
    view, source = _long(qtbot, shown, tasks, 5)
    assert view._empty is None
    source.size = 0
    view.search("hz")
    assert view._empty is not None
    assert "没有符合的记录" in view._empty.accessibleName()


def test_unreadable_source_offers_to_try_again(qtbot, shown, tasks) -> None:
    view, source = _long(qtbot, shown, tasks, 5)
    source.broken = True
    view.reload()
    assert "没有读到数据" in view._empty.accessibleName()
    source.broken = False
    view.reload()
    assert view._empty is None
    assert view.model.rowCount() == 5


def test_headings_are_skipped_and_verbs_pressed(qtbot, shown) -> None:
    columns = (
        Column("what", "事项", stretch=True),
        Column("do", "操作", kind="verb", width=64, align="right"),
    )
    rows = [GroupRow(-1, "已超时", "7 条", "danger"), _row(1), _row(2), GroupRow(-2, "今晚"), _row(3)]
    source = ListSource(
        columns, rows, lambda c, row: Cell("登记", verb=True) if c.key == "do" else Cell(row.name)
    )
    view = LedgerView(source, row_height=40)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.reload()
    shown(view)
    view.table.setFocus()
    assert view.current_row().id == 1
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    assert view.current_row().id == 3
    assert view.foot.right_text().endswith("共 3 条")
    told: list[int] = []
    view.verb_pressed.connect(lambda row, key: told.append((row.id, key)))
    spot = view.table.visualRect(view.model.index(2, 1)).center()
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert told == [(2, "do")]


def test_every_cell_paints_and_speaks(small: LedgerView) -> None:
    assert not small.grab().isNull()
    index = small.model.index(0, 5)
    assert index.data() == "有效"


def test_menu_offers_columns_and_exports(small: LedgerView, qtbot) -> None:
    asked: list[str] = []
    small.asked.connect(asked.append)
    assert small.more.accessibleName() == "列、导出与打印"
    assert small.more.width() >= 32
    from ui.kit import ledger_menu

    menu = ledger_menu.build(small, small.columns, small.model, small.asked.emit)
    for action in menu.actions()[-3:]:
        action.trigger()
    assert asked == ["export_excel", "export_pdf", "print"]
    menu.deleteLater()
