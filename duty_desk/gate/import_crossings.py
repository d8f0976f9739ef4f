"""A gate's register from an office workbook: passages, and those who were turned away, with why the rules would have done so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert, select, update

from db.models import Crossing, Gate, Household, Pass, Refusal
from db.vocabulary import Category, CrossingKind, CrossingOrigin, Direction, TemperatureMethod
from duty_desk import numbering
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.gate.answer_rules import RULINGS, Answer, Reason, Word
from duty_desk.gate.import_words import method_of
from duty_desk.gate.review import judge_refusals
from duty_desk.imported import JudgedRow
from duty_desk.passes import PassKind
from duty_desk.passes.arrivals import Arrivals, Named, obtain_people
from duty_desk.passes.import_rows import Written
from duty_desk.passes.quota import is_free
from duty_desk.roles import step
from duty_desk.work import Read, Work

_PIECE = 500
_CROSSING: Any = Crossing.__table__
_REFUSAL: Any = Refusal.__table__
PASSED, REFUSED, HELD = "passed", "refused", "held"


@dataclass(frozen=True, slots=True)
class _Known:
    """What names in the register can mean."""

    gates: Mapping[str, int]
    households: Mapping[str, int]
    passes: Mapping[str, Any]


@step
def write_crossings(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Log the rows of a register. Rows marked void are kept, withdrawn; those turned away become refusals."""
    known = _read_known(work, rows)
    left: dict[int, DutyDeskError] = {}
    named = [_person(row.values, known) for row in rows]
    arrivals = obtain_people(work, [one for one in named if one is not None], import_id=batch_id)
    passages: list[dict[str, Any]] = []
    refusals: list[dict[str, Any]] = []
    for position, row in enumerate(rows):
        error = _trouble(row.values, known, named[position], arrivals)
        if error is not None:
            left[position] = error
            continue
        person = named[position]
        who = arrivals.people[person.key] if person is not None else None
        values = _values(work, row.values, known, who, batch_id)
        if row.values.get("result") in (REFUSED, HELD):
            refusals.append(values)
        else:
            passages.append(_passage(work, values, row.values))
    for start in range(0, len(passages), _PIECE):
        work.session.execute(insert(_CROSSING), passages[start : start + _PIECE])
    _write_refusals(work, refusals)
    settle(work, batch_id)
    return Written(len(rows) - len(left), arrivals.created, tuple(left.items()))


@step
def settle(work: Work, batch_id: int | None) -> None:
    """Who of those in an import is inside after all that is known of them."""
    mine = Crossing.import_id == batch_id if batch_id is not None else Crossing.import_id.is_(None)
    for column in (Crossing.person_id, Crossing.pass_id):
        subjects = select(column).where(mine, column.is_not(None))
        if column is Crossing.pass_id:
            subjects = subjects.where(Crossing.person_id.is_(None))
        query = (
            select(
                Crossing.id, column.label("subject"), Crossing.direction, Crossing.at, Crossing.inside_since
            )
            .where(
                column.in_(subjects),
                Crossing.withdrawn_at.is_(None),
                Crossing.kind != CrossingKind.HOUSEHOLD.value,
            )
            .order_by(column, Crossing.at, Crossing.id)
        )
        if column is Crossing.pass_id:
            query = query.where(Crossing.person_id.is_(None))
        last: dict[int, Any] = {}
        wanted: dict[int, datetime | None] = {}
        stored: dict[int, datetime | None] = {}
        for row in work.session.execute(query):
            wanted[row.id], stored[row.id] = None, row.inside_since
            last[row.subject] = row
        for row in last.values():
            wanted[row.id] = row.at if row.direction == Direction.IN.value else None
        for crossing, since in wanted.items():
            if since != stored[crossing]:
                work.session.execute(
                    update(_CROSSING).where(_CROSSING.c.id == crossing).values(inside_since=since)
                )


def moment_of(day: date, clock: str) -> datetime:
    """A day and a time of a sheet; 24:00 is the midnight that ends the day."""
    if clock == "24:00":
        return datetime.combine(day + timedelta(days=1), time())
    return datetime.combine(day, time.fromisoformat(clock))


