"""Construction and service crews: the job, its people with their papers, passes bound to the site, and leaving (product rule P5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypedDict, Unpack

from sqlalchemy import bindparam, or_, select, update

from db.models import CrewJob, CrewMember, Pass, Person
from db.vocabulary import CrewDecision, PassEventKind, PassKind, PassStatus
from duty_desk import audit, policy
from duty_desk.errors import InputError, Problems, Refusal, StaleError
from duty_desk.passes import batch, records, rules
from duty_desk.passes.application import IssuedPass, Left
from duty_desk.people.records import claim, required, text_or_none
from duty_desk.people.rules import check_phone, check_uscc
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

# What is looked at before somebody of a crew may come in.
DOCUMENTS = ("pledge", "health_form", "health_codes", "identity")
REASON = "construction"
# A pass that was taken back is none: its holder may be given another.
_GIVEN_BACK = select(Pass.id).where(Pass.status.in_((PassStatus.VOIDED.value, PassStatus.RETURNED.value)))


class JobForm(TypedDict, total=False):
    """Particulars of a job. `department` is a unit's identifier, `living` where the crew stays apart from others."""

    company: str
    credit_code: str | None
    project: str
    place: str
    department: int | None
    department_name: str | None
    leader: str
    leader_phone: str | None
    living: str | None
    pledge_signed: bool
    starts_on: date
    ends_on: date


class MemberForm(TypedDict, total=False):
    """Particulars of one person of a crew; `documents` are words of DOCUMENTS that were seen."""

    trade: str | None
    residence: str | None
    travel: str | None
    arrived_on: date | None
    transport: str | None
    temperature: float | None
    documents: Sequence[str]
    note: str | None


@dataclass(frozen=True, slots=True)
class CrewPasses:
    """Passes given to a crew, and the people left with the reason (positions among those admitted without a pass)."""

    issued: tuple[IssuedPass, ...]
    left: tuple[Left, ...]


@requires(Permission.ISSUE_PASS)
def add_job(work: Work, *, import_id: int | None = None, **form: Unpack[JobForm]) -> int:
    """Register a job. Raises Problems with everything that is wrong."""
    values = _job_values(form)
    row = CrewJob(**values, created_at=work.at, import_id=import_id)
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="crew.add_job",
        subject=("crew_job", row.id),
        after={"project": row.project, "starts_on": row.starts_on, "ends_on": row.ends_on},
    )
    return row.id


@requires(Permission.ISSUE_PASS)
def change_job(work: Work, job: int, *, version: int | None = None, **form: Unpack[JobForm]) -> None:
    """Correct the particulars of a job that has not left. A later end lets its passes be extended, not more."""
    row = claim(work, CrewJob, job, version)
    before = {"project": row.project, "ends_on": row.ends_on}
    known: JobForm = {
        "company": row.company,
        "credit_code": row.credit_code,
        "project": row.project,
        "place": row.place,
        "department": row.department_id,
        "department_name": row.department,
        "leader": row.leader,
        "leader_phone": row.leader_phone,
        "living": row.living,
        "pledge_signed": row.pledge_signed,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }
    for key, value in _job_values({**known, **form}).items():
        setattr(row, key, value)
    row.version += 1
    audit.record(
        work,
        action="crew.change_job",
        subject=("crew_job", job),
        before=before,
        after={"project": row.project, "ends_on": row.ends_on},
    )


@requires(Permission.ISSUE_PASS)
def add_member(work: Work, job: int, person: int, **form: Unpack[MemberForm]) -> CrewDecision:
    """Put a person on a crew. Who comes from a place of risk (policy `risk.regions`) is refused at once, with the reason."""
    claim(work, CrewJob, job)
    known = work.session.scalar(
        select(CrewMember.id).where(CrewMember.job_id == job, CrewMember.person_id == person)
    )
    if known is not None:
        raise InputError("person", "passes.error.on_crew")
    values = member_values(form)
    region = risk_region(work, values["residence"], values["travel"])
    decision = CrewDecision.REFUSED if region else CrewDecision.WAITING
    if region:
        values["note"] = values["note"] or t("passes.crew.from_risk_region", region=region)
    row = CrewMember(job_id=job, person_id=person, decision=decision.value, **values)
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="crew.add_member",
        subject=("crew_job", job),
        after={"person": person, "decision": decision},
    )
    return decision


