"""Proves that the books of goods fit together: balances and movements, papers and their record, dispatches and what left the shelf.

Promises I-01 to I-06, I-12 and I-13. A start looks at the end of the books; the night reads them whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.models import (
    AuditEntry,
    Dispatch,
    DispatchLine,
    DispatchPick,
    Item,
    Lot,
    Movement,
    Operation,
    Receipt,
    ReceiptLine,
    SealedPeriod,
    Stock,
    StockDocument,
    Store,
    Transfer,
    TransferLine,
)
from db.vocabulary import DispatchState, DocumentKind, TransferState
from duty_desk.supplies import books, posting
from duty_desk.supplies.posting import quantity_text
from duty_desk.supplies.stock import ZERO
from duty_desk.work import Read

# How many papers a start looks at.
_TAIL = 200
_EXAMPLES = 5
# The paper that takes another back, or is taken back.
_other = aliased(StockDocument)
_ACTS = ("issue", "repack", "dispose", "return", "reverse")
_HANDED_OUT = (DispatchState.ISSUED.value, DispatchState.SIGNED.value)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything about goods that does not fit."""
    newest = read.session.scalar(select(func.max(StockDocument.id)))
    if newest is None:
        return
    since = 0 if full else max(0, newest - _TAIL)
    yield from _papers(read, since)
    yield from _balances(read, since)
    yield from _reserved(read)
    yield from _dispatches(read, since)
    yield from _transfers(read)
    yield from _reversals(read, since)
    yield from _numbers(read)
    if full:
        yield from _below_nothing(read)
        yield from _receipts(read)
        yield from _recorded(read)
        yield from _sealed(read)
        yield from _operations(read)


def _balances(read: Read, since: int) -> Iterator[Problem]:
    """I-01, I-05: what is kept of each lot in each store is the sum of what moved; so it is of each source and of all."""
    moved = select(Movement.lot_id, Movement.store_id, func.sum(Movement.quantity)).group_by(
        Movement.lot_id, Movement.store_id
    )
    kept = select(Stock.lot_id, Stock.store_id, Stock.quantity)
    if since:
        lots = select(Movement.lot_id).where(Movement.document_id > since)
        moved, kept = moved.where(Movement.lot_id.in_(lots)), kept.where(Stock.lot_id.in_(lots))
    sums: dict[tuple[int, int], Decimal] = {(row[0], row[1]): row[2] for row in read.session.execute(moved)}
    stock: dict[tuple[int, int], Decimal] = {(row[0], row[1]): row[2] for row in read.session.execute(kept)}
    for lot, store in sorted(sums.keys() | stock.keys()):
        there, moved_there = stock.get((lot, store), ZERO), sums.get((lot, store), ZERO)
        if there != moved_there or there < 0:
            yield Problem(
                "I-01",
                "stock_differs",
                {
                    "lot": _lot(read, lot),
                    "store": read.session.scalar(select(Store.name).where(Store.id == store)) or store,
                    "kept": quantity_text(there),
                    "moved": quantity_text(moved_there),
                },
            )


def _below_nothing(read: Read) -> Iterator[Problem]:
    """I-01: no shelf ever had less than nothing, at any moment of the past."""
    moments = (
        select(Movement.lot_id, Movement.store_id, Movement.at, func.sum(Movement.quantity).label("moved"))
        .group_by(Movement.lot_id, Movement.store_id, Movement.at)
        .subquery()
    )
    running = (
        func.sum(moments.c.moved)
        .over(partition_by=(moments.c.lot_id, moments.c.store_id), order_by=moments.c.at)
        .label("running")
    )
    ever = select(moments.c.lot_id, moments.c.at, running).subquery()
    found = read.session.execute(select(ever.c.lot_id, ever.c.at).where(ever.c.running < 0).limit(_EXAMPLES))
    for lot, at in found:
        yield Problem("I-01", "stock_below", {"lot": _lot(read, lot), "at": at})


def _papers(read: Read, since: int) -> Iterator[Problem]:
    """I-02, I-04: every paper has lines and reads as it did when it was posted."""
    # A receipt of totals that nobody itemised has lines of words, and lies on no shelf.
    worded = exists().where(
        Receipt.document_id.in_([StockDocument.id, StockDocument.reverses_id]),
        ReceiptLine.receipt_id == Receipt.id,
        ReceiptLine.lot_id.is_(None),
    )
    without = select(StockDocument.number).where(
        StockDocument.id > since, ~exists().where(Movement.document_id == StockDocument.id), ~worded
    )
    yield from _named(read, without, "I-02", "paper_without_lines")
    changed: list[str] = []
    papers = select(StockDocument.__table__).where(StockDocument.id > since).order_by(StockDocument.id)
    for some in _pieces(read.session.execute(papers).mappings(), 500):
        ids = [paper["id"] for paper in some]
        lines: dict[int, list[Any]] = {key: [] for key in ids}
        query = (
            select(Movement.__table__)
            .where(Movement.document_id.in_(ids))
            .order_by(Movement.document_id, Movement.line)
        )
        for line in read.session.execute(query).mappings():
            lines[line["document_id"]].append(line)
        changed += [
            paper["number"]
            for paper in some
            if posting.digest_of(paper, lines[paper["id"]]) != paper["digest"]
        ]
    if changed:
        yield Problem("I-04", "paper_changed", {"count": len(changed), "examples": _few(changed)})
    misdated = (
        select(StockDocument.number)
        .join(Movement, Movement.document_id == StockDocument.id)
        .where(
            StockDocument.id > since,
            or_(Movement.at != StockDocument.at, Movement.kind != StockDocument.kind),
        )
        .distinct()
    )
    yield from _named(read, misdated, "I-02", "line_apart")


