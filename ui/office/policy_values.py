"""How values of rules are worded and typed, by their kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.policy import Rule
from duty_desk.strings import catalogue, has, language, t
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.date_fields import ClockField, DateField
from ui.kit.fields import LineEdit
from ui.kit.number_fields import NumberField
from ui.office.units_page import LIST_COMMA, split_names


def name_of(rule: Rule) -> str:
    """What the office calls a rule; one without a name is called by where it comes from."""
    return t(f"office.policy.name.{rule.key}") if has(f"office.policy.name.{rule.key}") else rule.source


def options_of(key: str) -> list[tuple[str, str]]:
    """What can be chosen for a rule of kind choice: exactly the values that have words."""
    prefix = f"office.policy.choice.{key}."
    return [
        (word.removeprefix(prefix), text)
        for word, text in catalogue(language()).items()
        if word.startswith(prefix)
    ]


def words_of(rule: Rule, value: Any) -> str:
    """A value as it is read."""
    if value in (None, "", []):
        return t("office.policy.none")
    match rule.kind:
        case "flag":
            return t("office.policy.yes") if value else t("office.policy.no")
        case "list":
            return LIST_COMMA.join(str(item) for item in value)
        case "choice":
            return dict(options_of(rule.key)).get(str(value), str(value))
        case "date":
            return formats.full_day(date.fromisoformat(str(value)))
        case "integer" | "number":
            return formats.number(value)
        case _:
            return str(value)


def control_for(rule: Rule, now: Callable[[], datetime]) -> QWidget:
    """The field a new value is typed in."""
    low, high = rule.minimum, rule.maximum
    match rule.kind:
        case "integer":
            return NumberField(
                least=None if low is None else int(low), most=None if high is None else int(high)
            )
        case "number":
            return NumberField(
                least=None if low is None else Decimal(str(low)),
                most=None if high is None else Decimal(str(high)),
                whole=False,
            )
        case "flag":
            return CheckBox(t("office.policy.yes"))
        case "choice" if options_of(rule.key):
            return ComboBox(options_of(rule.key))
        case "time":
            return _Clock()
        case "date":
            return _Date(now)
        case _:
            return LineEdit()


def typed_of(rule: Rule, value: Any) -> Any:
    """A value as its field takes it."""
    match rule.kind:
        case "list":
            return LIST_COMMA.join(str(item) for item in value)
        case "number":
            return Decimal(str(value))
        case _:
            return value


def value_of(rule: Rule, typed: Any) -> Any:
    """What the service takes."""
    match rule.kind:
        case "list":
            return split_names(str(typed))
        case "number":
            return None if typed is None else float(typed)
        case "time":
            return formats.clock(typed) if isinstance(typed, time) else str(typed or "")
        case "date":
            return typed.isoformat() if isinstance(typed, date) else ""
        case _:
            return typed


class _Clock(ClockField):
    """A time of day kept as text."""

    def set_value(self, value: object) -> None:
        super().set_value(time.fromisoformat(value) if isinstance(value, str) and value else None)


class _Date(DateField):
    """A day kept as text; empty means none."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)

    def set_value(self, value: object) -> None:
        super().set_value(date.fromisoformat(value) if isinstance(value, str) and value else None)
