"""What the panel of a dispatch says: who did what when, and its lines with the lots they go from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from duty_desk import formats, masking
from duty_desk.strings import t
from duty_desk.supplies.dispatch_rows import DispatchDetail
from ui.kit.cells import Cell
from ui.kit.ledger_source import Column, ColumnLike

Pairs = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class PickLine:
    """A lot of a line; the first of a line names the goods and what was asked and approved."""

    id: int
    item_id: int
    item: str
    spec: str
    quantity: Decimal | None
    asked: str
    lot: str
    expires_on: date | None
    reason: str


def facts_of(detail: DispatchDetail) -> tuple[Pairs, Pairs]:
    """Facts in two columns."""
    row = detail.row
    by = "\N{IDEOGRAPHIC SPACE}"
    left = [
        ("purpose", t("supplies_out.request.purpose"), row.purpose),
        ("place", t("supplies_out.request.place"), row.place),
        ("receiver", t("supplies_out.request.receiver"), masking.mask_name(row.receiver)),
        ("phone", t("supplies_in.phone"), masking.mask_phone(row.receiver_phone)),
        ("note", t("supplies_in.note"), row.note),
    ]
    right = [
        (
            "requested",
            t("supplies_out.fact.requested"),
            f"{formats.moment(row.requested_at)}{by}{row.requester}".strip(),
        ),
        ("approved", t("supplies_out.fact.approved"), _by(row.approved_at, row.approver)),
        ("issued", t("supplies_out.fact.issued"), _by(row.issued_at, row.keeper)),
        ("second", t("supplies_tab.second"), row.second),
        ("signed", t("supplies_out.fact.signed"), formats.moment(row.signed_at)),
    ]
    return left, right


def columns_of(detail: DispatchDetail) -> tuple[Column, ...]:
    """Goods, how much, and from which lot."""
    key = (
        "given"
        if detail.state in ("issued", "signed")
        else "approved"
        if detail.state == "approved"
        else "asked"
    )
    return (
        Column("item", t("supplies_in.line.item"), width=120, stretch=True),
        Column("quantity", t(f"supplies_out.fact.{key}_quantity"), width=88, align="right"),
        Column("lot", t("supplies_out.picks.lot"), width=116),
    )


def pick_rows(detail: DispatchDetail) -> list[PickLine]:
    """A row for each lot of each line; a line without lots has one of its own."""
    rows: list[PickLine] = []
    for line in detail.lines:
        given = (
            line.issued
            if line.issued is not None
            else line.approved
            if line.approved is not None
            else line.asked
        )
        said = t(
            "supplies_out.fact.asked_approved",
            asked=formats.number(line.asked),
            approved=formats.number(line.approved) if line.approved is not None else "\N{EM DASH}",
            unit=line.unit,
        )
        picks: list[Any] = list(line.picks) or [None]
        for n, pick in enumerate(picks):
            rows.append(
                PickLine(
                    id=line.id * 1000 + n,
                    item_id=line.item_id,
                    item=line.item if n == 0 else "",
                    spec=line.unit if n == 0 else "",
                    quantity=given if pick is None else pick.quantity,
                    asked=said,
                    lot=pick.lot if pick is not None else "",
                    expires_on=pick.expires_on if pick is not None else None,
                    reason=pick.reason if pick is not None else "",
                )
            )
    return rows


def line_cell(column: ColumnLike, row: Any) -> Cell:
    """A cell of these rows; what was asked and why another lot went stand under the pointer."""
    match column.key:
        case "item":
            return Cell(row.item, row.spec, tip=row.asked)
        case "quantity":
            return Cell(formats.number(row.quantity), tip=row.asked)
        case _:
            expires = row.expires_on.isoformat() if row.expires_on else ""
            tip = "  ".join(part for part in (row.lot, expires, row.reason) if part)
            return Cell(row.lot, icon="information-outline" if row.reason else "", tip=tip)


def _by(at: Any, who: str) -> str:
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in (formats.moment(at), who) if part)
