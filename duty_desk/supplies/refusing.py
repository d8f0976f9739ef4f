"""Goods that are not taken in, and parcels nobody claims: a slip of their own, never part of the stock, until it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, or_, select

from db import search as index
from db.models import Item, Receipt, RefusedGoods
from duty_desk import audit, numbering, search
from duty_desk.errors import InputError, Refusal
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.people.records import claim, required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.supplies import posting
from duty_desk.supplies.catalogue_rows import get_item
from duty_desk.supplies.quantities import number_of, read_quantity, tidy
from duty_desk.work import Read, Work

SERIES = {"refused": "refused.goods", "unclaimed": "unclaimed.goods"}
OUTCOMES = ("returned", "destroyed", "claimed")
_TONES = {"returned": ("neutral", "history"), "destroyed": ("neutral", "history"), "claimed": ("ok", "check-circle"),
          "open": ("warn", "account-clock-outline")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A slip for goods that were not taken in. `state` is open, or what became of them."""

    id: int
    number: str
    kind: str
    at: datetime
    party: str
    item_id: int | None
    code: str | None
    name: str
    quantity: Decimal
    unit: str
    lot: str | None
    produced_on: date | None
    expires_on: date | None
    reason: str
    receipt_id: int | None
    outcome: str | None
    settled_at: datetime | None

    @property
    def state(self) -> str:
        """What became of them; open while nobody has said."""
        return self.outcome or "open"


@dataclass(frozen=True, slots=True)
class Written:
    """A written slip."""

    id: int
    number: str


@requires(Permission.RECEIVE_GOODS)
def refuse(
    work: Work,
    *,
    kind: str,
    party: str,
    quantity: str | Decimal,
    unit: str = "",
    item: int | None = None,
    description: str = "",
    reason: str,
    lot: str = "",
    produced_on: date | None = None,
    expires_on: date | None = None,
    at: datetime | None = None,
) -> Written:
    """Write the slip for goods turned away (`refused`) or found without an owner (`unclaimed`)."""
    if kind not in SERIES:
        raise InputError("kind", "supplies_receive.error.refused_kind")
    who = required(party, "party", "supplies_receive.error.party_missing")
    why = required(reason, "reason", "supplies_receive.error.refused_reason")
    moment = at or work.at
    posting.check_moment(work, moment)
    if item is None:
        words = required(description, "item", "supplies_receive.error.item_missing")
        own = required(unit, "unit", "supplies_receive.error.unit_missing")
        amount = number_of(str(quantity).strip())
        if not amount or amount != round(amount, 3):
            raise InputError("quantity", "supplies_receive.error.quantity_missing")
    else:
        row = get_item(work, item)
        words, own, amount = None, row.base_unit, read_quantity(quantity, unit, row).base
    written = write(
        work, kind=kind, at=moment, party=who, item=item, description=words, quantity=tidy(amount), unit=own,
        lot=lot, produced_on=produced_on, expires_on=expires_on, reason=why,
    )  # fmt: skip
    audit.record(
        work,
        action="goods.refuse",
        subject=("refused_goods", written.id),
        after={"number": written.number, "kind": kind, "quantity": str(amount), "unit": own},
        reason=why,
    )
    return written


@requires(Permission.RECEIVE_GOODS)
def settle(work: Work, refused: int, *, outcome: str, note: str = "") -> None:
    """Say what became of the goods: given back, destroyed, claimed."""
    row = claim(work, RefusedGoods, refused)
    if outcome not in OUTCOMES:
        raise InputError("outcome", "supplies_receive.error.outcome")
    if row.outcome is not None:
        raise Refusal("supplies_receive.refusal.settled", number=row.number)
    row.outcome, row.settled_at, row.officer_id = outcome, work.at, work.officer.id
    work.session.flush()
    audit.record(
        work,
        action="goods.settle",
        subject=("refused_goods", refused),
        after={"outcome": outcome},
        reason=text_or_none(note),
    )


@step
def write(
    work: Work,
    *,
    kind: str,
    at: datetime,
    party: str,
    item: int | None,
    quantity: Decimal,
    unit: str,
    reason: str,
    description: str | None = None,
    lot: str = "",
    produced_on: date | None = None,
    expires_on: date | None = None,
    receipt: int | None = None,
    number: str | None = None,
    import_id: int | None = None,
) -> Written:
    """Write a slip without asking for the role or making an entry in the record, which the caller has done."""
    row = RefusedGoods(
        number=number or numbering.take(work, SERIES[kind], at.year).text,
        kind=kind,
        at=at,
        party=party,
        item_id=item,
        description=description,
        quantity=quantity,
        unit=unit,
        lot_code=text_or_none(lot),
        produced_on=produced_on,
        expires_on=expires_on,
        reason=reason,
        receipt_id=receipt,
        officer_id=work.officer.id,
        import_id=import_id,
    )
    work.session.add(row)
    work.session.flush()
    return Written(row.id, row.number)


