"""How a figure is written: exact, or rounded with the word that says so. The word must be true (domain: trap list).

more: at least what is written. over: above it. nearly: below it by at most a tenth. about: within a tenth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from db.vocabulary import Precision
from duty_desk import formats
from duty_desk.paper.pass_card import zh
from duty_desk.strings import t


@dataclass(frozen=True, slots=True)
class Scale:
    """Rounded to `step` of the figure's own unit and written in `size` of it."""

    size: Decimal
    step: Decimal
    # How the size is called after the number.
    word: str = ""
    # The unit that it stands instead of: tonnes for kg.
    instead_of: str = ""


_K: Final = Decimal(1000)
SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "": Scale(Decimal(1), Decimal(0)),
        "ten": Scale(Decimal(1), Decimal(10)),
        "hundred": Scale(Decimal(1), Decimal(100)),
        "thousand": Scale(Decimal(1), _K),
        "wan_tenth": Scale(Decimal(10_000), _K, "wan"),
        "wan": Scale(Decimal(10_000), Decimal(10_000), "wan"),
        "ton_tenth": Scale(_K, Decimal(100), "ton", "kg"),
        "ton": Scale(_K, _K, "ton", "kg"),
    }
)
_ROUND = {
    Precision.MORE: ROUND_FLOOR,
    Precision.OVER: ROUND_FLOOR,
    Precision.NEARLY: ROUND_CEILING,
}
TENTH: Final = Decimal("0.1")


def shown_value(value: Decimal, precision: Precision, scale: str) -> Decimal:
    """The number that is written, in the figure's own unit: down for more and over, up for nearly, to the nearest otherwise."""
    step = SCALES[scale].step
    if not step:
        return value
    return (value / step).quantize(Decimal(1), _ROUND.get(precision, ROUND_HALF_UP)) * step


def problem(value: Decimal, precision: Precision, scale: str) -> str:
    """Why the word would be untrue, as a key of `reports.untrue`; empty when it is true."""
    shown = shown_value(value, precision, scale)
    if precision is Precision.EXACT:
        return "" if shown == value else "exact"
    return untrue(value, shown, precision)


def untrue(value: Decimal, shown: Decimal, precision: Precision) -> str:
    """The same for a number that was chosen by hand."""
    match precision:
        case Precision.EXACT:
            fits = value == shown
        case Precision.MORE:
            fits = value >= shown > 0
        case Precision.OVER:
            fits = value > shown > 0
        case Precision.NEARLY:
            fits = shown >= value >= shown * (1 - TENTH)
        case Precision.ABOUT:
            fits = abs(value - shown) <= shown * TENTH
    return "" if fits else precision.value


def written(value: Decimal, precision: Precision, scale: str, unit: str = "") -> str:
    """The number with its word as it stands in the Chinese text of a bulletin, in ten thousands or tonnes where it is rounded to them."""
    size = SCALES[scale]
    if size.instead_of and unit != size.instead_of:
        size, scale = SCALES[""], ""
    number = shown_value(value, precision, scale) / size.size
    # Years, numbers of rooms and the like are no thousands; text of a bulletin writes its numbers without a comma.
    text = formats.number(number).replace(",", "")
    if size.word:
        text += zh(f"reports.scale_word.{size.word}")
    return zh(f"reports.written.{precision.value}", number=text)


def sentence(value: Decimal, precision: Precision, scale: str, unit: str) -> str:
    """Why the word cannot stand, with the exact number."""
    key = problem(value, precision, scale)
    if not key:
        return ""
    exact = f"{formats.number(value)} {unit}".strip()
    return t(f"reports.untrue.{key}", exact=exact, shown=written(value, Precision.EXACT, scale, unit))
