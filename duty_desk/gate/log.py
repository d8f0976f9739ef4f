"""The log of the gates as one list: every passage and every refusal, newest first (product rule G3).

Two tables make one list: a passage has an even identifier, a refusal an odd one. Filters of a request, all optional: `period` (first
and last day), `gates`, `kinds`, `results` (words of RESULTS), `reasons`, `direction`, `person`, `pass`, `household`, `imported`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, union_all

from db import search as index
from db.models import Crossing, Gate, Household, Officer, Pass, Person, Refusal
from db.vocabulary import Direction, PassKind
from duty_desk import formats, numbering, search
from duty_desk.gate.answer_rules import Reason
from duty_desk.gate.wording import degrees
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.people.households import place_text
from duty_desk.people.rules import normalise_plate
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from duty_desk.work import Read

PASSED, FORCED, EXEMPT, WITHDRAWN, REFUSED, HELD, LOOKED = (
    "passed",
    "forced",
    "exempt",
    "withdrawn",
    "refused",
    "held",
    "look",
)
RESULTS = (PASSED, FORCED, EXEMPT, WITHDRAWN, REFUSED, HELD, LOOKED)
# What a refusal stores, and the word of the list for it.
_ANSWERS: Mapping[str, str] = {"stop": REFUSED, "held": HELD, "look": LOOKED}
TONES: Mapping[str, tuple[str, str]] = {
    PASSED: ("ok", "check-circle"),
    FORCED: ("warn", "key-outline"),
    EXEMPT: ("ok", "check"),
    WITHDRAWN: ("neutral", "undo"),
    REFUSED: ("danger", "cancel"),
    HELD: ("danger", "thermometer-alert"),
    LOOKED: ("warn", "alert"),
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One passage or refusal. `reason` is why not, or what a rule had against it."""

    id: int
    crossing_id: int | None
    at: datetime
    gate: str
    direction: str | None
    kind: str | None
    name: str
    place: str
    number: str
    plate: str | None
    temperature: str
    result: str
    reason: str
    note: str | None
    officer: str | None
    origin: str
    pass_id: int | None
    person_id: int | None


def crossing_row_id(crossing: int) -> int:
    """The identifier that a passage has in this list."""
    return crossing * 2


def refusal_row_id(refusal: int) -> int:
    """The identifier that a refusal has in this list."""
    return refusal * 2 + 1


def select_log(read: Read, request: Request) -> Any:
    """Identifiers of the list in order."""
    passages = select((Crossing.id * 2).label("id"), Crossing.at.label("at")).where(
        *_conditions(read, request, Crossing)
    )
    refusals = select((Refusal.id * 2 + 1).label("id"), Refusal.at.label("at")).where(
        *_conditions(read, request, Refusal)
    )
    found = union_all(passages, refusals)
    oldest_first = request.sort is not None and not request.descending
    at, key = found.selected_columns["at"], found.selected_columns["id"]
    return found.order_by(at, key) if oldest_first else found.order_by(at.desc(), key.desc())


