"""Beside the answer what belongs to whoever stands there: the household's days, morning check, run, visit, or today's passages."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.gate import Context, Direction, Verdict, Word
from duty_desk.passes import HouseholdQuota
from duty_desk.strings import t
from ui.gate.crew_part import CrewPart
from ui.gate.day_cells import DayCells
from ui.gate.facts import Facts
from ui.gate.run_part import run_part
from ui.kit.buttons import Button
from ui.kit.chips import Chip
from ui.kit.labels import Label
from ui.kit.paint import Mark
from ui.kit.panels import Panel
from ui.kit.tokens import SMALL, Tone

GAP = "\N{IDEOGRAPHIC SPACE}"
SHOWN = 3
# Changing what was logged by mistake is for the exit just made.
_CREW = {"normal": Tone.OK, "missing": Tone.DANGER, "abnormal": Tone.DANGER, "missed": Tone.DANGER}


class ContextPanel(QWidget):
    """Hidden while nobody stands there. `exempt_asked` is F6, `checked` carries a reading of a morning check as it was typed."""

    exempt_asked = Signal()
    checked = Signal(str)
    run_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.panel: Panel | None = None
        self.hide()

    def clear(self) -> None:
        """Nobody stands there."""
        if self.panel is not None:
            self._column.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        self.hide()

    def put(self, verdict: Verdict, context: Context) -> None:
        """Show what belongs to the subject of an answer."""
        self.clear()
        subject = verdict.subject
        assert subject is not None
        if context.quota is not None:
            panel = self._household(verdict, context.quota)
        elif context.crew is not None:
            panel = self._crew(verdict, context)
        elif subject.vehicle_id is not None:
            panel = self._vehicle(context)
        elif context.visit is not None:
            panel = self._visit(context)
        else:
            panel = self._passages(verdict, context)
        self.panel = panel
        self._column.addWidget(panel)
        self.show()

    def _household(self, verdict: Verdict, quota: HouseholdQuota) -> Panel:
        panel = Panel(t("gate_tab.quota.title"), quota.place, parent=self)
        this_one = verdict.word is Word.GO and verdict.direction is Direction.OUT
        panel.add_to_head(Chip(_quota_mark(quota, this_one), panel))
        days = DayCells(panel)
        days.put(quota.cells, verdict.at.date(), this_one)
        panel.body.addWidget(days)
        mode = t(f"gate_tab.quota.mode.{quota.rule.mode}")
        rule = t("gate_tab.quota.rule", days=quota.rule.days, persons=quota.rule.persons, mode=mode)
        foot = QHBoxLayout()
        foot.addWidget(Label(rule, px=SMALL, colour="text2", elide=True), 1)
        words = t("gate_tab.quota.change") if this_one else t("gate_tab.quota.exempt")
        exempt = Button(words, key="F6", bind=False, parent=panel)
        exempt.clicked.connect(self.exempt_asked)
        may = quota.closed is None and verdict.direction is Direction.OUT
        exempt.refuse("" if may else t("gate_tab.exempt.not_now"))
        foot.addWidget(exempt)
        panel.body.addLayout(foot)
        return panel

    def _crew(self, verdict: Verdict, context: Context) -> Panel:
        crew = context.crew
        assert crew is not None
        panel = Panel(t("gate_tab.crew.title"), crew.project, parent=self)
        mark = Mark(t(f"gate_tab.crew.state.{crew.state}"), _CREW.get(crew.state, Tone.NEUTRAL))
        panel.add_to_head(Chip(mark, panel))
        part = CrewPart(crew, verdict, panel)
        part.checked.connect(self.checked)
        panel.body.addWidget(part)
        return panel

    def _vehicle(self, context: Context) -> Panel:
        run = context.run
        note = run.number if run is not None else ""
        panel = Panel(t("gate_tab.run.title"), note, parent=self)
        panel.body.addWidget(run_part(run, panel))
        if run is not None:
            number = run.id
            opens = Button(t("gate_tab.run.open"), icon="truck-outline", parent=panel)
            opens.clicked.connect(lambda: self.run_asked.emit(number))
            panel.body.addWidget(opens, 0, Qt.AlignmentFlag.AlignRight)
        return panel

    def _visit(self, context: Context) -> Panel:
        visit = context.visit
        assert visit is not None
        panel = Panel(t("gate_tab.visit.title"), visit.number or "", parent=self)
        late = visit.state == "overdue"
        mark = Mark(t(f"gate.visit_state.{visit.state}"), Tone.DANGER if late else Tone.NEUTRAL)
        panel.add_to_head(Chip(mark, panel))
        host = GAP.join(part for part in (visit.host_name, visit.host_unit or "") if part)
        rows = [
            (t("gate.slip.host"), host),
            (t("gate.slip.places"), visit.places or ""),
            (t("gate.slip.purpose"), visit.purpose),
            (t("gate.slip.until"), formats.moment(visit.open_until)),
        ]
        panel.body.addWidget(Facts(rows, panel))
        return panel

    def _passages(self, verdict: Verdict, context: Context) -> Panel:
        panel = Panel(t("gate_tab.today.title"), verdict.card.number if verdict.card else "", parent=self)
        words = t("gate_tab.today.count", count=context.passages_today)
        panel.add_to_head(Chip(Mark(words, Tone.INFO, "history"), panel))
        rows: list[tuple[str, str]] = []
        for row in context.latest[:SHOWN]:
            way = t(f"gate.direction.{row.direction}") if row.direction else ""
            result = row.reason if row.result == "refused" and row.reason else t(f"gate.result.{row.result}")
            rows.append((formats.moment(row.at), GAP.join(part for part in (way, row.gate, result) if part)))
        if not rows:
            rows = [("", t("gate_tab.today.first"))]
        panel.body.addWidget(Facts(rows, panel))
        return panel


def _quota_mark(quota: HouseholdQuota, this_one: bool) -> Mark:
    if quota.closed is not None:
        return Mark(t(f"gate_tab.quota.closed.{quota.closed}"), Tone.DANGER)
    if quota.allowed:
        return Mark(t("gate_tab.quota.allowed"), Tone.OK)
    if this_one:
        return Mark(t("gate_tab.quota.just_used"), Tone.INFO)
    return Mark(t("gate_tab.quota.blocked"), Tone.DANGER)
