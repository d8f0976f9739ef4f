"""Lists come in from Excel and WPS exactly; wrong cells say why, one Ctrl+Z takes a whole paste back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from duty_desk.errors import InputError
from ui.kit.fields import LineEdit
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def _number(text: str, _row: Sequence[str]) -> str | None:
    if not text:
        raise InputError("quantity", "kit.number.not_number")
    return None if text.isdigit() else "应为数字"


@pytest.fixture
def grid(qtbot, shown) -> Grid:
    columns = [
        GridColumn("name", "物品", 160, stretch=True),
        GridColumn("quantity", "实收", 80, "right", _number),
    ]
    made = Grid(
        [*columns, GridColumn("lot", "批号", 100)], [["口罩", "100", "D12"], ["84消毒液", "20", "P06"]]
    )
    qtbot.addWidget(made)
    made.resize(500, 300)
    shown(made)
    made.setFocus()
    made.go_to(0, 0)
    return made


def _cells(grid: Grid) -> list[list[str]]:
    return [[grid.grid.text(row, column) for column in range(3)] for row in range(grid.grid.rowCount())]


def _clip(text: str) -> None:
    QApplication.clipboard().setText(text)


def test_ctrl_enter_saves_the_sheet_by_either_enter_key(grid: Grid, qtbot) -> None:
    before, saved = _cells(grid), list[str]()
    grid.saves_by(lambda: saved.append("saved"))
    qtbot.keyClick(grid, Key.Key_Return, CTRL)
    qtbot.keyClick(grid, Key.Key_Enter, CTRL | Qt.KeyboardModifier.KeypadModifier)
    assert saved == ["saved", "saved"]
    qtbot.keyClick(grid, Key.Key_Return)
    assert (saved, _cells(grid)) == (["saved", "saved"], before)


def test_paste_keeps_valid_rows_marks_wrong_ones_and_is_one_step(grid: Grid, qtbot) -> None:
    before = _cells(grid)
    _clip("酒精\t一百\tC1\r\n手套\t34\tC2\r\n口罩\t5\tC3\r\n\r\n")
    grid.go_to(1, 0)
    qtbot.keyClick(grid, Key.Key_V, CTRL)
    assert _cells(grid) == [
        ["口罩", "100", "D12"],
        ["酒精", "一百", "C1"],
        ["手套", "34", "C2"],
        ["口罩", "5", "C3"],
    ]
    assert grid.grid.problems() == [(1, 1, "应为数字")]
    assert grid.grid.index(1, 1).data(Qt.ItemDataRole.ToolTipRole) == "应为数字"
    assert [row["name"] for row in grid.grid.rows(only_valid=True)] == ["口罩", "手套", "口罩"]
    assert not grid.grab().isNull()
    qtbot.keyClick(grid, Key.Key_Z, CTRL)
    assert _cells(grid) == before
    qtbot.keyClick(grid, Key.Key_Y, CTRL)
    assert _cells(grid)[1][0] == "酒精"


def test_multi_line_cell_and_extra_columns(grid: Grid, qtbot) -> None:
    told: list[str] = []
    grid.cut_off.connect(told.append)
    _clip('"第一行\n第二行"\t7\tL\t多出\r\n')
    qtbot.keyClick(grid, Key.Key_V, CTRL)
    assert _cells(grid)[0] == ["第一行\n第二行", "7", "L"]
    assert told == ["粘贴的列多于表格，多出的 1 列没有放入"]


def test_one_cell_fills_the_selection(grid: Grid, qtbot) -> None:
    _clip("9")
    grid.selectAll()
    qtbot.keyClick(grid, Key.Key_V, CTRL)
    assert _cells(grid) == [["9", "9", "9"], ["9", "9", "9"]]


def test_reason_raised_as_input_error_is_shown(grid: Grid) -> None:
    grid.grid.setData(grid.grid.index(0, 1), "")
    assert grid.grid.reason(0, 1) == "应为数字"
    assert grid.next_problem() == "应为数字"
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 1)


def test_empty_row_is_not_wrong(grid: Grid) -> None:
    grid.grid.add_row()
    assert grid.grid.problems() == []
    assert len(grid.grid.rows()) == 2


def _editor() -> LineEdit:
    focus = QApplication.focusWidget()
    assert isinstance(focus, LineEdit)
    return focus


def test_typing_begins_an_edit_and_enter_goes_down(grid: Grid, qtbot) -> None:
    qtbot.keyClick(grid, Key.Key_A)
    editor = _editor()
    assert editor.text() == "a"
    qtbot.keyClicks(editor, "bc")
    qtbot.keyClick(editor, Key.Key_Return)
    assert _cells(grid)[0][0] == "abc"
    assert grid.currentIndex().row() == 1
    assert grid.hasFocus()


def test_f2_edits_escape_gives_up(grid: Grid, qtbot) -> None:
    qtbot.keyClick(grid, Key.Key_F2)
    editor = _editor()
    assert editor.text() == "口罩"
    editor.setText("别的")
    qtbot.keyClick(editor, Key.Key_Escape)
    assert _cells(grid)[0][0] == "口罩"


@pytest.mark.parametrize(
    ("key", "place"), [(Key.Key_Tab, (0, 1)), (Key.Key_Down, (1, 0)), (Key.Key_Return, (1, 0))]
)
def test_leaving_an_edit_never_loses_it(grid: Grid, qtbot, key: Qt.Key, place: tuple[int, int]) -> None:
    qtbot.keyClick(grid, Key.Key_F2)
    editor = _editor()
    editor.setText("新的")
    qtbot.keyClick(editor, key)
    assert _cells(grid)[0][0] == "新的"
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == place


def test_tab_and_enter_walk_and_add_a_row_at_the_end(grid: Grid, qtbot) -> None:
    seen: list[tuple[int, int]] = []
    for key, held in [
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Backtab, SHIFT),
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Return, SHIFT),
    ]:
        qtbot.keyClick(grid, key, held)
        seen.append((grid.currentIndex().row(), grid.currentIndex().column()))
    assert seen == [(0, 1), (0, 2), (1, 0), (0, 2), (1, 2), (2, 2), (1, 2)]
    assert grid.grid.rowCount() == 3


def test_delete_fill_copy_cut_and_jumps(grid: Grid, qtbot) -> None:
    grid.go_to(1, 2)
    qtbot.keyClick(grid, Key.Key_Delete)
    assert _cells(grid)[1][2] == ""
    qtbot.keyClick(grid, Key.Key_D, CTRL)
    assert _cells(grid)[1][2] == "D12"
    grid.selectAll()
    qtbot.keyClick(grid, Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "口罩\t100\tD12\r\n84消毒液\t20\tD12"
    qtbot.keyClick(grid, Key.Key_D, CTRL)
    assert _cells(grid)[1] == ["口罩", "100", "D12"]
    qtbot.keyClick(grid, Key.Key_Home, CTRL)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 0)
    qtbot.keyClick(grid, Key.Key_X, CTRL)
    assert _cells(grid)[0][0] == ""
    qtbot.keyClick(grid, Key.Key_End, CTRL)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 2)


def test_chinese_typed_into_a_cell(grid: Grid) -> None:
    commit = QInputMethodEvent()
    commit.setCommitString("医用手套")
    QApplication.sendEvent(grid, commit)
    assert _editor().text() == "医用手套"


def test_fixed_column_cannot_be_changed(qtbot) -> None:
    made = Grid([GridColumn("no", "序", fixed=True), GridColumn("name", "物品")], [["1", "a"]])
    qtbot.addWidget(made)
    made.grid.paste(0, 0, [["9", "b"]])
    assert (made.grid.text(0, 0), made.grid.text(0, 1)) == ("1", "b")
