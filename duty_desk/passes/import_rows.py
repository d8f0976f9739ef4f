"""Reads a judged row of an office register as the pass it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from db.models import Gate, PassReason
from db.vocabulary import Category, PassKind, PassStatus
from duty_desk import search
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.formats import plain_width
from duty_desk.passes import rules
from duty_desk.passes.arrivals import Named
from duty_desk.people import households, units
from duty_desk.work import Read

# Categories of registers that are no reasons of their own.
CATEGORY_REASONS = {"contractor": "service", "family": "other"}
_CLEAR = frozenset({"", "\N{CJK UNIFIED IDEOGRAPH-65E0}"})


@dataclass(frozen=True, slots=True)
class Written:
    """What an import wrote. `left` are positions of rows that could not be kept after all, with the reason."""

    count: int
    people_created: int
    left: tuple[tuple[int, DutyDeskError], ...]


@dataclass(frozen=True, slots=True)
class Registers:
    """What names in a sheet can mean."""

    reasons: Mapping[str, int]
    synonyms: Mapping[str, str]
    gates: Mapping[str, int]
    units: Mapping[str, int]
    households: Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A pass before it has its number. `trouble` says why it cannot be kept."""

    kind: PassKind
    number: str
    issued_at: datetime
    holder: Named | None
    gates: tuple[int, ...]
    household_code: str | None
    values: Mapping[str, Any]
    trouble: DutyDeskError | None


def read_registers(read: Read) -> Registers:
    """Everything the rows of a register may name."""
    found = read.session.execute(
        select(PassReason.id, PassReason.code, PassReason.label, PassReason.synonyms)
    ).all()
    synonyms = {word: row.code for row in found for word in (row.label, *row.synonyms)}
    gates = read.session.execute(select(Gate.id, Gate.name)).all()
    return Registers(
        reasons={row.code: row.id for row in found},
        synonyms=synonyms,
        gates={row.name: row.id for row in gates},
        units=units.unit_names(read),
        households={row.code: (row.id, row.place) for row in households.list_households(read)},
    )


def temporary_draft(known: Registers, row: Mapping[str, Any]) -> Draft:
    """A row of the register of temporary passes."""
    place = str(row.get("unit") or "")
    home = known.households.get(place)
    unit = known.units.get(units.name_key(place)) if home is None else None
    holder = Named(
        name=row["name"],
        category=Category.FAMILY if home else Category.STAFF,
        id_kind=row.get("id_type"),
        id_number=row.get("id_no") or None,
        phone=row.get("phone") or None,
        sex=row.get("sex"),
        unit_id=unit,
        household_id=home[0] if home else None,
        place=None if home or unit else plain_width(place) or None,
    )
    gates, trouble = _gates(known, row.get("gates") or ())
    issued_on = row.get("date") or row["valid_from"]
    values = _values(known, PassKind.TEMPORARY, issued_on, holder, row, row.get("category") or "other")
    histories = row.get("histories")
    return Draft(
        kind=PassKind.TEMPORARY,
        number=row.get("no") or "",
        issued_at=values["issued_at"],
        holder=holder,
        gates=gates,
        household_code=place if home else None,
        values={
            **values,
            "place": home[1] if home else plain_width(place),
            "reason": row.get("reason") or "",
            "valid_from": datetime.combine(row["valid_from"], time()),
            "valid_until": rules.end_of_day(row["valid_to"]),
            "temperature": row.get("temp"),
            "history_clear": None if histories is None else str(histories).strip() in _CLEAR,
            "approver_name": row.get("approver") or None,
            "status": PassStatus(row.get("status") or PassStatus.ISSUED).value,
        },
        trouble=trouble or _period_trouble(row),
    )


