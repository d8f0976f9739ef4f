"""One person of the sheet: room, name, the last temperature, a field for the next, and what came of it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk import formats
from duty_desk.isolation.floor_sheet import SheetRow
from duty_desk.isolation.slot_rules import SlotState
from duty_desk.strings import t
from ui.kit.chips import Chip
from ui.kit.choices import Choice, Segmented
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.number_fields import TemperatureField
from ui.kit.paint import Mark
from ui.kit.tokens import SMALL, Tone

REASONS = ("asleep", "out", "refused", "broken")


class Ask(StrEnum):
    """What a line asks for beside its first temperature."""

    NOTHING = "nothing"
    RETEST = "retest"
    NOT_TAKEN = "not_taken"
    CORRECTION = "correction"


class SheetField(TemperatureField):
    """Takes numbers only; N says that it could not be taken, the arrows go along the doors."""

    walked = Signal(int)
    not_taken = Signal()
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_N:
            self.not_taken.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walked.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.given_up.emit()
        elif event.text() and event.text().isprintable() and event.text() not in "0123456789.":
            # Letters and signs are no temperature; with Ctrl they are keys of the window.
            event.ignore() if event.modifiers() & Qt.KeyboardModifier.ControlModifier else event.accept()
        else:
            super().keyPressEvent(event)


class SheetLine(QWidget):
    """`typed` carries a temperature, `again` a second one, `reasoned` why none was taken, `corrected` why another one stands."""

    typed = Signal(object)
    again = Signal(object)
    reasoned = Signal(str)
    corrected = Signal(object, str)
    walked = Signal(int)

    def __init__(self, row: SheetRow) -> None:
        super().__init__()
        self.row = row
        self.asking = Ask.NOTHING
        self._pending: Decimal | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 4, 16, 4)
        line.setSpacing(12)
        bed = t("isolation_forms.sheet.bed", bed=row.bed) if row.bed > 1 else ""
        self.room = Label(" ".join(filter(None, (row.room, bed))), bold=True)
        self.room.setFixedWidth(88)
        self.name = Label(row.name, elide=True)
        self.name.setFixedWidth(112)
        before = f"{row.before:.1f}" if row.before is not None else "\N{EN DASH}"
        self.before = Label(before, colour="text2")
        self.before.setFixedWidth(56)
        spoken = t("isolation_forms.sheet.spoken", room=row.room, name=row.name)
        self.field = SheetField(name=spoken)
        self.field.confirmed.connect(self._confirmed)
        self.field.confirmation_asked.connect(lambda said: self.tell(said, Tone.INFO))
        self.field.walked.connect(self.walked)
        self.field.not_taken.connect(self.ask_reason)
        self.field.given_up.connect(self.show_state)
        self.field.returnPressed.connect(self._entered)
        self.second = SheetField(name=t("isolation_forms.sheet.second", room=row.room))
        self.second.confirmed.connect(self.again)
        self.second.walked.connect(self.walked)
        self.reasons = Segmented(
            [
                Choice(key, f"{number} {t(f'isolation_forms.sheet.reason.{key}')}")
                for number, key in enumerate(REASONS, 1)
            ],
            "",
            name=t("isolation_forms.sheet.why", room=row.room),
            parent=self,
        )
        self.reasons.chosen.connect(lambda key: self.reasoned.emit(t(f"isolation_forms.sheet.reason.{key}")))
        self.why = LineEdit(placeholder=t("isolation_forms.sheet.why_corrected"), width=200)
        self.why.returnPressed.connect(self._why_given)
        self.chip = Chip(Mark(" "))
        self.words = Label("", px=SMALL, colour="text2", elide=True)
        for widget in (
            self.room,
            self.name,
            self.before,
            self.field,
            self.second,
            self.reasons,
            self.why,
            self.chip,
        ):
            line.addWidget(widget)
        line.addWidget(self.words, 1)
        self.show_state()

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a first temperature."""
        return self.row.view.reading_id is None

    def put(self, row: SheetRow) -> None:
        """As it stands now; what is half typed stays."""
        self.row = row
        if not self.field.text() and self.asking not in (Ask.NOT_TAKEN, Ask.CORRECTION):
            self.show_state()

    def take_focus(self) -> None:
        """The keyboard to what this line asks for."""
        target = {
            Ask.RETEST: self.second,
            Ask.NOT_TAKEN: self.reasons,
            Ask.CORRECTION: self.why,
        }.get(self.asking, self.field)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self) -> None:
        """What is on record of this slot."""
        view = self.row.view
        self.asking = Ask.RETEST if view.waits else Ask.NOTHING
        self._fit()
        words = ""
        if view.temperature is not None:
            value = f"{view.temperature:.1f}"
            if view.first is not None:
                value = f"{view.first:.1f} \N{RIGHTWARDS ARROW} {value}"
            tone = Tone.DANGER if view.abnormal else Tone.WARN if view.waits else Tone.OK
            icon = "thermometer-alert" if view.abnormal else "history" if view.state is SlotState.LATE else ""
            mark = Mark(f"{value} ℃", tone, icon)
            words = formats.clock(view.at)
            if view.state is SlotState.LATE:
                words = t("isolation_forms.sheet.late", clock=words)
        elif view.state is SlotState.NOT_TAKEN:
            mark = Mark(t("isolation_forms.sheet.not_taken"), Tone.NEUTRAL, "minus-circle-outline")
            words = view.reason or ""
        elif view.state is SlotState.MISSING:
            mark = Mark(t("isolation_forms.sheet.missing"), Tone.DANGER)
        else:
            mark = Mark(t("isolation_forms.sheet.due"), Tone.NEUTRAL, "clock-outline")
        self.chip.set_mark(mark)
        self.words.setText(words)

    def tell(self, words: str, tone: Tone = Tone.NEUTRAL) -> None:
        """A sentence beside the field."""
        self.words.set_colour(tone.value if tone is not Tone.NEUTRAL else "text2")
        self.words.setText(words)

    def ask_second(self, words: str) -> None:
        """An abnormal or low first value: the second is asked for."""
        self.asking = Ask.RETEST
        self._fit()
        self.tell(words, Tone.WARN)

    def ask_reason(self) -> None:
        """N: why it could not be taken."""
        if not self.is_open:
            self.tell(t("isolation_forms.sheet.taken_already"), Tone.WARN)
            return
        self.asking = Ask.NOT_TAKEN
        self._fit()
        self.tell("")
        self.reasons.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.asking in (Ask.NOT_TAKEN, Ask.CORRECTION):
            self._pending = None
            self.field.clear()
            self.show_state()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            event.accept()
            return
        super().keyPressEvent(event)

    def _confirmed(self, value: object) -> None:
        assert isinstance(value, Decimal)
        if self.is_open or self.row.view.state is SlotState.NOT_TAKEN:
            self.typed.emit(value)
            return
        self._pending = value
        self.asking = Ask.CORRECTION
        self._fit()
        self.tell(t("isolation_forms.sheet.correct_why"), Tone.WARN)
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _why_given(self) -> None:
        if self._pending is not None and self.why.value():
            self.corrected.emit(self._pending, str(self.why.value()))

    def _entered(self) -> None:
        if not self.field.text().strip():
            self.walked.emit(1)
        elif problem := self.field.problem():
            self.tell(problem, Tone.DANGER)

    def settle(self, row: SheetRow) -> None:
        """Written: show what is on record."""
        self._pending = None
        self.field.clear()
        self.second.clear()
        self.why.clear()
        self.words.set_colour("text2")
        self.row = row
        self.show_state()

    def _fit(self) -> None:
        self.second.setVisible(self.asking is Ask.RETEST)
        self.reasons.setVisible(self.asking is Ask.NOT_TAKEN)
        self.why.setVisible(self.asking is Ask.CORRECTION)


def titles() -> QWidget:
    """The head over the lines."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(16, 6, 16, 6)
    line.setSpacing(12)
    for key, width in (("room", 88), ("name", 112), ("before", 56), ("value", 120)):
        label = Label(t(f"isolation_forms.sheet.{key}"), px=SMALL, colour="text2", elide=True)
        label.setFixedWidth(width)
        line.addWidget(label)
    line.addWidget(Label(t("isolation_forms.sheet.state"), px=SMALL, colour="text2", elide=True), 1)
    return holder
