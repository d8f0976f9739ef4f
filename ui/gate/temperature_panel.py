"""The thermometer of the gate: large digits, the bands they fall in, how it was measured, and the wait before a second reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk.gate import Band, Bands, Direction, TemperatureMethod
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.choices import Choice, Segmented
from ui.kit.labels import Label
from ui.kit.paint import CENTRE, LEFT, Mark, box, smooth, write
from ui.kit.panels import Surface
from ui.kit.tokens import DISPLAY, SMALL, TITLE, Tone, text_width, tokens

HEIGHT = 104
DIGITS_WIDTH, DIGITS_HEIGHT = 208, 88
LOWEST, HIGHEST = 34.0, 39.0
METHODS = (TemperatureMethod.FOREHEAD, TemperatureMethod.AXILLARY, TemperatureMethod.EAR)


class Need(StrEnum):
    """What the thermometer is to do."""

    IDLE = "idle"
    ASKED = "asked"
    AGAIN = "again"
    DONE = "done"
    NOT = "not"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reading:
    """A temperature as it is shown, with its band."""

    value: float
    band: Band

    @property
    def tone(self) -> Tone:
        """How it is coloured."""
        if self.band in (Band.HIGH, Band.EMERGENCY, Band.IMPLAUSIBLE):
            return Tone.DANGER
        if self.band is Band.LOW:
            return Tone.INFO
        return Tone.WARN if self.band is Band.ATTENTION else Tone.OK


class Digits(QWidget):
    """56-px digits in a box: what is being typed, or the last reading."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(DIGITS_WIDTH, DIGITS_HEIGHT)
        self._text, self._tone, self._words, self._active = "", Tone.NEUTRAL, "", False

    def put(self, text: str, tone: Tone = Tone.NEUTRAL, words: str = "", active: bool = False) -> None:
        """Show digits; without any, `words`. `active`: digits typed now come here."""
        self._text, self._tone, self._words, self._active = text, tone, words, active
        self.setAccessibleName(f"{text} ℃" if text else words)
        self.update()

    @property
    def shown(self) -> str:
        """What can be read in the box."""
        return self._text or self._words

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        edge, width = (look.focus, 2) if self._active else (look.ctl, 1)
        box(painter, self.rect(), look.surface, edge, width)
        room = QRectF(self.rect())
        if not self._text and not self._active:
            write(painter, room, self._words, look.text3, TITLE, False, CENTRE)
            return
        colour = look.text if self._tone is Tone.NEUTRAL else look.tone(self._tone)[0]
        wide = text_width(self._text, DISPLAY, True)
        unit = text_width("℃", TITLE)
        left = max(8.0, (room.width() - wide - unit - 10) / 2)
        write(painter, QRectF(left, 0, wide, room.height()), self._text, colour, DISPLAY, True)
        if self._active:
            painter.fillRect(QRectF(left + wide + 2, 20, 2, room.height() - 40), look.text)
        write(painter, QRectF(left + wide + 10, 12, unit + 4, room.height() - 12), "℃", look.text2, TITLE)


