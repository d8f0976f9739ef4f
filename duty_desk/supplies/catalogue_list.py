"""The catalogue as a list: by category, searched as one types, with what is out of use on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, false, select

from db import search as index
from db.models import Item, Store
from duty_desk import search
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.supplies.catalogue_rows import fetch_items
from duty_desk.work import Read

_TONES = {"true": ("ok", "check-circle"), "false": ("neutral", "history")}


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A row of the catalogue as it is listed."""

    id: int
    code: str
    name: str
    spec: str
    category: str
    base_unit: str
    packs: str
    shelf_months: int | None
    safety_days: int | None
    hazard: str
    metric: str | None
    store: str | None
    needs_two: bool
    needs_lot: bool
    is_active: bool


def fetch_listed(read: Read, ids: Sequence[int]) -> tuple[ListedItem, ...]:
    """The items with these identifiers, with the names of their stores."""
    stores = {row.id: row.name for row in read.session.scalars(select(Store))}
    return tuple(
        ListedItem(
            id=row.id,
            code=row.code,
            name=row.name,
            spec=row.spec,
            category=row.category,
            base_unit=row.base_unit,
            packs=row.packs_text,
            shelf_months=row.shelf_months,
            safety_days=row.safety_days,
            hazard=hazard_words(row.hazard),
            metric=row.metric,
            store=stores.get(row.store_id or 0),
            needs_two=row.needs_two,
            needs_lot=row.needs_lot,
            is_active=row.is_active,
        )
        for row in fetch_items(read, ids)
    )


def hazard_words(hazard: frozenset[str]) -> str:
    """The dangers of an item in words."""
    return t("supplies_receive.list_mark").join(
        t(f"supplies_receive.hazard.{mark}") for mark in ("C", "F", "O") if mark in hazard
    )


def select_items(read: Read, request: Request) -> Select[Any]:
    """Filters: `category` (a word), `hazardous` (True), `retired` (True: also what is out of use)."""
    query = select(Item.id)
    chosen = request.filters
    if not chosen.get("retired"):
        query = query.where(Item.is_active)
    if isinstance(chosen.get("category"), str):
        query = query.where(Item.category == chosen["category"])
    if chosen.get("hazardous"):
        query = query.where(Item.hazard != "")
    if typed := request.search.strip():
        groups = search.terms(typed)
        dialect = read.session.get_bind().dialect.name
        query = query.where(index.matches(dialect, "item", Item.id, groups) if groups else false())
    orders: dict[str, tuple[Any, ...]] = {
        "code": (Item.list_order,),
        "name": (Item.name_sort,),
        "category": (Item.category, Item.list_order),
        "safety_days": (Item.safety_days, Item.list_order),
    }
    columns = [*orders.get(request.sort or "code", orders["code"]), Item.id]
    return query.order_by(*(column.desc() if request.descending else column for column in columns))


def _describe(read: Read, request: Request) -> str:
    parts = [str(request.filters["category"])] if request.filters.get("category") else []
    parts += [
        t(f"supplies_receive.filter.{name}") for name in ("hazardous", "retired") if request.filters.get(name)
    ]
    if typed := request.search.strip():
        parts.append(t("supplies_receive.filter.search", text=typed))
    return t("supplies_receive.filter.mark").join(parts)


ITEMS = Ledger(
    key="supplies.items",
    title="supplies_receive.ledger.items",
    columns=(
        Column("code", "supplies_receive.column.code", width=64),
        Column("name", "supplies_receive.column.item", width=168, stretch=True),
        Column("spec", "supplies_receive.column.spec", width=152, sortable=False),
        Column("category", "supplies_receive.column.category", width=64),
        Column("base_unit", "supplies_receive.column.unit", width=56, sortable=False),
        Column("packs", "supplies_receive.column.packs", width=112, sortable=False),
        Column(
            "shelf_months",
            "supplies_receive.column.shelf_months",
            Kind.NUMBER,
            72,
            align="right",
            sortable=False,
        ),
        Column("safety_days", "supplies_receive.column.safety_days", Kind.NUMBER, 72, align="right"),
        Column("hazard", "supplies_receive.column.hazard", width=96, sortable=False),
        Column("metric", "supplies_receive.column.metric", width=88, sortable=False, hidden=True),
        Column("store", "supplies_receive.column.store", width=96, sortable=False),
        Column("needs_two", "supplies_receive.column.needs_two", Kind.FLAG, 72, sortable=False),
        Column("needs_lot", "supplies_receive.column.needs_lot", Kind.FLAG, 72, sortable=False, hidden=True),
        Column(
            "is_active",
            "supplies_receive.column.in_use",
            Kind.CHIP,
            72,
            sortable=False,
            words="supplies_receive.in_use",
            tones=_TONES,
        ),
    ),
    statement=select_items,
    fetch=fetch_listed,
    default_sort="code",
    describe=_describe,
)
