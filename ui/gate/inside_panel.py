"""Who is on the campus for a while, the longest overdue first: to sign out, and to print for a fire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.gate import CrossingKind, InsideRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.choices import Choice, Segmented
from ui.kit.labels import Label, Line
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.panels import Surface
from ui.kit.tasks import Tasks
from ui.kit.tokens import HEAD, PADDING, PANEL_FOOT, ROW, Tone

ALL = "all"
GROUPS: dict[str, frozenset[CrossingKind]] = {
    "crew": frozenset({CrossingKind.CREW}),
    "pass": frozenset({CrossingKind.PASS, CrossingKind.MATERIAL}),
    "visit": frozenset({CrossingKind.VISIT}),
    "vehicle": frozenset({CrossingKind.VEHICLE}),
}
SOON = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: one person, visitor, vehicle, or a crew together."""

    id: int
    rows: tuple[InsideRow, ...]

    @property
    def first(self) -> InsideRow:
        """Whoever came first."""
        return self.rows[0]

    @property
    def people(self) -> int:
        """How many are in it."""
        return sum(row.people for row in self.rows)


class InsidePanel(Surface):
    """`sign_out_asked` carries the row chosen, `print_asked` the wish for the list on paper."""

    sign_out_asked = Signal(object)
    print_asked = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[InsideRow, ...] = ()
        self._now: datetime | None = None
        self._group = ALL
        self.title = Label(t("gate_tab.inside.title"), bold=True)
        self.sums = Label("", bold=True)
        self.filter = Segmented(name=t("gate_tab.inside.filter"), parent=self)
        self.filter.let_wrap()
        self.filter.chosen.connect(self._filter)
        self.source = ListSource(_columns(), (), self._cell)
        self.view = LedgerView(
            self.source, tasks, key="gate.inside", menu=False, foot=False, strong="name", parent=self
        )
        self.view.set_empty(lambda: EmptyState(t("gate_tab.inside.nobody"), icon="account-group-outline"))
        self.view.ask_for(HEAD + 2 * ROW)
        self.view.opened.connect(self._open)
        self.filter.serve_digits_of(self.view.table)
        self.print = Button(t("gate_tab.inside.print"), kind=Kind.TEXT, icon="printer-outline", parent=self)
        self.print.clicked.connect(self.print_asked)
        self.leave = Button(t("gate_tab.inside.sign_out"), icon="logout", key="F9", bind=False, parent=self)
        self.leave.clicked.connect(self.sign_out)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(PADDING, 10, PADDING, 0)
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(self.sums)
        chips = QHBoxLayout()
        chips.setContentsMargins(PADDING, 0, PADDING, 0)
        chips.addWidget(self.filter, 1, Qt.AlignmentFlag.AlignLeft)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, PADDING, 0)
        foot.addWidget(self.print)
        foot.addStretch()
        foot.addWidget(self.leave)
        bottom = QWidget(self)
        bottom.setFixedHeight(PANEL_FOOT - 8)
        bottom.setLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(chips)
        column.addWidget(self.view, 1)
        column.addWidget(Line(parent=self))
        column.addWidget(bottom)

    def put(self, rows: Sequence[InsideRow], now: datetime) -> None:
        """Show who is inside at a moment."""
        self._rows, self._now = tuple(rows), now
        people = sum(row.people for row in rows if row.kind is not CrossingKind.VEHICLE)
        cars = sum(row.kind is CrossingKind.VEHICLE for row in rows)
        self.sums.setText(t("gate_tab.inside.sums", people=people, cars=cars))
        counts = {key: sum(row.kind in kinds for row in rows) for key, kinds in GROUPS.items()}
        choices = [Choice(ALL, t("gate_tab.inside.group.all"), len(rows))]
        choices += [Choice(key, t(f"gate_tab.inside.group.{key}"), counts[key]) for key in GROUPS]
        self.filter.set_choices(choices, self._group)
        self._show()

    def sign_out(self) -> None:
        """F9: the chosen line; without one the list takes the keyboard."""
        row = self.view.current_row()
        if row is None or not self.view.table.selectionModel().hasSelection():
            self.view.setFocus()
            return
        self._open(row)

    def _open(self, entry: Entry) -> None:
        if len(entry.rows) > 1:
            # A crew is signed out one by one.
            self.filter.choose("crew")
            self.view.setFocus()
            return
        self.sign_out_asked.emit(entry.first)

    def _filter(self, key: str) -> None:
        self._group = key
        self._show()

    def _show(self) -> None:
        if self._group == ALL:
            entries = _gathered(self._rows)
        else:
            entries = [_single(row) for row in self._rows if row.kind in GROUPS[self._group]]
        self.source.put(entries)
        self.view.reload()

    def _cell(self, column: ColumnLike, entry: Any) -> Cell:
        row = entry.first
        match column.key:
            case "name":
                return _name(entry)
            case "kind":
                return Cell(_kind(entry), faint=True)
            case "stayed":
                assert self._now is not None
                return Cell(formats.duration(max(timedelta(0), self._now - row.since)))
            case _:
                return Cell(mark=self._mark(entry))

    def _mark(self, entry: Entry) -> Mark:
        assert self._now is not None
        rows = entry.rows
        if any(row.overdue for row in rows):
            return Mark(t("gate_tab.inside.state.overdue"), Tone.DANGER)
        if any(row.recalled for row in rows):
            return Mark(t("gate_tab.inside.state.recalled"), Tone.WARN)
        until = min((row.until for row in rows if row.until is not None), default=None)
        if until is not None and until - self._now <= SOON:
            left = max(0, int((until - self._now).total_seconds() // 60))
            return Mark(t("gate_tab.inside.state.soon", minutes=left), Tone.WARN)
        if entry.first.kind is CrossingKind.CREW:
            return Mark(t("gate_tab.inside.state.lives"), Tone.NEUTRAL, "home-outline")
        return Mark(t("gate_tab.inside.state.inside"), Tone.OK)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t("gate_tab.inside.who"), width=120, stretch=True),
        Column("kind", t("gate_tab.inside.kind"), width=64),
        Column("stayed", t("gate_tab.inside.stayed"), width=96, align="right"),
        Column("state", t("gate_tab.inside.state_head"), width=96),
    )


