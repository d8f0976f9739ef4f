"""The catalogue of goods: what an item is, in which packs it comes, what must be known of its lots."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypedDict, Unpack, cast

from sqlalchemy import delete, exists, func, select

from db.models import Item, ItemPack, Movement, Stock, Store
from db.vocabulary import StoreKind
from duty_desk import audit, search
from duty_desk.errors import InputError, Refusal
from duty_desk.paths import resources
from duty_desk.people.records import change, claim, required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.supplies.catalogue_rows import (
    ItemRow,
    PackRow,
    all_items,
    fetch_items,
    find_item,
    forget,
    get_item,
    list_items,
    search_items,
)
from duty_desk.supplies.quantities import number_text, same_unit
from duty_desk.work import Read, Work

__all__ = [
    "HAZARDS",
    "STRENGTHS",
    "ItemForm",
    "ItemRow",
    "PackRow",
    "add_item",
    "change_item",
    "default_items",
    "document_of",
    "fetch_items",
    "find_item",
    "forget",
    "get_item",
    "list_items",
    "load_defaults",
    "restore_item",
    "retire_item",
    "search_items",
]
HAZARDS = ("C", "F", "O")
STRENGTHS = ("percent", "mg_per_tablet")
_PLAIN = ("needs_two", "needs_lot", "list_order", "shelf_months", "safety_days")
_ABOVE_ZERO = ("net_kg", "density", "per_head")


class ItemForm(TypedDict, total=False):
    """What can be filled in for an item. `packs` are (name, base units in one) from small to large."""

    code: str
    name: str
    spec: str | None
    category: str | None
    base_unit: str
    packs: Sequence[tuple[str, Decimal]]
    net_kg: Decimal | None
    density: Decimal | None
    shelf_months: int | None
    safety_days: int | None
    hazard: Sequence[str]
    needs_two: bool
    needs_lot: bool
    strength_unit: str | None
    metric: str | None
    per_head: Decimal | None
    store: int | None
    note: str | None
    list_order: int


@requires(Permission.EDIT_CATALOGUE)
def add_item(work: Work, **form: Unpack[ItemForm]) -> int:
    """Put an item into the catalogue."""
    item, values = write_new(work, form)
    audit.record(work, action="item.add", subject=("item", item), after=shown(values))
    return item


@requires(Permission.EDIT_CATALOGUE)
def change_item(work: Work, item: int, *, version: int | None = None, **form: Unpack[ItemForm]) -> None:
    """Change what is given; the rest stays. The base unit stays once anything was moved in it."""
    row = claim(work, Item, item, version)
    before, after = write_changed(work, row, form)
    if after:
        audit.record(
            work, action="item.change", subject=("item", item), before=shown(before), after=shown(after)
        )


@requires(Permission.EDIT_CATALOGUE)
def retire_item(work: Work, item: int) -> None:
    """Take an item out of use; refused while some of it is there."""
    row = claim(work, Item, item)
    left = work.session.scalar(select(func.sum(Stock.quantity)).where(Stock.item_id == item))
    if left:
        raise Refusal(
            "supplies_receive.refusal.item_in_stock",
            name=row.name,
            quantity=number_text(left),
            unit=row.base_unit,
        )
    _set_active(work, row, False)


@requires(Permission.EDIT_CATALOGUE)
def restore_item(work: Work, item: int) -> None:
    """Take an item back into use."""
    _set_active(work, claim(work, Item, item), True)


@requires(Permission.EDIT_CATALOGUE)
def load_defaults(work: Work) -> int:
    """Add the usual goods that the catalogue does not have; returns how many. What is there stays as it is."""
    known = {row.code for row in all_items(work).values()}
    stores = {
        kind: work.session.scalar(select(func.min(Store.id)).where(Store.kind == kind.value))
        for kind in StoreKind
    }
    added = [row for row in default_items() if row["code"] not in known]
    for row in added:
        write_new(work, _form_of(row, stores))
    if added:
        audit.record(work, action="item.load", after={"count": len(added)})
    return len(added)


def default_items() -> Sequence[Mapping[str, Any]]:
    """The usual goods as they stand in the resource."""
    path = resources() / "defaults" / "items.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["items"]


@step
def write_new(work: Work, form: ItemForm, *, import_id: int | None = None) -> tuple[int, dict[str, Any]]:
    """Write an item without an entry in the record; the caller makes one."""
    blank: ItemForm = {"code": "", "name": "", "base_unit": "", "packs": ()}
    values = checked(work, None, {**blank, **form})
    packs = values.pop("packs")
    if "list_order" not in form:
        values["list_order"] = len(all_items(work))
    row = Item(import_id=import_id, **values)
    work.session.add(row)
    work.session.flush()
    write_packs(work, row.id, packs)
    return row.id, values | {"packs": packs}


@step
def write_changed(work: Work, row: Item, form: ItemForm) -> tuple[dict[str, Any], dict[str, Any]]:
    """Change an item without an entry in the record; gives what differs, before and after."""
    values = checked(work, row, form)
    packs = values.pop("packs", None)
    before, after = change(row, values)
    work.session.flush()
    old = tuple((pack.name, pack.size) for pack in get_item(work, row.id).packs)
    if packs is not None and packs != old:
        write_packs(work, row.id, packs)
        before["packs"], after["packs"] = old, packs
        if len(after) == 1:
            row.version += 1
    work.session.flush()
    forget(work)
    return before, after


@step
def checked(work: Work, row: Item | None, form: ItemForm) -> dict[str, Any]:
    """The columns a form of an item comes to. Raises InputError for what may not be kept."""
    given = cast("Mapping[str, Any]", form)
    values: dict[str, Any] = {name: given[name] for name in _PLAIN if name in given}
    for name in ("code", "name", "base_unit"):
        if name in given:
            values[name] = required(given[name], name, f"supplies_receive.error.{name}_missing")
    values |= {name: text_or_none(given[name]) or "" for name in ("spec", "category") if name in given}
    values |= {name: text_or_none(given[name]) for name in ("metric", "note") if name in given}
    values |= {name: _above_zero(given[name], name) for name in _ABOVE_ZERO if name in given}
    for name in ("shelf_months", "safety_days"):
        if (values.get(name) or 0) < 0:
            raise InputError(name, "supplies_receive.error.negative")
    if "store" in form:
        values["store_id"] = form["store"]
    if "hazard" in form:
        values["hazard"] = ",".join(mark for mark in HAZARDS if mark in form["hazard"])
    if "strength_unit" in form:
        strength = form["strength_unit"] or None
        if strength is not None and strength not in STRENGTHS:
            raise InputError("strength_unit", "supplies_receive.error.strength_unit")
        values["strength_unit"] = strength
    _check_code(work, row, values)
    unit = values.get("base_unit", row.base_unit if row else "")
    if row is not None and unit != row.base_unit and _has_moved(work, row.id):
        raise InputError("base_unit", "supplies_receive.error.base_unit_used", unit=row.base_unit)
    if "packs" in form:
        values["packs"] = _checked_packs(form["packs"], unit)
    name, spec = (values.get(key, getattr(row, key, "")) for key in ("name", "spec"))
    code = values.get("code", row.code if row else "")
    values["name_sort"] = search.sort_key(name)
    values["search_doc"] = document_of(name, code, spec)
    return values


def document_of(name: str, code: str, spec: str) -> str:
    """What an item is found by. Nobody begins with "disposable": its name counts from every character on."""
    return search.document(
        names=[name[start:] for start in range(len(name[:24]))], codes=[code], texts=[spec]
    )


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """What goes into the record of an item."""
    hidden = ("name_sort", "search_doc")
    return {
        name: [f"{pack}{size}" for pack, size in value] if name == "packs" else value
        for name, value in values.items()
        if name not in hidden
    }


def _check_code(work: Work, row: Item | None, values: Mapping[str, Any]) -> None:
    if "code" not in values:
        return
    twin = find_item(work, values["code"])
    if twin is not None and (row is None or twin.id != row.id):
        raise InputError("code", "supplies_receive.error.code_taken", code=twin.code, name=twin.name)


def _checked_packs(packs: Sequence[tuple[str, Decimal]], unit: str) -> tuple[tuple[str, Decimal], ...]:
    found: dict[str, Decimal] = {}
    for name, size in packs:
        pack = required(name, "packs", "supplies_receive.error.pack_name")
        if Decimal(size) <= 0 or Decimal(size) != round(Decimal(size), 3):
            raise InputError("packs", "supplies_receive.error.pack_size", pack=pack)
        # "One piece is one piece" says nothing.
        if same_unit(pack) == same_unit(unit):
            if Decimal(size) != 1:
                raise InputError("packs", "supplies_receive.error.pack_is_unit", pack=pack)
            continue
        if pack in found:
            raise InputError("packs", "supplies_receive.error.pack_twice", pack=pack)
        found[pack] = Decimal(size)
    return tuple(sorted(found.items(), key=lambda pack: pack[1]))


def _above_zero(value: Decimal | None, field: str) -> Decimal | None:
    if value is not None and (value <= 0 or value != round(value, 3)):
        raise InputError(field, "supplies_receive.error.above_zero")
    return value


def _has_moved(read: Read, item: int) -> bool:
    return bool(read.session.scalar(select(exists().where(Movement.item_id == item))))


def _set_active(work: Work, row: Item, active: bool) -> None:
    before, after = change(row, {"is_active": active})
    work.session.flush()
    forget(work)
    if after:
        audit.record(work, action="item.change", subject=("item", row.id), before=before, after=after)


@step
def write_packs(work: Work, item: int, packs: Sequence[tuple[str, Decimal]]) -> None:
    work.session.execute(delete(ItemPack).where(ItemPack.item_id == item))
    for n, (name, size) in enumerate(packs):
        work.session.add(ItemPack(item_id=item, name=name, size=size, list_order=n))
    work.session.flush()
    forget(work)


def _form_of(row: Mapping[str, Any], stores: Mapping[StoreKind, int | None]) -> ItemForm:
    return {
        "code": row["code"],
        "name": row["name"],
        "spec": row["spec"],
        "category": row["category"],
        "base_unit": row["unit"],
        "packs": [(name, Decimal(size)) for name, size in row.get("packs", ())],
        "net_kg": Decimal(row["net_kg"]) if "net_kg" in row else None,
        "density": Decimal(row["density"]) if "density" in row else None,
        "shelf_months": row.get("shelf_months"),
        "safety_days": row["safety_days"],
        "hazard": row.get("hazard", "").split(","),
        "needs_two": row.get("needs_two", False),
        "needs_lot": row.get("needs_lot", False),
        "strength_unit": row.get("strength"),
        "metric": row.get("metric"),
        "store": stores[StoreKind(row["store"])],
    }
