"""The jobs of crews as a list: who builds what where, until when, with how many people, and whether they are still here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from db.models import CrewJob, Unit
from duty_desk import search
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.passes.crew_queries import JobState, fetch_jobs
from duty_desk.strings import t
from duty_desk.work import Read

JOB_TONES: Mapping[str, tuple[str, str]] = {
    JobState.COMING: ("info", "clock-outline"),
    JobState.HERE: ("ok", "check-circle"),
    JobState.OVERDUE: ("warn", "timer-alert-outline"),
    JobState.LEFT: ("neutral", "history"),
}
_SORTS: Mapping[str, tuple[Any, ...]] = {
    "project": (CrewJob.project, CrewJob.id),
    "company": (CrewJob.company, CrewJob.id),
    "place": (CrewJob.place, CrewJob.id),
    "period": (CrewJob.starts_on, CrewJob.ends_on, CrewJob.id),
}


def select_jobs(read: Read, request: Request) -> Select[Any]:
    """Filter: `states` (words of JobState). Those still here first, by their end, unless another order is asked for."""
    query = select(CrewJob.id)
    states = request.filters.get("states")
    if states:
        query = query.where(_state(read).in_([str(state) for state in states]))
    if request.search.strip():
        query = query.where(CrewJob.id.in_(_named(read, request.search)))
    columns = _SORTS.get(request.sort or "")
    if columns is None:
        return query.order_by(CrewJob.left_on.is_not(None), CrewJob.ends_on, CrewJob.id)
    return query.order_by(*(column.desc() if request.descending else column for column in columns))


def count_jobs(read: Read) -> Mapping[JobState, int]:
    """How many jobs there are in each state."""
    state = _state(read)
    found: dict[str, int] = {
        row[0]: row[1] for row in read.session.execute(select(state, func.count()).group_by(state))
    }
    return {one: found.get(one.value, 0) for one in JobState}


def _state(read: Read) -> ColumnElement[str]:
    today = read.at.date()
    return case(
        (CrewJob.left_on.is_not(None), JobState.LEFT.value),
        (CrewJob.ends_on < today, JobState.OVERDUE.value),
        (CrewJob.starts_on > today, JobState.COMING.value),
        else_=JobState.HERE.value,
    )


def _named(read: Read, typed: str) -> list[int]:
    """Jobs are dozens: what they are called is compared here, hanzi and initials alike."""
    wanted = search.normalise(typed).replace(" ", "")
    query = select(
        CrewJob.id, CrewJob.project, CrewJob.company, CrewJob.place, CrewJob.leader, Unit.name
    ).outerjoin(Unit, Unit.id == CrewJob.department_id)
    return [key for key, *words in read.session.execute(query) if _fits(wanted, [w for w in words if w])]


def _fits(wanted: str, words: Sequence[str]) -> bool:
    if any(wanted in search.normalise(word).replace(" ", "") for word in words):
        return True
    return wanted.isascii() and any(search.initials(word).startswith(wanted) for word in words)


def _describe(read: Read, request: Request) -> str:
    parts = [t(f"passes_crews.state.{state}") for state in request.filters.get("states") or ()]
    if typed := request.search.strip():
        parts.append(t("passes.filter.search", typed=typed))
    return t("passes.filter.mark").join(parts)


JOBS = Ledger(
    key="passes.jobs",
    title="passes_crews.ledger",
    columns=(
        Column("project", "passes_crews.column.project", width=168, stretch=True),
        Column("company", "passes_crews.column.company", width=144),
        Column("place", "passes_crews.column.place", width=96),
        Column("department", "passes_crews.column.department", width=96, sortable=False, hidden=True),
        Column(
            "leader",
            "passes_crews.column.leader",
            Kind.NAME,
            width=80,
            sortable=False,
            hidden=True,
            masked=True,
        ),
        Column("living", "passes_crews.column.living", width=160, sortable=False, hidden=True),
        Column("period", "passes_crews.column.period", width=136),
        Column("people", "passes_crews.column.people", Kind.NUMBER, 52, align="right", sortable=False),
        Column("passes", "passes_crews.column.passes", Kind.NUMBER, 52, align="right", sortable=False),
        Column(
            "state",
            "passes_crews.column.state",
            Kind.CHIP,
            width=104,
            sortable=False,
            words="passes_crews.state",
            tones=JOB_TONES,
        ),
    ),
    statement=select_jobs,
    fetch=fetch_jobs,
    default_sort="",
    describe=_describe,
)
