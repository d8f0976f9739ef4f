"""Judges a log anew by the rules of its own moments: what should have been let pass and what not, for imported logs and audits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from db.models import Crossing, Pass, Refusal
from db.vocabulary import CrossingKind, CrossingOrigin, Direction, TemperatureMethod
from duty_desk.gate import limits
from duty_desk.gate.answer_rules import Reason
from duty_desk.gate.gathering import Situation, gather
from duty_desk.gate.rules import Alternation, Bands, Facts, Temperature, judge
from duty_desk.gate.subjects import Attempt, Subject
from duty_desk.passes.quota import is_free, rule_on
from duty_desk.passes.quota_rules import Exit, compute_quota
from duty_desk.work import Read

# How far back exits can count.
_BACK = timedelta(days=40)
GOOD = frozenset({Reason.OK, Reason.EXEMPT, Reason.EMERGENCY})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One row of the log with what the rules say. `passed` is what happened; `row` its number in the sheet it came from."""

    id: int
    is_crossing: bool
    row: int | None
    at: datetime
    gate_id: int
    direction: Direction | None
    kind: CrossingKind | None
    pass_id: int | None
    household_id: int | None
    number: str | None
    passed: bool
    withdrawn: bool
    reason: Reason
    temperature: float | None
    retest: float | None

    @property
    def allowed(self) -> bool:
        """Whether the rules let pass."""
        return self.reason in GOOD

    @property
    def differs(self) -> bool:
        """Whether something else happened than the rules say."""
        return self.allowed != self.passed and not self.withdrawn


def review(read: Read, first: date, last: date, *, imported: int | None = None) -> tuple[Reviewed, ...]:
    """Every passage and refusal of a period in its order, or of one import. Ways in and out need not alternate here: old logs have gaps."""
    begin, end = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    exits = _exits(read, begin - _BACK, end)
    rows = sorted(_rows(read, begin, end, imported), key=lambda row: (row.at, row.import_row or 0, row.id))
    return tuple(_judge(read, row, exits) for row in rows)


def judge_refusals(read: Read, rows: Sequence[Any]) -> list[Reason]:
    """Why each of these refusals (rows not yet stored, with the attributes of one) was right; RECORDED where no rule says so."""
    if not rows:
        return []
    moments = [row.at for row in rows]
    exits = _exits(read, min(moments) - _BACK, max(moments) + timedelta(days=1))
    found = [_reason(read, row, exits) for row in rows]
    return [Reason.RECORDED if reason in GOOD else reason for reason in found]


_Exits = Mapping[int, list[tuple[datetime, int, bool]]]


def _rows(read: Read, begin: datetime, end: datetime, imported: int | None) -> Iterator[Any]:
    for model in (Crossing, Refusal):
        query = select(model).where(model.at >= begin, model.at < end)
        if imported is not None:
            query = query.where(model.import_id == imported)
        # Visits and runs are judged by their own slips and sheets.
        yield from read.session.scalars(query.where(model.visit_id.is_(None), model.run_id.is_(None)))


def _exits(read: Read, since: datetime, until: datetime) -> _Exits:
    found: dict[int, list[tuple[datetime, int, bool]]] = defaultdict(list)
    query = (
        select(Crossing.household_id, Crossing.at, Crossing.id, Crossing.exempt)
        .where(
            Crossing.household_id.is_not(None),
            Crossing.direction == Direction.OUT.value,
            Crossing.withdrawn_at.is_(None),
            Crossing.at >= since,
            Crossing.at < until,
        )
        .order_by(Crossing.at, Crossing.id)
    )
    for household, at, crossing, exempt in read.session.execute(query):
        found[household or 0].append((at, crossing, exempt))
    return found


