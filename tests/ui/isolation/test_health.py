"""Who may not see health sees rooms without values; somebody under 14 is marked as in the register (acceptance check S-56)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from db.vocabulary import ReadingSlot, Role
from duty_desk.isolation import readings
from duty_desk.isolation.board import Mark
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.duty_desk.isolation.conftest import Site
from ui.isolation import state_chips
from ui.isolation.board import BoardView
from ui.isolation.person_panel import PersonPanel
from ui.isolation.room_panel import RoomPanel
from ui.isolation.stays_panel import StayPanel
from ui.isolation.tab import IsolationTab
from ui.kit.chips import Chip
from ui.tabs import TABS, list_places

OF_HEALTH = {"sheet", "release", "tests", "readings", "care"}
MARK = "未满 14 周岁"


@pytest.fixture
def view(tab: IsolationTab) -> BoardView:
    shown = tab.view
    assert isinstance(shown, BoardView)
    return shown


def card(view: BoardView, room: int) -> PersonPanel:
    view.show_person(view.tiles[room].occupants[0].stay)
    assert isinstance(view.panel, PersonPanel)
    return view.panel


def test_who_may_not_see_health_has_the_rooms_and_no_values(
    tab: IsolationTab, view: BoardView, site: Site, clock: Clock, become: Callable[[OfficerRef], None]
) -> None:
    """S-56: no view, chip, tile or card says what was measured; whose work it is sees it as before."""
    clock.at += timedelta(minutes=1)
    room = site.rooms["MG1-101"]
    with site.desk.work(site.keeper) as work:
        stay = view.tiles[room].occupants[0].stay
        readings.record_reading(
            work, stay=stay, day=work.at.date(), slot=ReadingSlot.PM, temperature=38.4, at=work.at
        )
    tab.reload()
    seen = card(view, room)
    assert not seen.curve.isHidden()
    assert "38.4" in str(view.canvas.look(room))
    assert set(tab.entries) >= OF_HEALTH
    tab.show_view("readings")
    become(OfficerRef(None, "somebody", Role.DISINFECTION))
    assert tab.current_view == "board", "what is not theirs is not left in front"
    assert not set(tab.entries) & OF_HEALTH
    assert not {key for key, action in tab._actions.items() if action.isVisible()} & OF_HEALTH
    view.close_panel()
    look = view.canvas.look(room)
    assert look is not None
    assert "38.4" not in str(look)
    assert look.tone is not None, "the room itself is there"
    assert Mark.FEVER.value not in [choice.key for choice in state_chips.choices(view.found)]
    shut = card(view, room)
    assert shut.curve.isHidden()
    assert "test" not in shut.facts.values
    assert "38.4" not in " ".join(shut.log.words())


def test_the_search_box_goes_to_no_view_that_is_not_there() -> None:
    """S-56."""
    for role, there in ((Role.SITE, True), (Role.GATE, False)):
        places = {place for _words, (_kind, tab, place) in list_places(TABS, role) if tab == "isolation"}
        assert ("readings" in places) is there
        assert "stays" in places


def test_somebody_under_fourteen_is_marked_on_board_and_cards(
    tab: IsolationTab, view: BoardView, site: Site
) -> None:
    """S-56."""
    child, grown = site.rooms["NH-EX2-102"], site.rooms["NH-EX2-101"]
    site.admitted("汤宸宥", "NH-EX2-102", category="other")
    tab.reload()
    for room, is_child in ((child, True), (grown, False)):
        look = view.canvas.look(room)
        assert look is not None
        assert look.child is is_child
        assert (MARK in look.tip, MARK in look.spoken) == (is_child, is_child)
        panel = card(view, room)
        assert panel.child.isHidden() is not is_child
        view.show_room(room)
        assert isinstance(view.panel, RoomPanel)
        assert (MARK in [chip.mark.word for chip in view.panel.findChildren(Chip)]) is is_child
    stay = view.tiles[child].occupants[0].stay
    shown = tab.show_view("stays")
    assert shown.open_record("stay", stay)
    assert isinstance(shown.panel, StayPanel)
    assert not shown.panel.child.isHidden()
    assert shown.panel.child.mark.word == MARK
