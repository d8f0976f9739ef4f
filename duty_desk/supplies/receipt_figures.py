"""What came in, by source, item and summary line: the figures behind the reports, each with its own cut-off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from db.models import ImportBatch, RefusedGoods, StockDocument
from db.vocabulary import DocumentKind, Source
from duty_desk.supplies.catalogue_rows import get_item
from duty_desk.supplies.posted import is_live
from duty_desk.supplies.quantities import kilograms_of
from duty_desk.supplies.receipt_rows import ReceiptLineRow, ReceiptRow, fetch_receipts
from duty_desk.work import Read

_AT_ONCE = 500


def list_live(
    read: Read, *, until: datetime | None = None, since: datetime | None = None
) -> tuple[ReceiptRow, ...]:
    """Receipts that count, by their moment; `until` is not part of them."""
    query = select(StockDocument.id).where(
        StockDocument.kind == DocumentKind.RECEIPT.value, is_live(StockDocument.id)
    )
    if until is not None:
        query = query.where(StockDocument.at < until)
    if since is not None:
        query = query.where(StockDocument.at >= since)
    ids = list(read.session.scalars(query.order_by(StockDocument.at, StockDocument.id)))
    found: dict[int, ReceiptRow] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= {row.id: row for row in fetch_receipts(read, ids[start : start + _AT_ONCE])}
    return tuple(found[i] for i in ids if i in found)


def receipt_figures(read: Read, *, until: datetime | None = None) -> Mapping[str, Any]:
    """Every figure of what came in before `until`, by code: quantities in base units, money in yuan as exact decimals.

    Totals that are not itemised count in `by_metric` and are shown apart in `unitemised`.
    """
    receipts = list_live(read, until=until)
    lines = [(row, line) for row in receipts for line in row.lines]
    itemised = [(row, line) for row, line in lines if line.item_id is not None]
    by_source_and_item: dict[str, Counter[str]] = {}
    by_source_and_metric: dict[str, Counter[str]] = {}
    for row, line in lines:
        if line.code:
            by_source_and_item.setdefault(row.source, Counter())[line.code] += line.usable  # pyright: ignore[reportArgumentType]
        if line.metric:
            by_source_and_metric.setdefault(row.source, Counter())[line.metric] += line.usable  # pyright: ignore[reportArgumentType]
    days = [row.at.date() for row in receipts]
    return {
        "lines": len(lines),
        "batches": len(receipts),
        "batches_by_source": dict(Counter(row.source for row in receipts)),
        "lines_by_source": dict(Counter(row.source for row, _ in lines)),
        "by_item": _sums((line.code or "", line.usable) for _, line in itemised),
        "by_metric": _sums((line.metric, line.usable) for _, line in lines if line.metric),
        "by_source_and_item": {source: dict(found) for source, found in by_source_and_item.items()},
        "by_source_and_metric": {source: dict(found) for source, found in by_source_and_metric.items()},
        "purchase_weight_kg": sum(
            (_weight(read, line) for row, line in itemised if row.source == Source.PURCHASE), Decimal(0)
        ),
        "amount_by_source": _sums((row.source, line.amount or Decimal(0)) for row, line in lines),
        "valuation_basis_lines": dict(Counter(line.basis for _, line in lines if line.basis)),
        "unpriced_donation_batches": [
            row.batch
            for row in receipts
            if row.source == Source.DONATION and all(line.amount is None for line in row.lines)
        ],
        "restricted": {
            row.batch: {
                "item": line.code,
                "qty": line.usable,
                "purpose": line.purpose,
                "unit": line.purpose_unit,
            }
            for row, line in itemised
            if line.purpose
        },
        "refused": _refused(read, until),
        "pack_conversions": [_conversion(row, line) for row, line in itemised if _is_converted(line)],
        "unitemised": [
            {"batch": row.batch, "name": line.name, "qty": line.usable, "unit": line.entered_unit}
            for row, line in lines
            if line.item_id is None
        ],
        "first_date": min(days, default=None),
        "last_date": max(days, default=None),
    }


def _sums(pairs: Iterable[tuple[str | None, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for key, quantity in pairs:
        found[key or ""] = found.get(key or "", Decimal(0)) + quantity
    return dict(sorted(found.items()))


def _weight(read: Read, line: ReceiptLineRow) -> Decimal:
    """What a line weighs; nothing for goods that do not come by weight."""
    assert line.item_id is not None
    return kilograms_of(line.usable, get_item(read, line.item_id)) or Decimal(0)


def _is_converted(line: ReceiptLineRow) -> bool:
    """Whether the paper counts in another unit than the books do, so that the figure itself changes."""
    return line.entered is not None and line.entered != line.counted


def _conversion(row: ReceiptRow, line: ReceiptLineRow) -> dict[str, Any]:
    return {
        "batch": row.batch,
        "item": line.code,
        "qty": line.entered,
        "unit": line.entered_unit,
        "base_qty": line.counted,
        "base_unit": line.base_unit,
    }


def _refused(read: Read, until: datetime | None) -> list[dict[str, Any]]:
    taken_back = select(ImportBatch.id).where(ImportBatch.undone_at.is_not(None))
    query = select(RefusedGoods).where(
        RefusedGoods.import_id.is_(None) | RefusedGoods.import_id.not_in(taken_back)
    )
    if until is not None:
        query = query.where(RefusedGoods.at < until)
    return [
        {
            "no": row.number,
            "kind": row.kind,
            "item": get_item(read, row.item_id).code if row.item_id is not None else None,
            "qty": row.quantity,
        }
        for row in read.session.scalars(query.order_by(RefusedGoods.at, RefusedGoods.id))
    ]
