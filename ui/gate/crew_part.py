"""The morning check of somebody of a crew, and the quick way to write it down at the gate."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.gate import CrewContext, Verdict
from duty_desk.strings import t
from ui.gate.facts import Facts
from ui.kit.buttons import Button
from ui.kit.fields import LineEdit
from ui.kit.labels import Label

GAP = "\N{IDEOGRAPHIC SPACE}"


class CrewPart(QWidget):
    """`checked` carries the reading as it was typed."""

    checked = Signal(str)

    def __init__(self, crew: CrewContext, verdict: Verdict, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        reading = f"{crew.temperature:.1f} ℃" if crew.temperature is not None else t("gate_tab.crew.none")
        leader = GAP.join(part for part in (crew.leader, masking.mask_phone(crew.leader_phone)) if part)
        rows = [
            (t("gate_tab.crew.today"), reading),
            (t("gate_tab.crew.place"), crew.place),
            (t("gate_tab.crew.leader"), leader),
        ]
        if crew.state == "missed" and crew.day is not None:
            rows.insert(0, (t("gate_tab.crew.missed"), formats.day(crew.day)))
        self.facts = Facts(rows, self)
        column.addWidget(self.facts)
        self.reading: LineEdit | None = None
        if crew.state == "missing":
            column.addLayout(self._entry())

    def _entry(self) -> QHBoxLayout:
        """One field: the leader stands there with the reading."""
        self.reading = LineEdit(
            suffix="℃", width=104, name=t("gate_tab.crew.reading"), scan=True, parent=self
        )
        self.reading.returnPressed.connect(self._enter)
        save = Button(t("gate_tab.crew.save"), icon="check", parent=self)
        save.clicked.connect(self._enter)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Label(t("gate_tab.crew.reading"), colour="text2"))
        row.addWidget(self.reading)
        row.addStretch()
        row.addWidget(save)
        return row

    def _enter(self) -> None:
        if self.reading is not None and self.reading.text().strip():
            self.checked.emit(self.reading.text().strip())