def fetch_log(read: Read, ids: Sequence[int]) -> Sequence[LogRow]:
    """Rows of these identifiers, in no particular order."""
    rows: list[LogRow] = []
    passages = [i // 2 for i in ids if i % 2 == 0]
    refusals = [i // 2 for i in ids if i % 2]
    for model, wanted in ((Crossing, passages), (Refusal, refusals)):
        if wanted:
            rows += [_row(*found) for found in read.session.execute(_statement(model, wanted))]
    # What was measured is for who measures and who judges (check S-56).
    return rows if may(read, Permission.SEE_READINGS) else [replace(row, temperature="") for row in rows]


def describe(read: Read, request: Request) -> str:
    """The filters in words."""
    wanted = request.filters
    said: list[str] = []
    if request.search.strip():
        said.append(t("gate.filter.search", typed=request.search.strip()))
    if wanted.get("period") and all(wanted["period"]):
        said.append(formats.period(*wanted["period"]))
    if wanted.get("gates"):
        query = select(Gate.name).where(Gate.id.in_(list(wanted["gates"]))).order_by(Gate.list_order)
        said.append(t("gate.list_mark").join(read.session.scalars(query)))
    said += [t(f"gate.kind.{kind}") for kind in wanted.get("kinds") or ()]
    said += [t(f"gate.result.{word}") for word in wanted.get("results") or ()]
    said += [t(f"gate.reason.{reason}") for reason in wanted.get("reasons") or ()]
    if wanted.get("direction"):
        said.append(t(f"gate.direction.{wanted['direction']}"))
    return t("gate.filter.mark").join(said)


LOG = Ledger(
    key="gate.log",
    title="gate.ledger.log",
    columns=(
        Column("at", "gate.column.at", Kind.MOMENT, 104),
        Column("gate", "gate.column.gate", width=96, sortable=False),
        Column("direction", "gate.column.direction", width=40, sortable=False, words="gate.direction"),
        Column("kind", "gate.column.kind", width=80, sortable=False, words="gate.kind"),
        Column("name", "gate.column.name", Kind.NAME, 136, sortable=False, masked=True),
        Column("place", "gate.column.place", width=80, sortable=False, stretch=True),
        Column("number", "gate.column.number", width=136, sortable=False, hidden=True),
        Column("plate", "gate.column.plate", Kind.PLATE, 88, sortable=False, masked=True, hidden=True),
        Column("temperature", "gate.column.temperature", width=88, sortable=False),
        Column(
            "result", "gate.column.result", Kind.CHIP, 88, sortable=False, words="gate.result", tones=TONES
        ),
        Column("reason", "gate.column.reason", width=80, sortable=False),
        Column("officer", "gate.column.officer", width=72, sortable=False, hidden=True),
        Column("origin", "gate.column.origin", width=80, sortable=False, words="gate.origin", hidden=True),
        Column("note", "gate.column.note", width=160, sortable=False, hidden=True),
    ),
    statement=select_log,
    fetch=fetch_log,
    default_sort="at",
    default_descending=True,
    describe=describe,
)


def _conditions(read: Read, request: Request, model: Any) -> list[ColumnElement[bool]]:
    wanted = {key: value for key, value in request.filters.items() if value not in (None, (), [])}
    found: list[ColumnElement[bool]] = []
    first, last = wanted.get("period", (None, None))
    if first is not None:
        found.append(model.at >= datetime.combine(first, time()))
    if last is not None:
        found.append(model.at < datetime.combine(last + timedelta(days=1), time()))
    for key, column in (("gates", model.gate_id), ("kinds", model.kind)):
        if key in wanted:
            found.append(column.in_([getattr(value, "value", value) for value in wanted[key]]))
    for key, column in (
        ("person", model.person_id),
        ("pass", model.pass_id),
        ("household", model.household_id),
        ("imported", model.import_id),
        ("direction", model.direction),
    ):
        if key in wanted:
            found.append(column == getattr(wanted[key], "value", wanted[key]))
    if "reasons" in wanted:
        words = [Reason(value).value for value in wanted["reasons"]]
        found.append((model.finding if model is Crossing else model.reason).in_(words))
    if "results" in wanted:
        found.append(_result_condition(model, set(wanted["results"])))
    if request.search.strip():
        found.append(_search(read, request.search.strip(), model))
    return found


def _result_condition(model: Any, wanted: set[str]) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    if model is Crossing:
        stands = Crossing.withdrawn_at.is_(None)
        forced = Crossing.forced_reason.is_not(None)
        if WITHDRAWN in wanted:
            parts.append(~stands)
        if FORCED in wanted:
            parts.append(stands & forced)
        if EXEMPT in wanted:
            parts.append(stands & ~forced & Crossing.exempt)
        if PASSED in wanted:
            parts.append(stands & ~forced & ~Crossing.exempt)
    else:
        words = [answer for answer, word in _ANSWERS.items() if word in wanted]
        if words:
            parts.append(Refusal.answer.in_(words))
    if not parts:
        return model.id == -1
    condition = parts[0]
    for part in parts[1:]:
        condition = condition | part
    return condition


def _search(read: Read, typed: str, model: Any) -> ColumnElement[bool]:
    """A pass number, a plate, else a person however the name is typed."""
    for kind in PassKind:
        number = numbering.parse(read, f"pass.{kind.value}", typed)
        if number is not None:
            return _unindexed(model.pass_id).in_(select(Pass.id).where(Pass.number == number.text))
    plate = normalise_plate(typed)
    if len(plate) >= 7 and search.is_han(plate[0]) and plate[1:].isascii():
        passes = select(Pass.id).where(Pass.plate == plate)
        return model.pass_id.in_(passes) | (model.plate == plate)
    groups = search.terms(typed)
    if not groups:
        return model.id == -1
    dialect = read.session.get_bind().dialect.name
    people = select(Person.id).where(index.matches(dialect, "person", Person.id, groups))
    return model.person_id.in_(people)


def _unindexed(column: Any) -> Any:
    return func.coalesce(column, column)


def _statement(model: Any, ids: Sequence[int]) -> Any:
    return (
        select(model, Gate.name, Officer.name, Person.name, Pass, Household)
        .join(Gate, Gate.id == model.gate_id)
        .outerjoin(Officer, Officer.id == model.officer_id)
        .outerjoin(Person, Person.id == model.person_id)
        .outerjoin(Pass, Pass.id == model.pass_id)
        .outerjoin(Household, Household.id == model.household_id)
        .where(model.id.in_(ids))
    )


def _row(row: Any, gate: str, officer: str | None, person: str | None, paper: Any, home: Any) -> LogRow:
    passage = isinstance(row, Crossing)
    place = paper.place if paper is not None else ""
    if home is not None:
        place = place_text(home.building, home.entrance, home.room)
    first, second = degrees(row.temperature), degrees(row.retest)
    reason = row.finding if passage else row.reason
    return LogRow(
        id=row.id * 2 + (0 if passage else 1),
        crossing_id=row.id if passage else None,
        at=row.at,
        gate=gate,
        direction=Direction(row.direction).value if row.direction else None,
        kind=row.kind,
        name=person or row.name or (paper.holder_name if paper is not None else ""),
        place=place or "",
        number=(paper.number if paper is not None else None if passage else row.number) or "",
        plate=row.plate or (paper.plate if paper is not None else None),
        temperature=f"{first} \N{RIGHTWARDS ARROW} {second}" if second else first,
        result=_result(row) if passage else _ANSWERS[row.answer],
        reason=t(f"gate.reason.{reason}") if reason else "",
        note=(row.forced_reason or row.note) if passage else row.note,
        officer=officer,
        origin=row.origin,
        pass_id=row.pass_id,
        person_id=row.person_id,
    )


def _result(row: Crossing) -> str:
    if row.withdrawn_at is not None:
        return WITHDRAWN
    if row.forced_reason is not None:
        return FORCED
    return EXEMPT if row.exempt else PASSED
