"""The zones of every site: what each is for, how many rooms and beds it has, who answers the telephone there."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import rooms
from duty_desk.roles import Permission
from duty_desk.rooms import RoomRow, ZoneRow
from duty_desk.rooms.rows import RoomState
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label, Line
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL

if TYPE_CHECKING:
    from ui.isolation.sites import SitesView


class ZonesPanel(SidePanel):
    """`refresh` reads the zones anew."""

    def __init__(self, view: SitesView) -> None:
        super().__init__(parent=view)
        self._view = view
        self.edits: list[Button] = []

    def refresh(self) -> None:
        """Read and show again."""
        with self._view.desk.read() as read:
            zones = rooms.list_zones(read)
            found = rooms.list_rooms(read)
        self.set_head(t("rooms.sites.zones"), t("rooms.sites.zone.count", count=len(zones)))
        self.edits = []
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if not zones:
            column.addWidget(Label(t("rooms.sites.zone.none"), colour="text2", wrap=True))
        for site, each in groupby(zones, lambda zone: zone.site):
            column.addWidget(Label(site, bold=True, px=SMALL, colour="text2"))
            for zone in each:
                column.addWidget(self._zone(zone, [room for room in found if room.zone.id == zone.id]))
                column.addWidget(Line())
        self.set_body(body)
        left: list[QWidget] = []
        if self._view.tab.may(Permission.EDIT_ROOMS):
            new = Button(t("rooms.sites.zone.new"), icon="plus", kind=Kind.PRIMARY)
            new.clicked.connect(self._view.add_zone)
            left = [new]
        self.set_foot(left)

    def focus_first(self) -> None:
        """The keyboard on the first zone."""
        (self.edits[0] if self.edits else self.close_button).setFocus()

    def _zone(self, zone: ZoneRow, found: list[RoomRow]) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(zone.name, bold=zone.is_active, wrap=True))
        words.addWidget(Label(_said(zone, found), px=SMALL, colour="text2", wrap=True))
        line.addLayout(words, 1)
        if self._view.tab.may(Permission.EDIT_ROOMS):
            edit = Button(t("rooms.sites.edit"), kind=Kind.TEXT)
            edit.setAccessibleName(t("rooms.sites.zone.edit_one", zone=zone.name))
            edit.clicked.connect(lambda: self._view.edit_zone(zone))
            self.edits.append(edit)
            line.addWidget(edit)
        return holder


def _said(zone: ZoneRow, found: list[RoomRow]) -> str:
    free = sum(room.state is RoomState.FREE for room in found)
    said = [
        t(f"rooms.zone_kind.{zone.kind.value}"),
        t("rooms.sites.single" if zone.single else "rooms.sites.shared"),
        t(
            "rooms.sites.zone.rooms",
            rooms=len(found),
            beds=f"{sum(room.beds for room in found):,}",
            free=free,
        ),
    ]
    if zone.phone:
        said.append(t("rooms.sites.zone.call", phone=zone.phone))
    if not zone.is_active:
        said.append(t("rooms.sites.zone.inactive"))
    return t("rooms.filter.mark").join(said)
