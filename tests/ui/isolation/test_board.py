"""The board is walked over, filtered, spoken and opened; rooms are closed, names shown, papers printed (U-40)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.models import AuditEntry
from db.vocabulary import RoomState
from duty_desk.desk import Desk
from tests.duty_desk.isolation.conftest import Site
from tests.ui.isolation.board_hands import press
from ui.appearance import Appearance
from ui.isolation.board import BoardView
from ui.isolation.person_panel import PersonPanel
from ui.isolation.room_panel import RoomPanel
from ui.isolation.tab import IsolationTab
from ui.kit.notices import EmptyState
from ui.main_window import MainWindow
from ui.start.opening import Opening
from ui.theme import Theme


@pytest.fixture
def view(tab: IsolationTab) -> BoardView:
    shown = tab.view
    assert isinstance(shown, BoardView)
    return shown


def test_rooms_stand_by_building_the_top_floor_first(view: BoardView, site: Site) -> None:
    plan = view.canvas.plan
    heads = [head.name for head in plan.heads]
    assert heads[-1] == "等待安排", "who waits for a room stands below the rooms"
    assert {"NH-EX2", "MG1", "NH-EX1"} <= set(heads)
    tops = {code: plan.tiles[plan.number_of(room) or 0].rect.top() for code, room in site.rooms.items()}
    assert tops["NH-EX2-201"] < tops["NH-EX2-101"] == tops["NH-EX2-102"]
    places = [place.rect for place in plan.tiles]
    assert not any(one.intersects(other) for n, one in enumerate(places) for other in places[n + 1 :])


def test_a_tile_says_what_it_shows(view: BoardView, site: Site) -> None:
    alone = view.canvas.look(site.rooms["NH-EX2-101"])
    assert alone is not None
    assert alone.second == "苗*", "names are shortened"
    assert alone.strong
    assert "36.4" in alone.third
    shared = view.canvas.look(site.rooms["MG1-101"])
    assert shared is not None
    assert shared.second == "2/2 人"
    closed = view.canvas.look(site.rooms["NH-EX2-201"])
    assert closed is not None
    assert (closed.second, closed.third) == ("停用", "空调漏水")
    assert "空调漏水" in closed.tip


def test_a_screen_reader_finds_every_room(qtbot: QtBot, view: BoardView, site: Site) -> None:
    face = QAccessible.queryAccessibleInterface(view.canvas)
    assert face.role() == QAccessible.Role.List
    assert face.childCount() == len(site.rooms) + 1
    spoken = [face.child(n).text(QAccessible.Text.Name) for n in range(face.childCount())]
    assert any(words.startswith("2-101，在住，第 ") for words in spoken), spoken
    assert "2-201，停用，空调漏水" in spoken
    view.canvas.setFocus()
    view.canvas.set_current(site.rooms["NH-EX2-102"])
    current = face.focusChild()
    assert current.text(QAccessible.Text.Name) == "2-102，可用"
    assert face.indexOfChild(current) == view.canvas.current_number
    assert (
        face.childAt(*view.canvas.global_rect(0).center().toTuple()).text(QAccessible.Text.Name) == spoken[0]
    )


def test_keys_walk_over_rooms_and_open_their_cards(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    board = view.canvas
    tab.focus_first()
    board.set_current(site.rooms["NH-EX2-201"])
    press(qtbot, board, Qt.Key.Key_Down)
    assert board.current == site.rooms["NH-EX2-101"]
    press(qtbot, board, Qt.Key.Key_Right)
    assert board.current == site.rooms["NH-EX2-102"]
    press(qtbot, board, Qt.Key.Key_Return)
    assert isinstance(view.panel, RoomPanel)
    assert view.panel.title.text() == "NH-EX2 102"
    press(qtbot, board, Qt.Key.Key_Left)
    assert isinstance(view.panel, PersonPanel), "the panel follows the current room"
    assert view.panel.title.text().startswith("2-101 苗*")
    press(qtbot, board, Qt.Key.Key_PageDown)
    assert board.current == site.rooms["MG1-101"]
    assert isinstance(view.panel, RoomPanel), "a shared room lists its beds"
    press(qtbot, board, Qt.Key.Key_PageUp)
    assert board.current == site.rooms["NH-EX2-201"]
    press(qtbot, board, Qt.Key.Key_Escape)
    assert view.panel is None
    press(qtbot, board, Qt.Key.Key_End)
    assert board.current == board.plan.tiles[-1].look.room
    press(qtbot, board, Qt.Key.Key_Home)
    assert board.current == board.plan.tiles[0].look.room


def test_chips_and_words_leave_out_the_rest(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    board = view.canvas
    tab.focus_first()
    press(qtbot, board, Qt.Key.Key_4)
    assert view.chip == "occupied"
    assert board.current in (site.rooms["NH-EX2-101"], site.rooms["MG1-101"])
    press(qtbot, board, Qt.Key.Key_Down)
    press(qtbot, board, Qt.Key.Key_Down)
    assert board.current == site.rooms["MG1-101"], "the keys pass over what is left out"
    press(qtbot, board, Qt.Key.Key_Escape)
    assert view.chip == "all"
    press(qtbot, board, Qt.Key.Key_Slash)
    assert view.top.search.hasFocus()
    view.top.search.setText("ex2-102")
    assert board.current == site.rooms["NH-EX2-102"]


def test_tiles_are_made_larger_and_smaller(qtbot: QtBot, view: BoardView, site: Site) -> None:
    board = view.canvas
    board.setFocus()
    fitting = board.plan.tiles[0].rect.size()
    for key, wide in ((Qt.Key.Key_Plus, True), (Qt.Key.Key_Minus, False)):
        press(qtbot, board, key)
        assert board.plan.wide is wide
        assert all(place.rect.right() < board.viewport().width() for place in board.plan.tiles)
    kept = view.state()
    press(qtbot, board, Qt.Key.Key_0)
    assert board.plan.tiles[0].rect.size() == fitting
    view.restore(kept)
    assert not board.plan.wide


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_room_is_closed_and_reopened_from_its_menu(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    from ui.isolation import board_acts

    room = site.rooms["NH-EX2-102"]
    menu = board_acts.open_menu(view, room, QPoint(10, 10))
    assert menu is not None
    words = [action.text() for action in menu.actions()]
    menu.close()
    assert "停用" in words
    assert "登记擅自离开…" not in words, "nobody is there"
    panel = board_acts.ask_close(view, view.tiles[room])
    panel.form.control("reason").setText("更换门锁")
    assert panel.submit()
    assert site.room("NH-EX2-102").state is RoomState.CLOSED
    tab.reload()
    board_acts.reopen(view, view.tiles[room])
    assert site.room("NH-EX2-102").state is RoomState.FREE


def test_names_are_shown_for_five_minutes_and_a_reason(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site, clock: object
) -> None:
    panel = view.names.ask()
    assert panel is not None
    assert not panel.submit(), "not without a reason"
    panel.form.control("reason").setText("家属来电核对")
    assert panel.submit()
    look = view.canvas.look(site.rooms["NH-EX2-101"])
    assert look is not None
    assert look.second == "苗宁"
    clock.forward(minutes=5)  # type: ignore[attr-defined]
    tab.reload()
    look = view.canvas.look(site.rooms["NH-EX2-101"])
    assert look is not None
    assert look.second == "苗*"


def test_the_screen_says_how_many_rooms_there_are(tab: IsolationTab) -> None:
    assert tab.facts() == "6 间：学术交流中心 6"


def test_t_r_and_f2_lead_to_their_forms(qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site) -> None:
    for key, leads in ((Qt.Key.Key_T, "sheet"), (Qt.Key.Key_R, "release"), (Qt.Key.Key_F2, "admission")):
        tab.show_view("board")
        view.canvas.set_current(site.rooms["NH-EX2-101"])
        press(qtbot, view.canvas, key)
        assert tab.current_view == leads
    tab.show_view("board")
    view.canvas.set_current(site.rooms["NH-EX2-102"])
    press(qtbot, view.canvas, Qt.Key.Key_Return)
    panel = view.panel
    assert isinstance(panel, RoomPanel)
    tab.start_admission(None, site.rooms["NH-EX2-102"])
    assert tab.current_view == "admission"


def test_rooms_and_people_are_opened_from_elsewhere(tab: IsolationTab, view: BoardView, site: Site) -> None:
    assert tab.shell.open_record("room", site.rooms["NH-EX2-102"])
    assert isinstance(view.panel, RoomPanel)
    stay = view.tiles[site.rooms["MG1-101"]].occupants[1].stay
    assert tab.shell.open_record("stay", stay)
    assert isinstance(view.panel, PersonPanel)
    assert view.panel.stay_id == stay
    assert view.canvas.current == site.rooms["MG1-101"]


def test_the_rooms_are_printed_and_the_print_is_on_record(
    view: BoardView, window: MainWindow, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(window.office, "show_paper", lambda paper, done=None: shown.append((paper, done)))
    view.print_board()
    settle()
    paper, done = shown[0]
    assert paper.pdf.startswith(b"%PDF")
    assert paper.title == "房态表"
    done(None)
    with view.desk.read() as read:
        query = select(AuditEntry.after).where(AuditEntry.action == "isolation.print")
        assert [json.loads(after)["list"] for after in read.session.scalars(query) if after] == ["board"]


def test_an_office_without_rooms_says_what_comes_next(qtbot: QtBot, theme: Theme, sqlite_desk: Desk) -> None:
    made = MainWindow(Appearance(theme, sqlite_desk.folder), Opening(sqlite_desk.folder, sqlite_desk.folder))
    qtbot.addWidget(made)
    made.enter(sqlite_desk)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    assert made.office is not None
    tab = made.office.go("isolation")
    assert isinstance(tab, IsolationTab)
    shown = tab.view
    assert isinstance(shown, BoardView)
    assert not shown.canvas.isVisible()
    facts = [each for each in shown.findChildren(EmptyState) if each.isVisible()]
    assert [each.fact.text() for each in facts] == ["还没有隔离用房"]
    assert tab.badge()[0] == 0
    made.close()
