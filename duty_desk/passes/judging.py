"""Looks at a filled-in form before anything is written: what is wrong, what is forbidden, what to be aware of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Unpack

from sqlalchemy import bindparam, exists, or_, select

from db.models import CrewJob, Gate, Household, Officer, Pass, PassGate, PassReason, Person, Restriction, Unit
from db.vocabulary import PassKind, PassStatus, Role
from duty_desk import formats, policy
from duty_desk.errors import InputError, Problems
from duty_desk.passes import rules
from duty_desk.passes.application import Application, PassForm, PassRefused
from duty_desk.passes.quick import ask
from duty_desk.people import households, restrictions
from duty_desk.people.rules import Caution, check_plate
from duty_desk.roles import ALLOWED, Permission
from duty_desk.strings import t
from duty_desk.work import Read

# Kinds that a person carries, of whom restrictions and earlier passes are asked.
PERSONAL = frozenset({PassKind.TEMPORARY, PassKind.MATERIAL, PassKind.CREW})
# Kinds that the office gives on somebody's word.
APPROVED = frozenset({PassKind.TEMPORARY, PassKind.VEHICLE, PassKind.CREW, PassKind.HOUSEHOLD})
_MAX_DAYS: Mapping[PassKind, str] = {
    PassKind.TEMPORARY: "pass.max_days",
    PassKind.MATERIAL: "pass.material_days",
    PassKind.VEHICLE: "pass.vehicle_days",
    PassKind.CREW: "pass.crew_days",
    PassKind.HOUSEHOLD: "pass.household_days",
}

HOLDERS = (
    select(
        Person.id,
        Person.name,
        Person.name_sort,
        Person.sex,
        Person.id_number,
        Person.staff_number,
        Person.phone,
        Person.foreign_holder,
        Person.place,
        Person.unit_id,
        Person.household_id,
        Person.merged_into_id,
        Unit.name.label("unit_name"),
        Household.code.label("household_code"),
        Household.building,
        Household.entrance,
        Household.room,
    )
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(Household, Household.id == Person.household_id)
)
_HOLDER = HOLDERS.where(Person.id == bindparam("person_id"))
# Two questions that are nearly always answered with no: asked beside the holder, looked into only after a yes.
_LOOKED_AT = HOLDERS.add_columns(
    or_(
        exists().where(
            Restriction.person_id == Person.id,
            Restriction.starts_on <= bindparam("last"),
            or_(Restriction.ends_on.is_(None), Restriction.ends_on >= bindparam("today")),
            or_(Restriction.lifted_at.is_(None), Restriction.lifted_at > bindparam("at")),
        ),
        restrictions.quarantined(Household, bindparam("today"), bindparam("last")),
    ).label("kept_in"),
    exists()
    .where(
        Pass.holder_id == Person.id,
        Pass.status == PassStatus.ISSUED.value,
        Pass.valid_until > bindparam("since"),
        Pass.valid_from < bindparam("until"),
    )
    .label("holds"),
).where(Person.id == bindparam("person_id"))
_HELD = (
    select(Pass.id, Pass.kind, Pass.number, Pass.valid_until, PassGate.gate_id)
    .outerjoin(PassGate, PassGate.pass_id == Pass.id)
    .where(
        Pass.holder_id == bindparam("person_id"),
        Pass.status == PassStatus.ISSUED,
        Pass.valid_until > bindparam("since"),
        Pass.valid_from < bindparam("until"),
    )
    .order_by(Pass.valid_until.desc(), Pass.id)
)
_GATES = select(Gate.id, Gate.name, Gate.is_open, Gate.opens_at, Gate.closes_at).order_by(
    Gate.list_order, Gate.id
)
_REASONS = select(
    PassReason.id, PassReason.code, PassReason.label, PassReason.report_group, PassReason.exempt
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

    @property
    def is_clear(self) -> bool:
        """Whether the pass may be issued."""
        return not self.problems and not self.refusals


def examine(read: Read, **form: Unpack[PassForm]) -> Examination:
    """Judge a form as `issue` would, without writing; for checks while it is filled in."""
    return judge(read, Application(**form))


def insist(read: Read, application: Application, *, approved: bool = True) -> Judged:
    """The judged form. Raises Problems with all wrong fields, else the first refusal."""
    found = judge(read, application, approved=approved)
    if found.problems:
        raise Problems(list(found.problems))
    if found.refusals:
        raise found.refusals[0]
    assert found.judged is not None
    return found.judged


def judge(read: Read, form: Application, *, approved: bool = True) -> Examination:
    """Everything there is to say about a form. A request is judged without its approver (`approved` false)."""
    common = judge_common(read, form, approved=approved)
    problems, refusals, cautions = list(common.problems), list(common.refusals), list(common.cautions)
    holder = _holder(read, form, problems)
    judged = common.judged
    if holder is not None:
        if judged is not None and judged.approver is not None and is_same_person(judged.approver, holder):
            refusals.append(PassRefused("approver", "passes.refusal.approver_is_holder"))
        if holder.kept_in:
            refusals += restrictions_against(read, holder, form)
        if form.kind in PERSONAL and holder.holds:
            _check_held(read, form, holder, refusals, cautions)
    if judged is None or problems or refusals:
        return Examination(tuple(problems), tuple(refusals), tuple(cautions), None)
    return Examination((), (), tuple(cautions), with_holder(judged, holder))


def with_holder(judged: Judged, holder: Any | None) -> Judged:
    """The judged form with who holds it."""
    return replace(judged, holder=holder, place=place_of(holder))


def judge_common(read: Read, form: Application, *, approved: bool = True) -> Examination:
    """What there is to say about a form whoever holds it: reason, gates, period, plate, approver, health."""
    problems: list[InputError] = []
    refusals: list[PassRefused] = []
    cautions: list[Caution] = []
    reason = _reason(read, form, problems)
    _check_gates(read, form, problems)
    limits = limits_of(read, form)
    problems += rules.find_period_problems(
        form.valid_from, form.valid_until, at=read.at, max_days=limits.max_days, last_day=limits.last_day
    )
    problems += rules.find_hours_problems(form.hours_from, form.hours_until)
    if form.entries is not None and form.entries < 1:
        problems.append(InputError("entries", "passes.error.entries"))
    plate = _plate(form, problems, cautions)
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
            rule={"max_days": limits.max_days},
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
    if "passes.gates" not in read.memo:
        read.memo["passes.gates"] = {row.id: row for row in ask(read, _GATES)}
    return read.memo["passes.gates"]


def reasons(read: Read) -> Mapping[str, Any]:
    """All reasons by code."""
    if "passes.reasons" not in read.memo:
        read.memo["passes.reasons"] = {row.code: row for row in ask(read, _REASONS)}
    return read.memo["passes.reasons"]


def find_holder(read: Read, person: int) -> Any | None:
    """A person as passes need them; a merged record answers with the one that stands for it."""
    row = ask(read, _HOLDER, {"person_id": person}).one_or_none()
    if row is not None and row.merged_into_id is not None:
        return find_holder(read, row.merged_into_id)
    return row


def place_of(holder: Any | None) -> str:
    """Unit or household of a holder as the card and the list say it."""
    if holder is None:
        return ""
    if holder.unit_name:
        return holder.unit_name
    if holder.building:
        return households.place_text(holder.building, holder.entrance, holder.room)
    return holder.place or ""


def restrictions_against(read: Read, holder: Any, form: Application) -> list[PassRefused]:
    """What keeps the holder or the household in, today or within the period."""
    today = read.at.date()
    last = max(today, rules.last_day_of(form.valid_until)) if form.valid_until else today
    return [
        refusal_for(found) for found in restrictions.during(read, [holder.id], today, last).get(holder.id, ())
    ]


def refusal_for(found: restrictions.RestrictionRow) -> PassRefused:
    """Why that restriction forbids the pass, until when, and what to do."""
    return PassRefused("holder", "passes.refusal.restricted", sentence=found.sentence)


def _holder(read: Read, form: Application, problems: list[InputError]) -> Any | None:
    if form.kind in (PassKind.VEHICLE, PassKind.EXTERNAL) and form.holder is None:
        return None
    if form.holder is None:
        problems.append(InputError("holder", "passes.error.holder_missing"))
        return None
    holder = _look_at(read, form.holder, form)
    if holder is None:
        problems.append(InputError("holder", "passes.error.holder_unknown"))
    elif form.kind == PassKind.HOUSEHOLD and holder.household_id is None:
        problems.append(InputError("holder", "passes.error.no_household", name=holder.name))
    return holder


def _look_at(read: Read, person: int, form: Application) -> Any | None:
    since, until = _span(read, form)
    values = {
        "person_id": person,
        "today": read.at.date(),
        "last": max(read.at.date(), rules.last_day_of(until)),
        "at": read.at,
        "since": since,
        "until": until,
    }
    row = ask(read, _LOOKED_AT, values).one_or_none()
    if row is not None and row.merged_into_id is not None:
        return _look_at(read, row.merged_into_id, form)
    return row


def _span(read: Read, form: Application) -> tuple[datetime, datetime]:
    since = max(read.at, form.valid_from or read.at)
    return since, form.valid_until or since + rules.DAY


def _reason(read: Read, form: Application, problems: list[InputError]) -> Any | None:
    if not form.reason:
        problems.append(InputError("reason", "passes.error.reason_missing"))
        return None
    found = reasons(read).get(form.reason)
    if found is None:
        problems.append(InputError("reason", "passes.error.reason_unknown"))
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
    memo = f"passes.officer.{officer}"
    if memo not in read.memo:
        read.memo[memo] = ask(read, _OFFICER, {"officer_id": officer}).one_or_none()
    return read.memo[memo]


def is_same_person(officer: Any, holder: Any) -> bool:
    """Whether an officer and a person are one: same name, and no telephone numbers that tell them apart."""
    return officer.name == holder.name and (
        not officer.phone or not holder.phone or officer.phone == holder.phone
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


def _check_held(
    read: Read,
    form: Application,
    holder: Any,
    refusals: list[PassRefused],
    cautions: list[Caution],
) -> None:
    since, until = _span(read, form)
    rows = ask(read, _HELD, {"person_id": holder.id, "since": since, "until": until}).all()
    found = holding(rows, form.kind, form.gates)
    if found is None:
        return
    values = {
        "number": found.number,
        "gate": gates(read)[found.gate_id].name,
        "until": formats.end_moment(found.valid_until),
    }
    if found.kind == form.kind and not form.another:
        refusals.append(PassRefused("holder", "passes.refusal.already_held", pass_id=found.id, **values))
    else:
        cautions.append(Caution("holder", "passes.caution.already_held", values))


def holding(rows: Sequence[Any], kind: str, wanted: Sequence[int]) -> Any | None:
    """Of the passes somebody holds, the one that opens a wanted gate; of the same kind if there is one."""
    same_gate = [row for row in rows if row.gate_id in wanted]
    return next((row for row in same_gate if row.kind == kind), next(iter(same_gate), None))


def describe_gates(read: Read, identifiers: Sequence[int]) -> str:
    """Names of gates in their usual order."""
    return t("passes.list_mark").join(gate.name for key, gate in gates(read).items() if key in identifiers)
