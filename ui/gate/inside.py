"""Who is on the campus now, place by place and since when; printed for the hand-over, or for a fire with boxes to tick (G5)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, gate, masking
from duty_desk.errors import DutyDeskError
from duty_desk.gate import CrossingKind, InsideRow, papers
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.feature_tab import KeyHint, Shell
from ui.gate.view import GateView
from ui.gate.view_pair import ViewPair
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.choices import Choice, FilterChips
from ui.kit.ledger_source import Column, ColumnLike, GroupRow, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.printing import Printout
from ui.kit.regions import Regions
from ui.kit.tokens import GAP, Tone

if TYPE_CHECKING:
    from ui.gate.tab import GateTab

ALL, LATE = "all", "late"
KINDS = (
    CrossingKind.PASS,
    CrossingKind.MATERIAL,
    CrossingKind.CREW,
    CrossingKind.VISIT,
    CrossingKind.VEHICLE,
)


def print_inside(shell: Shell, *, for_fire: bool = False) -> None:
    """Preview the list of those inside; `for_fire` by place, names in full, with a box for each at the meeting point."""

    def draw() -> tuple[bytes, int]:
        target = BytesIO()
        with shell.desk.read() as read:
            printed = papers.draw_inside(read, target, for_fire=for_fire)
        return target.getvalue(), printed.rows

    def record(rows: int) -> None:
        with shell.desk.work() as work:
            papers.record_inside(work, rows, for_fire=for_fire)

    def failed(error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        shell.refuse(error)

    title = t("gate.paper.fire" if for_fire else "gate.paper.inside")
    shell.tasks.run(
        draw,
        done=lambda drawn: shell.show_paper(
            Printout(drawn[0], title, f"{title}.pdf", "list"), lambda _outcome: record(drawn[1])
        ),
        failed=failed,
    )


class _Entry:
    """A line of the list: the row itself under a number of its own."""

    def __init__(self, number: int, row: InsideRow) -> None:
        self.id, self.row = number, row


class InsideView(GateView):
    """By place; those overdue first in each. Enter opens the visit, the run, or the passage in."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"crossing", "visit", "vehicle_run", "run_stage", "pass"})

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self._rows: tuple[InsideRow, ...] = ()
        with self.desk.read() as read:
            self._reveal, may_print = may(read, Permission.REVEAL), may(read, Permission.PRINT)
        self.head = QWidget(self)
        self.chips = FilterChips(
            [Choice(key, t(f"gate_views.inside.chip.{key}"), 0) for key in (ALL, LATE, *KINDS)],
            ALL,
            name=t("gate_views.inside.chips"),
            parent=self.head,
        )
        self.chips.chosen.connect(lambda _key: self._show())
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(GAP)
        head.addWidget(ViewPair(tab, "inside", self.head), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignVCenter)
        self.source = ListSource(_columns(), (), self._cell)
        self.list = LedgerView(
            self.source,
            self.shell.tasks,
            key="gate.inside",
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            hints=[(key, t(f"views.hint.{name}")) for key, name in (("↑↓", "choose"), ("Enter", "open"))],
            menu=False,
            strong="name",
            parent=self,
        )
        self.list.set_empty(self._empty)
        self.list.opened.connect(self._open)
        self.list.clear_asked.connect(lambda: self.chips.choose(ALL))
        self.chips.serve_digits_of(self.list.table)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch()
        if may_print:
            fire = Button(t("gate_views.inside.fire"), icon="clipboard-check-outline", parent=self)
            fire.clicked.connect(lambda: print_inside(self.shell, for_fire=True))
            paper = Button(
                t("gate_views.inside.print"),
                icon="printer-outline",
                key="Ctrl+P",
                kind=Kind.PRIMARY,
                parent=self,
            )
            paper.clicked.connect(lambda: print_inside(self.shell))
            line.addWidget(fire)
            line.addWidget(paper)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.list, 1)
        Regions(self, lambda: [self.list])

    def facts(self) -> str:
        people = sum(row.people for row in self._rows)
        late = sum(row.overdue for row in self._rows)
        return t("gate_views.inside.facts", people=people, late=late)

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("Enter", t("views.key.open")),
            KeyHint("Ctrl+P", t("gate_views.inside.print")),
            KeyHint("Esc", t("views.key.back")),
        )

    def reload(self) -> None:
        with self.desk.read() as read:
            self._rows = gate.list_inside(read)
        counts = {key: len(self._chosen(key)) for key in (ALL, LATE, *KINDS)}
        self.chips.set_counts(counts)
        self._show()

    def focus_first(self) -> None:
        self.list.setFocus()

    def _chosen(self, key: str) -> list[InsideRow]:
        if key == ALL:
            return list(self._rows)
        if key == LATE:
            return [row for row in self._rows if row.overdue]
        return [row for row in self._rows if row.kind == key]

    def _show(self) -> None:
        lines: list[Any] = []
        for zone, rows in gate.by_zone(self._chosen(self.chips.value())).items():
            people = sum(row.people for row in rows)
            note = t("gate_views.inside.people", count=people)
            lines.append(GroupRow(-len(lines) - 1, zone or t("gate.paper.no_zone"), note))
            lines += [_Entry(len(lines) + place, row) for place, row in enumerate(rows)]
        self.source.put(lines)
        self.list.reload()

    def _cell(self, column: ColumnLike, entry: Any) -> Cell:
        row: InsideRow = entry.row
        match column.key:
            case "name":
                name = row.name if self._reveal or row.name == row.plate else masking.mask_name(row.name)
                second = t("gate_views.inside.people", count=row.people) if row.people > 1 else ""
                return Cell(name, second)
            case "kind":
                return Cell(t(f"gate.kind.{row.kind.value}"))
            case "since":
                return Cell(formats.moment(row.since))
            case "stay":
                return Cell(formats.duration(self.desk.now - row.since))
            case "until":
                return Cell(formats.end_moment(row.until))
            case "state":
                return Cell(mark=_mark(row))
            case "plate":
                return Cell((row.plate or "") if row.plate != row.name else "")
            case _:
                return Cell(str(getattr(row, column.key) or ""))

    def _open(self, entry: Any) -> None:
        row: InsideRow = entry.row
        if row.visit_id is not None:
            self.shell.open_record("visit", row.visit_id)
        elif row.run_id is not None:
            self.shell.open_record("vehicle_run", row.run_id)
        elif row.id is not None:
            self.shell.open_record("crossing", row.id)

    def _empty(self) -> QWidget:
        return EmptyState(
            t("gate_views.inside.empty"), t("gate_views.inside.empty_next"), icon="check-circle"
        )


def _mark(row: InsideRow) -> Mark:
    if row.recalled:
        return Mark(t("gate_views.inside.recalled"), Tone.DANGER, "undo")
    if row.overdue:
        return Mark(t("gate.paper.late"), Tone.DANGER, "timer-alert-outline")
    return Mark(t("gate.visit_state.inside"), Tone.OK, "login")


def _columns() -> Sequence[Column]:
    return (
        Column("name", t("gate.paper.column.name"), width=136),
        Column("kind", t("gate.column.kind"), width=96),
        Column("place", t("gate.paper.column.place"), width=128, stretch=True),
        Column("number", t("gate.paper.column.number"), width=168),
        Column("plate", t("gate.column.plate"), width=96),
        Column("gate", t("gate.column.gate"), width=112),
        Column("since", t("gate.paper.column.since"), width=112),
        Column("stay", t("gate_views.visit.stayed"), width=104, align="right"),
        Column("until", t("gate.paper.column.until"), width=112),
        Column("state", t("gate.column.state"), width=104),
    )
