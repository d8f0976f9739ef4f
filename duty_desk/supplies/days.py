"""How long goods last: days of stock by what was used, by plan and as declared, and the two signals of a shelf.

Shortage and expiry are told apart: a shelf may be full of what expires next week, and a short one may keep for years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from db.models import Item, Movement, ReserveDeclaration, StockDocument, Unit
from db.vocabulary import DocumentKind
from duty_desk import formats, policy
from duty_desk.work import Read


class UseBasis(StrEnum):
    """What the use of a day is taken from."""

    LAST_3 = "3"
    LAST_7 = "7"
    LAST_14 = "14"
    PLAN = "plan"
    DECLARED = "declared"


class Shortage(StrEnum):
    """Whether there is enough for the safety days. `NONE`: nothing there and none expected."""

    SHORT = "short"
    LOW = "low"
    ENOUGH = "enough"
    NONE = "none"


class Expiry(StrEnum):
    """How near the last day of use is."""

    EXPIRED = "expired"
    URGENT = "urgent"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Bands:
    """The office's own limits: days before expiry, and the part of the safety days under which it is short."""

    urgent: int
    near: int
    short_percent: int


@dataclass(frozen=True, slots=True)
class Cover:
    """How long a quantity lasts. `days` and `runs_out_on` are empty where nothing is used or it is not kept by days."""

    basis: UseBasis
    daily: Decimal
    days: Decimal | None
    runs_out_on: date | None


def bands(read: Read) -> Bands:
    """The limits in force."""
    return Bands(
        policy.integer(read, "supplies.urgent_days"),
        policy.integer(read, "supplies.near_days"),
        policy.integer(read, "supplies.short_percent"),
    )


def usual_basis(read: Read) -> UseBasis:
    """The basis that lists begin with."""
    wanted = str(policy.integer(read, "supplies.use_days"))
    return UseBasis(wanted) if wanted in {each.value for each in UseBasis} else UseBasis.LAST_7


def cover(quantity: Decimal, daily: Decimal, on: date, basis: UseBasis) -> Cover:
    """How many days a quantity lasts, to a tenth, and the day it is used up: 16,200 at 736 a day on 6 March end on 28 March."""
    if daily <= 0:
        return Cover(basis, Decimal(0), None, None)
    days = quantity / daily
    # A century is for ever.
    out = on + timedelta(days=int(days)) if days < 36_500 else None
    return Cover(basis, daily, days.quantize(Decimal("0.1")).normalize(), out)


def shortage(quantity: Decimal, days: Decimal | None, safety_days: int | None, limits: Bands) -> Shortage:
    """The signal of quantity. Goods that nobody uses are enough while there are any."""
    if quantity <= 0:
        return Shortage.SHORT if safety_days else Shortage.NONE
    if days is None or not safety_days:
        return Shortage.ENOUGH
    if days * 100 < safety_days * limits.short_percent:
        return Shortage.SHORT
    return Shortage.LOW if days < safety_days else Shortage.ENOUGH


def expiry(expires_on: date | None, on: date, limits: Bands) -> Expiry:
    """The signal of age: a lot may still be used on the day it expires; exactly 90 days left are near."""
    if expires_on is None:
        return Expiry.FAR
    left = (expires_on - on).days
    if left < 0:
        return Expiry.EXPIRED
    if left <= limits.urgent:
        return Expiry.URGENT
    return Expiry.NEAR if left <= limits.near else Expiry.FAR


def day_of(at: datetime) -> date:
    """The day a moment is reckoned to: 24:00 belongs to the day it ends."""
    return formats.last_day(at)


def daily_use(
    read: Read, basis: UseBasis, *, at: datetime | None = None, store: int | None = None
) -> Mapping[int, Decimal]:
    """Base units used a day by item; items that nobody uses are left out.

    Of the last days it is the whole days before today, with what went out today so far on top: rather too much than too little.
    """
    at = at or read.at
    if basis is UseBasis.PLAN:
        return _planned(read)
    if basis is UseBasis.DECLARED:
        return _declared(read, at.date())
    days = int(basis.value)
    begin = datetime.combine(day_of(at) - timedelta(days=days), time())
    handed_out = _handed_out(read, begin, at, store)
    return {item: quantity / days for item, quantity in handed_out.items() if quantity > 0}


def _handed_out(read: Read, since: datetime, until: datetime, store: int | None) -> dict[int, Decimal]:
    """Issued less what came back; papers that were reversed count as if they had never been."""
    reversal = aliased(StockDocument)
    query = (
        select(Movement.item_id, func.sum(Movement.quantity))
        .where(
            Movement.at >= since,
            Movement.at <= until,
            Movement.kind.in_([DocumentKind.ISSUE.value, DocumentKind.RETURN.value]),
            ~exists().where(reversal.reverses_id == Movement.document_id),
        )
        .group_by(Movement.item_id)
    )
    if store is not None:
        query = query.where(Movement.store_id == store)
    rows: Any = read.session.execute(query)
    return {item: -moved for item, moved in rows}


def _planned(read: Read) -> dict[int, Decimal]:
    """By the ration of each head. Teams that report through another unit are counted there."""
    heads = read.session.scalar(
        select(func.sum(func.coalesce(Unit.staff, 0) + func.coalesce(Unit.students, 0))).where(
            Unit.is_active, Unit.reports_through_id.is_(None)
        )
    )
    rows: Any = read.session.execute(select(Item.id, Item.per_head).where(Item.per_head > 0))
    return {item: ration * int(heads or 0) for item, ration in rows if heads}


def _declared(read: Read, on: date) -> dict[int, Decimal]:
    """As canteens and shops say, by goods that bear an item's name; of each the newest declaration."""
    newest = (
        select(
            ReserveDeclaration.unit,
            ReserveDeclaration.goods,
            func.max(ReserveDeclaration.declared_on).label("day"),
        )
        .where(ReserveDeclaration.declared_on <= on)
        .group_by(ReserveDeclaration.unit, ReserveDeclaration.goods)
        .subquery()
    )
    query = (
        select(Item.id, func.sum(ReserveDeclaration.daily))
        .join(ReserveDeclaration, ReserveDeclaration.goods == Item.name)
        .join(
            newest,
            (newest.c.unit == ReserveDeclaration.unit)
            & (newest.c.goods == ReserveDeclaration.goods)
            & (newest.c.day == ReserveDeclaration.declared_on),
        )
        .where(ReserveDeclaration.daily > 0, ReserveDeclaration.goods_unit == Item.base_unit)
        .group_by(Item.id)
    )
    rows: Any = read.session.execute(query)
    return {item: daily for item, daily in rows}  # noqa: C416