class Scale(QWidget):
    """34 to 39 with the office's limits; a mark stands at the reading."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(48)
        self.bands = Bands()
        self.value: float | None = None

    def put(self, bands: Bands, value: float | None) -> None:
        """Show the limits of the day and a reading."""
        self.bands, self.value = bands, value
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        limits = (LOWEST, self.bands.low, self.bands.abnormal, HIGHEST)
        looks = ((look.info_bg, look.info), (look.ok_bg, look.ok), (look.danger_bg, look.danger))
        words = (
            t("gate_tab.temperature.scale_low"),
            t("gate_tab.temperature.scale_normal", value=f"{self.bands.low:.1f}"),
            t("gate_tab.temperature.scale_high", value=f"{self.bands.abnormal:.1f}"),
        )
        for (first, last), (tint, strong), text in zip(pairwise(limits), looks, words, strict=True):
            left, right = self._x(first), self._x(last) - 2
            painter.fillRect(QRectF(left, 12, right - left, 9), tint)
            painter.fillRect(QRectF(left, 21, right - left, 3), strong)
            write(painter, QRectF(left, 28, max(right - left, 40), 20), text, look.text2, SMALL, False, LEFT)
        if self.value is not None:
            self._paint_mark(painter, look.text)

    def _paint_mark(self, painter: QPainter, colour: QColor) -> None:
        assert self.value is not None
        x = self._x(min(HIGHEST, max(LOWEST, self.value)))
        painter.setBrush(colour)
        painter.setPen(colour)
        painter.drawPolygon(QPolygonF([QPointF(x - 6, 1), QPointF(x + 6, 1), QPointF(x, 9)]))
        painter.fillRect(QRectF(x - 1, 8, 2, 17), colour)

    def _x(self, value: float) -> float:
        return (value - LOWEST) / (HIGHEST - LOWEST) * self.width()


class TemperaturePanel(Surface):
    """`method_chosen` carries how it was measured; `turn_asked` and `force_asked` are offered where passage was refused."""

    method_chosen = Signal(object)
    turn_asked = Signal()
    force_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._bands = Bands()
        self.need = Need.IDLE
        self.due: datetime | None = None
        self.digits, self.scale = Digits(self), Scale(self)
        self.title = Label(t("gate_tab.temperature.title"), bold=True)
        self.chip = Chip(Mark(t("gate_tab.temperature.waiting"), Tone.NEUTRAL), self)
        self.words = Label("", px=SMALL, colour="text2", wrap=True)
        self.method = Segmented(
            [Choice(m.value, t(f"gate_tab.method.{m.value}")) for m in METHODS],
            METHODS[0].value,
            name=t("gate_tab.temperature.method"),
            parent=self,
        )
        self.method.chosen.connect(lambda key: self.method_chosen.emit(TemperatureMethod(key)))
        self.turn = Button(t("gate_tab.act.turn_out"), kind=Kind.TEXT, icon="swap-horizontal", parent=self)
        self.turn.clicked.connect(self.turn_asked)
        self.force = Button(
            t("gate_tab.act.force"), kind=Kind.DANGER, icon="key-outline", key="Ctrl+Shift+Return", bind=False
        )
        self.force.clicked.connect(self.force_asked)
        self._lay_out()
        self.show_idle()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.chip)
        head.addStretch()
        head.addWidget(self.method)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.words, 1)
        acts.addWidget(self.turn)
        acts.addWidget(self.force)
        body = QVBoxLayout()
        body.setContentsMargins(16, 4, 8, 4)
        body.setSpacing(2)
        body.addLayout(head)
        body.addWidget(self.scale)
        body.addLayout(acts)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(0)
        row.addWidget(self.digits)
        row.addLayout(body, 1)

    def put_bands(self, bands: Bands) -> None:
        """The limits in force today."""
        self._bands = bands
        self.scale.put(bands, self.scale.value)

    def put_method(self, method: TemperatureMethod | None) -> None:
        """Show how it is measured without telling anyone."""
        self.method.set_value((method or METHODS[0]).value)

    def show_idle(self) -> None:
        """Nobody stands there."""
        self._show(Need.IDLE, Mark(t("gate_tab.temperature.waiting"), Tone.NEUTRAL), None)
        self.digits.put("", words=t("gate_tab.temperature.none"))

    def ask(self, words: str = "", again: bool = False) -> None:
        """Digits are wanted now."""
        mark = (
            Mark(words or t("gate_tab.temperature.again"), Tone.WARN, "thermometer-alert")
            if again
            else Mark(words or t("gate_tab.temperature.wanted"), Tone.INFO, "thermometer")
        )
        self._show(Need.AGAIN if again else Need.ASKED, mark, None)
        self.digits.put("", active=True)

    def type(self, text: str) -> None:
        """Digits as they are typed, coloured by what they would be."""
        reading = self._reading_of(text)
        if self.need not in (Need.ASKED, Need.AGAIN):
            return
        self.digits.put(text, reading.tone if reading else Tone.NEUTRAL, active=True)
        self.scale.put(self._bands, reading.value if reading else None)

    def show_reading(self, value: float, method: TemperatureMethod | None, words: str = "") -> None:
        """A reading that was logged, or that the answer is about."""
        reading = Reading(value, self._bands.band(value, method))
        mark = Mark(words or t(f"gate_tab.band.{reading.band.value}"), reading.tone)
        self._show(Need.DONE, mark, value)
        self.digits.put(f"{value:.1f}", reading.tone)

    def keep_measuring(self) -> None:
        """The reading shown is to be followed by another at once."""
        self.need = Need.AGAIN

    def show_not_needed(
        self, refused: bool, *, turn_to: Direction | None = None, may_force: bool = False
    ) -> None:
        """No temperature is asked for: passage was refused, or this way needs none."""
        words = t("gate_tab.temperature.refused") if refused else t("gate_tab.temperature.not_asked")
        self._show(Need.REFUSED if refused else Need.NOT, Mark(words, Tone.NEUTRAL), None)
        self.digits.put("", words=t("gate_tab.temperature.not_needed"))
        self.scale.setVisible(not refused)
        self.words.setText(t("gate_tab.temperature.refused_words"))
        self.words.setVisible(refused)
        if turn_to is not None:
            self.turn.set_words(t(f"gate_tab.act.turn_{turn_to.value}"))
        self.turn.setVisible(refused and turn_to is not None)
        self.force.setVisible(refused and may_force)

    def count_down(self, words: str, due: bool) -> None:
        """How long the rest still lasts."""
        self.chip.set_mark(Mark(words, Tone.WARN if due else Tone.NEUTRAL, "thermometer-alert"))

    def say(self, sentence: str) -> None:
        """What is wrong with what was typed."""
        self.chip.set_mark(Mark(sentence, Tone.DANGER))

    def _show(self, need: Need, mark: Mark, value: float | None) -> None:
        self.need = need
        self.chip.set_mark(mark)
        self.scale.put(self._bands, value)
        self.scale.show()
        for part in (self.words, self.turn, self.force):
            part.hide()

    def _reading_of(self, text: str) -> Reading | None:
        try:
            value = float(text)
        except ValueError:
            return None
        if value >= 100 and (tenth := self._bands.suggestion(value)) is not None:
            value = tenth
        return Reading(value, self._bands.band(value)) if value >= 10 else None
