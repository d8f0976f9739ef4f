"""The log's view: every passage and refusal at the gates, filtered, opened, put right, and taken to paper or a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import gate, ledger, masking
from duty_desk.errors import DutyDeskError
from duty_desk.gate import LOG, CrossingKind, Direction, LogRow, crossing_row_id, papers, refusal_row_id
from duty_desk.gate.log import TONES, WITHDRAWN
from duty_desk.people import places
from duty_desk.strings import t
from ui.gate.list_view import ListView
from ui.gate.log_detail import PassagePanel
from ui.gate.view_pair import ViewPair
from ui.kit.buttons import Button
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.printing import Printout
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.work import Work
    from ui.gate.tab import GateTab

ALL = "all"


class LogView(ListView):
    """The newest first. Enter opens one line; a chief takes back what was logged wrongly."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"crossing", "refusal", "gate", "person", "pass"})
    LEDGER = LOG
    NAME = "log"
    STRONG = "name"
    SEARCHES = "gate_views.log.search"
    HINTS = (("↑↓", "views.hint.choose"), ("Enter", "views.hint.open"), ("Ctrl+P", "gate_views.hint.print"))
    KEYS = (("Ctrl+P", "gate_views.log.key.print"),)

    def __init__(self, tab: GateTab) -> None:
        with tab.desk.read() as read:
            gates = [(row.id, row.name) for row in places.list_gates(read)]
        self.gates = ComboBox([(ALL, t("gate_views.log.all_gates")), *gates], ALL, name=t("gate.column.gate"))
        ways = [(way.value, t(f"gate.direction.{way.value}")) for way in Direction]
        self.direction = ComboBox(
            [(ALL, t("gate_views.log.all_ways")), *ways], ALL, name=t("gate.column.direction")
        )
        self._facts = ""
        super().__init__(tab)
        self.gates.changed.connect(self._narrow)
        self.direction.changed.connect(self._narrow)

    def before_chips(self) -> Sequence[QWidget]:
        assert self.head is not None
        return (ViewPair(self.tab, "log", self.head),)

    def controls(self) -> Sequence[QWidget]:
        return (self.gates, self.direction)

    def cells(self) -> Mapping[str, CellMaker]:
        return {"name": self._name}

    def facts(self) -> str:
        return self._facts

    def reload(self) -> None:
        with self.desk.read() as read:
            total = gate.gate_figures(read, self.desk.now.date()).total
        self._facts = t("gate_views.log.facts", came=total.came, left=total.left, refused=total.refusals)
        super().reload()

    def faint(self, row: Any) -> bool:
        return row.result == WITHDRAWN

    def buttons(self) -> Sequence[QWidget]:
        made: list[QWidget] = []
        if self.may_import:
            bring_in = Button(t("gate_views.import"), icon="upload", parent=self)
            bring_in.clicked.connect(lambda: self.shell.open_import("crossings"))
            made.append(bring_in)
        if self.may_print:
            register = Button(t("gate_views.log.register"), icon="printer-outline", parent=self)
            register.clicked.connect(self.print_register)
            made.append(register)
        return made

    def empty(self) -> QWidget:
        return EmptyState(
            t("gate_views.log.empty"), t("gate_views.log.empty_next"), icon="boom-gate-outline", tone=None
        )

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            found = ledger.rows(LOG, read, [row_id])
        if not found:
            return
        row: LogRow = found[0]
        panel = self.panel
        if not isinstance(panel, PassagePanel):
            panel = PassagePanel(parent=self)
            panel.withdraw_asked.connect(self.withdraw)
            panel.complete_asked.connect(self.complete)
            panel.record_asked.connect(self.shell.open_record)
            self.put_panel(panel)
        tone, picture = TONES[row.result]
        mark = Mark(t(f"gate.result.{row.result}"), Tone(tone), picture)
        panel.put(row, mark, may_work=self.may_work, reveal=self.reveals)

    def follow(self, row: Any) -> None:
        if isinstance(self.panel, PassagePanel):
            self.show_row(row.id)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, PassagePanel) and self.panel.row is not None and not self.unsaved():
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        row_id = refusal_row_id(record_id) if kind == "refusal" else crossing_row_id(record_id)
        with self.desk.read() as read:
            if not ledger.rows(LOG, read, [row_id]):
                return False
        self.show_only(row_id)
        self.show_row(row_id)
        return True

    def clear_filters(self) -> None:
        super().clear_filters()
        self.gates.set_value(ALL)
        self.direction.set_value(ALL)

    def withdraw(self, crossing: int, reason: str) -> None:
        """Take a passage back: it stays in the log, marked."""
        if self._written(lambda work: gate.withdraw(work, crossing, reason=reason)):
            self.shell.notify(t("gate_views.log.withdrawn"), locked=t("gate_views.log.withdrawn_locked"))
            self.show_row(crossing_row_id(crossing))

    def complete(self, crossing: int, note: str) -> None:
        """Whom an emergency vehicle came for."""
        if self._written(lambda work: gate.complete_emergency(work, crossing, note=note)):
            self.shell.notify(t("gate_views.log.completed"))
            self.show_row(crossing_row_id(crossing))

    def _written(self, act: Callable[[Work], None]) -> bool:
        """A refusal stands in the panel."""
        try:
            with self.desk.work() as work:
                act(work)
        except DutyDeskError as error:
            if isinstance(self.panel, PassagePanel):
                self.panel.form.show_error(error)
            return False
        return True

    def print_register(self) -> None:
        """The register of the days chosen, or of today, oldest first, with places to sign."""
        first, last = self._days()
        chosen = self.gates.value()
        gates = () if chosen == ALL else (int(str(chosen)),)

        def draw() -> tuple[bytes, int]:
            target = BytesIO()
            with self.desk.read() as read:
                printed = papers.draw_log(read, target, first, last, gates=gates)
            return target.getvalue(), printed.rows

        title = t("gate.paper.log")
        self.shell.tasks.run(
            draw,
            done=lambda drawn: self.shell.show_paper(
                Printout(drawn[0], title, f"{title}.pdf", "list"),
                lambda _outcome: self._record(first, last, drawn[1]),
            ),
        )

    def _record(self, first: date, last: date, rows: int) -> None:
        with self.desk.work() as work:
            papers.record_log(work, first, last, rows)

    def _days(self) -> tuple[date, date]:
        first, last = self.days()
        today = self.desk.now.date()
        return (first or last or today), (last or today)

    def _name(self, row: LogRow) -> Cell:
        """A vehicle by its plate and who drives it; everybody else by name."""
        name = row.name if self.reveals else masking.mask_name(row.name)
        faint = row.result == WITHDRAWN
        if row.kind == CrossingKind.VEHICLE.value and row.plate:
            return Cell(row.plate, name if row.name != row.plate else "", faint=faint)
        return Cell(name, faint=faint)

    def _narrow(self) -> None:
        chosen, way = self.gates.value(), self.direction.value()
        self.narrow(
            gates=None if chosen == ALL else (chosen,), direction=None if way == ALL else Direction(str(way))
        )
