"""One room of the register: what it is like, what became of it, and how it is changed or taken out of use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.roles import Permission
from duty_desk.rooms import STATE_TONES, RoomRow
from duty_desk.rooms.rows import RoomState
from duty_desk.strings import t
from ui.isolation.person_log import Log, LogLine
from ui.kit.buttons import Button, Kind
from ui.kit.facts import Facts
from ui.kit.labels import Line
from ui.kit.more import more_buttons
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from ui.isolation.sites import SitesView

# States in which a room may be taken out of use.
CLOSABLE = frozenset({RoomState.FREE, RoomState.TO_CLEAN})


class SiteRoomPanel(SidePanel):
    """`show_room` fills it anew."""

    def __init__(self, view: SitesView) -> None:
        super().__init__(parent=view)
        self._view = view
        self.room_id = 0
        self.facts = Facts()
        self.log = Log()
        self.more: Sequence[tuple[str, Callable[[], object]]] = ()

    def show_room(self, row: RoomRow, lines: Sequence[LogLine]) -> None:
        """Facts, then the steps of the room, the newest first."""
        self.room_id = row.id
        tone, icon = STATE_TONES[row.state.value]
        note = "\N{IDEOGRAPHIC SPACE}".join((row.building, row.name))
        self.set_head(row.code, note, Mark(t(f"rooms.state.{row.state.value}"), Tone(tone), icon))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if row.state is RoomState.CLOSED:
            column.addWidget(Banner(Tone.NEUTRAL, row.reason or "", t("rooms.sites.closed_next")))
        self.facts = _facts(row)
        column.addWidget(self.facts)
        column.addWidget(Line())
        self.log = Log()
        self.log.put(lines)
        column.addWidget(self.log)
        self.set_body(body)
        self._show_acts(row)

    def _show_acts(self, row: RoomRow) -> None:
        left: list[QWidget] = []
        more: list[tuple[str, Callable[[], object]]] = [
            (t("rooms.sites.on_board"), lambda: self._view.shell.open_record("room", row.id))
        ]
        if self._view.tab.may(Permission.EDIT_ROOMS):
            edit = Button(
                t("rooms.sites.edit"), icon="pencil-outline", kind=Kind.PRIMARY, key="E", bind=False
            )
            edit.clicked.connect(lambda: self._view.edit_room(row))
            closed = row.state is RoomState.CLOSED
            turn = Button(
                t("rooms.sites.reopen" if closed else "rooms.sites.close"),
                icon="undo" if closed else "wrench-outline",
                key="S",
                bind=False,
            )
            turn.clicked.connect(lambda: self._view.turn(row))
            if not closed and row.state not in CLOSABLE:
                turn.refuse(t("rooms.sites.close_not_now", state=t(f"rooms.state.{row.state.value}")))
            left = [edit, turn]
            more.append((t("rooms.sites.remove"), lambda: self._view.remove(row)))
        self.more = more
        self.set_foot(left, more_buttons(t("rooms.sites.more"), more))


def _facts(row: RoomRow) -> Facts:
    facts = Facts()
    mark = t("rooms.filter.mark")
    sharing = t("rooms.sites.single" if row.zone.single else "rooms.sites.shared")
    inside = [
        t("rooms.sites.bath" if row.own_bath else "rooms.sites.no_bath"),
        t("rooms.sites.window" if row.window else "rooms.sites.no_window"),
        t(f"rooms.sites.aircon.{row.aircon}"),
    ]
    since = formats.moment(row.state_since)
    if row.until is not None:
        since = mark.join((since, t("rooms.sites.until", moment=formats.moment(row.until))))
    facts.add("zone", t("rooms.column.zone"), mark.join((row.zone.site, row.zone.name)))
    facts.add("beds", t("rooms.column.beds"), mark.join((t("rooms.sites.beds", count=row.beds), sharing)))
    facts.add("inside", t("rooms.sites.inside"), mark.join(inside))
    facts.add("since", t("rooms.column.state_since"), since)
    facts.add("note", t("rooms.column.note"), row.note or "")
    return facts
