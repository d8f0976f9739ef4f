"""The names of what entries of the record are about and point to, looked up together for a page of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from db.models import (
    Area,
    Building,
    Bulletin,
    Campus,
    CrewJob,
    DeskThing,
    Destruction,
    Dispatch,
    Donor,
    Facility,
    Gate,
    GridTeam,
    Handover,
    Household,
    Incident,
    Item,
    Lamp,
    LogEntry,
    Mix,
    Officer,
    Pass,
    PassReason,
    Patrol,
    PatrolPoint,
    Person,
    Reference,
    RefusedGoods,
    Repair,
    ReturnBatch,
    Room,
    RosterPerson,
    RoutineStep,
    Stay,
    StockDocument,
    Stocktake,
    Store,
    Transfer,
    Unit,
    Vehicle,
    VehicleRun,
    Visit,
    Watch,
    Zone,
)
from duty_desk import masking
from duty_desk.audit import EntryRow
from duty_desk.audit_words import REASON, Names, points_to, says_reason
from duty_desk.strings import language, t
from duty_desk.work import Read

# Persons and plates are masked: the record is read for what was done, not for who somebody is.
_NAMED: Mapping[str, Any] = {
    "area": Area.name,
    "building": Building.name,
    "bulletin": Bulletin.masthead,
    "campus": Campus.name,
    "crew_job": CrewJob.project,
    "desk_thing": DeskThing.name,
    "destruction": Destruction.number,
    "dispatch": Dispatch.number,
    "donor": Donor.name,
    "facility": Facility.name,
    "gate": Gate.name,
    "grid_team": GridTeam.name,
    "handover": Handover.number,
    "household": Household.code,
    "incident": Incident.number,
    "item": Item.name,
    "lamp": Lamp.code,
    "log_entry": LogEntry.number,
    "mix": Mix.number,
    "officer": Officer.name,
    "pass": Pass.number,
    "patrol": Patrol.route,
    "patrol_point": PatrolPoint.name,
    "pass_reason": PassReason.label,
    "person": Person.name,
    "reference": Reference.title,
    "refused_goods": RefusedGoods.number,
    "repair": Repair.number,
    "return_batch": ReturnBatch.name,
    "room": Room.code,
    "roster_person": RosterPerson.name,
    "routine_step": RoutineStep.name,
    "stay": Stay.number,
    "stock_document": StockDocument.number,
    "stocktake": Stocktake.number,
    "store": Store.name,
    "transfer": Transfer.number,
    "unit": Unit.name,
    "vehicle": Vehicle.plate,
    "vehicle_run": VehicleRun.number,
    "visit": Visit.number,
    "watch": Watch.officer_name,
    "zone": Zone.name,
}
_MASKED = {"person": masking.mask_name, "vehicle": masking.mask_plate}


def names_of(read: Read, entries: Sequence[EntryRow]) -> Names:
    """Every name that the entries need, by kind and identifier."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for kind, identity in _pointers(entries):
        if kind in _NAMED:
            wanted[kind].add(identity)
    found: dict[tuple[str, int], str] = {}
    for kind, ids in wanted.items():
        column = _NAMED[kind]
        identity = column.class_.id
        for number, name in read.session.execute(select(identity, column).where(identity.in_(sorted(ids)))):
            if name is not None:
                said = _MASKED[kind](str(name)) if kind in _MASKED else str(name)
                found[kind, number] = t("audit.run", number=said) if kind == "vehicle_run" else said
    if any(says_reason(entry.action, name) for entry in entries for name in entry.after):
        labels = select(PassReason.code, PassReason.label, PassReason.label_en)
        for code, label, label_en in read.session.execute(labels):
            found[f"{REASON}.{code}", 0] = (language() == "en" and label_en) or label
    return found


def _pointers(entries: Iterable[EntryRow]) -> Iterable[tuple[str, int]]:
    for entry in entries:
        if entry.subject_kind and entry.subject_id is not None:
            yield entry.subject_kind, entry.subject_id
        for values in (entry.before, entry.after):
            for name, value in values.items():
                if kind := points_to(entry.action, name):
                    for item in value if isinstance(value, list) else [value]:
                        if isinstance(item, int) and not isinstance(item, bool):
                            yield kind, item
