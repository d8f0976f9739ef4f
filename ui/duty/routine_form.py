"""What an officer goes through before a shift: tick, temperature, a few words; what is not so is written down as it is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.duty import StepKind, routine
from duty_desk.duty.routine import RoutineState, StepRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.checks import CheckBox
from ui.kit.fields import LineEdit
from ui.kit.notices import Banner
from ui.kit.number_fields import TemperatureField
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel, Values

if TYPE_CHECKING:
    from ui.feature_tab import Shell

AS_IT_IS = "as_it_is"


class RoutineForm(ActPanel):
    """`done` carries the state after it: `is_fit` says whether the officer may go on duty."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        with shell.desk.read() as read:
            self.state = routine.routine_state(read)
        super().__init__(
            shell,
            t("duty.routine.title", name=shell.desk.officer.name),
            self.state.span.text,
            t("duty.routine.save"),
            lambda work, values, _second: self._record(work, values),
            icon="check",
            parent=parent,
        )
        self._tell()
        for step in self.state.steps:
            self._add(step)
        if any(step.kind is StepKind.TICK for step in self.state.steps):
            as_it_is = CheckBox(t("duty.routine.as_it_is"))
            self.form.add(AS_IT_IS, "", as_it_is).label.hide()
            # What was asked for is answered with it.
            as_it_is.changed.connect(self.form.clear_errors)
        self.form.mark_saved()

    def _tell(self) -> None:
        """How the routine of this shift stands: not yet, done, or not fit for duty."""
        state = self.state
        if state.is_fit is None:
            return
        at = max(entry.at for entry in state.entries.values())
        if state.is_fit:
            words = t("duty.routine.done", at=formats.clock(at))
            self.form.add_widget(Banner(Tone.OK, words, t("duty.routine.done_next")))
            return
        self.form.add_widget(Banner(Tone.DANGER, _unfit_words(state), t("duty.routine.unfit_next")))

    def _add(self, step: StepRow) -> None:
        name = f"step.{step.id}"
        match step.kind:
            case StepKind.TICK:
                self.form.add(name, "", CheckBox(step.name)).label.hide()
            case StepKind.TEMPERATURE:
                field = TemperatureField()
                self.form.add(name, step.name, field)
                field.confirmation_asked.connect(lambda words: self.form.warn(name, words))
            case _:
                line = LineEdit(placeholder=t("duty_log.form.optional"))
                self.form.add(name, step.name, line)

    def _record(self, work: Work, values: Values) -> RoutineState:
        answers: dict[int, str | float | bool] = {}
        for step in self.state.steps:
            value = values[f"step.{step.id}"]
            if step.kind is StepKind.TICK and not value and not values.get(AS_IT_IS):
                # Left open: it is asked for, not taken for a no.
                continue
            if isinstance(value, Decimal):
                answers[step.id] = float(value)
            elif value is not None:
                answers[step.id] = value
        return routine.record(work, answers)


def _unfit_words(state: RoutineState) -> str:
    """What is not as it should be, in one line."""
    said: list[str] = []
    for step in state.wrong:
        value = state.entries[step.id].value
        said.append(f"{step.name} {value}" if value else step.name)
    return t("duty.routine.unfit", what=t("duty.list_mark").join(said))
