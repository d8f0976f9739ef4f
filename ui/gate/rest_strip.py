"""Who rests before the second reading: how long still, and a reminder at the minute when it is time."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from duty_desk.gate import RetestRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.flow import Flow
from ui.kit.labels import Label
from ui.kit.paint import Mark
from ui.kit.tokens import SMALL, Tone

if TYPE_CHECKING:
    from ui.feature_tab import Shell

TICK_MS = 1000


class RestStrip(QWidget):
    """Hidden while nobody rests. `due` carries the row whose time has come, once each; `give_up_asked`: somebody went away."""

    due = Signal(object)
    give_up_asked = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._rows: tuple[RetestRow, ...] = ()
        self._told: set[int] = set()
        self._chips: list[Chip] = []
        self._box = Flow(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._box.addWidget(Label(t("gate_tab.rest.title"), px=SMALL, bold=True, parent=self))
        self.give_up = Button(
            t("gate_tab.give_up.title"), kind=Kind.TEXT, icon="close", key="F3", bind=False, parent=self
        )
        self.give_up.clicked.connect(self.give_up_asked)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)
        self.hide()

    def put(self, rows: Sequence[RetestRow]) -> None:
        """Show who rests, the next one due first."""
        self._rows = tuple(rows)
        for chip in self._chips:
            chip.hide()
            self._box.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        for _row in self._rows:
            chip = Chip(Mark(" "), self)
            self._box.addWidget(chip)
            chip.show()
            self._chips.append(chip)
        self._box.removeWidget(self.give_up)
        self._box.addWidget(self.give_up)
        self.tick()
        self.setVisible(bool(rows))
        if rows:
            self._timer.start()
        else:
            self._timer.stop()

    @property
    def rows(self) -> tuple[RetestRow, ...]:
        """Who rests."""
        return self._rows

    def said(self) -> list[str]:
        """What each chip says."""
        return [chip.mark.word for chip in self._chips]

    def tick(self) -> None:
        """A second has passed."""
        now = self._shell.desk.now
        for row, chip in zip(self._rows, self._chips, strict=True):
            left = (row.due_at - now).total_seconds()
            name = row.name or t("gate_tab.last.nobody")
            if left > 0:
                words = t("gate_tab.rest.left", name=name, value=f"{row.first:.1f}", minutes=ceil(left / 60))
                mark = Mark(words, Tone.NEUTRAL, "clock-outline")
            else:
                words = t("gate_tab.rest.due", name=name, value=f"{row.first:.1f}")
                mark = Mark(words, Tone.WARN, "thermometer-alert")
                if row.id not in self._told:
                    self._told.add(row.id)
                    self.due.emit(row)
            if chip.mark != mark:
                chip.set_mark(mark)
