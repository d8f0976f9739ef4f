"""Looks at a filled-in form before anything is written: what is wrong, what is forbidden, what to be aware of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Unpack

from sqlalchemy import bindparam, select

from db.models import CrewJob, Gate, Officer, PassReason
from db.vocabulary import PassKind, Role
from duty_desk import formats, policy
from duty_desk.errors import InputError, Problems
from duty_desk.passes import holders, rules
from duty_desk.passes.application import Application, PassForm, PassRefused
from duty_desk.passes.quick import ask
from duty_desk.people.rules import Caution, check_plate
from duty_desk.roles import ALLOWED, Permission
from duty_desk.strings import t
from duty_desk.work import Read, shelved

# Kinds that a person carries, of whom restrictions and earlier passes are asked.
PERSONAL = frozenset({PassKind.TEMPORARY, PassKind.MATERIAL, PassKind.CREW})
# Kinds of which nobody holds two for one gate.
HELD_ONCE = PERSONAL | {PassKind.HOUSEHOLD}
# Kinds that the office gives on somebody's word.
APPROVED = frozenset({PassKind.TEMPORARY, PassKind.VEHICLE, PassKind.CREW, PassKind.HOUSEHOLD})
_MAX_DAYS: Mapping[PassKind, str] = {
    PassKind.TEMPORARY: "pass.max_days",
    PassKind.MATERIAL: "pass.material_days",
    PassKind.VEHICLE: "pass.vehicle_days",
    PassKind.CREW: "pass.crew_days",
    PassKind.HOUSEHOLD: "pass.household_days",
}

_GATES = select(Gate.id, Gate.name, Gate.is_open, Gate.opens_at, Gate.closes_at).order_by(
    Gate.list_order, Gate.id
)
_REASONS = select(
    PassReason.id,
    PassReason.code,
    PassReason.label,
    PassReason.report_group,
    PassReason.exempt,
    PassReason.is_active,
)
_OFFICER = select(Officer.id, Officer.name, Officer.role, Officer.phone, Officer.is_active).where(
    Officer.id == bindparam("officer_id")
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A form with everything looked up that is needed to write the pass."""

    application: Application
    holder: Any | None
    reason_id: int
    approver: Any | None
    approver_name: str | None
    place: str
    plate: str | None
    rule: Mapping[str, Any]

    @property
    def approver_id(self) -> int | None:
        """The officer who approved."""
        return self.approver.id if self.approver is not None else None


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found: `problems` in fields, `refusals` by rules, `cautions` that do not block."""

    problems: tuple[InputError, ...]
    refusals: tuple[PassRefused, ...]
    cautions: tuple[Caution, ...]
    judged: Judged | None


def examine(read: Read, **form: Unpack[PassForm]) -> Examination:
    """Judge a form as `issue` would, without writing; for checks while it is filled in."""
    return judge(read, Application(**form))


def insist(read: Read, application: Application, *, approved: bool = True, standing: bool = False) -> Judged:
    """The judged form. Raises Problems with all wrong fields, else the first refusal."""
    found = judge(read, application, approved=approved, standing=standing)
    if found.problems:
        raise Problems(list(found.problems))
    if found.refusals:
        raise found.refusals[0]
    assert found.judged is not None
    return found.judged


def judge(read: Read, form: Application, *, approved: bool = True, standing: bool = False) -> Examination:
    """Everything there is to say about a form. A request is judged without its approver (`approved` false).

    One that is `standing` already keeps its reason when the office has retired it since.
    """
    common = judge_common(read, form, approved=approved, standing=standing)
    problems, refusals, cautions = list(common.problems), list(common.refusals), list(common.cautions)
    holder = _holder(read, form, problems)
    judged = common.judged
    if holder is not None:
        if (
            judged is not None
            and judged.approver is not None
            and holders.is_same_person(judged.approver, holder)
        ):
            refusals.append(PassRefused("approver", "passes.refusal.approver_is_holder"))
        if holder.kept_in:
            refusals += holders.restrictions_against(read, holder, form)
        if form.kind in HELD_ONCE and holder.holds:
            held = holders.find_held(read, form, holder.id)
            _check_held(read, form, held, "holder", refusals, cautions)
    if judged is None or problems or refusals:
        return Examination(tuple(problems), tuple(refusals), tuple(cautions), None)
    return Examination((), (), tuple(cautions), with_holder(judged, holder))


def with_holder(judged: Judged, holder: Any | None) -> Judged:
    """The judged form with who holds it."""
    return replace(judged, holder=holder, place=holders.place_of(holder))


def judge_common(
    read: Read, form: Application, *, approved: bool = True, standing: bool = False
) -> Examination:
    """What there is to say about a form whoever holds it: reason, gates, period, plate, approver, health."""
    problems: list[InputError] = []
    refusals: list[PassRefused] = []
    cautions: list[Caution] = []
    reason = _reason(read, form, problems, standing=standing)
    _check_gates(read, form, problems)
    limits = limits_of(read, form)
    problems += rules.find_period_problems(
        form.valid_from,
        form.valid_until,
        at=read.at,
        max_days=limits.max_days,
        last_day=limits.last_day,
        say=formats.day,
    )
    problems += rules.find_hours_problems(form.hours_from, form.hours_until)
    if form.entries is not None and form.entries < 1:
        problems.append(InputError("entries", "passes.error.entries"))
    plate = _plate(form, problems, cautions)
    if plate is not None and form.kind == PassKind.VEHICLE:
        _check_held(read, form, holders.find_held_by_plate(read, form, plate), "plate", refusals, cautions)
    if form.kind == PassKind.EXTERNAL:
        _check_outside(form, problems)
    approver = find_approver(read, form, problems, refusals) if approved else None
    _check_temperature(read, form, problems, refusals)
    if form.history_clear is False:
        refusals.append(PassRefused("history_clear", "passes.refusal.history"))
    judged = None
    if not problems and not refusals and reason is not None:
        name = approver.name if approver is not None else form.approver_name if approved else None
        judged = Judged(
            application=form,
            holder=None,
            reason_id=reason.id,
            approver=approver,
            approver_name=name,
            place="",
            plate=plate,
            rule={"max_days": limits.max_days, "notice": policy.since(read, "privacy.notice").isoformat()},
        )
    return Examination(tuple(problems), tuple(refusals), tuple(cautions), judged)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a pass may be at most: in days, and when the measures end."""

    max_days: int | None
    last_day: date | None


