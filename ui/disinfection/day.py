"""Today: areas and slots, what is overdue, and the form that writes down what was done (interface §7.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from duty_desk import formats
from duty_desk.disinfection import areas, grid, record_rows
from duty_desk.disinfection.areas import AreaRow
from duty_desk.disinfection.grid import Grid
from duty_desk.disinfection.record_rows import RoundRow
from duty_desk.disinfection.rules import Shown
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.disinfection import day_acts
from ui.disinfection.day_empty import empty_page
from ui.disinfection.day_foot import DayFoot
from ui.disinfection.day_grid import DayGrid
from ui.disinfection.day_head import DayHead
from ui.disinfection.day_model import FIRST_SLOT, LOOKS, slot_of
from ui.disinfection.detail import RecordDetail
from ui.disinfection.round_form import RoundForm
from ui.disinfection.view import DisinfectionView
from ui.feature_tab import KeyHint
from ui.kit.choices import Choice, FilterChips
from ui.kit.drawer import DrawerRow
from ui.kit.pages import Pages
from ui.kit.panels import SidePanel, Surface
from ui.kit.regions import Regions

if TYPE_CHECKING:
    from ui.disinfection.tab import DisinfectionTab

ALL = "all"
ALWAYS = ("overdue", "due", "later", "done")
SELDOM = ("missed", "exempt")
_KEYS = (
    ("Return", "fill"),
    ("Space", "tick"),
    ("N", "next"),
    ("Ctrl+Return", "save_next"),
    ("R", "route"),
    ("M", "miss"),
    ("X", "exempt"),
    ("Ctrl+P", "print"),
    ("Alt+Left", "back"),
    ("Alt+Right", "on"),
    ("F6", "region"),
)


class DayView(DisinfectionView):
    """The rounds of one day. `panel` is the form or the record beside them."""

    def __init__(self, tab: DisinfectionTab) -> None:
        super().__init__(tab)
        self.day = self.desk.now.date()
        self._follows_today, self._chip = True, ALL
        self._drawn: date | None = None
        self.grid_shown: Grid | None = None
        self.areas: Mapping[int, AreaRow] = {}
        self.panel: SidePanel | None = None
        self.line = self._make_head()
        self.head = self.line
        self.chips = FilterChips([], name=t("views.chips"), parent=self)
        self.chips.chosen.connect(self.choose)
        self.grid = DayGrid()
        self.grid.opened.connect(self.open_current)
        self.grid.ticked.connect(lambda: day_acts.tick_current(self))
        self.grid.moved.connect(self._moved)
        self.grid.letter_pressed.connect(self._letter)
        self.grid.escape_pressed.connect(self._escape)
        self.chips.serve_digits_of(self.grid)
        self.foot = DayFoot(self)
        self._pages = Pages()
        self._pages.addWidget(self.grid)
        surface = Surface(self)
        box = QVBoxLayout(surface)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self._pages, 1)
        box.addWidget(self.foot)
        self._body = DrawerRow()
        self._body.addWidget(surface, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addLayout(self._body, 1)
        Regions(self, lambda: [self.chips, self._pages, *([self.panel] if self.panel else [])])
        for key, act in (
            ("Alt+Left", self.line.back.click),
            ("Alt+Right", self.line.on.click),
            ("Ctrl+P", self.print_route),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"round", "disinfection_record", "area", "plan", "mix", "room"}
    )

    # --- what the screen asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        status = {"Space", "N", "Ctrl+Return"}
        return tuple(
            KeyHint(key, t(f"disinfection_tab.day.key.{words}"), in_status=key in status)
            for key, words in _KEYS
        )

    def reload(self) -> None:
        today = self.desk.now.date()
        if self._follows_today and self.day != today:
            self.day = today
        if self.day == today and self._drawn != today:
            day_acts.draw_up_today(self)
            self._drawn = today
        with self.desk.read() as read:
            shown = grid.day_grid(read, self.day)
            self.areas = {row.id: row for row in areas.list_areas(read, self.day, inactive=True)}
        self.grid_shown = shown
        self.line.show_day(self.day)
        may = self.tab.may(Permission.RECORD_DISINFECTION)
        self.line.route.refuse("" if may else t("disinfection_tab.may_not"))
        self._show_counts(shown)
        self._fill_grid(shown)
        words = t(
            "disinfection_tab.day.rate",
            done=formats.number(shown.done),
            total=formats.number(shown.total),
            due=formats.number(shown.due_so_far),
        )
        self.foot.put(words if shown.groups else "")
        self._refresh_panel()

    def focus_first(self) -> None:
        page = self._pages.currentWidget()
        if page is not None:
            page.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        with self.desk.read() as read:
            due = grid.get_round(read, record_id)
        if due is None:
            return False
        if due.kind == "terminal":
            return self.tab.show_view("terminal").open_record(kind, record_id)
        self.show_day(due.day)
        self.choose(ALL)
        if not self.grid.go_to_round(record_id):
            return False
        self.open_current()
        return True

    def show_matches(self, text: str) -> None:
        for number in range(len(self.grid.day.lines)):
            line = self.grid.day.area_row(number)
            if line is not None and text in line.area.name:
                self.grid.go_to(number, FIRST_SLOT + max(0, self.grid.day.now_slot))
                return

    def state(self) -> Mapping[str, Any]:
        return {"chip": self._chip}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("chip") in (ALL, *ALWAYS, *SELDOM):
            self._chip = str(state["chip"])

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    # --- days, chips ---

    def show_day(self, day: date) -> None:
        """Another day; today goes on with the clock."""
        self.day, self._follows_today = day, day == self.desk.now.date()
        self.put_panel(None)
        self.reload()
        self.focus_first()

    def show_area(self, area: int, day: date) -> None:
        """One area on a day."""
        if day != self.day:
            self.show_day(day)
        self.choose(ALL)
        self._go_back(area, FIRST_SLOT + max(0, self.grid.day.now_slot))
        self.grid.scrollTo(self.grid.currentIndex())
        self.grid.setFocus()

    def show_today(self) -> None:
        """Back to the day that runs."""
        if self.day != self.desk.now.date():
            self.show_day(self.desk.now.date())

    @property
    def chip(self) -> str:
        """The state that is shown; ALL for every one."""
        return self._chip

    def choose(self, key: str) -> None:
        """Only the rounds in one state."""
        self._chip = key
        self.chips.set_value(key)
        if self.grid_shown is not None:
            self._fill_grid(self.grid_shown)

    # --- one round ---

    def open_current(self) -> None:
        """Enter: the form of the worst round of the cell, the record of a done one; again: the next round of the cell."""
        found = self.grid.current_rounds()
        line = self.grid.day.area_row(self.grid.currentIndex().row())
        if line is None:
            return
        if not found:
            if line.area.id != grid.NO_AREA and self.may_record():
                self.show_form(line.area, None)
            return
        ids = [each.id for each in found]
        shown = self.shown_round()
        place = ids.index(shown) + 1 if shown in ids else 0
        self.show_round(found[place % len(found)])

    def may_record(self) -> bool:
        """Whether the officer may; whoever may not is told."""
        allowed = self.tab.may(Permission.RECORD_DISINFECTION)
        if not allowed:
            self.shell.notify(t("disinfection_tab.may_not"))
        return allowed

    def show_round(self, due: RoundRow) -> None:
        """The form of an open round; what was written of a done one."""
        if due.shown == Shown.DONE and due.record is not None:
            self.show_record(due.record.id)
        elif self.may_record():
            self.show_form(grid.rooms_line() if due.area is None else self.areas[due.area], due)

    def show_form(self, area: AreaRow, due: RoundRow | None) -> RoundForm:
        """Write down a round, or one time more at an area."""
        panel = RoundForm(self.shell, area, due, may_decide=True, parent=self)
        panel.saved.connect(lambda saved: day_acts.after_saving(self, saved, due))
        if due is not None:
            panel.more.clicked.connect(lambda: day_acts.open_menu(self, panel, due))
        self.put_panel(panel)
        panel.take_focus()
        return panel

    def show_record(self, record: int) -> None:
        """What was written down."""
        with self.desk.read() as read:
            found = record_rows.fetch_records(read, [record])
        if not found:
            return
        may = self.tab.may(Permission.RECORD_DISINFECTION)
        panel = RecordDetail(found[0], may_record=may, parent=self)
        panel.accept_asked.connect(lambda: day_acts.accept(self, found[0]))
        panel.withdraw_asked.connect(lambda: day_acts.withdraw(self, found[0]))
        self.put_panel(panel)

    def shown_round(self) -> int | None:
        """The round in the panel."""
        if isinstance(self.panel, RoundForm) and self.panel.due is not None:
            return self.panel.due.id
        return self.panel.row.round if isinstance(self.panel, RecordDetail) else None

    def go_next(self, after: int | None = None) -> RoundRow | None:
        """Make the next overdue round current, the longest overdue first, round and round; without any, the next due."""
        shown = self.grid_shown
        if shown is None:
            return None
        for state in (Shown.OVERDUE, Shown.DUE):
            found = [
                due
                for group in shown.groups
                for row in group.rows
                for due in row.rounds
                if due.shown == state
            ]
            found.sort(key=lambda each: (each.due_at, each.id))
            if found:
                ids = [each.id for each in found]
                due = found[(ids.index(after) + 1) % len(found)] if after in ids else found[0]
                if not self.grid.go_to_round(due.id):
                    self.choose(ALL)
                    self.grid.go_to_round(due.id)
                return due
        return None

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the grid; what was half typed is kept as a draft."""
        self.panel = panel
        self._body.put(panel, self.close_panel)

    def close_panel(self) -> None:
        """Back to the grid."""
        self.put_panel(None)
        self.focus_first()

    def print_route(self) -> None:
        """Ctrl+P: the sheet of the day for the teams."""
        day_acts.print_route(self)

    # --- inside ---

    def _make_head(self) -> DayHead:
        head = DayHead(lambda: self.desk.now, self)
        head.day_chosen.connect(self.show_day)
        head.route_asked.connect(lambda: day_acts.start_route(self))
        head.print_asked.connect(self.print_route)
        return head

    def _show_counts(self, shown: Grid) -> None:
        counts = {str(state): count for state, count in shown.counts.items()}
        keys = [*ALWAYS, *(each for each in SELDOM if counts.get(each))]
        if self._chip not in (ALL, *keys):
            self._chip = ALL
        choices = [Choice(ALL, t("views.all"), sum(counts.values()))]
        for key in keys:
            tone, icon = LOOKS[key]
            choices.append(Choice(key, t(f"disinfection_tab.state.{key}"), counts.get(key, 0), icon, tone))
        self.chips.set_choices(choices, self._chip)

    def _fill_grid(self, shown: Grid) -> None:
        here = self.grid.currentIndex()
        line = self.grid.day.area_row(here.row()) if here.isValid() else None
        kept = (line.area.id, here.column()) if line is not None else None
        top = self.grid.verticalScrollBar().value()
        now = self.desk.now
        self.grid.day.put(
            shown, "" if self._chip == ALL else self._chip, slot_of(now) if self.day == now.date() else -1
        )
        self.grid.lay_out()
        if kept is not None:
            self._go_back(*kept)
        self.grid.verticalScrollBar().setValue(top)
        self._show_page(bool(self.grid.day.lines))

    def _go_back(self, area: int, column: int) -> None:
        for number in range(len(self.grid.day.lines)):
            line = self.grid.day.area_row(number)
            if line is not None and line.area.id == area:
                self.grid.setCurrentIndex(self.grid.day.index(number, column))
                return

    def _show_page(self, filled: bool) -> None:
        old = self._pages.widget(1)
        if old is not None:
            self._pages.removeWidget(old)
            old.deleteLater()
        if not filled:
            self._pages.addWidget(empty_page(self))
        self._pages.setCurrentIndex(0 if filled else 1)

    def _moved(self) -> None:
        """The panel follows the bar unless something half typed stands in it."""
        if self.panel is None or self.unsaved() or not self.grid.hasFocus():
            return
        found = self.grid.current_rounds()
        if found and isinstance(self.panel, RoundForm | RecordDetail):
            self.show_round(found[0])
            self.grid.setFocus()

    def _refresh_panel(self) -> None:
        """What another desk has done meanwhile closes the form of that round, unless something stands in it."""
        shown = self.shown_round()
        if shown is None or self.unsaved():
            return
        with self.desk.read() as read:
            due = grid.get_round(read, shown)
        if due is None or (isinstance(self.panel, RoundForm) and due.shown == Shown.DONE):
            self.put_panel(None)

    def _letter(self, letter: str) -> None:
        day_acts.letter(self, letter)

    def _escape(self) -> None:
        if self.panel is not None:
            self.close_panel()
        elif self._chip != ALL:
            self.choose(ALL)
