"""What is filled in for a delivery, and what the lines come to: counted, split, valued, every fault at its field."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from db.vocabulary import Basis, Source
from duty_desk.errors import InputError, Problems
from duty_desk.supplies.catalogue_rows import ItemRow, get_item
from duty_desk.supplies.quantities import number_of, number_text, read_quantity, tidy
from duty_desk.work import Read

Value = TypeVar("Value")
FEN = Decimal("0.01")
_NOMINAL = Decimal(1)
_MOST_MONEY = Decimal(10) ** 12
# What comes into the stock by a receipt; a surplus is found by a count.
SOURCES = tuple(source for source in Source if source is not Source.SURPLUS)
_VALUED = frozenset({Basis.INVOICE, Basis.MARKET, Basis.APPRAISAL})


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is typed. `due`, `defective` and `expired` are in the unit of the quantity; what is left is usable.

    Without an item it is a total known only by `description`; `metric` says what it is counted as.
    """

    item: int | None = None
    quantity: str | Decimal = ""
    unit: str = ""
    store: int | None = None
    description: str = ""
    metric: str = ""
    due: str | Decimal = ""
    defective: str | Decimal = ""
    expired: str | Decimal = ""
    lot: str = ""
    produced_on: date | None = None
    expires_on: date | None = None
    strength: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    basis: Basis | None = None
    purpose: str = ""
    purpose_unit: int | None = None
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it is typed. `party` is who it came from; of a donation that is the donor, new or on record."""

    source: Source
    lines: tuple[Line, ...]
    party: str = ""
    donor: int | None = None
    batch: str = ""
    paper: str = ""
    at: datetime | None = None
    donation_way: str = ""
    fiscal_paper: str = ""
    certificate: str = ""
    delivered_by: str = ""
    delivered_phone: str = ""
    run: int | None = None
    checked_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A line in base units, ready to be written. `item` is None for a total that is not itemised."""

    typed: Line
    item: ItemRow | None
    entered: Decimal
    unit: str
    due: Decimal | None
    usable: Decimal
    defective: Decimal
    expired: Decimal
    amount: Decimal | None
    # What price times quantity comes to, where that is another sum than the one written.
    product: Decimal | None


def content_of(delivery: Delivery) -> Mapping[str, object]:
    """Everything a second person says yes to; another digest with every change."""
    return {"act": "receive", **asdict(delivery)}


def counted(read: Read, delivery: Delivery) -> tuple[CountedLine, ...]:
    """The lines in base units. Raises Problems with every fault; fields of lines are "lines.N.name", N from 0."""
    found: list[CountedLine] = []
    problems: list[InputError] = []
    nominal = 0
    for n, line in enumerate(delivery.lines):
        try:
            row = _counted(read, delivery, line, first_nominal=not nominal)
            nominal += line.basis is Basis.NOMINAL
            found.append(row)
        except Problems as several:
            problems += [_at(n, error) for error in several.errors]
        except InputError as error:
            problems.append(_at(n, error))
    if not delivery.lines:
        problems.append(InputError("lines", "supplies_receive.error.lines_missing"))
    elif not problems and not any(row.usable for row in found):
        problems.append(InputError("lines.0.quantity", "supplies_receive.error.nothing_usable"))
    if problems:
        raise Problems(problems)
    return tuple(found)


def expected_expiry(item: ItemRow, produced_on: date | None) -> date | None:
    """The last day of use by the catalogue's shelf life; the label prevails."""
    if produced_on is None or not item.shelf_months:
        return None
    years, month = divmod(produced_on.month - 1 + item.shelf_months, 12)
    year, month = produced_on.year + years, month + 1
    last = monthrange(year, month)[1]
    return (
        date(year, month, last)
        if produced_on.day > last
        else date(year, month, produced_on.day) - timedelta(days=1)
    )


def _at(line: int, error: InputError) -> InputError:
    return InputError(f"lines.{line}.{error.field}", error.key, **error.values)


