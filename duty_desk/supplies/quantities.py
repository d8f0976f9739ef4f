"""Quantities as a storekeeper types them, in any unit an item comes in, turned into base units exactly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol

from duty_desk.errors import InputError
from duty_desk.sheets.quantities import is_counted, same_unit
from duty_desk.sheets.words import words

# More than any office has of anything; beyond it somebody leaned on a key.
LARGEST: Final = Decimal(99_999_999)
PLACES: Final = 3
_STEP = Decimal("0.001")
_PAIR = re.compile(r"([0-9]+(?:\.[0-9]+)?)([^0-9.]+)")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_KG = "kg"


class Packed(Protocol):
    """A pack an item comes in."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> Decimal: ...


class Measured(Protocol):
    """What must be known of an item to read its quantities."""

    @property
    def name(self) -> str: ...
    @property
    def base_unit(self) -> str: ...
    @property
    def packs(self) -> Sequence[Packed]: ...
    @property
    def net_kg(self) -> Decimal | None: ...


@dataclass(frozen=True, slots=True)
class Entered:
    """A quantity as it was entered and what it is in base units."""

    entered: Decimal
    unit: str
    base: Decimal


def read_quantity(
    text: str | Decimal | int,
    unit: str,
    item: Measured,
    *,
    field: str = "quantity",
    zero: bool = False,
) -> Entered:
    """The quantity typed, as a plain number in `unit` (the base unit when empty) or with its units behind the figures.

    Raises InputError at `field` for what is no exact quantity of the item. Zero only where `zero` says so.
    """
    typed = _plain(str(text))
    unit = unit.strip() or item.base_unit
    if not typed:
        raise InputError(field, "supplies_receive.error.quantity_missing")
    if typed[0] in "-\N{MINUS SIGN}" or (typed[0] == "(" and typed[-1] == ")"):
        raise InputError(field, "supplies_receive.error.quantity_negative")
    if words().approximate.search(typed):
        raise InputError(field, "supplies_receive.error.quantity_about", text=str(text).strip()[:20])
    number = number_of(typed)
    if number is not None:
        return _whole(number, unit, base_of(number, unit, item, field), item, field, zero)
    pairs = _PAIR.findall(typed.replace(",", ""))
    if not pairs or "".join(count + name for count, name in pairs) != typed.replace(",", ""):
        raise InputError(field, "supplies_receive.error.quantity_unclear", text=str(text).strip()[:20])
    counted = [_factored(Decimal(count), name, unit) for count, name in pairs]
    base = sum((base_of(count, own, item, field) for count, own in counted), Decimal(0))
    if len(counted) == 1:
        return _whole(counted[0][0], counted[0][1], base, item, field, zero)
    return _whole(base, item.base_unit, base, item, field, zero)


def number_of(typed: str) -> Decimal | None:
    """A plain decimal number, thousands with commas or not; None for anything else."""
    text = typed.replace(",", "") if _GROUPED.fullmatch(typed) else typed
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover
        return None


def base_of(count: Decimal, unit: str, item: Measured, field: str = "quantity") -> Decimal:
    """Base units in `count` of a unit. Raises InputError when the item does not come in it."""
    known = same_unit(unit)
    if known == same_unit(item.base_unit):
        return count
    for pack in item.packs:
        if known == same_unit(pack.name):
            return count * pack.size
    kilograms = _kilograms(count, known)
    if kilograms is not None:
        if same_unit(item.base_unit) == _KG:
            return kilograms
        if item.net_kg:
            return kilograms / item.net_kg
    units = "/".join(units_of(item))
    raise InputError(field, "supplies_receive.error.unit_unknown", unit=unit, name=item.name, units=units)


def units_of(item: Measured) -> tuple[str, ...]:
    """Every unit that quantities of the item may be entered in, the base unit first."""
    found = dict.fromkeys((item.base_unit, *(pack.name for pack in item.packs)))
    if item.net_kg and same_unit(item.base_unit) != _KG:
        found[_KG] = None
    return tuple(found)


def in_packs(quantity: Decimal, item: Measured) -> str:
    """The quantity in the largest packs that it fills, the rest in smaller ones and in base units."""
    rest, parts = quantity, list[str]()
    for pack in sorted(item.packs, key=lambda pack: pack.size, reverse=True):
        if pack.size <= 1 or same_unit(pack.name) == same_unit(item.base_unit):
            continue
        count = rest // pack.size
        if count:
            parts.append(f"{number_text(count)}{pack.name}")
            rest -= count * pack.size
    if rest or not parts:
        parts.append(f"{number_text(rest)}{item.base_unit}")
    return "".join(parts)


def with_unit(quantity: Decimal, unit: str) -> str:
    """1,200 and the unit, with a space between."""
    return f"{number_text(quantity)} {unit}"


def number_text(quantity: Decimal) -> str:
    """A quantity as it is read: thousands with commas, no zeros at the end."""
    return f"{quantity.normalize():,f}"


def kilograms_of(quantity: Decimal, item: Measured) -> Decimal | None:
    """The weight of base units; None for goods that do not come by weight."""
    if same_unit(item.base_unit) == _KG:
        return quantity
    return quantity * item.net_kg if item.net_kg else None


def _plain(text: str) -> str:
    half = unicodedata.normalize("NFKC", text)
    return "".join(half.split()).replace("\N{IDEOGRAPHIC COMMA}", ",")


def _factored(count: Decimal, name: str, unit: str) -> tuple[Decimal, str]:
    """Ten thousands and the like before the unit, which may be missing after them."""
    factor = None if name in words().same_unit else words().factors.get(name[0])
    return (count * factor, name[1:] or unit) if factor else (count, name)


def _kilograms(count: Decimal, unit: str) -> Decimal | None:
    if unit == _KG:
        return count
    factor = words().suggested_unit.get(unit)
    return count * Decimal(str(factor)) if factor else None


def _whole(entered: Decimal, unit: str, base: Decimal, item: Measured, field: str, zero: bool) -> Entered:
    if base == 0 and not zero:
        raise InputError(field, "supplies_receive.error.quantity_zero")
    if base > LARGEST:
        most = number_text(LARGEST)
        raise InputError(field, "supplies_receive.error.quantity_large", most=most, unit=item.base_unit)
    step = Decimal(1) if is_counted(same_unit(item.base_unit)) else _STEP
    # A weight that is no whole number of bottles comes out of the division with all its places.
    if base != base.quantize(step):
        key = (
            "supplies_receive.error.quantity_fraction"
            if step == 1
            else "supplies_receive.error.quantity_places"
        )
        raise InputError(field, key, quantity=number_text(round(base, 6)), unit=item.base_unit)
    if entered != entered.quantize(_STEP):
        raise InputError(
            field, "supplies_receive.error.quantity_places", quantity=number_text(entered), unit=unit
        )
    return Entered(tidy(entered), unit, tidy(base))


def tidy(number: Decimal) -> Decimal:
    """The same number without zeros at its end and without an exponent."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()
