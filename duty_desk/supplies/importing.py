"""The forms of goods out of office workbooks: which module takes each in, which takes it back, and what rows are judged against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from db.models import Item, ItemPack, Lot, Receipt, Stock, Store, Unit
from duty_desk import audit
from duty_desk.imported import JudgedRow, Written
from duty_desk.roles import Permission, require, requires
from duty_desk.sheets import world as sheets
from duty_desk.supplies import (
    import_issues,
    import_items,
    import_receipts,
    import_reserve,
    import_transfers,
    import_undo,
)
from duty_desk.supplies.posted import is_live
from duty_desk.work import Read, Work

# In the order in which they build upon one another: goods come in, move between stores, and go out.
_WRITERS: Mapping[str, Callable[[Work, Sequence[JudgedRow], int | None], Written]] = {
    "items": import_items.write_items,
    "receipts": import_receipts.write_receipts,
    "refused": import_receipts.write_refused,
    "transfers": import_transfers.write_transfers,
    "issues": import_issues.write_issues,
    "reserve": import_reserve.write_reserve,
}
_UNDO: Mapping[str, Callable[[Work, int], int]] = {
    "items": import_items.undo_items,
    "receipts": import_receipts.undo_receipts,
    "refused": import_receipts.undo_refused,
    "transfers": import_undo.undo_transfers,
    "issues": import_undo.undo_issues,
    "reserve": import_reserve.undo_reserve,
}
# Who may do by hand what an import does for many.
_NEEDS: Mapping[str, Permission] = {
    "items": Permission.EDIT_CATALOGUE,
    "receipts": Permission.RECEIVE_GOODS,
    "refused": Permission.RECEIVE_GOODS,
    "transfers": Permission.ISSUE_GOODS,
    "issues": Permission.ISSUE_GOODS,
    "reserve": Permission.COUNT_GOODS,
}
FORMS = tuple(_WRITERS)


@requires(Permission.IMPORT)
def write_rows(
    work: Work,
    form_key: str,
    rows: Sequence[JudgedRow],
    batch_id: int | None = None,
    *,
    days: Mapping[str, date] | None = None,
) -> Written:
    """Write judged rows of one of FORMS; `batch_id` is the import they belong to, `days` what stands above each sheet."""
    require(work, _NEEDS[form_key])
    if not rows:
        return Written(0)
    if form_key == "reserve":
        written = import_reserve.write_reserve(work, rows, batch_id, days)
    else:
        written = _WRITERS[form_key](work, rows, batch_id)
    audit.record(
        work,
        action="goods.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={"form": form_key, "count": written.count, "left": len(written.left)},
    )
    return written


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int, *, form_key: str) -> int:
    """Take an import of one of FORMS back; returns how many records. The caller marks the batch as taken back."""
    require(work, _NEEDS[form_key])
    return _UNDO[form_key](work, batch_id)


def world(read: Read) -> Mapping[str, Any]:
    """What rows about goods are judged against: the catalogue, what lies free in each store, and the batches on record."""
    session = read.session
    packs: dict[int, dict[str, float]] = {}
    for row in session.execute(select(ItemPack.item_id, ItemPack.name, ItemPack.size)):
        packs.setdefault(row.item_id, {})[row.name] = float(row.size)
    items = {
        item.code: sheets.Item(
            code=item.code,
            name=item.name,
            unit=item.base_unit,
            packs=packs.get(item.id, {}),
            weight_kg=float(item.net_kg) if item.net_kg is not None else None,
            two_people=item.needs_two,
            needs_expiry=item.shelf_months is not None,
        )
        for item in session.scalars(select(Item))
    }
    lying = (
        select(
            Item.code.label("item"),
            Lot.code.label("lot"),
            Store.code.label("store"),
            Lot.expires_on,
            Unit.name.label("unit"),
            Stock.quantity,
            Stock.reserved,
        )
        .select_from(Stock)
        .join(Lot, Lot.id == Stock.lot_id)
        .join(Item, Item.id == Stock.item_id)
        .join(Store, Store.id == Stock.store_id)
        .outerjoin(Unit, Unit.id == Lot.purpose_unit_id)
        .where(Stock.quantity > Stock.reserved, Lot.held_reason.is_(None))
    )
    return {
        "items": items or None,
        "stock": tuple(
            sheets.Lot(
                row.item,
                float(row.quantity - row.reserved),
                row.lot,
                row.store,
                row.expires_on,
                row.unit or "",
            )
            for row in session.execute(lying)
        )
        if items
        else None,
        "batches": frozenset(
            session.scalars(
                select(Receipt.batch)
                .where(Receipt.batch.is_not(None), is_live(Receipt.document_id))
                .distinct()
            )
        ),
    }
