"""What the record calls the fields and values that an act set, in the words of the screens they were set on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from duty_desk import formats
from duty_desk.sheets.forms import form, form_keys
from duty_desk.strings import has, t

Names = Mapping[tuple[str, int], str]

# Identifiers that no paper carries, and marks of the program's own.
UNSAID = frozenset(
    {
        "attachment", "id", "import_id", "incident", "list_order", "new_id", "number", "refusal",
        "restriction", "sha256", "slips", "version",
    }
)  # fmt: skip
# What an identifier points to, by field or by subject and field; said by name.
POINTS: Mapping[str, str] = MappingProxyType(
    {
        "approved_by": "officer",
        "approver": "officer",
        "batch": "return_batch",
        "building_id": "building",
        "campus_id": "campus",
        "gate": "gate",
        "handover.officer": "officer",
        "gates": "gate",
        "household_id": "household",
        "item_id": "item",
        "pass": "pass",
        "crew.people": "person",
        "person": "person",
        "person.removed": "person",
        "privacy.second": "officer",
        "reports_through_id": "unit",
        "stay.left": "room",
        "stay.room": "room",
        "store_id": "store",
        "team_id": "grid_team",
        "unit_id": "unit",
        "watch.officer": "officer",
        "zone_id": "zone",
        "roster.persons": "roster_person",
        "officer_id": "officer",
    }
)
# The chain keeps fields by the alphabet; these are read in this order, with all others at the star.
ORDER = (
    "name", "form", "ledger", "kind", "added", "count", "rows", "changed", "same", "left", "first", "last", "*",
    "starts_on", "ends_on", "valid_from", "valid_until",
)  # fmt: skip
# Where the words of a value are, by field or by subject and field; others are in audit.value.<field>.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "allocation.basis": "supplies_dispatch.basis",
        "building.state": "people.building_state",
        "bulletin.figure": "reports.figure",
        "bulletin.precision": "reports.precision",
        "care.care": "isolation_care.kind",
        "care.diet": "isolation_papers.diet",
        "care.meal": "isolation_care.meal",
        "care.outcome": "isolation_care.outcome",
        "category": "people.category",
        "direction": "gate.direction",
        "faults": "gate.fault",
        "fields": "audit.field",
        "front_line": "screening_grid.front_line",
        "gate.is_open": "people.gate_state",
        "grid_member.kind": "screening_grid.kind",
        "household.state": "people.household_state",
        "id_kind": "office.id_kind",
        "incident.entry": "incidents.entry",
        "incident.kind": "audit.value.incident",
        "ledger.kind": "audit.value.how",
        "of": "audit.subject",
        "officer.reason": "audit.value.refused",
        "paper.form": "audit.value.paper",
        "parcel.stage": "audit.value.parcels",
        "pass.kind": "passes.kind",
        "privacy.kind": "privacy.kind",
        "privacy.left_over": "privacy.left",
        "reading.slot": "isolation_care.slot",
        "reports.chart": "reports_figures.kind",
        "reports.figure": "reports.figure",
        "restriction.kind": "people.restriction_kind",
        "returnee.state": "returns.state",
        "role": "roles.name",
        "run.stage": "gate.stage",
        "run.state": "gate.run_state",
        "sex": "people.sex",
        "symptoms": "screening.symptom",
        "status": "passes.state",
        "notice": "isolation.notice",
        "stay.category": "isolation.category",
        "stay.origin": "isolation.origin",
        "store.kind": "audit.value.store",
        "unit.kind": "people.unit_kind",
        "watch.shift": "handover.shift",
        "vehicle.role": "gate.role",
        "visit.outcome": "gate.visit_state",
        "disinfection.form": "audit.value.paper",
        "mix.agent": "disinfection_mix.product",
        "area.agent": "disinfection.agent",
        "area.event": "disinfection.event",
        "area.kind": "disinfection.area_kind",
        "area.points_rule": "disinfection.points_rule",
        "area.thing": "disinfection.thing",
        "area.trigger": "disinfection.trigger",
        "disinfection.agent": "disinfection.agent",
        "disinfection.verdict": "disinfection.record_state",
        "findings": "disinfection.finding",
        "method": "disinfection.method",
        "round.event": "disinfection.event",
        "round_kind": "disinfection.kind",
        "round_state": "disinfection.round_state",
        "room.aircon": "rooms.aircon",
        "short": "disinfection_mix.short_kind",
        "log_kind": "duty_log.kind",
        "reference_kind": "duty_references.kind",
        "repair.state": "duty_repairs.state",
        "trade": "duty_repairs.trade",
        "log.shift": "duty.shift",
        "routine.shift": "duty.shift",
        "room_state": "rooms.state",
        "roster.shifts": "roster.shift",
        "roster.form": "audit.value.paper",
        "day_kind": "roster.day_kind",
        "zone.kind": "rooms.zone_kind",
        "zone.part": "rooms.part",
    }
)
REASON = "pass_reason"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")
_CLOCK = re.compile(r"(\d{2}:\d{2}):00")
_SEALED = re.compile(r"#[0-9a-f]{16}")


def act(action: str) -> str:
    """What was done: a sentence of its own, or a verb and what it was done with."""
    if has(f"audit.action.{action}"):
        return t(f"audit.action.{action}")
    kind, _, verb = action.rpartition(".")
    if has(f"audit.verb.{verb}") and has(f"audit.subject.{kind}"):
        return t("audit.generic", verb=t(f"audit.verb.{verb}"), subject=t(f"audit.subject.{kind}"))
    return action


def label(action: str, name: str) -> str:
    """What a field is called; its own name when nobody has given it a word."""
    for key in (
        f"audit.field_of.{action}.{name}",
        f"audit.field.{name}",
        f"office.policy.name.{name}",
        f"audit.setting.{name}",
    ):
        if has(key):
            return t(key)
    kind = name.removeprefix("numbering.")
    if kind != name and has(f"office.numbers.kind.{kind}"):
        return t("audit.setting.numbering", kind=t(f"office.numbers.kind.{kind}"))
    return name


def in_order(fields: Iterable[str]) -> list[str]:
    """Fields as they are read: what it is about first, then how much and from when."""
    places = {name: place for place, name in enumerate(ORDER)}
    return sorted(dict.fromkeys(fields), key=lambda name: places.get(name, places["*"]))


def value(action: str, name: str, recorded: Any, names: Names) -> str:
    """A value as an officer says it; nothing for an identifier whose name is not known."""
    if isinstance(recorded, list):
        parts = [value(action, name, item, names) for item in recorded]  # pyright: ignore[reportUnknownVariableType]
        return t("audit.list_mark").join(part for part in parts if part)
    scoped = f"{action.partition('.')[0]}.{name}"
    if (kind := points_to(action, name)) and isinstance(recorded, int) and not isinstance(recorded, bool):
        return names.get((kind, recorded), "")
    if says_reason(action, name) and (word := names.get((f"{REASON}.{recorded}", 0))):
        return word
    if name == "form" and recorded in form_keys():
        return form(recorded).title
    for prefix in (WORDS.get(scoped), WORDS.get(name), f"audit.value.{name}", f"office.policy.choice.{name}"):
        key = f"{prefix}.{str(recorded).lower()}"
        if prefix and has(key):
            return t(key)
    return _plain(recorded)


def says_reason(action: str, name: str) -> bool:
    """Whether the field has one of the office's reasons for passes, by its code."""
    return name == "reason" and action.startswith("pass.")


def points_to(action: str, name: str) -> str | None:
    """The kind of thing an identifier in this field stands for."""
    return POINTS.get(f"{action.partition('.')[0]}.{name}") or POINTS.get(name)


def _plain(recorded: Any) -> str:
    match recorded:
        case None:
            return ""
        case bool():
            return t("ledger.yes") if recorded else t("audit.no")
        case int() | float():
            return formats.number(recorded)
        case str() if _SEALED.fullmatch(recorded):
            return t("audit.sealed")
        case str() if _MOMENT.fullmatch(recorded):
            return formats.end_moment(datetime.fromisoformat(recorded))
        case str() if _DATE.fullmatch(recorded):
            return formats.day(date.fromisoformat(recorded))
        case str() if found := _CLOCK.fullmatch(recorded):
            return found[1]
        case _:
            return str(recorded)