def _recorded(read: Read) -> Iterator[Problem]:
    """I-02: every paper is in the record once, under its number."""
    entries = (
        select(AuditEntry.subject_id, func.count().label("entries"))
        .where(AuditEntry.subject_kind == "stock_document", AuditEntry.action.startswith("stock."))
        .group_by(AuditEntry.subject_id)
        .subquery()
    )
    query = (
        select(StockDocument.number)
        .outerjoin(entries, entries.c.subject_id == StockDocument.id)
        .where(func.coalesce(entries.c.entries, 0) != 1)
    )
    yield from _named(read, query, "I-02", "paper_not_recorded")


def _reserved(read: Read) -> Iterator[Problem]:
    """I-01: what is promised of a shelf is what approved dispatches wait for."""
    picks = (
        select(DispatchPick.lot_id, DispatchPick.store_id, func.sum(DispatchPick.quantity).label("quantity"))
        .where(DispatchPick.is_reserved)
        .group_by(DispatchPick.lot_id, DispatchPick.store_id)
        .subquery()
    )
    same = and_(picks.c.lot_id == Stock.lot_id, picks.c.store_id == Stock.store_id)
    query = (
        select(Stock.lot_id)
        .outerjoin(picks, same)
        .where(Stock.reserved != func.coalesce(picks.c.quantity, 0))
        .limit(_EXAMPLES)
    )
    for lot in read.session.scalars(query):
        yield Problem("I-01", "reserved_differs", {"lot": _lot(read, lot)})


def _receipts(read: Read) -> Iterator[Problem]:
    """I-05: what receipts brought to the shelf of a lot is what was counted as usable."""
    counted = (
        select(ReceiptLine.lot_id, func.sum(ReceiptLine.usable).label("usable"))
        .where(ReceiptLine.lot_id.is_not(None))
        .group_by(ReceiptLine.lot_id)
        .subquery()
    )
    moved = (
        select(Movement.lot_id, func.sum(Movement.quantity).label("quantity"))
        .where(Movement.kind == DocumentKind.RECEIPT.value)
        .group_by(Movement.lot_id)
        .subquery()
    )
    query = (
        select(counted.c.lot_id)
        .outerjoin(moved, moved.c.lot_id == counted.c.lot_id)
        .where(counted.c.usable != func.coalesce(moved.c.quantity, 0))
        .limit(_EXAMPLES)
    )
    for lot in read.session.scalars(query):
        yield Problem("I-05", "receipt_differs", {"lot": _lot(read, lot)})


def _dispatches(read: Read, since: int) -> Iterator[Problem]:
    """I-06: a dispatch that went out has one living paper, which moved to its unit what its lines say; any other has none."""
    living = (
        select(
            StockDocument.subject_id,
            func.count(StockDocument.id.distinct()).label("papers"),
            func.sum(Movement.quantity).label("moved"),
            func.count().filter(Movement.unit_id != Dispatch.unit_id).label("elsewhere"),
        )
        .join(Movement, Movement.document_id == StockDocument.id)
        .join(Dispatch, Dispatch.id == StockDocument.subject_id)
        .where(
            StockDocument.kind == DocumentKind.ISSUE.value,
            StockDocument.subject_kind == "dispatch",
            ~exists().where(_other.reverses_id == StockDocument.id),
        )
        .group_by(StockDocument.subject_id)
        .subquery()
    )
    lines = (
        select(DispatchLine.dispatch_id, func.sum(DispatchLine.issued).label("issued"))
        .group_by(DispatchLine.dispatch_id)
        .subquery()
    )
    out = Dispatch.state.in_(_HANDED_OUT)
    papers = func.coalesce(living.c.papers, 0)
    wrong = or_(
        and_(out, papers != 1),
        and_(~out, papers != 0),
        and_(out, lines.c.issued != -living.c.moved),
        living.c.elsewhere > 0,
    )
    query = (
        select(Dispatch.number)
        .outerjoin(living, living.c.subject_id == Dispatch.id)
        .outerjoin(lines, lines.c.dispatch_id == Dispatch.id)
        .where(wrong)
    )
    if since:
        recent = select(StockDocument.subject_id).where(
            StockDocument.id > since, StockDocument.subject_kind == "dispatch"
        )
        query = query.where(Dispatch.id.in_(recent))
    yield from _named(read, query, "I-06", "dispatch_differs")


