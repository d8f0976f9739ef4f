"""The disinfection screen: the rounds of the day first, then rooms, records, solutions and what lies behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QTimer

from duty_desk import formats
from duty_desk.desk import SYSTEM
from duty_desk.disinfection import grid, terminal
from duty_desk.disinfection.areas import AreaRow
from duty_desk.disinfection.rules import Shown
from duty_desk.errors import StorageError
from duty_desk.strings import t
from ui.disinfection.views import VIEWS
from ui.feature_tab import Shell
from ui.kit.tokens import Tone
from ui.views.tab import ViewsTab

# What is due becomes overdue with the clock, and a room is aired.
EVERY_MS = 60_000


class DisinfectionTab(ViewsTab):
    """Views are lines of `ui/disinfection/views.py`; each of them says which tables it watches."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"area", "plan", "round", "disinfection_record", "mix", "lamp", "lamp_use", "short_record"}
        | {"room", "lot", "stock", "policy", "officer"}
    )
    VIEWS = VIEWS
    TEXTS = "disinfection_tab.view"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._areas = self._rounds = self._overdue = self._due = 0
        self._clock = QTimer(self, interval=EVERY_MS)
        self._clock.timeout.connect(self.pass_time)
        self._clock.start()

    def facts(self) -> str:
        if not self._rounds:
            return ""
        areas, rounds = formats.number(self._areas), formats.number(self._rounds)
        return t("disinfection_tab.facts", areas=areas, rounds=rounds)

    def badge(self) -> tuple[int, Tone]:
        return (self._overdue, Tone.DANGER) if self._overdue else (self._due, Tone.WARN)

    def read_facts(self) -> Mapping[str, int | None]:
        with self.desk.read() as read:
            today = grid.day_grid(read, read.at.date())
            waiting = len(terminal.list_terminal(read))
        self._areas = sum(len(group.rows) for group in today.groups)
        self._rounds = sum(today.counts.values())
        self._overdue, self._due = today.counts[Shown.OVERDUE], today.counts[Shown.DUE]
        return {"terminal": waiting or None}

    def record_once(self, area: AreaRow) -> None:
        """One time more at an area, or after an event that no other desk reported: in the form of today."""
        view: Any = self.show_view("day")
        view.show_today()
        view.show_form(area, None)

    def pass_time(self) -> None:
        """A minute went by: free what is aired and was checked, show anew what the clock has changed."""
        try:
            with self.desk.read() as read:
                over = not self.desk.read_only and terminal.airing_over(read)
            if over:
                with self.desk.work(SYSTEM) as work:
                    terminal.finish_airing(work)
        except StorageError:
            # The status line tells of the storage by itself; the next minute tries again.
            return
        if self.isVisible():
            self.reload()
