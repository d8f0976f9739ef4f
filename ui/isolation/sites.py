"""The register of rooms: every room with its state, zones, drawing up a building, taking rooms out of use (product rule I1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QMenu, QWidget

from duty_desk import rooms
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.rooms import ROOMS, STATE_TONES, RoomRow, ZoneRow
from duty_desk.rooms.rows import RoomState
from duty_desk.strings import t
from ui.isolation import sites_forms
from ui.isolation.person_log import lines_of_room
from ui.isolation.sites_draw import Drawn, DrawPanel
from ui.isolation.sites_panel import SiteRoomPanel
from ui.isolation.sites_zones import ZonesPanel
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel
from ui.views.list_view import ALL, Chip, ListView

EVERY_ZONE = 0


class SitesView(ListView):
    """Enter opens a room; E changes it, S takes it out of use or back, N draws up a building."""

    LEDGER = ROOMS
    STRONG = "code"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"zone", "room", "room_event"})
    SEARCHES = "rooms.sites.search"
    SEARCH_WIDTH = 152
    HINTS = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "views.hint.open"),
        ("E", "rooms.sites.key.edit"),
        ("S", "rooms.sites.key.close"),
    )
    KEYS = (
        ("N", "rooms.sites.key.draw"),
        ("E", "rooms.sites.key.edit"),
        ("S", "rooms.sites.key.close"),
    )

    # --- what the list says about itself ---

    def controls(self) -> Sequence[QWidget]:
        self.zone = ComboBox(
            [(EVERY_ZONE, t("rooms.sites.every_zone"))],
            EVERY_ZONE,
            name=t("rooms.column.zone"),
            parent=self.head,
        )
        self.zone.setMaximumWidth(176)
        self.zone.changed.connect(lambda: self.narrow(zone=self.zone.value() or None))
        return (self.zone,)

    def buttons(self) -> Sequence[QWidget]:
        self.bring_in = Button(t("rooms.sites.import"), icon="upload", parent=self.head)
        self.bring_in.clicked.connect(lambda: self.shell.open_import("rooms"))
        self.zones = Button(t("rooms.sites.zones"), parent=self.head)
        self.zones.clicked.connect(self.show_zones)
        self.new = Button(t("rooms.sites.new"), icon="plus", kind=Kind.PRIMARY, parent=self.head)
        menu = QMenu(self.new)
        for words, act in (
            ("rooms.sites.draw.title", self.draw_up),
            ("rooms.sites.room.new", self.add_room),
            ("rooms.sites.zone.new", self.add_zone),
        ):
            menu.addAction(t(words)).triggered.connect(lambda _=False, act=act: act())
        self.new.set_popup(menu)
        return (self.zones, self.bring_in, self.new)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        zones = [(row.id, row.name) for row in rooms.list_zones(read)]
        self.zone.set_options([(EVERY_ZONE, t("rooms.sites.every_zone")), *zones], self.zone.value())
        if self.zone.value() is None:
            self.zone.set_value(EVERY_ZONE)
        states = {
            state.value: Chip(
                t(f"rooms.state.{state.value}"),
                {"state": [state.value]},
                STATE_TONES[state.value][1],
                Tone(STATE_TONES[state.value][0]),
            )
            for state in RoomState
        }
        return {ALL: Chip(t("views.all")), **states}

    def empty(self) -> QWidget:
        return EmptyState(t("rooms.sites.empty"), t("rooms.sites.empty_next"), icon="bed-outline", tone=None)

    def clear_filters(self) -> None:
        self.zone.set_value(EVERY_ZONE)

    def reload(self) -> None:
        may_edit = self.tab.may(Permission.EDIT_ROOMS)
        self.bring_in.setVisible(may_edit and self.tab.may(Permission.IMPORT))
        self.new.setVisible(may_edit)
        super().reload()

    def letter(self, letter: str) -> None:
        if letter == "N" and self.tab.may(Permission.EDIT_ROOMS):
            self.draw_up()
        row = self._current()
        if row is None or not self.tab.may(Permission.EDIT_ROOMS):
            return
        if letter == "E":
            self.edit_room(row)
        elif letter == "S":
            self.turn(row)

    # --- one room ---

    def show_row(self, row_id: int) -> None:
        try:
            with self.desk.read() as read:
                row = rooms.get_room(read, row_id)
                lines = lines_of_room(read, row_id)
        except DutyDeskError as error:
            self.shell.refuse(error)
            self.close_panel()
            return
        panel = self.panel
        if not isinstance(panel, SiteRoomPanel):
            panel = SiteRoomPanel(self)
            self.put_panel(panel)
        panel.show_room(row, lines)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, SiteRoomPanel):
            self.show_row(self.panel.room_id)
        elif isinstance(self.panel, ZonesPanel):
            self.show_zones()

    def add_room(self) -> ActPanel:
        """One room more."""
        return self._ask(sites_forms.room_form(self, None, self._zone()), self._room_saved)

    def edit_room(self, row: RoomRow) -> ActPanel:
        """Other beds, another zone, a remark."""
        return self._ask(sites_forms.room_form(self, row, row.zone.id), self._room_saved)

    def turn(self, row: RoomRow) -> ActPanel | None:
        """Take a room out of use with a reason, or a closed one back."""
        if row.state is not RoomState.CLOSED:
            panel = sites_forms.close_form(self, row)
            return self._ask(panel, lambda _given: self._closed(row))
        after = self.attempt(lambda work: rooms.reopen(work, row.id, version=row.version))
        if after is not None:
            said = t("rooms.sites.reopened", room=row.code, state=t(f"rooms.state.{after.value}"))
            self.shell.notify(said, locked=t("rooms.sites.reopen_locked"))
        return None

    def remove(self, row: RoomRow) -> None:
        """A room that was written down by mistake."""
        if self.attempt(lambda work: rooms.remove_rooms(work, (row.id,))) is None:
            return
        self.close_panel()
        self.shell.notify(t("rooms.sites.removed", room=row.code), locked=t("rooms.sites.remove_locked"))

    # --- a building at once ---

    def draw_up(self) -> DrawPanel:
        """All rooms of a building."""
        panel = DrawPanel(self, self._zone())
        self._ask(panel, self._drawn)
        return panel

    # --- zones ---

    def show_zones(self) -> ZonesPanel:
        """The zones of all sites."""
        panel = self.panel
        if not isinstance(panel, ZonesPanel):
            panel = ZonesPanel(self)
            self.put_panel(panel)
        panel.refresh()
        return panel

    def add_zone(self) -> ActPanel:
        """A zone more, perhaps of a new site."""
        return self._ask(sites_forms.zone_form(self, None), self._zone_saved)

    def edit_zone(self, row: ZoneRow) -> ActPanel:
        """Another name, its telephone, whether it is in use."""
        return self._ask(sites_forms.zone_form(self, row), self._zone_saved)

    # --- inside ---

    def _ask(self, panel: ActPanel, done: Any) -> ActPanel:
        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()
        return panel

    def _zone(self) -> int | None:
        """The zone that the list is narrowed to, else that of the current room."""
        chosen = self.zone.value()
        if isinstance(chosen, int) and chosen != EVERY_ZONE:
            return chosen
        row = self._current()
        return row.zone.id if row is not None else None

    def _current(self) -> RoomRow | None:
        current = self.list.current_id()
        if current is None:
            return None
        try:
            with self.desk.read() as read:
                return rooms.get_room(read, current)
        except DutyDeskError:
            return None

    def _room_saved(self, given: object) -> None:
        room, added = sites_forms.saved(given)
        undo = partial(self._remove_again, (room,)) if added else None
        self.put_panel(None)
        self.show_only(room)
        self.show_row(room)
        with self.desk.read() as read:
            said = t("rooms.sites.room.saved", room=rooms.get_room(read, room).code)
        self.shell.notify(said, undo=undo, locked="" if undo else t("rooms.sites.edit_locked"))
        self.list.setFocus()

    def _closed(self, row: RoomRow) -> None:
        def back() -> None:
            with self.desk.work() as work:
                rooms.reopen(work, row.id, version=rooms.get_room(work, row.id).version)

        self.put_panel(None)
        self.show_row(row.id)
        self.shell.notify(t("rooms.sites.closed", room=row.code), undo=back)
        self.list.setFocus()

    def _drawn(self, given: object) -> None:
        assert isinstance(given, Drawn)
        self.put_panel(None)
        if given.rooms:
            self.show_only(given.rooms[0])
        self.shell.notify(
            t("rooms.sites.draw.done", building=given.building, count=len(given.rooms)),
            undo=partial(self._remove_again, given.rooms),
        )
        self.list.setFocus()

    def _zone_saved(self, _given: object) -> None:
        self.shell.notify(t("rooms.sites.zone.saved"), locked=t("rooms.sites.edit_locked"))
        self.show_zones().focus_first()

    def _remove_again(self, ids: tuple[int, ...]) -> None:
        with self.desk.work() as work:
            rooms.remove_rooms(work, ids)
        if isinstance(self.panel, SiteRoomPanel) and self.panel.room_id in ids:
            self.close_panel()
