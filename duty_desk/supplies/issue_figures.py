"""What was handed out, counted from the slips: by item, unit and day, with void and rejected slips and what transfers lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from db.models import Dispatch, DispatchLine, ImportBatch, Item, Transfer, TransferLine, Unit
from db.vocabulary import DispatchState, TransferState, UnitKind
from duty_desk.strings import t
from duty_desk.work import Read

NOTHING = Decimal(0)
ISSUED = (DispatchState.ISSUED.value, DispatchState.SIGNED.value)
# Under one word as far as figures go: whether it was signed for yet is no matter of theirs.
_WORDS = {"issued": "issued", "signed": "issued", "rejected": "rejected", "voided": "voided"}


def still_counts(model: Any) -> ColumnElement[bool]:
    """Condition: the paper did not come with an import that was taken back."""
    return ~exists().where(and_(ImportBatch.id == model.import_id, ImportBatch.undone_at.is_not(None)))


def dispatch_figures(read: Read, until: datetime | None = None) -> dict[str, Any]:
    """Every figure of the slips by its name; kinds, states and units have the office's words. `until` is the cut-off of issues."""
    query = (
        select(
            Dispatch.id,
            Dispatch.number,
            Dispatch.state,
            Dispatch.issued_at,
            Unit.name.label("unit"),
            Unit.kind.label("kind"),
            Item.code,
            Item.metric,
            DispatchLine.asked,
            DispatchLine.issued,
        )
        .join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
        .join(Unit, Unit.id == Dispatch.unit_id)
        .join(Item, Item.id == DispatchLine.item_id)
        .where(still_counts(Dispatch))
        .order_by(Dispatch.year, Dispatch.sequence, DispatchLine.line)
    )
    if until is not None:
        query = query.where(Dispatch.requested_at <= until)
    rows = read.session.execute(query).all()
    issued = [
        row
        for row in rows
        if row.state in ISSUED and (until is None or (row.issued_at is not None and row.issued_at <= until))
    ]
    slips = {row.id: row for row in rows}
    effective = {row.id: row for row in issued}
    kinds = {row.unit: row.kind for row in issued}
    states = Counter(_WORDS.get(row.state, row.state) for row in slips.values())
    return {
        "slips_total": len(slips),
        "slips_by_status": {t(f"supplies_dispatch.figure.{state}"): n for state, n in states.items()},
        "effective_batches": len(effective),
        "lines": len(rows),
        "effective_lines": len(issued),
        "units": len(kinds),
        "units_by_kind": {
            t(f"people.unit_kind.{UnitKind(kind)}"): n for kind, n in Counter(kinds.values()).items() if kind
        },
        "by_metric": _summed((row.metric, row.issued) for row in issued if row.metric),
        "by_item": _summed((row.code, row.issued) for row in issued),
        "by_unit": _by_unit(issued, effective),
        "by_date": dict(
            sorted(
                Counter(
                    row.issued_at.date().isoformat() for row in effective.values() if row.issued_at
                ).items()
            )
        ),
        "void": [row.number for row in slips.values() if row.state == DispatchState.VOIDED],
        "rejected": [
            {"no": row.number, "unit": row.unit, "item": row.code, "asked": plain(row.asked)}
            for row in rows
            if row.state == DispatchState.REJECTED
        ],
        **_transfers(read),
    }


def plain(quantity: Decimal | None) -> int | float:
    """A quantity as a figure: whole where it is whole."""
    found = quantity or NOTHING
    return int(found) if found == found.to_integral_value() else float(found)


def _summed(pairs: Any) -> dict[str, int | float]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for key, quantity in pairs:
        found[key] += quantity or NOTHING
    return {key: plain(quantity) for key, quantity in sorted(found.items())}


def _by_unit(issued: list[Any], effective: Mapping[int, Any]) -> dict[str, dict[str, int | float]]:
    batches = Counter(row.unit for row in effective.values())
    return {
        unit: {
            "batches": batches[unit],
            **_summed((row.metric, row.issued) for row in issued if row.unit == unit and row.metric),
        }
        for unit in sorted(batches)
    }


def _transfers(read: Read) -> dict[str, Any]:
    """Transfers that stand, and what of them never came."""
    query = (
        select(Transfer.id, Transfer.number, Item.code, TransferLine.sent, TransferLine.received)
        .join(TransferLine, TransferLine.transfer_id == Transfer.id)
        .join(Item, Item.id == TransferLine.item_id)
        .where(Transfer.state != TransferState.VOIDED.value, still_counts(Transfer))
        .order_by(Transfer.year, Transfer.sequence, TransferLine.line)
    )
    rows = read.session.execute(query).all()
    return {
        "transfers": len({row.id for row in rows}),
        "transfer_shortage": [
            {"no": row.number, "item": row.code, "short": plain(row.sent - row.received)}
            for row in rows
            if row.received is not None and row.received < row.sent
        ],
    }
