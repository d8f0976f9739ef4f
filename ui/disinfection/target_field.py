"""How strong: a figure, or "2%" and "1:100" with the two things they may mean, of which one is chosen (domain A3.2)."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk.disinfection.dilution import Agent, Reading, plain, readings_of
from duty_desk.errors import InputError
from duty_desk.strings import t
from ui.disinfection.words import reading_words, unit_of
from ui.kit.choices import Choice, ChoiceBar
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.tokens import SMALL

WIDTH = 136
# Bleach as it is sold: 5 % available chlorine.
USUAL = {Agent.CHLORINE: Decimal(50_000)}


class TargetField(QWidget):
    """`value()` is mg/L, of alcohol percent by volume; None while nothing, nonsense or something with two readings stands there."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stock, self._agent = Decimal(0), Agent.CHLORINE
        self._picked, self._guessed = "", True
        self.line = LineEdit(width=WIDTH, suffix=unit_of(self._agent), parent=self)
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.line.textEdited.connect(self._typed)
        self.note = Label(px=SMALL, colour="text2", parent=self)
        self.choice = ChoiceBar([], name=t("disinfection_tab.form.reading"), parent=self)
        self.choice.let_wrap()
        self.choice.hide()
        self.choice.chosen.connect(self._pick)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.line)
        top.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.choice)
        self.guess = Label(
            t("disinfection_tab.reading.guessed"), px=SMALL, colour="text2", wrap=True, parent=self
        )
        self.guess.hide()
        column.addWidget(self.guess)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setFocusProxy(self.line)

    def set_stock(self, stock: Decimal | None, agent: Agent) -> None:
        """What it is mixed from: the readings of what stands here follow it."""
        # Not known: as strong as most are, and the words say so.
        self._guessed = stock is None
        self._stock, self._agent = stock or USUAL.get(agent, Decimal(0)), agent
        self.line.set_suffix(unit_of(agent))
        self._show_readings()

    def set_note(self, words: str) -> None:
        """The rule, beside the figure."""
        self.note.setText(words)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def readings(self) -> tuple[Reading, ...]:
        """What it may mean; nothing for what cannot be read."""
        typed = self.line.text().strip()
        if not typed:
            return ()
        try:
            return readings_of(typed, self._stock, self._agent)
        except InputError:
            return ()

    def value(self) -> Decimal | None:
        found = self.readings()
        if len(found) == 1:
            return found[0].strength
        return next((each.strength for each in found if each.key == self._picked), None)

    def set_value(self, value: object) -> None:
        self._picked = ""
        self.line.setText("" if value is None else plain(value) if isinstance(value, Decimal) else str(value))
        self._show_readings()

    def kept(self) -> str:
        """What a draft keeps."""
        return self.line.text()

    def problem(self) -> str:
        """What is wrong with the text as it stands, empty when nothing is."""
        typed = self.line.text().strip()
        if not typed:
            return ""
        if not self.readings():
            return t("disinfection_mix.error.target")
        return t("disinfection_tab.form.which_reading") if self.value() is None else ""

    def set_state(self, state: State | None) -> None:
        self.line.set_state(state)

    def choose(self, key: str) -> None:
        """Take one of the readings."""
        self.choice.choose(key)

    def _typed(self, _text: str) -> None:
        self._picked = ""
        self._show_readings()
        self.changed.emit()

    def _pick(self, key: str) -> None:
        self._picked = key
        self.changed.emit()

    def _show_readings(self) -> None:
        found = self.readings()
        several = len(found) > 1
        if several:
            choices = [Choice(each.key, reading_words(self.line.text().strip(), each)) for each in found]
            # Nothing is chosen beforehand: a guess here is ten times too strong.
            self.choice.set_choices(choices, self._picked or " ")
        self.choice.setVisible(several)
        self.guess.setVisible(several and self._guessed)
        self.updateGeometry()
