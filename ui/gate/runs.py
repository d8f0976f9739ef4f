"""The vehicles' view: which supply and waste vehicles came tonight, at which checkpoint they are, and what is against a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QMenu, QWidget

from duty_desk import gate
from duty_desk.errors import StaleError
from duty_desk.gate import RUNS, Fault, RunState, runs
from duty_desk.strings import t
from ui.gate.list_view import ListView
from ui.gate.runs_detail import RunPanel
from ui.gate.runs_sheet import SheetPrinting
from ui.gate.runs_start import StartPanel
from ui.gate.view_pair import ViewPair
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from ui.gate.tab import GateTab

# In the order in which they build upon one another.
IMPORTS = ("routes", "vehicles", "crew", "trips")


class RunsView(ListView):
    """F2 opens a run; Enter shows its five checkpoints."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"vehicle_run", "run_stage", "run_person", "vehicle", "vehicle_person", "route", "incident", "policy"}
    )
    LEDGER = RUNS
    NAME = "runs"
    STRONG = "plate"
    SEARCHES = "gate_views.runs.search"
    HINTS = (("↑↓", "views.hint.choose"), ("Enter", "views.hint.open"), ("Ctrl+P", "gate_views.hint.sheet"))
    KEYS = (
        ("F2", "gate_views.runs.key.new"),
        ("Ctrl+Enter", "gate_views.runs.key.stage"),
        ("Ctrl+P", "gate_views.runs.key.sheet"),
    )

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self._open, self._late = 0, 0

    # --- what the list asks ---

    def facts(self) -> str:
        return t("gate_views.runs.facts", open=self._open, late=self._late)

    def cells(self) -> Mapping[str, CellMaker]:
        return {
            "faults": lambda row: Cell(row.faults, tone=Tone.DANGER if row.faults else None, tip=row.faults)
        }

    def faint(self, row: Any) -> bool:
        return row.state == RunState.CLOSED.value

    def before_chips(self) -> Sequence[QWidget]:
        assert self.head is not None
        return (ViewPair(self.tab, "runs", self.head),)

    def buttons(self) -> Sequence[QWidget]:
        made: list[QWidget] = []
        if self.may_import:
            bring_in = Button(t("gate_views.import"), icon="upload", parent=self)
            menu = QMenu(bring_in)
            for key in IMPORTS:
                menu.addAction(t(f"gate_views.runs.import.{key}")).triggered.connect(
                    lambda _=False, key=key: self.shell.open_import(key)
                )
            bring_in.set_popup(menu)
            made.append(bring_in)
        if self.may_work:
            new = Button(t("gate_views.runs.new"), icon="plus", key="F2", kind=Kind.PRIMARY, parent=self)
            new.clicked.connect(self.start_new)
            made.append(new)
        return made

    def empty(self) -> QWidget:
        button = Button(t("gate_views.runs.new"), icon="plus", kind=Kind.PRIMARY) if self.may_work else None
        if button is not None:
            button.clicked.connect(self.start_new)
        return EmptyState(
            t("gate_views.runs.empty"),
            t("gate_views.runs.empty_next"),
            icon="truck-outline",
            tone=None,
            button=button,
        )

    def reload(self) -> None:
        with self.desk.read() as read:
            rows = gate.list_open_runs(read)
        self._open, self._late = len(rows), sum(Fault.OVERLONG in row.faults for row in rows)
        super().reload()

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            row = gate.get_run(read, row_id)
        panel = self.panel
        if not isinstance(panel, RunPanel):
            panel = RunPanel(
                self.desk,
                may_work=self.may_work,
                may_print=self.may_print,
                may_receive=self.may_receive,
                reveal=self.reveals,
                parent=self,
            )
            panel.changed.connect(self._said)
            panel.print_asked.connect(lambda run: SheetPrinting(self).start(run))
            panel.record_asked.connect(self._open_other)
            self.put_panel(panel)
        panel.put(row)

    def follow(self, row: Any) -> None:
        if isinstance(self.panel, RunPanel):
            self.show_row(row.id)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RunPanel) and self.panel.row is not None and not self.panel.unsaved:
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        try:
            with self.desk.read() as read:
                row = gate.get_run(read, record_id)
        except StaleError:
            return False
        self.show_only(record_id, row.number)
        self.show_row(record_id)
        return True

    def print_current(self) -> None:
        row = self.list.current_row()
        if isinstance(self.panel, RunPanel) and self.panel.row is not None:
            SheetPrinting(self).start(self.panel.row.id)
        elif row is not None:
            SheetPrinting(self).start(row.id)
        else:
            super().print_current()

    # --- what the officer does ---

    def start_new(self) -> StartPanel:
        """Open the form that begins a run."""
        if isinstance(self.panel, StartPanel):
            self.panel.focus_first()
            return self.panel
        panel = StartPanel(self.desk, lambda: self.gate, parent=self)
        panel.started.connect(self._started)
        self.put_panel(panel)
        panel.focus_first()
        return panel

    def break_off(self, run: int, reason: str) -> bool:
        """End a run that cannot be closed any more."""
        return self.attempt(lambda work: runs.break_off(work, run, reason=reason) or True) is True

    def _started(self, run: int, plate: str) -> None:
        self.shell.notify(
            t("gate_views.runs.started", plate=plate), locked=t("gate_views.runs.started_locked")
        )
        self.open_record("vehicle_run", run)
        if isinstance(self.panel, RunPanel):
            self.panel.focus_step()

    def _said(self, words: str) -> None:
        if words:
            self.shell.notify(words, locked=t("gate_views.runs.locked"))

    def _open_other(self, kind: str, record_id: int) -> None:
        self.shell.open_record(kind, record_id)
