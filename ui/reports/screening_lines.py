"""A few dated lines in the panel of one record: calls, days of a health record, reports of a team; the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.kit.labels import Label
from ui.kit.tokens import SMALL


@dataclass(frozen=True, slots=True)
class DatedLine:
    """When, what, by whom; `loud` where something was wrong."""

    when: str
    words: str
    who: str = ""
    loud: bool = False


class DatedLines(QWidget):
    """A heading and its lines; without any, what to say instead."""

    def __init__(self, title: str, lines: Sequence[DatedLine], nothing: str) -> None:
        super().__init__()
        self.lines = tuple(lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(title, bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for number, line in enumerate(self.lines):
            grid.addWidget(Label(line.when, px=SMALL, colour="text2"), number, 0)
            grid.addWidget(Label(line.words, elide=True, colour="danger" if line.loud else "text"), number, 1)
            grid.addWidget(Label(line.who, px=SMALL, colour="text2"), number, 2)
        if not self.lines:
            grid.addWidget(Label(nothing, px=SMALL, colour="text2", wrap=True), 0, 0, 1, 3)
        column.addLayout(grid)
