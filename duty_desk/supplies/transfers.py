"""Moves goods from one store to another: sent, on their way, received, and what is missing accounted for (product rule S6).

What is on its way lies in neither store. What was sent and did not come stays open until somebody says what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select, update

from db.models import StockDocument, Transfer, TransferLine
from db.vocabulary import DocumentKind, TransferState
from duty_desk import audit, formats, numbering, operations
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.numbering import Number
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.supplies import posting
from duty_desk.supplies.posting import Move
from duty_desk.supplies.stock import ZERO
from duty_desk.supplies.stock_lots import check_lines, check_words, lots_of, store_name, usable
from duty_desk.work import Work

SERIES = "transfer"
# The papers of receiving and of settling bear the number of the transfer, in series of their own.
IN_SERIES, SETTLED_SERIES = "transfer.in", "transfer.settled"


class Fate(StrEnum):
    """What became of goods that did not arrive."""

    FOUND = "found"
    RETURNED = "returned"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class TransferPart:
    """How much of which lot is sent."""

    lot: int
    quantity: Decimal
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A transfer that is on its way."""

    id: int
    number: str


@requires(Permission.ISSUE_GOODS)
def send(
    work: Work,
    *,
    from_store: int,
    to_store: int,
    lines: Sequence[TransferPart],
    carrier: str = "",
    note: str = "",
    at: datetime | None = None,
    operation: str | None = None,
) -> Sent:
    """Send goods off; they leave the one store now and are on their way until they are received.

    Raises InputError for fields, Refusal for a lot that is held or expired or for more than is free.
    """
    usable(work, lots_of(work, [line.lot for line in lines]))

    def act() -> list[Any]:
        made = dispatch_off(
            work, from_store=from_store, to_store=to_store, lines=lines, carrier=carrier, note=note, at=at
        )
        return [made.id, made.number]

    if operation is not None:
        return Sent(*operations.once(work, f"transfer:{operation}", act))
    return Sent(*act())


@step
def dispatch_off(
    work: Work,
    *,
    from_store: int,
    to_store: int,
    lines: Sequence[TransferPart],
    carrier: str = "",
    note: str = "",
    at: datetime | None = None,
    number: Number | None = None,
    edition: int = 1,
    import_id: int | None = None,
) -> Sent:
    """Post what leaves; an import gives the number that is written on its paper."""
    if from_store == to_store:
        raise InputError("to_store", "supplies_books.error.same_store")
    check_lines(lines)
    if len({line.lot for line in lines}) < len(lines):
        raise InputError("lines", "supplies_books.error.lot_twice")
    store_name(work, from_store)
    store_name(work, to_store)
    lots = lots_of(work, [line.lot for line in lines])
    at = at or work.at
    posting.check_moment(work, at, imported=import_id is not None)
    number = number or numbering.take(work, SERIES, at.year)
    session = work.session
    key: int = session.execute(
        insert(Transfer)
        .values(
            series=SERIES,
            year=number.year,
            sequence=number.sequence,
            edition=edition,
            number=number.text,
            state=TransferState.SENT.value,
            from_store_id=from_store,
            to_store_id=to_store,
            sent_at=at,
            sent_by=work.officer.id,
            carrier=carrier.strip() or None,
            note=note.strip() or None,
            import_id=import_id,
        )
        .returning(Transfer.id)
    ).scalar_one()
    rows = [
        {
            "transfer_id": key,
            "line": n,
            "item_id": lots[line.lot].Lot.item_id,
            "lot_id": line.lot,
            "sent": line.quantity,
            "note": line.note,
        }
        for n, line in enumerate(lines, start=1)
    ]
    session.execute(insert(TransferLine), rows)
    posting.post(
        work,
        DocumentKind.TRANSFER_OUT,
        [Move(line.lot, from_store, -line.quantity, note=line.note) for line in lines],
        series=SERIES,
        number=number,
        edition=edition,
        at=at,
        subject=("transfer", key),
        import_id=import_id,
    )
    return Sent(key, number.text)


@requires(Permission.RECEIVE_GOODS)
def receive(
    work: Work,
    transfer: int,
    *,
    version: int | None = None,
    received: Mapping[int, Decimal] | None = None,
    at: datetime | None = None,
    import_id: int | None = None,
) -> TransferState:
    """Take in what came: all of it, or `received` by lot. What is missing stays open; the state says whether anything is.

    Raises InputError for more than was sent (that is a receipt of its own), StaleError when it was received meanwhile.
    """
    row = claim(work, transfer, version, TransferState.SENT)
    at = at or work.at
    if at < row.sent_at:
        raise InputError("at", "supplies_books.error.before_sent", at=formats.moment(row.sent_at))
    lines = _lines(work, transfer)
    came: dict[int, Decimal] = {}
    for line in lines:
        quantity = (received or {}).get(line.lot_id, line.sent if received is None else ZERO)
        if not ZERO <= quantity <= line.sent:
            raise InputError(
                f"received.{line.lot_id}",
                "supplies_books.error.more_than_sent",
                sent=posting.quantity_text(line.sent),
            )
        came[line.lot_id] = quantity
        line.received = quantity
    work.session.flush()
    state = (
        TransferState.SHORT
        if any(came[line.lot_id] < line.sent for line in lines)
        else TransferState.RECEIVED
    )
    moves = [Move(lot, row.to_store_id, quantity) for lot, quantity in came.items() if quantity]
    if moves:
        _post_in(work, row, moves, IN_SERIES, at, import_id=import_id)
    _set(work, row, state=state.value, received_at=at, received_by=work.officer.id)
    if not moves:
        audit.record(work, action="transfer.nothing_came", subject=("transfer", transfer))
    return state


