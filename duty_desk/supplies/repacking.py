"""Fills goods from one pack into another: a barrel of 25 kg into 50 bottles. The new lot keeps origin, dates and purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import insert, select

from db.models import Item, Lot
from db.vocabulary import DocumentKind
from duty_desk.errors import InputError, StaleError
from duty_desk.roles import Permission, requires
from duty_desk.supplies import posting
from duty_desk.supplies.posting import Move, Posted
from duty_desk.supplies.stock import ZERO
from duty_desk.supplies.stock_lots import check_quantity, done_once, lots_of, usable
from duty_desk.work import Work

_FEN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Filled:
    """How much of an item came out; `code` is the mark on the new packs (the old lot number when empty)."""

    item: int
    quantity: Decimal
    code: str = ""


@requires(Permission.ISSUE_GOODS)
def repack(
    work: Work,
    *,
    lot: int,
    store: int,
    quantity: Decimal,
    into: Sequence[Filled],
    note: str = "",
    at: datetime | None = None,
    operation: str | None = None,
) -> Posted:
    """Take `quantity` of a lot and put what came out back on the shelf as lots of their own.

    Where weights are known, no more may come out than went in; what is missing was spilt and is written on the paper.
    """
    source = lots_of(work, [lot])
    usable(work, source)
    check_quantity(quantity)
    if not into:
        raise InputError("into", "supplies_books.error.no_lines")
    items = _items(work, [part.item for part in into])
    for n, part in enumerate(into):
        check_quantity(part.quantity, f"into.{n}.quantity")
    went = _weight(source[lot].base_unit, source[lot].net_kg, quantity)
    weights = [_weight(items[p.item].base_unit, items[p.item].net_kg, p.quantity) for p in into]
    came = sum((weight for weight in weights if weight is not None), ZERO)
    if all(items[part.item].id == source[lot].Lot.item_id for part in into):
        went, came = quantity, sum((part.quantity for part in into), ZERO)
    if went is not None and came > went:
        raise InputError(
            "into",
            "supplies_books.error.more_than_went_in",
            went=posting.quantity_text(went),
            came=posting.quantity_text(came),
        )

    def act() -> Posted:
        moves = [Move(lot, store, -quantity, note=note.strip() or None)]
        price = _price(source[lot].Lot.price, quantity, into)
        for part in into:
            child = _child(work, source[lot].Lot, part, price)
            moves.append(Move(child, store, part.quantity))
        return posting.post(
            work, DocumentKind.REPACK, moves, series="repack", at=at, reason=note.strip() or None
        )

    return done_once(work, "repack", operation, act)


def _items(work: Work, wanted: Sequence[int]) -> dict[int, Any]:
    query = select(Item.id, Item.base_unit, Item.net_kg).where(Item.id.in_(wanted))
    found = {row.id: row for row in work.session.execute(query)}
    if len(found) < len(set(wanted)):
        raise StaleError("storage.stale")
    return found


def _weight(unit: str, net_kg: Decimal | None, quantity: Decimal) -> Decimal | None:
    if unit == "kg":
        return quantity
    return net_kg * quantity if net_kg is not None else None


def _price(price: Decimal | None, quantity: Decimal, into: Sequence[Filled]) -> Decimal | None:
    """The value goes along when it is one kind of goods that comes out."""
    if price is None or len(into) != 1:
        return None
    return (price * quantity / into[0].quantity).quantize(_FEN, ROUND_HALF_EVEN)


def _child(work: Work, parent: Lot, part: Filled, price: Decimal | None) -> int:
    values = {
        "item_id": part.item,
        "code": part.code.strip() or parent.code,
        "source": parent.source,
        "receipt_id": parent.receipt_id,
        "donor_id": parent.donor_id,
        "parent_id": parent.id,
        "produced_on": parent.produced_on,
        "expires_on": parent.expires_on,
        "strength": parent.strength,
        "price": price,
        "purpose": parent.purpose,
        "purpose_unit_id": parent.purpose_unit_id,
    }
    return work.session.execute(insert(Lot).values(**values).returning(Lot.id)).scalar_one()
