"""What an officer does before a shift: mask, morning check, temperature, contacts of yesterday (product rule W2, domain A1.18).

A temperature at the limit is kept as it is: whoever has it does not go on duty, and is told what to do next.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import func, select

from db.models import RoutineEntry, RoutineStep
from db.vocabulary import IncidentKind, Role, Shift, StepKind
from duty_desk import audit, incidents, policy, roster
from duty_desk.duty.words import needed
from duty_desk.errors import InputError, Problems, StaleError
from duty_desk.paths import resources
from duty_desk.roles import Permission, may, requires, step
from duty_desk.spans import Span, span_at, span_of
from duty_desk.strings import t
from duty_desk.work import Read, Work

_COLDEST, _WARMEST = 30.0, 45.0
_FEVER_LEVEL = 3
# Temperatures and contacts are health data of the officers (data inventory).
SEES_ALL = frozenset({Role.ADMINISTRATOR, Role.CHIEF})


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: a tick, a temperature or a few words."""

    id: int
    name: str
    kind: StepKind
    list_order: int
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What was written down for a step."""

    step: int
    at: datetime
    good: bool
    value: str


@dataclass(frozen=True, slots=True)
class RoutineState:
    """How far an officer is with the routine of a shift. `is_fit` is None until it is done."""

    span: Span
    steps: tuple[StepRow, ...]
    entries: Mapping[int, EntryRow]

    @property
    def is_done(self) -> bool:
        """Whether every step was gone through."""
        return all(each.id in self.entries for each in self.steps)

    @property
    def is_fit(self) -> bool | None:
        """Whether everything is as it should be, so that the officer may go on duty."""
        return all(self.entries[each.id].good for each in self.steps) if self.is_done else None

    @property
    def wrong(self) -> tuple[StepRow, ...]:
        """Steps that are not as they should be."""
        return tuple(
            each for each in self.steps if each.id in self.entries and not self.entries[each.id].good
        )


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One officer's routine of a shift, for the sheet of a day; `at` and `good` are None for who has not gone through it."""

    id: int
    officer: str
    shift: Shift
    at: datetime | None
    good: bool | None
    temperature: str
    wrong: tuple[str, ...]


@cache
def usual_steps() -> Sequence[Mapping[str, Any]]:
    """The steps that an office starts with."""
    path = resources() / "defaults" / "routine.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["step"]


@step
def add_usual_steps(work: Work) -> int:
    """The steps an office starts with; returns how many were added: none where there are any."""
    if work.session.scalar(select(RoutineStep.id).limit(1)) is not None:
        return 0
    for order, row in enumerate(usual_steps()):
        work.session.add(RoutineStep(name=row["name"], kind=StepKind(row["kind"]).value, list_order=order))
    work.session.flush()
    return len(usual_steps())


@requires(Permission.WRITE_LOG)
def load_usual(work: Work) -> int:
    """The usual steps for an office from before there were any."""
    count = add_usual_steps(work)
    if count:
        audit.record(work, action="routine.load", after={"count": count})
    return count


@requires(Permission.WRITE_LOG)
def add_step(work: Work, *, name: str, kind: StepKind) -> int:
    """One more step at the end."""
    name = needed(name, "name", "duty.error.step_name")
    if work.session.scalar(select(RoutineStep.id).where(RoutineStep.name == name)) is not None:
        raise InputError("name", "duty.error.step_there", name=name)
    known = list_steps(work, active_only=False)
    row = RoutineStep(
        name=name, kind=kind.value, list_order=max((s.list_order for s in known), default=-1) + 1
    )
    work.session.add(row)
    work.session.flush()
    audit.record(work, action="routine_step.add", subject=("routine_step", row.id), after={"name": name})
    return row.id


