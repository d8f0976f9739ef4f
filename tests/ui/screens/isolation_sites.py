"""The register of rooms: the list with a room beside it, a building about to be drawn up, zones, a closure without its reason."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.ui.readable import faults
from tests.ui.screens.registry import office_of, screen
from ui.isolation.sites import SitesView
from ui.isolation.tab import IsolationTab
from ui.main_window import MainWindow
from ui.views.list_view import ALL


def view_of(window: MainWindow) -> SitesView:
    tab = office_of(window).go("isolation")
    assert isinstance(tab, IsolationTab)
    view = tab.show_view("sites")
    assert isinstance(view, SitesView)
    view.put_panel(None)
    view.choose(ALL)
    return view


def laid_out(window: QWidget) -> bool:
    """What is wrong with a field stands under it only once the form has grown."""
    return not faults(window)


@screen("isolation-sites")
def sites(window: MainWindow) -> QWidget:
    view = view_of(window)
    if view.list.model.ids:
        view.show_row(view.list.model.ids[0])
    return window


@screen("isolation-sites-draw", until=laid_out)
def draw(window: MainWindow) -> QWidget:
    panel = view_of(window).draw_up()
    panel.form.field("building").set_value("学术交流中心2号楼")
    panel.show_preview()
    return window


@screen("isolation-sites-zones")
def zones(window: MainWindow) -> QWidget:
    view_of(window).show_zones()
    return window


@screen("isolation-sites-zone", until=laid_out)
def zone(window: MainWindow) -> QWidget:
    view_of(window).add_zone().submit()
    return window


@screen("isolation-sites-close", until=laid_out)
def close(window: MainWindow) -> QWidget:
    from duty_desk import rooms

    view = view_of(window)
    with view.desk.read() as read:
        free = [row for row in rooms.list_rooms(read) if row.state == "free"]
    if free:
        panel = view.turn(free[0])
        assert panel is not None
        panel.submit()
    return window
