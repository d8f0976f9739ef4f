"""Jobs and their crews as the window shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select

from db.models import CrewJob, CrewMember, Pass, Person, Unit
from db.vocabulary import CrewDecision, PassState, PassStatus
from duty_desk import formats
from duty_desk.errors import StaleError
from duty_desk.passes import queries
from duty_desk.work import Read


class JobState(StrEnum):
    """Whether a crew is on the campus. OVERDUE: the job has ended and nobody said that they left."""

    COMING = "coming"
    HERE = "here"
    OVERDUE = "overdue"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job with how many of its people were admitted, refused, and hold a pass."""

    id: int
    project: str
    company: str
    credit_code: str | None
    place: str
    department: str | None
    leader: str
    leader_phone: str | None
    living: str | None
    pledge_signed: bool
    starts_on: date
    ends_on: date
    left_on: date | None
    people: int
    admitted: int
    refused: int
    passes: int
    version: int
    state: JobState

    @property
    def period(self) -> str:
        """From the day they come to the day they go."""
        return formats.period(self.starts_on, self.left_on or self.ends_on)

    @property
    def waiting(self) -> int:
        """People of whom nobody has decided yet."""
        return self.people - self.admitted - self.refused


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person of a crew."""

    person_id: int
    name: str
    id_number: str | None
    phone: str | None
    trade: str | None
    residence: str | None
    travel: str | None
    arrived_on: date | None
    transport: str | None
    temperature: float | None
    documents: tuple[str, ...]
    decision: CrewDecision
    note: str | None
    pass_id: int | None
    number: str | None
    short_number: str
    state: PassState | None

    @property
    def id(self) -> int:
        """The person."""
        return self.person_id

    @property
    def lacks_pass(self) -> bool:
        """Whether they are admitted and hold no pass that was not taken back."""
        given_back = (None, PassState.VOIDED, PassState.RETURNED)
        return self.decision is CrewDecision.ADMITTED and self.state in given_back


def list_jobs(read: Read, *, with_left: bool = True) -> tuple[JobRow, ...]:
    """All jobs, those still here first, by their end."""
    query = select(CrewJob, Unit.name).outerjoin(Unit, Unit.id == CrewJob.department_id)
    if not with_left:
        query = query.where(CrewJob.left_on.is_(None))
    query = query.order_by(CrewJob.left_on.is_not(None), CrewJob.ends_on, CrewJob.id)
    found = read.session.execute(query).all()
    counts = _counts(read, [row.id for row, _ in found])
    return tuple(_job(read, row, unit, counts.get(row.id, {})) for row, unit in found)


def fetch_jobs(read: Read, ids: Sequence[int]) -> list[JobRow]:
    """Jobs by identifier, in any order."""
    query = select(CrewJob, Unit.name).outerjoin(Unit, Unit.id == CrewJob.department_id)
    found = read.session.execute(query.where(CrewJob.id.in_(list(ids)))).all()
    counts = _counts(read, ids)
    return [_job(read, row, unit, counts.get(row.id, {})) for row, unit in found]


def get_job(read: Read, job: int) -> JobRow:
    """One job. Raises StaleError when there is none."""
    query = select(CrewJob, Unit.name).outerjoin(Unit, Unit.id == CrewJob.department_id)
    found = read.session.execute(query.where(CrewJob.id == job)).one_or_none()
    if found is None:
        raise StaleError("storage.stale")
    return _job(read, found[0], found[1], _counts(read, [job]).get(job, {}))


def list_members(read: Read, job: int) -> tuple[MemberRow, ...]:
    """The people of a crew in the order they were put on it, with the state of their passes."""
    query = (
        select(CrewMember, Person.name, Person.id_number, Person.phone)
        .join(Person, Person.id == CrewMember.person_id)
        .where(CrewMember.job_id == job)
        .order_by(CrewMember.id)
    )
    found = read.session.execute(query).all()
    ids = [row.pass_id for row, *_ in found if row.pass_id is not None]
    passes = {row.id: row for row in queries.fetch(read, ids)} if ids else {}
    members: list[MemberRow] = []
    for row, name, id_number, phone in found:
        held = passes.get(row.pass_id) if row.pass_id is not None else None
        members.append(
            MemberRow(
                person_id=row.person_id,
                name=name,
                id_number=id_number,
                phone=phone,
                trade=row.trade,
                residence=row.residence,
                travel=row.travel,
                arrived_on=row.arrived_on,
                transport=row.transport,
                temperature=row.temperature,
                documents=tuple(row.documents),
                decision=CrewDecision(row.decision),
                note=row.note,
                pass_id=row.pass_id,
                number=held.number if held else None,
                short_number=held.short_number if held else "",
                state=held.state if held else None,
            )
        )
    return tuple(members)


def _counts(read: Read, jobs: Sequence[int]) -> dict[int, dict[str, int]]:
    query = (
        select(
            CrewMember.job_id,
            CrewMember.decision,
            func.count().label("n"),
            func.count(Pass.id).label("passes"),
        )
        .outerjoin(Pass, and_(Pass.id == CrewMember.pass_id, Pass.status == PassStatus.ISSUED))
        .where(CrewMember.job_id.in_(list(jobs)))
        .group_by(CrewMember.job_id, CrewMember.decision)
    )
    found: dict[int, dict[str, int]] = {}
    for row in read.session.execute(query):
        about = found.setdefault(row.job_id, {})
        about[row.decision] = row.n
        about["passes"] = about.get("passes", 0) + row.passes
        about["people"] = about.get("people", 0) + row.n
    return found


def _state(row: CrewJob, today: date) -> JobState:
    if row.left_on is not None:
        return JobState.LEFT
    if row.ends_on < today:
        return JobState.OVERDUE
    return JobState.COMING if row.starts_on > today else JobState.HERE


def _job(read: Read, row: CrewJob, unit: str | None, counts: dict[str, Any]) -> JobRow:
    return JobRow(
        id=row.id,
        project=row.project,
        company=row.company,
        credit_code=row.credit_code,
        place=row.place,
        department=unit or row.department,
        leader=row.leader,
        leader_phone=row.leader_phone,
        living=row.living,
        pledge_signed=row.pledge_signed,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        left_on=row.left_on,
        people=counts.get("people", 0),
        admitted=counts.get(CrewDecision.ADMITTED.value, 0),
        refused=counts.get(CrewDecision.REFUSED.value, 0),
        passes=counts.get("passes", 0),
        version=row.version,
        state=_state(row, read.at.date()),
    )