def material_draft(known: Registers, row: Mapping[str, Any]) -> Draft:
    """A row of the register of those who fetch teaching material: a pass for that day."""
    day: date = row["date"]
    place = str(row.get("unit") or "")
    unit = known.units.get(units.name_key(place))
    holder = Named(
        name=row["name"],
        category=Category.STAFF,
        staff_number=row.get("staff_no") or None,
        phone=row.get("phone") or None,
        unit_id=unit,
        place=None if unit else plain_width(place) or None,
    )
    gates, trouble = _gates(known, [row["gate"]] if row.get("gate") else ())
    values = _values(known, PassKind.MATERIAL, day, holder, row, "material")
    came, left = _moment(day, row.get("t_in")), _moment(day, row.get("t_out"))
    return Draft(
        kind=PassKind.MATERIAL,
        number=row.get("no") or "",
        issued_at=values["issued_at"],
        holder=holder,
        gates=gates,
        household_code=None,
        values={
            **values,
            "place": plain_width(place),
            "zone": row.get("place") or None,
            "valid_from": datetime.combine(day, time()),
            "valid_until": rules.end_of_day(day),
            "temperature": row.get("temp"),
            "came_at": came,
            "left_at": left,
        },
        trouble=trouble,
    )


def vehicle_draft(known: Registers, row: Mapping[str, Any]) -> Draft:
    """A row of the register of vehicle passes; the driver is who it is given to."""
    holder = Named(
        name=row["driver"],
        category=Category.CONTRACTOR,
        phone=row.get("phone") or None,
        place=row.get("owner") or None,
    )
    gates, trouble = _gates(known, [row["gate"]] if row.get("gate") else ())
    use = str(row.get("use") or "")
    values = _values(
        known, PassKind.VEHICLE, row["valid_from"], holder, row, known.synonyms.get(use, "supply")
    )
    return Draft(
        kind=PassKind.VEHICLE,
        number=row.get("no") or "",
        issued_at=values["issued_at"],
        holder=holder,
        gates=gates,
        household_code=None,
        values={
            **values,
            "place": row.get("owner") or "",
            "reason": use,
            "plate": row["plate"],
            "vehicle_use": use or None,
            "owner": row.get("owner") or None,
            "valid_from": datetime.combine(row["valid_from"], time()),
            "valid_until": rules.end_of_day(row["valid_to"]),
        },
        trouble=trouble or _period_trouble(row),
    )


def _values(
    known: Registers,
    kind: PassKind,
    issued_on: date,
    holder: Named,
    row: Mapping[str, Any],
    reason: str,
) -> dict[str, Any]:
    """Columns that every imported pass has; all have the same keys, so that one statement writes them."""
    at = datetime.combine(issued_on, time())
    code = CATEGORY_REASONS.get(reason, reason)
    return {
        "kind": kind.value,
        "status": PassStatus.ISSUED.value,
        "holder_name": holder.name,
        "holder_sort": search.sort_key(holder.name),
        "unit_id": holder.unit_id,
        "household_id": holder.household_id,
        "place": "",
        "phone": holder.phone,
        "reason_id": known.reasons.get(code, known.reasons["other"]),
        "reason": "",
        "zone": None,
        "plate": None,
        "vehicle_use": None,
        "owner": None,
        "temperature": None,
        "history_clear": None,
        "remark": row.get("remark") or None,
        "approver_id": None,
        "approver_name": None,
        "approved_at": None,
        "requested_at": at,
        "issued_at": at,
        "issuing_officer": row.get("handler") or None,
        "came_at": None,
        "left_at": None,
        "from_paper": False,
        "version": 1,
    }


def _gates(known: Registers, names: Any) -> tuple[tuple[int, ...], InputError | None]:
    found = tuple(known.gates[name] for name in names if name in known.gates)
    missing = [name for name in names if name not in known.gates]
    return found, InputError("gates", "passes.error.gate_unknown") if missing else None


def _period_trouble(row: Mapping[str, Any]) -> InputError | None:
    if row["valid_to"] < row["valid_from"]:
        return InputError("valid_to", "passes.error.ends_before_begins")
    return None


def _moment(day: date, clock: str | None) -> datetime | None:
    if not clock:
        return None
    if clock == "24:00":
        return rules.end_of_day(day)
    return datetime.combine(day, time.fromisoformat(clock))
