"""Transfers as they are shown: what is on its way first, with what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from db.models import Item, Lot, Officer, Store, Transfer, TransferLine
from duty_desk.errors import StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.supplies.posting import quantity_text
from duty_desk.supplies.stock_lists import items_named
from duty_desk.work import Read

STATE_TONES: Mapping[str, tuple[str, str]] = {
    "sent": ("proc", "progress-clock"),
    "received": ("ok", "check-circle"),
    "short": ("danger", "alert-octagon"),
    "settled": ("neutral", "check-circle"),
    "voided": ("neutral", "cancel"),
}


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer in its list. `missing` says in words what did not arrive."""

    id: int
    number: str
    state: str
    from_store_id: int
    from_store: str
    to_store_id: int
    to_store: str
    sent_at: datetime
    sent_by: str
    received_at: datetime | None
    received_by: str
    carrier: str
    goods: str
    missing: str
    settlement: str
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class TransferLineRow:
    """A lot of a transfer; `difference` is what did not arrive, empty while it is on its way."""

    id: int
    line: int
    item_id: int
    code: str
    item: str
    spec: str
    unit: str
    lot_id: int
    lot: str
    expires_on: date | None
    sent: Decimal
    received: Decimal | None
    difference: Decimal | None
    note: str


def get_transfer(read: Read, transfer: int) -> TransferRow:
    """One transfer; raises StaleError when it is gone."""
    found = fetch_transfers(read, [transfer])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def list_transfer_lines(read: Read, transfers: Sequence[int]) -> Mapping[int, tuple[TransferLineRow, ...]]:
    """The lines of transfers, by transfer."""
    query = (
        select(TransferLine, Item.code, Item.name, Item.spec, Item.base_unit, Lot.code, Lot.expires_on)
        .join(Item, Item.id == TransferLine.item_id)
        .join(Lot, Lot.id == TransferLine.lot_id)
        .where(TransferLine.transfer_id.in_(list(transfers)))
        .order_by(TransferLine.transfer_id, TransferLine.line)
    )
    found: dict[int, list[TransferLineRow]] = {}
    for line, code, name, spec, unit, lot, expires_on in read.session.execute(query):
        found.setdefault(line.transfer_id, []).append(
            TransferLineRow(
                id=line.id,
                line=line.line,
                item_id=line.item_id,
                code=code,
                item=name,
                spec=spec,
                unit=unit,
                lot_id=line.lot_id,
                lot=lot,
                expires_on=expires_on,
                sent=line.sent,
                received=line.received,
                difference=None if line.received is None else line.sent - line.received,
                note=line.note or "",
            )
        )
    return {key: tuple(lines) for key, lines in found.items()}


def fetch_transfers(read: Read, ids: Sequence[int]) -> Sequence[TransferRow]:
    """Rows of these transfers."""
    source, target, sender, receiver = aliased(Store), aliased(Store), aliased(Officer), aliased(Officer)
    query = (
        select(Transfer, source.name, target.name, sender.name, receiver.name)
        .join(source, source.id == Transfer.from_store_id)
        .join(target, target.id == Transfer.to_store_id)
        .outerjoin(sender, sender.id == Transfer.sent_by)
        .outerjoin(receiver, receiver.id == Transfer.received_by)
        .where(Transfer.id.in_(ids))
    )
    lines = list_transfer_lines(read, ids)
    mark = t("supplies_books.mark")
    return [
        TransferRow(
            id=row.id,
            number=row.number,
            state=row.state,
            from_store_id=row.from_store_id,
            from_store=from_store,
            to_store_id=row.to_store_id,
            to_store=to_store,
            sent_at=row.sent_at,
            sent_by=sent_by or "",
            received_at=row.received_at,
            received_by=received_by or "",
            carrier=row.carrier or "",
            goods=mark.join(f"{e.item} {quantity_text(e.sent)} {e.unit}" for e in lines.get(row.id, ())),
            missing=mark.join(
                f"{e.item} {quantity_text(e.difference)} {e.unit}"
                for e in lines.get(row.id, ())
                if e.difference is not None and e.difference > 0
            ),
            settlement=row.settlement or "",
            note=row.note or "",
            version=row.version,
        )
        for row, from_store, to_store, sent_by, received_by in read.session.execute(query)
    ]


def _select(read: Read, request: Request) -> Select[Any]:
    query = select(Transfer.id)
    wanted = {key: value for key, value in request.filters.items() if value not in (None, "", (), [])}
    if "store" in wanted:
        here = wanted["store"]
        query = query.where(or_(Transfer.from_store_id == here, Transfer.to_store_id == here))
    if "state" in wanted:
        values = wanted["state"] if isinstance(wanted["state"], list | tuple | set) else [wanted["state"]]
        query = query.where(Transfer.state.in_([str(getattr(each, "value", each)) for each in values]))
    if "imported" in wanted:
        query = query.where(Transfer.import_id == wanted["imported"])
    first, last = wanted.get("period", (None, None))
    if first is not None:
        query = query.where(Transfer.sent_at >= datetime.combine(first, time()))
    if last is not None:
        query = query.where(Transfer.sent_at < datetime.combine(last + timedelta(days=1), time()))
    if typed := request.search.strip():
        goods = select(TransferLine.transfer_id).join(Item, Item.id == TransferLine.item_id)
        query = query.where(
            or_(Transfer.number == typed, Transfer.id.in_(goods.where(items_named(read, typed))))
        )
    if request.sort is not None and not request.descending:
        return query.order_by(Transfer.sent_at, Transfer.id)
    return query.order_by(Transfer.sent_at.desc(), Transfer.id.desc())


def _described(read: Read, request: Request) -> str:
    del read
    typed = request.search.strip()
    return t("supplies_books.filter.search", text=typed) if typed else ""


TRANSFERS = Ledger(
    key="supplies.transfers",
    title="supplies_books.ledger.transfers",
    columns=(
        Column("number", "supplies_books.column.number", width=152, sortable=False),
        Column("sent_at", "supplies_books.column.sent_at", Kind.MOMENT, 112),
        Column("from_store", "supplies_books.column.from_store", width=96, sortable=False),
        Column("to_store", "supplies_books.column.to_store", width=96, sortable=False),
        Column("goods", "supplies_books.column.goods", width=200, sortable=False, stretch=True),
        Column("missing", "supplies_books.column.missing", width=136, sortable=False),
        Column(
            "state",
            "supplies_books.column.state",
            Kind.CHIP,
            112,
            sortable=False,
            words="supplies_books.transfer_state",
            tones=STATE_TONES,
        ),
        Column("received_at", "supplies_books.column.received_at", Kind.MOMENT, 112, sortable=False),
        Column("carrier", "supplies_books.column.carrier", Kind.NAME, 72, sortable=False, hidden=True),
        Column("settlement", "supplies_books.column.settlement", width=144, sortable=False, hidden=True),
        Column("note", "supplies_books.column.note", width=144, sortable=False, hidden=True),
    ),
    statement=_select,
    fetch=fetch_transfers,
    default_sort="sent_at",
    default_descending=True,
    describe=_described,
)
