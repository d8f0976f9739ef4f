"""What the stores put on the list of things to do: goods running out or out of date, requests, slips without a signature, open counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from db.models import Dispatch, Item, Lot, Stock, Stocktake, Store, Transfer
from db.vocabulary import DispatchState, StocktakeState, TransferState
from duty_desk.open_item import OpenItem
from duty_desk.supplies import days, dispatch_rows, stock_rows
from duty_desk.supplies.days import Shortage
from duty_desk.supplies.issue_figures import still_counts
from duty_desk.supplies.posting import quantity_text
from duty_desk.work import Read

STOCK_SHORT, STOCK_LOW = "stock_short", "stock_low"
LOT_EXPIRED, LOT_EXPIRING = "lot_expired", "lot_expiring"
DISPATCH_WAITING, DISPATCH_TO_ISSUE, DISPATCH_UNSIGNED = (
    "dispatch_waiting",
    "dispatch_to_issue",
    "dispatch_unsigned",
)
TRANSFER_ON_WAY, TRANSFER_SHORT = "transfer_on_way", "transfer_short"
STOCKTAKE_OPEN = "stocktake_open"
WHATS = (
    STOCK_SHORT,
    STOCK_LOW,
    LOT_EXPIRED,
    LOT_EXPIRING,
    DISPATCH_WAITING,
    DISPATCH_TO_ISSUE,
    DISPATCH_UNSIGNED,
    TRANSFER_ON_WAY,
    TRANSFER_SHORT,
    STOCKTAKE_OPEN,
)
# The list shows what comes first; the counts say how much there is.
MOST = 200
_DISPATCHES = {
    DispatchState.REQUESTED.value: (DISPATCH_WAITING, Dispatch.requested_at),
    DispatchState.APPROVED.value: (DISPATCH_TO_ISSUE, Dispatch.approved_at),
    DispatchState.ISSUED.value: (DISPATCH_UNSIGNED, Dispatch.issued_at),
}
_TRANSFERS = {TransferState.SENT.value: TRANSFER_ON_WAY, TransferState.SHORT.value: TRANSFER_SHORT}
_COUNTING = (StocktakeState.COUNTING.value, StocktakeState.COUNTED.value)


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Everything open in the stores, what waits longest first; goods since when they run out or are out of date."""
    found = [*_goods(read), *_lots(read), *_dispatches(read), *_transfers(read), *_stocktakes(read)]
    return tuple(sorted(found, key=lambda item: item.due_at)[:MOST])


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each; papers are counted, not listed."""
    states = select(Dispatch.state, func.count()).where(*_open_dispatches()).group_by(Dispatch.state)
    transfers = select(Transfer.state, func.count()).where(*_open_transfers()).group_by(Transfer.state)
    found = Counter(item.what for item in (*_goods(read), *_lots(read)))
    for state, number in read.session.execute(states):
        found[_DISPATCHES[state][0]] = number
    for state, number in read.session.execute(transfers):
        found[_TRANSFERS[state]] = number
    counting = select(func.count()).where(Stocktake.state.in_(_COUNTING))
    found[STOCKTAKE_OPEN] = read.session.scalar(counting) or 0
    return {what: found[what] for what in WHATS}


def _goods(read: Read) -> Iterator[OpenItem]:
    """What lasts less than its safety days; what is used up already ran out today."""
    today = read.at.date()
    words = {Shortage.SHORT.value: STOCK_SHORT, Shortage.LOW.value: STOCK_LOW}
    for row in stock_rows.stock_rows(read).values():
        if row.shortage in words:
            out = max(today, row.runs_out_on or today)
            left = f"{quantity_text(row.usable)} {row.unit}"
            yield OpenItem(words[row.shortage], _begin(out), ("item", row.id), row.name, row.spec, left)


def _lots(read: Read) -> Iterator[OpenItem]:
    """Lots past their last day, and those that the office counts as about to be."""
    today = read.at.date()
    until = today + timedelta(days=days.bands(read).urgent)
    query = (
        select(
            Item.id,
            Item.name,
            Item.base_unit,
            Lot.code,
            Lot.expires_on,
            Store.name.label("store"),
            func.sum(Stock.quantity).label("quantity"),
        )
        .join(Lot, Lot.id == Stock.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Store, Store.id == Stock.store_id)
        .where(Stock.quantity > 0, Lot.expires_on.is_not(None), Lot.expires_on <= until)
        .group_by(Item.id, Item.name, Item.base_unit, Lot.code, Lot.expires_on, Store.name)
        .order_by(Lot.expires_on, Item.name)
        .limit(MOST)
    )
    for row in read.session.execute(query):
        what = LOT_EXPIRED if row.expires_on < today else LOT_EXPIRING
        left = f"{row.code} {quantity_text(row.quantity)} {row.base_unit}"
        # It may still be used on its last day.
        end = _begin(row.expires_on + timedelta(days=1))
        yield OpenItem(what, end, ("item", row.id), row.name, row.store, left)


def _dispatches(read: Read) -> Iterator[OpenItem]:
    query = select(Dispatch.id).where(*_open_dispatches()).order_by(Dispatch.requested_at, Dispatch.id)
    found = read.session.scalars(query.limit(MOST)).all()
    for row in dispatch_rows.fetch_dispatches(read, found):
        what = _DISPATCHES[row.state][0]
        since = {DISPATCH_TO_ISSUE: row.approved_at, DISPATCH_UNSIGNED: row.issued_at}.get(what)
        yield OpenItem(what, since or row.requested_at, ("dispatch", row.id), row.number, row.unit, row.goods)


def _transfers(read: Read) -> Iterator[OpenItem]:
    query = (
        select(Transfer.id, Transfer.number, Transfer.state, Transfer.sent_at, Store.name)
        .join(Store, Store.id == Transfer.to_store_id)
        .where(*_open_transfers())
        .order_by(Transfer.sent_at, Transfer.id)
        .limit(MOST)
    )
    for row in read.session.execute(query):
        yield OpenItem(_TRANSFERS[row.state], row.sent_at, ("transfer", row.id), row.number, row.name, "")


def _stocktakes(read: Read) -> Iterator[OpenItem]:
    query = (
        select(Stocktake.id, Stocktake.number, Stocktake.frozen_at, Stocktake.counter, Store.name)
        .join(Store, Store.id == Stocktake.store_id)
        .where(Stocktake.state.in_(_COUNTING))
        .order_by(Stocktake.frozen_at, Stocktake.id)
        .limit(MOST)
    )
    for row in read.session.execute(query):
        subject = ("stocktake", row.id)
        yield OpenItem(STOCKTAKE_OPEN, row.frozen_at, subject, row.number, row.name, row.counter)


def _open_dispatches() -> tuple[Any, ...]:
    return Dispatch.state.in_(list(_DISPATCHES)), still_counts(Dispatch)


def _open_transfers() -> tuple[Any, ...]:
    return Transfer.state.in_(list(_TRANSFERS)), still_counts(Transfer)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time())
