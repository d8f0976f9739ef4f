"""The visitors' view: who came to whom, who is still here, and what is decided about them when the day is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import gate
from duty_desk.gate import (
    VISITS,
    Attempt,
    CrossingKind,
    Direction,
    Subject,
    VisitOutcome,
    VisitRow,
    visit_queries,
    visits,
)
from duty_desk.gate.ledgers import VISIT_TONES
from duty_desk.strings import t
from ui.gate.list_view import ListView
from ui.gate.visits_decide import DecidePanel
from ui.gate.visits_detail import VisitPanel
from ui.gate.visits_register import RegisterPanel
from ui.gate.visits_slip import SlipPrinting
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.gate import Registered
    from ui.gate.tab import GateTab

ENDED = frozenset({"left", "refused"})


def state_mark(row: VisitRow) -> Mark:
    """The state of a visit; what the program decided by itself says so."""
    tone, picture = VISIT_TONES[row.state]
    word = t(f"gate.visit_state.{row.state}")
    if row.decided_automatically and row.state == "unknown":
        word = t("gate_views.visits.automatic", state=word)
    return Mark(word, Tone(tone), picture)


class VisitsView(ListView):
    """F2 registers a visitor; ticked visitors are decided about together."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"visit", "crossing", "person", "policy"})
    LEDGER = VISITS
    NAME = "visits"
    STRONG = "name"
    SEARCHES = "gate_views.visits.search"
    HINTS = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "views.hint.open"),
        ("Space", "gate_views.hint.tick"),
        ("D", "gate_views.hint.decide"),
        ("Ctrl+P", "gate_views.hint.slip"),
    )
    KEYS = (
        ("F2", "gate_views.visits.key.new"),
        ("F9", "gate_views.visits.key.leave"),
        ("D", "gate_views.visits.key.decide"),
        ("Space", "gate_views.visits.key.tick"),
        ("Ctrl+P", "gate_views.visits.key.slip"),
    )

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self._waiting = 0
        self._overdue = 0

    # --- what the list asks ---

    def facts(self) -> str:
        return t("gate_views.visits.facts", inside=self._waiting, overdue=self._overdue)

    def cells(self) -> Mapping[str, CellMaker]:
        return {"state": lambda row: Cell(mark=state_mark(row))}

    def faint(self, row: Any) -> bool:
        return row.state in ENDED

    def buttons(self) -> Sequence[QWidget]:
        made: list[QWidget] = []
        if self.may_import:
            bring_in = Button(t("gate_views.import"), icon="upload", parent=self)
            bring_in.clicked.connect(lambda: self.shell.open_import("visits"))
            made.append(bring_in)
        if self.may_work:
            decide = Button(t("gate_views.visits.decide"), icon="clipboard-check-outline", parent=self)
            decide.clicked.connect(self.decide)
            new = Button(t("gate_views.visits.new"), icon="plus", key="F2", kind=Kind.PRIMARY, parent=self)
            new.clicked.connect(self.start_new)
            made += [decide, new]
        return made

    def empty(self) -> QWidget:
        button = Button(t("gate_views.visits.new"), icon="plus", kind=Kind.PRIMARY) if self.may_work else None
        if button is not None:
            button.clicked.connect(self.start_new)
        return EmptyState(
            t("gate_views.visits.empty"),
            t("gate_views.visits.empty_next"),
            icon="account-clock-outline",
            tone=None,
            button=button,
        )

    def reload(self) -> None:
        with self.desk.read() as read:
            inside = gate.list_inside(read, [CrossingKind.VISIT])
        self._waiting, self._overdue = len(inside), sum(row.overdue for row in inside)
        super().reload()

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            row = gate.get_visit(read, row_id)
            day_over = gate.is_day_over(read)
        panel = self.panel
        if not isinstance(panel, VisitPanel):
            panel = VisitPanel(parent=self)
            panel.act_asked.connect(self.act)
            panel.person_asked.connect(lambda person: self.shell.open_record("person", person))
            self.put_panel(panel)
        panel.put(row, state_mark(row), day_over=day_over, may_work=self.may_work, may_print=self.may_print)

    def follow(self, row: Any) -> None:
        if isinstance(self.panel, VisitPanel):
            self.show_row(row.id)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, VisitPanel) and self.panel.row is not None:
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        with self.desk.read() as read:
            row = gate.get_visit(read, record_id)
        self.show_only(record_id, row.number or "")
        self.show_row(record_id)
        return True

    def letter(self, letter: str) -> None:
        if letter.upper() == "D" and self.may_work:
            self.decide()

    def print_current(self) -> None:
        row = self.list.current_row()
        if isinstance(self.panel, VisitPanel) and self.panel.row is not None:
            row = self.panel.row
        if row is not None and row.number:
            SlipPrinting(self).start(row.id)
        else:
            super().print_current()

    # --- what the officer does ---

    def start_new(self) -> RegisterPanel:
        """Open the form for a visitor."""
        if isinstance(self.panel, RegisterPanel):
            self.panel.form.field("name").take_focus()
            return self.panel
        panel = RegisterPanel(self.desk, self.shell.tasks, lambda: self.gate, parent=self)
        panel.registered.connect(self._registered)
        self.put_panel(panel)
        panel.form.field("name").take_focus()
        return panel

    def decide(self) -> DecidePanel | None:
        """Decide about the ticked visitors, or about everybody still to be decided."""
        with self.desk.read() as read:
            rows = [gate.get_visit(read, each) for each in self.list.ticked_ids()]
            rows = [row for row in rows if row.is_open]
            if not rows:
                rows = list(gate.list_undecided(read, visit_queries.day_to_decide(read)))
        if not rows:
            self.shell.notify(t("gate_views.visits.nothing_to_decide"))
            return None
        return self._decide(rows)

    def act(self, verb: str) -> None:
        """Something with the visit in the panel: check, leave, slip, confirm, recall, turn_away, decide, again."""
        panel = self.panel
        if not isinstance(panel, VisitPanel) or panel.row is None:
            return
        row = panel.row
        match verb:
            case "check":
                self.tab.take_scan(row.number or "")
            case "leave":
                self.sign_out(row)
            case "slip":
                SlipPrinting(self).start(row.id)
            case "confirm":
                if self.attempt(lambda work: visits.confirm_host(work, row.id)) is None:
                    self.refresh_panel()
            case "decide":
                self._decide([row])
            case "again":
                self.start_new().fill_from(row.person_id)
            case _:
                self._with_reason(verb, row)

    def sign_out(self, row: VisitRow) -> None:
        """The visitor has gone: as if their slip had been scanned. One of a paper register is decided about."""
        subject = Subject(CrossingKind.VISIT, person_id=row.person_id, visit_id=row.id)
        if not self.gate:
            return
        now: datetime = self.desk.now
        if row.number is None:
            done = self.attempt(
                lambda work: visits.decide(work, row.id, VisitOutcome.LEFT, left_at=now) or True
            )
            if done:
                self.shell.notify(
                    t("gate_views.visits.left", name=row.name), undo=lambda: self._undo_decisions([row.id])
                )
            return
        verdict = gate.scan(self.desk, Attempt(self.gate, subject=subject, direction=Direction.OUT))
        if verdict.crossing_id is None or verdict.repeated:
            # Not written: the gate says why, and what is to be done.
            said = (verdict.headline, verdict.detail, "" if verdict.repeated else verdict.next_step)
            self.shell.notify("\N{IDEOGRAPHIC SPACE}".join(part for part in said if part))
            return
        crossing = verdict.crossing_id
        self.shell.notify(
            t("gate_views.visits.left", name=row.name),
            undo=lambda: self.attempt(lambda work: gate.withdraw(work, crossing)),
        )

    def _registered(self, given: Registered, name: str, print_it: bool) -> None:
        self.shell.notify(
            t("gate_views.visits.registered", number=given.number, name=name),
            locked=t("gate_views.visits.registered_locked"),
        )
        self.open_record("visit", given.id)
        self.list.setFocus()
        if print_it:
            SlipPrinting(self).start(given.id)

    def _decide(self, rows: Sequence[VisitRow]) -> DecidePanel:
        panel = DecidePanel(self.desk, rows, parent=self)
        panel.decided.connect(self._decided)
        self.put_panel(panel)
        panel.focus_first()
        return panel

    def _decided(self, ids: Sequence[int], word: str) -> None:
        self.list.clear_ticks()
        self.close_panel()
        self.shell.notify(
            t("gate_views.visits.decided", count=len(ids), outcome=word),
            undo=lambda: self._undo_decisions(ids),
        )

    def _undo_decisions(self, ids: Sequence[int]) -> None:
        with self.desk.work() as work:
            for each in ids:
                visits.undo_decision(work, each)

    def _with_reason(self, verb: str, row: VisitRow) -> SidePanel:
        from ui.gate.visits_reason import ReasonPanel

        service = visits.recall if verb == "recall" else visits.turn_away
        panel = ReasonPanel(self.desk, verb, row, service, parent=self)
        panel.done.connect(lambda: self.show_row(row.id))
        self.put_panel(panel)
        panel.form.field("reason").take_focus()
        return panel
