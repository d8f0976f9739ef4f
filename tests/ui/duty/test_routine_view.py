"""The routine before a shift: asked for once at the desk, put off without harm, refused with what to do next."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from duty_desk.duty import StepKind, routine
from duty_desk.people import officers
from duty_desk.roles import Role
from tests.conftest import PASSWORD, Clock
from tests.ui.duty.written import become, office_of, settle, view_of
from tests.ui.readable import faults
from ui.duty.routine import RoutineView
from ui.duty.routine_form import AS_IT_IS, RoutineForm
from ui.duty.routine_steps import StepsPanel
from ui.main_window import MainWindow
from ui.shell.duty_menu import DutyMenu
from ui.views.act_panel import ActPanel


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> RoutineView:
    found = view_of(window, "routine")
    assert isinstance(found, RoutineView)
    settle(qtbot, window)
    return found


def form_of(view: RoutineView) -> RoutineForm:
    assert isinstance(view.panel, RoutineForm)
    return view.panel


def fill(form: RoutineForm, temperature: str = "36.5") -> None:
    for step in form.state.steps:
        field = form.form.field(f"step.{step.id}")
        if step.kind is StepKind.TEMPERATURE:
            field.set_value(Decimal(temperature))
        elif step.kind is StepKind.TICK:
            field.set_value(True)


def state(desk: Desk) -> routine.RoutineState:
    with desk.read() as read:
        return routine.routine_state(read)


def test_everything_is_asked_for_and_then_one_may_work(
    view: RoutineView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    form = form_of(view)
    assert not form.submit()
    assert form.form.problem_count == 4
    fill(form)
    assert form.submit()
    settle(qtbot, window)
    assert state(sqlite_desk).is_fit
    assert view.source.rows(view.list.model.ids)[0].officer == "周敏"
    assert faults(window) == []


def test_a_high_temperature_says_what_to_do_next(
    view: RoutineView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    fill(form_of(view), "37.3")
    assert form_of(view).submit()
    settle(qtbot, window)
    assert state(sqlite_desk).is_fit is False
    said = [label.text() for label in form_of(view).findChildren(type(form_of(view).title))]
    assert "不能上岗：体温 37.3" in said
    assert faults(window) == []
    fill(form_of(view), "36.8")
    assert form_of(view).submit()
    assert state(sqlite_desk).is_fit


def test_what_is_not_so_is_written_down_as_it_is(view: RoutineView, sqlite_desk: Desk) -> None:
    form = form_of(view)
    fill(form)
    contact = next(step for step in form.state.steps if "接触" in step.name)
    form.form.field(f"step.{contact.id}").set_value(False)
    assert not form.submit()
    form.form.control(AS_IT_IS).click()
    assert form.submit()
    assert [step.name for step in state(sqlite_desk).wrong] == [contact.name]


def test_the_desk_reminds_once_and_the_menu_keeps_it(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot, clock: Clock
) -> None:
    office = office_of(window)
    menu = office.findChild(DutyMenu)
    assert menu is not None
    menu.aboutToShow.emit()
    assert menu.routine.text() == "班前自查（未做）"
    assert office.routine.offer()
    assert office.notices.reminder is not None
    assert office.notices.isVisible()
    office.notices.forget()
    # Put off: the same shift does not ask again, the next one does.
    assert not office.routine.offer()
    clock.at = datetime(2020, 3, 6, 18, 1)
    assert office.routine.offer()
    menu.routine.trigger()
    settle(qtbot, window)
    assert office.notices.reminder is None
    assert office.current_key == "duty"
    view = view_of(window, "routine")
    fill(form_of(view))
    assert form_of(view).submit()
    settle(qtbot, window)
    menu.aboutToShow.emit()
    assert menu.routine.text() == "班前自查"
    assert not office.routine.offer()


def test_the_reminder_goes_when_it_is_done_elsewhere(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    office = office_of(window)
    assert office.routine.offer()
    with sqlite_desk.work() as work:
        answers = {
            each.id: 36.5 if each.kind is StepKind.TEMPERATURE else True for each in routine.list_steps(work)
        }
        routine.record(work, answers)
    qtbot.waitUntil(lambda: office.notices.reminder is None)


def test_others_temperatures_are_seen_by_who_may(
    view: RoutineView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    fill(form_of(view))
    assert form_of(view).submit()
    with sqlite_desk.work() as work:
        made = officers.add_officer(
            work, name="常大伟", login="changdawei", role=Role.GATE, password=PASSWORD, must_change=False
        )
        guard = officers.get_officer(work, made).ref
    become(window, guard)
    settle(qtbot, window)
    assert list(view.list.model.ids) == []
    assert view.note.text() != ""


def test_the_office_changes_its_steps(
    view: RoutineView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    panel = view.show_steps()
    assert isinstance(panel, StepsPanel)
    panel.edit_asked.emit(None)
    form = view.panel
    assert isinstance(form, ActPanel)
    form.form.field("name").set_value("领取对讲机")
    assert form.submit()
    settle(qtbot, window)
    with sqlite_desk.read() as read:
        last = routine.list_steps(read)[-1]
    assert last.name == "领取对讲机"
    assert isinstance(view.panel, StepsPanel)
    view.panel.edit_asked.emit(last)
    form = view.panel
    assert isinstance(form, ActPanel)
    form.form.field("retired").set_value(True)
    assert form.submit()
    with sqlite_desk.read() as read:
        assert routine.list_steps(read)[-1].name != "领取对讲机"
