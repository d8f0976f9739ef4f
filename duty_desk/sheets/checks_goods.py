"""Judging rows of goods ledgers: item, pack and quantity, lot and expiry, price, and what is in stock."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from duty_desk.sheets.book import ERROR, UNCACHED
from duty_desk.sheets.fields import Ledger
from duty_desk.sheets.forms import Field
from duty_desk.sheets.layout import Table
from duty_desk.sheets.quantities import Quantity, read_quantity, same_unit, tidy
from duty_desk.sheets.verdicts import Draft, Verdict
from duty_desk.sheets.words import half_width, words
from duty_desk.sheets.world import Item

_CENT = Decimal("0.005")


def _find_item(draft: Draft, table: Table, ledger: Ledger) -> Item | None:
    """The item by its code, with a warning when its name says something else."""
    items, code = ledger.world.items, draft.values.get("code")
    if not code or items is None:
        return None
    item = items.get(code)
    if item is None:
        draft.add("ITEM_UNKNOWN", table.form.fields["code"], value=str(code)[:40])
        return None
    name = draft.values.get("name") or ""
    if name and _bare(name) not in (_bare(item.name), _bare(item.name.partition("(")[0])):
        draft.add("ITEM_NAME_MISMATCH", table.form.fields["name"], code=code, name=item.name, value=name[:40])
    return item


def _bare(name: str) -> str:
    return "".join(half_width(name).split()).lower()


def _quantity(draft: Draft, table: Table, field: Field, unit: str, item: Item | None) -> Quantity | None:
    """The quantity in one column; None when its cell is unusable, which has been said already."""
    cell = draft.cells.get(field.key)
    if cell is not None and cell.kind in (ERROR, UNCACHED):
        return None
    found = read_quantity(cell, unit, item, table.context)
    for trouble in found.troubles:
        verdict = Verdict.WARN if field.soft and trouble.code != "QTY_NEGATIVE" else None
        draft.add(trouble.code, field, verdict, **trouble.values)
    draft.certain = draft.certain and found.certain
    return found


def check_dispatch(draft: Draft, table: Table, ledger: Ledger) -> None:
    """A line handed out: quantities end up in base units, and stock must cover it."""
    values, form = draft.values, table.form
    item = _find_item(draft, table, ledger)
    if draft.has("ITEM_UNKNOWN"):
        return
    unit = values.get("uom") or ""
    settled = values.get("status") in ("rejected", "voided")
    for key in ("asked", "approved"):
        if draft.cells.get(key) is not None and key in table.fields:
            if settled:
                values[key] = _lenient(draft, table, key, unit, item).base
            else:
                found = _quantity(draft, table, form.fields[key], unit, item)
                values[key] = found.base if found else None
    field = form.fields["issued"]
    if settled and draft.cells.get("issued") is None:
        values["issued"] = None
        return
    found = (
        _quantity(draft, table, field, unit, item)
        if not settled
        else _lenient(draft, table, "issued", unit, item)
    )
    if found is None:
        return
    values["entered_qty"], values["entered_unit"] = found.entered, found.unit or unit
    values["issued"] = found.base
    values["uom"] = item.unit if item else unit
    if item and found.base and not settled and draft.certain and not draft.has("ORG_UNKNOWN"):
        _check_stock(draft, table, ledger, item, found.base)


def _lenient(draft: Draft, table: Table, key: str, unit: str, item: Item | None) -> Quantity:
    """The quantity of a rejected or void line, where zero is right."""
    found = read_quantity(draft.cells.get(key), unit, item, table.context)
    return Quantity(found.entered, found.unit, found.base if found.base is not None else found.entered)


def _check_stock(draft: Draft, table: Table, ledger: Ledger, item: Item, quantity: float) -> None:
    values, world = draft.values, ledger.world
    if item.two_people and not words().two_people.search(str(values.get("remark") or "")):
        draft.add("TWO_PERSON_ISSUE", None, name=item.name)
    if ledger.stock is None:
        return
    day = values.get("date") or table.context.heading.first or world.today
    unit, lot, store = values.get("org") or "", values.get("lot") or "", values.get("store") or ""
    supply = ledger.stock.supply(item.code, unit, day, lot, store)
    field = table.form.fields["issued"]
    shown: dict[str, Any] = {"name": item.name, "unit": item.unit}
    if quantity > supply.available + supply.held:
        available = tidy(supply.available)
        draft.add("STOCK_OVER", field, None, available=available, quantity=quantity, **shown)
    elif quantity > supply.available:
        units = "/".join(supply.held_for)
        draft.add("RESTRICTED_LOT", field, None, held=tidy(supply.held), units=units, **shown)
    else:
        ledger.taken.append((item.code, unit, day, lot, store, quantity))


def check_receipt(draft: Draft, table: Table, ledger: Ledger) -> None:
    """A line taken in: what was written beside the base quantity, dates of the lot, price, batch."""
    values, form = draft.values, table.form
    item = _find_item(draft, table, ledger)
    unit = values.get("unit") or ""
    found = _quantity(draft, table, form.fields["qty"], unit, item)
    if found:
        values["qty"], values["unit"] = found.entered, found.unit or unit
        _base_quantity(draft, table, found, item)
        _check_amount(draft, table, found)
    _check_lot(draft, table, ledger, item)
    batch = values.get("batch")
    if batch and batch in ledger.world.batches:
        draft.add("BATCH_DUPLICATE", form.fields["batch"], value=batch)


def _base_quantity(draft: Draft, table: Table, found: Quantity, item: Item | None) -> None:
    stated, stated_unit = draft.values.get("base_qty"), draft.values.get("base_unit")
    if stated is None:
        draft.values["base_qty"] = found.base
        draft.values["base_unit"] = item.unit if item else found.unit
        return
    draft.values["base_unit"] = same_unit(stated_unit or (item.unit if item else ""))
    if found.base is not None and abs(stated - found.base) > 1e-6:
        shown = {"quantity": found.base, "unit": item.unit if item else found.unit}
        draft.add("BASE_MISMATCH", table.form.fields["base_qty"], stated=stated, **shown)


def _check_amount(draft: Draft, table: Table, found: Quantity) -> None:
    price, amount = draft.values.get("price"), draft.values.get("amount")
    if (price is not None and price < 0) or (amount is not None and amount < 0):
        draft.add("PRICE_NEGATIVE", table.form.fields["price"])
        return
    if price is None or amount is None or not found.entered:
        return
    quantity = Decimal(str(found.entered))
    product = Decimal(str(price)) * quantity
    if abs(product - Decimal(str(amount))) > quantity * _CENT + _CENT:
        draft.add("AMOUNT_MISMATCH", table.form.fields["amount"], amount=amount, product=tidy(product))


def _check_lot(draft: Draft, table: Table, ledger: Ledger, item: Item | None) -> None:
    received, made, expiry = (draft.values.get(key) for key in ("date", "prod", "expiry"))
    field = table.form.fields["expiry"]
    if expiry is None:
        if item and item.needs_expiry and not draft.has("DATE_INVALID", "DATE_1900"):
            draft.add("EXPIRY_MISSING", field, name=item.name)
        return
    if made and expiry < made:
        draft.add("EXPIRY_BEFORE_PRODUCTION", field)
    elif received and expiry < received:
        draft.add("LOT_EXPIRED", field, date=expiry.isoformat())
    elif received and (days := (expiry - received).days) <= ledger.world.near_expiry_days:
        draft.add("NEAR_EXPIRY", field, date=expiry.isoformat(), days=days)
