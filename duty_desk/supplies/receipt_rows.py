"""Receipts as they are shown: each paper with who it came from, its lines and lots, and whether it still counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from db.models import Item, Lot, Receipt, ReceiptLine, StockDocument, Store, Unit
from db.vocabulary import DocumentKind
from duty_desk.errors import StaleError
from duty_desk.strings import t
from duty_desk.supplies.quantities import number_text
from duty_desk.work import Read

POSTED, REVERSED = "posted", "reversed"


@dataclass(frozen=True, slots=True)
class ReceiptLineRow:
    """One line. `name` is the item's or the words of a total that is not itemised, which has no `item_id`."""

    id: int
    receipt_id: int
    line: int
    item_id: int | None
    code: str | None
    name: str
    spec: str
    metric: str | None
    entered: Decimal | None
    entered_unit: str
    base_unit: str
    due: Decimal | None
    usable: Decimal
    defective: Decimal
    expired: Decimal
    price: Decimal | None
    amount: Decimal | None
    basis: str | None
    lot_id: int | None
    lot: str | None
    produced_on: date | None
    expires_on: date | None
    strength: Decimal | None
    purpose: str | None
    purpose_unit: str | None
    store_id: int | None
    store: str | None
    store_code: str | None
    place: str | None
    note: str | None

    @property
    def counted(self) -> Decimal:
        """All that came, usable or not, in base units."""
        return self.usable + self.defective + self.expired


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """What came with one source document; a paper may cover several of one batch."""

    id: int
    source: str
    party: str
    donor_id: int | None
    batch: str | None
    paper: str | None
    donation_number: str | None
    donation_way: str | None
    fiscal_paper: str | None
    certificate: str | None
    delivered_by: str | None
    delivered_phone: str | None
    checked_by: str | None
    note: str | None
    thanked_at: datetime | None
    lines: tuple[ReceiptLineRow, ...]


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A posted receipt as lists show it; `id` is that of its paper."""

    id: int
    number: str
    at: datetime
    recorded_at: datetime
    state: str
    keeper: str
    second: str | None
    reason: str | None
    import_id: int | None
    reversed_by: str | None
    deliveries: tuple[DeliveryRow, ...]

    @property
    def lines(self) -> tuple[ReceiptLineRow, ...]:
        """All lines of the paper."""
        return tuple(line for delivery in self.deliveries for line in delivery.lines)

    @property
    def source(self) -> str:
        """Which of the source ledgers it belongs to."""
        return self.deliveries[0].source

    @property
    def batch(self) -> str:
        """The office's mark for it."""
        return self.deliveries[0].batch or ""

    @property
    def party(self) -> str:
        """Who it came from."""
        return _listed(delivery.party for delivery in self.deliveries)

    @property
    def paper(self) -> str:
        """The source documents."""
        return _listed(delivery.donation_number or delivery.paper for delivery in self.deliveries)

    @property
    def checked_by(self) -> str:
        """Who verified it."""
        return _listed(delivery.checked_by for delivery in self.deliveries)

    @property
    def goods(self) -> str:
        """What came in, in one line."""
        return _listed(
            t(
                "supplies_receive.goods",
                name=line.name,
                quantity=number_text(line.usable),
                unit=line.base_unit,
            )
            for line in self.lines
        )

    @property
    def amount(self) -> Decimal | None:
        """The sum of the lines that have a value; None when none has."""
        known = [line.amount for line in self.lines if line.amount is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def restricted(self) -> bool:
        """Whether some of it is bound to a purpose."""
        return any(line.purpose for line in self.lines)

    @property
    def unitemised(self) -> bool:
        """Whether some of it is known only as a total."""
        return any(line.item_id is None for line in self.lines)


def get_receipt(read: Read, document: int) -> ReceiptRow:
    """One receipt by its paper. Raises StaleError when there is none."""
    found = fetch_receipts(read, [document])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def fetch_receipts(read: Read, ids: Sequence[int]) -> tuple[ReceiptRow, ...]:
    """The receipts with these papers, with their lines."""
    reversal = aliased(StockDocument)
    papers = read.session.execute(
        select(StockDocument, reversal.number)
        .outerjoin(reversal, reversal.reverses_id == StockDocument.id)
        .where(StockDocument.id.in_(ids), StockDocument.kind == DocumentKind.RECEIPT.value)
    ).all()
    deliveries: dict[int, list[Receipt]] = {}
    query = select(Receipt).where(Receipt.document_id.in_(ids)).order_by(Receipt.document_id, Receipt.id)
    for row in read.session.scalars(query):
        deliveries.setdefault(row.document_id or 0, []).append(row)
    lines = _lines(read, [row.id for rows in deliveries.values() for row in rows])
    return tuple(
        ReceiptRow(
            id=paper.id,
            number=paper.number,
            at=paper.at,
            recorded_at=paper.recorded_at,
            state=REVERSED if reversed_by else POSTED,
            keeper=paper.keeper_name,
            second=paper.second_name,
            reason=paper.reason,
            import_id=paper.import_id,
            reversed_by=reversed_by,
            deliveries=tuple(
                _delivery(row, tuple(lines.get(row.id, ()))) for row in deliveries.get(paper.id, [])
            ),
        )
        for paper, reversed_by in papers
        if paper.id in deliveries
    )


def find_by_donation(read: Read, number: str) -> int | None:
    """The paper with that number of a donation receipt; the live one where an import was taken back."""
    reversal = aliased(StockDocument)
    query = (
        select(Receipt.document_id)
        .where(Receipt.donation_number == number.strip())
        .order_by(exists().where(reversal.reverses_id == Receipt.document_id), Receipt.id.desc())
        .limit(1)
    )
    return read.session.scalar(query)


def _lines(read: Read, receipts: Sequence[int]) -> dict[int, list[ReceiptLineRow]]:
    query = (
        select(
            ReceiptLine,
            Item.code,
            Item.name,
            Item.spec,
            Item.base_unit,
            Item.metric,
            Lot,
            Store.name.label("store"),
            Store.code.label("store_code"),
            Unit.name.label("unit"),
        )
        .outerjoin(Item, Item.id == ReceiptLine.item_id)
        .outerjoin(Lot, Lot.id == ReceiptLine.lot_id)
        .outerjoin(Store, Store.id == ReceiptLine.store_id)
        .outerjoin(Unit, Unit.id == Lot.purpose_unit_id)
        .where(ReceiptLine.receipt_id.in_(receipts))
        .order_by(ReceiptLine.receipt_id, ReceiptLine.line)
    )
    found: dict[int, list[ReceiptLineRow]] = {}
    for row in read.session.execute(query):
        found.setdefault(row.ReceiptLine.receipt_id, []).append(_line(row))
    return found


def _line(row: Any) -> ReceiptLineRow:
    line, lot = row.ReceiptLine, row.Lot
    return ReceiptLineRow(
        id=line.id,
        receipt_id=line.receipt_id,
        line=line.line,
        item_id=line.item_id,
        code=row.code,
        name=row.name or line.description or "",
        spec=row.spec or "",
        metric=row.metric if line.item_id is not None else line.metric,
        entered=line.entered,
        entered_unit=line.entered_unit,
        base_unit=row.base_unit or line.entered_unit,
        due=line.due,
        usable=line.usable,
        defective=line.defective,
        expired=line.expired,
        price=line.price,
        amount=line.amount,
        basis=line.basis,
        lot_id=line.lot_id,
        lot=lot.code if lot else None,
        produced_on=lot.produced_on if lot else None,
        expires_on=lot.expires_on if lot else None,
        strength=lot.strength if lot else None,
        purpose=lot.purpose if lot else None,
        purpose_unit=row.unit,
        store_id=line.store_id,
        store=row.store,
        store_code=row.store_code,
        place=line.place,
        note=line.note,
    )


def _delivery(row: Receipt, lines: tuple[ReceiptLineRow, ...]) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        source=row.source,
        party=row.party,
        donor_id=row.donor_id,
        batch=row.batch,
        paper=row.paper,
        donation_number=row.donation_number,
        donation_way=row.donation_way,
        fiscal_paper=row.fiscal_paper,
        certificate=row.certificate,
        delivered_by=row.delivered_by,
        delivered_phone=row.delivered_phone,
        checked_by=row.checked_by,
        note=row.note,
        thanked_at=row.thanked_at,
        lines=lines,
    )


def _listed(parts: Any) -> str:
    return t("supplies_receive.list_mark").join(dict.fromkeys(part for part in parts if part))