def limits_of(read: Read, form: Application) -> Limits:
    """The limits in force on the day the pass begins; a crew pass ends with its job."""
    on = form.valid_from.date() if form.valid_from else read.at.date()
    key = _MAX_DAYS.get(form.kind)
    end = policy.text(read, "pass.last_day", on)
    last_day = date.fromisoformat(end) if end else None
    if form.job is not None:
        ends_on = read.session.scalar(select(CrewJob.ends_on).where(CrewJob.id == form.job))
        last_day = min(day for day in (last_day, ends_on) if day is not None) if ends_on else last_day
    return Limits(policy.integer(read, key, on) if key else None, last_day)


def gates(read: Read) -> Mapping[int, Any]:
    """All gates by identifier."""
    return shelved(read, "passes.gates", lambda: {row.id: row for row in ask(read, _GATES)})


def reasons(read: Read) -> Mapping[str, Any]:
    """All reasons by code."""
    return shelved(read, "passes.reasons", lambda: {row.code: row for row in ask(read, _REASONS)})


def _holder(read: Read, form: Application, problems: list[InputError]) -> Any | None:
    if form.kind in (PassKind.VEHICLE, PassKind.EXTERNAL) and form.holder is None:
        return None
    if form.holder is None:
        problems.append(InputError("holder", "passes.error.holder_missing"))
        return None
    holder = holders.look_at(read, form.holder, form)
    if holder is None:
        problems.append(InputError("holder", "passes.error.holder_unknown"))
    elif form.kind == PassKind.HOUSEHOLD and holder.household_id is None:
        problems.append(InputError("holder", "passes.error.no_household", name=holder.name))
    return holder


def _reason(read: Read, form: Application, problems: list[InputError], *, standing: bool) -> Any | None:
    if not form.reason:
        problems.append(InputError("reason", "passes.error.reason_missing"))
        return None
    found = reasons(read).get(form.reason)
    if found is None:
        problems.append(InputError("reason", "passes.error.reason_unknown"))
    elif not found.is_active and not standing:
        problems.append(InputError("reason", "passes.error.reason_retired", name=found.label))
    return found


