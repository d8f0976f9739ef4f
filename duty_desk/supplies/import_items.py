"""The catalogue out of an office workbook: new goods are added, known ones brought up to date, and all of it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select

from db.models import AuditEntry, ImportChange, Item, ItemPack
from duty_desk import audit
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.imported import JudgedRow, Written
from duty_desk.people.merging import references
from duty_desk.roles import step
from duty_desk.sheets.quantities import parse_packs
from duty_desk.supplies import catalogue
from duty_desk.supplies.catalogue import HAZARDS, ItemForm
from duty_desk.supplies.import_rows import decimal_of, read_names
from duty_desk.supplies.quantities import tidy
from duty_desk.work import Work

_OWN = frozenset({"item_pack", "import_change"})
_DECIMALS = ("net_kg", "density", "per_head")


@step
def write_items(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write judged rows of a catalogue. What the program knows of usual goods (two persons, strength, density) comes with the code."""
    stores = read_names(work).stores
    usual = {row["code"]: row for row in catalogue.default_items()}
    left: list[tuple[int, DutyDeskError]] = []
    for position, row in enumerate(rows):
        try:
            form = _form(row.values, stores)
            known = catalogue.find_item(work, str(form.get("code", "")))
            if known is None:
                catalogue.write_new(work, {**_usual(usual, form), **form}, import_id=batch_id)
            else:
                _differ(work, known.id, form, batch_id)
        except InputError as error:
            left.append((position, error))
    return Written(len(rows) - len(left), tuple(left))


@step
def undo_items(work: Work, batch_id: int) -> int:
    """Remove items that came with an import and put back what it changed. Raises Refusal naming one that was used since."""
    changes = work.session.scalars(
        select(ImportChange).where(ImportChange.batch_id == batch_id).order_by(ImportChange.id.desc())
    ).all()
    for change in changes:
        _put_back(work, change)
        work.session.delete(change)
        work.session.flush()
    added = work.session.scalars(select(Item).where(Item.import_id == batch_id)).all()
    for item in added:
        if _is_used(work, item.id):
            raise Refusal("supplies_receive.refusal.import_used", name=item.name)
    for item in added:
        for pack in work.session.scalars(select(ItemPack).where(ItemPack.item_id == item.id)):
            work.session.delete(pack)
        work.session.flush()
        work.session.delete(item)
    work.session.flush()
    catalogue.forget(work)
    count = len(added) + len(changes)
    audit.record(
        work,
        action="goods.undo_import",
        subject=("import_batch", batch_id),
        after={"removed": len(added), "restored": len(changes)},
    )
    return count


def _form(values: Mapping[str, Any], stores: Mapping[str, int]) -> ItemForm:
    hazard = str(values.get("hazard") or "").upper()
    packs = parse_packs(str(values.get("packs") or ""))
    form: dict[str, Any] = {
        "code": values["code"],
        "name": values["name"],
        "spec": values.get("spec"),
        "category": values.get("category"),
        "base_unit": values["unit"],
        "packs": [(name, tidy(Decimal(str(size)))) for name, size in packs.items()],
        "net_kg": decimal_of(values.get("netkg")),
        "shelf_months": values.get("shelf"),
        "safety_days": values.get("safety"),
        "hazard": [mark for mark in HAZARDS if mark in hazard],
        "metric": values.get("metric"),
        "store": stores.get(values.get("store") or ""),
        "note": values.get("remark"),
    }
    said = {name: value for name, value in form.items() if value not in (None, "", [])}
    return said  # pyright: ignore[reportReturnType]


def _usual(usual: Mapping[str, Mapping[str, Any]], form: ItemForm) -> ItemForm:
    """What the sheet does not say of goods that go by the usual code and name."""
    row = usual.get(form.get("code", ""))
    if row is None or row["name"] != form.get("name"):
        return {}
    known: ItemForm = {
        "needs_two": row.get("needs_two", False),
        "needs_lot": row.get("needs_lot", False),
        "strength_unit": row.get("strength"),
    }
    if "density" in row:
        known["density"] = Decimal(row["density"])
    return known


def _differ(work: Work, item: int, form: ItemForm, batch_id: int | None) -> None:
    row = work.session.get_one(Item, item)
    before, after = catalogue.write_changed(work, row, form)
    if after and batch_id is not None:
        work.session.add(
            ImportChange(
                batch_id=batch_id,
                subject_kind="item",
                subject_id=item,
                before={name: _plain(value) for name, value in before.items()},
                after={name: _plain(value) for name, value in after.items()},
            )
        )
        work.session.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return [[name, str(size)] for name, size in value] if isinstance(value, list | tuple) else value


def _put_back(work: Work, change: ImportChange) -> None:
    row = work.session.get(Item, change.subject_id)
    now = catalogue.get_item(work, change.subject_id) if row is not None else None
    packs = [(pack.name, pack.size) for pack in now.packs] if now else []
    if row is None or any(
        _plain(packs if name == "packs" else getattr(row, name)) != value
        for name, value in change.after.items()
    ):
        raise Refusal("supplies_receive.refusal.import_used", name=row.name if row else "")
    for name, value in change.before.items():
        if name == "packs":
            catalogue.write_packs(work, row.id, [(pack, Decimal(size)) for pack, size in value])
        else:
            setattr(row, name, Decimal(value) if name in _DECIMALS and value is not None else value)
    row.version += 1
    work.session.flush()
    catalogue.forget(work)


def _is_used(work: Work, item: int) -> bool:
    changed = exists().where(AuditEntry.subject_kind == "item", AuditEntry.subject_id == item)
    if work.session.scalar(select(changed)):
        return True
    return any(
        work.session.scalar(select(exists().where(column == item)))
        for table, column in references("item")
        if table.name not in _OWN
    )
