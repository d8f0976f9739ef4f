"""Bookings on the screen: a free slot is taken, somebody comes, a place is given back, a list out of a chat is judged and taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from db.vocabulary import BookingState
from duty_desk import bookings
from duty_desk.desk import Desk
from tests.conftest import Filled
from tests.duty_desk.bookings.conftest import MONDAY, TUESDAY, House, start
from ui.duty import booking_acts
from ui.duty.booking import BookingsView
from ui.duty.booking_form import BookingForm
from ui.duty.booking_lines import Line
from ui.duty.booking_panel import BookingPanel
from ui.duty.booking_paste import PastePanel
from ui.main_window import MainWindow

pytestmark = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
Settle = Callable[[], None]


@pytest.fixture
def house(filled: Filled) -> House:
    """One has the first slot."""
    made = start(filled)
    made.book("苗安宁", "12:00", place="松苑2-301")
    return made


@pytest.fixture
def shown_desk(house: House) -> Desk:
    """What the window shows."""
    return house.desk


@pytest.fixture
def view(window: MainWindow, settle: Settle) -> BookingsView:
    assert window.office is not None
    tab: Any = window.office.go("duty")
    shown = tab.show_view("bookings")
    assert isinstance(shown, BookingsView)
    settle()
    return shown


def lines(view: BookingsView) -> list[Line]:
    found = [view.list.model.row(number) for number in range(view.list.model.rowCount())]
    return [each for each in found if isinstance(each, Line)]


def press(view: BookingsView, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(view.list.table, key)
    window: Any = view.window()
    window.scanner.flush()


def go(view: BookingsView, slot: str) -> Line:
    line = next(each for each in lines(view) if each.slot.slot.key == slot)
    assert view.list.select_id(line.id)
    return line


def test_the_day_shows_who_has_which_slot(view: BookingsView) -> None:
    assert view.facts() == "南湖浴室\N{IDEOGRAPHIC SPACE}3月9日\N{IDEOGRAPHIC SPACE}已约 1 / 15"
    assert len(lines(view)) == 15
    made = lines(view)[0].booking
    assert made is not None
    assert made.name == "苗安宁"
    assert lines(view)[1].booking is None


def test_a_free_slot_is_taken_with_the_keyboard(
    qtbot: QtBot, view: BookingsView, house: House, settle: Settle
) -> None:
    go(view, "12:20")
    qtbot.keyClick(view.list.table, Qt.Key.Key_Return)
    form = view.panel
    assert isinstance(form, BookingForm)
    assert form.form.control("slot").value() == "12:20"
    form.person.line.setText("费远")
    assert form.submit()
    settle()
    assert house.day().slots[1].bookings[0].name == "费远"
    assert view.list.current_row().booking.name == "费远"


def test_a_refusal_stands_in_the_form(view: BookingsView, house: House, settle: Settle) -> None:
    form = view.book("12:00")
    assert isinstance(form, BookingForm)
    assert not form.submit(), "nobody is named"
    form.person.line.setText("费远")
    assert not form.submit()
    assert "约满" in form.form.banner_text()
    assert form.person.line.text() == "费远"
    assert house.day().taken == 1


def test_somebody_comes_and_somebody_gives_back(
    qtbot: QtBot, window: MainWindow, view: BookingsView, house: House, settle: Settle
) -> None:
    go(view, "12:00")
    qtbot.keyClick(view.list.table, Qt.Key.Key_Return)
    assert isinstance(view.panel, BookingPanel)
    press(view, qtbot, Qt.Key.Key_U)
    settle()
    assert house.day().slots[0].bookings[0].state is BookingState.USED
    other = house.book("费远", "12:20")
    settle()
    go(view, "12:20")
    press(view, qtbot, Qt.Key.Key_X)
    settle()
    assert house.row(other).state is BookingState.CANCELLED
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert house.row(other).state is BookingState.BOOKED


def test_a_list_is_seen_before_it_is_taken(
    qtbot: QtBot, view: BookingsView, house: House, settle: Settle
) -> None:
    view.open_record("facility", house.meals)
    view.show_day(TUESDAY)
    QGuiApplication.clipboard().setText("#接龙\n1. 张三 A套餐 2份\n2. 李四\n3. 王五 B套餐")
    panel = view.paste()
    assert isinstance(panel, PastePanel)
    assert [each.verdict.value for each in panel.lines] == ["new", "refused", "new"], "out of the clipboard"
    assert panel.button.text() == "写入 2 行"
    assert house.day(house.meals, TUESDAY).taken == 0
    assert panel.take()
    settle()
    assert house.day(house.meals, TUESDAY).taken == 3
    assert not isinstance(view.panel, PastePanel)


def test_another_desk_books_and_it_appears(view: BookingsView, house: House, settle: Settle) -> None:
    house.book("费远", "13:00")
    settle()
    row = next(each for each in lines(view) if each.slot.slot.key == "13:00")
    assert row.booking is not None


def test_days_are_chosen_by_digits_and_one_is_closed(
    qtbot: QtBot, view: BookingsView, house: House, settle: Settle
) -> None:
    press(view, qtbot, Qt.Key.Key_2)
    settle()
    assert view.day == TUESDAY
    assert lines(view) == []
    press(view, qtbot, Qt.Key.Key_1)
    settle()
    assert view.day == MONDAY
    panel: Any = booking_acts.close(view)
    panel.form.control("reason").setText("锅炉检修")
    assert panel.submit()
    settle()
    assert house.day().slots == ()
    assert "停用：锅炉检修" in view.fact.text()


def test_hours_are_changed_from_a_day_on(view: BookingsView, house: House, settle: Settle) -> None:
    panel: Any = booking_acts.edit_rules(view)
    panel.grid.grid.change("", [(0, 2, "13:00"), (0, 1, "一三五日")])
    assert panel.submit()
    settle()
    with house.desk.read() as read:
        (men, women) = bookings.list_openings(read, house.bath, MONDAY)
    assert (men.starts, men.weekdays, women.starts) == (time(13), (1, 3, 5, 7), time(15, 30))
    panel = booking_acts.edit_rules(view)
    panel.grid.grid.change("", [(0, 5, "0")])
    assert not panel.submit(), "nobody fits in"


def test_something_new_can_be_booked(view: BookingsView, house: House, settle: Settle) -> None:
    panel: Any = booking_acts.add(view)
    panel.form.control("name").setText("应急帐篷")
    assert panel.submit()
    settle()
    assert view.facility is not None
    assert view.facility.name == "应急帐篷"


def test_the_register_leads_to_the_day(view: BookingsView, house: House, settle: Settle) -> None:
    made = house.order("费远")
    register: Any = view.tab.show_view("booking_register")
    settle()
    register.show_row(made)
    settle()
    assert view.tab.current_view == "bookings"
    assert view.day == TUESDAY
    assert view.list.current_row().id == made
