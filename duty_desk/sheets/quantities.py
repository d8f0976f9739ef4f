"""Reading quantities as storekeepers write them, and turning packs and kilograms into base units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from duty_desk.sheets.book import NUMBER, TEXT, Cell
from duty_desk.sheets.values import Context, Trouble, is_blank, number_text, text_of
from duty_desk.sheets.words import half_width, words
from duty_desk.sheets.world import Item

_WITH_UNIT = re.compile(r"([-+]?[0-9,]*\.?[0-9]+)\s*([^0-9\s.,()][^0-9()]*)")
_PAIR = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([^0-9\s.,()]+)")
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?[eE]\+?[0-9]{1,3}")
_PACK = re.compile(r"([^0-9\s·,，、]+)([0-9]+(?:\.[0-9]+)?)")
_KG = "kg"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as written and in base units. `certain` is False while a person must still agree."""

    entered: int | float | None = None
    unit: str = ""
    base: int | float | None = None
    certain: bool = True
    troubles: tuple[Trouble, ...] = ()


def parse_packs(text: str) -> dict[str, float]:
    """Base units in each pack, from a catalogue text: names of packs, each with its count, dots between."""
    return {name: float(count) for name, count in _PACK.findall(half_width(text))}


def same_unit(unit: str) -> str:
    """The one name for a unit: kg for all its Chinese names."""
    unit = half_width(unit).strip()
    return words().same_unit.get(unit, unit)


def is_counted(unit: str) -> bool:
    """Whether only whole numbers of this base unit exist."""
    return unit not in words().measured


def tidy(value: float | Decimal) -> int | float:
    """A number without the noise of binary fractions; whole numbers as int."""
    exact = round(Decimal(str(value)), 6)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def read_quantity(cell: Cell | None, unit: str, item: Item | None, context: Context) -> Quantity:
    """The quantity in a cell, with the unit from its own column or written behind the number."""
    if cell is None or is_blank(cell):
        return Quantity(troubles=(Trouble("QTY_MISSING"),))
    raw = text_of(cell, context)[:40]
    if cell.kind == NUMBER and not isinstance(cell.value, str):
        return _converted(cell.value, unit, item, raw)
    if cell.kind != TEXT:
        return Quantity(troubles=(Trouble("QTY_NOT_NUMBER", {"value": raw}),))
    text = half_width(raw).replace(" ", "")
    plain = number_text(text)
    if plain is not None:
        return _converted(plain, unit, item, raw)
    negative = re.fullmatch(r"\((.+)\)", text)
    if negative and (inside := number_text(negative[1])) is not None:
        return _converted(-abs(inside), unit, item, raw)
    return _written_out(text, unit, item, raw)


def _written_out(text: str, unit: str, item: Item | None, raw: str) -> Quantity:
    known = words()
    if known.approximate.search(text) and any(character.isdigit() for character in text):
        return Quantity(certain=False, troubles=(Trouble("QTY_APPROX", {"value": raw}),))
    if _SCIENTIFIC.fullmatch(text):
        return _suggested(float(text), unit, item, raw)
    found = _WITH_UNIT.fullmatch(text)
    if found and (number := number_text(found[1])) is not None:
        own = found[2]
        factor = known.factors.get(own[0])
        if factor:
            return _suggested(float(Decimal(str(number)) * factor), own[1:] or unit, item, raw)
        if unit and same_unit(own) != same_unit(unit):
            return _suggested(number, own, item, raw)
        return _converted(number, own, item, raw)
    pairs = _PAIR.findall(text)
    if len(pairs) > 1 and "".join(number + name for number, name in pairs) == text:
        return _sum_of_packs(pairs, item, raw)
    return Quantity(troubles=(Trouble("QTY_NOT_NUMBER", {"value": raw}),))


def _suggested(number: float, unit: str, item: Item | None, raw: str) -> Quantity:
    found = _converted(number, unit, item, raw)
    if found.troubles:
        return found
    shown = item.unit if item else unit
    trouble = Trouble("QTY_SUGGEST", {"value": raw, "quantity": found.base, "unit": shown})
    return Quantity(found.entered, found.unit, found.base, False, (trouble,))


def _sum_of_packs(pairs: list[tuple[str, str]], item: Item | None, raw: str) -> Quantity:
    if item is None:
        return Quantity(troubles=(Trouble("QTY_NOT_NUMBER", {"value": raw}),))
    total = Decimal(0)
    for number, name in pairs:
        factor = _factor(name, item)
        if factor is None:
            unknown = _unknown_unit(name, item)
            return Quantity(troubles=(Trouble("QTY_NOT_NUMBER", {"value": raw}), unknown))
        total += Decimal(number) * Decimal(str(factor))
    return _converted(tidy(total), item.unit, item, raw)


def _unknown_unit(name: str, item: Item) -> Trouble:
    units = "/".join((item.unit, *(pack for pack in item.packs if pack != item.unit)))
    return Trouble("UNIT_UNKNOWN", {"value": name, "name": item.name, "units": units})


def _factor(unit: str, item: Item) -> float | None:
    """Base units in one `unit` of the item; None when the item does not come in it."""
    unit = same_unit(unit)
    if unit == same_unit(item.unit):
        return 1
    packs: Mapping[str, float] = item.packs
    if unit in packs:
        return packs[unit]
    if unit == _KG and item.weight_kg:
        return float(1 / Decimal(str(item.weight_kg)))
    return None


def _converted(number: int | float, unit: str, item: Item | None, raw: str) -> Quantity:
    if number < 0:
        return Quantity(number, unit, troubles=(Trouble("QTY_NEGATIVE"),))
    if number == 0:
        return Quantity(number, unit, troubles=(Trouble("QTY_ZERO"),))
    if item is None:
        return Quantity(number, unit, number)
    if not unit:
        trouble = Trouble("UNIT_SUGGEST", {"value": raw, "quantity": tidy(number), "unit": item.unit})
        return Quantity(number, item.unit, tidy(number), False, (trouble,))
    factor = _factor(unit, item)
    if factor is None:
        return _by_weight(number, unit, item, raw)
    base = Decimal(str(number)) * Decimal(str(factor))
    if same_unit(unit) == _KG and item.weight_kg and same_unit(item.unit) != _KG:
        base = Decimal(str(number)) / Decimal(str(item.weight_kg))
    return _whole(number, unit, base, item, ())


def _by_weight(number: int | float, unit: str, item: Item, raw: str) -> Quantity:
    """Jin, tons and the like lead to kilograms, which a person must agree to."""
    factor = words().suggested_unit.get(half_width(unit).strip())
    weight = 1.0 if same_unit(item.unit) == _KG else item.weight_kg
    if factor is None or not weight:
        return Quantity(number, unit, troubles=(_unknown_unit(unit, item),))
    base = Decimal(str(number)) * Decimal(str(factor)) / Decimal(str(weight))
    trouble = Trouble("UNIT_SUGGEST", {"value": raw, "quantity": tidy(base), "unit": item.unit})
    return _whole(number, unit, base, item, (trouble,))


def _whole(
    number: int | float, unit: str, base: Decimal, item: Item, troubles: tuple[Trouble, ...]
) -> Quantity:
    if is_counted(same_unit(item.unit)) and base != base.to_integral_value():
        shown = {"quantity": tidy(base), "unit": item.unit}
        return Quantity(number, unit, troubles=(Trouble("QTY_FRACTION", shown),))
    return Quantity(number, unit, tidy(base), not troubles, troubles)
