"""Fields for days, moments and times of day; typed the short way, shown the office's way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.errors import InputError
from duty_desk.strings import t
from ui.kit.date_input import parse_clock, parse_date, parse_moment
from ui.kit.fields import LineEdit

Now = Callable[[], datetime]


class _Parsed(LineEdit):
    """What is typed is kept until it can be understood; leaving rewrites it."""

    def problem(self) -> str:
        """What is wrong with the text as it stands, empty when nothing is."""
        try:
            self._read()
        except InputError as error:
            return error.text
        return ""

    def _read(self) -> object:
        raise NotImplementedError

    def _write(self, value: object) -> str:
        raise NotImplementedError

    def value(self) -> object:
        try:
            return self._read()
        except InputError:
            return None

    def tidy(self) -> None:
        """Rewrite what was typed the way the office writes it."""
        value = self.value()
        if value is not None and self.text() != self._write(value):
            quiet = self.blockSignals(True)
            self.setText(self._write(value))
            self.blockSignals(quiet)

    def set_value(self, value: object) -> None:
        self.setText("" if value is None else self._write(value))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.tidy()
        super().focusOutEvent(event)


class DateField(_Parsed):
    """A day. `now` tells the desk's clock. Up and Down move by a day."""

    def __init__(
        self, now: Now, value: date | None = None, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(
            placeholder=t("kit.date.placeholder"), name=name, icon="calendar-outline", parent=parent
        )
        self._now = now
        self.set_value(value)

    def _read(self) -> date | None:
        return parse_date(self.text(), self._now().date())

    def _write(self, value: object) -> str:
        assert isinstance(value, date)
        short = formats.day(value)
        return short if parse_date(short, self._now().date()) == value else formats.full_day(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        value = self.value()
        if event.key() in steps and isinstance(value, date) and not event.modifiers():
            self.set_value(value + timedelta(days=steps[Qt.Key(event.key())]))
            return
        super().keyPressEvent(event)


class MomentField(_Parsed):
    """A day and a time. With `end`, a day alone means its 24:00."""

    def __init__(
        self,
        now: Now,
        value: datetime | None = None,
        *,
        end: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(placeholder=t("kit.date.placeholder"), name=name, parent=parent)
        self._now, self._end = now, end
        self.set_value(value)

    def _read(self) -> datetime | None:
        return parse_moment(self.text(), self._now(), end=self._end)

    def _write(self, value: object) -> str:
        assert isinstance(value, datetime)
        short = formats.end_moment(value) if self._end else formats.moment(value)
        if parse_moment(short, self._now(), end=self._end) == value:
            return short
        return formats.full_moment(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        value = self.value()
        if event.key() in steps and isinstance(value, datetime) and not event.modifiers():
            self.set_value(value + timedelta(days=steps[Qt.Key(event.key())]))
            return
        super().keyPressEvent(event)


class ClockField(_Parsed):
    """A time of day; 1720 becomes 17:20. 24:00 reads as midnight."""

    def __init__(
        self,
        value: time | None = None,
        *,
        name: str = "",
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        words = placeholder or t("kit.date.clock_placeholder")
        super().__init__(placeholder=words, name=name, width=96, parent=parent)
        self.set_value(value)

    def _read(self) -> time | None:
        found = parse_clock(self.text())
        return found[0] if found else None

    def _write(self, value: object) -> str:
        assert isinstance(value, time)
        typed = parse_clock(self.text()) if not self.problem() else None
        return "24:00" if typed and typed[1] and value == time(0, 0) else formats.clock(value)
