"""Decides about visitors who did not sign out: gone, still here, or not known – one of them or all together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.gate import VisitOutcome, VisitRow, visits
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 400
MOST_NAMED = 12


class DecidePanel(SidePanel):
    """`decided` carries the visits and the word for what was decided."""

    decided = Signal(list, str)

    def __init__(self, desk: Desk, rows: Sequence[VisitRow], *, parent: QWidget) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._rows = desk, tuple(rows)
        self.set_head(
            t("gate_views.decide.title", count=len(rows)), t("gate_views.decide.note", name=rows[0].name)
        )
        self.form = Form()
        self.outcome = Segmented(
            [Choice(one.value, t(f"gate_views.decide.{one.value}")) for one in VisitOutcome],
            VisitOutcome.LEFT.value,
            name=t("gate_views.decide.outcome"),
        )
        self.form.add("outcome", t("gate_views.decide.outcome"), self.outcome)
        now = desk.now.replace(second=0)
        self.form.add("left_at", t("gate_views.decide.left_at"), MomentField(lambda: desk.now, now))
        self.form.add(
            "note", t("gate_views.decide.why"), LineEdit(placeholder=t("gate_views.decide.why_hint"))
        )
        self.outcome.changed.connect(self._fit)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addWidget(Label(t("gate_views.decide.who"), px=SMALL, bold=True, colour="text2"))
        for row in rows[:MOST_NAMED]:
            column.addWidget(Label(_named(row), wrap=True))
        if len(rows) > MOST_NAMED:
            column.addWidget(
                Label(t("gate_views.decide.more", count=len(rows) - MOST_NAMED), px=SMALL, colour="text2")
            )
        self.set_body(body)
        save = Button(
            t("gate_views.decide.save", count=len(rows)), key="Ctrl+Return", kind=Kind.PRIMARY, parent=self
        )
        save.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [save])
        self._fit()

    def focus_first(self) -> None:
        """The keyboard goes to what is decided."""
        self.form.field("outcome").take_focus()

    def save(self) -> None:
        """Decide about all of them or, when one is refused, about none."""
        if not self.form.check_all():
            return
        values = self.form.values()
        outcome = VisitOutcome(values["outcome"])
        try:
            with self._desk.work() as work:
                for row in self._rows:
                    visits.decide(
                        work,
                        row.id,
                        outcome,
                        left_at=values["left_at"] if outcome is VisitOutcome.LEFT else None,
                        note=values["note"],
                    )
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.decided.emit([row.id for row in self._rows], t(f"gate_views.decide.{outcome.value}"))

    def _fit(self) -> None:
        self.form.field("left_at").setVisible(self.outcome.value() == VisitOutcome.LEFT.value)


def _named(row: VisitRow) -> str:
    parts = (row.name, row.firm or "", t("gate_views.decide.since", moment=formats.moment(row.came_at)))
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in parts if part)
