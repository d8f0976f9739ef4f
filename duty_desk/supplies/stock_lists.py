"""Stock and lots as lists: what is short first, what expires first, each with its two signals.

Filters of stock: `category` (words), `signal` (of SIGNALS, several), `store` (identifier: items that are there), `stocked` (True). Of
lots: `item`, `store`, `source`, `signal` (expired, urgent, near), `bound` (True: restricted), `held` (True).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select

from db import search as index
from db.models import Item, Lot, Stock
from duty_desk import search
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.strings import t
from duty_desk.supplies import days, stock
from duty_desk.supplies.days import Bands, Shortage, UseBasis
from duty_desk.supplies.stock import PLACES, ZERO
from duty_desk.supplies.stock_rows import LATE, SIGNALS, TONES, StockRow, fetch_lots, stock_rows
from duty_desk.work import Read


def _given(request: Request) -> dict[str, Any]:
    return {key: value for key, value in request.filters.items() if value not in (None, "", (), [])}


def _words(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [str(getattr(each, "value", each)) for each in values]


def items_named(read: Read, typed: str) -> ColumnElement[bool]:
    """Items whose name, pinyin, spec or code begins like what was typed."""
    groups = search.terms(typed)
    if not groups:
        return false()
    return index.matches(read.session.get_bind().dialect.name, "item", Item.id, groups)


def stock_list(store: int | None = None, basis: UseBasis | None = None) -> Ledger:
    """The list of stock, of one store or reckoned on another basis when asked."""

    def rows(read: Read) -> Mapping[int, StockRow]:
        return stock_rows(read, store=store, basis=basis)

    def statement(read: Read, request: Request) -> Select[Any]:
        wanted = _given(request)
        chosen = list(rows(read).values())
        if "category" in wanted:
            chosen = [row for row in chosen if row.category in _words(wanted["category"])]
        if "signal" in wanted:
            signals = set(_words(wanted["signal"]))
            chosen = [row for row in chosen if signals & {row.shortage, row.expiry, row.state}]
        if wanted.get("stocked"):
            chosen = [row for row in chosen if row.quantity]
        if "store" in wanted:
            there = {item for item, place in stock.balances(read) if place == wanted["store"]}
            chosen = [row for row in chosen if row.id in there]
        query = select(Item.id).where(Item.id.in_([row.id for row in chosen]))
        if request.search.strip():
            lots = select(Lot.item_id).where(Lot.code == request.search.strip())
            query = query.where(or_(items_named(read, request.search.strip()), Item.id.in_(lots)))
        return query.order_by(*_order(chosen, request))

    def totals(read: Read, request: Request) -> tuple[Total, ...]:
        del request
        short = sum(row.shortage in (Shortage.SHORT, Shortage.LOW) for row in rows(read).values())
        return (Total("supplies_books.total.short", str(short)),)

    return Ledger(
        key="supplies.stock",
        title="supplies_books.ledger.stock",
        columns=_STOCK_COLUMNS,
        statement=statement,
        fetch=lambda read, ids: [row for row in (rows(read).get(number) for number in ids) if row],
        default_sort="state",
        describe=lambda read, request: _described(request),
        totals=totals,
    )


def _order(rows: Sequence[StockRow], request: Request) -> tuple[Any, ...]:
    keys: Mapping[str, Any] = {
        "code": lambda row: row.code,
        "quantity": lambda row: row.quantity,
        "days": lambda row: (row.days is None, row.days or ZERO),
        "expires_on": lambda row: row.expires_on or LATE,
        "state": lambda row: (SIGNALS.index(row.state), row.days is None, row.days or ZERO),
    }
    if request.sort == "name":
        name = Item.name_sort.desc() if request.descending else Item.name_sort
        return name, Item.id
    known = request.sort in keys
    key = keys[request.sort if known and request.sort else "state"]
    ordered = sorted(rows, key=key, reverse=request.descending and known)
    if not ordered:
        return (Item.id,)
    return case({row.id: n for n, row in enumerate(ordered)}, value=Item.id), Item.id


def _described(request: Request) -> str:
    wanted = _given(request)
    said: list[str] = []
    if request.search.strip():
        said.append(t("supplies_books.filter.search", text=request.search.strip()))
    said += _words(wanted.get("category", ()))
    said += [
        t(f"supplies_books.state.{word}") for word in _words(wanted.get("signal", ())) if word in SIGNALS
    ]
    return t("supplies_books.mark").join(said)


def select_lots(read: Read, request: Request) -> Select[Any]:
    """Places of lots that match, earliest expiry first."""
    wanted = _given(request)
    limits, on = days.bands(read), days.day_of(read.at)
    place = (func.min(Stock.lot_id) * PLACES + Stock.store_id).label("place")
    query = (
        select(place)
        .join(Lot, Lot.id == Stock.lot_id)
        .join(Item, Item.id == Stock.item_id)
        .where(Stock.quantity > 0)
        .group_by(
            Stock.item_id,
            Item.name_sort,
            Stock.store_id,
            Lot.code,
            Lot.expires_on,
            Lot.purpose,
            Lot.purpose_unit_id,
            Lot.held_reason,
        )
    )
    for key, column in (("item", Stock.item_id), ("store", Stock.store_id), ("source", Lot.source)):
        if key in wanted:
            query = query.where(column.in_([getattr(wanted[key], "value", wanted[key])]))
    if wanted.get("bound"):
        query = query.where(or_(Lot.purpose.is_not(None), Lot.purpose_unit_id.is_not(None)))
    if wanted.get("held"):
        query = query.where(Lot.held_reason.is_not(None))
    if "signal" in wanted:
        query = query.where(or_(false(), *(_aged(word, on, limits) for word in _words(wanted["signal"]))))
    if typed := request.search.strip():
        named = items_named(read, typed)
        query = query.where(or_(named, Lot.code.startswith(typed, autoescape=True)))
    orders: Mapping[str, Any] = {
        "expires_on": func.coalesce(Lot.expires_on, LATE),
        "lot": Lot.code,
        "item": Item.name_sort,
        "quantity": func.sum(Stock.quantity),
    }
    known = request.sort in orders
    column = orders[request.sort if known and request.sort else "expires_on"]
    return query.order_by(column.desc() if request.descending and known else column, place)


def _aged(word: str, on: date, limits: Bands) -> ColumnElement[bool]:
    urgent, near = on + timedelta(days=limits.urgent), on + timedelta(days=limits.near)
    match word:
        case "expired":
            return Lot.expires_on < on
        case "urgent":
            return Lot.expires_on.between(on, urgent)
        case "near":
            return Lot.expires_on.between(on, near)
        case _:
            return false()


_RIGHT: dict[str, Any] = {"kind": Kind.NUMBER, "align": "right"}
_STOCK_COLUMNS = (
    Column("code", "supplies_books.column.code", width=56, hidden=True),
    Column("name", "supplies_books.column.item", width=200, stretch=True, second="spec"),
    Column("spec", "supplies_books.column.spec", width=136, sortable=False, hidden=True),
    Column("category", "supplies_books.column.category", width=64, sortable=False, hidden=True),
    Column("quantity", "supplies_books.column.quantity", width=96, **_RIGHT),
    Column("unit", "supplies_books.column.unit", width=56, sortable=False),
    Column("reserved", "supplies_books.column.reserved", width=80, sortable=False, hidden=True, **_RIGHT),
    Column("in_transit", "supplies_books.column.in_transit", width=80, sortable=False, hidden=True, **_RIGHT),
    Column("days", "supplies_books.column.days", width=88, **_RIGHT),
    Column(
        "safety_days", "supplies_books.column.safety_days", width=80, sortable=False, hidden=True, **_RIGHT
    ),
    Column("runs_out_on", "supplies_books.column.runs_out_on", Kind.DATE, 96, sortable=False, hidden=True),
    Column("expires_on", "supplies_books.column.next_expiry", Kind.DATE, 104),
    Column("expired", "supplies_books.column.expired", width=80, sortable=False, hidden=True, **_RIGHT),
    Column("state", "supplies_books.column.state", Kind.CHIP, 96, words="supplies_books.state", tones=TONES),
)
STOCK = stock_list()
LOTS = Ledger(
    key="supplies.lots",
    title="supplies_books.ledger.lots",
    columns=(
        Column("lot", "supplies_books.column.lot", width=112),
        Column("item", "supplies_books.column.item", width=160, stretch=True, second="spec"),
        Column("store", "supplies_books.column.store", width=96, sortable=False),
        Column("sources", "supplies_books.column.source", width=72, sortable=False),
        Column("party", "supplies_books.column.party", width=160, sortable=False),
        Column("quantity", "supplies_books.column.quantity", width=88, **_RIGHT),
        Column("unit", "supplies_books.column.unit", width=48, sortable=False),
        Column("reserved", "supplies_books.column.reserved", width=80, sortable=False, hidden=True, **_RIGHT),
        Column(
            "produced_on", "supplies_books.column.produced_on", Kind.DATE, 96, sortable=False, hidden=True
        ),
        Column("expires_on", "supplies_books.column.expires_on", Kind.DATE, 104),
        Column("days_left", "supplies_books.column.days_left", width=72, sortable=False, **_RIGHT),
        Column("bound_to", "supplies_books.column.bound_to", width=112, sortable=False),
        Column("held_reason", "supplies_books.column.held", width=112, sortable=False, hidden=True),
        Column(
            "state",
            "supplies_books.column.state",
            Kind.CHIP,
            96,
            sortable=False,
            words="supplies_books.state",
            tones={**TONES, "held": ("neutral", "lock-outline")},
        ),
    ),
    statement=select_lots,
    fetch=fetch_lots,
    default_sort="expires_on",
    describe=lambda read, request: _described(request),
)
