"""What goes of each table and what stays: the office's plan of destruction, which the inventory of data is held to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String, case, cast, exists, literal, or_

from db.models import Stay
from db.vocabulary import StayState
from duty_desk.privacy.windows import Window

# Stands where a name was and something must stand.
MARK = "—"
Condition = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One table. Its rows go by the first of the columns `age` that is filled, or with the row of `parent` they belong to.

    What the inventory calls personal or sensitive is emptied, but for what `keeps` names; `values` says what is put instead. `only`
    leaves out rows that are still in use.
    """

    table: str
    window: Window
    age: str = ""
    parent: tuple[str, str] | None = None
    keeps: str = ""
    only: Condition | None = None
    values: Mapping[str, Condition] = field(default_factory=dict[str, Condition])


@dataclass(frozen=True, slots=True)
class Dropped:
    """A table whose rows go altogether: nothing in them is a record of the office."""

    table: str
    window: Window
    age: str
    parent: tuple[str, str] | None = None


def _coded(letter: str) -> Condition:
    """A pseudonym where names must differ."""
    return lambda table: literal(letter).concat(cast(table.c.id, String))


def _marked(column: str) -> Condition:
    """That something was written there is counted; what it was is not kept."""
    return lambda table: case((table.c[column].is_(None), None), else_=MARK)


def _ended(table: Any) -> Any:
    return table.c.state.in_([StayState.ENDED, StayState.DROPPED])


def _lifted(table: Any) -> Any:
    """What ran out by its date holds on while the person is under observation."""
    observed = exists().where(Stay.person_id == table.c.person_id, Stay.state == StayState.ADMITTED)
    return or_(table.c.lifted_at.is_not(None), table.c.ends_on.is_not(None) & ~observed)


def _closed(column: str) -> Condition:
    return lambda table: table.c[column].is_(None)


def _filled(column: str) -> Condition:
    return lambda table: table.c[column].is_not(None)


