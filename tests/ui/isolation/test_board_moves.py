"""People are moved over the board by keys and by the mouse, change places, and it is taken back (U-41)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vocabulary import RoomState
from duty_desk import rooms
from duty_desk.work import OfficerRef
from tests.duty_desk.isolation.conftest import Site
from tests.ui.isolation.board_hands import centre, drag, press
from ui.isolation.board import BoardView
from ui.isolation.person_panel import PersonPanel
from ui.isolation.room_panel import RoomPanel
from ui.isolation.tab import IsolationTab
from ui.views.act_panel import ActPanel


@pytest.fixture
def view(tab: IsolationTab) -> BoardView:
    shown = tab.view
    assert isinstance(shown, BoardView)
    return shown


def test_m_and_the_arrows_move_somebody_and_the_toast_takes_it_back(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    board = view.canvas
    tab.focus_first()
    board.set_current(site.rooms["NH-EX2-101"])
    press(qtbot, board, Qt.Key.Key_M)
    move = board.move_state
    assert move is not None
    assert move.target is not None
    assert move.target.room == site.rooms["NH-EX2-102"], "the nearest free one"
    assert move.words(move.target) == "换房：2-101 → 2-102，原房转“待消毒”"
    number = board.plan.number_of(site.rooms["NH-EX2-201"])
    assert board.tip(number) not in ("", "空调漏水"), "why not, in words"
    press(qtbot, board, Qt.Key.Key_Up)
    press(qtbot, board, Qt.Key.Key_Return)
    assert board.move_state is not None, "a closed room is refused where it is said"
    press(qtbot, board, Qt.Key.Key_Escape)
    assert board.move_state is None
    press(qtbot, board, Qt.Key.Key_M)
    press(qtbot, board, Qt.Key.Key_Return)
    panel = view.panel
    assert isinstance(panel, ActPanel)
    assert not panel.submit(), "the reason is asked for"
    panel.form.control("reason").setText("房间漏水")
    qtbot.keyClick(panel.form.control("reason"), Qt.Key.Key_Return)
    assert isinstance(view.panel, PersonPanel)
    assert site.room("NH-EX2-101").state is RoomState.TO_CLEAN
    assert site.room("NH-EX2-102").state is RoomState.OCCUPIED
    assert board.current == site.rooms["NH-EX2-102"]
    office = tab.shell
    assert "已换房" in office.toaster.toast.text  # type: ignore[attr-defined]
    qtbot.keyClick(board, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert site.room("NH-EX2-101").state is RoomState.OCCUPIED
    assert site.room("NH-EX2-102").state is RoomState.FREE


def test_dragging_does_what_m_does_and_only_free_rooms_take_somebody(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    board = view.canvas
    drag(qtbot, view, site.rooms["NH-EX2-101"], site.rooms["NH-EX2-201"])
    move = board.move_state
    assert move is not None
    assert move.target is not None
    assert move.refusal(move.target), "why the room cannot be taken"
    qtbot.mouseRelease(
        board.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, site.rooms["NH-EX2-201"])
    )
    assert board.move_state is None
    assert not isinstance(view.panel, ActPanel)
    drag(qtbot, view, site.rooms["NH-EX2-101"], site.rooms["NH-EX2-102"])
    qtbot.mouseRelease(
        board.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, site.rooms["NH-EX2-102"])
    )
    assert isinstance(view.panel, ActPanel)
    view.panel.form.control("reason").setText("离家人近")
    assert view.panel.submit()
    assert site.room("NH-EX2-102").state is RoomState.OCCUPIED


def test_put_down_on_somebody_the_two_change_places(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    other = site.admitted("汤宸宥", "NH-EX2-102")
    tab.reload()
    board = view.canvas
    here, there = site.rooms["NH-EX2-101"], site.rooms["NH-EX2-102"]
    drag(qtbot, view, here, there)
    move = board.move_state
    assert move is not None
    assert move.target is not None
    assert move.words(move.target) == "对调：2-101 ⇄ 2-102，两间房都不空出"
    assert not move.possible(site.rooms["MG1-101"]), "of two in a room none is chosen by chance"
    qtbot.mouseRelease(board.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, there))
    panel = view.panel
    assert isinstance(panel, ActPanel)
    assert panel.title.text() == "对调 2-101 ⇄ 2-102"
    assert not panel.submit(), "the reason is asked for"
    panel.form.control("reason").setText("离家人近")
    qtbot.keyClick(panel.form.control("reason"), Qt.Key.Key_Return)
    assert isinstance(view.panel, PersonPanel)
    assert site.stay(other).room == "NH-EX2-101"
    assert site.room("NH-EX2-101").state is site.room("NH-EX2-102").state is RoomState.OCCUPIED
    assert board.current == there
    qtbot.keyClick(board, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert site.stay(other).room == "NH-EX2-102"


def test_the_keys_go_to_an_empty_room_first_and_to_people_by_the_arrows(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    site.admitted("汤宸宥", "NH-EX2-102")
    with site.desk.work(site.keeper) as work:
        rooms.reopen(work, site.rooms["NH-EX2-201"], version=site.room("NH-EX2-201").version)
    tab.reload()
    view.canvas.setFocus()
    view.canvas.set_current(site.rooms["NH-EX2-101"])
    press(qtbot, view.canvas, Qt.Key.Key_M)
    move = view.canvas.move_state
    assert move is not None
    assert move.target is not None
    assert move.target.room == site.rooms["NH-EX2-201"]
    press(qtbot, view.canvas, Qt.Key.Key_Down)
    press(qtbot, view.canvas, Qt.Key.Key_Right)
    if move.target.room != site.rooms["NH-EX2-102"]:
        press(qtbot, view.canvas, Qt.Key.Key_Right)
    assert move.target.room == site.rooms["NH-EX2-102"]
    press(qtbot, view.canvas, Qt.Key.Key_Return)
    assert isinstance(view.panel, ActPanel)


def test_a_drag_ends_with_escape(qtbot: QtBot, view: BoardView, site: Site) -> None:
    view.canvas.setFocus()
    drag(qtbot, view, site.rooms["NH-EX2-101"], site.rooms["NH-EX2-102"])
    assert view.canvas.move_state is not None
    press(qtbot, view.canvas, Qt.Key.Key_Escape)
    assert view.canvas.move_state is None
    qtbot.mouseRelease(
        view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, site.rooms["NH-EX2-102"])
    )
    assert view.panel is None or not isinstance(view.panel, ActPanel)


def test_of_a_shared_room_one_is_chosen_among_the_beds(qtbot: QtBot, view: BoardView, site: Site) -> None:
    view.canvas.setFocus()
    view.canvas.set_current(site.rooms["MG1-101"])
    press(qtbot, view.canvas, Qt.Key.Key_M)
    assert view.canvas.move_state is None
    assert isinstance(view.panel, RoomPanel)
    tile = view.tiles[site.rooms["MG1-101"]]
    view.moves.take_up(tile.occupants[0].stay, tile)
    move = view.canvas.move_state
    assert move is not None
    look = view.canvas.look(site.rooms["MG1-102"])
    assert look is not None
    assert move.words(look) == "换房：1-101 → 1-102，原房还有 1 人"


def test_who_waits_is_dragged_into_a_room_and_admitted_there(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    waiting = next(iter(view.waiting))
    drag(qtbot, view, -waiting, site.rooms["NH-EX2-102"])
    move = view.canvas.move_state
    assert move is not None
    assert move.target is not None
    assert move.words(move.target) == "安排入住：2-102"
    qtbot.mouseRelease(
        view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, site.rooms["NH-EX2-102"])
    )
    assert tab.current_view == "admission"


def test_who_may_not_work_at_the_site_moves_nobody(
    qtbot: QtBot, view: BoardView, site: Site, become: Callable[[OfficerRef], None]
) -> None:
    from db.vocabulary import Role
    from tests.duty_desk.passes.conftest import add_officer

    with site.desk.work(site.chief) as work:
        gate = add_officer(work, "岳临川", Role.GATE)
    become(gate)
    view.canvas.setFocus()
    view.canvas.set_current(site.rooms["NH-EX2-101"])
    press(qtbot, view.canvas, Qt.Key.Key_M)
    assert view.canvas.move_state is None