def _check_gates(read: Read, form: Application, problems: list[InputError]) -> None:
    if not form.gates and form.kind != PassKind.EXTERNAL:
        problems.append(InputError("gates", "passes.error.gates_missing"))
    for gate_id in form.gates:
        gate = gates(read).get(gate_id)
        if gate is None:
            problems.append(InputError("gates", "passes.error.gate_unknown"))
        elif not gate.is_open:
            problems.append(InputError("gates", "passes.error.gate_closed", gate=gate.name))


def _plate(form: Application, problems: list[InputError], cautions: list[Caution]) -> str | None:
    if not form.plate:
        if form.kind == PassKind.VEHICLE:
            problems.append(InputError("plate", "identity.error.plate_missing"))
        return None
    try:
        checked = check_plate(form.plate)
    except InputError as error:
        problems.append(error)
        return None
    cautions.extend(checked.cautions)
    return checked.value


def find_approver(
    read: Read,
    form: Application,
    problems: list[InputError],
    refusals: list[PassRefused],
) -> Any | None:
    """The approver of a form; what speaks against is added to `problems` and `refusals`."""
    if form.approver is None:
        if form.kind in APPROVED:
            problems.append(InputError("approver", "passes.error.approver_missing"))
        return None
    officer = find_officer(read, form.approver)
    if officer is None or not officer.is_active:
        problems.append(InputError("approver", "passes.error.approver_unknown"))
        return None
    if Permission.APPROVE_PASS not in ALLOWED[Role(officer.role)]:
        problems.append(InputError("approver", "passes.error.approver_may_not", name=officer.name))
    elif officer.id == read.officer.id:
        refusals.append(PassRefused("approver", "passes.refusal.approver_is_issuer"))
    return officer


def find_officer(read: Read, officer: int | None) -> Any | None:
    """An officer as approvals need them."""
    return shelved(
        read, f"passes.officer.{officer}", lambda: ask(read, _OFFICER, {"officer_id": officer}).one_or_none()
    )


def _check_temperature(
    read: Read, form: Application, problems: list[InputError], refusals: list[PassRefused]
) -> None:
    if form.temperature is None:
        if form.kind in PERSONAL and policy.value(read, "pass.temperature_required"):
            problems.append(InputError("temperature", "passes.error.temperature_missing"))
        return
    if not 30.0 <= form.temperature <= 45.0:
        problems.append(InputError("temperature", "passes.error.temperature_range"))
    elif form.temperature >= policy.number(read, "temp.abnormal"):
        refusals.append(
            PassRefused("temperature", "passes.refusal.temperature", value=f"{form.temperature:.1f}")
        )
    elif form.temperature < policy.number(read, "temp.low_retest"):
        problems.append(InputError("temperature", "passes.error.temperature_low"))


def _check_outside(form: Application, problems: list[InputError]) -> None:
    if not (form.issuer_name or "").strip():
        problems.append(InputError("issuer_name", "passes.error.issuer_missing"))
    if not (form.outside_number or "").strip():
        problems.append(InputError("outside_number", "passes.error.outside_number_missing"))
    if form.holder is None and not form.plate and not (form.owner or "").strip():
        problems.append(InputError("holder", "passes.error.holder_missing"))


def _check_held(
    read: Read,
    form: Application,
    found: Any | None,
    field: str,
    refusals: list[PassRefused],
    cautions: list[Caution],
) -> None:
    if found is None:
        return
    if found.kind == form.kind and not form.another:
        refusals.append(already_held(read, found, field))
    else:
        cautions.append(Caution(field, "passes.caution.already_held", _values(read, found)))


def already_held(read: Read, found: Any, field: str = "holder") -> PassRefused:
    """The refusal that leads to the pass already held."""
    return PassRefused(field, "passes.refusal.already_held", found.id, **_values(read, found))


def _values(read: Read, found: Any) -> dict[str, Any]:
    return {
        "number": found.number,
        "gate": gates(read)[found.gate_id].name,
        "until": formats.end_moment(found.valid_until),
    }


def describe_gates(read: Read, identifiers: Sequence[int]) -> str:
    """Names of gates in their usual order."""
    return t("passes.list_mark").join(gate.name for key, gate in gates(read).items() if key in identifiers)