@requires(Permission.ISSUE_PASS)
def change_member(work: Work, job: int, person: int, **form: Unpack[MemberForm]) -> None:
    """Correct what is known of a person of a crew, such as the documents seen since.

    Whoever is admitted stays so only while they do not come from a place of risk: refuse them first, then note where they were.
    """
    row = _member(work, job, person)
    known: MemberForm = {
        "trade": row.trade,
        "residence": row.residence,
        "travel": row.travel,
        "arrived_on": row.arrived_on,
        "transport": row.transport,
        "temperature": row.temperature,
        "documents": row.documents,
        "note": row.note,
    }
    values = member_values({**known, **form})
    region = risk_region(work, values["residence"], values["travel"])
    if region is not None and row.decision == CrewDecision.ADMITTED:
        name = work.session.scalar(select(Person.name).where(Person.id == person))
        raise Refusal("passes.refusal.risk_region", name=name, region=region)
    for key, value in values.items():
        setattr(row, key, value)
    work.session.flush()
    audit.record(
        work,
        action="crew.change_member",
        subject=("crew_job", job),
        after={"person": person, "documents": values["documents"]},
    )


@requires(Permission.ISSUE_PASS)
def decide_members(work: Work, job: int, people: Sequence[int], *, admitted: bool, reason: str = "") -> None:
    """Admit or refuse people of a crew. Refusing needs the reason; nobody from a place of risk is admitted."""
    if not admitted:
        reason = required(reason, "reason", "passes.error.why_missing")
    rows = work.session.scalars(
        select(CrewMember)
        .where(CrewMember.job_id == job, CrewMember.person_id.in_(list(people)))
        .with_for_update()
    ).all()
    for row in rows:
        region = risk_region(work, row.residence, row.travel) if admitted else None
        if region is not None:
            name = work.session.scalar(select(Person.name).where(Person.id == row.person_id))
            raise Refusal("passes.refusal.risk_region", name=name, region=region)
        if row.pass_id is not None and not admitted:
            _return(work, [row.pass_id], reason)
        row.decision = (CrewDecision.ADMITTED if admitted else CrewDecision.REFUSED).value
        row.note = reason.strip() or row.note
    work.session.flush()
    audit.record(
        work,
        action="crew.admit" if admitted else "crew.refuse",
        subject=("crew_job", job),
        after={"people": [row.person_id for row in rows]},
        reason=reason.strip() or None,
    )


@requires(Permission.ISSUE_PASS)
def issue_crew_passes(
    work: Work,
    job: int,
    *,
    gates: Sequence[int],
    approver: int,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    hours_from: time | None = None,
    hours_until: time | None = None,
    people: Sequence[int] | None = None,
    operation: str | None = None,
) -> CrewPasses:
    """Passes for everyone admitted who has none, or those of `people` among them, bound to the site.

    They run from today, or the start of the job, to its end.
    """
    row = claim(work, CrewJob, job)
    if row.left_on is not None:
        raise Refusal("passes.refusal.crew_left", project=row.project)
    if not row.pledge_signed:
        raise Refusal("passes.refusal.no_pledge", project=row.project)
    members = work.session.scalars(
        select(CrewMember)
        .where(
            CrewMember.job_id == job,
            CrewMember.decision == CrewDecision.ADMITTED,
            or_(CrewMember.pass_id.is_(None), CrewMember.pass_id.in_(_GIVEN_BACK)),
            *([] if people is None else [CrewMember.person_id.in_(list(people))]),
        )
        .order_by(CrewMember.id)
    ).all()
    if not members:
        raise Refusal("passes.refusal.nobody_admitted", project=row.project)
    start = valid_from or max(work.at, datetime.combine(row.starts_on, time()))
    days = policy.integer(work, "pass.crew_days", start.date())
    latest = rules.end_of_day(min(row.ends_on, start.date() + (days - 1) * rules.DAY))
    result = batch.issue_batch(
        work,
        title=row.project,
        members=[batch.Member(member.person_id) for member in members],
        operation=operation,
        kind=PassKind.CREW,
        reason=REASON,
        reason_text=row.project,
        zone=row.place,
        gates=gates,
        approver=approver,
        valid_from=start,
        valid_until=valid_until or latest,
        hours_from=hours_from,
        hours_until=hours_until,
        owner=row.company,
        job=job,
    )
    given = work.session.execute(select(Pass.holder_id, Pass.id).where(Pass.batch_id == result.id))
    holders: dict[int | None, int] = {row.holder_id: row.id for row in given}
    for member in members:
        member.pass_id = holders.get(member.person_id)
    work.session.flush()
    return CrewPasses(result.issued, result.left)


