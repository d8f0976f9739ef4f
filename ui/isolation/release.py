"""Releases of the next days with what is still missing for each, and the release itself beside it (product rule I7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats, isolation, masking
from duty_desk.errors import DutyDeskError
from duty_desk.isolation import Condition, Released, ReleaseRow, papers
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.isolation.care_list import ShortListView
from ui.isolation.release_panel import ReleasePanel, released_words
from ui.isolation.stays_changes import place_of
from ui.isolation.stays_panel import StayPanel
from ui.isolation.stays_papers import paper_acts, print_stay
from ui.kit.buttons import Kind
from ui.kit.cells import Cell
from ui.kit.ledger_source import Column, ColumnLike, GroupRow
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """Somebody whose last day comes."""

    id: int
    stay: StayRow
    overdue: bool


# What is missing is asked for so many rows at once, when the first of them is looked at.
AT_ONCE = 40


class ReleasesView(ShortListView):
    """Seven days, who is over the last day under today; Enter opens the conditions."""

    KEY = "releases"
    STRONG = "name"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"stay", "reading", "stay_test", "policy"})
    HINTS = (("Enter", "isolation_forms.release.key_open"),)

    def list_name(self) -> str:
        return t("isolation_forms.release.name")

    def columns(self) -> Sequence[Column]:
        return (
            Column("place", t("isolation_forms.release.column_place"), width=168),
            Column("name", t("isolation_forms.release.column_name"), width=96),
            Column("days", t("isolation_forms.release.column_days"), width=88),
            Column("missing", t("isolation_forms.release.column_missing"), width=200, stretch=True),
            Column("state", t("isolation_forms.release.column_state"), width=112),
        )

    def rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            days = isolation.list_releases(read)
        self._order = [row.stay for each in days for row in each.rows]
        self._missing: dict[int, tuple[Condition, ...]] = {}
        today = self.desk.now.date()
        found: list[Any] = []
        for place, each in enumerate(days):
            if not each.rows:
                continue
            title = formats.day(each.day)
            if each.day == today:
                title = t("isolation_forms.release.today", day=title)
            found.append(GroupRow(-1 - place, title, t("isolation_forms.people", count=len(each.rows))))
            found += [_planned(row) for row in each.rows]
        return found

    def cell(self, column: ColumnLike, row: PlannedRow) -> Cell:
        stay = row.stay
        match column.key:
            case "place":
                return Cell(place_of(stay))
            case "name":
                return Cell(masking.mask_name(stay.name))
            case "days":
                return Cell(
                    t("isolation_papers.nth_of", day=stay.day(self.desk.now.date()) or 0, days=stay.days or 0)
                )
            case "missing":
                missing = self._missing_of(row)
                words = t("isolation.list_mark").join(one.words for one in missing)
                return Cell(words, tip=words, tone=Tone.WARN if missing else None)
            case _:
                return Cell(mark=_mark(row, self._missing_of(row), stay.due_on == self.desk.now.date()))

    def _missing_of(self, row: PlannedRow) -> tuple[Condition, ...]:
        """What is missing for somebody; read together with those who stand around."""
        if row.id not in self._missing:
            place = next(n for n, stay in enumerate(self._order) if stay.id == row.id)
            first = place - place % AT_ONCE
            with self.desk.read() as read:
                self._missing.update(isolation.lacking(read, self._order[first : first + AT_ONCE]))
        return self._missing[row.id]

    def empty(self) -> QWidget:
        return EmptyState(
            t("isolation_forms.release.empty"),
            t("isolation_forms.release.empty_next"),
            icon="logout",
            tone=None,
        )

    def open_row(self, row: Any) -> None:
        if isinstance(row, PlannedRow):
            self.show_release(row.stay)

    def refresh_panel(self) -> None:
        panel = self.panel
        if isinstance(panel, ReleasePanel) and not panel.unsaved:
            with self.desk.read() as read:
                row = isolation.get_stay(read, panel.row.id)
            if row.state.value == "admitted":
                self.show_release(row, focus=False)

    def start_with(self, stay: int) -> None:
        """The release of one person, whether the last day is near or not."""
        try:
            with self.desk.read() as read:
                row = isolation.get_stay(read, stay)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        self.list.select_id(stay)
        if row.state.value == "admitted":
            self.show_release(row)
        else:
            self.show_released(row)

    def show_release(self, row: StayRow, *, focus: bool = True) -> ReleasePanel | None:
        """The conditions and the form."""
        if not self.tab.may(Permission.WORK_SITE):
            return None
        panel = ReleasePanel(self.shell, row, self)
        panel.done.connect(lambda given: self._done(row, given))
        self.put_panel(panel)
        if focus:
            panel.start()
        return panel

    def show_released(self, row: StayRow) -> None:
        """Somebody who has been released, with the papers."""
        panel = StayPanel(parent=self)
        panel.show_row(row)
        verbs: list[Any] = []
        if row.release_number:
            verbs.append(
                (
                    t("isolation_forms.release.print"),
                    "printer-outline",
                    Kind.PRIMARY,
                    "",
                    lambda: print_stay(self.shell, row.id, papers.RELEASE, row.name),
                )
            )
        panel.show_acts(verbs, paper_acts(self.shell, row))
        self.put_panel(panel)
        if panel.buttons:
            panel.buttons[0].setFocus()

    def _done(self, row: StayRow, given: Released) -> None:
        self.shell.notify(released_words(row, given), locked=t("isolation_forms.release.locked"))
        with self.desk.read() as read:
            ended = isolation.get_stay(read, row.id)
        self.show_released(ended)


def _planned(row: ReleaseRow) -> PlannedRow:
    return PlannedRow(row.stay.id, row.stay, row.overdue)


def _mark(row: PlannedRow, missing: Sequence[Condition], today: bool) -> Mark:
    if row.overdue:
        return Mark(t("isolation_forms.release.overdue"), Tone.DANGER)
    if missing:
        return Mark(t("isolation_forms.release.lacks"), Tone.WARN)
    if today:
        return Mark(t("isolation_forms.release.ready"), Tone.OK)
    return Mark(t("isolation_forms.release.later"), Tone.NEUTRAL, "clock-outline")
