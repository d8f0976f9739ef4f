"""How much of the stock and how much water: exact, from the strength of the lot at hand (domain A3.2). Depends on nothing stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from db.vocabulary import Agent
from duty_desk.errors import InputError
from duty_desk.strings import t

# 1 % w/v is 10 g in a litre.
MG_IN_PERCENT: Final = Decimal(10_000)
# Watts for a cubic metre of a room (WS/T 367-2012), and the lowest part of an hour that a lamp must burn.
WATTS_PER_M3: Final = Decimal("1.5")
# Where a plan names a target alone: the usual ratios come within a twentieth of it, twice as much is too much.
LOWEST: Final = Decimal("0.95")
HIGHEST: Final = Decimal(2)
_LITRE: Final = Decimal(1000)
_PLACES: Final = Decimal("0.001")
_SHOWN: Final = Decimal("0.1")


class Form(StrEnum):
    """How the stock comes: a liquid, tablets, a powder, or ready for use."""

    LIQUID = "liquid"
    TABLET = "tablet"
    POWDER = "powder"
    NEAT = "neat"


class Finding(StrEnum):
    """What the rules have against a strength, a reading of the strip or a contact time; kept in `DisinfectionRecord.findings`."""

    TOO_WEAK = "too_weak"
    TOO_STRONG = "too_strong"
    STRIP_OFF = "strip_off"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True)
class Dilution:
    """What goes into the can. `stock_amount` is in millilitres, tablets or grams by `form`; `strength` is what that makes.

    `ratio` is the parts of water to one part of stock, only of liquids (99 is "1:99").
    """

    form: Form
    stock_amount: Decimal
    water_ml: Decimal
    total_ml: Decimal
    strength: Decimal
    ratio: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand what was typed: `key` is plain, product, content, plus or total; `ratio` as in Dilution."""

    key: str
    strength: Decimal
    ratio: Decimal | None


def shown(value: Decimal) -> Decimal:
    """A volume, weight or strength as it stands on screen and paper: to one tenth."""
    return value.quantize(_SHOWN, ROUND_HALF_UP)


def stock_strength(form: Form, label: Decimal, unit: str, agent: Agent) -> Decimal:
    """The lower bound on a lot's label as `dilute` counts it.

    `unit` is the item's strength unit. Percent is mg/L of a liquid, mg in a gram of a powder, and stays percent by volume of
    alcohol; mg in a tablet stays what it is.
    """
    if unit == "percent" and agent is not Agent.ALCOHOL:
        return label * 10 if form is Form.POWDER else label * MG_IN_PERCENT
    return label


def dilute(target: Decimal, stock: Decimal, total_ml: Decimal, form: Form = Form.LIQUID) -> Dilution:
    """What makes `total_ml` millilitres of `target` (mg/L; alcohol: percent by volume) out of a stock of strength `stock`.

    `stock` is in the unit of `target` for liquids, in mg for one tablet, in mg for one gram of powder. Tablets are whole, so that
    `strength` may be a little above `target`. Raises InputError at target, stock or total_ml, also for more than the stock has.
    """
    for field, value in (("target", target), ("stock", stock), ("total_ml", total_ml)):
        if not value.is_finite() or value <= 0:
            raise InputError(field, "disinfection_mix.error.above_zero")
    match form:
        case Form.NEAT:
            return Dilution(form, total_ml, Decimal(0), total_ml, stock, Decimal(0))
        case Form.TABLET:
            count = (target * total_ml / _LITRE / stock).to_integral_value(ROUND_CEILING)
            return Dilution(form, count, total_ml, total_ml, count * stock * _LITRE / total_ml)
        case Form.POWDER:
            # A gram of powder holds `stock` milligrams of what acts: a litre of it cannot hold more.
            if target > stock * _LITRE:
                raise over_stock(target, stock * _LITRE)
            grams = target * total_ml / _LITRE / stock
            return Dilution(form, grams, total_ml, total_ml, target)
        case Form.LIQUID:
            if target > stock:
                raise over_stock(target, stock)
            part = target * total_ml / stock
            return Dilution(form, part, total_ml - part, total_ml, target, stock / target - 1)


def over_stock(target: Decimal, stock: Decimal) -> InputError:
    """The refusal of a target that no mixing of this stock can reach."""
    return InputError("target", "disinfection_mix.error.over_stock", target=plain(target), stock=plain(stock))


