"""Moves people over the board: taken up by the mouse or by M, put down where a room can be taken, then only the reason is asked.

Put down on a room with one person in it, the two change places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duty_desk.errors import DutyDeskError
from duty_desk.isolation import admitting, moving, stay_queries, swapping
from duty_desk.isolation.board import Tile
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.isolation.board_swap import ask_swap, move_back
from ui.isolation.drag import Move
from ui.isolation.tile import TileLook
from ui.isolation.tile_words import short_room
from ui.views.act_panel import ActPanel

if TYPE_CHECKING:
    from ui.isolation.board import BoardView


class MoveConduct:
    """One at a time. Whoever waits goes into a room by the form of admission; a promised room is exchanged at once."""

    def __init__(self, view: BoardView) -> None:
        self._view = view
        self._stay = 0
        self._source: Tile | None = None
        # With whom whoever was taken up can change places, by room.
        self._partners: dict[int, int] = {}
        view.canvas.lifted.connect(self.start)
        view.canvas.dropped.connect(self.put_down)

    def start(self, room: int) -> None:
        """Take up whoever is in a room, or who waits; of several in a room one is chosen among its beds first."""
        tile = self._view.tiles.get(room)
        if room < 0:
            self.take_up(-room, None)
        elif tile is None:
            return
        elif tile.promised is not None:
            self.take_up(tile.promised.stay, tile)
        elif len(tile.occupants) > 1:
            self._view.show_room(room)
        elif tile.occupants:
            self.take_up(tile.occupants[0].stay, tile)

    def take_up(self, stay: int, tile: Tile | None) -> None:
        """Begin to move somebody; `tile` is where they are now, None for the list of those who wait."""
        view = self._view
        if not view.tab.may(Permission.WORK_SITE):
            return
        source = view.canvas.look(tile.room.id if tile is not None else -stay)
        if source is None:
            return
        try:
            with view.desk.read() as read:
                reasons = dict(admitting.obstacles(read, stay))
                partners = swapping.partners(read, stay)
        except DutyDeskError as error:
            view.shell.refuse(error)
            return
        # Nobody can be put down among those who wait.
        reasons |= {-each: t("isolation_tab.move.no_room") for each in view.waiting}
        self._stay, self._source = stay, tile
        self._partners = {
            each.room: each.stay
            for each in partners
            # A shared room with a bed left takes one more.
            if each.room in reasons and each.room in view.tiles and len(view.tiles[each.room].occupants) == 1
        }
        left = {room: why for room, why in reasons.items() if room not in self._partners}
        view.canvas.begin_move(Move(source, left, self._words, frozenset(self._partners)))

    def put_down(self, room: int) -> None:
        """Ask what the act still needs, or do it where it needs nothing."""
        view, source, stay = self._view, self._source, self._stay
        target = view.tiles.get(room)
        view.canvas.end_move()
        if target is None:
            return
        view.canvas.set_current(room)
        if source is None:
            view.tab.start_admission(stay, room)
        elif source.promised is not None:
            self._promise(stay, source, target)
        elif room in self._partners:
            ask_swap(view, stay, self._partners[room])
        else:
            self._ask(stay, source, target)

    def _words(self, target: TileLook) -> str:
        """What putting down there would do."""
        tile, source = self._view.tiles.get(target.room), self._source
        if tile is None:
            return ""
        if source is None:
            return t("isolation_tab.move.admit", room=_name(tile))
        rooms = {"source": _name(source), "room": _name(tile)}
        if source.promised is not None:
            return t("isolation_tab.move.promise", **rooms)
        if target.room in self._partners:
            return t("isolation_tab.swap.words", **rooms)
        if len(source.occupants) > 1:
            return t("isolation_tab.move.one_of", left=len(source.occupants) - 1, **rooms)
        return t("isolation_tab.move.move", **rooms)

    def _ask(self, stay: int, source: Tile, target: Tile) -> None:
        view = self._view
        with view.desk.read() as read:
            row = stay_queries.get_stay(read, stay)

        def act(work: Work, values: dict[str, Any], _second: object) -> int:
            return moving.move(
                work, stay, room=target.room.id, reason=str(values["reason"]), version=row.version
            )

        rooms = {"source": _name(source), "room": _name(target)}
        name = next((one.name for one in source.occupants if one.stay == stay), "")
        panel = ActPanel(
            view.shell,
            t("isolation_tab.move.title", **rooms),
            name,
            t("isolation_tab.move.verb"),
            act,
            width=view.panel_width,
            parent=view,
        )
        panel.explain(self._words_of(source, target))
        field = panel.ask_reason()
        view.put_panel(panel)

        def moved(_bed: object) -> None:
            view.show_person(stay)
            view.shell.notify(
                t("isolation_tab.move.done", name=name, **rooms), undo=lambda: move_back(view.desk, stay)
            )
            view.canvas.setFocus()

        panel.done.connect(moved)
        field.setFocus()

    def _words_of(self, source: Tile, target: Tile) -> str:
        before, self._source = self._source, source
        look = self._view.canvas.look(target.room.id)
        said = self._words(look) if look is not None else ""
        self._source = before
        return said

    def _promise(self, stay: int, source: Tile, target: Tile) -> None:
        view = self._view
        rooms = {"source": _name(source), "room": _name(target)}

        def reserve(room: int) -> None:
            with view.desk.work() as work:
                version = stay_queries.get_stay(work, stay).version
                admitting.reserve(work, stay, room=room, version=version)

        try:
            reserve(target.room.id)
        except DutyDeskError as error:
            view.shell.refuse(error)
            return
        view.shell.notify(t("isolation_tab.move.promised", **rooms), undo=lambda: reserve(source.room.id))


def _name(tile: Tile) -> str:
    """A room as it is called."""
    return short_room(tile.room.building, tile.room.name)
