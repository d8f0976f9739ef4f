"""What the books look like on paper and in a workbook: one description for both, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from db.models import Item, Lot, Movement, StockDocument, Store
from db.vocabulary import Source
from duty_desk import formats
from duty_desk.errors import StaleError
from duty_desk.strings import t
from duty_desk.supplies import books, days, stocktake_rows, transfers_rows
from duty_desk.supplies.books import Sums
from duty_desk.supplies.posting import quantity_text
from duty_desk.supplies.stock import ZERO
from duty_desk.supplies.stock_moves import card, fetch_movements
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its title, its share of the page in mm, and what it holds (text, number, date, moment)."""

    title: str
    width: float
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper of the books. `total` is a last row; `subject` what a print of it is counted under.

    `about` says what was chosen, or, with a `subject`, what the paper is of; `number` is a number of its own; `note` stands above the rows.
    What is `chinese` is so to its frame, whatever the screen speaks.
    """

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    about: str
    cut_off: datetime | None = None
    total: tuple[Any, ...] = ()
    signatures: tuple[str, ...] = ()
    subject: tuple[str, int] | None = None
    form: str = ""
    number: str = ""
    note: str = ""
    chinese: bool = False


_SUMS = ("opening", "came", "went", "lost", "counted", "other", "closing")


def monthly(read: Read, first: date, last: date, *, store: int | None = None) -> Sheet:
    """What was there, came, went and is left, by item and source; under several sources of one item stands their sum."""
    found = books.book(read, first, last, store=store)
    rows: list[tuple[Any, ...]] = []
    for lines, sums in found.by_item().values():
        for line in lines:
            source = t(f"supplies_books.source.{line.source}")
            rows.append((line.code, line.item, line.spec, line.unit, source, *_numbers(line.sums)))
        if len(lines) > 1:
            head = lines[0]
            words = t("supplies_books.sheet.subtotal")
            rows.append((head.code, head.item, "", head.unit, words, *_numbers(sums)))
    for (metric, unit), sums in found.by_metric().items():
        words = t("supplies_books.sheet.metric", metric=metric)
        rows.append(("", words, "", unit, t("supplies_books.sheet.total"), *_numbers(sums)))
    return Sheet(
        title=t("supplies_books.sheet.monthly"),
        columns=(
            _text("code", 14),
            _text("item", 42),
            _text("spec", 38),
            _text("unit", 12),
            _text("source", 18),
            *(SheetColumn(t(f"supplies_books.sums.{name}"), 22, "number") for name in _SUMS),
        ),
        rows=tuple(rows),
        about=_period(read, first, last, store),
        signatures=_signed("keeper", "bookkeeper", "chief"),
    )


def source_ledger(read: Read, source: Source, first: date, last: date) -> Sheet:
    """One of the three ledgers: each line that came from a source and each that went of it, with what is left of the item."""
    query = (
        select(Movement.id)
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .where(Movement.lot_id.in_(_lots_of(source)), Movement.at < _after(last))
        .order_by(Movement.item_id, Movement.at, Movement.id)
    )
    left: dict[int, Decimal] = {}
    rows: list[tuple[Any, ...]] = []
    for line in _in_order(read, read.session.scalars(query).all()):
        left[line.item_id] = left.get(line.item_id, ZERO) + line.quantity
        if line.at.date() < first:
            continue
        came, went = (line.quantity, None) if line.quantity > 0 else (None, -line.quantity)
        kind = t(f"supplies_books.kind.{line.kind}")
        head = (line.at.date(), line.number, kind, line.code, line.item, line.unit, line.lot)
        rows.append((*head, came, went, left[line.item_id], line.party, line.store))
    return Sheet(
        title=t(f"supplies_books.sheet.ledger_{source.value}"),
        columns=(
            SheetColumn(t("supplies_books.sheet.day"), 20, "date"),
            _text("number", 38),
            _text("kind", 15),
            _text("code", 12),
            _text("item", 35),
            _text("unit", 10),
            _text("lot", 24),
            SheetColumn(t("supplies_books.sums.came"), 18, "number"),
            SheetColumn(t("supplies_books.sums.went"), 18, "number"),
            SheetColumn(t("supplies_books.sheet.left"), 20, "number"),
            _text("party", 36),
            _text("store", 20),
        ),
        rows=tuple(rows),
        about=_period(read, first, last, None),
        signatures=_signed("keeper", "bookkeeper", "chief"),
    )


def stock_card(read: Read, item: int, first: date, last: date, *, store: int | None = None) -> Sheet:
    """The card of one item: what was there before, each line with what was left after it."""
    kept = read.session.get(Item, item)
    if kept is None:
        raise StaleError("storage.stale")
    opening, lines = card(read, item, first=first, last=last, store=store)
    rows: list[tuple[Any, ...]] = [
        (first, "", t("supplies_books.sums.opening"), "", "", "", None, None, opening)
    ]
    rows += [
        (
            line.at.date(),
            line.number,
            t(f"supplies_books.kind.{line.kind}"),
            line.party,
            line.lot,
            line.store,
            line.came,
            line.went,
            line.balance,
        )
        for line in lines
    ]
    came = sum((line.came or ZERO for line in lines), ZERO)
    went = sum((line.went or ZERO for line in lines), ZERO)
    return Sheet(
        title=t("supplies_books.sheet.card"),
        columns=(
            SheetColumn(t("supplies_books.sheet.day"), 22, "date"),
            _text("number", 42),
            _text("kind", 14),
            _text("party", 46),
            _text("lot", 28),
            _text("store", 22),
            SheetColumn(t("supplies_books.sums.came"), 22, "number"),
            SheetColumn(t("supplies_books.sums.went"), 22, "number"),
            SheetColumn(t("supplies_books.sheet.left"), 24, "number"),
        ),
        rows=tuple(rows),
        about=t("supplies_books.mark_wide").join(
            [f"{kept.code} {kept.name} {kept.spec}", kept.base_unit, _period(read, first, last, store)]
        ),
        total=(t("supplies_books.sheet.total"), "", "", "", "", "", came, went, opening + came - went),
        signatures=_signed("keeper", "bookkeeper"),
    )


def transfer_slip(read: Read, transfer: int) -> Sheet:
    """The paper of a transfer, signed on both sides."""
    row = transfers_rows.get_transfer(read, transfer)
    lines = transfers_rows.list_transfer_lines(read, [transfer]).get(transfer, ())
    return Sheet(
        title=t("supplies_books.sheet.transfer"),
        columns=(
            _text("code", 14),
            _text("item", 52),
            _text("spec", 44),
            _text("lot", 32),
            _text("unit", 12),
            SheetColumn(t("supplies_books.sheet.sent"), 22, "number"),
            SheetColumn(t("supplies_books.sheet.received"), 22, "number"),
            SheetColumn(t("supplies_books.sheet.difference"), 22, "number"),
            _text("note", 36),
        ),
        rows=tuple(
            (e.code, e.item, e.spec, e.lot, e.unit, e.sent, e.received, e.difference or None, e.note)
            for e in lines
        ),
        about=t(
            "supplies_books.sheet.transfer_about",
            origin=row.from_store,
            target=row.to_store,
            sent=formats.full_moment(row.sent_at),
            state=t(f"supplies_books.transfer_state.{row.state}"),
        ),
        signatures=_signed("sender", "carrier", "receiver"),
        subject=("transfer", transfer),
        number=row.number,
        form="transfer_slip",
    )


def disposal_slip(read: Read, document: int) -> Sheet:
    """The paper of what was written off, with its witness."""
    paper = read.session.get(StockDocument, document)
    if paper is None:
        raise StaleError("storage.stale")
    query = select(Movement.id).where(Movement.document_id == document).order_by(Movement.line)
    lines = _in_order(read, read.session.scalars(query).all())
    return Sheet(
        title=t("supplies_books.sheet.disposal"),
        columns=(
            _text("code", 14),
            _text("item", 56),
            _text("lot", 34),
            _text("unit", 12),
            SheetColumn(t("supplies_books.sheet.quantity"), 24, "number"),
            _text("source", 20),
            _text("store", 28),
            _text("note", 60),
        ),
        rows=tuple(
            (
                line.code,
                line.item,
                line.lot,
                line.unit,
                -line.quantity,
                t(f"supplies_books.source.{line.source}"),
                line.store,
                "" if line.reason == paper.reason else line.reason,
            )
            for line in lines
        ),
        about=t("supplies_books.mark_wide").join(
            part
            for part in (
                formats.full_moment(paper.at),
                paper.reason,
                t("supplies_books.sheet.witnessed", name=paper.second_name) if paper.second_name else "",
            )
            if part
        ),
        signatures=_signed("keeper", "witness", "chief"),
        subject=("stock_document", document),
        number=paper.number,
        form="disposal_slip",
    )


def count_sheet(read: Read, stocktake: int, *, blind: bool = False) -> Sheet:
    """The sheet of a count: `blind` to count on, without the book; otherwise with book, found, over and short."""
    row = stocktake_rows.get_stocktake(read, stocktake)
    lines = stocktake_rows.list_lines(read, stocktake)
    head = (_text("code", 13), _text("item", 40), _text("spec", 34), _text("unit", 11), _text("lot", 28))
    dated = (*head, SheetColumn(t("supplies_books.column.expires_on"), 22, "date"))
    about = t(
        "supplies_books.sheet.count_about",
        store=row.store,
        at=formats.full_moment(row.frozen_at),
        counter=row.counter,
        second=row.second_counter,
    )
    if blind:
        return Sheet(
            title=t("supplies_books.sheet.blind"),
            columns=(*dated, _text("found", 36), _text("note", 60)),
            rows=tuple((e.code, e.item, e.spec, e.unit, e.lot, e.expires_on, "", "") for e in lines),
            about=about,
            signatures=_signed("counter", "watcher"),
            subject=("stocktake", stocktake),
            form="blind_sheet",
            number=row.number,
        )
    found = [e.recounted if e.recounted is not None else e.counted for e in lines]
    near = {
        each: sum(line.expiry == each for line in lines)
        for each in (days.Expiry.URGENT, days.Expiry.NEAR, days.Expiry.EXPIRED)
    }
    over, short = stocktake_rows.total_differences(lines)
    limits = days.bands(read)
    summary = t(
        "supplies_books.sheet.count_summary",
        over=over,
        short=short,
        soon=near[days.Expiry.URGENT],
        soon_days=limits.urgent,
        near=near[days.Expiry.URGENT] + near[days.Expiry.NEAR],
        near_days=limits.near,
        expired=near[days.Expiry.EXPIRED],
    )
    return Sheet(
        title=t("supplies_books.sheet.count"),
        columns=(
            *dated,
            SheetColumn(t("supplies_books.sheet.book"), 18, "number"),
            SheetColumn(t("supplies_books.sheet.found"), 18, "number"),
            SheetColumn(t("supplies_books.sheet.over"), 16, "number"),
            SheetColumn(t("supplies_books.sheet.short"), 16, "number"),
            _text("reason", 30),
            _text("handling", 34),
        ),
        rows=tuple(
            (
                e.code,
                e.item,
                e.spec,
                e.unit,
                e.lot,
                e.expires_on,
                e.expected,
                n,
                e.more,
                e.less,
                e.reason,
                e.handling,
            )
            for e, n in zip(lines, found, strict=True)
        ),
        about=about,
        cut_off=row.frozen_at,
        total=(summary,),
        signatures=_signed("counter", "watcher", "approver"),
        subject=("stocktake", stocktake),
        form="count_sheet",
        number=row.number,
    )


def cell_text(value: Any) -> str:
    """What a cell says on paper."""
    if isinstance(value, Decimal):
        return quantity_text(value)
    if isinstance(value, datetime):
        return formats.full_moment(value)
    return formats.full_day(value) if isinstance(value, date) else "" if value is None else str(value)


def _text(key: str, width: float) -> SheetColumn:
    return SheetColumn(t(f"supplies_books.column.{key}"), width)


def _numbers(sums: Sums) -> tuple[Decimal, ...]:
    return tuple(getattr(sums, name) for name in _SUMS)


def _signed(*who: str) -> tuple[str, ...]:
    return tuple(t(f"supplies_books.sign.{each}") for each in who)


def _period(read: Read, first: date, last: date, store: int | None) -> str:
    said = t("supplies_books.sheet.period", first=formats.full_day(first), last=formats.full_day(last))
    if store is None:
        return said
    name = read.session.scalar(select(Store.name).where(Store.id == store)) or ""
    return t("supplies_books.mark_wide").join([said, name])


def _after(last: date) -> datetime:
    return datetime.combine(last + timedelta(days=1), time())


def _lots_of(source: Source) -> Any:
    wanted = [Source.PURCHASE, Source.MADE] if source is Source.PURCHASE else [source]
    return select(Lot.id).where(Lot.source.in_([each.value for each in wanted]))


def _in_order(read: Read, ids: Sequence[int]) -> list[Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), 500):
        found |= {row.id: row for row in fetch_movements(read, ids[start : start + 500])}
    return [found[key] for key in ids]
