"""What each open thing is on Today: under which head, in whose hands, until when, and the one verb that deals with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from db.vocabulary import Role

DAY = timedelta(days=1)


class Group(StrEnum):
    """The heads of the queue, in their order."""

    LATE = "late"
    BEFORE = "before"
    LATER = "later"


class Term(StrEnum):
    """How a moment is to be read: a deadline, since when it waits, the day it is due on, when goods are used up, when out of date."""

    DEADLINE = "deadline"
    WAITS = "waits"
    DAY = "day"
    LASTS = "lasts"
    EXPIRES = "expires"


class Verb(StrEnum):
    """What is done about it, in one word."""

    RECORD = "record"
    READ = "read"
    REMIND = "remind"
    CALL = "call"
    ASSIGN = "assign"
    OPEN = "open"
    SIGN = "sign"
    RESTOCK = "restock"
    SEE = "see"


class Tile(StrEnum):
    """The eight counts over the queue, in the order of their digits."""

    ROUNDS = "rounds"
    READINGS = "readings"
    REPORTS = "reports"
    VEHICLES = "vehicles"
    VISITS = "visits"
    ROOMS = "rooms"
    PASSES = "passes"
    STOCK = "stock"


# For how many minutes a line may be put aside; None is until the hand-over.
SNOOZES: tuple[int | None, ...] = (15, 30, 60, None)
# Tiles that are red when there is something; the others are amber.
URGENT = frozenset({Tile.ROUNDS, Tile.READINGS, Tile.REPORTS, Tile.VEHICLES, Tile.VISITS})


@dataclass(frozen=True, slots=True)
class What:
    """One kind of open thing. `kind` has the word and the picture; `personal`: its name is a person's and is shortened."""

    kind: str
    role: Role
    verb: Verb
    term: Term = Term.WAITS
    tile: Tile | None = None
    personal: bool = False