def _read_known(read: Read, rows: Sequence[JudgedRow]) -> _Known:
    gates = {row.name: row.id for row in read.session.execute(select(Gate.id, Gate.name))}
    homes = {row.code: row.id for row in read.session.execute(select(Household.id, Household.code))}
    numbers: dict[str, str] = {}
    for row in rows:
        typed = str(row.values.get("permit") or "")
        if typed and typed not in numbers:
            parsed = _parse(read, typed)
            if parsed:
                numbers[typed] = parsed
    found: dict[str, Any] = {}
    wanted = sorted(set(numbers.values()))
    for start in range(0, len(wanted), _PIECE):
        query = select(Pass.id, Pass.number, Pass.kind, Pass.holder_id).where(
            Pass.number.in_(wanted[start : start + _PIECE])
        )
        found |= {row.number or "": row for row in read.session.execute(query)}
    return _Known(
        gates, homes, {typed: found[number] for typed, number in numbers.items() if number in found}
    )


def _parse(read: Read, typed: str) -> str | None:
    for kind in PassKind:
        number = numbering.parse(read, f"pass.{kind.value}", typed)
        if number is not None:
            return number.text
    return None


def _person(row: Mapping[str, Any], known: _Known) -> Named | None:
    """Who stands in a row: told by a document or a staff number; a vehicle's crew is only described."""
    number = str(row.get("id_no") or "")
    if row.get("kind") == CrossingKind.VEHICLE.value or not number or not row.get("name"):
        return None
    resident = row.get("kind") == CrossingKind.HOUSEHOLD.value
    is_document = len(number) >= 15 or not number.isdigit()
    return Named(
        name=row["name"],
        category=Category.FAMILY if resident else Category.STAFF,
        id_number=number if is_document else None,
        staff_number=None if is_document else number,
        household_id=known.households.get(str(row.get("household") or "")),
    )


def _trouble(
    row: Mapping[str, Any], known: _Known, person: Named | None, arrivals: Arrivals
) -> DutyDeskError | None:
    if row["gate"] not in known.gates:
        return InputError("gate", "passes.error.gate_unknown")
    if person is not None:
        return arrivals.errors.get((*person.key, person.name))
    return None


def _values(
    work: Work, row: Mapping[str, Any], known: _Known, person: int | None, batch_id: int | None
) -> dict[str, Any]:
    """Columns that a passage and a refusal share."""
    typed = str(row.get("permit") or "")
    paper = known.passes.get(typed)
    kind = CrossingKind(row.get("kind") or CrossingKind.PASS.value)
    retest = row.get("retemp")
    return {
        "at": moment_of(row["date"], row["time"]),
        "gate_id": known.gates[row["gate"]],
        "direction": row["direction"],
        "kind": kind.value,
        "origin": CrossingOrigin.IMPORT.value,
        "pass_id": paper.id if paper is not None else None,
        "person_id": person,
        "household_id": known.households.get(str(row.get("household") or "")),
        "visit_id": None,
        "run_id": None,
        "name": row.get("name") if person is None else None,
        "plate": row.get("plate") or None,
        "reason_code": row.get("reason") or None,
        "temperature": row.get("temp"),
        "method": method_of(row.get("method"), TemperatureMethod.FOREHEAD) if row.get("temp") else None,
        "retest": retest,
        "retest_method": method_of(row.get("remethod"), TemperatureMethod.AXILLARY) if retest else None,
        "officer_id": None,
        "note": row.get("remark") or None,
        "import_id": batch_id,
        "import_row": row.get("seq"),
        "number": typed if paper is None and typed else None,
        "result": row.get("result"),
    }


def _passage(work: Work, values: dict[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    passage = {key: value for key, value in values.items() if key not in ("number", "result")}
    out = passage["direction"] == Direction.OUT.value
    code = passage["reason_code"]
    passage["exempt"] = bool(
        out and passage["household_id"] is not None and code is not None and is_free(work, code)
    )
    passage["withdrawn_at"] = passage["at"] if row.get("state") == "voided" else None
    passage["inside_since"] = None
    if passage["kind"] == CrossingKind.VEHICLE.value and passage["pass_id"] is None:
        passage["origin"] = CrossingOrigin.EMERGENCY.value
    return passage


def _write_refusals(work: Work, rows: list[dict[str, Any]]) -> None:
    reasons = judge_refusals(work, [SimpleNamespace(id=0, exempt=False, **row) for row in rows])
    written = [
        {key: value for key, value in row.items() if key not in ("result", "run_id")}
        | {
            "reason": reason.value,
            "answer": _answer(row["result"], reason),
            "scan_digest": None,
            "scan_class": None,
        }
        for row, reason in zip(rows, reasons, strict=True)
    ]
    if written:
        work.session.execute(insert(_REFUSAL), written)


def _answer(result: str | None, reason: Reason) -> str:
    if result == HELD:
        return HELD
    return Answer.STOP.value if RULINGS[reason].word is Word.STOP else Answer.LOOK.value