@requires(Permission.WRITE_LOG)
def edit_step(work: Work, step: int, *, name: str, is_active: bool, version: int) -> None:
    """Another name for a step, or leave it out from now on; what was written for it stays."""
    row = work.session.scalar(select(RoutineStep).where(RoutineStep.id == step).with_for_update())
    if row is None or row.version != version:
        raise StaleError("storage.stale")
    name = needed(name, "name", "duty.error.step_name")
    if (
        name != row.name
        and work.session.scalar(select(RoutineStep.id).where(RoutineStep.name == name)) is not None
    ):
        raise InputError("name", "duty.error.step_there", name=name)
    before = {"name": row.name, "is_active": row.is_active}
    row.name, row.is_active = name, is_active
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="routine_step.change",
        subject=("routine_step", step),
        before=before,
        after={"name": name, "is_active": is_active},
    )


@requires(Permission.WRITE_LOG)
def record(work: Work, answers: Mapping[int, str | float | bool]) -> RoutineState:
    """Write down the routine of the officer at the desk for their shift: a tick, a temperature or words for each step.

    Raises Problems at the fields `step.<id>` for what is missing. What is not as it should be is kept: `is_fit` says it.
    """
    load_usual(work)
    state = routine_state(work)
    limit = policy.number(work, "temp.abnormal")
    wrong: list[InputError] = []
    rows: list[RoutineEntry] = []
    for each in state.steps:
        answer = answers.get(each.id)
        try:
            good, value = _judge(each, answer, limit)
        except InputError as error:
            wrong.append(error)
            continue
        rows.append(
            RoutineEntry(
                day=state.span.day,
                shift=state.span.shift.value,
                step_id=each.id,
                at=work.at,
                good=good,
                value=value,
                officer_id=work.officer.id,
                officer_name=work.officer.name,
            )
        )
    if wrong:
        raise Problems(wrong)
    fever = _is_fever(work, state, rows)
    work.session.add_all(rows)
    work.session.flush()
    if fever:
        _report(work, state)
    audit.record(
        work,
        action="routine.record",
        after={"day": state.span.day, "shift": state.span.shift.value, "normal": all(r.good for r in rows)},
    )
    return routine_state(work)


def _is_fever(work: Work, state: RoutineState, rows: Sequence[RoutineEntry]) -> bool:
    """Measured twice, twice at the limit; or once so high that nobody waits for the second."""
    warm = {each.id for each in state.steps if each.kind is StepKind.TEMPERATURE}
    high = [float(row.value or 0) for row in rows if row.step_id in warm and not row.good]
    again = any(not state.entries[step].good for step in warm & set(state.entries))
    return bool(high) and (again or max(high) >= policy.number(work, "temp.emergency"))


def _report(work: Work, state: RoutineState) -> None:
    """An incident, as at the gate; one for a shift, however often is measured."""
    query = select(func.min(RoutineEntry.id)).where(
        RoutineEntry.day == state.span.day,
        RoutineEntry.shift == state.span.shift.value,
        RoutineEntry.officer_id == work.officer.id,
    )
    incidents.open_incident(
        work,
        kind=IncidentKind.FEVER,
        level=_FEVER_LEVEL,
        title=t("duty.routine.fever"),
        place=t("duty.routine.fever_place"),
        names=[work.officer.name],
        source=("routine", work.session.scalar(query) or 0),
    )


def list_steps(read: Read, *, active_only: bool = True) -> tuple[StepRow, ...]:
    """The steps in their order."""
    query = select(RoutineStep).order_by(RoutineStep.list_order, RoutineStep.id)
    if active_only:
        query = query.where(RoutineStep.is_active)
    return tuple(
        StepRow(row.id, row.name, StepKind(row.kind), row.list_order, row.is_active, row.version)
        for row in read.session.scalars(query)
    )


def routine_state(read: Read, officer: int | None = None) -> RoutineState:
    """How far an officer, the one at the desk when none is named, is with the routine of the shift that is theirs now.

    Shortly before a shift begins it is that one, unless the officer has just worked through the one before.
    """
    now, who = span_at(read, read.at), officer or read.officer.id
    done = _entries(read, now, who)
    notice = timedelta(minutes=policy.integer(read, "duty.notice_minutes"))
    if not done and now.end - read.at <= notice:
        now = span_at(read, now.end)
        done = _entries(read, now, who)
    return RoutineState(now, list_steps(read), done)