_GATE, _SITE, _TEAM, _STORE, _DESK = Role.GATE, Role.SITE, Role.DISINFECTION, Role.KEEPER, Role.CHIEF
_ADMIN = Role.ADMINISTRATOR
_D, _W, _ON = Term.DEADLINE, Term.WAITS, Term.DAY
# By the word its feature gives it.
WHATS: Mapping[tuple[str, str], What] = {
    ("incidents", "incident_untold"): What("incident", _DESK, Verb.OPEN, _D),
    ("incidents", "incident_open"): What("incident", _DESK, Verb.OPEN),
    ("gate", "vehicle_overdue"): What("vehicle", _GATE, Verb.CALL, _D, Tile.VEHICLES),
    ("gate", "visit_overdue"): What("visit", _GATE, Verb.CALL, _D, Tile.VISITS, personal=True),
    ("gate", "pass_overdue"): What("pass", _GATE, Verb.CALL, _D, personal=True),
    ("gate", "retest_due"): What("temperature", _GATE, Verb.READ, _D, personal=True),
    ("gate", "admission_draft"): What("isolation", _SITE, Verb.OPEN, personal=True),
    ("gate", "visit_undecided"): What("visit", _GATE, Verb.RECORD, _D, personal=True),
    ("gate", "emergency_note"): What("vehicle", _GATE, Verb.RECORD),
    ("gate", "parcels_waiting"): What("disinfection", _GATE, Verb.RECORD, _D),
    ("gate", "forced_entry"): What("gate", _DESK, Verb.SEE, personal=True),
    ("passes", "pass_waiting"): What("pass", _DESK, Verb.OPEN, personal=True),
    ("passes", "pass_expiring"): What("pass", _DESK, Verb.SEE, _D, Tile.PASSES, personal=True),
    ("passes", "pass_slip"): What("pass", _DESK, Verb.RECORD),
    ("isolation", "referral"): What("isolation", _SITE, Verb.OPEN, _D, personal=True),
    ("isolation", "retest_due"): What("temperature", _SITE, Verb.READ, _D, personal=True),
    ("isolation", "reading_escalated"): What("temperature", _SITE, Verb.READ, _D, Tile.READINGS, personal=True),
    ("isolation", "reading_missed"): What("temperature", _SITE, Verb.READ, _D, Tile.READINGS, personal=True),
    ("isolation", "papers_due"): What("isolation", _SITE, Verb.OPEN, _D, personal=True),
    ("isolation", "test_due"): What("isolation", _SITE, Verb.OPEN, _ON, personal=True),
    ("isolation", "release_due"): What("isolation", _SITE, Verb.OPEN, _ON, personal=True),
    ("isolation", "stay_to_decide"): What("isolation", _SITE, Verb.OPEN, personal=True),
    ("isolation", "stay_to_admit"): What("isolation", _SITE, Verb.OPEN, personal=True),
    ("disinfection", "round_overdue"): What("disinfection", _TEAM, Verb.RECORD, _D, Tile.ROUNDS),
    ("disinfection", "round_undecided"): What("disinfection", _TEAM, Verb.RECORD, _D),
    ("disinfection", "room_to_clean"): What("isolation", _TEAM, Verb.ASSIGN, _W, Tile.ROOMS),
    ("disinfection", "room_to_check"): What("isolation", _TEAM, Verb.RECORD),
    ("supplies", "stock_short"): What("supplies", _STORE, Verb.RESTOCK, Term.LASTS, Tile.STOCK),
    ("supplies", "stock_low"): What("supplies", _STORE, Verb.RESTOCK, Term.LASTS, Tile.STOCK),
    ("supplies", "lot_expired"): What("supplies", _STORE, Verb.OPEN, Term.EXPIRES),
    ("supplies", "lot_expiring"): What("supplies", _STORE, Verb.OPEN, Term.EXPIRES),
    ("supplies", "dispatch_waiting"): What("supplies", _STORE, Verb.OPEN),
    ("supplies", "dispatch_to_issue"): What("supplies", _STORE, Verb.OPEN),
    ("supplies", "dispatch_unsigned"): What("supplies", _STORE, Verb.SIGN),
    ("supplies", "transfer_on_way"): What("supplies", _STORE, Verb.OPEN),
    ("supplies", "transfer_short"): What("supplies", _STORE, Verb.OPEN),
    ("supplies", "stocktake_open"): What("supplies", _STORE, Verb.OPEN),
    ("screening", "key_missed"): What("key", _DESK, Verb.CALL, personal=True),
    ("screening", "key_to_call"): What("key", _DESK, Verb.CALL, _D, personal=True),
    ("screening", "key_to_verify"): What("key", _DESK, Verb.CALL, _D, personal=True),
    ("screening", "morning_missing"): What("screening", _DESK, Verb.REMIND, _D),
    ("screening", "noon_missing"): What("screening", _DESK, Verb.REMIND, _D),
    ("screening", "return_absent"): What("report", _DESK, Verb.CALL, _D, personal=True),
    ("screening", "test_awaited"): What("screening", _DESK, Verb.RECORD, personal=True),
    ("unit_reports", "unit_missing"): What("report", _DESK, Verb.REMIND, _D, Tile.REPORTS),
    ("unit_reports", "summary_due"): What("report", _DESK, Verb.OPEN, _D),
    ("bookings", "orders_due"): What("booking", _DESK, Verb.OPEN, _D),
    ("duty", "follow_up"): What("log", _DESK, Verb.OPEN, _D),
    ("duty", "repair_waiting"): What("repair", _DESK, Verb.OPEN, _D),
    ("duty", "repair_overdue"): What("repair", _DESK, Verb.CALL, _D),
    ("duty", "patrol_unfinished"): What("log", _DESK, Verb.OPEN),
    ("duty", "routine_due"): What("log", _DESK, Verb.RECORD, _D),
    ("roster", "shift_unmanned"): What("log", _DESK, Verb.OPEN, _D),
    ("upkeep", "check_failed"): What("data", _ADMIN, Verb.SEE, _D),
    ("upkeep", "trial_failed"): What("data", _ADMIN, Verb.SEE, _D),
    ("upkeep", "backup_failed"): What("data", _ADMIN, Verb.OPEN, _D),
    ("upkeep", "backup_late"): What("data", _ADMIN, Verb.OPEN, _D),
    ("upkeep", "backup_paused"): What("data", _ADMIN, Verb.OPEN),
    ("upkeep", "copy_late"): What("data", _ADMIN, Verb.OPEN, _D),
    ("upkeep", "retention_ended"): What("data", _ADMIN, Verb.OPEN),
}  # fmt: skip
# Their facts name somebody, which is nothing for a wall.
NAMING = frozenset(
    {"follow_up", "repair_waiting", "repair_overdue", "patrol_unfinished", "stocktake_open", "forced_entry"}
)
# Goods: each kind has a line of its own, with days instead of hours.
OF_GOODS = frozenset({Term.LASTS, Term.EXPIRES})


def placed(term: Term, due_at: datetime | None, now: datetime, hand_over: datetime) -> tuple[Group, datetime]:
    """Under which head something stands and until when it is to be done; what merely waits is done before the desk is handed over."""
    if due_at is None or term is Term.WAITS:
        return Group.BEFORE, hand_over
    if term in OF_GOODS:
        return Group.LATER, due_at
    if term is Term.DAY:
        if due_at.date() == now.date():
            return Group.BEFORE, hand_over
        due_at = datetime.combine(due_at.date() + DAY, time())
    if due_at < now:
        return Group.LATE, due_at
    return (Group.BEFORE if due_at <= hand_over else Group.LATER), due_at


def last_day(until: datetime) -> date:
    """The day that something ends on; a midnight belongs to the day before."""
    return (until - timedelta(seconds=1)).date()


def snoozed_until(now: datetime, minutes: int | None, hand_over: datetime) -> datetime:
    """So many minutes, or until the hand-over; never past it."""
    return hand_over if minutes is None else min(now + timedelta(minutes=minutes), hand_over)
