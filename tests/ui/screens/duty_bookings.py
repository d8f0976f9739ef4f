"""Bookings: the bath house of today, meals of tomorrow, a list out of a chat, rules, and the register."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from tests.ui.screens.registry import office_of, screen
from ui.duty import booking_acts
from ui.duty.booking import BookingsView
from ui.main_window import MainWindow

LIST = "#接龙\n1. 贺之霁 A套餐 2份 JS09-1-602\n2. 廖澜 B套餐 3份\n3. 熊璇 A套餐 1份\n4. 无名\n5. 熊璇 A套餐\n6. 沈禾蘅 清真套餐×9"


def view_of(window: MainWindow, name: str = "南湖浴室", days: int = 0) -> BookingsView:
    tab: Any = office_of(window).go("duty")
    view = tab.show_view("bookings")
    assert isinstance(view, BookingsView)
    view.put_panel(None)
    place = view.which.findText(name)
    if place >= 0:
        view.which.setCurrentIndex(place)
        view.which.changed.emit()
    view.show_day(view.desk.now.date() + timedelta(days=days))
    view.focus_first()
    return view


@screen("duty-bookings")
def bath(window: MainWindow) -> QWidget:
    view_of(window)
    return window


@screen("duty-bookings-form")
def form(window: MainWindow) -> QWidget:
    panel = view_of(window, "桃苑盒饭", 1).book()
    if panel is not None:
        panel.submit()
    return window


@screen("duty-bookings-one")
def one(window: MainWindow) -> QWidget:
    view = view_of(window)
    if view.found is not None and view.found.bookings:
        view.show_booking(view.found.bookings[-1])
    return window


@screen("duty-bookings-meals")
def meals(window: MainWindow) -> QWidget:
    view_of(window, "桃苑盒饭", 1)
    return window


@screen("duty-bookings-paste")
def paste(window: MainWindow) -> QWidget:
    panel = view_of(window, "桃苑盒饭", 1).paste()
    if panel is not None:
        panel.text.set_value(LIST)
        panel.judge()
    return window


@screen("duty-bookings-rules")
def rules(window: MainWindow) -> QWidget:
    booking_acts.edit_rules(view_of(window))
    return window


@screen("duty-bookings-facility")
def facility(window: MainWindow) -> QWidget:
    booking_acts.add(view_of(window))
    return window


@screen("duty-bookings-close")
def close(window: MainWindow) -> QWidget:
    booking_acts.close(view_of(window))
    return window


@screen("duty-bookings-register")
def register(window: MainWindow) -> QWidget:
    tab: Any = view_of(window).tab
    tab.show_view("booking_register")
    return window
