"""Today: the queue, a line unfolded, narrowed to a tile, a call, the wall; in a wide window the form beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.today.rows import BY_PLACE, BY_TIME, QueueRow
from ui.today.tab import TodayTab


def today_of(window: MainWindow) -> TodayTab:
    tab = office_of(window).go("today")
    assert isinstance(tab, TodayTab)
    tab.tiles.choose("")
    tab.queue.by.choose(BY_TIME)
    tab.strip.hide()
    return tab


def tab_of(widget: QWidget) -> TodayTab | None:
    window = widget.window()
    if not isinstance(window, MainWindow) or window.office is None:
        return None
    tab = window.office.current
    return tab if isinstance(tab, TodayTab) else None


def read(widget: QWidget) -> bool:
    """The queue has come."""
    tab = tab_of(widget)
    return tab is None or tab.is_settled


@screen("today", until=read)
def today(window: MainWindow) -> QWidget:
    today_of(window)
    return window


@screen("today-by-place", until=read)
def by_place(window: MainWindow) -> QWidget:
    today_of(window).queue.by.choose(BY_PLACE)
    return window


@screen("today-nothing", until=read)
def nothing(window: MainWindow) -> QWidget:
    tab = today_of(window)
    tab.queue.ask_filter()
    tab.queue.field.setText("zzz")
    return window


def called(widget: QWidget) -> bool:
    """A number can be called once there is a line."""
    tab = tab_of(widget)
    if tab is None or not tab.is_settled:
        return False
    if tab.strip.isHidden():
        row = next(
            (row for row in map(tab.queue.list.model.row, range(40)) if isinstance(row, QueueRow)), None
        )
        if row is not None:
            tab.queue.unfold(row.line, True)
            tab.call(row)
    return not tab.strip.isHidden()


@screen("today-call", until=called)
def call(window: MainWindow) -> QWidget:
    tab = today_of(window)
    tab.queue.field.clear()
    tab.queue.field.hide()
    return window


@screen("today-wall", until=read)
def wall(window: MainWindow) -> QWidget:
    made = today_of(window).show_wall()
    made.resize(QSize(1366, 768))
    return made
