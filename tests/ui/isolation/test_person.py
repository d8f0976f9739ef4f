"""The card of a person: what it says, temperatures typed door after door, a second reading, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.vocabulary import Ending, RoomState
from duty_desk.isolation import reading_rows
from duty_desk.isolation.slot_rules import SlotState
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.duty_desk.isolation.conftest import Site
from tests.ui.readable import faults
from ui.isolation.board import BoardView
from ui.isolation.person_entry import Entry
from ui.isolation.person_panel import PersonPanel
from ui.isolation.room_panel import RoomPanel
from ui.isolation.tab import IsolationTab
from ui.main_window import MainWindow
from ui.views.act_panel import ActPanel

NEXT_MORNING = datetime(2020, 3, 7, 9, 0)


@pytest.fixture
def view(tab: IsolationTab) -> BoardView:
    shown = tab.view
    assert isinstance(shown, BoardView)
    return shown


@pytest.fixture
def morning(tab: IsolationTab, clock: Clock) -> None:
    """The morning after, in the middle of the round with the thermometer."""
    clock.at = NEXT_MORNING
    tab.reload()


def card(view: BoardView, site: Site, code: str = "NH-EX2-101") -> PersonPanel:
    view.canvas.set_current(site.rooms[code])
    view.open_room(site.rooms[code])
    panel = view.panel
    assert isinstance(panel, PersonPanel)
    return panel


def entry_of(panel: PersonPanel) -> Entry:
    assert panel.entry is not None
    return panel.entry


def type_value(qtbot: QtBot, panel: PersonPanel, text: str) -> None:
    """Typed and confirmed as with the keyboard."""
    field = entry_of(panel).value
    field.setFocus()
    field.clear()
    qtbot.keyClicks(field, text)
    panel.view.shell.scanner.flush()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    panel.view.shell.scanner.flush()


def today(site: Site, stay: int) -> tuple[reading_rows.SlotView, reading_rows.SlotView]:
    with site.desk.read() as read:
        return reading_rows.slots(read, stay, read.at.date())


def test_the_card_says_who_is_there_and_since_when(view: BoardView, site: Site) -> None:
    panel = card(view, site)
    assert panel.title.text() == "2-101 苗*\N{IDEOGRAPHIC SPACE}40 岁"
    assert "密接" in panel.note.text()
    assert panel.chip.mark.word.endswith("共 14 天")
    assert panel.facts.text("came") == "3月6日 12:00"
    assert panel.facts.text("due") == "3月16日"
    assert panel.facts.text("notice").startswith("已签")
    assert any("36.4" in words for words in panel.log.words())
    assert "36.4" in panel.curve.accessibleDescription()
    assert panel.releases.pick.words(0) == ("今天", "0 人")


@pytest.mark.usefixtures("morning")
def test_a_value_is_typed_and_the_next_door_opens(qtbot: QtBot, view: BoardView, site: Site) -> None:
    panel = card(view, site)
    first = panel.stay_id
    assert entry_of(panel).slot.value() == "am", "the slot that is due"
    type_value(qtbot, panel, "365")
    assert entry_of(panel).value.text() == "36.5", "without the point it is asked once more"
    assert today(site, first)[0].temperature is None
    qtbot.keyClick(entry_of(panel).value, Qt.Key.Key_Return)
    assert today(site, first)[0].temperature == 36.5
    panel = view.panel  # type: ignore[assignment]
    assert isinstance(panel, PersonPanel)
    assert panel.stay_id != first, "the next person along the doors"
    assert view.canvas.current == site.rooms["MG1-101"]
    assert QApplication.focusWidget() is entry_of(panel).value
    assert not entry_of(panel).value.text()


@pytest.mark.usefixtures("morning")
def test_of_two_in_a_room_both_are_read_before_the_next_door(
    qtbot: QtBot, view: BoardView, site: Site
) -> None:
    first, second = (one.stay for one in view.tiles[site.rooms["MG1-101"]].occupants)
    view.bring_person(first)
    panel = view.panel
    assert isinstance(panel, PersonPanel)
    type_value(qtbot, panel, "36.5")
    assert panel.stay_id == second
    assert view.canvas.current == site.rooms["MG1-101"]


@pytest.mark.usefixtures("morning")
def test_a_value_nobody_alive_has_is_refused_where_it_stands(
    qtbot: QtBot, view: BoardView, site: Site
) -> None:
    panel = card(view, site)
    type_value(qtbot, panel, "3.6")
    assert panel.entry is not None
    assert panel.entry.remark_text
    assert today(site, panel.stay_id)[0].state is SlotState.DUE
    assert panel.unsaved, "what was typed is kept"


@pytest.mark.usefixtures("morning")
def test_a_high_value_asks_for_a_second_one_before_it_goes_on(
    qtbot: QtBot, view: BoardView, site: Site, clock: Clock
) -> None:
    panel = card(view, site)
    stay = panel.stay_id
    type_value(qtbot, panel, "37.6")
    assert view.panel is panel
    assert panel.stay_id == stay
    assert "37.6" in entry_of(panel).banner.title.text()
    assert today(site, stay)[0].waits
    clock.forward(minutes=20)
    type_value(qtbot, panel, "37.5")
    assert today(site, stay)[0].abnormal
    assert panel.stay_id == stay, "whoever has a fever is seen to first"
    look = view.canvas.look(site.rooms["NH-EX2-101"])
    assert look is not None
    assert "fever" in look.chips


@pytest.mark.usefixtures("morning")
def test_symptoms_exclude_having_none(qtbot: QtBot, view: BoardView, site: Site) -> None:
    panel = card(view, site)
    ticks = dict(zip(entry_of(panel).symptoms.keys(), entry_of(panel).symptoms.boxes(), strict=True))
    qtbot.mouseClick(ticks["dry_cough"], Qt.MouseButton.LeftButton)
    assert entry_of(panel).symptoms.value() == ("dry_cough",)
    qtbot.mouseClick(ticks["none"], Qt.MouseButton.LeftButton)
    assert entry_of(panel).symptoms.value() == ("none",)
    qtbot.mouseClick(ticks["fatigue"], Qt.MouseButton.LeftButton)
    stay = panel.stay_id
    type_value(qtbot, panel, "36.6")
    with site.desk.read() as read:
        assert reading_rows.list_readings(read, stay)[0].symptoms == ("fatigue",)


@pytest.mark.usefixtures("morning")
def test_it_could_not_be_read_for_a_reason(view: BoardView, site: Site) -> None:
    panel = card(view, site)
    stay = panel.stay_id
    asked = panel.ask_not_taken()
    assert not asked.submit(), "not without a reason"
    asked.form.control("reason").setText("去做核酸")
    assert asked.submit()
    assert today(site, stay)[0].state is SlotState.NOT_TAKEN
    assert isinstance(view.panel, PersonPanel)


def test_whoever_goes_to_the_hospital_leaves_a_room_to_be_cleaned(view: BoardView, site: Site) -> None:
    panel = card(view, site)
    stay = panel.stay_id
    asked = panel.ask_refer()
    assert isinstance(asked, ActPanel)
    assert asked.form.control("place").text() == "校医院"
    assert asked.submit()
    assert site.stay(stay).ending is Ending.REFERRED
    assert site.room("NH-EX2-101").state is RoomState.TO_CLEAN
    assert isinstance(view.panel, RoomPanel)


def test_seven_days_of_releases_are_walked_by_keys(
    qtbot: QtBot, view: BoardView, site: Site, clock: Clock
) -> None:
    clock.at = datetime(2020, 3, 12, 9, 0)
    view.tab.reload()
    panel = card(view, site)
    pick = panel.releases.pick
    pick.setFocus()
    for _ in range(4):
        qtbot.keyClick(pick, Qt.Key.Key_Right)
    assert pick.current == 4
    assert pick.words(4)[1] == "3 人"
    assert "计划解除" in pick.accessibleName()


def test_who_may_only_read_types_nothing(
    view: BoardView, site: Site, become: Callable[[OfficerRef], None]
) -> None:
    become(site.leader)
    panel = card(view, site)
    assert panel.entry is None


@pytest.mark.usefixtures("morning")
def test_walking_on_with_something_typed_offers_to_save_it(qtbot: QtBot, view: BoardView, site: Site) -> None:
    panel = card(view, site)
    stay = panel.stay_id
    entry_of(panel).value.setText("36.8")
    view.canvas.setFocus()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    assert panel.offering
    assert view.panel is panel
    assert panel.stay_id == stay, "nothing typed is lost"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert today(site, stay)[0].temperature == 36.8
    assert isinstance(view.panel, RoomPanel), "the room that was walked to"


def test_the_card_comes_back_with_the_name_in_full(view: BoardView, site: Site) -> None:
    stay = card(view, site).stay_id
    asked = view.names.ask()
    assert asked is not None
    asked.form.control("reason").setText("家属来电核对")
    assert asked.submit()
    panel = view.panel
    assert isinstance(panel, PersonPanel)
    assert panel.stay_id == stay
    assert "苗宁" in panel.title.text()
    assert panel.eye is not None
    assert panel.eye.accessibleName() == "隐藏姓名"


@pytest.mark.parametrize("shown_language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [(1280, 640), (1700, 900)])
def test_every_panel_beside_the_board_can_be_read(
    qtbot: QtBot, window: MainWindow, site: Site, shown_language: str, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.appearance.choose(language=shown_language)
    assert window.office is not None
    view = window.office.go("isolation").view  # type: ignore[attr-defined]
    assert isinstance(view, BoardView)

    def read(what: str) -> None:
        for _turn in range(6):
            qtbot.wait(10)
            if not faults(window):
                break
        assert faults(window) == [], what

    panel = card(view, site)
    read("card")
    panel.ask_refer()
    read("refer")
    card(view, site).ask_not_taken()
    read("not taken")
    view.names.ask()
    read("names")
    for code in ("MG1-101", "NH-EX2-201", "NH-EX2-102"):
        view.canvas.set_current(site.rooms[code])
        view.open_room(site.rooms[code])
        read(code)
