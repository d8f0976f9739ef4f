"""A visitor as the officer at the window sees them: registered with few keys, called, signed out, decided about at night."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import drafts, gate
from duty_desk.desk import Desk
from duty_desk.gate import Attempt, visits
from tests.conftest import Clock
from tests.duty_desk.passes.conftest import Office
from tests.security.seen import texts_of
from tests.ui.gate.views_office import settle, show
from tests.ui.typing import type_text
from ui.gate.visits import VisitsView
from ui.gate.visits_decide import DecidePanel
from ui.gate.visits_detail import VisitPanel
from ui.gate.visits_reason import ReasonPanel
from ui.kit.buttons import Button
from ui.kit.print_preview import PrintPreview
from ui.main_window import MainWindow

ID = "610000198506200035"


@pytest.fixture
def view(qtbot: QtBot, office: Office, window: MainWindow) -> VisitsView:
    shown = show(qtbot, window, "visitors")
    assert isinstance(shown, VisitsView)
    return shown


def let_in(desk: Desk, office: Office, name: str = "谭峻一", number: str = ID) -> int:
    """A visitor who is inside."""
    with desk.work() as work:
        given = visits.register(
            work,
            gate=office.east,
            name=name,
            id_kind="resident",
            id_number=number,
            phone="19900003482",
            firm="西岭热力公司",
            purpose="供暖检修",
            host_name="范澜之",
            host_unit=office.unit,
            host_confirmed=True,
        )
    verdict = gate.scan(desk, Attempt(office.east, subject=given.subject, temperature=36.5))
    assert verdict.crossing_id is not None
    return given.id


def state_of(desk: Desk, visit: int) -> str:
    with desk.read() as read:
        return gate.get_visit(read, visit).state


def detail(view: VisitsView) -> VisitPanel:
    assert isinstance(view.panel, VisitPanel)
    return view.panel


def test_a_visitor_is_registered_and_gets_a_slip(
    qtbot: QtBot, view: VisitsView, window: MainWindow, sqlite_desk: Desk
) -> None:
    qtbot.keyClick(view.list.table, Qt.Key.Key_F2)
    panel = view.start_new()
    form = panel.form
    type_text(form.person.line, "谭峻一")
    assert not panel.submit(), "no number, purpose and host yet"
    assert form.field("id_number").has_focus()
    assert form.problem_count == 3
    form.field("id_number").set_value(ID)
    for name, value in (("purpose", "供暖检修"), ("host_name", "范澜之"), ("firm", "西岭热力公司")):
        type_text(form.control(name), value)
    assert panel.submit()
    settle(qtbot, window)
    panel = detail(view)
    assert panel.row is not None
    assert panel.row.number == "访字〔2020〕第0001号"
    assert panel.fact("host") == "范澜之"
    assert view.list.current_id() == panel.row.id
    preview = window.office.papers.preview if window.office else None
    assert isinstance(preview, PrintPreview)
    preview.close()


def test_who_comes_again_is_filled_in_from_last_time(
    qtbot: QtBot, view: VisitsView, office: Office, sqlite_desk: Desk
) -> None:
    visit = let_in(sqlite_desk, office)
    with sqlite_desk.read() as read:
        person = gate.get_visit(read, visit).person_id
    panel = view.start_new()
    notice = [text for _, text in texts_of(panel.form) if text.startswith("为校园疫情防控")]
    assert notice, "what is done with the data stands on the form (S-54)"
    panel.fill_from(person)
    values = panel.form.values()
    assert (values["firm"], values["purpose"], values["host_name"]) == ("西岭热力公司", "供暖检修", "范澜之")
    assert values["id_number"] == "**************0035"
    assert not panel.form.control("id_number").isEnabled()
    assert panel.submit(print_it=False)
    with sqlite_desk.read() as read:
        assert gate.get_visit(read, visit + 1).person_id == person


def test_a_half_typed_visitor_survives(qtbot: QtBot, view: VisitsView, sqlite_desk: Desk) -> None:
    panel = view.start_new()
    type_text(panel.form.person.line, "半途而")
    type_text(panel.form.control("host_name"), "范澜之")
    view.close_panel()
    with sqlite_desk.read() as read:
        assert drafts.load(read, "gate.visit") is not None
    again = view.start_new()
    assert again.form.person.text() == "半途而"
    assert again.form.values()["host_name"] == "范澜之"


def test_signing_out_is_one_key_and_can_be_taken_back(
    qtbot: QtBot, view: VisitsView, window: MainWindow, office: Office, sqlite_desk: Desk, clock: Clock
) -> None:
    visit = let_in(sqlite_desk, office)
    clock.forward(minutes=30)
    assert view.open_record("visit", visit)
    qtbot.waitUntil(lambda: detail(view).foot.isVisible())
    qtbot.keyClick(detail(view), Qt.Key.Key_F9)
    assert state_of(sqlite_desk, visit) == "left"
    assert window.office is not None
    window.office.toaster.undo()
    assert state_of(sqlite_desk, visit) == "inside"


def test_the_day_s_end_decides_about_everybody_at_once(
    qtbot: QtBot, view: VisitsView, window: MainWindow, office: Office, sqlite_desk: Desk, clock: Clock
) -> None:
    ids = [
        let_in(sqlite_desk, office),
        let_in(sqlite_desk, office, "肖知峥", "610000199003070114"),
    ]
    clock.at = datetime(2020, 3, 6, 22, 10)
    view.reload()
    settle(qtbot, window)
    view.choose("undecided")
    assert list(view.list.model.ids) == ids[::-1]
    panel = view.decide()
    assert isinstance(panel, DecidePanel)
    panel.outcome.choose("left")
    panel.form.field("left_at").set_value(datetime(2020, 3, 6, 11))
    panel.save()
    assert "11:00" not in panel.form.field("left_at").remark()
    assert panel.form.field("left_at").remark(), "they came at noon"
    assert [state_of(sqlite_desk, each) for each in ids] == ["overdue", "overdue"], "all or none"
    panel.outcome.choose("unknown")
    panel.save()
    assert [state_of(sqlite_desk, each) for each in ids] == ["unknown", "unknown"]
    assert view.panel is None
    assert window.office is not None
    window.office.toaster.undo()
    assert [state_of(sqlite_desk, each) for each in ids] == ["overdue", "overdue"]


def test_what_the_program_decided_by_itself_says_so(
    qtbot: QtBot, view: VisitsView, window: MainWindow, office: Office, sqlite_desk: Desk, clock: Clock
) -> None:
    visit = let_in(sqlite_desk, office)
    clock.at = datetime(2020, 3, 7, 9)
    with sqlite_desk.work() as work:
        visits.decide_rest(work)
    view.reload()
    settle(qtbot, window)
    view.choose("unknown")
    assert view.list.model.ids.tolist() == [visit]
    source = view.list.source
    cell = source.cell(next(c for c in source.columns if c.key == "state"), view.list.model.row(0))
    assert cell.mark is not None
    assert cell.mark.word == "不明（自动）"
    view.show_row(visit)
    assert "系统自动" in detail(view).fact("outcome")


def test_calling_back_needs_a_reason(
    qtbot: QtBot, view: VisitsView, office: Office, sqlite_desk: Desk
) -> None:
    visit = let_in(sqlite_desk, office)
    view.open_record("visit", visit)
    view.act("recall")
    panel = view.panel
    assert isinstance(panel, ReasonPanel)
    panel.save()
    assert panel.form.field("reason").wrong
    type_text(panel.form.control("reason"), "校外疫情通报")
    panel.save()
    with sqlite_desk.read() as read:
        assert gate.get_visit(read, visit).recall_reason == "校外疫情通报"
    assert isinstance(view.panel, VisitPanel)


def test_chips_search_and_the_way_back(
    qtbot: QtBot, view: VisitsView, window: MainWindow, office: Office, sqlite_desk: Desk
) -> None:
    first = let_in(sqlite_desk, office)
    let_in(sqlite_desk, office, "肖知峥", "610000199003070114")
    settle(qtbot, window)
    view.choose("inside")
    assert len(view.list.model.ids) == 2
    view.search.setText("tjy")
    qtbot.waitUntil(lambda: len(view.list.model.ids) == 1)
    assert view.list.model.ids.tolist() == [first]
    view.list.clear_asked.emit()
    assert (view.chip, view.search.text(), len(view.list.model.ids)) == ("all", "", 2)


def test_who_may_only_read_is_offered_nothing_else(
    qtbot: QtBot, window: MainWindow, office: Office, sqlite_desk: Desk
) -> None:
    visit = let_in(sqlite_desk, office)
    sqlite_desk.officer = office.leader
    view = show(qtbot, window, "visitors")
    assert isinstance(view, VisitsView)
    assert not view.buttons()
    view.show_row(visit)
    words = [button.text() for button in detail(view).foot.findChildren(Button)]
    assert "登记离校" not in words
    assert detail(view).row is not None
