"""Takes a posted paper back by a paper of its own, as long as nothing was built on it; both stay and point to one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from db.models import Lot, Movement, Stock, StockDocument, Stocktake
from db.vocabulary import DocumentKind
from duty_desk import policy
from duty_desk.errors import Refusal, StaleError
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission, requires, step
from duty_desk.supplies import dispatch, posting, transfers
from duty_desk.supplies.posting import Move, Posted
from duty_desk.supplies.stock_lots import check_words, done_once
from duty_desk.work import Read, Work

# Papers that brought lots into being: whoever used these lots built on the paper.
_ORIGINS = (DocumentKind.RECEIPT.value, DocumentKind.REPACK.value)


def countersigned(document: int, digest: str) -> Mapping[str, object]:
    """What a second officer says yes to: this paper with just these lines."""
    return {"act": "stock.reversal", "document": document, "digest": digest}


def asked(read: Read, document: int) -> Mapping[str, object]:
    """What a second officer is asked about this paper as it stands."""
    return countersigned(document, _document(read, document).digest)


def needs_second(read: Read, document: int) -> bool:
    """Whether a second officer must say yes: for a paper of somebody else, or one that is no slip of the last minutes."""
    row = _document(read, document)
    minutes = timedelta(minutes=policy.integer(read, "supplies.reverse_alone_minutes"))
    own = row.keeper_id == read.officer.id and read.at - row.recorded_at <= minutes
    return not own and approvals.is_needed(read)


@requires(Permission.REVERSE_GOODS)
def reverse(
    work: Work,
    document: int,
    *,
    reason: str,
    approval: Approval | None = None,
    operation: str | None = None,
) -> Posted:
    """Post the opposite of a paper, dated now. A dispatch, a transfer or a count goes back to where it was before.

    Raises Refusal naming the paper that stands in the way, or when it was reversed before.
    """
    reason = check_words(reason, "reason", "supplies_books.error.reason")

    def act() -> Posted:
        row = _document(work, document)
        if needs_second(work, document) or approval is not None:
            approvals.insist(work, approval, countersigned(document, row.digest))
        return take_back(work, document, reason=reason, second=approval)

    return done_once(work, "reverse", operation, act)


@step
def take_back(
    work: Work,
    document: int,
    *,
    reason: str,
    second: Approval | None = None,
    import_id: int | None = None,
) -> Posted:
    """Reverse a paper for whoever has asked already: `reverse`, and the undoing of an import."""
    row = _document(work, document, hold=True)
    standing = obstacle(work, document)
    if standing is not None:
        raise standing
    lines = _lines(work, document)
    posted = posting.post(
        work,
        DocumentKind.REVERSAL,
        [Move(line.lot_id, line.store_id, -line.quantity, unit=line.unit_id) for line in lines],
        series="reversal",
        subject=(row.subject_kind, row.subject_id) if row.subject_kind else None,
        reverses=document,
        reason=reason,
        second=second.officer if second else None,
        import_id=import_id,
    )
    _restore_subject(work, row, reason)
    return posted


def obstacle(read: Read, document: int) -> Refusal | None:
    """What stands in the way of reversing a paper, as the sentence for it; None when nothing does."""
    row = _document(read, document)
    if row.kind == DocumentKind.REVERSAL:
        return Refusal("supplies_books.refusal.is_reversal", number=row.number)
    done = read.session.scalar(select(StockDocument.number).where(StockDocument.reverses_id == document))
    if done is not None:
        return Refusal("supplies_books.refusal.reversed_before", number=row.number, by=done)
    built = _built_on(read, row)
    if built is not None:
        return Refusal("supplies_books.refusal.built_on", number=row.number, by=built)
    return _not_there(read, row)


def reversal_of(read: Read, document: int) -> Posted | None:
    """The paper that took this one back."""
    query = select(StockDocument.id, StockDocument.number).where(StockDocument.reverses_id == document)
    row = read.session.execute(query).one_or_none()
    return Posted(row.id, row.number) if row else None


def _built_on(read: Read, row: Any) -> str | None:
    """The number of the oldest living paper that would hang in the air without this one."""
    dead = aliased(StockDocument)
    alive = (
        select(StockDocument.number)
        .where(
            StockDocument.id != row.id,
            StockDocument.kind != DocumentKind.REVERSAL.value,
            ~exists().where(dead.reverses_id == StockDocument.id),
        )
        .order_by(StockDocument.id)
        .limit(1)
    )
    if row.kind in _ORIGINS:
        born = _born(read, row)
        children = select(Lot.id).where(Lot.parent_id.in_(born))
        uses = select(Movement.document_id).where(Movement.lot_id.in_(born) | Movement.lot_id.in_(children))
        return read.session.scalar(alive.where(StockDocument.id.in_(uses)))
    if row.kind == DocumentKind.ISSUE and row.subject_kind == "dispatch":
        same = (StockDocument.subject_kind == "dispatch") & (StockDocument.subject_id == row.subject_id)
        return read.session.scalar(alive.where(same, StockDocument.kind == DocumentKind.RETURN.value))
    if row.kind in (DocumentKind.TRANSFER_OUT, DocumentKind.TRANSFER_IN) and row.subject_kind == "transfer":
        same = (StockDocument.subject_kind == "transfer") & (StockDocument.subject_id == row.subject_id)
        later = (StockDocument.kind == DocumentKind.TRANSFER_IN.value) & (StockDocument.id > row.id)
        return read.session.scalar(alive.where(same, later))
    return None


def _born(read: Read, row: Any) -> Sequence[int]:
    """The lots that this paper brought into being."""
    query = select(Movement.lot_id).where(Movement.document_id == row.id, Movement.quantity > 0).distinct()
    return read.session.scalars(query).all()


def _not_there(read: Read, row: Any) -> Refusal | None:
    """Where it put goods that have gone on since, or are promised: names the paper that took them."""
    there = select(Movement.lot_id, Movement.store_id, func.sum(Movement.quantity).label("quantity")).where(
        Movement.document_id == row.id
    )
    for lot, store, quantity in read.session.execute(there.group_by(Movement.lot_id, Movement.store_id)):
        if quantity <= 0:
            continue
        stock = read.session.execute(
            select(Stock.quantity, Stock.reserved).where(Stock.lot_id == lot, Stock.store_id == store)
        ).one()
        if stock.quantity - stock.reserved >= quantity:
            continue
        if stock.quantity >= quantity:
            return Refusal("supplies_books.refusal.promised", number=row.number)
        took = (
            select(StockDocument.number)
            .join(Movement, Movement.document_id == StockDocument.id)
            .where(
                Movement.lot_id == lot,
                Movement.store_id == store,
                Movement.quantity < 0,
                StockDocument.id > row.id,
            )
            .order_by(StockDocument.id.desc())
        )
        by = read.session.scalar(took.limit(1))
        return Refusal("supplies_books.refusal.built_on", number=row.number, by=by or "")
    return None


def _restore_subject(work: Work, row: Any, reason: str) -> None:
    if row.subject_id is None:
        return
    match row.subject_kind, row.kind:
        case "dispatch", DocumentKind.ISSUE:
            dispatch.voided(work, row.subject_id, reason)
        case "transfer", DocumentKind.TRANSFER_OUT | DocumentKind.TRANSFER_IN:
            transfers.taken_back(work, row.subject_id, DocumentKind(row.kind), row.series, reason)
        case "stocktake", DocumentKind.ADJUSTMENT:
            count = work.session.get_one(Stocktake, row.subject_id)
            count.note = reason
            count.version += 1
            work.session.flush()
        case _:
            pass


def _document(read: Read, document: int, *, hold: bool = False) -> Any:
    query = select(StockDocument).where(StockDocument.id == document)
    row = read.session.scalar(query.with_for_update() if hold else query)
    if row is None:
        raise StaleError("storage.stale")
    return row


def _lines(read: Read, document: int) -> Sequence[Movement]:
    query = select(Movement).where(Movement.document_id == document).order_by(Movement.line)
    return read.session.scalars(query).all()
