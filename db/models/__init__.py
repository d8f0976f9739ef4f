"""All tables of an office, each loaded when it is first named, with those it refers to: a start pays for what it shows."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from db.base import Base

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from db.models.disinfection import Area, DisinfectionRecord, Lamp, LampUse, Mix, Plan, Round, ShortRecord
    from db.models.gate import AdmissionDraft, Crossing, ParcelCount, Refusal, Retest, Visit
    from db.models.incidents import Incident, IncidentEntry, IncidentPerson
    from db.models.isolation import (
        CareEntry,
        Reading,
        Room,
        RoomEvent,
        Stay,
        StayChange,
        StayRoom,
        StayTest,
        Zone,
    )
    from db.models.office import (
        Attachment,
        AttachmentContent,
        AuditEntry,
        AuditHead,
        Draft,
        ImportBatch,
        NumberSeries,
        Operation,
        Policy,
        Printing,
        ReservedNumber,
        Setting,
    )
    from db.models.passes import (
        CrewJob,
        CrewMember,
        Pass,
        PassBatch,
        PassEvent,
        PassGate,
        PassReason,
    )
    from db.models.people import (
        Building,
        Campus,
        Gate,
        GridTeam,
        Household,
        ImportChange,
        Officer,
        Person,
        Restriction,
        Store,
        Unit,
    )
    from db.models.screening import HealthCheck
    from db.models.supplies import (
        Donor,
        Item,
        ItemPack,
        Lot,
        LotConsent,
        Movement,
        Receipt,
        ReceiptLine,
        RefusedGoods,
        SealedPeriod,
        Stock,
        StockDocument,
    )
    from db.models.supply_papers import (
        Allocation,
        Dispatch,
        DispatchLine,
        DispatchPick,
        ReserveDeclaration,
        Stocktake,
        StocktakeLine,
        Transfer,
        TransferLine,
    )
    from db.models.vehicles import Route, RunPerson, RunStage, Vehicle, VehiclePerson, VehicleRun

__all__ = [
    "AdmissionDraft",
    "Allocation",
    "Area",
    "Attachment",
    "AttachmentContent",
    "AuditEntry",
    "AuditHead",
    "Building",
    "Campus",
    "CareEntry",
    "CrewJob",
    "CrewMember",
    "Crossing",
    "DisinfectionRecord",
    "Dispatch",
    "DispatchLine",
    "DispatchPick",
    "Donor",
    "Draft",
    "Gate",
    "GridTeam",
    "HealthCheck",
    "Household",
    "ImportBatch",
    "ImportChange",
    "Incident",
    "IncidentEntry",
    "IncidentPerson",
    "Item",
    "ItemPack",
    "Lamp",
    "LampUse",
    "Lot",
    "LotConsent",
    "Mix",
    "Movement",
    "NumberSeries",
    "Officer",
    "Operation",
    "ParcelCount",
    "Pass",
    "PassBatch",
    "PassEvent",
    "PassGate",
    "PassReason",
    "Person",
    "Plan",
    "Policy",
    "Printing",
    "Reading",
    "Receipt",
    "ReceiptLine",
    "Refusal",
    "RefusedGoods",
    "ReserveDeclaration",
    "ReservedNumber",
    "Restriction",
    "Retest",
    "Room",
    "RoomEvent",
    "Round",
    "Route",
    "RunPerson",
    "RunStage",
    "SealedPeriod",
    "Setting",
    "ShortRecord",
    "Stay",
    "StayChange",
    "StayRoom",
    "StayTest",
    "Stock",
    "StockDocument",
    "Stocktake",
    "StocktakeLine",
    "Store",
    "Transfer",
    "TransferLine",
    "Unit",
    "Vehicle",
    "VehiclePerson",
    "VehicleRun",
    "Visit",
    "Zone",
    "whole",
]

# Where each table is, and which other files it refers to.
_HOMES = {
    "disinfection": "Area DisinfectionRecord Lamp LampUse Mix Plan Round ShortRecord",
    "gate": "AdmissionDraft Crossing ParcelCount Refusal Retest Visit",
    "incidents": "Incident IncidentEntry IncidentPerson",
    "isolation": "CareEntry Reading Room RoomEvent Stay StayChange StayRoom StayTest Zone",
    "office": (
        "Attachment AttachmentContent AuditEntry AuditHead Draft ImportBatch NumberSeries Operation "
        "Policy Printing ReservedNumber Setting"
    ),
    "passes": "CrewJob CrewMember Pass PassBatch PassEvent PassGate PassReason",
    "people": "Building Campus Gate GridTeam Household ImportChange Officer Person Restriction Store Unit",
    "screening": "HealthCheck",
    "supplies": (
        "Donor Item ItemPack Lot LotConsent Movement Receipt ReceiptLine RefusedGoods SealedPeriod "
        "Stock StockDocument"
    ),
    "supply_papers": (
        "Allocation Dispatch DispatchLine DispatchPick ReserveDeclaration Stocktake StocktakeLine "
        "Transfer TransferLine"
    ),
    "vehicles": "Route RunPerson RunStage Vehicle VehiclePerson VehicleRun",
}
_NEEDS = {
    "disinfection": "isolation supplies",
    "gate": "vehicles",
    "incidents": "people",
    "isolation": "gate",
    "office": "people",
    "passes": "people",
    "people": "office",
    "screening": "passes",
    "supplies": "vehicles",
    "supply_papers": "supplies",
    "vehicles": "incidents passes",
}


def whole() -> MetaData:
    """Every table of an office."""
    for home in _HOMES:
        _load(home)
    for table in Base.metadata.tables.values():
        for index in table.indexes:
            # An index over some rows is over the same on a server. Said here, because saying it loads what a server needs.
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]
    return Base.metadata


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names.split():
            _load(home)
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _load(home: str) -> None:
    wanted = [home]
    for each in wanted:
        import_module(f"{__name__}.{each}")
        wanted += [other for other in _NEEDS[each].split() if other not in wanted]
