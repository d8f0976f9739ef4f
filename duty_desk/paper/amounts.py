"""Sums of money in words, as a voucher must carry them so that no figure can be altered.

Rules of the payment settlement regulations: zeros collapse into one; a sum ends in a word for "whole" only when it
has neither tenths nor hundredths; where the units of yuan are 0 and tenths follow, a zero is written between them
(the canonical one of the two allowed forms).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from duty_desk.paths import resources

LIMIT: Final = Decimal(10) ** 16


@dataclass(frozen=True, slots=True)
class _Words:
    prefix: str
    negative: str
    digits: tuple[str, ...]
    places: tuple[str, ...]
    groups: tuple[str, ...]
    yuan: str
    jiao: str
    fen: str
    whole: str


@cache
def _words() -> _Words:
    table: dict[str, Any] = tomllib.loads(
        (resources() / "paper" / "amounts.toml").read_text(encoding="utf-8")
    )
    return _Words(
        prefix=table["prefix"],
        negative=table["negative"],
        digits=tuple(table["digits"]),
        places=tuple(table["places"]),
        groups=tuple(table["groups"]),
        yuan=table["yuan"],
        jiao=table["jiao"],
        fen=table["fen"],
        whole=table["whole"],
    )


def in_words(amount: Decimal | int, *, prefix: bool = False) -> str:
    """The words for `amount` in yuan; with `prefix` the currency stands before it without a gap.

    ValueError for parts of a fen and from ten quadrillion up: neither can stand on a voucher.
    """
    words = _words()
    value = Decimal(amount)
    fen = value * 100
    if fen != fen.to_integral_value():
        raise ValueError(f"{amount} has parts of a fen")
    if abs(value) >= LIMIT:
        raise ValueError(f"{amount} is too large for a voucher")
    total = abs(int(fen))
    yuan, cents = divmod(total, 100)
    text = _yuan(yuan, words) + _cents(yuan, cents, words)
    return (words.prefix if prefix else "") + (words.negative if value < 0 else "") + text


def _yuan(yuan: int, words: _Words) -> str:
    if yuan == 0:
        return ""
    zero = words.digits[0]
    parts: list[str] = []
    pending = False  # a zero is owed before the next figure
    for place in range(len(str(yuan)) - 1, -1, -1):
        group, position = divmod(place, 4)
        digit = yuan // 10**place % 10
        if digit:
            # 10 7000: between ten thousands and thousands the zero may be left out, and is (canonical form)
            after_wan = place == 3 and yuan // 10000 % 10000
            if pending and not after_wan:
                parts.append(zero)
            parts.append(words.digits[digit] + words.places[position])
            pending = False
        else:
            pending = True
        if position == 0 and group:
            below = yuan // 10**place
            if below % 10000:
                # beyond 10**12 the word of the hundred millions is said once, after the whole number of them
                parts.append(
                    words.groups[group] if group < 3 or yuan // 10**8 % 10000 == 0 else words.groups[1]
                )
    return "".join(parts) + words.yuan


def _cents(yuan: int, cents: int, words: _Words) -> str:
    zero = words.digits[0]
    jiao, fen = divmod(cents, 10)
    if not cents:
        return words.whole if yuan else zero + words.yuan + words.whole
    text = ""
    if jiao:
        if yuan and yuan % 10 == 0:
            text += zero
        text += words.digits[jiao] + words.jiao
    elif yuan:
        text += zero
    return text + (words.digits[fen] + words.fen if fen else "")
