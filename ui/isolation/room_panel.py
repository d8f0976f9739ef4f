"""The card of a room: what it is like, who has which bed, what became of it, and its next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, rooms
from duty_desk.errors import DutyDeskError
from duty_desk.isolation.board import Occupant, Tile
from duty_desk.rooms import RoomRow
from duty_desk.rooms.rows import RoomState
from duty_desk.strings import t
from ui.isolation import board_acts
from ui.isolation.person_log import Log, lines_of_room
from ui.isolation.person_panel import FactGrid
from ui.isolation.stays_panel import child_chip
from ui.isolation.tile_words import LOOKS, MARKS, SPACE, state_word
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.chips import Chip
from ui.kit.labels import Label, Line
from ui.kit.notices import Banner
from ui.kit.paint import Mark as ChipMark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from ui.isolation.board import BoardView

# So many acts stand as buttons, the rest in the menu.
BUTTONS = 2
_BANNERS = {
    RoomState.TO_CLEAN: Tone.WARN,
    RoomState.CLEANING: Tone.INFO,
    RoomState.TO_CHECK: Tone.INFO,
    RoomState.CLOSED: Tone.NEUTRAL,
}


class RoomPanel(SidePanel):
    """Shows one room; acts as in its menu."""

    def __init__(self, view: BoardView) -> None:
        super().__init__(view.panel_width, parent=view)
        self._view = view
        self.room_id = 0
        self._tile: Tile | None = None
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.banner = Banner(Tone.INFO, "")
        self.banner.hide()
        column.addWidget(self.banner)
        self.facts = FactGrid()
        column.addWidget(self.facts)
        self._beds = QWidget()
        column.addWidget(self._beds)
        self._column = column
        column.addWidget(Line())
        self.log = Log()
        column.addWidget(self.log)
        self.set_body(body)

    def show_room(self, room: int) -> None:
        """Read and show a room."""
        self.room_id = room
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        view = self._view
        try:
            with view.desk.read() as read:
                lines = lines_of_room(read, self.room_id)
                room = rooms.get_room(read, self.room_id)
        except DutyDeskError as error:
            view.shell.refuse(error)
            view.close_panel()
            return
        tile = view.tiles.get(self.room_id)
        same, self._tile = tile is not None and tile == self._tile, tile
        icon, tone = LOOKS[room.state]
        mark = ChipMark(state_word(room.state), tone or Tone.NEUTRAL, icon)
        self.set_head(f"{room.building} {room.name}", SPACE.join((room.zone.name, room.code)), mark)
        self._show_facts(room)
        self._warn(room)
        self.log.put(lines)
        # What has the keyboard stays where nothing changed.
        if not same:
            self._show_beds(tile)
            self._show_acts(tile)

    def _show_facts(self, room: RoomRow) -> None:
        yes, no = t("isolation_tab.yes"), t("isolation_tab.no")
        beds = t("isolation_tab.room.single") if room.zone.single else t("isolation_tab.room.shared")
        self.facts.put(
            [
                ("beds", t("isolation_tab.room.beds"), SPACE.join((str(room.beds), beds))),
                ("since", t("isolation_tab.room.since"), formats.moment(room.state_since)),
                ("bath", t("isolation_tab.room.bath"), yes if room.own_bath else no),
                ("window", t("isolation_tab.room.window"), yes if room.window else no),
                ("aircon", t("isolation_tab.room.aircon"), t(f"rooms.aircon.{room.aircon}")),
                ("note", t("isolation_tab.room.note"), room.note or ""),
            ]
        )

    def _warn(self, room: RoomRow) -> None:
        """What the room waits for."""
        if room.state not in _BANNERS:
            self.banner.hide()
            return
        if room.state is RoomState.CLOSED:
            body = room.reason or ""
        else:
            until = formats.clock(room.until) or "\N{EM DASH}"
            body = t(f"isolation_tab.room.next.{room.state.value}", until=until)
        self.banner.say(state_word(room.state), body, _BANNERS[room.state])
        self.banner.show()

    def _show_beds(self, tile: Tile | None) -> None:
        old, self._beds = self._beds, QWidget()
        column = QVBoxLayout(self._beds)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if tile is not None and tile.occupants:
            column.addWidget(Label(t("isolation_tab.room.people"), bold=True))
            for one in tile.occupants:
                column.addWidget(self._bed(one, tile))
                if one.child:
                    column.addWidget(child_chip(shown=True))
                column.addWidget(Line())
        self._column.replaceWidget(old, self._beds)
        self._beds.show()
        old.hide()
        old.deleteLater()

    def _bed(self, one: Occupant, tile: Tile) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        line.addWidget(Label(t("isolation_tab.room.bed", bed=one.bed), colour="text2"))
        line.addWidget(Label(one.name, elide=True), 1)
        icon, tone = MARKS[one.mark(self._view.desk.now.date())]
        words = t("isolation_tab.person.day", day=one.day or 0, days=one.days or 0)
        line.addWidget(Chip(ChipMark(words, tone or Tone.INFO, icon)))
        swap = icon_button("swap-horizontal", t("isolation_tab.room.move_one", name=one.name))
        swap.clicked.connect(lambda: self._move(one.stay, tile))
        line.addWidget(swap)
        go = Button(t("isolation_tab.releases.open"), kind=Kind.TEXT)
        go.clicked.connect(lambda: self._view.show_person(one.stay))
        line.addWidget(go)
        return holder

    def _move(self, stay: int, tile: Tile) -> None:
        self._view.canvas.setFocus()
        self._view.moves.take_up(stay, tile)

    def _show_acts(self, tile: Tile | None) -> None:
        acts = board_acts.acts_of(self._view, tile) if tile is not None else []
        left: list[QWidget] = []
        for number, (words, icon, key, act) in enumerate(acts[:BUTTONS]):
            kind = Kind.PRIMARY if number == 0 else Kind.DEFAULT
            button = Button(words, icon=icon, key=key, kind=kind, bind=False, parent=self)
            button.clicked.connect(lambda _=False, act=act: act())
            left.append(button)
        right: list[QWidget] = []
        if len(acts) > BUTTONS:
            dots = icon_button("dots-horizontal", t("isolation_tab.act.more"))
            dots.clicked.connect(
                lambda: board_acts.open_menu(
                    self._view, self.room_id, dots.mapToGlobal(dots.rect().topLeft())
                )
            )
            right.append(dots)
        self.set_foot(left, right)
