"""Records the checkpoint that comes now: in order or not, and at the exit who is in the cab against who came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import masking
from duty_desk.gate import RunRow, runs
from duty_desk.gate.run_rules import COMPARED
from duty_desk.strings import t
from ui.gate.runs_start import names_in
from ui.kit.checks import CheckGroup
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.tokens import SMALL

if TYPE_CHECKING:
    from duty_desk.work import Work


class StepForm(QWidget):
    """Belongs to one run and its next checkpoint; `record` is called inside a unit of work."""

    def __init__(self, row: RunRow, stage: int, *, reveal: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.stage, self._row = stage, row
        self.form = Form(parent=self)
        self.crew = CheckGroup()
        if stage == COMPARED:
            self.form.add("plate", t("gate_views.step.plate"), LineEdit(placeholder=row.plate))
            named = [
                (str(person.id), f"{_name(person.name, reveal)} {t(f'gate.role.{person.role}')}")
                for person in row.people
                if person.came
            ]
            self.crew.set_options(named)
            self.form.add(
                "left", t("gate_views.step.left"), self.crew, help=t("gate_views.step.came", count=len(named))
            )
            self.form.add(
                "extra", t("gate_views.step.extra"), LineEdit(placeholder=t("gate_views.step.extra_hint"))
            )
        self.form.add(
            "note", t("gate_views.step.note"), LineEdit(placeholder=t(f"gate_views.step.hint.{stage}"))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(t(f"gate_views.step.title.{stage}"), px=SMALL, bold=True, colour="text2"))
        column.addWidget(self.form)

    def record(self, work: Work, *, passed: bool = True) -> bool:
        """Write the checkpoint down; False when vehicle or people differ at the exit."""
        values = self.form.values()
        note = str(values["note"])
        if self.stage != COMPARED:
            runs.record_stage(work, self._row.id, self.stage, passed=passed, note=note)
            return True
        return runs.compare_at_exit(
            work,
            self._row.id,
            plate=str(values["plate"]),
            left=[int(key) for key in values["left"]],
            extra=names_in(str(values["extra"])),
            note=note,
        )


def _name(name: str, reveal: bool) -> str:
    return name if reveal else masking.mask_name(name)
