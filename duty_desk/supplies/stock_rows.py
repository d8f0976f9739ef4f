"""What there is of each item, and of each lot in each store, with the two signals of a shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select

from db.models import Item, Lot, Movement, Stock
from duty_desk.strings import t
from duty_desk.supplies import days, stock
from duty_desk.supplies.days import Bands, Cover, Expiry, Shortage, UseBasis
from duty_desk.supplies.stock import PLACES, ZERO
from duty_desk.work import Read, Work

# Chips, worst first; a shelf shows the first that fits.
TONES: Mapping[str, tuple[str, str]] = {
    "short": ("danger", "alert-circle-outline"),
    "expired": ("danger", "alert-octagon"),
    "low": ("warn", "alert"),
    "urgent": ("warn", "timer-alert-outline"),
    "near": ("warn", "timer-alert-outline"),
    "enough": ("ok", "check-circle"),
    "none": ("neutral", "minus-circle-outline"),
}
SIGNALS = tuple(TONES)
LATE = date.max


@dataclass(frozen=True, slots=True)
class StockRow:
    """One item of the catalogue and what there is of it. `usable` leaves out what is expired or held; `days` are of that."""

    id: int
    code: str
    name: str
    spec: str
    category: str
    unit: str
    quantity: Decimal
    reserved: Decimal
    usable: Decimal
    in_transit: Decimal
    safety_days: int | None
    cover: Cover
    days: Decimal | None
    runs_out_on: date | None
    expires_on: date | None
    expiring: Decimal
    expired: Decimal
    shortage: str
    expiry: str
    state: str


@dataclass(frozen=True, slots=True)
class LotRow:
    """What is in one store of a lot; lots that are alike are one line."""

    id: int
    lots: tuple[int, ...]
    item_id: int
    code: str
    item: str
    spec: str
    unit: str
    lot: str
    store_id: int
    store: str
    sources: str
    party: str
    quantity: Decimal
    reserved: Decimal
    produced_on: date | None
    expires_on: date | None
    days_left: int | None
    bound_to: str
    purpose_unit_id: int | None
    held_reason: str | None
    state: str


def stock_rows(
    read: Read, *, store: int | None = None, basis: UseBasis | None = None
) -> Mapping[int, StockRow]:
    """Every item that is in use or still there, by identifier, in the order of the catalogue."""
    basis = basis or days.usual_basis(read)
    key = f"supplies.stock_rows.{store}.{basis.value}"
    if key in read.memo and not isinstance(read, Work):
        return read.memo[key]
    limits, on = days.bands(read), days.day_of(read.at)
    use = days.daily_use(read, basis, store=store)
    shelves = _shelves(read, store, on, limits)
    moved = set(shelves) | _ever_moved(read)
    transit = stock.in_transit(read)
    query = select(
        Item.id, Item.code, Item.name, Item.spec, Item.category, Item.base_unit, Item.safety_days
    ).order_by(Item.list_order, Item.code)
    query = query.where(or_(Item.is_active, Item.id.in_([k for k, v in shelves.items() if v.quantity])))
    found: dict[int, StockRow] = {}
    for item in read.session.execute(query):
        shelf = shelves.get(item.id, _Shelf())
        usable = shelf.quantity - shelf.unusable
        covered = days.cover(usable, use.get(item.id, ZERO) if item.safety_days else ZERO, on, basis)
        lack = days.shortage(usable, covered.days, item.safety_days, limits)
        if lack is Shortage.SHORT and item.id not in moved:
            lack = Shortage.NONE
        found[item.id] = StockRow(
            id=item.id,
            code=item.code,
            name=item.name,
            spec=item.spec,
            category=item.category,
            unit=item.base_unit,
            quantity=shelf.quantity,
            reserved=shelf.reserved,
            usable=usable,
            in_transit=transit.get(item.id, ZERO),
            safety_days=item.safety_days or None,
            cover=covered,
            days=covered.days,
            runs_out_on=covered.runs_out_on,
            expires_on=shelf.expires_on,
            expiring=shelf.expiring,
            expired=shelf.expired,
            shortage=lack.value,
            expiry=shelf.signal.value,
            state=state_of(lack, shelf.signal),
        )
    read.memo[key] = found
    return found


def state_of(lack: Shortage, age: Expiry) -> str:
    """The one word for both signals: the worse of them."""
    return min((lack.value, age.value if age is not Expiry.FAR else "none"), key=SIGNALS.index)


def fetch_lots(read: Read, ids: Sequence[int]) -> Sequence[LotRow]:
    """Rows of these places."""
    limits, on = days.bands(read), days.day_of(read.at)
    wanted = set(ids)
    items = {
        row[0]
        for row in read.session.execute(
            select(Lot.item_id).where(Lot.id.in_({number // PLACES for number in ids})).distinct()
        )
    }
    holdings = (each for item in items for each in stock.on_hand(read, item=item))
    return [lot_row(each, on, limits) for each in holdings if each.id in wanted]


def lot_row(holding: stock.Holding, on: date, limits: Bands) -> LotRow:
    """A holding as its list shows it."""
    signal = days.expiry(holding.expires_on, on, limits)
    return LotRow(
        id=holding.id,
        lots=holding.lots,
        item_id=holding.item_id,
        code=holding.code,
        item=holding.item,
        spec=holding.spec,
        unit=holding.unit,
        lot=holding.lot,
        store_id=holding.store_id,
        store=holding.store,
        sources=t("supplies_books.mark").join(t(f"supplies_books.source.{word}") for word in holding.sources),
        party=holding.party,
        quantity=holding.quantity,
        reserved=holding.reserved,
        produced_on=holding.produced_on,
        expires_on=holding.expires_on,
        days_left=(holding.expires_on - on).days if holding.expires_on else None,
        bound_to=holding.purpose_unit or holding.purpose or "",
        purpose_unit_id=holding.purpose_unit_id,
        held_reason=holding.held_reason,
        state="held" if holding.held_reason else "enough" if signal is Expiry.FAR else signal.value,
    )


@dataclass(slots=True)
class _Shelf:
    quantity: Decimal = ZERO
    reserved: Decimal = ZERO
    unusable: Decimal = ZERO
    expired: Decimal = ZERO
    expiring: Decimal = ZERO
    expires_on: date | None = None
    signal: Expiry = Expiry.FAR


def _shelves(read: Read, store: int | None, on: date, limits: Bands) -> dict[int, _Shelf]:
    query = (
        select(
            Stock.item_id,
            Lot.expires_on,
            Lot.held_reason.is_not(None),
            func.sum(Stock.quantity),
            func.sum(Stock.reserved),
        )
        .join(Lot, Lot.id == Stock.lot_id)
        .where(Stock.quantity > 0)
        .group_by(Stock.item_id, Lot.expires_on, Lot.held_reason.is_not(None))
    )
    if store is not None:
        query = query.where(Stock.store_id == store)
    found: dict[int, _Shelf] = {}
    for item, expires_on, held, quantity, reserved in read.session.execute(query):
        shelf = found.setdefault(item, _Shelf())
        shelf.quantity += quantity
        shelf.reserved += reserved
        age = days.expiry(expires_on, on, limits)
        if held or age is Expiry.EXPIRED:
            shelf.unusable += quantity
        if age is Expiry.EXPIRED:
            shelf.expired += quantity
        elif age is not Expiry.FAR:
            shelf.expiring += quantity
        if expires_on is not None and expires_on < (shelf.expires_on or LATE):
            shelf.expires_on = expires_on
            shelf.signal = age
    return found


def _ever_moved(read: Read) -> set[int]:
    moved = select(Movement.id).where(Movement.item_id == Item.id).exists()
    return set(read.session.scalars(select(Item.id).where(moved)))