def plain(value: Decimal) -> str:
    """A number as people write it: thousands with commas, to the tenth, no zeros at the end."""
    return f"{shown(value).normalize():,f}"


def exact(value: Decimal) -> Decimal:
    """To the thousandth, as it is stored."""
    return value.quantize(_PLACES, ROUND_HALF_UP)


_COLON: Final = "\N{FULLWIDTH COLON}"
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)%")
_RATIO: Final = re.compile(r"1:(\d+(?:\.\d+)?)")
_PLAIN: Final = re.compile(r"(\d+(?:\.\d+)?)(?:mg/?l|ppm)?", re.IGNORECASE)


def readings_of(typed: str, stock: Decimal, agent: Agent = Agent.CHLORINE) -> tuple[Reading, ...]:
    """What a typed target may mean, for a liquid of strength `stock` (mg/L): one reading, or two of which a person chooses.

    "2%" is of the product (about 1000 mg/L out of 5 %) or of what acts (20000 mg/L); "1:100" is 1 + 100 or 1 in 100. Percent of
    alcohol is by volume and means one thing. Raises InputError("target") for anything else.
    """
    text = (
        "".join(typed.split())
        .replace(_COLON, ":")
        .replace("\N{FULLWIDTH PERCENT SIGN}", "%")
        .replace(",", "")
    )
    if found := _PERCENT.fullmatch(text):
        percent = Decimal(found[1])
        if 0 < percent <= 100:
            return _of_percent(percent, stock, agent)
    elif found := _RATIO.fullmatch(text):
        parts = Decimal(found[1])
        if parts > 1:
            return (
                Reading("plus", stock / (parts + 1), parts),
                Reading("total", stock / parts, parts - 1),
            )
    elif (found := _PLAIN.fullmatch(text)) and (strength := Decimal(found[1])) > 0:
        return (Reading("plain", strength, _ratio_of(strength, stock)),)
    raise InputError("target", "disinfection_mix.error.target")


def _of_percent(percent: Decimal, stock: Decimal, agent: Agent) -> tuple[Reading, ...]:
    if agent is Agent.ALCOHOL:
        return (Reading("plain", percent, _ratio_of(percent, stock)),)
    content = percent * MG_IN_PERCENT
    return (
        Reading("product", stock * percent / 100, 100 / percent - 1),
        Reading("content", content, _ratio_of(content, stock)),
    )


def _ratio_of(strength: Decimal, stock: Decimal) -> Decimal | None:
    """Parts of water to one of stock; None for what the stock is too weak for."""
    return stock / strength - 1 if stock >= strength else None


def findings(
    *,
    strength: Decimal | None = None,
    least: Decimal | None = None,
    most: Decimal | None = None,
    strip: Decimal | None = None,
    strip_percent: int = 20,
    contact_minutes: int | None = None,
    least_minutes: int | None = None,
) -> tuple[Finding, ...]:
    """What is to be said against it. None of them forbids: under or over the band and a strip far off need a reason.

    `least` and `most` are the band of the area, `strip_percent` the policy `disinfection.strip_percent`.
    """
    found: list[Finding] = []
    if strength is not None:
        if least is not None and strength < least:
            found.append(Finding.TOO_WEAK)
        if most is not None and strength > most:
            found.append(Finding.TOO_STRONG)
        if strip is not None and abs(strip - strength) * 100 > strip_percent * strength:
            found.append(Finding.STRIP_OFF)
    if contact_minutes is not None and least_minutes is not None and contact_minutes < least_minutes:
        found.append(Finding.TOO_SHORT)
    return tuple(found)


def words(found: Sequence[Finding]) -> tuple[str, ...]:
    """The findings as sentences."""
    return tuple(t(f"disinfection_mix.finding.{finding.value}") for finding in found)


@dataclass(frozen=True, slots=True)
class Lamps:
    """How much ultraviolet a room needs."""

    watts: Decimal
    count: int


def lamps_for(surface_m2: Decimal, height_m: Decimal, watts_each: Decimal = Decimal(30)) -> Lamps:
    """1.5 W for a cubic metre, in whole lamps (domain A3.3). Raises InputError for what is not above zero."""
    for field, value in (("surface_m2", surface_m2), ("height_m", height_m), ("watts_each", watts_each)):
        if not value.is_finite() or value <= 0:
            raise InputError(field, "disinfection_mix.error.above_zero")
    watts = surface_m2 * height_m * WATTS_PER_M3
    return Lamps(watts, int((watts / watts_each).to_integral_value(ROUND_CEILING)))
