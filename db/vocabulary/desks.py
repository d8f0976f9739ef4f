"""Words of the desks: roles, passes, gates, goods, rooms, disinfection."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an officer is at this desk (product rule X7)."""

    ADMINISTRATOR = "administrator"
    CHIEF = "chief"
    GATE = "gate"
    KEEPER = "keeper"
    SITE = "site"
    DISINFECTION = "disinfection"
    LEADER = "leader"


class Category(StrEnum):
    """What a person is to the campus."""

    STUDENT = "student"
    STAFF = "staff"
    LOGISTICS = "logistics"
    CONTRACTOR = "contractor"
    FAMILY = "family"
    VISITOR = "visitor"
    FOREIGN_STUDENT = "foreign_student"


class IdKind(StrEnum):
    """Kind of identity document."""

    RESIDENT = "resident"
    HKMT_RESIDENCE = "hkmt_residence"
    HKM_PERMIT = "hkm_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    FOREIGN_PERMANENT = "foreign_permanent"
    PASSPORT = "passport"
    MILITARY = "military"
    OTHER = "other"


class RestrictionKind(StrEnum):
    """Why a person may not pass for a time."""

    ISOLATION = "isolation"
    HOME_QUARANTINE = "home_quarantine"
    FEVER = "fever"
    BLOCKED = "blocked"


class HouseholdState(StrEnum):
    """State of a household in the family quarter."""

    NORMAL = "normal"
    HOME_QUARANTINE = "home_quarantine"
    MOVED_OUT = "moved_out"


class UnitKind(StrEnum):
    """What a unit is in the bulletin: 22 colleges and 9 front-line units."""

    COLLEGE = "college"
    FRONTLINE = "frontline"
    OTHER = "other"


class BuildingState(StrEnum):
    """Whether a building is in use."""

    USED = "used"
    CLOSED = "closed"
    RENOVATION = "renovation"


class StoreKind(StrEnum):
    """What a store room may hold."""

    ORDINARY = "ordinary"
    HAZARDOUS = "hazardous"


class PassKind(StrEnum):
    """Kinds of pass (product rule P1)."""

    TEMPORARY = "temporary"
    MATERIAL = "material"
    VEHICLE = "vehicle"
    CREW = "crew"
    HOUSEHOLD = "household"
    EXTERNAL = "external"


class PassStatus(StrEnum):
    """What was done with a pass. Whether it is valid now is derived from this, its period and restrictions."""

    REQUESTED = "requested"
    REFUSED = "refused"
    ISSUED = "issued"
    RETURNED = "returned"
    LOST = "lost"
    VOIDED = "voided"


class PassState(StrEnum):
    """What a pass is at a moment; derived, never stored."""

    REQUESTED = "requested"
    REFUSED = "refused"
    NOT_YET = "not_yet"
    VALID = "valid"
    LAST_DAY = "last_day"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    RETURNED = "returned"
    LOST = "lost"
    VOIDED = "voided"


class PassEventKind(StrEnum):
    """What happened to a pass, in its append-only history."""

    REQUESTED = "requested"
    REFUSED = "refused"
    ISSUED = "issued"
    EXTENDED = "extended"
    LOST = "lost"
    REISSUED = "reissued"
    RETURNED = "returned"
    VOIDED = "voided"
    RESTORED = "restored"


class CrewDecision(StrEnum):
    """What was decided about a person of a crew."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    REFUSED = "refused"


class Direction(StrEnum):
    """In or out through a gate."""

    IN = "in"
    OUT = "out"


class CrossingKind(StrEnum):
    """What somebody goes through a gate with."""

    PASS = "pass"
    MATERIAL = "material"
    CREW = "crew"
    HOUSEHOLD = "household"
    VEHICLE = "vehicle"
    VISIT = "visit"


class CrossingOrigin(StrEnum):
    """How a crossing came into the log: `TYPED` was identified by the officer, `WAITING` was kept while nothing could be written."""

    SCAN = "scan"
    TYPED = "typed"
    LIST = "list"
    MISSED = "missed"
    WAITING = "waiting"
    EMERGENCY = "emergency"
    IMPORT = "import"


class TemperatureMethod(StrEnum):
    """Where a temperature was taken."""

    FOREHEAD = "forehead"
    AXILLARY = "axillary"
    EAR = "ear"


class VisitOutcome(StrEnum):
    """What is known of a visit whose end was not scanned: decided at the end of the day."""

    LEFT = "left"
    INSIDE = "inside"
    UNKNOWN = "unknown"


class RunState(StrEnum):
    """A vehicle run from its first checkpoint to its closing."""

    OPEN = "open"
    CLOSED = "closed"
    ABNORMAL = "abnormal"


class CheckSlot(StrEnum):
    """When of a day somebody's health is looked at."""

    MORNING = "morning"
    NOON = "noon"
    EVENING = "evening"


