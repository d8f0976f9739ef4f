"""A whole route at once: everything of one team that is due, ticked with the plan's values (product rule D2)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.disinfection import records
from duty_desk.disinfection.grid import Grid
from duty_desk.disinfection.record_rows import RoundRow
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.disinfection.day_model import LOOKS, hours_minutes
from ui.disinfection.names import NameField, known_names, matching
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.form import Form
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.panels import SidePanel
from ui.kit.tokens import HEAD, ROW

_DONE_BY = "disinfection.done_by"


class Stop:
    """One place of a route."""

    def __init__(self, due: RoundRow, area: str, team: str) -> None:
        self.id, self.due, self.area, self.team = due.id, due, area, team


def stops_of(grid: Grid) -> tuple[Stop, ...]:
    """What is due or overdue by a plan, in the order of time."""
    found = [
        Stop(due, row.area.name, row.area.team)
        for group in grid.groups
        for row in group.rows
        for due in row.rounds
        if due.shown in ("due", "overdue") and due.plan is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.due.due_at, each.id)))


class RoutePanel(SidePanel):
    """Team, who did it, and the places; those not ticked stay open. `done` carries the records."""

    done = Signal(object)

    def __init__(self, shell: Shell, stops: Sequence[Stop], team: str | None, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._shell, self._stops = shell, tuple(stops)
        self.set_head(t("disinfection_tab.route.title"), t("disinfection_tab.route.note"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.form = Form()
        teams = list(dict.fromkeys(each.team for each in self._stops))
        words = [(each, each or t("disinfection_tab.route.no_team")) for each in teams]
        self.team = ComboBox(words, team if team in teams else (teams[0] if teams else None))
        with shell.desk.read() as read:
            names = known_names(read)
        self.done_by = NameField(shell.tasks, lambda typed: matching(names, typed))
        self.done_by.set_value(shell.recall(_DONE_BY, ""))
        self.form.add("team", t("disinfection_tab.route.team"), self.team)
        self.form.add(
            "done_by",
            t("disinfection_tab.form.done_by"),
            self.done_by,
            check=lambda value: None if value else t("disinfection_tab.form.done_by_missing"),
        )
        column.addWidget(self.form)
        self.source = ListSource(_columns(), (), _cell)
        self.list = LedgerView(self.source, shell.tasks, key="disinfection.route", menu=False, foot=False)
        column.addWidget(self.list)
        column.addStretch()
        self.set_body(body)
        self.button = Button(
            t("disinfection_tab.route.save", count=0),
            key="Ctrl+Return",
            kind=Kind.PRIMARY,
            icon="playlist-check",
            parent=self,
        )
        self.button.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [self.button])
        self.team.changed.connect(self._show)
        self.list.table.ticks_changed.connect(self._count)
        self._show()

    def chosen(self) -> tuple[int, ...]:
        """The rounds that will be written down."""
        return tuple(self.list.ticked_ids())

    def save(self) -> bool:
        """Write down what is ticked."""
        rounds = self.chosen()
        if not self.form.check_all() or not rounds:
            return False
        done_by = str(self.done_by.value())
        try:
            with self._shell.desk.work() as work:
                made = records.tick(work, rounds, done_by=done_by)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self._shell.remember(_DONE_BY, done_by)
        self.form.mark_saved()
        self.done.emit(made)
        return True

    def _show(self) -> None:
        shown = [each for each in self._stops if each.team == self.team.value()]
        self.source.put(shown)
        self.list.setFixedHeight(HEAD + ROW * max(1, len(shown)) + 2)
        self.list.reload()
        self.list.table.ticks.put_all()
        self.list.table.ticks_moved()

    def _count(self) -> None:
        count = len(self.chosen())
        self.button.set_words(t("disinfection_tab.route.save", count=count))
        self.button.refuse("" if count else t("disinfection_tab.route.none"))


def _columns() -> tuple[Column, ...]:
    return (
        Column("area", t("disinfection_tab.day.area"), width=168, stretch=True),
        Column("due", t("disinfection_tab.route.due"), width=104),
    )


def _cell(column: ColumnLike, row: Stop) -> Cell:
    if column.key == "area":
        return Cell(row.area)
    tone, icon = LOOKS[row.due.shown]
    clock = formats.clock(row.due.due_at)
    if row.due.shown == "overdue":
        return Cell(
            clock,
            t("disinfection_tab.day.cell.overdue", late=hours_minutes(row.due.late_by)),
            icon=icon,
            tone=tone,
        )
    return Cell(clock, icon=icon, tone=tone)
