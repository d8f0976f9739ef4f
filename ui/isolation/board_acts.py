"""What can be done with a room, the same by its menu, on its card and by keys; the board on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from duty_desk import rooms
from duty_desk.errors import DutyDeskError, Refusal
from duty_desk.isolation.board import Tile
from duty_desk.roles import Permission
from duty_desk.rooms.rows import RoomState
from duty_desk.strings import t
from duty_desk.work import Work
from ui.isolation.stays_leaving import ask_leave
from ui.kit.buttons import Button, Kind
from ui.kit.notices import EmptyState
from ui.kit.printing import Printout
from ui.views.act_panel import ActPanel

if TYPE_CHECKING:
    from ui.isolation.board import BoardView

# Keys of the board and the words of each.
KEYS = (
    ("\N{LEFTWARDS ARROW}\N{RIGHTWARDS ARROW}\N{UPWARDS ARROW}\N{DOWNWARDS ARROW}", "walk"),
    ("PgUp", "building"),
    ("Enter", "open"),
    ("T", "sheet"),
    ("M", "move"),
    ("R", "release"),
    ("1–9", "chips"),
    ("+ - 0", "size"),
    ("/", "filter"),
    ("Ctrl+P", "print"),
    ("F6", "region"),
    ("Esc", "back"),
)
# Words, icon, key, what it does.
RoomAct = tuple[str, str, str, Callable[[], object]]


def acts_of(view: BoardView, tile: Tile) -> list[RoomAct]:
    """What can be done with a room as it is; the first is the next step of its way."""
    found: list[RoomAct] = []
    room, state = tile.room, tile.room.state
    site, register = view.tab.may(Permission.WORK_SITE), view.tab.may(Permission.EDIT_ROOMS)
    if state is RoomState.FREE and view.tab.may(Permission.REQUEST_STAY):
        go = lambda: view.tab.start_admission(None, room.id)  # noqa: E731
        found.append((t("isolation_tab.key.admit"), "plus", "F2", go))
    if tile.promised is not None and site:
        stay = tile.promised.stay
        found.append(
            (t("isolation_tab.act.admit"), "login", "", lambda: view.tab.start_admission(stay, room.id))
        )
    if (tile.occupants or tile.promised is not None) and site:
        found.append((t("isolation_tab.act.move"), "swap-horizontal", "M", lambda: view.moves.start(room.id)))
    if len(tile.occupants) == 1 and site:
        stay = tile.occupants[0].stay
        found.append((t("isolation_tab.act.release"), "logout", "R", lambda: view.tab.start_release(stay)))
        found.append((t("isolation_forms.leave.menu"), "alert-octagon", "", lambda: ask_leave(view, stay)))
    if tile.occupants and site:
        go = lambda: view.tab.start_sheet(room.building, room.floor)  # noqa: E731
        found.append((t("isolation_tab.board.sheet"), "thermometer", "T", go))
    if state in (RoomState.TO_CLEAN, RoomState.CLEANING, RoomState.TO_CHECK):
        words = t(f"isolation_tab.act.{state.value}")
        found.append((words, "spray-bottle", "", lambda: open_round(view, room.id)))
    if state in (RoomState.FREE, RoomState.TO_CLEAN) and register:
        found.append((t("isolation_tab.act.close"), "wrench-outline", "", lambda: ask_close(view, tile)))
    if state is RoomState.CLOSED and register:
        found.append((t("isolation_tab.act.reopen"), "undo", "", lambda: reopen(view, tile)))
    return found


def open_menu(view: BoardView, room: int, spot: QPoint) -> QMenu | None:
    """The menu of a room."""
    tile = view.tiles.get(room)
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.addAction(t("isolation_tab.act.open")).triggered.connect(lambda: view.open_room(room))
    for words, _icon, key, act in acts_of(view, tile) if tile is not None else ():
        said = f"{words}\t{key}" if key else words
        menu.addAction(said).triggered.connect(lambda _=False, act=act: act())
    menu.popup(spot)
    return menu


def open_round(view: BoardView, room: int) -> None:
    """Go to the terminal round of a room, on the screen for disinfection."""
    from duty_desk import disinfection

    with view.desk.read() as read:
        rounds = {row.room.id: row.round for row in disinfection.list_terminal(read)}
    if room not in rounds:
        view.shell.refuse(Refusal("isolation_tab.round.none"))
    else:
        view.shell.open_record("round", rounds[room])


def free_aired(view: BoardView) -> None:
    """Rooms that were checked and are aired by now are free again."""
    from duty_desk import disinfection

    with view.desk.read() as read:
        over = disinfection.airing_over(read)
    if over:
        view.attempt(disinfection.finish_airing)


def ask_close(view: BoardView, tile: Tile) -> ActPanel:
    """Take a room out of use, with the reason."""
    room = tile.room

    def act(work: Work, values: dict[str, Any], _second: object) -> None:
        rooms.close(work, room.id, reason=str(values["reason"]), version=room.version)

    panel = ActPanel(
        view.shell,
        t("isolation_tab.close.title", room=room.name),
        room.code,
        t("isolation_tab.close.verb"),
        act,
        width=view.panel_width,
        parent=view,
    )
    panel.explain(t("isolation_tab.close.explain"))
    field = panel.ask_reason(missing=t("isolation_tab.close.missing"))
    view.put_panel(panel)

    def closed(_given: object) -> None:
        view.show_room(room.id)
        said = t("isolation_tab.close.done", room=room.name)
        view.shell.notify(said, undo=lambda: _reopen(view, room.id))
        view.canvas.setFocus()

    panel.done.connect(closed)
    field.setFocus()
    return panel


def reopen(view: BoardView, tile: Tile) -> None:
    """Take a room back into use: it is again what it was before."""
    try:
        _reopen(view, tile.room.id)
    except DutyDeskError as error:
        view.shell.refuse(error)
        return
    view.shell.notify(t("isolation_tab.close.reopened", room=tile.room.name))


def _reopen(view: BoardView, room: int) -> None:
    with view.desk.work() as work:
        rooms.reopen(work, room, version=rooms.get_room(work, room).version)


def print_board(view: BoardView, site: str | None) -> None:
    """The rooms of a site as a paper, drawn beside the window."""
    from duty_desk.isolation import papers

    title = t("isolation_tab.board.paper")
    count = len(view.tiles)

    def draw() -> bytes:
        with view.desk.read() as read:
            return papers.draw(papers.board(read, site=site), title)

    def went() -> None:
        with view.desk.work() as work:
            papers.record_list(work, "board", count)

    def drawn(pdf: bytes) -> None:
        view.shell.show_paper(Printout(pdf, title, f"{title}.pdf", "paper"), lambda _outcome: went())

    def failed(error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        view.shell.refuse(error)

    view.shell.tasks.run(draw, done=drawn, failed=failed)


def empty_board(view: BoardView) -> EmptyState:
    """What stands in the place of a board without rooms."""
    button = None
    if view.tab.may(Permission.EDIT_ROOMS):
        button = Button(t("isolation_tab.board.import"), icon="upload", kind=Kind.PRIMARY)
        button.clicked.connect(lambda: view.shell.open_import("rooms"))
    return EmptyState(
        t("isolation_tab.board.empty"),
        t("isolation_tab.board.empty_next"),
        icon="bed-outline",
        tone=None,
        button=button,
    )
