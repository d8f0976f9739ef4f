"""Visitors and vehicle runs as lists, quick however long their registers are.

Filters of visits, all optional: `period` (first and last day of coming), `states` (inside, overdue, left, refused, unknown,
registered), `undecided` (a day: open and not decided by its end), `gates`, `host_unit`, `person`, `imported`. Of runs: `period`
(nights), `states` (RunState), `overlong` (True: inside for too long), `vehicle`, `imported`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from db import search as index
from db.models import Person, VehicleRun, Visit
from db.vocabulary import VisitOutcome
from duty_desk import formats, search
from duty_desk.gate import log, run_queries, visit_queries
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.people.rules import normalise_plate
from duty_desk.strings import t
from duty_desk.work import Read

VISIT_TONES: Mapping[str, tuple[str, str]] = {
    "registered": ("info", "clock-outline"),
    "inside": ("ok", "login"),
    "overdue": ("danger", "timer-alert-outline"),
    "left": ("neutral", "logout"),
    "refused": ("danger", "cancel"),
    "unknown": ("warn", "help-circle-outline"),
}
RUN_TONES: Mapping[str, tuple[str, str]] = {
    "open": ("proc", "progress-clock"),
    "closed": ("ok", "check-circle"),
    "abnormal": ("danger", "alert-octagon"),
}


def select_visits(read: Read, request: Request) -> Select[Any]:
    """Identifiers of visits that match, in order of coming."""
    wanted = _given(request)
    query = select(Visit.id)
    first, last = wanted.get("period", (None, None))
    if first is not None:
        query = query.where(Visit.came_at >= datetime.combine(first, time()))
    if last is not None:
        query = query.where(Visit.came_at < datetime.combine(last + timedelta(days=1), time()))
    if "states" in wanted:
        query = query.where(or_(false(), *(_visit_state(word, read.at) for word in wanted["states"])))
    if "undecided" in wanted:
        query = query.where(visit_queries.is_undecided(wanted["undecided"]))
    for key, column in (
        ("host_unit", Visit.host_unit_id),
        ("person", Visit.person_id),
        ("imported", Visit.import_id),
    ):
        if key in wanted:
            query = query.where(column == wanted[key])
    if "gates" in wanted:
        query = query.where(Visit.gate_id.in_(list(wanted["gates"])))
    came, key = Visit.came_at, Visit.id
    if request.search.strip():
        query = query.where(_visitor(read, request.search.strip()))
        came = func.coalesce(came, came)
    if request.sort is not None and not request.descending:
        return query.order_by(came, key)
    return query.order_by(came.desc(), key.desc())


def select_runs(read: Read, request: Request) -> Select[Any]:
    """Identifiers of runs that match, by night and number."""
    wanted = _given(request)
    query = select(VehicleRun.id)
    first, last = wanted.get("period", (None, None))
    if first is not None:
        query = query.where(VehicleRun.night >= first)
    if last is not None:
        query = query.where(VehicleRun.night <= last)
    if "states" in wanted:
        query = query.where(VehicleRun.state.in_([getattr(word, "value", word) for word in wanted["states"]]))
    if wanted.get("overlong"):
        query = query.where(VehicleRun.id.in_([row.id for row in run_queries.list_overlong(read)]))
    for key, column in (("vehicle", VehicleRun.vehicle_id), ("imported", VehicleRun.import_id)):
        if key in wanted:
            query = query.where(column == wanted[key])
    if typed := request.search.strip():
        query = query.where(
            or_(VehicleRun.plate == normalise_plate(typed), VehicleRun.number == typed.strip())
        )
    if request.sort is not None and not request.descending:
        return query.order_by(VehicleRun.night, VehicleRun.number)
    return query.order_by(VehicleRun.night.desc(), VehicleRun.number.desc())


@dataclass(frozen=True, slots=True)
class RunListRow:
    """A run in its list; the whole of it is fetched by `run_queries.get_run`."""

    id: int
    number: str
    night: date
    plate: str
    use: str
    crew: str
    route: str
    entered: str
    left: str
    minutes: int | None
    state: str
    faults: str
    video: str | None
    inspector: str | None


def fetch_runs(read: Read, ids: Sequence[int]) -> Sequence[RunListRow]:
    """Rows of these runs."""
    rows: list[RunListRow] = []
    for run in run_queries.fetch_runs(read, ids):
        times = {stage.stage: formats.clock(stage.at) for stage in run.stages}
        rows.append(
            RunListRow(
                id=run.id,
                number=run.number,
                night=run.night,
                plate=run.plate,
                use=run.use,
                crew=run.crew,
                route=run.route,
                entered=times.get(1, ""),
                left=times.get(5, ""),
                minutes=run.minutes,
                state=run.state.value,
                faults=t("gate.list_mark").join(t(f"gate.fault.{fault.value}") for fault in run.faults),
                video=run.video,
                inspector=run.inspector,
            )
        )
    return rows


def describe_visits(read: Read, request: Request) -> str:
    """The filters in words."""
    return _described(request, "gate.visit_state")


def describe_runs(read: Read, request: Request) -> str:
    """The filters in words."""
    return _described(request, "gate.run_state")


VISITS = Ledger(
    key="gate.visits",
    title="gate.ledger.visits",
    columns=(
        Column("short_number", "gate.column.slip", width=56, sortable=False),
        Column("number", "gate.column.slip_full", width=136, sortable=False, hidden=True),
        Column("came_at", "gate.column.came_at", Kind.MOMENT, 104),
        Column("name", "gate.column.name", Kind.NAME, 72, sortable=False, masked=True),
        Column("id_number", "gate.column.document", Kind.ID, 168, sortable=False, masked=True, hidden=True),
        Column("phone", "gate.column.phone", Kind.PHONE, 112, sortable=False, masked=True, hidden=True),
        Column("firm", "gate.column.firm", width=80, sortable=False, stretch=True),
        Column("purpose", "gate.column.purpose", width=80, sortable=False),
        Column("host_name", "gate.column.host", Kind.NAME, 64, sortable=False, masked=True),
        Column("host_unit", "gate.column.host_unit", width=80, sortable=False),
        Column("places", "gate.column.places", width=112, sortable=False, hidden=True),
        Column("plate", "gate.column.plate", Kind.PLATE, 88, sortable=False, masked=True, hidden=True),
        Column(
            "temperature",
            "gate.column.temperature",
            Kind.NUMBER,
            64,
            align="right",
            sortable=False,
            hidden=True,
        ),
        Column("left_at", "gate.column.left_at", Kind.MOMENT, 104, sortable=False),
        Column(
            "state",
            "gate.column.state",
            Kind.CHIP,
            120,
            sortable=False,
            words="gate.visit_state",
            tones=VISIT_TONES,
        ),
        Column("decided_automatically", "gate.column.automatic", Kind.FLAG, 72, sortable=False, hidden=True),
        Column("note", "gate.column.note", width=160, sortable=False, hidden=True),
    ),
    statement=select_visits,
    fetch=visit_queries.fetch_visits,
    default_sort="came_at",
    default_descending=True,
    describe=describe_visits,
)
RUNS = Ledger(
    key="gate.runs",
    title="gate.ledger.runs",
    columns=(
        Column("number", "gate.column.run", width=72),
        Column("night", "gate.column.night", Kind.DATE, 72, sortable=False, hidden=True),
        Column("plate", "gate.column.plate", Kind.PLATE, 88, sortable=False),
        Column("use", "gate.column.goods", width=72, sortable=False),
        Column("crew", "gate.column.crew", Kind.NAME, 112, sortable=False, masked=True),
        Column("route", "gate.column.route", width=52, sortable=False),
        Column("entered", "gate.column.entered", width=56, sortable=False),
        Column("left", "gate.column.exited", width=56, sortable=False),
        Column("minutes", "gate.column.minutes", Kind.NUMBER, 56, align="right", sortable=False),
        Column(
            "state",
            "gate.column.state",
            Kind.CHIP,
            104,
            sortable=False,
            words="gate.run_state",
            tones=RUN_TONES,
        ),
        Column("faults", "gate.column.faults", width=80, sortable=False, stretch=True),
        Column("video", "gate.column.video", width=112, sortable=False, hidden=True),
        Column("inspector", "gate.column.inspector", Kind.NAME, 72, sortable=False, hidden=True),
    ),
    statement=select_runs,
    fetch=fetch_runs,
    default_sort="number",
    default_descending=True,
    describe=describe_runs,
)
LEDGERS = (log.LOG, VISITS, RUNS)


def _given(request: Request) -> dict[str, Any]:
    return {key: value for key, value in request.filters.items() if value not in (None, (), [])}


def _visit_state(word: str, at: datetime) -> ColumnElement[bool]:
    """Condition; the same answer as `visit_queries.state_of`."""
    admitted = or_(Visit.admitted.is_(None), Visit.admitted.is_(True))
    here = and_(admitted, Visit.left_at.is_(None))
    unknown = Visit.outcome == VisitOutcome.UNKNOWN.value
    match word:
        case "refused":
            return Visit.admitted.is_(False)
        case "left":
            return and_(admitted, Visit.left_at.is_not(None))
        case "unknown":
            return and_(here, unknown)
        case "overdue":
            return and_(here, Visit.open_until < at)
        case "inside":
            return and_(here, Visit.open_until >= at)
        case _:
            return and_(here, Visit.open_until.is_(None), or_(Visit.outcome.is_(None), ~unknown))


def _visitor(read: Read, typed: str) -> ColumnElement[bool]:
    plate = normalise_plate(typed)
    if len(plate) >= 7 and search.is_han(plate[0]) and plate[1:].isascii():
        return Visit.plate == plate
    groups = search.terms(typed)
    if not groups:
        return Visit.id == -1
    dialect = read.session.get_bind().dialect.name
    people = select(Person.id).where(index.matches(dialect, "person", Person.id, groups))
    return or_(Visit.person_id.in_(people), Visit.number == typed)


def _described(request: Request, words: str) -> str:
    wanted = _given(request)
    said: list[str] = []
    if request.search.strip():
        said.append(t("gate.filter.search", typed=request.search.strip()))
    first, last = wanted.get("period", (None, None))
    if first is not None and last is not None:
        said.append(formats.period(first, last))
    said += [t(f"{words}.{getattr(word, 'value', word)}") for word in wanted.get("states", ())]
    if "undecided" in wanted:
        said.append(t("gate.filter.undecided", day=formats.day(wanted["undecided"])))
    if wanted.get("overlong"):
        said.append(t("gate.fault.overlong"))
    return t("gate.filter.mark").join(said)
