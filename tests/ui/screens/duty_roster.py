"""The roster: the month, a person, a proposal, and every form beside it."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from tests.ui.readable import faults
from tests.ui.screens.registry import office_of, screen
from ui.duty import roster_acts
from ui.duty.roster import RosterView
from ui.duty.roster_chips import ALL, OVER
from ui.duty.roster_grid import KEYS
from ui.duty.tab import DutyTab
from ui.main_window import MainWindow


def roster_of(window: MainWindow) -> RosterView:
    tab = office_of(window).go("duty")
    assert isinstance(tab, DutyTab)
    view = tab.show_view("roster")
    assert isinstance(view, RosterView)
    view.put_panel(None)
    view.show_month(view.desk.now.date().replace(day=1))
    view.choose(ALL)
    view.grid.go_to(8, view.grid.currentIndex().column())
    return view


def laid_out(window: QWidget) -> bool:
    """What is wrong with a field stands under it only once the form has grown."""
    return not faults(window)


@screen("duty-roster")
def month(window: MainWindow) -> QWidget:
    roster_of(window)
    return window


@screen("duty-roster-person")
def person(window: MainWindow) -> QWidget:
    roster_of(window).show_person()
    return window


@screen("duty-roster-over")
def over(window: MainWindow) -> QWidget:
    roster_of(window).choose(OVER)
    return window


def proposed(window: QWidget) -> bool:
    assert isinstance(window, MainWindow)
    tab = office_of(window).go("duty")
    return bool(tab.show_view("roster").grid.roster.proposed)  # type: ignore[attr-defined]


@screen("duty-roster-rest", until=proposed)
def rest(window: MainWindow) -> QWidget:
    roster_acts.propose_rest(roster_of(window))
    return window


@screen("duty-roster-pattern")
def pattern(window: MainWindow) -> QWidget:
    roster_acts.propose_pattern(roster_of(window))
    return window


@screen("duty-roster-swap", until=laid_out)
def swap(window: MainWindow) -> QWidget:
    view = roster_of(window)
    roster_acts.swap(view)
    panel = view.panel
    assert panel is not None
    panel.submit()  # type: ignore[attr-defined]
    return window


@screen("duty-roster-add", until=laid_out)
def add(window: MainWindow) -> QWidget:
    view = roster_of(window)
    roster_acts.edit_person(view, fresh=True)
    assert view.panel is not None
    view.panel.submit()  # type: ignore[attr-defined]
    return window


@screen("duty-roster-day")
def day(window: MainWindow) -> QWidget:
    roster_acts.edit_day(roster_of(window), date(2020, 3, 8))
    return window


@screen("duty-roster-past")
def past(window: MainWindow) -> QWidget:
    view = roster_of(window)
    view.grid.go_to_place(view.grid.roster.lines[3].person.id, date(2020, 3, 2))
    place = view.grid.current_place()
    assert place is not None
    roster_acts.write(view, {place: frozenset({list(KEYS.values())[1]})})
    return window


@screen("duty-roster-leave", until=laid_out)
def leave(window: MainWindow) -> QWidget:
    view = roster_of(window)
    roster_acts.leave(view)
    assert view.panel is not None
    view.panel.submit()  # type: ignore[attr-defined]
    return window


@screen("duty-roster-nobody")
def nobody(window: MainWindow) -> QWidget:
    view = roster_of(window)
    view.show_month(date(2021, 1, 1))
    view.choose(OVER)
    return window
