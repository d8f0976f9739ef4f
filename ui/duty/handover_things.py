"""The things counted: a tick when all are there, a number and a word when not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.handover import Count
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.flow import Flow
from ui.kit.labels import Label
from ui.kit.notices import Remark
from ui.kit.number_fields import NumberField
from ui.kit.tokens import SMALL, Tone


class ThingsPart(QWidget):
    """`counted` carries a thing, what was counted (None takes it back) and the word for a difference."""

    counted = Signal(int, object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._counts: dict[int, Count] = {}
        self.boxes: dict[int, CheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._ticks = QWidget(self)
        self._flow = Flow(self._ticks, gap=16, line_gap=0)
        column.addWidget(self._ticks)
        self._differences = Label("", px=SMALL, colour="warn", wrap=True)
        self._differences.hide()
        column.addWidget(self._differences)
        self.differs = Button(t("duty_handover.differs"), kind=Kind.TEXT, parent=self)
        self.differs.clicked.connect(lambda: self._open(self._form.isHidden()))
        line = QHBoxLayout()
        line.addWidget(self.differs)
        line.addStretch()
        column.addLayout(line)
        self._form = QWidget(self)
        self._form.hide()
        self.thing = ComboBox(name=t("duty_handover.thing"), placeholder=t("duty_handover.thing"))
        self.number = NumberField(least=0, most=9999, width=72, name=t("duty_handover.counted"))
        self.note = LineEdit(
            placeholder=t("duty_handover.difference_why"), name=t("duty_handover.difference_why")
        )
        self.keep = Button(t("duty_handover.keep_count"), parent=self._form)
        self.keep.clicked.connect(self._keep)
        self.note.returnPressed.connect(self._keep)
        row = QHBoxLayout(self._form)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.thing)
        row.addWidget(self.number)
        row.addWidget(self.note, 1)
        row.addWidget(self.keep)
        column.addWidget(self._form)
        self._refusal: Remark | None = None
        self._column = column

    def put(self, counts: tuple[Count, ...]) -> None:
        """Show how far the counting is; boxes that stay are not made anew."""
        if tuple(self._counts) != tuple(one.thing.id for one in counts):
            for box in self.boxes.values():
                self._flow.removeWidget(box)
                box.hide()
                box.deleteLater()
            self.boxes = {one.thing.id: self._box(one) for one in counts}
            self.thing.set_options([(one.thing.id, one.thing.name) for one in counts])
        self._counts = {one.thing.id: one for one in counts}
        for one in counts:
            box = self.boxes[one.thing.id]
            quiet = box.blockSignals(True)
            box.setChecked(one.counted is not None)
            box.blockSignals(quiet)
            box.update()
        said = [
            t(
                "duty_handover.difference",
                name=one.thing.name,
                counted=one.counted,
                expected=one.thing.quantity,
                note=one.note,
            )
            for one in counts
            if one.differs
        ]
        self._differences.setText(t("handover.missing_mark").join(said))
        self._differences.setVisible(bool(said))

    def refuse(self, sentence: str) -> None:
        """What is wrong with a count, below its fields."""
        if self._refusal is not None:
            self._refusal.hide()
            self._refusal.deleteLater()
            self._refusal = None
        if sentence:
            self._refusal = Remark(sentence, Tone.DANGER)
            self._column.addWidget(self._refusal)

    def close_form(self) -> None:
        """A difference was kept."""
        self.number.set_value(None)
        self.note.clear()
        self._open(False)

    def set_open(self, on: bool) -> None:
        """Whether anything may be counted."""
        for part in (*self.boxes.values(), self.differs):
            part.setEnabled(on)

    def _box(self, one: Count) -> CheckBox:
        words = t(
            "duty_handover.thing_words", name=one.thing.name, quantity=one.thing.quantity, unit=one.thing.unit
        )
        box = CheckBox(words, parent=self._ticks)
        box.toggled.connect(
            lambda on, one=one: self.counted.emit(one.thing.id, one.thing.quantity if on else None, "")
        )
        self._flow.addWidget(box)
        box.show()
        return box

    def _open(self, on: bool) -> None:
        self._form.setVisible(on)
        self.refuse("")
        if on:
            self.thing.setFocus()

    def _keep(self) -> None:
        thing, counted = self.thing.value(), self.number.value()
        if not isinstance(thing, int) or not isinstance(counted, int):
            self.refuse(t("duty_handover.count_missing"))
            return
        self.counted.emit(thing, counted, str(self.note.value()))
