"""What the catalogue says of goods, read once in a transaction: by identifier, by code, as one types it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, select

from db import prepared
from db import search as index
from db.models import Item, ItemPack
from duty_desk import search
from duty_desk.errors import StaleError
from duty_desk.roles import step
from duty_desk.supplies.quantities import number_text
from duty_desk.work import Read, Work

_MEMO, _BY_CODE, _SINGLE = "supplies.items", "supplies.items_by_code", "supplies.single_items"
# So many are read one by one before the whole catalogue is.
_FEW = 8
_ITEM_TABLE: Any = Item.__table__
_PACK: Any = ItemPack.__table__
_COLUMNS = (
    *(
        "id",
        "code",
        "name",
        "spec",
        "category",
        "base_unit",
        "net_kg",
        "density",
        "shelf_months",
        "safety_days",
    ),
    *("hazard", "needs_two", "needs_lot", "strength_unit", "metric", "per_head", "store_id", "is_active"),
    *("note", "version"),
)
_READ = select(*(_ITEM_TABLE.c[name] for name in _COLUMNS))
_ITEMS = _READ.order_by(_ITEM_TABLE.c.list_order, _ITEM_TABLE.c.id)
_ITEM = _READ.where(_ITEM_TABLE.c.id == bindparam("item"))
_PACKS = select(_PACK.c.item_id, _PACK.c.name, _PACK.c.size).order_by(
    _PACK.c.item_id, _PACK.c.size, _PACK.c.id
)
_PACKS_OF = _PACKS.where(_PACK.c.item_id == bindparam("item"))


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack and the base units in it."""

    name: str
    size: Decimal


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as lists, choices and rules see it. Quantities are in `base_unit`; `store_id` is where it usually lies."""

    id: int
    code: str
    name: str
    spec: str
    category: str
    base_unit: str
    packs: tuple[PackRow, ...]
    net_kg: Decimal | None
    density: Decimal | None
    shelf_months: int | None
    safety_days: int | None
    hazard: frozenset[str]
    needs_two: bool
    needs_lot: bool
    strength_unit: str | None
    metric: str | None
    per_head: Decimal | None
    store_id: int | None
    is_active: bool
    note: str | None
    version: int

    @property
    def title(self) -> str:
        """Name and specification in one line."""
        return f"{self.name} {self.spec}".rstrip()

    @property
    def packs_text(self) -> str:
        """The packs in one line, each with its base units."""
        return " ".join(f"{pack.name}{number_text(pack.size)}" for pack in self.packs)


def get_item(read: Read, item: int) -> ItemRow:
    """One item. Raises StaleError when there is none."""
    known = read.memo.get(_MEMO)
    found = known.get(item) if known is not None else _one(read, item)
    if found is None:
        raise StaleError("storage.stale")
    return found


def find_item(read: Read, code: str) -> ItemRow | None:
    """The item with that code, upper or lower case."""
    wanted = search.normalise(code).strip()
    if _BY_CODE not in read.memo:
        known = reversed(tuple(all_items(read).values()))
        read.memo[_BY_CODE] = {search.normalise(row.code): row for row in known}
    return read.memo[_BY_CODE].get(wanted)


def list_items(read: Read, *, active_only: bool = True) -> tuple[ItemRow, ...]:
    """All items in the order of the catalogue."""
    return tuple(row for row in all_items(read).values() if row.is_active or not active_only)


def fetch_items(read: Read, ids: Sequence[int]) -> tuple[ItemRow, ...]:
    """The items with these identifiers."""
    known = all_items(read)
    return tuple(known[item] for item in ids if item in known)


def search_items(read: Read, typed: str, most: int = 8) -> tuple[ItemRow, ...]:
    """Items in use for a type-ahead: the code first, then by name, pinyin, initials, in the order of the catalogue."""
    exact = find_item(read, typed)
    found = [exact.id] if exact is not None and exact.is_active else []
    groups = search.terms(typed)
    query = select(Item.id).where(Item.is_active)
    if groups:
        query = query.where(index.matches(read.session.get_bind().dialect.name, "item", Item.id, groups))
    elif len(letter := search.normalise(typed).strip()) == 1 and letter.isalpha():
        query = query.where(Item.name_sort.startswith(letter, autoescape=True))
    else:
        return fetch_items(read, found)
    found += [
        i
        for i in read.session.scalars(query.order_by(Item.list_order, Item.id).limit(most))
        if i not in found
    ]
    return fetch_items(read, found[:most])


@step
def forget(work: Work) -> None:
    """The catalogue is read again after it was changed."""
    for key in (_MEMO, _BY_CODE, _SINGLE):
        work.memo.pop(key, None)


def all_items(read: Read) -> Mapping[int, ItemRow]:
    """The whole catalogue: a few hundred rows at most, read once in a transaction."""
    if _MEMO not in read.memo:
        connection = _connection(read)
        packs: dict[int, list[PackRow]] = {}
        for pack in prepared.ask(connection, _PACKS, {}):
            packs.setdefault(pack.item_id, []).append(PackRow(pack.name, pack.size))
        rows = prepared.ask(connection, _ITEMS, {})
        read.memo[_MEMO] = {row.id: _row(row, tuple(packs.get(row.id, ()))) for row in rows}
    return read.memo[_MEMO]


def _one(read: Read, item: int) -> ItemRow | None:
    """An item by itself, as long as a transaction asks for a few only."""
    single: dict[int, ItemRow] = read.memo.setdefault(_SINGLE, {})
    if item not in single:
        if len(single) == _FEW:
            return all_items(read).get(item)
        connection = _connection(read)
        row = prepared.ask(connection, _ITEM, {"item": item}).one_or_none()
        if row is None:
            return None
        packs = prepared.ask(connection, _PACKS_OF, {"item": item})
        single[item] = _row(row, tuple(PackRow(pack.name, pack.size) for pack in packs))
    return single[item]


def _connection(read: Read) -> Connection:
    """The bare connection, with everything written that the session held back."""
    if read.session.autoflush:
        read.session.flush()
    return read.connection


def _row(row: Any, packs: tuple[PackRow, ...]) -> ItemRow:
    return ItemRow(
        id=row.id,
        code=row.code,
        name=row.name,
        spec=row.spec,
        category=row.category,
        base_unit=row.base_unit,
        packs=packs,
        net_kg=row.net_kg,
        density=row.density,
        shelf_months=row.shelf_months,
        safety_days=row.safety_days,
        hazard=frozenset(mark for mark in row.hazard.split(",") if mark),
        needs_two=row.needs_two,
        needs_lot=row.needs_lot,
        strength_unit=row.strength_unit,
        metric=row.metric,
        per_head=row.per_head,
        store_id=row.store_id,
        is_active=row.is_active,
        note=row.note,
        version=row.version,
    )
