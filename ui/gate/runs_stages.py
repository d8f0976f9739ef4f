"""The five checkpoints of a run below one another: done, not in order, now, and still to come – with time and name."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from duty_desk import formats
from duty_desk.gate import RunRow, RunState
from duty_desk.gate.run_queries import StageRow
from duty_desk.gate.run_rules import STAGES
from duty_desk.strings import t
from ui.kit.icons import NORMAL
from ui.kit.labels import Label
from ui.kit.notices import Picture
from ui.kit.tokens import SMALL, Tone

_SPACE = "\N{IDEOGRAPHIC SPACE}"
_LINE = 24


class StageList(QWidget):
    """Number, name, and what is recorded; the one that comes now is bold."""

    def __init__(self, row: RunRow, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        recorded = {stage.stage: stage for stage in row.stages}
        running = row.state is RunState.OPEN
        place = 0
        for number in STAGES:
            stage = recorded.get(number)
            now = running and row.next_stage == number
            icon, tone = _picture(stage, now, running)
            grid.addWidget(Picture(icon, NORMAL, tone, "text3", _LINE), place, 0)
            name = f"{number}{_SPACE}{t(f'gate.stage.{number}')}"
            colour = "text" if stage is not None or now else "text3"
            grid.addWidget(Label(name, bold=now, colour=colour), place, 1)
            words = Label(
                _words(stage, now, running), colour="text2" if stage is not None else "text3", wrap=True
            )
            words.setMinimumHeight(_LINE)
            grid.addWidget(words, place, 2)
            place += 1
            if stage is not None and stage.note:
                grid.addWidget(Label(stage.note, px=SMALL, colour="text2", wrap=True), place, 1, 1, 2)
                place += 1
        self.setAccessibleName(
            _SPACE.join(
                f"{t(f'gate.stage.{number}')} {_words(recorded.get(number), False, running)}"
                for number in STAGES
            )
        )


def _picture(stage: StageRow | None, now: bool, running: bool) -> tuple[str, Tone | None]:
    if stage is not None:
        return ("check-circle", Tone.OK) if stage.passed else ("cancel", Tone.DANGER)
    if now:
        return "progress-clock", Tone.INFO
    return ("circle-outline", None) if running else ("alert-octagon", Tone.DANGER)


def _words(stage: StageRow | None, now: bool, running: bool) -> str:
    if stage is not None:
        outcome = t("gate.sheet.passed" if stage.passed else "gate.sheet.failed")
        return _SPACE.join(part for part in (formats.moment(stage.at), outcome, stage.officer or "") if part)
    if now:
        return t("gate_views.run.now")
    return "" if running else t("gate_views.run.not_recorded")
