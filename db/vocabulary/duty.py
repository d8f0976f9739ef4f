"""Words of duty and reports: shifts, log, repairs, bookings, reports of the units, bulletins."""

from enum import StrEnum


class Shift(StrEnum):
    """What somebody does on a day of the roster; leader, day and night count as attendance."""

    LEADER = "leader"
    DAY = "day"
    NIGHT = "night"
    STANDBY = "standby"
    REST = "rest"


class DayKind(StrEnum):
    """What kind of day the office says it is."""

    NORMAL = "normal"
    HOLIDAY = "holiday"
    WORKDAY = "workday"


class LogKind(StrEnum):
    """What a line of the duty log is about."""

    CALL = "call"
    VISIT = "visit"
    ORDER = "order"
    REPAIR = "repair"
    ENERGY = "energy"
    REPORT = "report"
    NOTE = "note"


class Trade(StrEnum):
    """Who is needed for a repair."""

    WATER = "water"
    POWER = "power"
    HEATING = "heating"
    NETWORK = "network"
    BUILDING = "building"
    LIFT = "lift"
    FENCE = "fence"
    OTHER = "other"


class RepairState(StrEnum):
    """How far a work order has come."""

    OPEN = "open"
    ASSIGNED = "assigned"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"


class StepKind(StrEnum):
    """What is written down for a step of the routine."""

    TICK = "tick"
    TEMPERATURE = "temperature"
    TEXT = "text"


class ReferenceKind(StrEnum):
    """What is kept at hand."""

    PHONE = "phone"
    PLAN = "plan"
    RULE = "rule"
    GUIDE = "guide"
    NOTICE = "notice"


class HandoverState(StrEnum):
    """How far a hand-over has come."""

    DRAFT = "draft"
    SIGNED = "signed"
    DONE = "done"


class FacilityKind(StrEnum):
    """How something is booked."""

    SLOT = "slot"
    ORDER = "order"


class BookingState(StrEnum):
    """What became of a booking."""

    BOOKED = "booked"
    USED = "used"
    MISSED = "missed"
    CANCELLED = "cancelled"


class ReportState(StrEnum):
    """What a unit has done about its report of a day. Silence is never zero (product rule R1)."""

    MISSING = "missing"
    LATE = "late"
    FILED = "filed"
    ZERO = "zero"
    EXEMPT = "exempt"


class ReportWay(StrEnum):
    """How a report reached the office."""

    DESK = "desk"
    PHONE = "phone"
    TEMPLATE = "template"
    IMPORT = "import"


class CallOutcome(StrEnum):
    """How a call went."""

    REACHED = "reached"
    MISSED = "missed"
    RELAYED = "relayed"


class GridKind(StrEnum):
    """The two classes of staff, screened apart (domain A1.18)."""

    STAFF = "staff"
    CONTRACT = "contract"


class FrontLine(StrEnum):
    """Work for which the morning check must be there."""

    NONE = ""
    CANTEEN = "canteen"
    DISINFECTION = "disinfection"
    GATE = "gate"
    ISOLATION = "isolation"
    SUPPLY = "supply"


class ReturnState(StrEnum):
    """What became of somebody who was to come back."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    OBSERVED = "observed"
    DROPPED = "dropped"


class BulletinState(StrEnum):
    """How far a bulletin has come."""

    DRAFT = "draft"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class Precision(StrEnum):
    """The word that says how a published figure stands to the exact one."""

    EXACT = "exact"
    NEARLY = "nearly"
    OVER = "over"
    MORE = "more"
    ABOUT = "about"