def _judge(read: Read, row: Any, exits: _Exits) -> Reviewed:
    crossing = isinstance(row, Crossing)
    return Reviewed(
        id=row.id,
        is_crossing=crossing,
        row=row.import_row,
        at=row.at,
        gate_id=row.gate_id,
        direction=Direction(row.direction) if row.direction else None,
        kind=CrossingKind(row.kind) if row.kind else None,
        pass_id=row.pass_id,
        household_id=row.household_id,
        number=None if crossing else row.number,
        passed=crossing,
        withdrawn=crossing and row.withdrawn_at is not None,
        reason=_reason(read, row, exits),
        temperature=row.temperature,
        retest=row.retest,
    )


def _reason(read: Read, row: Any, exits: _Exits) -> Reason:
    if row.pass_id is None and row.household_id is None:
        if row.kind == CrossingKind.VEHICLE.value and not getattr(row, "number", None):
            return Reason.EMERGENCY
        if row.person_id is None or getattr(row, "number", None):
            return Reason.UNKNOWN
    subject = _subject(read, row)
    attempt = Attempt(
        row.gate_id,
        subject=subject,
        direction=Direction(row.direction),
        person=row.person_id if subject.person_id is not None else None,
        plate=row.plate,
        purpose=row.reason_code,
    )
    exempt = bool(getattr(row, "exempt", False)) or (
        row.reason_code is not None and is_free(read, row.reason_code)
    )
    left = exempt or row.household_id is None or _quota_left(read, row, exits)
    situation = gather(read, subject, attempt, row.at, quota_left=left)
    facts = replace(
        situation.facts,
        alternation=Alternation.OFF,
        exempt=exempt,
        typed=False,
        temperature=Temperature(),
    )
    found = judge(facts, confirmed=frozenset(Reason))
    return (
        found
        if found not in GOOD
        else _temperature(row, situation, limits.bands(read, row.at.date())) or found
    )


def _subject(read: Read, row: Any) -> Subject:
    kind = CrossingKind(row.kind or CrossingKind.PASS.value)
    person = row.person_id
    if row.pass_id is not None and kind is not CrossingKind.VEHICLE:
        person = read.session.scalar(select(Pass.holder_id).where(Pass.id == row.pass_id))
    return Subject(
        kind,
        pass_id=row.pass_id,
        person_id=None if kind is CrossingKind.VEHICLE else person,
        household_id=row.household_id,
        origin=CrossingOrigin.IMPORT,
    )


def _quota_left(read: Read, row: Any, exits: _Exits) -> bool:
    """Whether the household could send somebody out just before this row."""
    household: int = row.household_id
    own: int | None = row.id if isinstance(row, Crossing) else None
    before = [
        Exit(at, exempt)
        for at, crossing, exempt in exits.get(household, ())
        if at < row.at or (at == row.at and (own is None or crossing < own))
    ]
    return compute_quota(before, row.at, rule_on(read, row.at.date())).allowed


def _temperature(row: Any, situation: Situation, bands: Bands) -> Reason | None:
    """What the readings in the row say together; None when they let pass."""
    if row.temperature is None:
        return None
    method = TemperatureMethod(row.method) if row.method else None
    first = judge(_measured(situation, Temperature(row.temperature, method, bands=bands)))
    if row.retest is None:
        return None if first in GOOD else first
    second_by = TemperatureMethod(row.retest_method) if row.retest_method else TemperatureMethod.AXILLARY
    second = judge(
        _measured(situation, Temperature(row.retest, second_by, bands=bands, first=row.temperature))
    )
    return None if second in GOOD else second


def _measured(situation: Situation, reading: Temperature) -> Facts:
    """Nothing but the reading counts."""
    return replace(
        situation.facts,
        permit=None,
        resident=True,
        at_home_gate=True,
        restriction=None,
        moved_out=False,
        gate_open=True,
        gate_in_hours=True,
        alternation=Alternation.OFF,
        quota_left=True,
        exempt=False,
        typed=False,
        person_matches=True,
        plate_matches=True,
        visit=None,
        run=None,
        temperature=reading,
    )