class IncidentKind(StrEnum):
    """What happened."""

    FEVER = "fever"
    CASE = "case"
    GATE = "gate"
    VEHICLE = "vehicle"
    SUPPLY = "supply"
    SAFETY = "safety"
    FACILITY = "facility"
    FIRE = "fire"
    SECURITY = "security"
    FOOD = "food"
    OPINION = "opinion"
    CROWD = "crowd"
    OTHER = "other"


class IncidentState(StrEnum):
    """Whether an incident still needs somebody."""

    OPEN = "open"
    CLOSED = "closed"


class Source(StrEnum):
    """Where goods came from: one of the ledgers that are kept apart (domain rule 3)."""

    ALLOCATION = "allocation"
    DONATION = "donation"
    PURCHASE = "purchase"
    MADE = "made"
    EXCHANGE = "exchange"
    RETURN = "return"
    SURPLUS = "surplus"


class DocumentKind(StrEnum):
    """What a posted paper did to the stock."""

    RECEIPT = "receipt"
    ISSUE = "issue"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    REPACK = "repack"
    DISPOSAL = "disposal"
    RETURN = "return"
    ADJUSTMENT = "adjustment"
    REVERSAL = "reversal"


class DispatchState(StrEnum):
    """How far a request for goods has come."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    ISSUED = "issued"
    SIGNED = "signed"
    VOIDED = "voided"


class TransferState(StrEnum):
    """How far goods between two stores have come; `SHORT` waits for somebody to say where the rest is."""

    SENT = "sent"
    RECEIVED = "received"
    SHORT = "short"
    SETTLED = "settled"
    VOIDED = "voided"


class StocktakeState(StrEnum):
    """How far a count has come."""

    COUNTING = "counting"
    COUNTED = "counted"
    POSTED = "posted"
    CANCELLED = "cancelled"


class Basis(StrEnum):
    """What the value of a donation rests on (domain rule 5)."""

    INVOICE = "invoice"
    MARKET = "market"
    APPRAISAL = "appraisal"
    NOMINAL = "nominal"
    UNPRICED = "unpriced"


class RoomState(StrEnum):
    """Where a room for observation is on its way round (product rule I2)."""

    FREE = "free"
    RESERVED = "reserved"
    OCCUPIED = "occupied"
    TO_CLEAN = "to_clean"
    CLEANING = "cleaning"
    TO_CHECK = "to_check"
    CLOSED = "closed"


class ZoneKind(StrEnum):
    """What a zone of a site is for."""

    OBSERVATION = "observation"
    MANAGEMENT = "management"
    TRANSFER = "transfer"
    STANDBY = "standby"


class StayState(StrEnum):
    """How far an episode of observation has come."""

    REQUESTED = "requested"
    ASSESSED = "assessed"
    APPROVED = "approved"
    ADMITTED = "admitted"
    ENDED = "ended"
    DROPPED = "dropped"


class Ending(StrEnum):
    """How an episode ended, or why it never began."""

    RELEASED = "released"
    REFERRED = "referred"
    LEFT = "left"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ReadingSlot(StrEnum):
    """When a temperature was due; `EXTRA` was not."""

    AM = "am"
    PM = "pm"
    EXTRA = "extra"


class DisinfectionKind(StrEnum):
    """Why a place is disinfected: as a rule, while somebody ill is there, or after the last one left."""

    PREVENTIVE = "preventive"
    CONCURRENT = "concurrent"
    TERMINAL = "terminal"


class Method(StrEnum):
    """How it is disinfected."""

    WIPE = "wipe"
    SPRAY = "spray"
    MOP = "mop"
    SOAK = "soak"
    UV = "uv"
    AIR = "air"
    FUMIGATE = "fumigate"


class Agent(StrEnum):
    """What acts."""

    CHLORINE = "chlorine"
    ALCOHOL = "alcohol"
    PERACETIC = "peracetic"
    QUATERNARY = "quaternary"
    PEROXIDE = "peroxide"
    UV = "uv"
    NONE = "none"


class RoundState(StrEnum):
    """What became of a round that was due."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    EXEMPT = "exempt"
