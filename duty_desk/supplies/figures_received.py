"""What came in, in the office's own words: the ledgers apart, values by what they rest on, invoices that cover several batches."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from db.models import Receipt, ReceiptLine
from db.vocabulary import Basis, Source
from duty_desk import paper
from duty_desk.strings import t
from duty_desk.supplies.issue_figures import plain
from duty_desk.supplies.receipt_figures import receipt_figures
from duty_desk.supplies.stock import ZERO
from duty_desk.work import Read

_LEDGERS = (Source.PURCHASE, Source.ALLOCATION, Source.DONATION)
_BY_SOURCE = (
    "batches_by_source",
    "lines_by_source",
    "by_source_and_metric",
    "by_source_and_item",
    "amount_by_source",
)


def received_figures(read: Read) -> dict[str, Any]:
    """Every figure of receipts by its name."""
    found = dict(receipt_figures(read))
    for name in _BY_SOURCE:
        found[name] = {t(f"supplies_books.figure.{source}"): _plainly(n) for source, n in found[name].items()}
    for name in ("by_item", "by_metric", "purchase_weight_kg"):
        found[name] = _plainly(found[name])
    found["valuation_basis_lines"] = {
        t(f"supplies_books.basis.{basis}"): n for basis, n in found["valuation_basis_lines"].items()
    }
    found["restricted"] = {batch: _plainly(each) for batch, each in found["restricted"].items()}
    found["refused"] = [
        {**_plainly(each), "kind": t(f"supplies_books.figure.{each['kind']}")} for each in found["refused"]
    ]
    order = {batch: n for n, batch in enumerate(_batches(read))}
    converted = sorted(found["pack_conversions"], key=lambda each: order.get(each["batch"], len(order)))
    found["pack_conversions"] = [_plainly(each) for each in converted]
    for name in ("first_date", "last_date"):
        found[name] = found[name].isoformat() if found[name] else None
    if not found["unitemised"]:
        del found["unitemised"]
    return found | _shared_invoices(read)


def _batches(read: Read) -> list[str]:
    """Batches ledger by ledger, as the office keeps them."""
    place = {source.value: n for n, source in enumerate(_LEDGERS)}
    rows: Any = read.session.execute(
        select(Receipt.batch, Receipt.source, Receipt.id).where(Receipt.batch.is_not(None))
    )
    ordered = sorted(rows, key=lambda row: (place.get(row.source, len(place)), row.batch, row.id))
    return list(dict.fromkeys(row.batch for row in ordered))


def _shared_invoices(read: Read) -> dict[str, Any]:
    """Donations under one invoice, as their remarks say by naming each other's batch: its sum in figures and in words."""
    rows: Any = read.session.execute(
        select(Receipt.party, Receipt.batch, ReceiptLine.amount, ReceiptLine.note)
        .join(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
        .where(
            Receipt.source == Source.DONATION.value,
            ReceiptLine.basis == Basis.INVOICE.value,
            Receipt.batch.is_not(None),
            ReceiptLine.amount.is_not(None),
        )
        .order_by(Receipt.batch)
    ).all()
    found: dict[str, Any] = {}
    for first in rows:
        others = [
            row
            for row in rows
            if row.party == first.party and row.batch > first.batch and row.batch in (first.note or "")
        ]
        if others:
            total = sum((row.amount for row in (first, *others)), ZERO)
            name = "_".join(["invoice", first.batch, *(row.batch for row in others)])
            found[name] = {"total": plain(total), "words": paper.in_words(total)}
    return found


def _plainly(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plainly(each) for key, each in value.items()}
    return plain(value) if isinstance(value, Decimal) else value
