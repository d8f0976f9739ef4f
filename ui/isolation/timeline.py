"""Two weeks of all rooms: who stays until when, what is promised, what waits for cleaning (check U-42)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, isolation, masking, rooms
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.rooms import RoomRow
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.isolation.timeline_canvas import Bar, TimelineCanvas, TimelineHead, TimeRow
from ui.kit.buttons import icon_button
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.labels import Label
from ui.kit.notices import EmptyState
from ui.kit.panels import Scroll, Surface
from ui.kit.regions import Regions
from ui.kit.tokens import Tone
from ui.views.view import View

if TYPE_CHECKING:
    from ui.views.tab import ViewsTab

DAYS = 14
USED, ALL = "used", "all"


class TimelineView(View):
    """Begins today; the left and right arrows turn by a week, Enter opens the room on the board."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"room", "stay", "stay_room", "zone"})

    def __init__(self, tab: ViewsTab) -> None:
        super().__init__(tab)
        self._weeks = 0
        self._kept = ""
        self.head = QWidget(self)
        self.site = ComboBox([], None, name=t("isolation_forms.site"), parent=self.head)
        self.site.changed.connect(self.reload)
        self.which = Segmented(
            [Choice(key, t(f"isolation_forms.timeline.{key}")) for key in (USED, ALL)],
            USED,
            name=t("isolation_forms.timeline.which"),
            parent=self.head,
        )
        self.which.chosen.connect(lambda _key: self.reload())
        back = icon_button("chevron-left", t("isolation_forms.timeline.back"))
        on = icon_button("chevron-right", t("isolation_forms.timeline.on"))
        back.clicked.connect(lambda: self.turn(-7))
        on.clicked.connect(lambda: self.turn(7))
        self.period = Label("", colour="text2", parent=self.head)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (self.site, self.which, back, self.period, on):
            line.addWidget(widget)
        line.addStretch()
        surface = Surface(self)
        inner = QVBoxLayout(surface)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        self.days = TimelineHead(surface)
        self.canvas = TimelineCanvas()
        self.canvas.opened.connect(lambda room: self.shell.open_record("room", room))
        self.canvas.moved.connect(self._bring)
        self.canvas.turned.connect(self.turn)
        self._scroll = Scroll(self.canvas)
        self._empty = EmptyState(
            t("isolation_forms.timeline.empty"),
            t("isolation_forms.timeline.empty_next"),
            icon="bed-outline",
            tone=None,
        )
        inner.addWidget(self.days)
        inner.addWidget(self._scroll, 1)
        inner.addWidget(self._empty, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(surface, 1)
        Regions(self, lambda: [self.site, self.canvas])

    def keys(self) -> tuple[KeyHint, ...]:
        return tuple(
            KeyHint(key, t(f"isolation_forms.timeline.key_{what}"))
            for key, what in (
                ("\N{UPWARDS ARROW}\N{DOWNWARDS ARROW}", "walk"),
                ("\N{LEFTWARDS ARROW}\N{RIGHTWARDS ARROW}", "turn"),
                ("Enter", "open"),
            )
        )

    def reload(self) -> None:
        today = self.desk.now.date()
        begin = today + timedelta(days=self._weeks)
        days = [begin + timedelta(days=n) for n in range(DAYS)]
        with self.desk.read() as read:
            sites = [row.name for row in rooms.list_sites(read)]
            self._show_sites(sites)
            found = rooms.list_rooms(read, site=self._site())
            stays = (*isolation.list_staying(read), *isolation.list_waiting(read))
        rows = rows_of(found, stays, today, only_used=self.which.value() == USED)
        self.days.put(days, today)
        self.canvas.put(rows, days, today)
        self._scroll.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.period.setText(formats.period(days[0], days[-1]))

    def focus_first(self) -> None:
        self.canvas.setFocus()

    def state(self) -> Mapping[str, Any]:
        return {"site": self._site() or "", "which": self.which.value()}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._kept = str(state.get("site") or "")
        if state.get("which") in (USED, ALL):
            self.which.set_value(str(state["which"]))

    def turn(self, days: int) -> None:
        """By a week, never before today: who was here before stands in the list of stays."""
        self._weeks = max(0, self._weeks + days)
        self.reload()

    def _bring(self) -> None:
        place = self.canvas.place_of()
        self._scroll.ensureVisible(0, int(place.center().y()), 0, int(place.height()))

    def _site(self) -> str | None:
        value = self.site.value()
        return str(value) if value else None

    def _show_sites(self, sites: list[str]) -> None:
        chosen = self._site() or self._kept
        options = [("", t("isolation_forms.all_sites")), *((site, site) for site in sites)]
        self.site.set_options(options, chosen if chosen in sites else "")


def rows_of(
    found: Sequence[RoomRow], stays: Sequence[StayRow], today: date, *, only_used: bool
) -> list[TimeRow]:
    """A heading for each building, then its rooms with who has them."""
    inside: dict[int, list[StayRow]] = {}
    for row in stays:
        if row.room_id is not None:
            inside.setdefault(row.room_id, []).append(row)
    rows: list[TimeRow] = []
    before = ""
    for room in found:
        bars = _bars(room, inside.get(room.id, ()), today)
        if only_used and not bars:
            continue
        if room.building != before:
            rows.append(TimeRow(None, room.building))
            before = room.building
        rows.append(TimeRow(room.id, room.name, t(f"isolation_papers.state.{room.state.value}"), bars))
    return rows


def _bars(room: RoomRow, stays: Sequence[StayRow], today: date) -> tuple[Bar, ...]:
    staying = [row for row in stays if row.admitted_at is not None]
    found: list[Bar] = []
    if staying:
        ends = [row.due_on for row in staying]
        last = None if None in ends else max(end for end in ends if end is not None)
        words = t("isolation.list_mark").join(masking.mask_name(row.name) for row in staying)
        if last is not None:
            words = t("isolation_forms.timeline.until", who=words, day=formats.day(last))
        begin = min(row.admitted_at.date() for row in staying if row.admitted_at is not None)
        over = last is not None and last < today
        found.append(
            Bar(begin, max(last, today) if last else None, words, Tone.DANGER if over else Tone.INFO)
        )
    for row in stays:
        if row.admitted_at is None:
            words = t("isolation_forms.timeline.promised", who=masking.mask_name(row.name))
            found.append(Bar(today, today, words, Tone.INFO, promised=True))
    if not found and room.state.value in ("to_clean", "cleaning", "to_check"):
        tone = Tone.WARN if room.state.value == "to_clean" else Tone.PROC
        found.append(Bar(today, today, t(f"isolation_papers.state.{room.state.value}"), tone))
    if room.state.value == "closed":
        words = room.reason or t("isolation_papers.state.closed")
        found.append(Bar(today, None, words, Tone.NEUTRAL))
    return tuple(found)
