"""The figures of goods that are reported: stock by every way of looking at it, and what a bulletin said to its own cut-offs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from db.models import (
    Dispatch,
    DispatchLine,
    DispatchPick,
    Item,
    Lot,
    Movement,
    Receipt,
    StockDocument,
    Store,
)
from db.vocabulary import DispatchState, DocumentKind
from duty_desk import formats
from duty_desk.supplies import books, days, stock
from duty_desk.supplies.catalogue_figures import catalogue_figures
from duty_desk.supplies.days import Expiry
from duty_desk.supplies.figures_received import received_figures
from duty_desk.supplies.issue_figures import dispatch_figures, plain, still_counts
from duty_desk.supplies.published import get_published
from duty_desk.supplies.reserves import reserve_figures
from duty_desk.supplies.stock import ZERO, Holding
from duty_desk.work import Read


def goods_figures(read: Read) -> dict[str, Any]:
    """Every figure of goods by its name; empty while there is no catalogue."""
    if read.session.scalar(select(Item.id).limit(1)) is None:
        return {}
    found: dict[str, Any] = {
        "catalogue": catalogue_figures(read),
        "receipts": received_figures(read),
        "dispatch": dispatch_figures(read),
        "stock": stock_figures(read),
        "reserve": reserve_figures(read),
    }
    said = get_published(read)
    if said is not None:
        found["published"] = published_figures(
            read, received_to=said.received_to, issued_to=said.issued_to, named=said.named
        )
    return found


def stock_figures(read: Read, at: datetime | None = None) -> dict[str, Any]:
    """What is there at a moment (now when not given), and whether every moment before it was in order."""
    moment = at or read.at
    held = stock.on_hand(read, at=at)
    limits, on = days.bands(read), days.day_of(moment)
    items: list[Any] = list(
        read.session.execute(select(Item.id, Item.code, Item.metric).order_by(Item.list_order, Item.code))
    )
    moved = {row[0] for row in read.session.execute(select(Movement.item_id).distinct())}
    near = [each for each in held if days.expiry(each.expires_on, on, limits) in (Expiry.URGENT, Expiry.NEAR)]
    near.sort(key=lambda each: each.expires_on or date.max)
    stores: dict[str, dict[str, Decimal]] = {}
    for each in held:
        shelf = stores.setdefault(each.store_code, {})
        shelf[each.code] = shelf.get(each.code, ZERO) + each.quantity
    metric = {row.code: row.metric for row in items}
    codes = _summed((each.code, each.quantity) for each in held)
    return {
        "as_of": _as_of(moment),
        "items_without_movement": sorted(row.code for row in items if row.id not in moved),
        "by_item": codes,
        "by_metric": _summed((metric[each.code], each.quantity) for each in held if metric[each.code]),
        "by_store": {
            code: {item: plain(quantity) for item, quantity in shelf.items()}
            for code, shelf in sorted(stores.items())
        },
        "by_lot": [_lot(each) for each in sorted(held, key=_shelf_order)],
        "near_expiry_90": [
            {**_lot(each), "days_left": (each.expires_on - on).days} for each in near if each.expires_on
        ],
        "near_expiry_30": [
            each.lot for each in near if days.expiry(each.expires_on, on, limits) is Expiry.URGENT
        ],
        "minimum_balance_after_issue": _least_after_issue(read),
        "never_negative": _never_negative(read),
        "fefo_overrides": _overrides(read),
        "restricted_issues": _restricted(read),
        "issued_from_expired": _from_expired(read),
        "alcohol_alarms": _alarms(read),
    }


def published_figures(
    read: Read, *, received_to: date, issued_to: date, named: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """What a bulletin says: received and issued to their own days, and how much of it the bulletin names by batch.

    What it received and does not name is the remainder, said as such: the sum of what is named is never taken for the whole.
    """
    begin = date(1900, 1, 1)
    received = books.book(read, begin, received_to).by_metric()
    issued = books.book(read, begin, issued_to).by_metric()
    found: dict[str, Any] = {"received_to": received_to.isoformat(), "issued_to": issued_to.isoformat()}
    for key, sums in received.items():
        metric = key[0]
        if metric not in named:
            continue
        came, went = sums.came, issued[key].went
        found[metric] = {
            "received": plain(came),
            "issued": plain(went),
            "balance": plain(came - went),
        }
        if named[metric]:
            itemised = _of_batches(read, metric, named[metric], received_to)
            found[metric] |= {"itemised": plain(itemised), "not_itemised": plain(came - itemised)}
    return found


def _of_batches(read: Read, metric: str, batches: Sequence[str], until: date) -> Decimal:
    query = (
        select(func.sum(Movement.quantity))
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Item, Item.id == Movement.item_id)
        .join(Receipt, Receipt.id == Lot.receipt_id)
        .where(
            Movement.kind == DocumentKind.RECEIPT.value,
            _alive(Movement.document_id),
            Item.metric == metric,
            Receipt.batch.in_(list(batches)),
            Movement.at <= stock.end_of(until),
        )
    )
    return read.session.scalar(query) or ZERO


def _alive(document: Any) -> Any:
    reversal = aliased(StockDocument)
    return ~exists().where(reversal.reverses_id == document)


def _as_of(moment: datetime) -> str:
    if moment.time() == formats.MIDNIGHT:
        return f"{formats.last_day(moment).isoformat()}T24:00"
    return moment.isoformat(timespec="minutes")


def _lot(each: Holding) -> dict[str, Any]:
    return {
        "store": each.store_code,
        "item": each.code,
        "lot": each.lot,
        "qty": plain(each.quantity),
        "expiry": each.expires_on.isoformat() if each.expires_on else None,
        "restricted_unit": each.purpose_unit or "",
    }


def _shelf_order(each: Holding) -> tuple[str, str, str]:
    return each.store_code, each.code, each.lot


def _summed(pairs: Iterable[tuple[str | None, Decimal]]) -> dict[str, int | float]:
    found: dict[str, Decimal] = {}
    for key, quantity in pairs:
        if key is not None:
            found[key] = found.get(key, ZERO) + quantity
    return {key: plain(quantity) for key, quantity in sorted(found.items())}


def _least_after_issue(read: Read) -> dict[str, int | float]:
    """The least that was left of each item after any issue of it that stands."""
    running = (
        func.sum(Movement.quantity)
        .over(partition_by=Movement.item_id, order_by=(Movement.at, Movement.id), rows=(None, 0))
        .label("left")
    )
    whole = (
        select(Movement.item_id, Movement.kind, running)
        .where(_alive(Movement.document_id))
        .where(Movement.kind != DocumentKind.REVERSAL.value)
        .subquery()
    )
    query = (
        select(Item.code, func.min(whole.c.left))
        .join(whole, whole.c.item_id == Item.id)
        .where(whole.c.kind == DocumentKind.ISSUE.value)
        .group_by(Item.code)
        .order_by(Item.code)
    )
    return {code: plain(least) for code, least in read.session.execute(query)}


def _never_negative(read: Read) -> bool:
    total: dict[tuple[int, int], Decimal] = {}
    query = (
        select(Movement.lot_id, Movement.store_id, Movement.at, func.sum(Movement.quantity))
        .group_by(Movement.lot_id, Movement.store_id, Movement.at)
        .order_by(Movement.at)
    )
    for lot, store, _, quantity in read.session.execute(query):
        total[lot, store] = total.get((lot, store), ZERO) + quantity
        if total[lot, store] < 0:
            return False
    return True


def _overrides(read: Read) -> list[dict[str, Any]]:
    """Where a lot was handed out before one that expires earlier, with the reason and the lots passed over."""
    # On a slip of paper the reason stands among the remarks.
    reason = func.coalesce(DispatchPick.reason, DispatchLine.note)
    query = (
        select(
            Dispatch.number,
            Dispatch.unit_id,
            Dispatch.issued_at,
            Item.code,
            Lot,
            DispatchPick.store_id,
            reason,
        )
        .join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
        .join(DispatchPick, DispatchPick.line_id == DispatchLine.id)
        .join(Lot, Lot.id == DispatchPick.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .where(
            reason.is_not(None),
            # What was given to a unit alone goes to it first, whatever expires earlier.
            Lot.purpose_unit_id.is_(None),
            Dispatch.state.in_([DispatchState.ISSUED.value, DispatchState.SIGNED.value]),
            still_counts(Dispatch),
        )
        .order_by(Dispatch.year, Dispatch.sequence)
    )
    found: list[dict[str, Any]] = []
    for number, unit, at, code, lot, store, why in read.session.execute(query):
        earlier = [
            each.lot
            for each in stock.on_hand(read, at=at, item=lot.item_id, store=store)
            if (each.expires_on or date.max) < (lot.expires_on or date.max)
            and each.purpose_unit_id in (None, unit)
        ]
        if earlier:
            passed = list(dict.fromkeys(earlier))
            found.append({"slip": number, "item": code, "lot": lot.code, "earlier": passed, "reason": why})
    return found


def _restricted(read: Read) -> dict[str, list[str]]:
    """Slips that took from restricted lots: to whom they were given for, and to others."""
    query = (
        select(Dispatch.number, Dispatch.unit_id, Lot.purpose_unit_id)
        .join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
        .join(DispatchPick, DispatchPick.line_id == DispatchLine.id)
        .join(Lot, Lot.id == DispatchPick.lot_id)
        .where(
            Lot.purpose_unit_id.is_not(None),
            Dispatch.state.in_([DispatchState.ISSUED.value, DispatchState.SIGNED.value]),
            still_counts(Dispatch),
        )
        .order_by(Dispatch.year, Dispatch.sequence)
    )
    found: dict[str, dict[str, None]] = {"to_target": {}, "to_others": {}}
    for number, unit, bound in read.session.execute(query):
        found["to_target" if unit == bound else "to_others"][number] = None
    return {key: list(numbers) for key, numbers in found.items()}


def _from_expired(read: Read) -> list[str]:
    query = (
        select(StockDocument.number, Movement.at, Lot.expires_on)
        .join(Movement, Movement.document_id == StockDocument.id)
        .join(Lot, Lot.id == Movement.lot_id)
        .where(
            Movement.kind == DocumentKind.ISSUE.value,
            Lot.expires_on.is_not(None),
            _alive(StockDocument.id),
        )
        .order_by(StockDocument.id)
    )
    rows: Any = read.session.execute(query)
    late = [number for number, at, until in rows if at.date() > until]
    return list(dict.fromkeys(late))


def _alarms(read: Read) -> list[dict[str, Any]]:
    """When a store came to hold more litres of what burns than it may; goods by weight are reckoned by their density."""
    query = (
        select(
            Movement.at, Store.id, Store.code, Store.alcohol_limit_l, Movement.quantity, Item.density
        )
        .join(Store, Store.id == Movement.store_id)
        .join(Item, Item.id == Movement.item_id)
        .where(
            Item.hazard.contains("F"), Item.density.is_not(None), Item.base_unit == "kg",
            Store.alcohol_limit_l.is_not(None),
        )
        .order_by(Movement.at, Movement.id)
    )  # fmt: skip
    litres: dict[int, Decimal] = {}
    found: list[dict[str, Any]] = []
    rows: Any = read.session.execute(query)
    for at, store, code, limit, quantity, density in rows:
        before = litres.get(store, ZERO)
        litres[store] = before + quantity / density
        if quantity > 0 and litres[store] > Decimal(str(limit)):
            found.append(
                {
                    "at": at.isoformat(timespec="minutes"),
                    "store": code,
                    "litres": float(round(litres[store], 1)),
                    "limit": int(limit),
                }
            )
    return found
