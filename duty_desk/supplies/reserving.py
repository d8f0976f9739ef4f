"""Promises goods to an approved dispatch and frees them again: the only place beside posting that touches what is reserved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select, update

from db import changes, prepared
from db.models import Lot, Stock
from duty_desk.roles import step
from duty_desk.supplies.dispatch_records import ask
from duty_desk.supplies.fefo_rules import NOTHING, Candidate, Pick
from duty_desk.supplies.posting import not_enough
from duty_desk.work import Read, Work

_STOCK: Any = Stock.__table__
_LOT: Any = Lot.__table__
# In one order, so that two desks never wait for each other.
_CANDIDATES = (
    select(
        _STOCK.c.lot_id,
        _STOCK.c.store_id,
        _STOCK.c.quantity,
        _STOCK.c.reserved,
        _LOT.c.expires_on,
        _LOT.c.held_reason,
        _LOT.c.purpose_unit_id,
        _LOT.c.purpose,
    )
    .join(_LOT, _LOT.c.id == _STOCK.c.lot_id)
    .where(_STOCK.c.item_id == bindparam("item"), _STOCK.c.quantity > 0)
    .order_by(_STOCK.c.lot_id, _STOCK.c.store_id)
)
_HELD = _CANDIDATES.with_for_update(of=_STOCK)
_HELD_AT = _HELD.where(_STOCK.c.lot_id == bindparam("lot"), _STOCK.c.store_id == bindparam("store"))
_ONE = (
    select(_STOCK.c.quantity, _STOCK.c.reserved)
    .where(_STOCK.c.lot_id == bindparam("lot"), _STOCK.c.store_id == bindparam("store"))
    .with_for_update()
)
_SET = (
    update(_STOCK)
    .where(_STOCK.c.lot_id == bindparam("lot"), _STOCK.c.store_id == bindparam("store"))
    .values(reserved=bindparam("now_reserved", type_=_STOCK.c.reserved.type))
)


def candidates(
    read: Read,
    item: int,
    *,
    home: int | None = None,
    own: Mapping[tuple[int, int], Decimal] | None = None,
    hold: bool = False,
) -> list[Candidate]:
    """What lies of an item anywhere; `home` is the store it is kept in, `own` what is reserved for whoever asks."""
    rows = ask(read, _HELD if hold else _CANDIDATES, {"item": item})
    return [_candidate(row, home, own or {}) for row in rows]


@step
def candidates_at(
    work: Work, item: int, places: Iterable[tuple[int, int]], own: Mapping[tuple[int, int], Decimal]
) -> list[Candidate]:
    """As `candidates`, held, of the lots and stores that are named: an item may lie in hundreds of lots."""
    found: list[Candidate] = []
    for lot, store in sorted(places):
        rows = ask(work, _HELD_AT, {"item": item, "lot": lot, "store": store})
        found += [_candidate(row, None, own) for row in rows]
    return found


def _candidate(row: Any, home: int | None, own: Mapping[tuple[int, int], Decimal]) -> Candidate:
    return Candidate(
        lot=row.lot_id,
        store=row.store_id,
        quantity=row.quantity,
        reserved=row.reserved - own.get((row.lot_id, row.store_id), NOTHING),
        expires_on=row.expires_on,
        held=bool(row.held_reason),
        unit=row.purpose_unit_id,
        purpose=row.purpose,
        rank=0 if home is None or row.store_id == home else 1,
    )


def summed(picks: Iterable[Any]) -> dict[tuple[int, int], Decimal]:
    """Reserved quantities of a dispatch by lot and store."""
    found: dict[tuple[int, int], Decimal] = {}
    for pick in picks:
        if pick.is_reserved:
            key = pick.lot_id, pick.store_id
            found[key] = found.get(key, NOTHING) + pick.quantity
    return found


@step
def reserve(work: Work, picks: Sequence[Pick]) -> None:
    """Promise what was picked. Raises Refusal where less is free, which only another desk can have brought about."""
    _change(work, _by_place(picks))


@step
def release(work: Work, reserved: Mapping[tuple[int, int], Decimal]) -> None:
    """Free what was promised."""
    _change(work, {place: -quantity for place, quantity in reserved.items()})


def _by_place(picks: Iterable[Pick]) -> dict[tuple[int, int], Decimal]:
    found: dict[tuple[int, int], Decimal] = {}
    for pick in picks:
        key = pick.lot, pick.store
        found[key] = found.get(key, NOTHING) + pick.quantity
    return found


def _change(work: Work, by: Mapping[tuple[int, int], Decimal]) -> None:
    for (lot, store), quantity in sorted(by.items()):
        there = ask(work, _ONE, {"lot": lot, "store": store}).one()
        if there.reserved + quantity > there.quantity:
            raise not_enough(work, lot, store, wanted=quantity, free=there.quantity - there.reserved)
        values = {"lot": lot, "store": store, "now_reserved": there.reserved + quantity}
        prepared.write(work.connection, _SET, values)
    if by:
        changes.note(work.session, Stock.__tablename__)
