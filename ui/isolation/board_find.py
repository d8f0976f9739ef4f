"""Finding a room or somebody on the board, on whichever site they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from duty_desk import rooms
from duty_desk.isolation import stay_queries
from duty_desk.isolation.board import Occupant, Tile

if TYPE_CHECKING:
    from ui.isolation.board import BoardView


def show_record(view: BoardView, kind: str, record: int) -> bool:
    """The card of a room or of a stay; False where neither stands on a board."""
    if kind == "room":
        return _show(view, record) or _show_on_other_site(view, record)
    if record in view.waiting:
        return _show(view, -record)
    return _show_stay(view, record)


def next_to_read(view: BoardView, is_open: Callable[[Occupant], bool]) -> int | None:
    """The next person along the doors who is still to be read, others in this room first: their stay."""
    order = [tile for tile in _along_the_doors(view) if tile.occupants]
    here = next((n for n, tile in enumerate(order) if tile.room.id == view.canvas.current), -1)
    for tile in (*order[max(here, 0) :], *order[: max(here, 0)]):
        for one in tile.occupants:
            if is_open(one):
                return one.stay
    return None


def _along_the_doors(view: BoardView) -> list[Tile]:
    places = view.canvas.plan.tiles
    return [view.tiles[place.look.room] for place in places if place.look.room in view.tiles]


def _show(view: BoardView, room: int) -> bool:
    if not view.canvas.set_current(room):
        return False
    view.open_room(room)
    return True


def _show_stay(view: BoardView, stay: int) -> bool:
    """Somebody who is there, on whichever site; False for those who are not."""
    if view.occupant(stay) is None:
        with view.desk.read() as read:
            site = next((row.site for row in stay_queries.list_staying(read) if row.id == stay), None)
        if site is None or site == view.site:
            return False
        view.bring_site(site)
    view.bring_person(stay)
    return view.occupant(stay) is not None


def _show_on_other_site(view: BoardView, room: int) -> bool:
    with view.desk.read() as read:
        found = [row.site for row in rooms.list_rooms(read, ids=[room])]
    if not found:
        return False
    view.bring_site(found[0])
    return _show(view, room)