@requires(Permission.END_PASS)
def leave(work: Work, job: int, *, on: date | None = None) -> int:
    """The crew has left: all its passes are taken in; returns how many."""
    row = claim(work, CrewJob, job)
    if row.left_on is not None:
        raise Refusal("passes.refusal.crew_left", project=row.project)
    row.left_on = on or work.at.date()
    row.version += 1
    alive = work.session.scalars(
        select(Pass.id).where(Pass.job_id == job, Pass.status == PassStatus.ISSUED)
    ).all()
    _return(work, alive, t("passes.crew.left"))
    audit.record(
        work,
        action="crew.leave",
        subject=("crew_job", job),
        after={"left_on": row.left_on, "passes": len(alive)},
    )
    return len(alive)


def risk_region(read: Read, *texts: str | None) -> str | None:
    """The place of risk named in where somebody lives or has been, if any."""
    for region in policy.items(read, "risk.regions"):
        if any(region in (text or "") for text in texts):
            return region
    return None


def member_values(form: MemberForm) -> dict[str, Any]:
    """Columns of a crew's person."""
    unknown = [word for word in form.get("documents") or () if word not in DOCUMENTS]
    if unknown:
        raise InputError("documents", "passes.error.document_unknown", document=unknown[0])
    return {
        "trade": text_or_none(form.get("trade")),
        "residence": text_or_none(form.get("residence")),
        "travel": text_or_none(form.get("travel")),
        "arrived_on": form.get("arrived_on"),
        "transport": text_or_none(form.get("transport")),
        "temperature": form.get("temperature"),
        "documents": list(form.get("documents") or ()),
        "note": text_or_none(form.get("note")),
    }


def _member(work: Work, job: int, person: int) -> CrewMember:
    row = work.session.scalar(
        select(CrewMember).where(CrewMember.job_id == job, CrewMember.person_id == person).with_for_update()
    )
    if row is None:
        raise StaleError("storage.stale")
    return row


def _job_values(form: Mapping[str, Any]) -> dict[str, Any]:
    problems: list[InputError] = []
    for field in ("company", "project", "place", "leader"):
        if not (form.get(field) or "").strip():
            problems.append(InputError(field, f"passes.error.{field}_missing"))
    start, end = form.get("starts_on"), form.get("ends_on")
    if start is None:
        problems.append(InputError("starts_on", "passes.error.from_missing"))
    if end is None:
        problems.append(InputError("ends_on", "passes.error.until_missing"))
    elif start is not None and end < start:
        problems.append(InputError("ends_on", "passes.error.ends_before_begins"))
    phone = text_or_none(form.get("leader_phone"))
    if phone is not None:
        try:
            phone = check_phone(phone, field="leader_phone")
        except InputError as error:
            problems.append(error)
    if problems:
        raise Problems(problems)
    code = text_or_none(form.get("credit_code"))
    return {
        "company": form["company"].strip(),
        "credit_code": check_uscc(code).value if code else None,
        "project": form["project"].strip(),
        "place": form["place"].strip(),
        "department": text_or_none(form.get("department_name")),
        "department_id": form.get("department"),
        "leader": form["leader"].strip(),
        "leader_phone": phone,
        "living": text_or_none(form.get("living")),
        "pledge_signed": bool(form.get("pledge_signed")),
        "starts_on": start,
        "ends_on": end,
    }


def _return(work: Work, ids: Sequence[int], why: str) -> None:
    if not ids:
        return
    work.session.execute(
        update(Pass)
        .where(Pass.id.in_(bindparam("ids", expanding=True)), Pass.status == PassStatus.ISSUED)
        .values(
            status=PassStatus.RETURNED.value,
            ended_at=work.at,
            end_reason=why,
            sealed_token=None,
            version=Pass.version + 1,
        ),
        {"ids": list(ids)},
        execution_options={"synchronize_session": False},
    )
    records.write_events(
        work, [records.event_values(work, key, PassEventKind.RETURNED, reason=why) for key in ids]
    )