def _transfers(read: Read) -> Iterator[Problem]:
    """I-05: what left one store is in the other, on its way, or known to be missing."""
    living = (
        select(StockDocument.subject_id, func.sum(Movement.quantity).label("balance"))
        .join(Movement, Movement.document_id == StockDocument.id)
        .where(
            StockDocument.subject_kind == "transfer",
            StockDocument.kind.in_([DocumentKind.TRANSFER_OUT.value, DocumentKind.TRANSFER_IN.value]),
            ~exists().where(_other.reverses_id == StockDocument.id),
        )
        .group_by(StockDocument.subject_id)
        .subquery()
    )
    lines = (
        select(
            TransferLine.transfer_id,
            func.sum(TransferLine.sent - func.coalesce(TransferLine.received, 0)).label("missing"),
        )
        .group_by(TransferLine.transfer_id)
        .subquery()
    )
    query = (
        select(Transfer.number)
        .join(lines, lines.c.transfer_id == Transfer.id)
        .outerjoin(living, living.c.subject_id == Transfer.id)
        .where(
            or_(
                and_(
                    Transfer.state.in_([TransferState.SENT, TransferState.RECEIVED, TransferState.SHORT]),
                    func.coalesce(living.c.balance, 0) != -lines.c.missing,
                ),
                and_(Transfer.state == TransferState.VOIDED.value, living.c.balance != 0),
            )
        )
    )
    yield from _named(read, query, "I-05", "transfer_differs")


def _reversals(read: Read, since: int) -> Iterator[Problem]:
    """I-04: a paper that takes another back is its exact opposite."""
    query = (
        select(StockDocument.number)
        .join(_other, _other.id == StockDocument.reverses_id)
        .join(Movement, Movement.document_id.in_([StockDocument.id, _other.id]))
        .where(StockDocument.id > since)
        .group_by(StockDocument.id, StockDocument.number, Movement.lot_id, Movement.store_id)
        .having(func.sum(Movement.quantity) != 0)
    )
    yield from _named(read, query, "I-04", "reversal_differs")


def _numbers(read: Read) -> Iterator[Problem]:
    """I-03: papers that take their number with posting have all of them, from the last that a workbook brought."""
    for kind in ("receipt", "repack", "disposal", "goods.return", "reversal"):
        where = (StockDocument.series == kind, StockDocument.edition == 1)
        counted = (
            select(StockDocument.year, func.max(StockDocument.sequence), func.count())
            .where(*where)
            .group_by(StockDocument.year)
        )
        for year, last, count in read.session.execute(counted):
            if last == count:
                continue
            imported = select(func.max(StockDocument.sequence)).where(
                *where, StockDocument.year == year, StockDocument.import_id.is_not(None)
            )
            after = read.session.scalar(imported) or 0
            later = select(StockDocument.sequence).where(
                *where, StockDocument.year == year, StockDocument.sequence > after
            )
            there = set(read.session.scalars(later))
            missing = [str(n) for n in range(after + 1, last + 1) if n not in there]
            if missing:
                yield Problem(
                    "I-03",
                    "gap",
                    {"series": kind, "year": year, "count": len(missing), "examples": _few(missing)},
                )


def _sealed(read: Read) -> Iterator[Problem]:
    """I-12: closed books give the figures they were closed with."""
    for row in read.session.scalars(select(SealedPeriod).order_by(SealedPeriod.until)):
        if row.digest != books.digest_of(row.totals) or row.totals != books.totals_of(read, row.until):
            yield Problem("I-12", "sealed_differs", {"day": row.until})


def _operations(read: Read) -> Iterator[Problem]:
    """I-13: no two acts that were asked for once each led to one paper, and what was done is there."""
    for act in _ACTS:
        results = read.session.scalars(select(Operation.result).where(Operation.id.startswith(f"{act}:")))
        ids = [int(json.loads(result)[0]) for result in results]
        if not ids:
            continue
        there = select(func.count()).select_from(StockDocument).where(StockDocument.id.in_(ids))
        if len(ids) != len(set(ids)) or read.session.scalar(there) != len(ids):
            yield Problem("I-13", "done_twice", {"act": act})


def _named(read: Read, query: Any, invariant: str, code: str) -> Iterator[Problem]:
    found = [str(row[0]) for row in read.session.execute(query.limit(_EXAMPLES + 1))]
    if found:
        yield Problem(invariant, code, {"examples": _few(found)})


def _lot(read: Read, lot: int) -> str:
    query = select(Item.name, Lot.code).join(Lot, Lot.item_id == Item.id).where(Lot.id == lot)
    row = read.session.execute(query).one_or_none()
    return f"{row[0]} {row[1]}" if row else str(lot)


def _pieces(rows: Iterable[Any], size: int) -> Iterator[Sequence[Any]]:
    piece: list[Any] = []
    for row in rows:
        piece.append(row)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


def _few(items: Sequence[str]) -> str:
    return ", ".join(items[:_EXAMPLES]) + (" …" if len(items) > _EXAMPLES else "")
