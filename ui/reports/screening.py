"""The staff grid at a check of a day: which teams reported, who is missing by name, and that the sum is whole (product rule R2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.roles import Permission
from duty_desk.screening import grid_ledgers, team_counts
from duty_desk.screening.grid_ledgers import TEAM_TONES
from duty_desk.screening.team_counts import BranchRow, CheckSlot, TeamRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.choices import Choice, FilterChips, Segmented
from ui.kit.date_fields import DateField
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.reports.screening_forms import ReportPanel
from ui.reports.screening_lines import DatedLine, DatedLines
from ui.reports.screening_panel import RecordPanel
from ui.reports.screening_sums import Sums
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

WIDTHS = {"branch": 88, "team": 136, "at": 64}
SUMS = ("expected", "checked", "missing", "unknown")
STATES = ("silent", "abnormal", "missing", "whole")


class ScreeningView(ListView):
    """Enter opens a team; E writes down what its leader reports; M shows its members."""

    LEDGER = fitted(grid_ledgers.TEAMS, WIDTHS, ("reporter",))
    STRONG = "team"
    SEARCHES = "reports_screening.search"
    SEARCH_WIDTH = 136
    WATCHES: ClassVar[frozenset[str]] = frozenset({"team_count", "grid_member", "health_check", "grid_team"})
    HINTS = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "views.hint.open"),
        ("E", "reports_screening.report.short"),
        ("M", "reports_screening.members.short"),
    )
    KEYS = (("E", "reports_screening.report.short"), ("M", "reports_screening.members.short"))

    def __init__(self, tab: Any) -> None:
        self.day: date = tab.desk.now.date()
        self.slot = CheckSlot.MORNING
        self.branches: tuple[BranchRow, ...] = ()
        self._branch = ALL
        super().__init__(tab)

    def controls(self) -> Sequence[QWidget]:
        self.field = DateField(
            lambda: self.desk.now, self.day, name=t("reports_screening.day"), parent=self.head
        )
        self.field.setFixedWidth(112)
        self.field.left.connect(self._moment_chosen)
        self.field.returnPressed.connect(self._moment_chosen)
        choices = [
            Choice(slot.value, t(f"reports_screening.short_slot.{slot.value}"))
            for slot in (CheckSlot.MORNING, CheckSlot.NOON)
        ]
        self.slots = Segmented(choices, self.slot.value, name=t("reports_screening.slot"), parent=self.head)
        self.slots.chosen.connect(lambda _key: self._moment_chosen())
        return self.field, self.slots

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.FILE_REPORT):
            return ()
        report = Button(t("reports_screening.report.short"), icon="plus", kind=Kind.PRIMARY, parent=self.head)
        report.clicked.connect(lambda: self.report_current())
        return (report,)

    def fill_top(self, column: QVBoxLayout) -> None:
        titles = [(key, t(f"reports_screening.sum.{key}")) for key in SUMS]
        self.sums = Sums(titles, ("=", "+", "+"), parent=self)
        column.addWidget(self.sums)
        self.branch_chips = FilterChips([], name=t("screening_grid.column.branch"), parent=self)
        self.branch_chips.chosen.connect(self.choose_branch)
        self.branch_chips.let_wrap()
        column.addWidget(self.branch_chips)
        super().fill_top(column)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        self.branches = team_counts.completeness(read, self.day, self.slot)
        self._show_sums()
        found = {ALL: Chip(t("views.all"))}
        for key in STATES:
            tone, icon = TEAM_TONES[key]
            found[key] = Chip(t(f"screening_grid.state.{key}"), {"state": [key]}, icon, Tone(tone))
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {
            "at": lambda row: Cell(formats.clock(row.at) if row.at is not None else ""),
            "abnormal": lambda row: Cell(
                "" if not row.abnormal else str(row.abnormal), tone=Tone.DANGER if row.abnormal else None
            ),
        }

    def empty(self) -> QWidget:
        return EmptyState(
            t("reports_screening.empty"),
            t("reports_screening.empty_next"),
            icon="account-group-outline",
            tone=None,
        )

    def facts(self) -> str:
        whole = team_counts.total_of(self.branches)
        if not whole.teams:
            return ""
        return t("reports_screening.facts", teams=len(whole.teams), silent=whole.silent)

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if row is not None and letter == "E":
            self.report(row.id)
        elif row is not None and letter == "M":
            self.show_members(row.id)

    def show_row(self, row_id: int) -> None:
        team = self.team(row_id)
        if team is None:
            return
        with self.desk.read() as read:
            editions = team_counts.editions(read, row_id)
        panel = self.panel
        if not isinstance(panel, RecordPanel):
            panel = RecordPanel(self)
            self.put_panel(panel)
        state = grid_ledgers.team_state(team)
        tone, icon = TEAM_TONES[state]
        missing = DatedLines(
            t("reports_screening.panel.missing"),
            [
                DatedLine(t(f"screening_grid.why.{one.why}") if one.why else "", one.name)
                for one in team.missing
            ],
            t("reports_screening.panel.silent" if team.is_silent else "reports_screening.panel.nobody"),
        )
        reports = DatedLines(
            t("reports_screening.panel.reports"),
            [
                DatedLine(
                    formats.moment(one.at),
                    t(
                        "reports_screening.panel.report",
                        slot=t(f"screening_grid.slot.{one.slot.value}"),
                        checked=one.checked,
                        missing=one.missing,
                        edition=one.edition,
                    ),
                    one.reporter,
                    one.abnormal > 0,
                )
                for one in editions[:8]
            ],
            t("reports_screening.panel.no_reports"),
        )
        panel.show_record(
            row_id,
            team.name,
            team.branch,
            Mark(t(f"screening_grid.state.{state}"), Tone(tone), icon),
            _facts(team),
            [missing, reports],
        )
        verbs: list[Any] = []
        if self.tab.may(Permission.FILE_REPORT):
            words = t("reports_screening.report.short")
            verbs.append((words, "pencil-outline", "E", lambda: self.report(row_id)))
        members = lambda: self.show_members(row_id)  # noqa: E731
        verbs.append((t("reports_screening.members.short"), "account-group-outline", "M", members))
        panel.show_acts(verbs, [])

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordPanel) and self.panel.record:
            self.show_row(self.panel.record)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def clear_filters(self) -> None:
        self._branch = ALL
        self.branch_chips.set_value(ALL)

    # --- what is done ---

    def team(self, team: int) -> TeamRow | None:
        """A team at the check that is shown."""
        return next((row for row in team_counts.total_of(self.branches).teams if row.id == team), None)

    def report_current(self) -> ReportPanel | None:
        """What the leader of the current team reports, or of the first that is silent."""
        row = self.list.current_row()
        silent = (one.id for one in team_counts.total_of(self.branches).teams if one.is_silent)
        chosen = next(silent, None) if row is None or row.state != "silent" else row.id
        chosen = chosen if chosen is not None else (row.id if row is not None else None)
        return self.report(chosen) if chosen is not None else None

    def report(self, team: int) -> ReportPanel | None:
        """Write down what a leader reports; a later report takes the place of the earlier."""
        found = self.team(team)
        if found is None or not self.tab.may(Permission.FILE_REPORT):
            return None
        panel = ReportPanel(self.shell, found, self.day, self.slot, self)

        def done(_given: object) -> None:
            self.put_panel(None)
            self.list.setFocus()
            self.list.select_id(team)
            self.shell.notify(
                t("reports_screening.report.done", team=found.name),
                locked=t("reports_screening.report.locked"),
            )

        panel.done.connect(done)
        self.list.select_id(team)
        self.put_panel(panel)
        panel.start()
        return panel

    def show_members(self, team: int) -> None:
        """Who belongs to a team."""
        view = self.tab.show_view("members")
        view.show_team(team)

    def choose_branch(self, branch: str) -> None:
        """Show one branch, or all."""
        self._branch = branch
        self.branch_chips.set_value(branch)
        self.narrow(branch=None if branch == ALL else [branch])
        self._show_sums()

    # --- inside ---

    def _moment_chosen(self) -> None:
        day, slot = self.field.value(), CheckSlot(self.slots.value())
        chosen = day if isinstance(day, date) else self.day
        if (chosen, slot) == (self.day, self.slot):
            return
        self.day, self.slot = chosen, slot
        self.put_panel(None)
        self.show_ledger(grid_ledgers.teams_at(self.LEDGER, chosen, slot))
        self.reload()

    def _show_sums(self) -> None:
        whole = team_counts.total_of(self.branches)
        shown = next((one for one in self.branches if one.name == self._branch), whole)
        for key in SUMS:
            self.sums.put(
                key,
                formats.number(getattr(shown, key)),
                self._below(key, shown),
                loud=key == "unknown" and shown.unknown > 0,
            )
        chips = [Choice(ALL, t("reports_screening.all_branches"))]
        chips += [Choice(one.name, _branch_words(one)) for one in self.branches]
        self.branch_chips.set_choices(chips, self._branch)
        self.branch_chips.setVisible(len(self.branches) > 1)

    def _below(self, key: str, shown: BranchRow) -> str:
        if key == "unknown":
            return t("reports_screening.sum.silent", count=shown.silent)
        if key == "checked" and shown.abnormal:
            return t("reports_screening.sum.abnormal", count=shown.abnormal)
        if key == "expected":
            return t("reports_screening.sum.teams", count=len(shown.teams))
        return t("reports_screening.sum.named") if key == "missing" and shown.missing else ""


def _branch_words(one: BranchRow) -> str:
    """A branch and how much of it was checked; whole ones are quiet."""
    key = "branch_whole" if one.checked == one.expected else "branch"
    return t(f"reports_screening.{key}", name=one.name, checked=one.checked, expected=one.expected)


def _facts(team: TeamRow) -> list[list[tuple[str, str]]]:
    known = "" if team.is_silent else formats.number(team.checked)
    members = ""
    if team.members:
        key = "members_all" if team.members == team.expected else "members_some"
        members = t(f"reports_screening.panel.{key}", count=team.members)
    return [
        [
            (t("screening_grid.column.expected"), formats.number(team.expected)),
            (t("screening_grid.column.checked"), known),
            (t("screening_grid.column.members"), members),
        ],
        [
            (t("screening_grid.column.missing"), "" if team.is_silent else formats.number(len(team.missing))),
            (t("screening_grid.column.abnormal"), formats.number(team.abnormal) if team.abnormal else ""),
            (t("screening_grid.column.reporter"), team.reporter),
            (t("screening_grid.column.at"), formats.moment(team.at)),
        ],
    ]