def fetch_refused(read: Read, ids: Sequence[int]) -> tuple[RefusedRow, ...]:
    """The slips with these identifiers."""
    query = (
        select(RefusedGoods, Item.code, Item.name)
        .outerjoin(Item, Item.id == RefusedGoods.item_id)
        .where(RefusedGoods.id.in_(ids))
        .order_by(RefusedGoods.id)
    )
    return tuple(
        RefusedRow(
            id=row.id,
            number=row.number,
            kind=row.kind,
            at=row.at,
            party=row.party,
            item_id=row.item_id,
            code=code,
            name=name or row.description or "",
            quantity=row.quantity,
            unit=row.unit,
            lot=row.lot_code,
            produced_on=row.produced_on,
            expires_on=row.expires_on,
            reason=row.reason,
            receipt_id=row.receipt_id,
            outcome=row.outcome,
            settled_at=row.settled_at,
        )
        for row, code, name in read.session.execute(query)
    )


def list_of_receipt(read: Read, document: int) -> tuple[RefusedRow, ...]:
    """The slips written with a receipt."""
    query = (
        select(RefusedGoods.id)
        .join(Receipt, Receipt.id == RefusedGoods.receipt_id)
        .where(Receipt.document_id == document)
        .order_by(RefusedGoods.id)
    )
    return fetch_refused(read, list(read.session.scalars(query)))


def _statement(read: Read, request: Request) -> Select[Any]:
    """Filters: `kind` (refused, unclaimed), `open` (True), `from` and `until` (moments)."""
    query = select(RefusedGoods.id)
    chosen = request.filters
    if chosen.get("kind") in SERIES:
        query = query.where(RefusedGoods.kind == chosen["kind"])
    if chosen.get("open"):
        query = query.where(RefusedGoods.outcome.is_(None))
    if isinstance(chosen.get("from"), datetime):
        query = query.where(RefusedGoods.at >= chosen["from"])
    if isinstance(chosen.get("until"), datetime):
        query = query.where(RefusedGoods.at < chosen["until"])
    if typed := request.search.strip():
        options: list[Any] = [
            RefusedGoods.number == typed,
            RefusedGoods.lot_code == typed,
            RefusedGoods.party.contains(typed, autoescape=True),
            RefusedGoods.description.contains(typed, autoescape=True),
        ]
        if groups := search.terms(typed):
            named = index.matches(read.session.get_bind().dialect.name, "item", Item.id, groups)
            options.append(RefusedGoods.item_id.in_(select(Item.id).where(named)))
        query = query.where(or_(*options))
    column: Any = {"number": RefusedGoods.number, "kind": RefusedGoods.kind, "party": RefusedGoods.party}.get(
        request.sort or "", RefusedGoods.at
    )
    if request.descending:
        return query.order_by(column.desc(), RefusedGoods.id.desc())
    return query.order_by(column, RefusedGoods.id)


def _describe(read: Read, request: Request) -> str:
    parts = [t(f"supplies_receive.refused.{kind}") for kind in SERIES if request.filters.get("kind") == kind]
    if request.filters.get("open"):
        parts.append(t("supplies_receive.filter.open"))
    if typed := request.search.strip():
        parts.append(t("supplies_receive.filter.search", text=typed))
    return t("supplies_receive.filter.mark").join(parts)


REFUSED = Ledger(
    key="supplies.refused",
    title="supplies_receive.ledger.refused",
    columns=(
        Column("number", "supplies_receive.column.number", width=152),
        Column("kind", "supplies_receive.column.refused_kind", width=72, words="supplies_receive.refused"),
        Column("at", "supplies_receive.column.at", Kind.MOMENT, 112),
        Column("party", "supplies_receive.column.brought_by", width=176),
        Column("name", "supplies_receive.column.item", width=168, sortable=False, stretch=True),
        Column(
            "quantity", "supplies_receive.column.quantity", Kind.NUMBER, 80, align="right", sortable=False
        ),
        Column("unit", "supplies_receive.column.unit", width=56, sortable=False),
        Column("lot", "supplies_receive.column.lot", width=104, sortable=False),
        Column("expires_on", "supplies_receive.column.expires_on", Kind.DATE, 88, sortable=False),
        Column("reason", "supplies_receive.column.refused_reason", width=200, sortable=False),
        Column(
            "state",
            "supplies_receive.column.outcome",
            Kind.CHIP,
            88,
            sortable=False,
            words="supplies_receive.outcome",
            tones=_TONES,
        ),
        Column(
            "settled_at", "supplies_receive.column.settled_at", Kind.MOMENT, 112, sortable=False, hidden=True
        ),
    ),
    statement=_statement,
    fetch=fetch_refused,
    default_sort="at",
    default_descending=True,
    describe=_describe,
)
