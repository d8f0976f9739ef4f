"""The morning check of a crew, typed at the speed of speech: numbers, Enter, next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.models import CrewJob, CrewMember
from db.vocabulary import CrewDecision
from duty_desk import screening
from tests.duty_desk.passes.conftest import Office, add_person
from tests.ui.gate.views_office import show
from ui.gate.morning import MorningView
from ui.gate.morning_sheet import ABSENT, NAME, NOTE, RETEST, STATE, TEMPERATURE
from ui.kit.fields import LineEdit
from ui.main_window import MainWindow

NAMES = ("黄新岑", "周禾澍", "范锟")


@pytest.fixture
def job(office: Office) -> int:
    with office.desk.work() as work:
        row = CrewJob(
            project="桃苑餐厅装修",
            company="恒筑装饰",
            place="桃苑餐厅",
            leader="黄新岑",
            starts_on=work.at.date(),
            ends_on=work.at.date(),
            created_at=work.at,
        )
        work.session.add(row)
        work.session.flush()
        for name in NAMES:
            work.session.add(
                CrewMember(
                    job_id=row.id, person_id=add_person(work, name), decision=CrewDecision.ADMITTED.value
                )
            )
        return row.id


@pytest.fixture
def view(qtbot: QtBot, job: int, window: MainWindow) -> MorningView:
    shown = show(qtbot, window, "morning")
    assert isinstance(shown, MorningView)
    return shown


def checks(view: MorningView, job: int) -> dict[str, tuple[float | None, float | None, str]]:
    with view.desk.read() as read:
        rows = screening.list_checks(read, job, view.desk.now.date())
    return {row.name: (row.temperature, row.retest, row.state) for row in rows}


def put(view: MorningView, *cells: tuple[int, int, str]) -> None:
    view.grid.grid.change("", list(cells))


def enter(qtbot: QtBot, view: MorningView, number: str) -> None:
    """Digits and Enter, the keyboard wherever it is by then."""
    row = view.grid.currentIndex().row()
    type_in(qtbot, number)
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert view.grid.grid.text(row, TEMPERATURE) == number


def type_in(qtbot: QtBot, number: str) -> None:
    """Digits into the cell that has the keyboard, which stays open."""
    for sign in number:
        qtbot.keyClick(focus(), sign)
        qtbot.waitUntil(lambda: isinstance(focus(), LineEdit))
    qtbot.waitUntil(lambda: getattr(focus(), "text", str)() == number)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_a_crew_is_typed_without_leaving_the_number_keys(qtbot: QtBot, view: MorningView, job: int) -> None:
    assert view.grid.hasFocus()
    for number in ("365", "366", "36.7"):
        enter(qtbot, view, number)
    qtbot.keyClick(focus(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not view.unsaved())
    assert [value for value, _, _ in checks(view, job).values()] == [36.5, 36.6, 36.7]


def test_what_is_abnormal_stands_out_and_is_kept(qtbot: QtBot, view: MorningView, job: int) -> None:
    assert view.facts() == "晨检 0/3 人　异常 0 人"
    assert view.grid.hasFocus()
    put(view, (0, TEMPERATURE, "365"), (1, TEMPERATURE, "36.8"), (2, TEMPERATURE, "37.5"))
    assert "1 人达到 37.3" in view.words.text()
    put(view, (2, RETEST, "37.4"), (2, NOTE, "转校医院"))
    assert view.save()
    assert checks(view, job) == {
        "黄新岑": (36.5, None, "normal"),
        "周禾澍": (36.8, None, "normal"),
        "范锟": (37.5, 37.4, "abnormal"),
    }
    assert view.facts() == "晨检 3/3 人　异常 1 人"
    assert [view.grid.grid.text(row, STATE) for row in range(3)] == ["正常", "正常", "异常"]
    assert not view.unsaved()


def test_a_wrong_cell_stops_the_saving_and_nothing_is_lost(view: MorningView, job: int) -> None:
    put(view, (0, TEMPERATURE, "36.5"), (1, TEMPERATURE, "3x"))
    assert not view.save()
    assert view.remark is not None
    assert (view.grid.currentIndex().row(), view.grid.currentIndex().column()) == (1, TEMPERATURE)
    assert view.grid.grid.text(0, TEMPERATURE) == "36.5"
    assert set(checks(view, job).values()) == {(None, None, "missing")}
    put(view, (1, TEMPERATURE, "36.6"), (0, RETEST, "36.4"))
    assert not view.save(), "a normal first reading needs no second one"


def test_typing_over_corrects_and_another_day_waits_for_saving(view: MorningView, job: int) -> None:
    put(view, (0, TEMPERATURE, "36.5"))
    assert view.save()
    put(view, (0, TEMPERATURE, "36.7"))
    yesterday = view.desk.now.date().replace(day=5)
    view.day.set_value(yesterday)
    assert view.remark is not None, "what is typed is saved first"
    assert view.day.value() == view.desk.now.date()
    assert view.save()
    assert checks(view, job)["黄新岑"] == (36.7, None, "normal")


def test_there_are_no_lines_but_those_of_the_crew(qtbot: QtBot, view: MorningView, job: int) -> None:
    for number in ("365", "366", "367"):
        enter(qtbot, view, number)
    assert view.grid.grid.rowCount() == len(NAMES), "Enter on the last line adds nobody"
    QApplication.clipboard().setText("36.1\n36.2\n36.3\n36.4\n36.5\n")
    view.grid.go_to(0, TEMPERATURE)
    view.grid.paste()
    assert view.grid.grid.rowCount() == len(NAMES)
    assert view.remark is not None
    assert "多出的 2 行" in view.remark.text()
    assert view.save()
    assert [value for value, _, _ in checks(view, job).values()] == [36.1, 36.2, 36.3]


def test_a_cell_still_being_typed_into_is_saved(qtbot: QtBot, view: MorningView, job: int) -> None:
    type_in(qtbot, "366")
    qtbot.keyClick(focus(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: checks(view, job)["黄新岑"] == (36.6, None, "normal"))


def test_who_does_not_work_is_not_missing(qtbot: QtBot, view: MorningView, job: int) -> None:
    enter(qtbot, view, "365")
    type_in(qtbot, "37.9")
    qtbot.keyClick(focus(), Qt.Key.Key_Up)
    view.grid.go_to(1, NAME)
    qtbot.keyClick(view.grid, Qt.Key.Key_F9)
    assert [view.grid.grid.text(1, column) for column in (TEMPERATURE, ABSENT)] == ["", "不上工"]
    assert "未检 1 人" in view.words.text()
    put(view, (1, NOTE, "回家两天"), (2, ABSENT, "休息"))
    assert not view.save()
    assert view.remark is not None
    assert view.remark.text() == "填“不上工”，或留空"
    put(view, (2, ABSENT, ""))
    assert view.save()
    assert checks(view, job) == {
        "黄新岑": (36.5, None, "normal"),
        "周禾澍": (None, None, "excused"),
        "范锟": (None, None, "missing"),
    }
    assert view.facts() == "晨检 1/2 人　异常 0 人　不上工 1 人"
    view.grid.go_to(1, TEMPERATURE)
    qtbot.keyClick(view.grid, Qt.Key.Key_F9)
    put(view, (1, TEMPERATURE, "36.4"))
    assert view.save(), "who comes after all is measured"
    assert checks(view, job)["周禾澍"] == (36.4, None, "normal")


def test_what_is_on_record_is_not_emptied(view: MorningView, job: int) -> None:
    put(view, (0, TEMPERATURE, "36.5"))
    assert view.save()
    put(view, (0, TEMPERATURE, ""))
    assert not view.save()
    assert view.remark is not None
    assert "不能清空" in view.remark.text()
    assert checks(view, job)["黄新岑"] == (36.5, None, "normal")
