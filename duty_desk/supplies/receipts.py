"""The ledger of receipts: by source, period and state, found by number, batch, donor, goods or lot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, not_, or_, select

from db import search as index
from db.models import Donor, ImportBatch, Item, Lot, Receipt, ReceiptLine, StockDocument
from db.vocabulary import DocumentKind
from duty_desk import formats, search
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.strings import t
from duty_desk.supplies.posted import is_live
from duty_desk.supplies.receipt_rows import fetch_receipts
from duty_desk.supplies.receive_form import SOURCES
from duty_desk.work import Read

_TONES = {"posted": ("ok", "check-circle"), "reversed": ("neutral", "undo")}


def select_receipts(read: Read, request: Request) -> Select[Any]:
    """Filters: `source` (one or several words), `item`, `donor` (identifiers), `from`, `until` (moments), `state`, `restricted`,
    `unitemised`, `unthanked` (True). What came with an import that was taken back is not shown.
    """
    chosen = request.filters
    taken_back = exists().where(ImportBatch.id == StockDocument.import_id, ImportBatch.undone_at.is_not(None))
    query = (
        select(StockDocument.id)
        .join(Receipt, Receipt.id == StockDocument.subject_id)
        .where(StockDocument.kind == DocumentKind.RECEIPT.value, not_(taken_back))
    )
    sources = [source.value for source in SOURCES if source.value in _words(chosen.get("source"))]
    if sources:
        query = query.where(Receipt.source.in_(sources))
    if isinstance(chosen.get("from"), datetime):
        query = query.where(StockDocument.at >= chosen["from"])
    if isinstance(chosen.get("until"), datetime):
        query = query.where(StockDocument.at < chosen["until"])
    if chosen.get("state") in _TONES:
        live = is_live(StockDocument.id)
        query = query.where(live if chosen["state"] == "posted" else not_(live))
    if isinstance(chosen.get("item"), int):
        query = query.where(_line(ReceiptLine.item_id == chosen["item"]))
    if isinstance(chosen.get("donor"), int):
        query = query.where(Receipt.donor_id == chosen["donor"])
    if chosen.get("restricted"):
        bound = select(Lot.receipt_id).where(Lot.receipt_id == Receipt.id, Lot.purpose.is_not(None))
        query = query.where(exists(bound))
    if chosen.get("unitemised"):
        query = query.where(_line(ReceiptLine.item_id.is_(None)))
    if chosen.get("unthanked"):
        query = query.where(Receipt.donation_number.is_not(None), Receipt.thanked_at.is_(None))
    if typed := request.search.strip():
        query = query.where(_found(read, typed))
    orders: dict[str, tuple[Any, ...]] = {
        "at": (StockDocument.at,),
        "number": (StockDocument.year, StockDocument.sequence),
        "batch": (Receipt.batch,),
        "source": (Receipt.source, StockDocument.at),
        "party": (Receipt.party,),
    }
    columns = [*orders.get(request.sort or "at", orders["at"]), StockDocument.id]
    return query.order_by(*(column.desc() if request.descending else column for column in columns))


def _line(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(ReceiptLine.receipt_id == Receipt.id, condition)


def _found(read: Read, typed: str) -> ColumnElement[bool]:
    """A number or its last figures, a batch, a lot, a document, a donor or goods as one types them."""
    options: list[ColumnElement[bool]] = [
        StockDocument.number == typed,
        Receipt.batch == typed.upper(),
        Receipt.donation_number == typed,
        Receipt.paper == typed,
        exists().where(Lot.receipt_id == Receipt.id, func.upper(Lot.code) == typed.upper()),
    ]
    if typed.isascii() and typed.isdigit() and len(typed) < 8:
        options.append(StockDocument.sequence == int(typed))
    if any(search.is_han(character) for character in typed):
        options += [
            Receipt.party.contains(typed, autoescape=True),
            _line(ReceiptLine.description.contains(typed, autoescape=True)),
        ]
    if groups := search.terms(typed):
        dialect = read.session.get_bind().dialect.name
        goods = select(Item.id).where(index.matches(dialect, "item", Item.id, groups))
        givers = select(Donor.id).where(index.matches(dialect, "donor", Donor.id, groups))
        options += [_line(ReceiptLine.item_id.in_(goods)), Receipt.donor_id.in_(givers)]
    return or_(*options)


def _words(value: Any) -> tuple[str, ...]:
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return tuple(str(word) for word in several)


def _describe(read: Read, request: Request) -> str:
    chosen = request.filters
    parts = [
        t(f"supplies_receive.source.{s.value}") for s in SOURCES if s.value in _words(chosen.get("source"))
    ]
    first, last = chosen.get("from"), chosen.get("until")
    if isinstance(first, datetime) and isinstance(last, datetime):
        parts.append(formats.period(first.date(), formats.last_day(last)))
    for name in ("restricted", "unitemised", "unthanked"):
        if chosen.get(name):
            parts.append(t(f"supplies_receive.filter.{name}"))
    if chosen.get("state") in _TONES:
        parts.append(t(f"supplies_receive.state.{chosen['state']}"))
    if typed := request.search.strip():
        parts.append(t("supplies_receive.filter.search", text=typed))
    return t("supplies_receive.filter.mark").join(parts)


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    shown = select_receipts(read, request).order_by(None).subquery()
    batches, value = read.session.execute(
        select(func.count(StockDocument.id.distinct()), func.sum(ReceiptLine.amount))
        .join(Receipt, Receipt.document_id == StockDocument.id)
        .outerjoin(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
        .where(StockDocument.id.in_(select(shown.c.id)), is_live(StockDocument.id))
    ).one()
    return (
        Total(t("supplies_receive.total.papers"), formats.number(batches)),
        Total(t("supplies_receive.column.amount"), f"{value or 0:,.2f}"),
    )


RECEIPTS = Ledger(
    key="supplies.receipts",
    title="supplies_receive.ledger.receipts",
    columns=(
        Column("number", "supplies_receive.column.number", width=152),
        Column("at", "supplies_receive.column.at", Kind.MOMENT, 112),
        Column("batch", "supplies_receive.column.batch", width=64),
        Column("source", "supplies_receive.column.source", width=80, words="supplies_receive.source"),
        Column("party", "supplies_receive.column.party", width=184),
        Column("paper", "supplies_receive.column.paper", width=152, sortable=False, hidden=True),
        Column("goods", "supplies_receive.column.goods", width=240, sortable=False, stretch=True),
        Column("amount", "supplies_receive.column.amount", Kind.MONEY, 96, align="right", sortable=False),
        Column("restricted", "supplies_receive.column.restricted", Kind.FLAG, 56, sortable=False),
        Column(
            "unitemised", "supplies_receive.column.unitemised", Kind.FLAG, 64, sortable=False, hidden=True
        ),
        Column("keeper", "supplies_receive.column.keeper", width=80, sortable=False),
        Column("checked_by", "supplies_receive.column.checked_by", width=80, sortable=False),
        Column(
            "state",
            "supplies_receive.column.state",
            Kind.CHIP,
            88,
            sortable=False,
            words="supplies_receive.state",
            tones=_TONES,
        ),
    ),
    statement=select_receipts,
    fetch=fetch_receipts,
    default_sort="at",
    default_descending=True,
    describe=_describe,
    totals=_totals,
)
