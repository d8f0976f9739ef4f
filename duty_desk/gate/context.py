"""What belongs beside a verdict: the household's exits, today's passages, the morning check, the run, the visit (product rule G1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from db.models import CrewJob, HealthCheck, Pass
from db.vocabulary import CheckSlot, CrossingKind
from duty_desk import ledger, policy, screening
from duty_desk.gate import log, run_facts, run_queries, visit_queries
from duty_desk.gate.log import LogRow
from duty_desk.gate.run_queries import RunRow
from duty_desk.gate.subjects import Subject
from duty_desk.gate.visit_queries import VisitRow
from duty_desk.ledger import Request
from duty_desk.passes import HouseholdQuota, household_quota
from duty_desk.work import Read

LATEST = 5


@dataclass(frozen=True, slots=True)
class CrewContext:
    """The morning check of somebody of a crew: `state` as the gate judges it, `day` what it is about, today's reading."""

    state: str
    day: date | None
    temperature: float | None
    project: str
    place: str
    leader: str
    leader_phone: str | None


@dataclass(frozen=True, slots=True)
class Context:
    """Facts about a subject; only what fits its kind is filled."""

    latest: tuple[LogRow, ...]
    passages_today: int
    quota: HouseholdQuota | None = None
    crew: CrewContext | None = None
    run: RunRow | None = None
    visit: VisitRow | None = None


def context_of(read: Read, subject: Subject) -> Context:
    """Everything the context panel shows for a subject."""
    latest = _log(read, subject, LATEST)
    today = (read.at.date(), read.at.date())
    passages = ledger.count(
        log.LOG,
        read,
        Request(
            filters={**_whose(subject), "period": today, "results": [log.PASSED, log.FORCED, log.EXEMPT]}
        ),
    )
    quota = household_quota(read, subject.household_id) if subject.household_id is not None else None
    run = None
    if subject.vehicle_id is not None and (open_run := run_facts.open_run(read, subject.vehicle_id)):
        run = run_queries.get_run(read, open_run)
    visit = visit_queries.get_visit(read, subject.visit_id) if subject.visit_id is not None else None
    crew = _crew(read, subject) if subject.kind is CrossingKind.CREW else None
    return Context(latest, passages if _whose(subject) else 0, quota, crew, run, visit)


def latest_at(read: Read, gate: int, limit: int = 20) -> tuple[LogRow, ...]:
    """The last lines of a gate's log of today and yesterday, newest first."""
    period = (read.at.date() - timedelta(days=1), read.at.date())
    return ledger.page(log.LOG, read, Request(filters={"gates": [gate], "period": period}), limit).rows


def _log(read: Read, subject: Subject, limit: int) -> tuple[LogRow, ...]:
    whose = _whose(subject)
    return ledger.page(log.LOG, read, Request(filters=whose), limit).rows if whose else ()


def _whose(subject: Subject) -> dict[str, int]:
    if subject.person_id is not None:
        return {"person": subject.person_id}
    return {"pass": subject.pass_id} if subject.pass_id is not None else {}


def _crew(read: Read, subject: Subject) -> CrewContext | None:
    row = read.session.execute(
        select(
            Pass.valid_from,
            Pass.job_id,
            CrewJob.project,
            CrewJob.place,
            CrewJob.leader,
            CrewJob.leader_phone,
        )
        .outerjoin(CrewJob, CrewJob.id == Pass.job_id)
        .where(Pass.id == subject.pass_id)
    ).one_or_none()
    if row is None or subject.person_id is None:
        return None
    day = read.at.date()
    back = policy.integer(read, "gate.crew_days_back", day)
    found = screening.crew_check(
        read, subject.person_id, row.job_id, day, back=back, since=row.valid_from.date()
    )
    temperature = read.session.scalar(
        select(HealthCheck.temperature).where(
            HealthCheck.person_id == subject.person_id,
            HealthCheck.day == day,
            HealthCheck.slot == CheckSlot.MORNING.value,
        )
    )
    return CrewContext(
        state=found.state,
        day=found.day,
        temperature=temperature,
        project=row.project or "",
        place=row.place or "",
        leader=row.leader or "",
        leader_phone=row.leader_phone,
    )
