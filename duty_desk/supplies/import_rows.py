"""What an import of goods takes and says, and the stock of the past that imported papers are checked against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from db.models import ImportBatch, Item, Lot, Movement, Stock, Store, Unit
from duty_desk import numbering
from duty_desk.errors import InputError
from duty_desk.numbering import Number
from duty_desk.work import Read

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Names:
    """Identifiers by what a sheet writes."""

    items: Mapping[str, int]
    units: Mapping[str, int]
    stores: Mapping[str, int]


def read_names(read: Read) -> Names:
    """Items by code, units by full name, stores by code."""
    session = read.session
    return Names(
        items={row.code: row.id for row in session.execute(select(Item.code, Item.id))},
        units={row.name: row.id for row in session.execute(select(Unit.name, Unit.id))},
        stores={row.code: row.id for row in session.execute(select(Store.code, Store.id))},
    )


def decimal_of(value: Any) -> Decimal | None:
    """A judged number as the exact decimal that was written."""
    return None if value is None else Decimal(str(round(value, 3)))


def moment_of(read: Read, row: Mapping[str, Any]) -> datetime:
    """When a paper took effect: its date and time; without a time the end of its day, as far as that is over."""
    day = row.get("date") or read.at.date()
    if row.get("time"):
        hours, minutes = (int(part) for part in str(row["time"]).split(":"))
        return datetime.combine(day, time()) + timedelta(hours=hours, minutes=minutes)
    return min(datetime.combine(day, time(23, 59)), max(read.at, datetime.combine(day, time())))


def number_of(read: Read, series: str, text: str) -> Number:
    """A written number of a series. Raises InputError for anything else."""
    number = numbering.parse(read, series, text)
    if number is None:
        raise InputError("no", "supplies_dispatch.error.number_format", number=text)
    return number


def edition_of(read: Read, model: Any, number: Number) -> int:
    """Which edition of a paper this is: the first, or the next one after imports that were taken back.

    Raises InputError when the number stands for a paper that still counts.
    """
    query = (
        select(model.edition, ImportBatch.undone_at)
        .outerjoin(ImportBatch, ImportBatch.id == model.import_id)
        .where(model.series == number.kind, model.year == number.year, model.sequence == number.sequence)
    )
    rows = read.session.execute(query).all()
    if any(row.undone_at is None for row in rows):
        raise InputError("no", "supplies_dispatch.error.number_taken", number=number.text)
    return max((row.edition for row in rows), default=0) + 1


class Past:
    """What was there of each lot in each store at every moment, kept up to date while papers of the past are written."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._moved: dict[tuple[int, int], dict[datetime, Decimal]] = {}
        self._promised: dict[tuple[int, int], Decimal] = {}
        self._lots: dict[tuple[int, str, int | None], Sequence[tuple[Lot, int]]] = {}

    def lots(self, item: int, code: str, store: int | None) -> Sequence[tuple[Lot, int]]:
        """Lots of an item under that number, or all without one, with the stores in which they lie or lay; first due first."""
        key = item, code, store
        if key not in self._lots:
            self._lots[key] = _lots_named(self._read, *key)
        return self._lots[key]

    def free(self, lot: int, store: int, since: datetime) -> Decimal:
        """How much could have left at that moment so that no moment after it falls short, promises of today included."""
        moved = self._load(lot, store)
        least = total = sum((quantity for at, quantity in moved.items() if at <= since), NOTHING)
        for at in sorted(at for at in moved if at > since):
            total += moved[at]
            least = min(least, total)
        return max(min(least, total - self._promised[lot, store]), NOTHING)

    def take(self, lot: int, store: int, at: datetime, quantity: Decimal) -> None:
        """Count what leaves (or, below zero, comes)."""
        moved = self._load(lot, store)
        moved[at] = moved.get(at, NOTHING) - quantity

    def _load(self, lot: int, store: int) -> dict[datetime, Decimal]:
        key = lot, store
        if key not in self._moved:
            session = self._read.session
            query = select(Movement.at, func.sum(Movement.quantity).label("quantity")).where(
                Movement.lot_id == lot, Movement.store_id == store
            )
            found = session.execute(query.group_by(Movement.at))
            self._moved[key] = {row.at: row.quantity for row in found}
            promised = select(Stock.reserved).where(Stock.lot_id == lot, Stock.store_id == store)
            self._promised[key] = session.scalar(promised) or NOTHING
        return self._moved[key]


def _lots_named(read: Read, item: int, code: str, store: int | None) -> list[tuple[Lot, int]]:
    query = (
        select(Lot, Stock.store_id)
        .join(Stock, Stock.lot_id == Lot.id)
        .where(Lot.item_id == item)
        .order_by(Lot.expires_on.is_(None), Lot.expires_on, Lot.id)
    )
    if code:
        query = query.where(Lot.code == code)
    if store is not None:
        query = query.where(Stock.store_id == store)
    return [(lot, place) for lot, place in read.session.execute(query)]
