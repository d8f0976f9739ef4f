"""The office of the sample data: paths, the known world after the clean set, and wording of expected rows."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from duty_desk.people import rules
from duty_desk.sheets.forms import Form
from duty_desk.sheets.quantities import parse_packs
from duty_desk.sheets.world import Item, Lot, World

DATA = Path(__file__).resolve().parents[2] / "data"
DIRTY = DATA / "dirty"


@cache
def expected() -> dict[str, Any]:
    return json.loads((DATA / "expected.json").read_text(encoding="utf-8"))


@cache
def expected_rows() -> dict[str, Any]:
    return json.loads((DATA / "expected_rows.json").read_text(encoding="utf-8"))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def names(table: str, *keys: str) -> set[str]:
    return {row[key] for row in expected_rows()[table] for key in keys if row.get(key)}


@cache
def known_world() -> World:
    """The office on 6 March 2020 with the clean set imported."""
    rows = expected_rows()
    units = {alias: unit["name"] for unit in rows["units"] for alias in (unit["name"], *unit["aliases"])}
    items = {
        item["code"]: Item(
            code=item["code"],
            name=item["name"],
            unit=item["unit"],
            packs=parse_packs(item["packs"]),
            weight_kg=item["netkg"],
            two_people=item["code"] == "D09",
            needs_expiry=item["shelf"] is not None,
        )
        for item in rows["items"]
    }
    stock = tuple(
        Lot(lot["item"], lot["qty"], lot["lot"], lot["store"], day(lot["expiry"]), lot["restricted_unit"])
        for lot in expected()["stock"]["by_lot"]
    )
    return World(
        today=date(2020, 3, 6),
        identity=rules,
        units=units,
        gates={gate["name"]: gate["state"] == "开放" for gate in rows["gates"]},
        stores={key: store["code"] for store in rows["stores"] for key in (store["code"], store["name"])},
        households=frozenset(names("households", "no")),
        items=items,
        stock=stock,
        numbers=frozenset(names("passes", "no") | names("material", "no")),
        batches=frozenset(names("receipts", "batch")),
    )


def before_import() -> World:
    """The office that knows its places and catalogue but none of the papers yet."""
    world = known_world()
    return World(
        today=date(2020, 3, 6),
        identity=rules,
        units=world.units,
        gates=world.gates,
        stores=world.stores,
        households=world.households,
        items=world.items,
    )


def worded(form: Form, key: str, value: Any) -> Any:
    """A judged value as the expected files write it."""
    field = form.fields.get(key)
    if field is not None and field.labels and value is not None:
        return field.labels[value]
    if field is not None and field.type == "sex" and value is not None:
        return {"male": "男", "female": "女"}[value]
    if field is not None and field.type == "id_kind" and value is not None:
        kinds = {"resident": "居民身份证", "hkmt_residence": "港澳台居民居住证", "passport": "护照"}
        return (kinds | {"foreign_permanent": "外国人永久居留证"})[value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
