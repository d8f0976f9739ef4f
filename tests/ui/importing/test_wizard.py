"""Workbooks come in by four steps: nothing is written early, every refused row says why, an import is taken back whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from db.vocabulary import Role
from duty_desk import importing, passes
from duty_desk.desk import Desk
from duty_desk.passes.importing import list_imported
from duty_desk.people import officers, places, units
from duty_desk.sheets import form, read_book
from tests.conftest import PASSWORD
from ui.importing.wizard import CHECK, CHOOSE, COLUMNS, DONE, ImportWizard
from ui.kit.labels import Label
from ui.main_window import MainWindow
from ui.office.import_page import ImportPage

DATA = Path(__file__).parents[2] / "data"
PLACES = DATA / "机构与场所.xlsx"
DIRTY = DATA / "dirty"
# As a unit sends it: no numbers, nobody who approved.
LIST = """姓名\t证件号码\t手机号码\t所在单位/房号\t类别\t事由\t通行校门\t有效期自\t有效期至
贺志远\t610000198106114015\t19900002001\t土木工程学院\t值班\t楼宇值守\t文昌正门\t2020-03-06\t2020-03-08
黄振宇\t610000198206124026\t19900002002\t土木工程学院\t值班\t楼宇值守\t文昌正门\t2020-03-06\t2020-03-08
"""


def page_of(window: MainWindow) -> ImportPage:
    assert window.office is not None
    page = window.office.go("office").show_subject("import")  # type: ignore[attr-defined]
    assert isinstance(page, ImportPage)
    return page


@pytest.fixture
def wizard(window: MainWindow, qtbot: QtBot) -> ImportWizard:
    page = page_of(window)
    qtbot.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert page.wizard is not None
    return page.wizard


def read(qtbot: QtBot, wizard: ImportWizard, path: Path) -> None:
    wizard.choose.ask_file = lambda _parent: str(path)
    qtbot.keyClick(wizard, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: wizard.source is not None and wizard._task is None, timeout=20_000)


def advance(qtbot: QtBot, wizard: ImportWizard, step: int) -> None:
    qtbot.keyClick(wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: wizard.step == step and wizard._task is None, timeout=15_000)


def test_a_register_comes_in_by_keyboard_and_is_taken_back(
    window: MainWindow, wizard: ImportWizard, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    read(qtbot, wizard, PLACES)
    assert wizard.form_key == "campuses"
    advance(qtbot, wizard, COLUMNS)
    advance(qtbot, wizard, CHECK)
    with sqlite_desk.read() as read_:
        assert not places.list_campuses(read_), "nothing is written before the last step"
    advance(qtbot, wizard, DONE)
    with sqlite_desk.read() as read_:
        made = len(places.list_campuses(read_))
        assert made > 0
    assert str(made) in wizard.done.fact.text()
    wizard.done.undo_button.click()
    with sqlite_desk.read() as read_:
        assert not places.list_campuses(read_)
    assert "已撤销" in wizard.done.fact.text()


def test_the_registers_of_one_file_follow_one_another(
    wizard: ImportWizard, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    read(qtbot, wizard, PLACES)
    advance(qtbot, wizard, COLUMNS)
    advance(qtbot, wizard, CHECK)
    advance(qtbot, wizard, DONE)
    assert wizard.source is not None
    following = wizard.source.forms[1]
    advance(qtbot, wizard, COLUMNS)
    assert wizard.form_key == following
    advance(qtbot, wizard, CHECK)
    advance(qtbot, wizard, DONE)
    with sqlite_desk.read() as read_:
        assert [row.form for row in importing.list_imports(read_)] == [following, "campuses"]


def test_all_registers_of_one_file_come_in_at_once_and_go_at_once(
    window: MainWindow, wizard: ImportWizard, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    assert wizard.whole_button.isHidden()
    read(qtbot, wizard, PLACES)
    assert "8" in wizard.whole_button.text()
    wizard.whole_button.click()
    qtbot.waitUntil(lambda: wizard.whole.question is not None, timeout=20_000)
    question = wizard.whole.question
    assert question is not None
    lines = [label.text() for label in question.findChildren(Label)]
    assert any("户成员" in line and "177" in line for line in lines)
    with sqlite_desk.read() as read_:
        assert not importing.list_imports(read_)
    question.act_button.click()
    office = window.office
    assert office is not None
    qtbot.waitUntil(lambda: "391" in office.toaster.toast.text, timeout=20_000)
    with sqlite_desk.read() as read_:
        assert len(importing.list_imports(read_)) == 8
        assert units.list_units(read_)
    office.toaster.undo()
    with sqlite_desk.read() as read_:
        assert not units.list_units(read_)


def test_the_430_passes_of_the_campaign_come_in_untouched(
    window: MainWindow, wizard: ImportWizard, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    with sqlite_desk.work() as work:
        importing.write_file(work, read_book(PLACES), file_name=PLACES.name)
    read(qtbot, wizard, DATA / "临时通行证_0210-0223.xlsx")
    assert wizard.form_key == "passes"
    advance(qtbot, wizard, COLUMNS)
    advance(qtbot, wizard, CHECK)
    advance(qtbot, wizard, DONE)
    with sqlite_desk.read() as read_:
        page = passes.list_passes(read_, next(iter(passes.LEDGERS)), limit=500)
        assert len(page.rows) == 430
    assert window.office is not None
    window.office.toaster.undo()
    with sqlite_desk.read() as read_:
        assert not passes.list_passes(read_, next(iter(passes.LEDGERS))).rows


def test_a_list_of_the_unit_is_given_under_one_approval_and_printed_in_one_go(
    window: MainWindow, wizard: ImportWizard, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    """Product rule P4, from a sheet without numbers and without an approver."""
    with sqlite_desk.work() as work:
        importing.write_file(work, read_book(PLACES), file_name=PLACES.name)
        leader = officers.add_officer(
            work, name="马文涛", login="mawentao", role=Role.LEADER, password=PASSWORD, title="带班领导"
        )
    QGuiApplication.clipboard().setText(LIST)
    wizard.choose.paste()
    qtbot.waitUntil(lambda: wizard.source is not None and wizard._task is None, timeout=10_000)
    wizard._take_form("passes")
    advance(qtbot, wizard, COLUMNS)
    advance(qtbot, wizard, CHECK)
    assert not wizard.check.approver.isHidden()
    wizard.check.approver.set_value(leader)
    advance(qtbot, wizard, DONE)
    assert wizard.result is not None
    with sqlite_desk.read() as read_:
        ids = list_imported(read_, wizard.result.batch_id)
        given = [passes.get_pass(read_, each) for each in ids]
    assert [(each.row.number, each.row.approver_name) for each in given] == [
        ("通字〔2020〕第0001号", "马文涛"),
        ("通字〔2020〕第0002号", "马文涛"),
    ]
    assert "2" in wizard.done.print_button.text()
    office = window.office
    assert office is not None
    wizard.print_cards("four_up")
    qtbot.waitUntil(lambda: office.papers.preview is not None, timeout=10_000)
    assert office.papers.preview is not None
    office.papers.preview.close()
    with sqlite_desk.read() as read_:
        assert all(passes.get_pass(read_, each).check_code for each in ids)
    wizard.done.undo_button.click()
    assert wizard.done.print_button.isHidden()


def test_each_row_says_what_is_wrong_and_is_put_right_on_the_spot(
    wizard: ImportWizard, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    with sqlite_desk.work() as work:
        importing.write_file(work, read_book(PLACES), file_name=PLACES.name)
    name = "02_通行证_UTF8无BOM"
    expected = json.loads((DIRTY / f"{name}.expected.json").read_text(encoding="utf-8"))
    read(qtbot, wizard, DIRTY / f"{name}.csv")
    wizard.choose.forms.set_value("passes")
    wizard._take_form("passes")
    advance(qtbot, wizard, COLUMNS)
    advance(qtbot, wizard, CHECK)
    wizard.check.chips.choose("refuse")
    lines = wizard.check.lines()
    assert len(lines) >= expected["counts"]["refuse"] - 1
    assert all(line[2] for line in lines), "every refused row has its reason in words"
    missing = next(number for number, line in enumerate(lines) if line[0] == "10")
    before = wizard.judged
    grid = wizard.check.grid
    assert grid is not None
    column = 3 + wizard.check._shown_columns.index("name")
    grid.grid.change("", [(missing, column, "陈国栋")])
    qtbot.waitUntil(lambda: wizard.judged is not before and wizard._task is None, timeout=20_000)
    line = wizard.check.lines()[missing]
    assert line[1] != lines[missing][1]
    grid.grid.stack.undo()
    qtbot.waitUntil(lambda: wizard.check.lines()[missing][1] == lines[missing][1], timeout=20_000)
    # Whoever saves in the same breath has it with the rest.
    could = sum(row.verdict.value != "refuse" for row in wizard.judged.examination.rows)  # type: ignore[union-attr]
    grid.grid.change("", [(missing, column, "陈国栋")])
    wizard.advance()
    qtbot.waitUntil(lambda: wizard.step == DONE and wizard._task is None, timeout=20_000)
    assert wizard.result is not None
    assert wizard.result.written == could + 1


def test_refused_rows_are_saved_with_their_reasons_and_come_in_once_corrected(
    wizard: ImportWizard, sqlite_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    read(qtbot, wizard, DIRTY / "02_通行证_UTF8无BOM.csv")
    wizard._take_form("passes")
    advance(qtbot, wizard, COLUMNS)
    advance(qtbot, wizard, CHECK)
    assert wizard.judged is not None
    target = tmp_path / "未导入.xlsx"
    wizard._save_refused_to = target
    wizard.refused_button.click()
    book = read_book(target)
    texts = {str(cell.value) for row in book.sheets[0].rows for cell in row.cells.values()}
    assert "原因" in " ".join(texts)
    assert any("结束" in text or "填" in text for text in texts)


def test_a_wrong_column_is_put_right(wizard: ImportWizard, sqlite_desk: Desk, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("编号\t单位名称\t别称\nD01\t土木工程学院\t土木\nD02\t图书馆\t\n")
    wizard.choose.paste()
    qtbot.waitUntil(lambda: wizard.source is not None and wizard._task is None, timeout=10_000)
    wizard._take_form("units")
    advance(qtbot, wizard, COLUMNS)
    table = wizard.columns.table
    assert table is not None
    wizard.columns.combos[3].setCurrentIndex(wizard.columns.combos[3].findData("aliases"))
    again = wizard.columns.table
    assert again is not None
    assert again.mapping[3] == "aliases"
    for key in list(wizard.columns.defaults.names()):
        control = wizard.columns.defaults.control(key)
        control.setText(next(iter(again.form.fields[key].labels.values()), "1"))
        control.left.emit()
    advance(qtbot, wizard, CHECK)
    advance(qtbot, wizard, DONE)
    with sqlite_desk.read() as read_:
        assert {unit.name: unit.aliases for unit in units.list_units(read_)} == {
            "土木工程学院": ("土木",),
            "图书馆": (),
        }


def test_cells_pasted_from_a_spreadsheet_are_read(wizard: ImportWizard, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText('编码\t名称\r\nNH\t"南湖\n校区"\r\n\r\n')
    wizard.choose.open_button.setFocus()
    qtbot.keyClick(wizard.choose.open_button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: wizard.source is not None and wizard._task is None, timeout=10_000)
    assert wizard.source is not None
    assert len(wizard.source.book.sheets[0].rows) == 2


def test_a_text_file_can_be_read_in_another_encoding(
    wizard: ImportWizard, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "校医院.csv"
    path.write_bytes("单位名称,简称\n校医院,校医\n".encode("gb18030"))
    read(qtbot, wizard, path)
    assert "校医院" in wizard.choose.preview.toPlainText()
    assert not wizard.choose.form_fields.field("encoding").isHidden()


def test_a_file_that_cannot_be_read_is_said_in_the_step(wizard: ImportWizard, qtbot: QtBot) -> None:
    for name, words in (
        ("12_加密.xlsx", "密码"),
        ("13_压缩炸弹.xlsx", "大得反常"),
        ("14_空文件.xlsx", "空"),
        ("11_网页另存.xlsx", "另存"),
    ):
        wizard.choose.trouble.hide()
        wizard.choose.ask_file = lambda _parent, name=name: str(DIRTY / name)
        wizard.choose.open_button.click()
        qtbot.waitUntil(lambda: not wizard.choose.trouble.isHidden(), timeout=15_000)
        qtbot.waitUntil(lambda: wizard._task is None, timeout=15_000)
        assert words in wizard.choose.trouble.title.text(), name
        assert wizard.step == CHOOSE


def test_an_import_is_listed_and_can_be_taken_back_later(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    with sqlite_desk.work() as work:
        importing.write_file(work, read_book(PLACES), file_name=PLACES.name)
    page = page_of(window)
    assert page.list.current_row() is None
    newest = page.list.model.ids[0]
    page.list.select_id(newest)
    page.undo()
    with sqlite_desk.read() as read_:
        row = next(row for row in importing.list_imports(read_) if row.id == newest)
        assert row.undone_at is not None
    assert page.undo_button.isHidden()


def test_every_form_is_offered_as_a_blank_sheet_once(window: MainWindow) -> None:
    page = page_of(window)
    for _ in range(2):
        page.blanks.aboutToShow.emit()
        offered = [action.text() for action in page.blanks.actions()]
        assert offered == [form(key).title for key in importing.FORMS]


def test_a_blank_sheet_is_handed_out(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    target = tmp_path / "单位.xlsx"
    page_of(window).save_blank("units", target)
    assert "单位名称" in {
        str(cell.value).rstrip("*") for row in read_book(target).sheets[0].rows for cell in row.cells.values()
    }


def test_a_stopped_judgement_leaves_nothing(wizard: ImportWizard, sqlite_desk: Desk, qtbot: QtBot) -> None:
    read(qtbot, wizard, PLACES)
    advance(qtbot, wizard, COLUMNS)
    wizard.judge()
    assert wizard._task is not None
    wizard._task.cancel()
    qtbot.waitUntil(lambda: wizard._task is None, timeout=10_000)
    assert wizard.step == COLUMNS
    with sqlite_desk.read() as read_:
        assert not importing.list_imports(read_)
