"""All tables of an office, each loaded when it is first named, with those it refers to: a start pays for what it shows."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from db.base import Base

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from db.models.bookings import Booking, BookingDay, Facility, FacilityRule
    from db.models.bulletins import Bulletin, BulletinFigure, BulletinSection
    from db.models.disinfection import Area, DisinfectionRecord, Lamp, LampUse, Mix, Plan, Round, ShortRecord
    from db.models.duty import (
        LogEntry,
        Patrol,
        PatrolFinding,
        PatrolPoint,
        Reference,
        Repair,
        RoutineEntry,
        RoutineStep,
        Snooze,
    )
    from db.models.gate import AdmissionDraft, Crossing, ParcelCount, Refusal, Retest, Visit
    from db.models.handover import DeskThing, Handover, HandoverItem, HandoverThing, Watch
    from db.models.incidents import Incident, IncidentEntry, IncidentPerson, IncidentSubject
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
    from db.models.privacy import Destruction, DestructionClearing, DestructionPermit
    from db.models.roster import CalendarDay, Duty, DutyChange, RosterPerson
    from db.models.screening import (
        GridMember,
        HealthCheck,
        KeyCall,
        KeyCount,
        KeyDraw,
        KeyPerson,
        PersonTest,
        ReturnBatch,
        Returnee,
        ReturneeDay,
        TeamCount,
    )
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
    from db.models.unit_reports import ReportCall, ReportExemption, UnitReport
    from db.models.vehicles import Route, RunPerson, RunStage, Vehicle, VehiclePerson, VehicleRun

__all__ = [
    "AdmissionDraft",
    "Allocation",
    "Area",
    "Attachment",
    "AttachmentContent",
    "AuditEntry",
    "AuditHead",
    "Booking",
    "BookingDay",
    "Building",
    "Bulletin",
    "BulletinFigure",
    "BulletinSection",
    "CalendarDay",
    "Campus",
    "CareEntry",
    "CrewJob",
    "CrewMember",
    "Crossing",
    "DeskThing",
    "Destruction",
    "DestructionClearing",
    "DestructionPermit",
    "DisinfectionRecord",
    "Dispatch",
    "DispatchLine",
    "DispatchPick",
    "Donor",
    "Draft",
    "Duty",
    "DutyChange",
    "Facility",
    "FacilityRule",
    "Gate",
    "GridMember",
    "GridTeam",
    "Handover",
    "HandoverItem",
    "HandoverThing",
    "HealthCheck",
    "Household",
    "ImportBatch",
    "ImportChange",
    "Incident",
    "IncidentEntry",
    "IncidentPerson",
    "IncidentSubject",
    "Item",
    "ItemPack",
    "KeyCall",
    "KeyCount",
    "KeyDraw",
    "KeyPerson",
    "Lamp",
    "LampUse",
    "LogEntry",
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
    "Patrol",
    "PatrolFinding",
    "PatrolPoint",
    "Person",
    "PersonTest",
    "Plan",
    "Policy",
    "Printing",
    "Reading",
    "Receipt",
    "ReceiptLine",
    "Reference",
    "Refusal",
    "RefusedGoods",
    "Repair",
    "ReportCall",
    "ReportExemption",
    "ReserveDeclaration",
    "ReservedNumber",
    "Restriction",
    "Retest",
    "ReturnBatch",
    "Returnee",
    "ReturneeDay",
    "Room",
    "RoomEvent",
    "RosterPerson",
    "Round",
    "Route",
    "RoutineEntry",
    "RoutineStep",
    "RunPerson",
    "RunStage",
    "SealedPeriod",
    "Setting",
    "ShortRecord",
    "Snooze",
    "Stay",
    "StayChange",
    "StayRoom",
    "StayTest",
    "Stock",
    "StockDocument",
    "Stocktake",
    "StocktakeLine",
    "Store",
    "TeamCount",
    "Transfer",
    "TransferLine",
    "Unit",
    "UnitReport",
    "Vehicle",
    "VehiclePerson",
    "VehicleRun",
    "Visit",
    "Watch",
    "Zone",
    "whole",
]

# Where each table is, and which other files it refers to.
_HOMES = {
    "disinfection": "Area DisinfectionRecord Lamp LampUse Mix Plan Round ShortRecord",
    "gate": "AdmissionDraft Crossing ParcelCount Refusal Retest Visit",
    "incidents": "Incident IncidentEntry IncidentPerson IncidentSubject",
    "isolation": "CareEntry Reading Room RoomEvent Stay StayChange StayRoom StayTest Zone",
    "office": (
        "Attachment AttachmentContent AuditEntry AuditHead Draft ImportBatch NumberSeries Operation "
        "Policy Printing ReservedNumber Setting"
    ),
    "passes": "CrewJob CrewMember Pass PassBatch PassEvent PassGate PassReason",
    "people": "Building Campus Gate GridTeam Household ImportChange Officer Person Restriction Store Unit",
    "supplies": (
        "Donor Item ItemPack Lot LotConsent Movement Receipt ReceiptLine RefusedGoods SealedPeriod "
        "Stock StockDocument"
    ),
    "supply_papers": (
        "Allocation Dispatch DispatchLine DispatchPick ReserveDeclaration Stocktake StocktakeLine "
        "Transfer TransferLine"
    ),
    "vehicles": "Route RunPerson RunStage Vehicle VehiclePerson VehicleRun",
    "bookings": "Booking BookingDay Facility FacilityRule",
    "bulletins": "Bulletin BulletinFigure BulletinSection",
    "duty": "LogEntry Patrol PatrolFinding PatrolPoint Reference Repair RoutineEntry RoutineStep Snooze",
    "handover": "DeskThing Handover HandoverItem HandoverThing Watch",
    "privacy": "Destruction DestructionClearing DestructionPermit",
    "roster": "CalendarDay Duty DutyChange RosterPerson",
    "screening": (
        "GridMember HealthCheck KeyCall KeyCount KeyDraw "
        "KeyPerson PersonTest ReturnBatch Returnee ReturneeDay TeamCount"
    ),
    "unit_reports": "ReportCall ReportExemption UnitReport",
}
_NEEDS = {
    "disinfection": "isolation supplies",
    "gate": "vehicles",
    "incidents": "people",
    "isolation": "gate",
    "office": "people",
    "passes": "people",
    "people": "office",
    "screening": "gate passes",
    "supplies": "vehicles",
    "supply_papers": "supplies",
    "vehicles": "incidents passes",
    "bookings": "people",
    "bulletins": "people",
    "duty": "incidents",
    "handover": "people",
    "privacy": "people",
    "roster": "people",
    "unit_reports": "people",
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
