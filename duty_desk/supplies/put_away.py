"""What to think of before goods are put into a store: limits for what burns, rooms it may lie in, neighbours it reacts with."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from db import prepared
from db.models import Stock, Store
from db.vocabulary import StoreKind
from duty_desk.paths import resources
from duty_desk.sheets.quantities import same_unit
from duty_desk.strings import t
from duty_desk.supplies.catalogue_rows import ItemRow, all_items, get_item
from duty_desk.supplies.quantities import kilograms_of, number_text
from duty_desk.work import Read

FLAMMABLE = "F"
_LITRE = "L"
_STORE: Any = Store.__table__
_STOCK: Any = Stock.__table__
_STORES = select(_STORE.c.id, _STORE.c.name, _STORE.c.kind, _STORE.c.alcohol_limit_l)
_HERE = (_STOCK.c.store_id == bindparam("store")) & (_STOCK.c.quantity > 0)
_LYING = select(_STOCK.c.item_id, _STOCK.c.quantity).where(_HERE)
_GOODS = select(_STOCK.c.item_id).where(_HERE).distinct()


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that is not forbidden but must be answered: `line` is the line of the form it is about, counted from 0."""

    kind: str
    line: int | None
    values: Mapping[str, object]

    @property
    def text(self) -> str:
        """The sentence in the language of the screen."""
        return t(f"supplies_receive.caution.{self.kind}", **self.values)


@dataclass(frozen=True, slots=True)
class Placing:
    """What is to be put where; `line` as in Caution."""

    line: int | None
    item: int
    store: int
    quantity: Decimal


def cautions(read: Read, placings: Sequence[Placing]) -> tuple[Caution, ...]:
    """What must be answered before these goods lie where they are meant to."""
    stores = {row.id: row for row in prepared.ask(_connection(read), _STORES, {})}
    found: list[Caution] = []
    for store in dict.fromkeys(placing.store for placing in placings):
        here = [placing for placing in placings if placing.store == store]
        found += _flammable(read, stores, stores[store], here)
        found += _incompatible(read, stores[store], here)
    return tuple(found)


def litres_in(read: Read, store: int, *, burns_only: bool = True) -> Decimal:
    """Litres of what burns in a store by its density: the goods that the catalogue keeps in a hazardous store."""
    connection = _connection(read)
    kinds = {row.id: row.kind for row in prepared.ask(connection, _STORES, {})}
    total = Decimal(0)
    for item, quantity in prepared.ask(connection, _LYING, {"store": store}):
        row = get_item(read, item)
        if not burns_only or is_guarded(row, kinds):
            total += litres_of(quantity, row) or 0
    return total


def litres_of(quantity: Decimal, item: ItemRow) -> Decimal | None:
    """Litres of a quantity; None for what is no liquid."""
    if same_unit(item.base_unit) == _LITRE:
        return quantity
    weight = kilograms_of(quantity, item)
    return weight / item.density if weight is not None and item.density else None


def is_guarded(item: ItemRow, kinds: Mapping[int, str | None]) -> bool:
    """Whether it burns and belongs in a hazardous store. Hand gel in bottles burns too, but is kept with everything else."""
    home = kinds.get(item.store_id or 0)
    return FLAMMABLE in item.hazard and home == StoreKind.HAZARDOUS.value


def _flammable(
    read: Read, stores: Mapping[int, Any], store: Any, placings: Iterable[Placing]
) -> Iterable[Caution]:
    kinds = {key: row.kind for key, row in stores.items()}
    coming, first = Decimal(0), None
    for placing in placings:
        item = get_item(read, placing.item)
        if not is_guarded(item, kinds):
            continue
        first = placing.line if first is None else first
        coming += litres_of(placing.quantity, item) or 0
        if store.kind != StoreKind.HAZARDOUS.value:
            yield Caution("flammable", placing.line, {"name": item.name, "store": store.name})
    if not coming or store.alcohol_limit_l is None:
        return
    litres = litres_in(read, store.id) + coming
    limit = Decimal(str(store.alcohol_limit_l))
    if litres > limit:
        shown = {"litres": number_text(round(litres, 1)), "limit": number_text(limit), "store": store.name}
        yield Caution("limit", first, shown)


def _incompatible(read: Read, store: Any, placings: Sequence[Placing]) -> Iterable[Caution]:
    there = {placing.item for placing in placings}
    if all(mixing_group(get_item(read, item)) is None for item in there):
        return
    there |= {row.item_id for row in prepared.ask(_connection(read), _GOODS, {"store": store.id})}
    known = all_items(read)
    groups: dict[str, list[ItemRow]] = defaultdict(list)
    for item in sorted(there):
        if (group := mixing_group(known[item])) is not None:
            groups[group].append(known[item])
    for placing in placings:
        item = known[placing.item]
        group = mixing_group(item)
        others = groups["acid" if group == "chlorine" else "chlorine"] if group else []
        if others:
            names = t("supplies_receive.list_mark").join(dict.fromkeys(row.name for row in others))
            yield Caution(
                "incompatible", placing.line, {"name": item.name, "others": names, "store": store.name}
            )


def mixing_group(item: ItemRow) -> str | None:
    """What it reacts as: an acid or something with chlorine; None for all else."""
    return next(
        (group for group, words in _mixing().items() if any(word in item.name for word in words)), None
    )


def _connection(read: Read) -> Any:
    """The bare connection, with everything written that the session held back."""
    if read.session.autoflush:
        read.session.flush()
    return read.connection


@cache
def _mixing() -> Mapping[str, Sequence[str]]:
    path = resources() / "defaults" / "goods_words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["mixing"]