def _single(row: InsideRow) -> Entry:
    """One line; its number tells crossings, visits and runs apart."""
    if row.visit_id is not None:
        return Entry(row.visit_id * 4 + 1, (row,))
    if row.run_id is not None:
        return Entry(row.run_id * 4 + 2, (row,))
    return Entry((row.id or 0) * 4, (row,))


def _gathered(rows: Sequence[InsideRow]) -> list[Entry]:
    """A crew that works in one place is one line, where its first one stands."""
    entries: dict[object, Entry] = {}
    for row in rows:
        together = row.kind is CrossingKind.CREW and not row.overdue
        key: object = ("crew", row.zone) if together else _single(row).id
        if key in entries:
            entries[key] = replace(entries[key], rows=(*entries[key].rows, row))
        else:
            single = _single(row)
            entries[key] = replace(single, id=single.id + 3) if together else single
    return list(entries.values())


def _name(entry: Entry) -> Cell:
    row = entry.first
    if len(entry.rows) > 1:
        return Cell(t("gate_tab.inside.crew", place=row.zone, count=len(entry.rows)))
    if row.kind is CrossingKind.VEHICLE:
        return Cell(row.plate or row.name, row.place, tip=row.zone)
    return Cell(row.name, row.place, tip=row.zone)


def _kind(entry: Entry) -> str:
    kind = entry.first.kind
    if kind is CrossingKind.VEHICLE and entry.first.run_id is not None:
        return t("gate_tab.inside.kind_of.vehicle_crew", count=entry.people)
    return t(f"gate_tab.inside.kind_of.{kind.value}")
