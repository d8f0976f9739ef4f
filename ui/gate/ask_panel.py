"""Under an amber answer: what to compare, the tick that it was compared, and the key that goes on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk.gate import Reason, Verdict
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox
from ui.kit.labels import Label
from ui.kit.notices import Remark
from ui.kit.panels import Surface
from ui.kit.tokens import PADDING, SMALL, Tone

HEIGHT = 104
# What the officer ticks by reason; the rest is looked at.
TICKS = {Reason.MANUAL: "document", Reason.PHOTO: "photo", Reason.HOST_UNCONFIRMED: "host"}


class AskPanel(Surface):
    """`confirmed` once the box is ticked and Enter or the button was pressed."""

    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.title = Label(t("gate_tab.ask.title"), bold=True)
        self.words = Label("", px=SMALL, colour="text2", elide=True)
        self.tick = CheckBox("", parent=self)
        self.tick.toggled.connect(self._ticked)
        self.go = Button(t("gate_tab.ask.go"), kind=Kind.PRIMARY, icon="check", key="Return", bind=False)
        self.go.clicked.connect(self.go_on)
        self.remark = Remark(t("gate_tab.ask.tick_first"), Tone.DANGER, self)
        self.remark.hide()
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self.tick)
        foot.addWidget(self.remark)
        foot.addStretch()
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, 10, PADDING, 10)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addStretch()
        column.addLayout(foot)

    def ask(self, verdict: Verdict) -> None:
        """Ask about one answer."""
        what = TICKS.get(verdict.reason, "other")
        self.words.setText(t(f"gate_tab.ask.words.{what}"))
        self.tick.setText(t(f"gate_tab.ask.tick.{what}"))
        self.tick.setAccessibleName(self.tick.text())
        self.tick.setChecked(False)
        self.tick.updateGeometry()
        self.remark.hide()

    def turn_tick(self) -> None:
        """The space bar in the scan box."""
        self.tick.setChecked(not self.tick.isChecked())

    def go_on(self) -> None:
        """Enter: only with the tick."""
        if self.tick.isChecked():
            self.confirmed.emit()
        else:
            self.remark.show()

    def _ticked(self, on: bool) -> None:
        if on:
            self.remark.hide()
