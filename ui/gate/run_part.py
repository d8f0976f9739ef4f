"""The five checkpoints of a vehicle's run in order, each with its time and who recorded it, and the crew."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.gate import RunRow
from duty_desk.gate.run_rules import STAGES
from duty_desk.strings import t
from ui.kit import icons
from ui.kit.labels import Label
from ui.kit.notices import Picture
from ui.kit.tokens import SMALL, Tone


def run_part(run: RunRow | None, parent: QWidget) -> QWidget:
    """The steps of an open run, or that none was opened."""
    part = QWidget(parent)
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    if run is None:
        column.addWidget(Label(t("gate_tab.run.none"), colour="text2", wrap=True))
        return part
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(1, 1)
    done = {row.stage: row for row in run.stages}
    for number in STAGES:
        row = done.get(number)
        icon, tone = "circle-outline", None
        if row is not None:
            icon, tone = ("check-circle", Tone.OK) if row.passed else ("cancel", Tone.DANGER)
        grid.addWidget(Picture(icon, icons.SMALL, tone, height=22), number, 0)
        name = Label(t(f"gate.stage.{number}"), colour="text" if row is not None else "text2")
        grid.addWidget(name, number, 1)
        when = f"{formats.clock(row.at)} {row.officer or ''}".strip() if row is not None else ""
        grid.addWidget(Label(when, px=SMALL, colour="text2"), number, 2)
    column.addLayout(grid)
    came = [person.name for person in run.people if person.came]
    left = [person.name for person in run.people if person.left]
    words = t("gate_tab.run.crew", names=t("gate.list_mark").join(came), count=len(came))
    if left:
        words += "\N{IDEOGRAPHIC SPACE}" + t("gate_tab.run.crew_left", count=len(left))
    column.addWidget(Label(words, px=SMALL, colour="text2", wrap=True))
    return part
