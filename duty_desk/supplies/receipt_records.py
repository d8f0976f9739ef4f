"""Receipts as they are written into the tables: by statements made beforehand, since goods come in all day and by thousands of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from db import changes, prepared
from db.models import Lot, Receipt, ReceiptLine, StockDocument
from db.vocabulary import Source
from duty_desk.people.records import text_or_none
from duty_desk.roles import step
from duty_desk.supplies import posting
from duty_desk.supplies.posted import is_live
from duty_desk.supplies.receive_form import CountedLine
from duty_desk.work import Read, Work

_RECEIPT: Any = Receipt.__table__
_LINE: Any = ReceiptLine.__table__
_LOT: Any = Lot.__table__
_PAPER: Any = StockDocument.__table__
_ADD_RECEIPT = insert(_RECEIPT)
_ADD_LINE = insert(_LINE)
_ADD_LOT = insert(_LOT)
_POSTED = (
    update(_RECEIPT).where(_RECEIPT.c.id == bindparam("receipt")).values(document_id=bindparam("document"))
)
_OF_BATCH = (
    select(_RECEIPT.c.id)
    .where(_RECEIPT.c.batch == bindparam("batch"), is_live(_RECEIPT.c.document_id))
    .limit(1)
)
_OF_DAY = (
    select(_LINE.c.item_id, _LINE.c.usable, _LINE.c.defective, _LINE.c.expired, _PAPER.c.number)
    .join(_RECEIPT, _RECEIPT.c.id == _LINE.c.receipt_id)
    .join(_PAPER, _PAPER.c.id == _RECEIPT.c.document_id)
    .where(
        _RECEIPT.c.at >= bindparam("first"),
        _RECEIPT.c.at < bindparam("until"),
        _RECEIPT.c.source == bindparam("source"),
        (_RECEIPT.c.donor_id == bindparam("donor")) | (_RECEIPT.c.party == bindparam("party")),
        is_live(_RECEIPT.c.document_id),
    )
    .order_by(_PAPER.c.id)
)
_EXPIRIES = (
    select(_LOT.c.expires_on)
    .where(_LOT.c.item_id == bindparam("item"), _LOT.c.code == bindparam("code"))
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines and lots of a receipt take from it."""

    id: int
    source: str
    batch: str | None
    donor_id: int | None
    import_id: int | None


@step
def write_head(work: Work, values: Mapping[str, Any]) -> Head:
    """Write the head of a receipt; it is posted when its lines are."""
    # What follows goes past the session, which may still hold back the donor.
    work.session.flush()
    key = prepared.add(work.connection, _ADD_RECEIPT, values)
    changes.note(work.session, "receipt")
    return Head(key, values["source"], values.get("batch"), values.get("donor_id"), values.get("import_id"))


@step
def write_lines(work: Work, head: Head, lines: Sequence[CountedLine], number: str) -> list[posting.Move]:
    """Write the lines of a receipt with a lot for each; gives what is to be posted."""
    connection = work.connection
    moves: list[posting.Move] = []
    rows: list[dict[str, Any]] = []
    for n, line in enumerate(lines, start=1):
        typed, lot = line.typed, None
        if line.item is not None and line.usable:
            lot = prepared.add(connection, _ADD_LOT, {
                "item_id": line.item.id,
                "code": typed.lot.strip() or f"({head.batch or number})",
                "source": head.source,
                "receipt_id": head.id,
                "donor_id": head.donor_id,
                "produced_on": typed.produced_on,
                "expires_on": typed.expires_on,
                "strength": typed.strength,
                "price": _base_price(line),
                "purpose": text_or_none(typed.purpose),
                "purpose_unit_id": typed.purpose_unit,
                "version": 1,
                "import_id": head.import_id,
            })  # fmt: skip
            assert typed.store is not None
            moves.append(posting.Move(lot, typed.store, line.usable, item=line.item.id))
        rows.append(
            {
                "receipt_id": head.id,
                "line": n,
                "item_id": line.item.id if line.item else None,
                "lot_id": lot,
                "store_id": typed.store,
                "description": text_or_none(typed.description) if line.item is None else None,
                "metric": text_or_none(typed.metric) if line.item is None else None,
                "entered": line.entered,
                "entered_unit": line.unit,
                "due": line.due,
                "usable": line.usable,
                "defective": line.defective,
                "expired": line.expired,
                "price": typed.price,
                "amount": line.amount,
                "basis": typed.basis.value if typed.basis else None,
                "place": text_or_none(typed.place),
                "note": text_or_none(typed.note),
            }
        )
    prepared.write(connection, _ADD_LINE, rows)
    changes.note(work.session, "lot", "receipt_line")
    return moves


@step
def set_document(work: Work, head: Head, document: int) -> None:
    """Say with which paper a receipt was posted."""
    prepared.write(work.connection, _POSTED, {"receipt": head.id, "document": document})


def is_batch_known(read: Read, batch: str) -> bool:
    """Whether something of this batch came in before and still counts."""
    return bool(prepared.ask(_connection(read), _OF_BATCH, {"batch": batch}))


def donated_on(read: Read, day: date, donor: int, party: str) -> Mapping[tuple[int, Decimal], str]:
    """What a donor gave on a day and still counts: item and quantity in base units, with the number of the paper."""
    first = datetime.combine(day, time.min)
    values = {"first": first, "until": first + timedelta(days=1), "source": Source.DONATION.value}
    found = prepared.ask(_connection(read), _OF_DAY, {**values, "donor": donor, "party": party})
    return {
        (row.item_id, row.usable + row.defective + row.expired): row.number
        for row in found
        if row.item_id is not None
    }


def expiries_of(read: Read, item: int, code: str) -> tuple[date | None, ...]:
    """The last days of use that lots of this number are on record with."""
    found = prepared.ask(_connection(read), _EXPIRIES, {"item": item, "code": code})
    return tuple(row.expires_on for row in found)


def _connection(read: Read) -> Any:
    if read.session.autoflush:
        read.session.flush()
    return read.connection


def _base_price(line: CountedLine) -> Decimal | None:
    """The price of one base unit, to the ten-thousandth; what the sum says where the unit price was rounded."""
    base = line.usable + line.defective + line.expired
    if line.amount is None or not base:
        return None
    return (line.amount / base).quantize(Decimal("0.0001"))
