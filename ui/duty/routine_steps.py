"""The steps of the routine: which there are, in which kind each is answered; the office has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk.duty import StepKind, routine
from duty_desk.duty.routine import StepRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.checks import CheckBox
from ui.kit.choices import Choice, Segmented
from ui.kit.fields import LineEdit
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.panels import SidePanel
from ui.kit.tokens import HEAD, ROW
from ui.views.act_panel import ActPanel, Values, filled

if TYPE_CHECKING:
    from ui.feature_tab import Shell


class StepsPanel(SidePanel):
    """Enter changes a step; `edit_asked` carries the step, None for a new one."""

    edit_asked = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent=parent)
        with shell.desk.read() as read:
            steps = routine.list_steps(read, active_only=False)
        self.set_head(t("duty.steps.title"), t("duty.steps.note"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        self.steps = LedgerView(
            ListSource(_columns(), steps, _cell), shell.tasks, key="duty.steps", menu=False, foot=False
        )
        self.steps.setFixedHeight(HEAD + ROW * max(1, len(steps)) + 2)
        self.steps.reload()
        self.steps.opened.connect(self.edit_asked)
        column.addWidget(self.steps)
        self.set_body(body)
        add = Button(t("duty.steps.add"), icon="plus", kind=Kind.PRIMARY, parent=self)
        add.clicked.connect(lambda: self.edit_asked.emit(None))
        self.set_foot([add])


def step_form(shell: Shell, row: StepRow | None, parent: QWidget) -> ActPanel:
    """A new step, or another name for one; what is retired is asked no more."""

    def act(work: Work, values: Values) -> int:
        if row is None:
            return routine.add_step(work, name=values["name"], kind=StepKind(str(values["kind"])))
        routine.edit_step(
            work, row.id, name=values["name"], is_active=not values["retired"], version=row.version
        )
        return row.id

    title = t("duty.steps.add") if row is None else t("duty.steps.edit")
    panel = ActPanel(
        shell, title, "", t("duty.steps.save"), lambda work, values, _second: act(work, values), parent=parent
    )
    panel.form.add(
        "name",
        t("duty.steps.name"),
        LineEdit(row.name if row else ""),
        check=filled(t("duty.error.step_name")),
    )
    if row is None:
        kinds = [Choice(kind.value, t(f"duty.step_kind.{kind.value}")) for kind in StepKind]
        panel.form.add("kind", t("duty.steps.kind"), Segmented(kinds, StepKind.TICK.value))
    else:
        retired = CheckBox(t("duty.steps.retired"))
        retired.set_value(not row.is_active)
        panel.form.add("retired", "", retired)
    panel.form.mark_saved()
    return panel


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t("duty.steps.name"), width=200, stretch=True),
        Column("kind", t("duty.steps.kind"), width=80),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    words = row.name if column.key == "name" else t(f"duty.step_kind.{row.kind.value}")
    return Cell(words, faint=not row.is_active, tip=words)
