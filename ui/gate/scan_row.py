"""The line where everything comes in: which way, the scan box that always has the keyboard, and at which gate."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk.gate import Direction
from duty_desk.people.places import GateRow
from duty_desk.strings import t
from ui.gate.session import looks_like_reading
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit

HEIGHT = 48
AUTO = "auto"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DIGITS = frozenset("0123456789.\N{FULLWIDTH FULL STOP}\N{IDEOGRAPHIC FULL STOP}")


class ScanBox(LineEdit):
    """Takes codes, names, plates and numbers. While a temperature is asked for, digits go to the thermometer instead.

    `entered` carries what was typed, `reading_typed` the digits so far, `reading_entered` a temperature, `empty_entered` Enter on
    nothing, `stepped` the arrows, `ticked` the space bar on nothing, `undone` Ctrl+Z, `left_off` Esc.
    """

    entered = Signal(str)
    reading_typed = Signal(str)
    reading_entered = Signal(str)
    empty_entered = Signal()
    stepped = Signal(int)
    ticked = Signal()
    undone = Signal()
    left_off = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            placeholder=t("gate_tab.scan.placeholder"),
            icon="barcode-scan",
            hint=t("gate_tab.scan.enter"),
            name=t("gate_tab.scan.name"),
            height=HEIGHT,
            scan=True,
            parent=parent,
        )
        self.measuring = False
        self._reading = ""

    @property
    def reading(self) -> str:
        """The digits typed of a temperature."""
        return self._reading

    def set_measuring(self, on: bool, reading: str = "") -> None:
        """Whether digits are a temperature now; `reading` is proposed."""
        self.measuring = on
        self._put_reading(reading)

    def clear_all(self) -> None:
        """Nothing is half typed any more."""
        self.clear()
        self._put_reading("")

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            # Here Ctrl+Z takes back a crossing, never a letter.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = Qt.Key(event.key()), self._is_plain(event)
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undone.emit()
        elif self._measures(event, plain):
            event.accept()
        elif key in _ENTER and plain:
            self._enter()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain:
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Space and plain and not self.text():
            self.ticked.emit()
        elif key == Qt.Key.Key_Escape and plain:
            self.clear_all()
            self.left_off.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        commit = event.commitString()
        plain = unicodedata.normalize("NFKC", commit)
        if self.measuring and not self.text() and plain and set(plain) <= _DIGITS:
            self._put_reading(self._reading + plain)
            event.accept()
            return
        super().inputMethodEvent(event)

    def _is_plain(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        return held == Qt.KeyboardModifier.NoModifier

    def _measures(self, event: QKeyEvent, plain: bool) -> bool:
        """Whether a key belongs to the temperature being typed."""
        if not self.measuring or self.text() or not plain:
            return False
        if event.text() and event.text() in _DIGITS:
            self._put_reading(self._reading + event.text())
            return True
        if event.key() == Qt.Key.Key_Backspace and self._reading:
            self._put_reading(self._reading[:-1])
            return True
        if event.text().isalnum() and self._reading:
            # It was no temperature after all: a number goes on with letters.
            self.setText(self._reading)
            self._put_reading("")
        return False

    def _enter(self) -> None:
        text = self.text().strip()
        if text:
            self.clear()
            # A thermometer may type its reading with the box half full of nothing else.
            if self.measuring and looks_like_reading(text):
                self.reading_entered.emit(text)
            else:
                self.entered.emit(text)
        elif self.measuring and self._reading:
            self.reading_entered.emit(self._reading)
        else:
            self.empty_entered.emit()

    def _put_reading(self, text: str) -> None:
        text = text[:5]
        if text != self._reading:
            self._reading = text
            self.reading_typed.emit(text)


class ScanRow(QWidget):
    """`turned` carries the direction chosen, None for the way after the last one; `gate_chosen` the gate."""

    turned = Signal(object)
    gate_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ways = Segmented(
            [
                Choice(AUTO, "", icon="swap-horizontal", tip=t("gate_tab.way.auto")),
                Choice(Direction.IN.value, t("gate.direction.in"), icon="login", tip="F7"),
                Choice(Direction.OUT.value, t("gate.direction.out"), icon="logout", tip="F8"),
            ],
            AUTO,
            name=t("gate_tab.way.name"),
            height=HEIGHT,
            parent=self,
        )
        self.ways.chosen.connect(lambda key: self.turned.emit(None if key == AUTO else Direction(key)))
        self.box = ScanBox(self)
        self.gates = ComboBox(height=HEIGHT, name=t("gate_tab.gate.name"), parent=self)
        self.gates.setMinimumWidth(128)
        self._options: list[tuple[int, str, str]] = []
        self.gates.changed.connect(self._gate_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.ways)
        row.addWidget(self.box, 1)
        row.addWidget(self.gates)
        self.setFixedHeight(HEIGHT)

    def put_gates(self, gates: Sequence[GateRow], current: int) -> None:
        """The gates of the office; closed ones are named so."""
        options = [(row.id, row.name, "" if row.is_open else t("gate_tab.gate.closed")) for row in gates]
        if options != self._options:
            self._options = options
            self.gates.set_options(options, current)
        elif self.gates.value() != current:
            self.gates.set_value(current)

    def put_way(self, direction: Direction | None) -> None:
        """Show the direction without telling anyone."""
        self.ways.set_value(AUTO if direction is None else direction.value)

    def _gate_changed(self) -> None:
        chosen = self.gates.value()
        if isinstance(chosen, int):
            self.gate_chosen.emit(chosen)
