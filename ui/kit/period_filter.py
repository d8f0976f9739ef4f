"""Chooses the days a list covers: today, the last days, everything, or any first and last day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from duty_desk import formats
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, FilterChips
from ui.kit.date_fields import DateField
from ui.kit.labels import Label
from ui.kit.paint import box, smooth
from ui.kit.tokens import SMALL, tokens

Period = tuple[date | None, date | None]
EVERYTHING: Period = (None, None)
PRESETS = ("all", "today", "week", "month")


class _Popup(QFrame):
    """Presets and the two days; closes by a click beside it or Esc."""

    chosen = Signal(tuple)

    def __init__(self, now: Callable[[], datetime], period: Period) -> None:
        super().__init__(None, Qt.WindowType.Popup)
        self._now = now
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        self.presets = FilterChips([Choice(key, t(f"kit.period.{key}")) for key in PRESETS])
        self.presets.chosen.connect(self._preset)
        column.addWidget(self.presets)
        days = QHBoxLayout()
        days.setSpacing(8)
        self.first = DateField(now, period[0], name=t("kit.period.first"))
        self.last = DateField(now, period[1], name=t("kit.period.last"))
        for field in (self.first, self.last):
            field.setFixedWidth(136)
        take = Button(t("kit.period.take"), kind=Kind.PRIMARY)
        take.clicked.connect(self._take)
        days.addWidget(self.first)
        days.addWidget(Label(t("kit.period.to"), px=SMALL, colour="text2"))
        days.addWidget(self.last)
        days.addWidget(take)
        column.addLayout(days)
        self.last.returnPressed.connect(take.click)

    def _take(self) -> None:
        first, last = self.first.value(), self.last.value()
        self._tell((first if isinstance(first, date) else None, last if isinstance(last, date) else None))

    def _preset(self, key: str) -> None:
        self._tell(period_of(key, self._now().date()))

    def _tell(self, period: Period) -> None:
        self.chosen.emit(period)
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        painter.fillRect(self.rect(), look.surface)
        box(painter, self.rect(), look.surface, look.ctl)


class PeriodFilter(Button):
    """A button that says which days are shown and opens the choice."""

    picked = Signal()

    def __init__(self, now: Callable[[], datetime], word: str) -> None:
        super().__init__(describe(EVERYTHING, word), icon="calendar-month-outline")
        self._now, self._word = now, word
        self._period: Period = EVERYTHING
        self.clicked.connect(self.open)
        self.put(EVERYTHING)

    def value(self) -> Period:
        """First and last day, None where open."""
        return self._period

    def put(self, period: Period) -> None:
        """Show a period without telling."""
        self._period = period
        self.set_words(describe(period, self._word))

    def open(self) -> None:
        """Show the choice below the button."""
        popup = _Popup(self._now, self._period)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.chosen.connect(self._chosen)
        popup.adjustSize()
        place, screen = self.mapToGlobal(QPoint(0, self.height() + 4)), self.screen().availableGeometry()
        # At the right edge of the screen it opens to the left.
        popup.move(max(screen.left(), min(place.x(), screen.right() - popup.width())), place.y())
        popup.show()
        popup.first.setFocus()

    def _chosen(self, period: Period) -> None:
        self.put(period)
        self.picked.emit()


def period_of(key: str, today: date) -> Period:
    """The days of a preset."""
    match key:
        case "today":
            return today, today
        case "week":
            return today - timedelta(days=6), today
        case "month":
            return today - timedelta(days=29), today
        case _:
            return EVERYTHING


def describe(period: Period, word: str) -> str:
    """What the button says, e.g. the days of issue."""
    first, last = period
    if first is None and last is None:
        return t("kit.period.words", word=word, days=t("kit.period.all"))
    if first is not None and last is not None:
        return t("kit.period.words", word=word, days=formats.period(first, last))
    key = "since" if first is not None else "until"
    return t(
        "kit.period.words",
        word=word,
        days=t(f"kit.period.{key}", day=formats.day(first or last)),
    )
