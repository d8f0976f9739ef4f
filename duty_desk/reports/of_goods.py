"""Figures of goods, each to a cut-off of its own: what came, went and is left, how long it lasts, who was served."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from db.models import (
    Dispatch,
    Item,
    Lot,
    Movement,
    Receipt,
    ReserveDeclaration,
    StockDocument,
    Unit,
)
from db.vocabulary import DocumentKind
from duty_desk import formats, policy
from duty_desk.reports.scope import ONE, ZERO, Figure, Line, Options, Pick, Rows, Scope
from duty_desk.strings import t
from duty_desk.supplies import days, stock
from duty_desk.supplies.published import get_published, list_metrics
from duty_desk.work import Read

_CAME = (DocumentKind.RECEIPT.value,)
_WENT = (DocumentKind.ISSUE.value, DocumentKind.RETURN.value)
_EVERY: tuple[str, ...] = ()


def _moved(read: Read, scope: Scope, kinds: Sequence[str]) -> Any:
    """Lines of papers of these kinds, and of those that took one of them back, with the paper they are about."""
    first = aliased(StockDocument)
    what = func.coalesce(first.kind, Movement.kind)
    query = (
        select(
            Movement.id, Movement.at, Movement.quantity, StockDocument.id.label("document"), StockDocument.number,
            StockDocument.subject_kind, StockDocument.subject_id, Item.name.label("item"), Item.base_unit,
            Lot.source, Receipt.batch, Receipt.party, Unit.name.label("unit"),
        )
        .join(Item, Item.id == Movement.item_id)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .outerjoin(first, first.id == StockDocument.reverses_id)
        .outerjoin(Receipt, Receipt.id == Lot.receipt_id)
        .outerjoin(Unit, Unit.id == Movement.unit_id)
        .where(Movement.at >= scope.begin, Movement.at <= scope.cutoff)
        .order_by(Movement.at, Movement.id)
    )  # fmt: skip
    if kinds:
        query = query.where(what.in_(list(kinds)))
    if metric := scope.choice("metric"):
        query = query.where(Item.metric == metric)
    if item := scope.choice("item"):
        query = query.where(Item.code == item)
    if source := scope.choice("source"):
        query = query.where(Lot.source == source)
    return query


def _goods(kinds: Sequence[str], sign: int) -> Callable[[Read, Scope], Rows]:
    def rows(read: Read, scope: Scope) -> Rows:
        lines = tuple(
            Line(
                (formats.moment(row.at), row.item, row.unit or row.party or "",
                 f"{formats.number(sign * row.quantity)} {row.base_unit}", row.number),
                sign * row.quantity,
                (row.subject_kind, row.subject_id) if row.subject_kind and row.subject_id else None,
            )
            for row in read.session.execute(_moved(read, scope, kinds))
        )  # fmt: skip
        return Rows(("at", "item", "party", "quantity", "paper"), lines)

    return rows


def _sum(kinds: Sequence[str], sign: int) -> Callable[[Read, Scope], Decimal]:
    def total(read: Read, scope: Scope) -> Decimal:
        lines = _moved(read, scope, kinds).order_by(None).subquery()
        found = read.session.scalar(select(func.sum(lines.c.quantity)))
        return sign * Decimal(found) if found else ZERO

    return total


def _unnamed(read: Read, scope: Scope) -> Rows:
    """What came and the office names by no batch: said as such, so that what is named is never taken for the whole."""
    said = get_published(read)
    named = set(said.named.get(scope.choice("metric"), ()) if said is not None else ())
    found = _goods(_CAME, 1)(read, scope)
    batches = {row.id: row.batch for row in read.session.execute(_moved(read, scope, _CAME))}
    kept = [line for line, batch in zip(found.lines, batches.values(), strict=True) if batch not in named]
    return Rows(found.columns, tuple(kept))


def _batches(read: Read, scope: Scope) -> Rows:
    """Deliveries that were posted and not taken back, one line for each batch."""
    back = aliased(StockDocument)
    query = (
        select(Receipt.id, Receipt.batch, Receipt.at, Receipt.party, Receipt.source)
        .join(StockDocument, StockDocument.id == Receipt.document_id)
        .outerjoin(back, and_(back.reverses_id == StockDocument.id, back.at <= scope.cutoff))
        .where(StockDocument.at >= scope.begin, StockDocument.at <= scope.cutoff, back.id.is_(None))
        .order_by(Receipt.at, Receipt.id)
    )
    if source := scope.choice("source"):
        query = query.where(Receipt.source == source)
    seen = dict[object, Any]()
    for row in read.session.execute(query):
        seen.setdefault(row.batch or row.id, row)
    lines = (
        Line(
            (formats.moment(row.at), row.batch or "", row.party, t(f"supplies_books.source.{row.source}")),
            ONE,
            ("receipt", row.id),
        )
        for row in seen.values()
    )
    return Rows(("at", "batch", "party", "source"), tuple(lines))


def _issued_slips(read: Read, scope: Scope) -> Sequence[Any]:
    back = aliased(StockDocument)
    query = (
        select(Dispatch.id, Dispatch.number, Dispatch.issued_at, Unit.id.label("unit_id"), Unit.name.label("unit"))
        .join(Unit, Unit.id == Dispatch.unit_id)
        .join(
            StockDocument,
            and_(
                StockDocument.subject_kind == "dispatch",
                StockDocument.subject_id == Dispatch.id,
                StockDocument.kind == DocumentKind.ISSUE.value,
            ),
        )
        .outerjoin(back, and_(back.reverses_id == StockDocument.id, back.at <= scope.cutoff))
        .where(
            StockDocument.at >= scope.begin,
            StockDocument.at <= scope.cutoff,
            back.id.is_(None),
        )
        .order_by(Dispatch.issued_at, Dispatch.id)
    )  # fmt: skip
    return read.session.execute(query.distinct()).all()


def _slips(read: Read, scope: Scope) -> Rows:
    return Rows(
        ("at", "paper", "unit"),
        tuple(
            Line((formats.moment(row.issued_at), row.number or "", row.unit), subject=("dispatch", row.id))
            for row in _issued_slips(read, scope)
        ),
    )


def _served(read: Read, scope: Scope) -> Rows:
    names: dict[int, tuple[str, int]] = {}
    for row in _issued_slips(read, scope):
        names[row.unit_id] = row.unit, names.get(row.unit_id, ("", 0))[1] + 1
    lines = (
        Line((name, formats.number(count)), subject=("unit", unit)) for unit, (name, count) in names.items()
    )
    return Rows(("unit", "slips"), tuple(lines))


def _days_left(read: Read, scope: Scope) -> Rows:
    """How many days an item lasts as things stood at the cut-off; the line says from what."""
    item = read.session.execute(
        select(Item.id, Item.name, Item.base_unit).where(Item.code == scope.choice("item"))
    ).one_or_none()
    columns = ("item", "quantity", "daily", "days")
    if item is None:
        return Rows(columns, (), Decimal(0))
    basis = days.usual_basis(read)
    held = stock.totals(read, at=scope.cutoff).get(item.id, stock.ZERO)
    daily = days.daily_use(read, basis, at=scope.cutoff).get(item.id, stock.ZERO)
    cover = days.cover(held, daily, scope.day, basis)
    whole = Decimal(0) if cover.days is None else cover.days
    cells = (
        item.name,
        f"{formats.number(held)} {item.base_unit}",
        f"{formats.number(round(daily, 1))} {item.base_unit}",
        "" if cover.days is None else formats.number(cover.days),
    )
    return Rows(columns, (Line(cells, whole, ("item", item.id)),), whole)


def _low(read: Read, scope: Scope) -> Rows:
    """Kinds of goods that last less long than they should, as things stood at the cut-off; what never came is not missed."""
    basis, limits = days.usual_basis(read), days.bands(read)
    held, daily = stock.totals(read, at=scope.cutoff), days.daily_use(read, basis, at=scope.cutoff)
    lines: list[Line] = []
    moved = select(Movement.item_id).where(Movement.at <= scope.cutoff)
    query = select(Item.id, Item.name, Item.base_unit, Item.safety_days).where(
        Item.safety_days > 0, Item.id.in_(moved)
    )
    for row in read.session.execute(query.order_by(Item.list_order, Item.code)):
        quantity = held.get(row.id, stock.ZERO)
        cover = days.cover(quantity, daily.get(row.id, stock.ZERO), scope.day, basis)
        if days.shortage(quantity, cover.days, row.safety_days, limits) in (
            days.Shortage.SHORT,
            days.Shortage.LOW,
        ):
            lasts = "" if cover.days is None else formats.number(cover.days)
            cells = (row.name, f"{formats.number(quantity)} {row.base_unit}", lasts, str(row.safety_days))
            lines.append(Line(cells, ONE, ("item", row.id)))
    return Rows(("item", "quantity", "days", "safety"), tuple(lines))


def _declared(read: Read, scope: Scope) -> Sequence[ReserveDeclaration]:
    """The newest word of each canteen and shop on each kind of goods by the day of the cut-off."""
    query = select(ReserveDeclaration).where(ReserveDeclaration.declared_on <= scope.day)
    newest: dict[tuple[str, str], ReserveDeclaration] = {}
    for row in read.session.scalars(query.order_by(ReserveDeclaration.declared_on, ReserveDeclaration.id)):
        newest[row.unit, row.goods] = row
    return [
        row for row in newest.values() if not scope.choice("category") or row.category == scope.choice("category")
    ]  # fmt: skip


def _reserves(read: Read, scope: Scope) -> Rows:
    """Declarations of reserves with how old they are (S9)."""
    lines = (
        Line(
            (row.unit, row.goods, row.declared or "", formats.day(row.declared_on),
             t("reports.age", days=(scope.day - row.declared_on).days)),
        )
        for row in _declared(read, scope)
    )  # fmt: skip
    return Rows(("unit", "goods", "declared", "declared_on", "age"), tuple(lines))


def _old_reserves(read: Read, scope: Scope) -> Rows:
    """Those whose word is older than the office lets it be."""
    limit = timedelta(days=policy.integer(read, "supplies.reserve_days"))
    old = {id(row) for row in _declared(read, scope) if scope.day - row.declared_on > limit}
    found = _reserves(read, scope)
    rows = _declared(read, scope)
    return Rows(
        found.columns, tuple(line for line, row in zip(found.lines, rows, strict=True) if id(row) in old)
    )


def _items(read: Read) -> tuple[tuple[str, str], ...]:
    query = select(Item.code, Item.name, Item.spec).where(Item.is_active).order_by(Item.list_order, Item.code)
    return tuple(
        (row.code, f"{row.name}\N{IDEOGRAPHIC SPACE}{row.spec}".strip())
        for row in read.session.execute(query)
    )


def _sources(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, t(f"supplies_books.source.{name}")) for name in ("allocation", "donation", "purchase", "made")
    )


def _categories(read: Read) -> tuple[tuple[str, str], ...]:
    names = read.session.scalars(
        select(ReserveDeclaration.category).distinct().order_by(ReserveDeclaration.category)
    )
    return tuple((name, name) for name in names)


def _unit(read: Read, scope: Scope) -> str:
    """The unit of the goods chosen; of a line of the summary the unit its items are counted in."""
    query = select(Item.base_unit).where(
        or_(Item.metric == scope.choice("metric"), Item.code == scope.choice("item"))
    )
    units = list(dict.fromkeys(read.session.scalars(query.order_by(Item.list_order))))
    return units[0] if units else ""


def _figure(key: str, kinds: Sequence[str], sign: int, *, from_day: bool = True) -> Figure:
    source = (Pick("source", _sources),) if key == "goods.received" else ()
    return Figure(
        key, "goods", "goods", _goods(kinds, sign), (_METRIC, _ITEM, *source),
        from_day=from_day, total=_sum(kinds, sign), unit_of=_unit,
    )  # fmt: skip


_METRIC, _ITEM = Pick("metric", list_metrics), Pick("item", _items)
_CATEGORY: Options = _categories
FIGURES = (
    _figure("goods.received", _CAME, 1),
    _figure("goods.issued", _WENT, -1),
    _figure("goods.balance", _EVERY, 1, from_day=False),
    Figure("goods.unnamed", "goods", "goods", _unnamed, (Pick("metric", list_metrics, needed=True),), True, None, _unit),
    Figure("goods.batches", "goods", "batch", _batches, (Pick("source", _sources),), from_day=True),
    Figure("goods.slips", "goods", "batch", _slips, from_day=True),
    Figure("goods.served", "goods", "units", _served, from_day=True),
    Figure("goods.days_left", "goods", "days", _days_left, (Pick("item", _items, needed=True),)),
    Figure("goods.low", "goods", "kinds", _low),
    Figure("goods.reserves", "goods", "entries", _reserves, (Pick("category", _CATEGORY),)),
    Figure("goods.old_reserves", "goods", "entries", _old_reserves, (Pick("category", _CATEGORY),)),
)  # fmt: skip
