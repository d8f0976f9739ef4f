"""Parcels as the officer counts them: in, disinfected, and what waits is always in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk.gate import parcels
from tests.duty_desk.passes.conftest import Office
from tests.ui.gate.views_office import show
from tests.ui.typing import type_text
from ui.gate.parcels import ParcelsView
from ui.kit.fields import LineEdit
from ui.main_window import MainWindow

PLACE = "东大门快递点"


@pytest.fixture
def view(qtbot: QtBot, office: Office, window: MainWindow) -> ParcelsView:
    shown = show(qtbot, window, "parcels")
    assert isinstance(shown, ParcelsView)
    return shown


def count(view: ParcelsView, number: str, **fields: str) -> bool:
    form = view.panel.form
    for name, value in {"count": number, **fields}.items():
        form.control(name).clear()
        type_text(form.control(name), value)
    return view.panel.save()


def waiting(view: ParcelsView) -> list[tuple[str, int]]:
    return [(row.balance.place, row.balance.difference) for row in view.balances.rows(view.places.model.ids)]


def test_what_came_and_was_not_disinfected_waits(view: ParcelsView, office: Office) -> None:
    form = view.panel.form
    assert not view.panel.save()
    assert form.field("place").wrong
    assert count(view, "186", place=PLACE)
    assert waiting(view) == [(PLACE, 186)]
    assert view.facts() == "待消毒 186 件"
    # Enter on the place fills the form for disinfecting what waits there.
    view.places.select_id(1)
    view.places.opened.emit(view.places.current_row())
    assert (form.values()["stage"], form.values()["count"]) == ("disinfected", 186)
    assert not view.panel.save()
    assert form.field("agent").wrong
    assert not count(view, "190", agent="500 mg/L 含氯")
    assert "186" in form.banner_text()
    assert count(view, "150", agent="500 mg/L 含氯")
    assert waiting(view) == [(PLACE, 36)]
    assert form.values()["place"] == PLACE, "the next count is of the same place"


def test_in_a_narrow_window_the_form_is_a_drawer_that_goes_away(
    view: ParcelsView, window: MainWindow, qtbot: QtBot
) -> None:
    assert not view.panel.close_button.isVisible()
    count(view, "186", place=PLACE)
    window.setMinimumSize(0, 0)
    window.resize(1024, 640)
    assert not view.panel.isVisible()
    assert view.places.width() > 800
    view.focus_first()
    assert view.places.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F2)
    assert view.panel.isVisible()
    assert view.panel.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not view.panel.isVisible()
    view.places.select_id(1)
    view.places.opened.emit(view.places.current_row())
    assert view.panel.isVisible()
    assert view.panel.form.values()["count"] == 186


def test_a_wrong_count_is_taken_back_with_the_reason(view: ParcelsView, office: Office) -> None:
    count(view, "42", place=PLACE)
    view.list.select_id(view.list.model.ids[0])
    dialog = view.ask_withdraw()
    dialog.acted.emit()
    assert waiting(view) == [(PLACE, 42)], "no reason was given"
    dialog.findChild(LineEdit).setText("重复登记")
    dialog.acted.emit()
    assert waiting(view) == []
    with office.desk.read() as read:
        (row,) = parcels.list_counts(read, office.desk.now.date())
    assert (row.withdrawn_at is not None, row.note) == (True, "重复登记")
    assert len(view.list.model.ids) == 1, "it stays in the list, marked"
