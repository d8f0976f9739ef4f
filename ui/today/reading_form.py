"""The temperatures that are missing, room after room, typed without leaving Today; a high or low one asks for the second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.agenda.shapes import Part
from duty_desk.errors import DutyDeskError
from duty_desk.isolation import reading_rows, readings
from duty_desk.isolation.slot_rules import ReadingSlot
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.labels import Label
from ui.kit.notices import Remark
from ui.kit.number_fields import TemperatureField
from ui.kit.tokens import Tone


class _Reading(QWidget):
    """One reading of one person: the room, morning or evening, the value, and what is wrong with it."""

    def __init__(self, part: Part, stay: int, day: date, slot: ReadingSlot) -> None:
        super().__init__()
        self.stay, self.day, self.slot = stay, day, slot
        self.retest: int | None = None
        words = f"{part.title} {t(f'isolation_tab.slot.{slot.value}')}"
        self.field = TemperatureField(name=words, width=104)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label(words, elide=True), 1)
        line.addWidget(self.field)
        column.addLayout(line)
        self._column = column
        self._remark: Remark | None = None

    def remark(self, text: str, tone: Tone) -> None:
        """A remark under the field; empty takes it away."""
        if self._remark is not None:
            self._column.removeWidget(self._remark)
            self._remark.hide()
            self._remark.deleteLater()
            self._remark = None
        if text:
            self._remark = Remark(text, tone, self)
            self._column.addWidget(self._remark)
            self._remark.show()


class ReadingForm(QWidget):
    """One line to a room. `saved` tells that something was written, `finished` that nothing is left."""

    saved = Signal()
    finished = Signal()

    def __init__(self, shell: Shell, parts: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        with shell.desk.read() as read:
            missing = {row.stay: row.slots for row in reading_rows.list_missed(read)}
            today = read.at.date()
        # Of a day gone by somebody has to say when it was measured: that is done on the card of the person.
        self.lines = [
            _Reading(part, part.item.subject[1], day, slot)
            for part in parts
            for day, slot in missing.get(part.item.subject[1], ())
            if day == today
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for line in self.lines:
            line.field.confirmed.connect(partial(self._enter, line))
            line.field.confirmation_asked.connect(partial(self._ask, line))
            column.addWidget(line)

    @property
    def stays(self) -> set[int]:
        """Whose temperatures can be typed here."""
        return {line.stay for line in self.lines}

    @property
    def unsaved(self) -> bool:
        """Whether a value stands there that was not written down."""
        return any(line.isEnabled() and line.field.text().strip() for line in self.lines)

    def take_focus(self) -> None:
        """To the first room that is still missing."""
        line = next((each for each in self.lines if each.isEnabled()), None)
        if line is not None:
            line.field.setFocus()

    def _ask(self, line: _Reading, words: str) -> None:
        line.remark(words, Tone.WARN)

    def _enter(self, line: _Reading, value: Decimal) -> None:
        again: int | None = None
        try:
            with self._shell.desk.work() as work:
                if line.retest is not None:
                    readings.add_retest(work, line.retest, retest=float(value))
                else:
                    made = readings.record_reading(
                        work, stay=line.stay, day=line.day, slot=line.slot, temperature=float(value)
                    )
                    again = made.reading if made.needs_retest else None
        except DutyDeskError as error:
            line.remark(error.text, Tone.DANGER)
            line.field.setFocus()
            return
        self.saved.emit()
        if again is not None:
            line.retest = again
            line.field.clear()
            line.remark(t("today_tab.reading.again", value=f"{value:.1f}"), Tone.WARN)
            line.field.setFocus()
            return
        line.remark("", Tone.WARN)
        line.setEnabled(False)
        if all(not each.isEnabled() for each in self.lines):
            self.finished.emit()
        else:
            self.take_focus()