def settling(transfer: int, version: int, fate: Fate) -> Mapping[str, object]:
    """What a second officer says yes to when missing goods are written off."""
    return {"act": "transfer.settle", "transfer": transfer, "version": version, "fate": fate.value}


@requires(Permission.RECEIVE_GOODS)
def settle(
    work: Work,
    transfer: int,
    *,
    fate: Fate,
    explanation: str,
    version: int | None = None,
    approval: Approval | None = None,
) -> None:
    """Say what became of what is missing: found later, returned to the store it left, or lost. Lost needs a second officer."""
    row = claim(work, transfer, version, TransferState.SHORT)
    explanation = check_words(explanation, "explanation", "supplies_books.error.explanation")
    missing = [(line.lot_id, line.sent - (line.received or ZERO)) for line in _lines(work, transfer)]
    if fate is Fate.LOST:
        approvals.insist(work, approval, settling(row.id, row.version, fate))
    else:
        store = row.to_store_id if fate is Fate.FOUND else row.from_store_id
        moves = [Move(lot, store, quantity, note=explanation) for lot, quantity in missing if quantity]
        _post_in(work, row, moves, SETTLED_SERIES, work.at)
    said = f"{t(f'supplies_books.fate.{fate.value}')}{t('supplies_books.colon')}{explanation}"
    _set(work, row, state=TransferState.SETTLED.value, settled_at=work.at, settlement=said)
    audit.record(
        work,
        action="transfer.settle",
        subject=("transfer", transfer),
        after={"fate": fate.value},
        reason=explanation,
    )


@step
def taken_back(work: Work, transfer: int, kind: DocumentKind, series: str, reason: str) -> None:
    """What becomes of a transfer when its paper of sending, receiving or settling was reversed; called by whoever reverses it."""
    row = claim(work, transfer, None)
    if kind is DocumentKind.TRANSFER_OUT:
        _set(work, row, state=TransferState.VOIDED.value, settlement=reason)
        return
    undecided: dict[str, Any] = {"settled_at": None, "settlement": None}
    if series == SETTLED_SERIES:
        # What came stays; what is missing is missing again.
        _set(work, row, state=TransferState.SHORT.value, **undecided)
        return
    for line in _lines(work, transfer):
        line.received = None
    work.session.flush()
    _set(work, row, state=TransferState.SENT.value, received_at=None, received_by=None, **undecided)


@step
def claim(work: Work, transfer: int, version: int | None, *states: TransferState) -> Any:
    """The transfer, held for this transaction; raises StaleError or, past the states in which this can be done, Refusal."""
    row = work.session.scalar(
        select(Transfer)
        .where(Transfer.id == transfer)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if states and row.state not in states:
        state = t(f"supplies_books.transfer_state.{row.state}")
        raise Refusal("supplies_books.refusal.transfer_state", number=row.number, state=state)
    return row


def _lines(work: Work, transfer: int) -> Sequence[TransferLine]:
    query = select(TransferLine).where(TransferLine.transfer_id == transfer).order_by(TransferLine.line)
    return work.session.scalars(query).all()


def _post_in(
    work: Work,
    row: Transfer,
    moves: Sequence[Move],
    series: str,
    at: datetime,
    import_id: int | None = None,
) -> None:
    attempt = _attempt(work, row, series)
    posting.post(
        work,
        DocumentKind.TRANSFER_IN,
        moves,
        series=series,
        number=Number(series, row.year, row.sequence, row.number),
        edition=attempt,
        at=at,
        subject=("transfer", row.id),
        import_id=import_id,
    )


def _attempt(work: Work, row: Transfer, series: str) -> int:
    """A paper of receiving that was reversed keeps its number: the next one is another edition of it."""
    last = work.session.scalar(
        select(func.max(StockDocument.edition)).where(
            StockDocument.series == series,
            StockDocument.year == row.year,
            StockDocument.sequence == row.sequence,
        )
    )
    return max((last or 0) + 1, row.edition)


def _set(work: Work, row: Transfer, **values: Any) -> None:
    work.session.execute(
        update(Transfer).where(Transfer.id == row.id).values(**values, version=row.version + 1)
    )
    work.session.refresh(row)
