"""The hand-over and the incidents of the duty screen: being prepared, done, the things counted, reported, followed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from tests.ui.readable import faults
from tests.ui.screens.registry import office_of, screen
from ui.duty.handover_panel import HandoverPanel
from ui.duty.handovers import HandoversView
from ui.duty.incidents import IncidentsView
from ui.incidents.record import RecordPanel
from ui.kit.dialogs import Dialog
from ui.main_window import MainWindow
from ui.views.list_view import ALL


def laid_out(window: QWidget) -> bool:
    return not faults(window)


def view_of(window: MainWindow, key: str) -> Any:
    tab: Any = office_of(window).go("duty")
    view = tab.show_view(key)
    view.put_panel(None)
    view.choose(ALL)
    return view


def prepared(window: MainWindow) -> HandoverPanel:
    view = view_of(window, "handovers")
    assert isinstance(view, HandoversView)
    view.open_handover()
    assert isinstance(view.panel, HandoverPanel)
    return view.panel


@screen("duty-handover", until=laid_out)
def handing_over(window: MainWindow) -> QWidget:
    prepared(window)
    return window


@screen("duty-handover-found", until=laid_out)
def found(window: MainWindow) -> QWidget:
    panel = prepared(window)
    for key, row in panel.found.rows.items():  # type: ignore[attr-defined]
        row.setChecked(key in ("gate.visit_overdue", "isolation.reading_missed"))
    return window


@screen("duty-handover-signing", until=laid_out)
def signing(window: MainWindow) -> QWidget:
    panel = prepared(window)
    panel.unsign()
    panel.things._open(True)
    panel.things.refuse("")
    panel.ask()
    panel.sign()
    return window


@screen("duty-handover-question")
def question(window: MainWindow) -> QWidget:
    panel = prepared(window)
    panel.ask()
    asked = next(each for each in window.findChildren(Dialog) if each.isVisible() or each.isWindow())
    return asked


@screen("duty-handover-done")
def done(window: MainWindow) -> QWidget:
    view = view_of(window, "handovers")
    view.show_row(view.list.model.ids[1])
    return window


@screen("duty-handover-things")
def things(window: MainWindow) -> QWidget:
    view = view_of(window, "handovers")
    view.show_things()
    view.panel.save()
    return window


@screen("duty-incidents")
def incidents_list(window: MainWindow) -> QWidget:
    view = view_of(window, "incidents")
    assert isinstance(view, IncidentsView)
    view.show_row(view.list.model.ids[0])
    assert isinstance(view.panel, RecordPanel)
    view.panel.choose("told")
    return window


@screen("duty-incident-closed")
def incident_closed(window: MainWindow) -> QWidget:
    view = view_of(window, "incidents")
    view.show_row(view.list.model.ids[1])
    return window


@screen("duty-incident-form", until=laid_out)
def incident_form(window: MainWindow) -> QWidget:
    view = view_of(window, "incidents")
    view.start()
    view.panel.level.set_value("1")
    view.panel._fit()
    view.panel.submit()
    return window
