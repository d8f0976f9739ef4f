"""Exact numbers in columns: quantities to the thousandth, money to the fen, kept as whole numbers on both engines."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator


class Scaled(TypeDecorator[Decimal]):
    """A decimal with a fixed number of places, stored as a whole number: sums and comparisons in the database are exact.

    Writing more places than there are raises ValueError: nothing is rounded on the way into the table.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """The whole number that is stored."""
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} places")
        return int(scaled)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Decimal | None]:  # type: ignore[override]
        """The decimal, without zeros at its end."""
        return _reader(self.places)


@cache
def _reader(places: int) -> Callable[[Any], Decimal | None]:
    factor = 10**places

    # The same few quantities stand in line after line.
    @lru_cache(maxsize=1 << 15)
    def read(value: Any) -> Decimal | None:
        if value is None:
            return None
        number = int(value)
        whole, rest = divmod(number, factor)
        return Decimal(number).scaleb(-places).normalize() if rest else Decimal(whole)

    return read


# Base units of an item: 0.001 kg is the smallest that any office weighs.
QUANTITY = Scaled(3)
# Yuan with fen.
MONEY = Scaled(2)
# Yuan for one unit as invoices write it.
PRICE = Scaled(4)
