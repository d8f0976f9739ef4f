"""The roster of a month: who is on when, who has been on too long, who is missing (interface §7.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from duty_desk.errors import DutyDeskError, StorageError
from duty_desk.roles import Permission
from duty_desk.roster import next_shift, on_duty
from duty_desk.roster.history import list_changes
from duty_desk.roster.month import Month, PersonLine, read_month
from duty_desk.roster.proposing import Proposal
from duty_desk.strings import t
from ui.duty import roster_acts, roster_sheets
from ui.duty.roster_bar import ProposalBar
from ui.duty.roster_chips import ALL, CHIPS, UNMANNED, choices, facts, on_duty_words, shown
from ui.duty.roster_grid import RosterGrid
from ui.duty.roster_head import RosterLine
from ui.duty.roster_panel import RosterPanel
from ui.duty.roster_totals import RosterLegend, RosterTotals
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.choices import FilterChips
from ui.kit.drawer import DrawerRow
from ui.kit.notices import EmptyState
from ui.kit.pages import Pages
from ui.kit.panels import SidePanel, Surface
from ui.kit.regions import Regions
from ui.views.act_panel import ActPanel
from ui.views.view import View

if TYPE_CHECKING:
    from ui.duty.tab import DutyTab

_KEYS = (
    ("B", "day"),
    ("Y", "night"),
    ("X", "rest"),
    ("D", "leader"),
    ("S", "standby"),
    ("Shift+B", "add"),
    ("Delete", "clear"),
    ("Shift+Right", "range"),
    ("Ctrl+C", "copy"),
    ("Ctrl+V", "paste"),
    ("Return", "open"),
    ("H", "holiday"),
    ("Q", "leave"),
    ("Alt+Up", "up"),
    ("Alt+Left", "back"),
    ("Alt+Right", "on"),
    ("Ctrl+P", "print"),
    ("F6", "region"),
)
# A shift ends with the clock.
EVERY_MS = 60_000
_IN_STATUS = frozenset({"B", "Y", "X", "Return"})


class RosterView(View):
    """One month. `panel` is a person or a form beside it."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"roster_person", "duty", "calendar_day", "policy", "restriction", "health_check", "person_test"}
    )

    def __init__(self, tab: DutyTab) -> None:
        super().__init__(tab)
        self._first, self._follows_today, self._chip = self.desk.now.date().replace(day=1), True, ALL
        self.month: Month | None = None
        # What stands there holds until another shift or another day begins.
        self._facts, self._until = "", self.desk.now
        self.panel: SidePanel | None = None
        self.line = RosterLine(self)
        self.head = self.line
        self.chips = FilterChips([], name=t("views.chips"), parent=self)
        self.grid = RosterGrid()
        self.totals, self.legend = RosterTotals(self.grid), RosterLegend()
        self.chips.serve_digits_of(self.grid)
        self._pages = Pages()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(EmptyState(t("duty_roster.nobody")))
        self.bar = ProposalBar(self)
        surface = Surface(self)
        box = QVBoxLayout(surface)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        for widget, stretch in ((self.bar, 0), (self._pages, 1), (self.totals, 0), (self.legend, 0)):
            box.addWidget(widget, stretch)
        self._body = DrawerRow()
        self._body.addWidget(surface, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addLayout(self._body, 1)
        self._connect()
        self._clock = QTimer(self, interval=EVERY_MS)
        self._clock.timeout.connect(self.pass_time)
        self._clock.start()
        Regions(self, lambda: [self.chips, self._pages, *([self.panel] if self.panel else [])])

    # --- what the screen asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        return tuple(
            KeyHint(key, t(f"duty_roster.key.{said}"), in_status=key in _IN_STATUS) for key, said in _KEYS
        )

    def facts(self) -> str:
        return self._facts

    def reload(self) -> None:
        today = self.desk.now.date()
        if self._follows_today:
            self._first = today.replace(day=1)
        with self.desk.read() as read:
            self.month = read_month(read, self._first)
            now = on_duty(read)
            self._until = min(now.ends_at, datetime.combine(today + timedelta(days=1), time()))
            self._facts = on_duty_words(now, next_shift(read))
        self.line.show_month(self._first, today)
        self.line.allow(
            plan=self.tab.may(Permission.PLAN_ROSTER),
            imports=self.tab.may(Permission.IMPORT),
            prints=self.tab.may(Permission.PRINT),
            exports=self.tab.may(Permission.EXPORT),
        )
        self._fill(self.month)
        self._refresh_panel()

    def pass_time(self) -> None:
        """A minute went by: another shift runs, or another day."""
        if not self.isVisible() or self.desk.now < self._until:
            return
        try:
            self.reload()
        except StorageError:
            # The status line tells of the storage by itself; the next minute tries again.
            return
        self.tab.facts_changed.emit()

    def focus_first(self) -> None:
        (self.grid, self._first_person, self.chips)[self._pages.currentIndex()].setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        self.choose(ALL)
        if kind == "roster_day":
            day = date.fromordinal(record_id)
            self.show_month(day.replace(day=1))
            self.grid.go_to(0, self.grid.roster.column_of(day))
            return True
        month = self.month
        if month is None or self.grid.roster.row_of(record_id) < 0:
            return False
        self.grid.go_to_place(record_id, month.as_of)
        self.show_person()
        return True

    def show_matches(self, text: str) -> None:
        self.choose(ALL)
        here = self.grid.currentIndex()
        for row, line in enumerate(self.grid.roster.lines):
            if text in line.person.title:
                self.grid.go_to(row, here.column())
                return

    def state(self) -> Mapping[str, Any]:
        return {"chip": self._chip}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("chip") in CHIPS:
            self._chip = str(state["chip"])

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False)) or bool(self.grid.roster.proposed)

    def failed(self, error: Exception) -> None:
        """Work beside the window ended in a refusal."""
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)

    # --- month, chips ---

    def show_month(self, first: date) -> None:
        """Another month; the one of today goes on with the clock."""
        self._first, self._follows_today = first, first == self.desk.now.date().replace(day=1)
        self.put_panel(None)
        self.drop_proposal()
        self.reload()
        self.grid.go_to_start()
        self.focus_first()

    @property
    def chip(self) -> str:
        """Who is shown; ALL for everybody."""
        return self._chip

    def choose(self, key: str) -> None:
        """Only some of the people; for days without everybody: the next such day."""
        again, self._chip = key == self._chip, key
        self.chips.set_value(key)
        if self.month is None:
            return
        self._fill(self.month)
        if key == UNMANNED:
            self._next_unmanned(self.month, again)

    def _next_unmanned(self, month: Month, again: bool) -> None:
        place = self.grid.current_place()
        after = place[1] if again and place is not None else date.min
        day = next((each for each in month.unmanned if each > after), next(iter(month.unmanned), None))
        if day is not None:
            self.grid.go_to(max(0, self.grid.currentIndex().row()), self.grid.roster.column_of(day))

    # --- proposals ---

    def propose(self, found: Proposal) -> None:
        """Show cells as they might be; Enter takes them over, Esc drops them."""
        self.grid.roster.propose(found.cells, found.left)
        self.show_proposal()
        self.focus_first()

    def show_proposal(self) -> None:
        """What would change, in words."""
        self.bar.put(self.grid.roster)

    def drop_proposal(self) -> None:
        """The roster as it is."""
        self.grid.roster.propose({})
        self.bar.put(self.grid.roster)

    # --- the panel ---

    def current_line(self) -> PersonLine | None:
        """The person of the bar."""
        row, lines = self.grid.currentIndex().row(), self.grid.roster.lines
        return lines[row] if 0 <= row < len(lines) else None

    def name_of(self, person: int) -> str:
        """What somebody is called."""
        row = self.grid.roster.row_of(person)
        return self.grid.roster.lines[row].person.title if row >= 0 else ""

    def show_person(self) -> None:
        """Beside the grid: the person of the bar, and the cell."""
        line, place = self.current_line(), self.grid.current_place()
        if line is None or place is None or self.month is None:
            return
        with self.desk.read() as read:
            changes = list_changes(read, person=line.person.id, limit=400)
        panel = RosterPanel(
            line,
            place[1],
            self.month,
            changes,
            may_plan=self.tab.may(Permission.PLAN_ROSTER),
            officer=t("duty_roster.person.is_officer") if line.person.officer else "",
            parent=self,
        )
        panel.swap_asked.connect(lambda: roster_acts.swap(self))
        panel.edit_asked.connect(lambda: roster_acts.edit_person(self))
        panel.retire_asked.connect(lambda: roster_acts.retire(self))
        self.put_panel(panel)

    def is_form_open(self) -> bool:
        """Whether a form stands beside the grid."""
        return isinstance(self.panel, ActPanel)

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the grid."""
        self.panel = panel
        self._body.put(panel, self.close_panel)

    def close_panel(self) -> None:
        """Back to the grid."""
        self.put_panel(None)
        self.focus_first()

    def print_month(self) -> None:
        """Ctrl+P."""
        roster_sheets.print_month(self, self._first)

    # --- inside ---

    def _fill(self, month: Month) -> None:
        self.grid.roster.put(month, shown(month, self._chip))
        self.grid.lay_out()
        self.totals.put()
        self.chips.set_choices(choices(month), self._chip)
        self.legend.put(month.limits, facts(month))
        filled = bool(month.lines)
        self._pages.setCurrentIndex(0 if self.grid.roster.lines else 2 if filled else 1)
        self.totals.setVisible(filled)

    def _empty_page(self) -> EmptyState:
        button = Button(t("duty_roster.menu.add"), icon="account-plus-outline", kind=Kind.PRIMARY)
        button.clicked.connect(self._add)
        self._first_person = button
        return EmptyState(
            t("duty_roster.empty"),
            t("duty_roster.empty_next"),
            icon="calendar-account-outline",
            tone=None,
            button=button,
        )

    def _connect(self) -> None:
        self.chips.chosen.connect(self.choose)
        self.bar.taken.connect(lambda: roster_acts.accept(self))
        self.bar.dropped.connect(self.drop_proposal)
        self.line.month_chosen.connect(self.show_month)
        self.line.rest_asked.connect(lambda: roster_acts.propose_rest(self))
        self.line.print_asked.connect(self.print_month)
        self.line.asked.connect(self._chosen)
        grid = self.grid
        grid.asked.connect(lambda wanted: roster_acts.write(self, wanted))
        grid.typed.connect(lambda wanted: roster_acts.write(self, wanted, go_on=True))
        grid.opened.connect(self._opened)
        grid.day_opened.connect(lambda day: roster_acts.edit_day(self, day))
        grid.moved.connect(self._moved)
        grid.escape_pressed.connect(self._escape)
        grid.leave_asked.connect(lambda: roster_acts.leave(self))
        grid.shifted.connect(lambda by: roster_acts.move(self, by))
        grid.menu_asked.connect(lambda where: roster_acts.open_menu(self, where))
        grid.unreadable.connect(lambda text: self.shell.notify(t("duty_roster.unreadable", text=text)))
        for key, act in (
            ("Alt+Left", self.line.back.click),
            ("Alt+Right", self.line.on.click),
            ("Ctrl+P", self.print_month),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _add(self) -> None:
        roster_acts.edit_person(self, fresh=True)

    def _import(self) -> None:
        self.shell.open_import("roster")

    def _chosen(self, key: str) -> None:
        place = self.grid.current_place()
        acts = {
            "pattern": lambda: roster_acts.propose_pattern(self),
            "add": self._add,
            "day": lambda: place is not None and roster_acts.edit_day(self, place[1]),
            "import": self._import,
            "calendar": lambda: roster_sheets.print_month(self, self._first, as_calendar=True),
            "excel": lambda: roster_sheets.save_workbook(self, self._first),
            "excel_calendar": lambda: roster_sheets.save_workbook(self, self._first, as_calendar=True),
        }
        acts[key]()

    def _opened(self) -> None:
        """Enter: takes the proposal over, or shows the person."""
        if self.grid.roster.proposed:
            roster_acts.accept(self)
        else:
            self.show_person()

    def _moved(self) -> None:
        """The panel follows the bar unless a form stands in it."""
        if isinstance(self.panel, RosterPanel) and self.grid.hasFocus():
            self.show_person()
            self.grid.setFocus()

    def _refresh_panel(self) -> None:
        if isinstance(self.panel, RosterPanel):
            if self.grid.roster.row_of(self.panel.line.person.id) < 0:
                self.put_panel(None)
            else:
                self.show_person()

    def _escape(self) -> None:
        if self.grid.roster.proposed:
            self.drop_proposal()
        elif self.panel is not None:
            self.close_panel()
        elif self._chip != ALL:
            self.choose(ALL)
