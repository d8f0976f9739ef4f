"""What a request for goods asks: unit, purpose and lines in any pack, checked and brought into base units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select

from db.models import Unit
from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.people import rules
from duty_desk.supplies import catalogue_rows, quantities
from duty_desk.supplies.dispatch_records import ask
from duty_desk.work import Read

_UNIT = select(Unit.is_active).where(Unit.id == bindparam("unit"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One line: so much of an item, in the pack that `unit` names or in base units."""

    item: int
    quantity: Decimal | str
    unit: str | None = None
    note: str | None = None


def check_head(read: Read, unit: int, purpose: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that stand above the lines. Raises Problems with every wrong field."""
    problems: list[InputError] = []
    if not ask(read, _UNIT, {"unit": unit}).scalar():
        problems.append(InputError("unit", "supplies_dispatch.error.unit_missing"))
    if not purpose.strip():
        problems.append(InputError("purpose", "supplies_dispatch.error.purpose_missing"))
    values: dict[str, Any] = {
        "unit_id": unit,
        "purpose": purpose.strip(),
        **{name: (form.get(name) or "").strip() or None for name in ("place", "receiver", "note")},
        "receiver_phone": None,
    }
    for field, checked in (("receiver", _name), ("receiver_phone", _phone)):
        if typed := (form.get(field) or "").strip():
            try:
                values[field] = checked(typed, field)
            except InputError as error:
                problems.append(error)
    if problems:
        raise Problems(problems)
    return values


def check_lines(read: Read, lines: Sequence[Asked]) -> list[dict[str, Any]]:
    """The columns of each line. Raises Problems, at "lines.0.item" and "lines.0.quantity"."""
    if not lines:
        raise InputError("lines", "supplies_dispatch.error.lines_missing")
    problems: list[InputError] = []
    found: list[dict[str, Any]] = []
    for n, line in enumerate(lines):
        try:
            found.append(_checked(read, line))
        except DutyDeskError as error:
            field = error.field if isinstance(error, InputError) else "item"
            problems.append(InputError(f"lines.{n}.{field}", error.key, **error.values))
    if problems:
        raise Problems(problems)
    return found


def _checked(read: Read, line: Asked) -> dict[str, Any]:
    item = catalogue_rows.get_item(read, line.item)
    if not item.is_active:
        raise InputError("item", "supplies_dispatch.error.item_retired", name=item.name)
    entered = quantities.read_quantity(line.quantity, line.unit or "", item)
    return {
        "item_id": line.item,
        "entered": entered.entered,
        "entered_unit": entered.unit,
        "asked": entered.base,
        "note": (line.note or "").strip() or None,
    }


def _name(typed: str, field: str) -> str:
    return rules.check_name(typed, field=field).value


def _phone(typed: str, field: str) -> str:
    return rules.check_phone(typed, field=field)
