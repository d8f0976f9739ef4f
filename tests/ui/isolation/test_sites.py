"""The register of rooms through the window: listed, changed, drawn up, closed, reopened, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vocabulary import RoomState, ZoneKind
from duty_desk import rooms
from duty_desk.work import OfficerRef
from tests.duty_desk.isolation.conftest import Site
from ui.importing.wizard import ImportWizard
from ui.isolation.sites import SitesView
from ui.isolation.sites_draw import DrawPanel
from ui.isolation.sites_panel import SiteRoomPanel
from ui.isolation.sites_zones import ZonesPanel
from ui.isolation.tab import IsolationTab
from ui.kit.buttons import Button
from ui.main_window import MainWindow
from ui.search.sources import find_all
from ui.views.act_panel import ActPanel

Settle = Callable[[], None]


@pytest.fixture
def view(tab: IsolationTab, settle: Settle) -> SitesView:
    shown = tab.show_view("sites")
    assert isinstance(shown, SitesView)
    settle()
    return shown


def press(qtbot: QtBot, window: MainWindow, view: SitesView, key: Qt.Key) -> None:
    qtbot.keyClick(view.list.table, key)
    # A letter may be the beginning of a scan, and waits for a moment.
    window.scanner.flush()


def codes(view: SitesView) -> list[str]:
    return [view.list.model.row(n).code for n in range(len(view.list.model.ids))]


def fill(panel: ActPanel, **values: Any) -> None:
    for name, value in values.items():
        panel.form.field(name).set_value(value)
    panel.form.mark_typed()


def state_of(site: Site, code: str) -> RoomState:
    return site.room(code).state


def test_rooms_are_narrowed_by_state_and_zone(view: SitesView, site: Site, settle: Settle) -> None:
    assert set(codes(view)) == set(site.rooms)
    view.choose("occupied")
    settle()
    assert codes(view) == ["NH-EX2-101", "MG1-101"]
    view.zone.set_value(site.zones["转运临时安置区"])
    view.zone.changed.emit()
    settle()
    assert codes(view) == ["MG1-101"]
    view.list.clear_asked.emit()
    settle()
    assert len(codes(view)) == len(site.rooms), "Esc shows everything again"
    assert view.zone.value() == 0


def test_a_room_is_opened_with_what_became_of_it(
    qtbot: QtBot, window: MainWindow, view: SitesView, site: Site, settle: Settle
) -> None:
    view.list.select_id(site.rooms["NH-EX2-201"])
    press(qtbot, window, view, Qt.Key.Key_Return)
    settle()
    panel = view.panel
    assert isinstance(panel, SiteRoomPanel)
    assert panel.title.text() == "NH-EX2-201"
    assert "一人一间" in panel.facts.text("beds")
    assert any("空调漏水" in words for words in panel.log.words())


def test_a_room_is_closed_with_a_reason_and_taken_back(
    qtbot: QtBot, window: MainWindow, view: SitesView, site: Site, settle: Settle
) -> None:
    view.list.select_id(site.rooms["NH-EX2-102"])
    press(qtbot, window, view, Qt.Key.Key_S)
    panel = view.panel
    assert isinstance(panel, ActPanel)
    assert not panel.submit(), "not without a reason"
    fill(panel, reason="换锁")
    assert panel.submit()
    settle()
    assert (state_of(site, "NH-EX2-102"), site.room("NH-EX2-102").reason) == (RoomState.CLOSED, "换锁")
    assert isinstance(view.panel, SiteRoomPanel)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state_of(site, "NH-EX2-102") is RoomState.FREE


def test_a_closed_room_is_reopened_by_the_same_key(
    qtbot: QtBot, window: MainWindow, view: SitesView, site: Site
) -> None:
    view.list.select_id(site.rooms["NH-EX2-201"])
    press(qtbot, window, view, Qt.Key.Key_S)
    assert state_of(site, "NH-EX2-201") is RoomState.FREE


def test_a_room_in_use_offers_no_closing_and_says_why(view: SitesView, site: Site) -> None:
    view.show_row(site.rooms["NH-EX2-101"])
    panel = view.panel
    assert isinstance(panel, SiteRoomPanel)
    turn = next(button for button in panel.foot.findChildren(Button) if button.text() == "停用")
    assert not turn.isEnabled()
    assert "在住" in turn.toolTip()


def test_a_room_is_changed_and_what_may_not_be_is_said_at_its_field(view: SitesView, site: Site) -> None:
    panel = view.edit_room(site.room("NH-EX2-101"))
    fill(panel, beds=2)
    assert not panel.submit()
    assert "腾空" in panel.form.field("beds").remark()
    fill(panel, beds=1, note="靠近楼梯")
    assert panel.submit()
    assert site.room("NH-EX2-101").note == "靠近楼梯"


def test_a_room_is_added_and_taken_back(
    qtbot: QtBot, window: MainWindow, view: SitesView, site: Site, settle: Settle
) -> None:
    view.list.select_id(site.rooms["NH-EX2-101"])
    panel = view.add_room()
    assert panel.form.control("zone").value() == site.zones["医学观察区"], "that of the current room"
    fill(panel, building="学术交流中心2号楼", code="NH-EX2-103", name="103", floor=1)
    assert panel.submit()
    settle()
    assert view.list.current_id() not in site.rooms.values()
    with site.desk.read() as read:
        assert rooms.find_room(read, "NH-EX2-103") is not None
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    with site.desk.read() as read:
        assert rooms.find_room(read, "NH-EX2-103") is None
    assert view.panel is None


def test_a_building_is_drawn_up_after_its_codes_were_seen(
    qtbot: QtBot, window: MainWindow, view: SitesView, site: Site, settle: Settle
) -> None:
    press(qtbot, window, view, Qt.Key.Key_N)
    panel = view.panel
    assert isinstance(panel, DrawPanel)
    assert panel.planned() == ()
    fill(panel, zone=site.zones["医学观察区"], building="3号楼", from_floor=1, floors=4, per_floor=11)
    assert panel.total.text() == "4 层，共 44 间"
    assert panel.note.text() == panel.total.text()
    assert panel.codes.text().splitlines()[3] == "4 层\u30003号楼-401 – 3号楼-411\u300011 间"
    fill(panel, prefix="NH-EX2")
    assert "NH-EX2-101" in panel.form.field("prefix").remark()
    assert not panel.submit()
    fill(panel, prefix="NH-EX3", floors=12)
    assert panel.codes.text().splitlines()[-1].endswith("NH-EX3-1211\u300011 间")
    fill(panel, floors=4)
    assert panel.submit()
    settle()
    with site.desk.read() as read:
        drawn = rooms.list_rooms(read, building="3号楼")
    assert (len(drawn), drawn[0].code) == (44, "NH-EX3-101")
    assert view.list.current_id() == drawn[0].id
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    with site.desk.read() as read:
        assert rooms.list_rooms(read, building="3号楼") == ()


def test_zones_are_shown_by_site_added_and_changed(view: SitesView, site: Site, settle: Settle) -> None:
    panel = view.show_zones()
    assert len(panel.edits) == len(site.zones)
    form = view.add_zone()
    assert not form.submit(), "not without a name"
    fill(form, name="备用健康观察区", kind="standby", single=False, phone="6012")
    assert form.submit()
    settle()
    assert isinstance(view.panel, ZonesPanel)
    with site.desk.read() as read:
        zone = next(row for row in rooms.list_zones(read) if row.name == "备用健康观察区")
    assert (zone.site, zone.kind, zone.single, zone.phone) == (
        "学术交流中心",
        ZoneKind.STANDBY,
        False,
        "6012",
    )
    busy = next(zone for zone in _zones(site) if zone.name == "转运临时安置区")
    form = view.edit_zone(busy)
    fill(form, single=True)
    assert not form.submit()
    assert "在住" in form.form.field("single").remark()


def _zones(site: Site) -> tuple[rooms.ZoneRow, ...]:
    with site.desk.read() as read:
        return rooms.list_zones(read)


def test_who_may_only_look_finds_no_verbs(
    qtbot: QtBot,
    window: MainWindow,
    view: SitesView,
    site: Site,
    settle: Settle,
    become: Callable[[OfficerRef], None],
) -> None:
    become(site.leader)
    settle()
    assert not view.new.isVisible()
    assert not view.bring_in.isVisible()
    view.list.select_id(site.rooms["NH-EX2-102"])
    for key in (Qt.Key.Key_S, Qt.Key.Key_E, Qt.Key.Key_N):
        press(qtbot, window, view, key)
    assert view.panel is None
    view.show_row(site.rooms["NH-EX2-102"])
    assert isinstance(view.panel, SiteRoomPanel)
    assert [button.text() for button in view.panel.foot.findChildren(Button) if button.text()] == []


def test_a_room_is_found_from_anywhere_by_its_code(
    tab: IsolationTab, window: MainWindow, site: Site, settle: Settle
) -> None:
    assert window.office is not None
    found = find_all(site.desk, [], "2-102")
    assert [(each.key, each.text, each.mark.word if each.mark else "") for each in found] == [
        (("room", site.rooms["NH-EX2-102"]), "NH-EX2-102", "可用")
    ]
    kind, room = found[0].key  # type: ignore[misc]
    assert window.office.open_record(kind, room)
    assert tab.current_view == "board"


def test_who_brings_in_a_list_of_rooms_comes_back_to_the_rooms(
    view: SitesView, tab: IsolationTab, window: MainWindow, settle: Settle
) -> None:
    tab.show_view("board")
    assert window.office is not None
    view.bring_in.click()
    settle()
    settings = window.office.current
    assert settings is not tab
    wizards = settings.findChildren(ImportWizard)
    assert [wizard.form_key for wizard in wizards] == ["rooms"]
    wizards[0].closed.emit()
    settle()
    assert window.office.current is tab
    assert tab.current_view == "sites"
