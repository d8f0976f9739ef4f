"""What no column of an office can hold is refused at the field, before a service reckons with it or a database chokes on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from duty_desk.errors import InputError

# A whole number has 32 bits on a server, and identifiers are whole numbers.
_LARGEST: Final = 2**31 - 1
# Quantities are kept in thousandths and prices in ten-thousandths as whole numbers, and sums of them must fit as well.
_LARGEST_QUANTITY: Final = 10**12
# Days are counted on from what is typed: a year on from the last day there is, is none.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def check_keepable(field: str, value: object) -> None:
    """Raise InputError for what cannot be kept: a NUL or half a character, a number beyond counting, a day out of all calendars.

    Looks into lists, mappings and the fields of forms, but not into the values of an imported row, which its reader has judged.
    """
    if (check := _CHECKS.get(type(value))) is not None:
        check(field, value)
    elif (fields := getattr(type(value), "__dataclass_fields__", None)) is not None:
        for name in fields:
            part = getattr(value, name)
            if type(part) is not dict:
                check_keepable(name, part)


def _check_text(field: str, value: str) -> None:
    if "\x00" in value or (not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value)):
        raise InputError(field, "keepable.error.text")


def _check_whole(field: str, value: int) -> None:
    if not -_LARGEST <= value <= _LARGEST:
        raise InputError(field, "keepable.error.number")


def _check_number(field: str, value: Decimal | float) -> None:
    if not isfinite(value) or abs(value) > _LARGEST_QUANTITY:
        raise InputError(field, "keepable.error.number")


def _check_day(field: str, value: date) -> None:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise InputError(field, "keepable.error.day", first=_FIRST_YEAR, last=_LAST_YEAR)


def _check_each(field: str, values: Any) -> None:
    for value in values:
        check_keepable(field, value)


def _check_named(field: str, values: Mapping[Any, Any]) -> None:
    for name, value in values.items():
        check_keepable(field, name)
        check_keepable(name if isinstance(name, str) else field, value)


_CHECKS: Final[Mapping[type, Any]] = {
    str: _check_text,
    int: _check_whole,
    float: _check_number,
    Decimal: _check_number,
    date: _check_day,
    datetime: _check_day,
    tuple: _check_each,
    list: _check_each,
    set: _check_each,
    frozenset: _check_each,
    dict: _check_named,
}