def is_due(read: Read) -> bool:
    """Whether the officer at the desk should still go through the routine: all who write the log, once in a shift."""
    if read.officer.id is None or not may(read, Permission.WRITE_LOG):
        return False
    state = routine_state(read)
    return bool(state.steps) and not state.is_done


def is_unfit(read: Read, officer: int) -> bool:
    """Whether an officer has gone through the routine and may not go on duty by it: who has not yet is not held up."""
    return routine_state(read, officer).is_fit is False


def sheet(read: Read, day: date) -> tuple[SheetRow, ...]:
    """Who went through the routine for the shifts that begin on a day, and what came of it; of others only for who may know."""
    steps = {each.id: each for each in list_steps(read, active_only=False)}
    query = select(RoutineEntry).where(RoutineEntry.day == day).order_by(RoutineEntry.id)
    if read.officer.role not in SEES_ALL:
        query = query.where(RoutineEntry.officer_id == read.officer.id)
    grouped: dict[tuple[int | None, str], dict[int, RoutineEntry]] = {}
    for row in read.session.scalars(query):
        grouped.setdefault((row.officer_id, row.shift), {})[row.step_id] = row
    rows: list[SheetRow] = []
    for (_officer, shift), entries in grouped.items():
        last = max(entries.values(), key=lambda row: row.id)
        warm = [row.value or "" for key, row in entries.items() if steps[key].kind is StepKind.TEMPERATURE]
        bad = tuple(steps[key].name for key, row in entries.items() if not row.good)
        rows.append(
            SheetRow(
                last.id,
                last.officer_name or "",
                Shift(shift),
                last.at,
                not bad,
                warm[-1] if warm else "",
                bad,
            )
        )
    if read.officer.role in SEES_ALL:
        rows += _missing(read, day, set(grouped))
    return tuple(sorted(rows, key=lambda row: (row.shift is Shift.NIGHT, row.at is None, row.at or read.at)))


def _missing(read: Read, day: date, done: set[tuple[int | None, str]]) -> list[SheetRow]:
    """Officers who have a shift on the roster that has begun, and have not gone through the routine for it."""
    found: list[SheetRow] = []
    for shift, people in roster.people_on(read, day).items():
        if shift not in (Shift.DAY, Shift.NIGHT) or span_of(read, day, shift).start > read.at:
            continue
        found += [
            SheetRow(-person.id, person.name, shift, None, None, "", ())
            for person in people
            if person.officer is not None and (person.officer, shift.value) not in done
        ]
    return found


def _judge(each: StepRow, answer: Any, limit: float) -> tuple[bool, str | None]:
    field = f"step.{each.id}"
    if each.kind is StepKind.TICK:
        if answer is None:
            raise InputError(field, "duty.error.tick", name=each.name)
        return bool(answer), None
    if each.kind is StepKind.TEMPERATURE:
        try:
            degrees = round(float(answer), 1)
        except (TypeError, ValueError):
            raise InputError(field, "duty.error.temperature") from None
        if not _COLDEST <= degrees <= _WARMEST:
            raise InputError(field, "duty.error.temperature")
        return degrees < limit, f"{degrees:.1f}"
    words = str(answer or "").strip()
    return True, words or None


def _entries(read: Read, span: Span, officer: int | None) -> dict[int, EntryRow]:
    query = (
        select(RoutineEntry)
        .where(
            RoutineEntry.day == span.day,
            RoutineEntry.shift == span.shift.value,
            RoutineEntry.officer_id == officer,
        )
        .order_by(RoutineEntry.id)
    )
    rows = read.session.scalars(query)
    return {row.step_id: EntryRow(row.step_id, row.at, row.good, row.value or "") for row in rows}
