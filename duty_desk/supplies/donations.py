"""Where donated goods went: from each line of a donation through repacking down to the units that have it, and what is still there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from db.models import Dispatch, Donor, Item, Lot, Movement, Receipt, Stock, StockDocument, Store, Unit
from db.vocabulary import DocumentKind, Source
from duty_desk import audit
from duty_desk.errors import StaleError
from duty_desk.people.records import claim
from duty_desk.roles import Permission, requires
from duty_desk.supplies.posted import is_live
from duty_desk.supplies.receipt_rows import ReceiptRow, fetch_receipts
from duty_desk.work import Read, Work

# What moves goods from one place of the office to another and nobody has it.
_INSIDE = frozenset({DocumentKind.TRANSFER_OUT, DocumentKind.TRANSFER_IN})


@dataclass(frozen=True, slots=True)
class WentRow:
    """One step of a lot out of the stock (or, below zero, back into it). `kind` is the paper's; `unit` who has it.

    `into` names what was filled from it, when it was repacked.
    """

    lot_id: int
    code: str
    name: str
    lot: str
    kind: str
    at: datetime
    number: str
    unit: str | None
    purpose: str | None
    receiver: str | None
    quantity: Decimal
    base_unit: str
    into: str | None


@dataclass(frozen=True, slots=True)
class LeftRow:
    """What is still there of a lot, in a store or (`store` empty) on its way."""

    lot_id: int
    code: str
    name: str
    lot: str
    store: str | None
    quantity: Decimal
    base_unit: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a donor gave, where it went, and what is left."""

    donor_id: int | None
    donor: str
    receipts: tuple[ReceiptRow, ...]
    went: tuple[WentRow, ...]
    left: tuple[LeftRow, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """The units that had of it, in the order in which they got it."""
        return tuple(dict.fromkeys(row.unit for row in self.went if row.unit and row.quantity > 0))


def of_donor(read: Read, donor: int) -> Provenance:
    """Everything that one donor gave."""
    name = read.session.scalar(select(Donor.name).where(Donor.id == donor))
    if name is None:
        raise StaleError("storage.stale")
    papers = select(Receipt.document_id).where(Receipt.donor_id == donor, is_live(Receipt.document_id))
    return _provenance(read, donor, name, list(read.session.scalars(papers.distinct())))


def of_receipt(read: Read, document: int) -> Provenance:
    """What came with one paper."""
    first = fetch_receipts(read, [document])
    if not first:
        raise StaleError("storage.stale")
    return _provenance(read, first[0].deliveries[0].donor_id, first[0].party, [document])


def list_donations(read: Read, first: date, last: date) -> tuple[ReceiptRow, ...]:
    """Donations that came in from day to day inclusive, by their moment."""
    start, end = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
    query = (
        select(Receipt.document_id)
        .where(
            Receipt.source == Source.DONATION.value,
            Receipt.at >= start,
            Receipt.at < end,
            is_live(Receipt.document_id),
        )
        .distinct()
    )
    papers = [paper for paper in read.session.scalars(query) if paper is not None]
    rows = fetch_receipts(read, papers)
    return tuple(sorted(rows, key=lambda row: (row.at, row.id)))


@requires(Permission.RECEIVE_GOODS)
def mark_thanked(work: Work, document: int) -> None:
    """Note that the donor was thanked; the first time counts."""
    receipts = work.session.scalars(
        select(Receipt.id).where(Receipt.document_id == document, Receipt.thanked_at.is_(None))
    ).all()
    for receipt in receipts:
        claim(work, Receipt, receipt).thanked_at = work.at
    if receipts:
        work.session.flush()
        audit.record(work, action="goods.thank", subject=("stock_document", document), after={"at": work.at})


def _provenance(read: Read, donor: int | None, name: str, papers: Sequence[int | None]) -> Provenance:
    documents = [paper for paper in papers if paper is not None]
    receipts = sorted(fetch_receipts(read, documents), key=lambda row: (row.at, row.id))
    given = [delivery.id for row in receipts for delivery in row.deliveries if delivery.donor_id == donor]
    lots = _family(read, given)
    return Provenance(donor, name, tuple(receipts), _went(read, lots), _left(read, lots))


def _family(read: Read, receipts: Sequence[int]) -> Mapping[int, Any]:
    """The lots of these receipts and everything filled from them, however often."""
    columns = (Lot.id, Lot.code, Lot.parent_id, Item.code.label("item"), Item.name, Item.base_unit)
    base = select(*columns).join(Item, Item.id == Lot.item_id)
    found = {row.id: row for row in read.session.execute(base.where(Lot.receipt_id.in_(receipts)))}
    edge = list(found)
    while edge:
        rows = read.session.execute(base.where(Lot.parent_id.in_(edge), Lot.id.not_in(list(found)))).all()
        edge = [row.id for row in rows]
        found |= {row.id: row for row in rows}
    return dict(sorted(found.items()))


def _went(read: Read, lots: Mapping[int, Any]) -> tuple[WentRow, ...]:
    reversal = aliased(StockDocument)
    query = (
        select(
            Movement.lot_id,
            Movement.kind,
            Movement.at,
            Movement.quantity,
            Movement.document_id,
            StockDocument.number,
            Unit.name.label("unit"),
            Dispatch.purpose,
            Dispatch.receiver,
        )
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .outerjoin(Unit, Unit.id == Movement.unit_id)
        .outerjoin(
            Dispatch,
            (StockDocument.subject_kind == "dispatch") & (Dispatch.id == StockDocument.subject_id),
        )
        .where(
            Movement.lot_id.in_(list(lots)),
            Movement.kind.not_in([DocumentKind.RECEIPT.value, DocumentKind.REVERSAL.value]),
            Movement.kind.not_in([kind.value for kind in _INSIDE]),
            ~exists().where(reversal.reverses_id == Movement.document_id),
        )
        .order_by(Movement.at, Movement.document_id, Movement.line)
    )
    moved = read.session.execute(query).all()
    filled: dict[int, dict[int, str]] = {}
    for row in moved:
        parent = lots[row.lot_id].parent_id
        if row.kind == DocumentKind.REPACK and row.quantity > 0 and parent is not None:
            filled.setdefault(row.document_id, {}).setdefault(parent, lots[row.lot_id].name)
    return tuple(
        WentRow(
            lot_id=row.lot_id,
            code=lots[row.lot_id].item,
            name=lots[row.lot_id].name,
            lot=lots[row.lot_id].code,
            kind=row.kind,
            at=row.at,
            number=row.number,
            unit=row.unit,
            purpose=row.purpose,
            receiver=row.receiver,
            quantity=-row.quantity,
            base_unit=lots[row.lot_id].base_unit,
            into=filled.get(row.document_id, {}).get(row.lot_id),
        )
        for row in moved
        # What was filled comes from the lot above it: that line says so.
        if not (row.kind == DocumentKind.REPACK and row.quantity > 0)
    )


def _left(read: Read, lots: Mapping[int, Any]) -> tuple[LeftRow, ...]:
    stored = read.session.execute(
        select(Stock.lot_id, Store.name, Stock.quantity)
        .join(Store, Store.id == Stock.store_id)
        .where(Stock.lot_id.in_(list(lots)), Stock.quantity > 0)
        .order_by(Stock.lot_id, Stock.store_id)
    ).all()
    reversal = aliased(StockDocument)
    # Sent and not received: what the two halves of a transfer differ by.
    travelling = read.session.execute(
        select(Movement.lot_id, func.sum(Movement.quantity))
        .where(
            Movement.lot_id.in_(list(lots)),
            Movement.kind.in_([kind.value for kind in _INSIDE]),
            ~exists().where(reversal.reverses_id == Movement.document_id),
        )
        .group_by(Movement.lot_id)
    ).all()
    rows: Iterable[tuple[int, str | None, Decimal]] = [
        *((lot, store, quantity) for lot, store, quantity in stored),
        *((lot, None, -quantity) for lot, quantity in travelling if quantity < 0),
    ]
    return tuple(
        LeftRow(lot, lots[lot].item, lots[lot].name, lots[lot].code, store, quantity, lots[lot].base_unit)
        for lot, store, quantity in sorted(rows, key=lambda row: row[0])
    )
