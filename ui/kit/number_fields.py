"""Fields for quantities and body temperature, checked in words."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.strings import t
from ui.kit.fields import LineEdit

LOWEST, HIGHEST = Decimal("34.0"), Decimal("42.0")


def parse_number(text: str) -> Decimal | None:
    """The number meant; thousands commas and full-width digits are understood. ValueError when it is none."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    return value


class NumberField(LineEdit):
    """A quantity with its unit inside the box. `value()` is an int when `whole`, else a Decimal, None when empty or wrong."""

    def __init__(
        self,
        value: int | Decimal | None = None,
        *,
        unit: str = "",
        least: int | Decimal | None = None,
        most: int | Decimal | None = None,
        whole: bool = True,
        width: int = 136,
        name: str = "",
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(suffix=unit, width=width, name=name, placeholder=placeholder, parent=parent)
        self._least, self._most, self._whole = least, most, whole
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.set_value(value)

    def value(self) -> object:
        if self.problem():
            return None
        value = parse_number(self.text())
        return None if value is None else int(value) if self._whole else value

    def set_value(self, value: object) -> None:
        if value is None or value == "":
            self.setText("")
        elif isinstance(value, Decimal) and value != value.to_integral_value():
            self.setText(f"{value.normalize():,f}")
        else:
            self.setText(formats.number(int(value)))  # type: ignore[call-overload]

    def problem(self) -> str:
        """What is wrong with the text as it stands, empty when nothing is."""
        try:
            value = parse_number(self.text())
        except ValueError:
            return t("kit.number.not_number")
        if value is None:
            return ""
        if self._whole and value != value.to_integral_value():
            return t("kit.number.whole")
        if self._least is not None and value < self._least:
            return t("kit.number.too_small", least=formats.number(float(self._least)))
        if self._most is not None and value > self._most:
            return t("kit.number.too_large", most=formats.number(float(self._most)))
        return ""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        value = self.value()
        if value is not None:
            quiet = self.blockSignals(True)
            self.set_value(value)
            self.blockSignals(quiet)
        super().focusOutEvent(event)


def parse_temperature(text: str) -> tuple[Decimal, bool] | None:
    """The reading in degrees, and whether the point was left out (365), so that it has to be confirmed."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", ".")
    if not plain:
        return None
    value = parse_number(plain)
    if value is None:
        return None
    guessed = "." not in plain
    if guessed and value >= 100:
        value = value / 10
    return value.quantize(Decimal("0.1")), guessed


class TemperatureField(LineEdit):
    """Body temperature. 365 becomes 36.5 and waits for a second Enter; 36.5 is taken at once."""

    confirmed = Signal(object)
    confirmation_asked = Signal(str)

    def __init__(self, *, name: str = "", width: int = 120, parent: QWidget | None = None) -> None:
        super().__init__(suffix=t("kit.temperature.unit"), name=name, width=width, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._asked: Decimal | None = None
        self.textEdited.connect(self._typed)

    def _typed(self) -> None:
        self._asked = None

    def value(self) -> object:
        if self.problem():
            return None
        found = parse_temperature(self.text())
        return found[0] if found else None

    def set_value(self, value: object) -> None:
        self._asked = None
        self.setText("" if value is None else f"{Decimal(str(value)):.1f}")

    def problem(self) -> str:
        """What is wrong with the text as it stands, empty when nothing is."""
        try:
            found = parse_temperature(self.text())
        except ValueError:
            return t("kit.temperature.not_number")
        if found is not None and not LOWEST <= found[0] <= HIGHEST:
            return t("kit.temperature.out_of_range", value=found[0])
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(event)
            return
        super().keyPressEvent(event)

    def _enter(self, event: QKeyEvent) -> None:
        value = self.value()
        if not isinstance(value, Decimal):
            super().keyPressEvent(event)
            return
        found = parse_temperature(self.text())
        if found is not None and found[1] and self._asked != value:
            self.setText(f"{value:.1f}")
            self._asked = value
            self.confirmation_asked.emit(t("kit.temperature.confirm", value=f"{value:.1f}"))
            return
        self._asked = None
        super().keyPressEvent(event)
        self.confirmed.emit(value)
