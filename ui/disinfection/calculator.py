"""The strip that says what goes into the can: so much of the stock, so much water, in figures and in words."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk.disinfection.dilution import Dilution, Form, plain
from duty_desk.strings import t
from ui.disinfection.words import amount_words, ratio_words
from ui.kit.paint import box, smooth, write
from ui.kit.tokens import SMALL, TITLE, scaled, text_width, tokens

EDGE = 16


class Calculator(QWidget):
    """Painted; nothing is typed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._parts: tuple[tuple[str, str, str], ...] = ()
        self._words = ""
        self.setFixedHeight(self.sizeHint().height())

    @property
    def words(self) -> str:
        """The line below the figures."""
        return self._words

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures, without units."""
        return tuple(figure for _label, figure, _unit in self._parts)

    def put(self, found: Dilution | None, hours: int | None = None) -> None:
        """Show a mixture; nothing while it cannot be reckoned. `hours`: how long it may be used."""
        if found is None:
            self._parts, self._words = (), t("disinfection_tab.calculator.none")
        else:
            amount, unit = amount_words(found.stock_amount, found.form)
            parts = [(t(f"disinfection_tab.calculator.take.{found.form.value}"), amount, unit)]
            if found.form is not Form.NEAT:
                parts.append(
                    (
                        t("disinfection_tab.calculator.water"),
                        plain(found.water_ml),
                        t("disinfection_tab.stock_unit.liquid"),
                    )
                )
            if found.ratio is not None and found.form is Form.LIQUID:
                parts.append(
                    (
                        t("disinfection_tab.calculator.ratio"),
                        ratio_words(found.ratio),
                        t("disinfection_tab.calculator.parts"),
                    )
                )
            self._parts, self._words = tuple(parts), _in_words(found, hours)
        said = [f"{label} {figure} {unit}" for label, figure, unit in self._parts]
        self.setAccessibleName("  ".join([*said, self._words]))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        small, large = scaled(SMALL) + 8, scaled(TITLE) + 8
        return QSize(240, 16 + small + (small + large if self._parts else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        box(painter, self.rect(), look.sunken)
        small, large = scaled(SMALL) + 8, scaled(TITLE) + 8
        room = QRectF(self.rect()).adjusted(EDGE, 6, -EDGE, -6)
        if self._parts:
            wide = room.width() / len(self._parts)
            for number, (label, figure, unit) in enumerate(self._parts):
                x = room.left() + number * wide
                write(painter, QRectF(x, room.top(), wide - 4, small), label, look.text2, SMALL)
                taken = text_width(figure, TITLE, True)
                line = QRectF(x, room.top() + small, wide - 4, large)
                write(painter, line, figure, look.text, TITLE, True)
                write(painter, line.adjusted(taken + 4, 3, 0, 0), unit, look.text2, SMALL)
            room.setTop(room.top() + small + large)
        write(painter, QRectF(room.left(), room.top(), room.width(), small), self._words, look.text2, SMALL)


def _in_words(found: Dilution, hours: int | None) -> str:
    kept = t("disinfection_tab.calculator.fresh", hours=hours) if hours else ""
    if found.form is Form.LIQUID and found.total_ml:
        percent = found.stock_amount * Decimal(100) / found.total_ml
        return t("disinfection_tab.calculator.percent", percent=plain(percent)) + kept
    return t(f"disinfection_tab.calculator.{found.form.value}") + kept
