"""What stands in the place of an empty day: what belongs there, what comes next, and the first step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.disinfection.grid import Grid
from duty_desk.disinfection.rules import Shown
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.disinfection import day_acts
from ui.kit.buttons import Button, Kind
from ui.kit.notices import EmptyState

if TYPE_CHECKING:
    from ui.disinfection.day import DayView


def empty_page(view: DayView) -> QWidget:
    """Nothing in this state; no areas yet; areas but nothing planned."""
    if view.grid_shown is not None and view.grid_shown.groups:
        button = Button(t("disinfection_tab.day.show_all"))
        button.clicked.connect(lambda: view.choose("all"))
        word = t(f"disinfection_tab.state.{view.chip}")
        page = EmptyState(
            t("disinfection_tab.day.none_of", state=word), next_words(view.grid_shown), button=button
        )
        page.setFocusProxy(button)
        return page
    if not view.areas:
        return _first_step(view, "load", lambda: day_acts.load_usual(view), Permission.PLAN_DISINFECTION)
    return _first_step(view, "draw_up", lambda: day_acts.draw_up(view), Permission.RECORD_DISINFECTION)


def next_words(shown: Grid) -> str:
    """The next round that is to come."""
    coming = [
        (due.due_at, row.area.name)
        for group in shown.groups
        for row in group.rows
        for due in row.rounds
        if due.shown in (Shown.DUE, Shown.LATER)
    ]
    if not coming:
        return ""
    at, name = min(coming)
    return t("disinfection_tab.day.next_one", at=formats.clock(at), area=name)


def _first_step(view: DayView, name: str, act: Callable[[], object], permission: Permission) -> QWidget:
    button = Button(t(f"disinfection_tab.day.{name}"), kind=Kind.PRIMARY)
    button.clicked.connect(act)
    button.refuse("" if view.tab.may(permission) else t("disinfection_tab.may_not"))
    fact, then = (t(f"disinfection_tab.day.{name}_{part}") for part in ("fact", "next"))
    page = EmptyState(fact, then, icon="spray-bottle", tone=None, button=button)
    page.setFocusProxy(button)
    return page
