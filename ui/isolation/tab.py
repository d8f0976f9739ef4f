"""The isolation screen: the board of rooms first, F2 takes somebody in; one view at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from duty_desk import rooms
from duty_desk.isolation import board, stay_codes
from duty_desk.isolation.board import Board, Mark
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import KeyHint, Shell
from ui.isolation.views import VIEWS
from ui.kit.tokens import Tone
from ui.views.tab import ViewsTab

if TYPE_CHECKING:
    from ui.isolation.wall import BoardWall


class IsolationTab(ViewsTab):
    """F2 holds in all views. What leads from one view to another stands here: views know nothing of one another."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {
            "zone",
            "room",
            "room_event",
            "stay",
            "stay_room",
            "stay_change",
            "reading",
            "stay_test",
            "care_entry",
        }
        | {"person", "policy", "disinfection_record", "round"}
    )

    VIEWS = VIEWS
    TEXTS = "isolation_tab.view"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._facts = ""
        self._badge: tuple[int, Tone] = (0, Tone.NEUTRAL)
        self._board: Board | None = None
        self._wall: BoardWall | None = None
        self.bind("F2", self.start_admission)
        self.bind("F11", self.show_wall)

    # --- what the window asks ---

    def facts(self) -> str:
        return self._facts

    def badge(self) -> tuple[int, Tone]:
        return self._badge

    def read_facts(self) -> Mapping[str, int | None]:
        with self.desk.read() as read:
            sites = [site for site in rooms.list_sites(read) if site.rooms]
            self._board = board.board(read)
        marks = self._board.problems
        total = sum(site.rooms for site in sites)
        places = [t("isolation_tab.place", name=site.name, rooms=site.rooms) for site in sites]
        self._facts = ""
        if total:
            words = t("isolation_tab.mark").join(places)
            self._facts = t("isolation_tab.facts", rooms=total, places=words)
        grave = marks[Mark.MISSING] + marks[Mark.FEVER]
        leaving = marks[Mark.RELEASE_TODAY]
        self._badge = (grave, Tone.DANGER) if grave else (leaving, Tone.WARN)
        if self._wall is not None:
            self._wall.refresh()
        return {}

    def shared_keys(self) -> tuple[KeyHint, ...]:
        wall = KeyHint("F11", t("isolation_tab.key.wall"))
        if not self.allowed[Permission.REQUEST_STAY]:
            return (wall,)
        return (KeyHint("F2", t("isolation_tab.key.admit"), in_status=True), wall)

    def take_scan(self, code: str) -> bool:
        """The code on a notice opens the stay."""
        with self.desk.read() as read:
            found = stay_codes.find_stay(read, code)
        return found is not None and self.open_record("stay", found)

    # --- what the views ask ---

    def take_board(self) -> Board | None:
        """The board of all sites as it was read for the head just now; once, as it is old afterwards."""
        found, self._board = self._board, None
        return found

    def show_wall(self) -> BoardWall:
        """F11: the board of the site over the whole screen, for a wall."""
        from ui.isolation.wall import BoardWall

        if self._wall is None:
            self._wall = BoardWall(self.desk, getattr(self.view, "site", None), self)
            self._wall.destroyed.connect(self._wall_closed)
            self._wall.open()
        return self._wall

    def _wall_closed(self) -> None:
        self._wall = None

    def start_admission(self, stay: int | None = None, room: int | None = None) -> None:
        """F2: take somebody in, or go on with somebody who waits; with a room, into that one."""
        if self.may(Permission.REQUEST_STAY) or self.may(Permission.WORK_SITE):
            self._start("admission", stay, room)

    def start_sheet(self, building: str, floor: int) -> None:
        """T: the temperatures of a whole floor."""
        if self.may(Permission.WORK_SITE):
            self._start("sheet", building, floor)

    def start_release(self, stay: int) -> None:
        """R: what is still missing for the release of somebody, and the release itself."""
        if self.may(Permission.WORK_SITE):
            self._start("release", stay)

    def _start(self, view: str, *given: Any) -> None:
        """Bring a form to the front and hand it what it begins with: every form has `start_with`."""
        if view not in self.entries:
            return
        start = getattr(self.show_view(view), "start_with", None)
        if start is not None and any(each is not None for each in given):
            start(*given)

    def open_stay_elsewhere(self, stay: int) -> bool:
        """A stay that is not on the board: where those that wait or have ended are listed."""
        return "stays" in self.entries and self.show_view("stays").open_record("stay", stay)
