"""Keeps a visitor's slip in step with the gate: let in, turned away, gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from db import changes
from db.models import Visit
from db.vocabulary import Direction, VisitOutcome
from duty_desk.gate.gathering import Situation
from duty_desk.roles import step
from duty_desk.work import Work

_VISIT: Any = Visit.__table__
_LIMIT = select(Visit.limit_hours).where(Visit.id == bindparam("visit_id"))


@step
def note_crossing(work: Work, situation: Situation) -> None:
    """A visitor was let in or went out."""
    visit = situation.subject.visit_id
    if visit is None:
        return
    facts, reading = situation.facts, situation.facts.temperature
    if facts.direction is Direction.OUT:
        leave(work, visit, facts.at, gate=situation.attempt.gate, temperature=reading.value)
        return
    hours = work.session.scalar(_LIMIT, {"visit_id": visit}) or 0
    second = situation.row.retest_id is not None and reading.value is not None
    _set(
        work,
        visit,
        admitted=True,
        came_at=facts.at,
        gate_id=situation.attempt.gate,
        open_until=facts.at + timedelta(hours=hours),
        host_confirmed=True,
        temperature=situation.row.retest_first if second else reading.value,
        retest=reading.value if second else None,
        method=reading.method.value if reading.method is not None else None,
        left_at=None,
        outcome=None,
    )


@step
def note_refusal(work: Work, situation: Situation) -> None:
    """A visitor was turned away with a second abnormal reading."""
    if situation.subject.visit_id is None or situation.facts.direction is Direction.OUT:
        return
    reading = situation.facts.temperature
    _set(
        work,
        situation.subject.visit_id,
        admitted=False,
        open_until=None,
        temperature=reading.first,
        retest=reading.value,
    )


@step
def leave(
    work: Work, visit: int, at: datetime, *, gate: int | None, temperature: float | None = None
) -> None:
    """A visitor is out."""
    _set(
        work,
        visit,
        left_at=at,
        left_gate_id=gate,
        left_temperature=temperature,
        open_until=None,
        outcome=VisitOutcome.LEFT.value,
    )


@step
def reopen(work: Work, visit: int) -> None:
    """A visitor's going out is taken back."""
    row = work.session.execute(select(Visit.came_at, Visit.limit_hours).where(Visit.id == visit)).one()
    _set(
        work,
        visit,
        left_at=None,
        left_gate_id=None,
        left_temperature=None,
        outcome=None,
        open_until=row.came_at + timedelta(hours=row.limit_hours),
    )


@step
def unadmit(work: Work, visit: int) -> None:
    """A visitor's coming in is taken back: as registered, not let in."""
    _set(work, visit, admitted=None, open_until=None)


def _set(work: Work, visit: int, **values: Any) -> None:
    work.session.connection().execute(
        update(_VISIT).where(_VISIT.c.id == visit).values(**values, version=_VISIT.c.version + 1)
    )
    changes.note(work.session, _VISIT.name)
