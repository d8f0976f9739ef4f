"""All stays, those who are there and those who were: filtered, exported, printed, each with what can be done (product rules I4 and I7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats, isolation, masking
from duty_desk.errors import DutyDeskError
from duty_desk.isolation import care, papers_lists
from duty_desk.isolation.stay_ledger import STAYS
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.isolation import stays_changes
from ui.isolation.board_swap import move_back, swap_back, swap_panel
from ui.isolation.care import care_panel, diet_panel, home_panel, sample_panel
from ui.isolation.person_log import MANY, Log, LogLine
from ui.isolation.stays_leaving import leave_panel
from ui.isolation.stays_panel import STATES, StayPanel
from ui.isolation.stays_papers import paper_acts, print_list
from ui.isolation.stays_reveal import SHOWN_MS, open_scan, reveal_panel
from ui.kit.buttons import Button, Kind
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView

CHIPS = ("admitted", "requested", "assessed", "approved", "ended", "dropped")
# What fits beside the panel in the smallest window.
WIDTHS = {
    "number": 56,
    "name": 72,
    "room": 96,
    "category": 88,
    "unit": 104,
    "admitted_at": 104,
    "due_on": 80,
    "state": 120,
}
MakePanel = Callable[[Any, StayRow, QWidget], ActPanel]


class StaysView(ListView):
    """Enter opens; E gives more days, M another room, R releases."""

    LEDGER = fitted(STAYS, WIDTHS, ("ended_at",))
    STRONG = "number"
    SEARCHES = "isolation_forms.stays.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"stay", "stay_room", "stay_change", "person", "room"})
    KEYS = (
        ("E", "isolation_forms.extend.verb"),
        ("M", "isolation_forms.move.verb"),
        ("R", "isolation_forms.release.verb"),
    )

    def buttons(self) -> Sequence[QWidget]:
        observed = Button(t("isolation_forms.stays.print"), icon="printer-outline", parent=self.head)
        observed.clicked.connect(self.print_observed)
        return (observed,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for state in CHIPS:
            tone, icon = STATES[state]
            found[state] = Chip(t(f"isolation.state.{state}"), {"state": state}, icon, tone)
            if state == "ended":
                found["at_home"] = Chip(
                    t("isolation.filter.at_home"), {"at_home": True}, "home-outline", tone
                )
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": lambda row: number_cell(row) if row.number else _none()}

    def faint(self, row: Any) -> bool:
        return str(row.state) in ("ended", "dropped")

    def empty(self) -> QWidget:
        return EmptyState(
            t("isolation_forms.stays.empty"),
            t("isolation_forms.stays.empty_next"),
            icon="bed-outline",
            tone=None,
        )

    def show_row(self, row_id: int) -> None:
        try:
            with self.desk.read() as read:
                row = isolation.get_stay(read, row_id)
                course = care.course(read, row_id, limit=MANY)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = self.panel
        if not isinstance(panel, StayPanel):
            panel = StayPanel(parent=self)
            self.put_panel(panel)
        log = Log(t("isolation_forms.stays.course"))
        log.put([LogLine(line.at, line.text, line.officer or "", line.loud) for line in course])
        panel.show_row(row, [log] if course else [])
        panel.show_acts(*self._acts(row))

    def refresh_panel(self) -> None:
        if isinstance(self.panel, StayPanel) and self.panel.stay:
            self.show_row(self.panel.stay)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if row is None or not self.tab.may(Permission.WORK_SITE) or str(row.state) != "admitted":
            return
        if letter == "R":
            self.tab.start_release(row.id)
            return
        makers: dict[str, MakePanel] = {"E": stays_changes.extend_panel, "M": stays_changes.move_panel}
        if letter in makers:
            self.ask(row.id, makers[letter], "extend" if letter == "E" else "move")

    def print_observed(self) -> None:
        """The list of those who are there, names shortened."""
        print_list(
            self.shell,
            "observed",
            lambda read, target: papers_lists.draw_observed(read, target),
            t("isolation_papers.observed.title"),
        )

    def ask(self, stay: int, make: MakePanel, key: str) -> ActPanel:
        """One of the small forms; afterwards the stay is shown again."""
        with self.desk.read() as read:
            row = isolation.get_stay(read, stay)
        panel = make(self.shell, row, self)

        def done(given: object) -> None:
            self._back_to(stay)
            said = _said(key, row, given)
            if key == "move":
                self.shell.notify(said, undo=lambda: move_back(self.desk, stay))
            elif key == "swap" and isinstance(given, int):
                self.shell.notify(said, undo=lambda: swap_back(self.desk, stay, given))
            else:
                self.shell.notify(said, locked=t(f"isolation_forms.{key}.locked"))

        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()
        return panel

    def _back_to(self, stay: int) -> None:
        """From a form to the list with that stay, and what is known of it beside."""
        self.put_panel(None)
        self.list.setFocus()
        self.list.select_id(stay)
        self.show_row(stay)

    def _acts(self, row: StayRow) -> tuple[list[Any], list[Any]]:
        verbs: list[Any] = []
        more: list[Any] = []
        state = row.state.value
        site = self.tab.may(Permission.WORK_SITE)
        if state in ("requested", "assessed", "approved") and self.tab.may(Permission.REQUEST_STAY):
            go = lambda: self.tab.start_admission(row.id)  # noqa: E731
            verbs.append((t("isolation_forms.waiting.go_on"), "login", Kind.PRIMARY, "", go))
        if state == "admitted" and site:
            release = lambda: self.tab.start_release(row.id)  # noqa: E731
            verbs += [
                (t("isolation_forms.release.short"), "logout", Kind.PRIMARY, "R", release),
                self._verb(row, "move", stays_changes.move_panel, "swap-horizontal", "M"),
                self._verb(row, "extend", stays_changes.extend_panel, "", "E"),
            ]
            if row.lacks:
                more.append(
                    (t("isolation_forms.emergency.complete"), lambda: self.tab.start_admission(row.id))
                )
            makers: tuple[tuple[str, MakePanel], ...] = (
                ("shorten", stays_changes.shorten_panel),
                ("rebase", stays_changes.rebase_panel),
                ("swap", swap_panel),
                ("refer", stays_changes.refer_panel),
                ("leave", leave_panel),
                ("diet", diet_panel),
                ("care", care_panel),
                ("sample", sample_panel),
            )
            for key, make in makers:
                more.append(
                    (t(f"isolation_forms.{key}.menu"), lambda key=key, make=make: self.ask(row.id, make, key))
                )
        if (
            state == "ended"
            and site
            and row.home_until is not None
            and row.home_until >= self.desk.now.date()
        ):
            verbs.append(self._verb(row, "home", home_panel, "thermometer", ""))
        more += paper_acts(self.shell, row)
        if row.attachment_id is not None:
            scan = row.attachment_id
            more.append((t("isolation_forms.scan.open"), lambda: open_scan(self.shell, scan)))
        if self.tab.may(Permission.REVEAL):
            more.append((t("isolation_forms.reveal.menu"), lambda: self.reveal(row.id)))
        return verbs, more

    def reveal(self, stay: int) -> ActPanel:
        """Name and numbers in full for half a minute, with the reason."""
        with self.desk.read() as read:
            row = isolation.get_stay(read, stay)
        panel = reveal_panel(self.shell, row, self)

        def done(values: dict[str, str]) -> None:
            self._back_to(stay)
            if isinstance(self.panel, StayPanel):
                self.panel.show_in_full(values, SHOWN_MS)

        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()
        return panel

    def _verb(self, row: StayRow, key: str, make: MakePanel, icon: str, letter: str) -> Any:
        act = lambda: self.ask(row.id, make, key)  # noqa: E731
        return (t(f"isolation_forms.{key}.short"), icon, Kind.DEFAULT, letter, act)


def _none() -> Any:
    from ui.kit.cells import Cell

    return Cell("\N{EN DASH}")


def _said(key: str, row: StayRow, given: object) -> str:
    from datetime import date

    day = formats.day(given) if isinstance(given, date) else ""
    return t(f"isolation_forms.{key}.done", name=masking.mask_name(row.name), day=day)
