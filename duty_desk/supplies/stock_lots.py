"""What every act on lots asks first: which lots, of what, and whether the quantities typed are quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from db.models import Item, Lot, Store
from duty_desk import formats, operations
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import step
from duty_desk.supplies.posting import Posted
from duty_desk.work import OfficerRef, Read, Work

_PLACES = Decimal("0.001")


def lots_of(read: Read, lots: Iterable[int]) -> Mapping[int, Any]:
    """Lots with the name, unit and weight of their item. Raises StaleError for one that is not there."""
    wanted = sorted(set(lots))
    query = (
        select(Lot, Item.name, Item.base_unit, Item.net_kg, Item.needs_lot)
        .join(Item, Item.id == Lot.item_id)
        .where(Lot.id.in_(wanted))
    )
    found = {row.Lot.id: row for row in read.session.execute(query)}
    if len(found) < len(wanted):
        raise StaleError("storage.stale")
    return found


def store_name(read: Read, store: int) -> str:
    """The name of a store. Raises StaleError when there is none."""
    name = read.session.scalar(select(Store.name).where(Store.id == store))
    if name is None:
        raise StaleError("storage.stale")
    return name


def check_quantity(quantity: Decimal, field: str = "quantity") -> Decimal:
    """Above zero and to the thousandth; raises InputError at the field."""
    if not quantity.is_finite() or quantity <= 0:
        raise InputError(field, "supplies_books.error.quantity")
    if quantity != quantity.quantize(_PLACES):
        raise InputError(field, "supplies_books.error.places")
    return quantity


def check_words(words: str, field: str, key: str) -> str:
    """Something must be written here."""
    if not words.strip():
        raise InputError(field, key)
    return words.strip()


def check_lines(lines: Sequence[Any]) -> None:
    """At least one line, and of each lot one line in one store; raises InputError at `lines`."""
    if not lines:
        raise InputError("lines", "supplies_books.error.no_lines")
    for n, line in enumerate(lines):
        check_quantity(line.quantity, f"lines.{n}.quantity")


def usable(read: Read, lots: Mapping[int, Any]) -> None:
    """Raise Refusal for a lot that is held or past its last day: it can only be disposed of."""
    for row in lots.values():
        if row.Lot.held_reason:
            raise Refusal(
                "supplies_books.refusal.held", name=row.name, lot=row.Lot.code, reason=row.Lot.held_reason
            )
        if row.Lot.expires_on is not None and row.Lot.expires_on < read.at.date():
            raise Refusal(
                "supplies_books.refusal.expired",
                name=row.name,
                lot=row.Lot.code,
                day=formats.full_day(row.Lot.expires_on),
            )


@step
def done_once(work: Work, act: str, operation: str | None, do: Callable[[], Posted]) -> Posted:
    """Post a paper; the same `operation` again gives the same paper."""
    if operation is None:
        return do()

    def first() -> list[Any]:
        made = do()
        return [made.id, made.number]

    return Posted(*operations.once(work, f"{act}:{operation}", first))


def is_same_person(officer: OfficerRef, name: str) -> bool:
    """Whether a name typed on a paper is this officer's."""
    return "".join(officer.name.split()) == "".join(name.split())
