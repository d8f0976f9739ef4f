"""Controls of the pass form that hold two values: the period, the daily hours, the health check, the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.passes import end_of_day, last_day_of
from duty_desk.strings import t
from ui.kit.checks import CheckBox
from ui.kit.choices import Choice, FilterChips, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import ClockField, MomentField
from ui.kit.field_frame import State
from ui.kit.labels import Label
from ui.kit.number_fields import TemperatureField
from ui.kit.tokens import SMALL

PRESETS = (1, 3, 7, 14)
FIRST_REASONS = 4


class PeriodField(QWidget):
    """From and until, and presets of days that never pass what the rule allows."""

    changed = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._days, self._most, self._last = PRESETS, 0, None
        self.since = MomentField(now, name=t("passes_tab.field.since"))
        self.until = MomentField(now, end=True, name=t("passes_tab.field.until"))
        self.presets = Segmented(_presets(PRESETS), name=t("passes_tab.field.presets"))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.since, 1)
        line.addWidget(Label(t("kit.period.to"), px=SMALL, colour="text2"))
        line.addWidget(self.until, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.presets)
        self.presets.chosen.connect(lambda key: self.take_days(int(key)))
        for field in (self.since, self.until):
            field.changed.connect(self._typed)
        self.setFocusProxy(self.since)

    def value(self) -> tuple[datetime | None, datetime | None]:
        """First moment and the moment it ends."""
        since, until = self.since.value(), self.until.value()
        return (
            since if isinstance(since, datetime) else None,
            until if isinstance(until, datetime) else None,
        )

    def set_value(self, value: object) -> None:
        since, until = value if isinstance(value, tuple) else (None, None)
        self.since.set_value(since)
        self.until.set_value(until)
        self._mark()

    def offer(self, presets: Sequence[int], most: int = 0, last: date | None = None) -> None:
        """Presets of a kind: none longer than `most` days (0: no limit), none that ends after `last`."""
        self._most, self._last = most, last
        self._days = tuple(days for days in presets if not most or days <= most)
        self.presets.set_choices(_presets(self._days))
        self._mark()

    def take_days(self, days: int) -> None:
        """From now for so many days, today included; less when the rule or the measures end before."""
        # To the minute: what is shown is what is meant.
        start = self._now().replace(second=0, microsecond=0)
        until = start.date() + timedelta(days=(min(days, self._most) if self._most else days) - 1)
        if self._last is not None:
            until = max(start.date(), min(until, self._last))
        self.set_value((start, end_of_day(until)))
        self.changed.emit()

    def problem(self) -> str:
        """What is wrong with the typing itself."""
        return self.since.problem() or self.until.problem()

    def set_state(self, state: State | None) -> None:
        self.until.set_state(state)

    def _typed(self) -> None:
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        since, until = self.value()
        days = (last_day_of(until) - since.date()).days + 1 if since and until else 0
        self.presets.set_value(str(days) if days in self._days else "")


def _presets(days: Sequence[int]) -> list[Choice]:
    return [Choice(str(n), t(f"passes_tab.preset.{n}")) for n in days]


class HoursField(QWidget):
    """Daily hours: the gate's usual ones, round the clock, or others."""

    changed = Signal()

    def __init__(self, usual: tuple[time, time]) -> None:
        super().__init__()
        self._usual = usual
        words = t("passes_tab.hours.daily", hours=formats.hours(*usual))
        self.choice = ComboBox(
            [("usual", words), ("all", t("formats.all_day")), ("other", t("passes_tab.hours.other"))],
            "usual",
            name=t("passes_tab.field.hours"),
        )
        self.first, self.last = (
            ClockField(name=t("passes_tab.hours.from")),
            ClockField(name=t("passes_tab.hours.until")),
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.choice, 1)
        for field in (self.first, self.last):
            field.setFixedWidth(72)
            field.changed.connect(self.changed)
            line.addWidget(field)
        self.choice.changed.connect(self._chosen)
        self.setFocusProxy(self.choice)
        self._show()

    def value(self) -> tuple[time | None, time | None]:
        """Start and end; both None means round the clock."""
        match self.choice.value():
            case "usual":
                return self._usual
            case "all":
                return None, None
            case _:
                first, last = self.first.value(), self.last.value()
                return (
                    first if isinstance(first, time) else None,
                    last if isinstance(last, time) else None,
                )

    def set_value(self, value: object) -> None:
        start, end = value if isinstance(value, tuple) else self._usual
        key = "usual" if (start, end) == self._usual else "all" if start is None else "other"
        self.choice.set_value(key)
        self.first.set_value(start)
        self.last.set_value(end)
        self._show()

    def set_state(self, state: State | None) -> None:
        self.choice.set_state(state)

    def _chosen(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for field in (self.first, self.last):
            field.setVisible(self.choice.value() == "other")


class HealthField(QWidget):
    """Temperature and the three histories (travel, contact, health)."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.temperature = TemperatureField(name=t("passes_tab.field.temperature"), width=96)
        self.clear = CheckBox(t("passes_tab.field.history_clear"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.temperature)
        line.addWidget(self.clear)
        line.addStretch()
        self.temperature.changed.connect(self.changed)
        self.clear.changed.connect(self.changed)
        self.setFocusProxy(self.temperature)

    def value(self) -> tuple[float | None, bool]:
        """Degrees Celsius, and whether all three histories are clear."""
        degrees = self.temperature.value()
        return (float(degrees) if isinstance(degrees, Decimal) else None), self.clear.value()

    def set_value(self, value: object) -> None:
        degrees, clear = value if isinstance(value, tuple) else (None, False)
        self.temperature.set_value(degrees)
        self.clear.set_value(clear)

    def problem(self) -> str:
        """What is wrong with the typing itself."""
        return self.temperature.problem()

    def set_state(self, state: State | None) -> None:
        self.temperature.set_state(state)


class ReasonField(QWidget):
    """Reasons as chips; the rest unfolds behind the first few."""

    changed = Signal()
    _MORE = "more"

    def __init__(self, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._reasons: tuple[tuple[str, str], ...] = ()
        self._folded, self._value = False, ""
        self.chips = FilterChips(name=t("passes_tab.field.reason"))
        self.chips.chosen.connect(self._chosen)
        line = QVBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.chips)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self.chips)
        self.offer(reasons)

    def offer(self, reasons: Sequence[tuple[str, str]]) -> None:
        """Other reasons to choose from; the first of them is chosen unless the one that was is among them."""
        self._reasons = tuple(reasons)
        self._folded = len(reasons) > FIRST_REASONS + 1
        codes = [code for code, _ in reasons]
        self.set_value(self._value if self._value in codes else codes[0] if codes else "")

    def value(self) -> str:
        """The code of the reason."""
        return self._value

    def set_value(self, value: object) -> None:
        self._value = str(value or "")
        if self._folded and self._value not in [code for code, _ in self._reasons[:FIRST_REASONS]]:
            self._folded = self._value == ""
        self._lay()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.chips.heightForWidth(width)

    def _lay(self) -> None:
        shown = self._reasons[:FIRST_REASONS] if self._folded else self._reasons
        choices = [Choice(code, label) for code, label in shown]
        if self._folded:
            choices.append(Choice(self._MORE, t("passes_tab.field.more_reasons")))
        self.chips.set_choices(choices, self._value)
        self.updateGeometry()

    def _chosen(self, key: str) -> None:
        if key == self._MORE:
            self._folded = False
            self._lay()
            return
        self._value = key
        self.changed.emit()