_STAY, _RUN = ("stay_id", "stay"), ("run_id", "vehicle_run")
RULES: tuple[Rule, ...] = (
    Rule(
        "crossing",
        Window.CROSSING,
        "at",
        keeps="at gate_id temperature retest reason_code finding inside_since",
        only=_closed("inside_since"),
        values={"forced_reason": _marked("forced_reason")},
    ),
    Rule(
        "refusal",
        Window.CROSSING,
        "at",
        keeps="at gate_id reason reason_code temperature retest",
    ),
    Rule(
        "retest",
        Window.CROSSING,
        "at",
        keeps="at gate_id first second second_at outcome",
        only=lambda table: table.c.outcome != "waiting",
    ),
    Rule(
        "visit",
        Window.CROSSING,
        "came_at",
        keeps="gate_id came_at left_at left_gate_id temperature retest left_temperature",
        only=_closed("open_until"),
    ),
    Rule(
        "health_check",
        Window.CROSSING,
        "day",
        keeps="temperature retest symptoms travelled contacted was_ill normal excused decision",
    ),
    Rule("booking", Window.CROSSING, "day", values={"who": _coded("B"), "name": lambda _: MARK}),
    Rule(
        "pass",
        Window.PASS,
        "ended_at valid_until",
        keeps="issuer_name approver_name issuing_officer",
    ),
    Rule("pass_event", Window.PASS, parent=("pass_id", "pass"), keeps="officer_name"),
    Rule("printing", Window.PASS, "printed_at"),
    Rule("crew_job", Window.PASS, "ends_on"),
    Rule("crew_member", Window.PASS, parent=("job_id", "crew_job")),
    Rule("vehicle_run", Window.PASS, "started_at", keeps="inspector temperature", only=_filled("closed_at")),
    Rule("run_person", Window.PASS, parent=_RUN, keeps="came left temperature"),
    Rule(
        "restriction",
        Window.HEALTH,
        "lifted_at ends_on",
        keeps="kind starts_on ends_on lifted_at",
        only=_lifted,
    ),
    Rule(
        "admission_draft",
        Window.HEALTH,
        "at",
        keeps="at gate_id first second reason restriction_id",
        only=lambda table: table.c.state != "open",
    ),
    Rule(
        "stay",
        Window.HEALTH,
        "ended_at requested_at",
        keeps="category exposure_on exposure_way diet ending",
        only=_ended,
    ),
    Rule("stay_change", Window.HEALTH, parent=_STAY, keeps="before after"),
    Rule("reading", Window.HEALTH, parent=_STAY, keeps="temperature retest symptoms not_taken"),
    Rule("stay_test", Window.HEALTH, parent=_STAY, keeps="result laboratory"),
    Rule("care_entry", Window.HEALTH, parent=_STAY, keeps="detail outcome officer_name"),
    Rule("incident_person", Window.HEALTH, parent=("incident_id", "incident")),
    Rule("person_test", Window.HEALTH, "sampled_at", keeps="result"),
    Rule("team_count", Window.HEALTH, "day", keeps="officer_name"),
    Rule("key_person", Window.HEALTH, "ended_on follow_until came_on", keeps="came_on"),
    Rule(
        "key_call",
        Window.HEALTH,
        parent=("key_person_id", "key_person"),
        keeps="temperature symptoms officer_name",
    ),
    Rule("returnee", Window.HEALTH, parent=("batch_id", "return_batch"), keeps="must_observe"),
    Rule("returnee_day", Window.HEALTH, parent=("returnee_id", "returnee"), keeps="temperature symptoms"),
    Rule("routine_entry", Window.HEALTH, "day", keeps="good officer_name"),
    Rule(
        "vehicle",
        Window.LEDGER,
        only=lambda table: table.c.is_active.is_(False),
        values={"plate": _coded("V")},
    ),
    Rule("vehicle_person", Window.LEDGER, parent=("vehicle_id", "vehicle")),
    Rule(
        "donor",
        Window.LEDGER,
        only=lambda table: table.c.kind == "person",
        values={"name": _coded("D")},
    ),
    Rule("lot_consent", Window.LEDGER, "at"),
    Rule(
        "receipt",
        Window.LEDGER,
        "at",
        keeps="party checked_by",
        values={"delivered_by": _marked("delivered_by")},
    ),
    Rule("refused_goods", Window.LEDGER, "at"),
    Rule(
        "dispatch",
        Window.LEDGER,
        "requested_at",
        keeps="approver_name keeper_name second_name",
        only=lambda table: or_(table.c.signed_at.is_not(None), table.c.ended_reason.is_not(None)),
        values={"receiver": _marked("receiver"), "signed_by": _marked("signed_by")},
    ),
    Rule(
        "log_entry",
        Window.LEDGER,
        "at",
        keeps="text from_whom handling responsible done_note done_by struck_by struck_reason officer_name",
    ),
    Rule(
        "repair",
        Window.LEDGER,
        "called_at",
        keeps="what assigned_to worker_names result accepted_by dropped_reason",
        only=_filled("done_at"),
        values={"caller": _marked("caller")},
    ),
    Rule("incident_subject", Window.LEDGER, "at"),
    Rule("handover_item", Window.LEDGER, parent=("handover_id", "handover"), keeps="refused"),
    Rule("report_call", Window.LEDGER, "day", keeps="officer_name", values={"whom": _marked("whom")}),
)
# Tables that are emptied of nothing themselves, by which others go.
PARENTS: Mapping[str, tuple[str, Condition | None]] = {
    "incident": ("found_at", lambda table: table.c.closed_at.is_not(None)),
    "return_batch": ("until_on", None),
    "handover": ("opened_at", lambda table: table.c.done_at.is_not(None)),
    "import_batch": ("imported_at", None),
}
DROPPED: tuple[Dropped, ...] = (
    Dropped("import_change", Window.UNDO, "", ("batch_id", "import_batch")),
    Dropped("draft", Window.DRAFT, "saved_at"),
    Dropped("operation", Window.DRAFT, "at"),
    Dropped("snooze", Window.DRAFT, "until"),
)
# Rows in use that keep a person in the register, beside the rows above that are not past their time.
IN_USE: Mapping[str, Condition] = {
    "roster_person": lambda table: table.c.is_active.is_(True),
    "grid_member": lambda table: table.c.left_on.is_(None),
}
# What the inventory calls personal and no act of destruction touches, by table: archives of the duty office, officers, places.
STAYS: frozenset[str] = frozenset(
    {
        "audit_entry",
        "bulletin",
        "bulletin_section",
        "destruction",
        "disinfection_record",
        "duty_change",
        "facility",
        "handover",
        "handover_thing",
        "import_batch",
        "incident",
        "incident_entry",
        "key_count",
        "key_draw",
        "lamp_use",
        "mix",
        "officer",
        "pass_batch",
        "patrol",
        "patrol_finding",
        "reference",
        "room_event",
        "roster_person",
        "run_stage",
        "setting",
        "short_record",
        "stay_room",
        "stock_document",
        "stocktake",
        "transfer",
        "unit",
        "unit_report",
        "watch",
        "zone",
        "attachment_content",
    }
)
# Handled row by row: see `emptying` and `people`.
APART: frozenset[str] = frozenset({"attachment", "household", "person", "grid_member"})