def _counted(read: Read, delivery: Delivery, line: Line, *, first_nominal: bool) -> CountedLine:
    if line.item is None:
        return _total(delivery, line, first_nominal=first_nominal)
    item = get_item(read, line.item)
    if not item.is_active:
        raise InputError("item", "supplies_receive.error.item_retired", name=item.name)
    whole = read_quantity(line.quantity, line.unit, item)
    problems: list[InputError] = []

    def check(read_it: Callable[[], Value], otherwise: Value) -> Value:
        try:
            return read_it()
        except InputError as error:
            problems.append(error)
            return otherwise

    none = Decimal(0)

    def part(name: str, text: str | Decimal) -> Decimal:
        return read_quantity(text, whole.unit, item, field=name, zero=True).base if text else none

    defective = check(lambda: part("defective", line.defective), none)
    expired = check(lambda: part("expired", line.expired), none)
    due = check(lambda: part("due", line.due), none) if line.due != "" else None
    usable = whole.base - defective - expired
    if usable < 0:
        problems.append(InputError("defective", "supplies_receive.error.more_than_counted"))
    if usable > 0:
        problems += _lot_faults(item, line, (delivery.at or read.at).date())
    amount, product = check(
        lambda: _amount(delivery, line, whole.entered, first_nominal=first_nominal), (None, None)
    )
    if problems:
        raise Problems(problems)
    return CountedLine(
        line, item, whole.entered, whole.unit, due, usable, defective, expired, amount, product
    )


def _total(delivery: Delivery, line: Line, *, first_nominal: bool) -> CountedLine:
    """A total that is not itemised: it is counted in the sums by its words, and lies in no store."""
    if not line.description.strip():
        raise InputError("item", "supplies_receive.error.item_missing")
    if not line.unit.strip():
        raise InputError("unit", "supplies_receive.error.unit_missing")
    number = number_of(str(line.quantity).strip())
    if not number:
        raise InputError("quantity", "supplies_receive.error.quantity_missing")
    if number != round(number, 3):
        shown = {"quantity": number_text(number), "unit": line.unit}
        raise InputError("quantity", "supplies_receive.error.quantity_places", **shown)
    if line.defective or line.expired:
        raise InputError("defective", "supplies_receive.error.total_split")
    amount, product = _amount(delivery, line, number, first_nominal=first_nominal)
    none, number = Decimal(0), tidy(number)
    return CountedLine(
        replace(line, store=None), None, number, line.unit.strip(), None, number, none, none, amount, product
    )


def _lot_faults(item: ItemRow, line: Line, day: date) -> list[InputError]:
    found: list[tuple[str, str]] = []
    if line.store is None:
        found.append(("store", "store_missing"))
    if item.needs_lot and not line.lot.strip():
        found.append(("lot", "lot_missing"))
    if item.needs_lot and line.expires_on is None:
        found.append(("expires_on", "expiry_missing"))
    if line.produced_on is not None and line.produced_on > day:
        found.append(("produced_on", "produced_later"))
    if line.expires_on is not None:
        if line.produced_on is not None and line.expires_on < line.produced_on:
            found.append(("expires_on", "expiry_before"))
        elif line.expires_on < day:
            found.append(("expires_on", "expired"))
    if item.strength_unit is not None:
        most = Decimal(100) if item.strength_unit == "percent" else Decimal(100_000)
        if line.strength is None:
            found.append(("strength", "strength_missing"))
        elif not 0 < line.strength <= most or line.strength != round(line.strength, 3):
            found.append(("strength", f"strength_{item.strength_unit}"))
    return [InputError(field, f"supplies_receive.error.{key}", name=item.name) for field, key in found]


def _amount(
    delivery: Delivery, line: Line, entered: Decimal, *, first_nominal: bool
) -> tuple[Decimal | None, Decimal | None]:
    """The sum of a line, and what price times quantity comes to where that is another."""
    price, amount = line.price, line.amount
    for name, value, places in (("price", price, 4), ("amount", amount, 2)):
        if value is not None and (value < 0 or value > _MOST_MONEY or value != round(value, places)):
            raise InputError(name, f"supplies_receive.error.{name}_wrong")
    if delivery.source is not Source.DONATION:
        if line.basis is not None:
            raise InputError("basis", "supplies_receive.error.basis_not_given")
    elif line.basis is None:
        raise InputError("basis", "supplies_receive.error.basis_missing")
    elif line.basis is Basis.UNPRICED:
        if price is not None or amount is not None:
            raise InputError("amount", "supplies_receive.error.unpriced")
        return None, None
    elif line.basis is Basis.NOMINAL:
        # One yuan for all of it, however many lines.
        if price is not None or amount not in (None, _NOMINAL):
            raise InputError("amount", "supplies_receive.error.nominal")
        return _NOMINAL if first_nominal else Decimal(0), None
    elif price is None and amount is None and line.basis in _VALUED:
        raise InputError("amount", "supplies_receive.error.amount_missing")
    if price is None:
        return amount, None
    product = (price * entered).quantize(FEN, ROUND_HALF_UP)
    if amount is None:
        return product, None
    # The unit price of an invoice is rounded; what it says in sum rules.
    return amount, product if abs(product - amount) > entered * FEN / 2 + FEN / 2 else None
