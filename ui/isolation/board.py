"""The board: every room of a site by building and floor, and the card of a person or a room beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from duty_desk import rooms
from duty_desk.isolation import board as board_rows
from duty_desk.isolation import stay_queries
from duty_desk.isolation.board import Board, Occupant, Tile
from duty_desk.strings import t
from duty_desk.work import Read
from ui.feature_tab import KeyHint
from ui.isolation import board_acts, board_find, state_chips
from ui.isolation.board_canvas import BoardCanvas
from ui.isolation.board_head import BoardHead
from ui.isolation.board_layout import Size
from ui.isolation.board_moves import MoveConduct
from ui.isolation.board_names import Names
from ui.isolation.person_panel import PersonPanel
from ui.isolation.room_panel import RoomPanel
from ui.isolation.state_chips import ALL
from ui.isolation.tile_words import Looks
from ui.kit.choices import FilterChips
from ui.kit.drawer import DrawerRow
from ui.kit.notices import EmptyState
from ui.kit.pages import Pages
from ui.kit.panels import SIDE_WIDTH, SidePanel
from ui.kit.regions import Regions
from ui.views.view import View

if TYPE_CHECKING:
    from duty_desk.isolation.stay_queries import StayRow
    from ui.isolation.tab import IsolationTab

WIDE_WINDOW, WIDE_PANEL = 1600, 440
# What a clock changes on the board without anybody writing: slots become due, waiting times grow.
MINUTE_MS = 60_000


class BoardView(View):
    """Arrows walk over the rooms, Enter opens the card; M moves, T reads a floor, R begins a release."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"room", "stay", "stay_room", "reading"})

    def __init__(self, tab: IsolationTab) -> None:
        super().__init__(tab)
        self.found: Board | None = None
        self.tiles: dict[int, Tile] = {}
        self.waiting: dict[int, StayRow] = {}
        self.names, self._looks = Names(self), Looks()
        # The panel chooses the room, not the other way round.
        self._leads = False
        self._chip = ALL
        self._site = ""
        self.panel: SidePanel | None = None
        self.head = self.top = BoardHead(self)
        self.chips = FilterChips([], name=t("isolation_tab.board.chips"), parent=self)
        self.chips.chosen.connect(self.choose)
        self.canvas = BoardCanvas(t("isolation_tab.board.name"), self)
        self.moves = MoveConduct(self)
        self.canvas.opened.connect(self.open_room)
        self.canvas.current_changed.connect(self._moved)
        self.canvas.letter_pressed.connect(self.letter)
        self.canvas.filter_asked.connect(self._to_search)
        self.canvas.clear_asked.connect(self._escape)
        self.canvas.menu_asked.connect(lambda room, spot: board_acts.open_menu(self, room, spot))
        self.chips.serve_digits_of(self.canvas)
        self._pages = Pages(self)
        self._pages.addWidget(self.canvas)
        self._empty: EmptyState | None = None
        self._body = DrawerRow()
        self._body.addWidget(self._pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addLayout(self._body, 1)
        print_key = QShortcut(QKeySequence("Ctrl+P"), self)
        print_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        print_key.activated.connect(self.print_board)
        Regions(
            self,
            lambda: [self.top.search, self.chips, self.canvas, *([self.panel] if self.panel else [])],
        )
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.tick)
        self._minute.start()

    # --- what the screen asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        return tuple(KeyHint(key, t(f"isolation_tab.keys.{what}")) for key, what in board_acts.KEYS)

    def reload(self) -> None:
        self.names.hide_in_time()
        with self.desk.read() as read:
            sites = [row.name for row in rooms.list_sites(read) if row.rooms]
            if self._site not in sites:
                self._site = sites[0] if len(sites) > 1 else ""
            found = self._read_board(read)
            waiting = [row for row in stay_queries.list_waiting(read) if row.approved_at is not None]
        self.found = found
        self.tiles = {tile.room.id: tile for tile in found.tiles()}
        # Who has a promised room stands there.
        self.waiting = {row.id: row for row in waiting if row.room_id is None}
        self.top.show_sites(sites, self._site)
        self.top.show_revealed(self.revealed)
        self.chips.set_choices(state_chips.choices(found), self._chip)
        self.canvas.put(self._looks.board(found, self.waiting.values()))
        self.canvas.setAccessibleDescription(state_chips.spoken_counts(found))
        self._show_page()
        self.filter_now()
        self._refresh_panel()

    def _read_board(self, read: Read) -> Board:
        """The board of the site; with one site, the one that the head of the screen was reckoned from."""
        whole = self.tab.take_board()
        if whole is not None and not self._site and not self.revealed:
            return whole
        return board_rows.board(read, site=self.site, revealed=self.revealed)

    def focus_first(self) -> None:
        shown = self.canvas if self._pages.currentWidget() is self.canvas else self.top.search
        shown.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        found = board_find.show_record(self, kind, record_id)
        return found or (kind != "room" and self.tab.open_stay_elsewhere(record_id))

    def show_matches(self, text: str) -> None:
        self.top.search.setText(text)
        self.filter_now()

    def state(self) -> Mapping[str, Any]:
        return {"chip": self._chip, "site": self._site, "size": self.canvas.size_asked.value}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._chip = str(state.get("chip") or ALL)
        self._site = str(state.get("site") or "")
        if state.get("size") in set(Size):
            self.canvas.set_size(Size(state["size"]))

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    # --- filters ---

    @property
    def site(self) -> str | None:
        """The site shown, None for the only one."""
        return self._site or None

    @property
    def chip(self) -> str:
        """The choice over the board."""
        return self._chip

    def choose(self, key: str) -> None:
        """Let everything fade that a chip does not mean."""
        self._chip = key
        self.chips.set_value(key)
        self.filter_now()

    def choose_site(self, site: str) -> None:
        """Show another site."""
        self.close_panel()
        self.bring_site(site)

    def bring_site(self, site: str) -> None:
        """Show another site beside the panel that is open."""
        self._site = site
        self.reload()

    def filter_now(self) -> None:
        """What was typed and chosen over the board, in force at once."""
        typed = self.top.search.text().strip().lower()
        if self._chip == ALL and not typed:
            return self.canvas.show_only(None)
        looks = [place.look for place in self.canvas.plan.tiles]
        shown = frozenset(
            look.room
            for look in looks
            if (self._chip == ALL or self._chip in look.chips) and typed in look.search
        )
        self.canvas.show_only(shown)
        if shown and self.canvas.current not in shown:
            self.canvas.set_current(next(look.room for look in looks if look.room in shown))

    def _to_search(self) -> None:
        self.top.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _escape(self) -> None:
        if self.panel is not None:
            self.close_panel()
            return
        self.top.search.setText("")
        self.choose(ALL)

    # --- the panel ---

    @property
    def panel_width(self) -> int:
        """How wide a panel is beside the board."""
        return WIDE_PANEL if self.window().width() >= WIDE_WINDOW else SIDE_WIDTH

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the board."""
        self.panel = panel
        self._body.put(panel, self.close_panel)

    def close_panel(self) -> None:
        """Back to the board alone."""
        self.put_panel(None)
        self.canvas.setFocus()

    def open_room(self, room: int) -> None:
        """Enter or a click: the card of whoever is there, the beds of a shared room, or the room."""
        if room < 0:
            self.tab.start_admission(-room)
            return
        tile = self.tiles.get(room)
        if tile is None:
            return
        if len(tile.occupants) == 1 and tile.room.beds == 1:
            self.show_person(tile.occupants[0].stay)
        else:
            self.show_room(room)

    def show_person(self, stay: int) -> PersonPanel:
        """The card of a person."""
        panel = self.panel
        if not isinstance(panel, PersonPanel):
            panel = PersonPanel(self)
            self.put_panel(panel)
        panel.show_stay(stay)
        return panel

    def bring_person(self, stay: int) -> None:
        """Make the room of a person current and show their card, also where others are in the room."""
        found = self.occupant(stay)
        if found is not None:
            self.show_person(stay)
            self._leads = True
            self.canvas.set_current(found[0].room.id)
            self._leads = False

    def show_room(self, room: int) -> RoomPanel:
        """The card of a room."""
        panel = self.panel
        if not isinstance(panel, RoomPanel):
            panel = RoomPanel(self)
            self.put_panel(panel)
        panel.show_room(room)
        return panel

    def occupant(self, stay: int) -> tuple[Tile, Occupant] | None:
        """The tile and the line of a person who is there."""
        for tile in self.tiles.values():
            for one in tile.occupants:
                if one.stay == stay:
                    return tile, one
        return None

    def _moved(self, room: int) -> None:
        """The panel follows the current room; what was typed and not saved is offered first."""
        panel = self.panel
        if self._leads or room < 0 or not isinstance(panel, PersonPanel | RoomPanel):
            return
        if isinstance(panel, PersonPanel) and panel.unsaved:
            panel.offer_save(
                lambda: panel.keep() and self.open_room(self.canvas.current),
                lambda: self.open_room(self.canvas.current),
            )
        else:
            self.open_room(room)

    def _refresh_panel(self) -> None:
        panel = self.panel
        if isinstance(panel, PersonPanel):
            if self.occupant(panel.stay_id) is None:
                self.close_panel()
            else:
                panel.refresh()
        elif isinstance(panel, RoomPanel):
            panel.refresh()

    # --- acts ---

    def letter(self, letter: str) -> None:
        """T, M and R as on the buttons."""
        acts = {"T": self.start_sheet, "M": self.start_move, "R": self.start_release}
        if letter in acts:
            acts[letter]()

    def start_sheet(self) -> None:
        """T: the floor of the current room."""
        tile = self.tiles.get(self.canvas.current)
        if tile is not None:
            self.tab.start_sheet(tile.room.building, tile.room.floor)

    def start_move(self) -> None:
        """M: move whoever is in the current room."""
        self.canvas.setFocus()
        self.moves.start(self.canvas.current)

    def start_release(self) -> None:
        """R: the release of whoever is in the current room."""
        tile = self.tiles.get(self.canvas.current)
        if isinstance(self.panel, PersonPanel) and self.panel.stay_id:
            self.tab.start_release(self.panel.stay_id)
        elif tile is not None and len(tile.occupants) == 1:
            self.tab.start_release(tile.occupants[0].stay)
        elif tile is not None and tile.occupants:
            self.show_room(tile.room.id)

    def print_board(self) -> None:
        """The rooms as a paper."""
        board_acts.print_board(self, self.site)

    def reveal(self) -> None:
        """The eye: ask why, then show names for five minutes; once more hides them."""
        self.names.ask()

    @property
    def revealed(self) -> bool:
        """Whether names stand in full now."""
        return self.names.shown

    def tick(self) -> None:
        """A minute went by."""
        if self.isVisible() and self.canvas.move_state is None:
            board_acts.free_aired(self)
            self.tab.reload()

    # --- empty ---

    def _show_page(self) -> None:
        if self.tiles or self.waiting:
            self._pages.setCurrentWidget(self.canvas)
            return
        if self._empty is None:
            self._empty = board_acts.empty_board(self)
            self._pages.addWidget(self._empty)
        self._pages.setCurrentWidget(self._empty)
