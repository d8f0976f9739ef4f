"""Readings and care of a site as lists (product rules I5, I6 and X3).

Filters of both, all optional: `period` (first and last day), `stay`, `site`, `building`. Of readings: `abnormal` (True: at or over
the line of today), `slot` (several), `marked` (several of late, not_taken), `imported`. Of care: `kind` (several).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import aliased

from db.models import CareEntry, Officer, Person, Reading, Room, Stay, Zone
from duty_desk import formats, policy
from duty_desk.isolation.care import MEAL, meal_words, symptom_words
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.people.selection import select_persons
from duty_desk.roles import Permission, require
from duty_desk.strings import t
from duty_desk.work import Read

MARK_TONES: Mapping[str, tuple[str, str]] = {
    "normal": ("ok", "check-circle-outline"),
    "late": ("neutral", "clock-outline"),
    "not_taken": ("warn", "help-circle-outline"),
    "abnormal": ("danger", "thermometer-alert"),
}
_LATER = aliased(Reading)
# What counts of a reading: the second one where there is one.
_COUNTS = func.coalesce(Reading.retest, Reading.temperature)


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading in force. `mark` is the gravest of abnormal, not_taken, late, normal; `number` that of the stay."""

    id: int
    stay: int
    number: str | None
    day: date
    slot: str
    at: datetime
    building: str
    room: str
    name: str
    temperature: str
    retest: str
    method: str | None
    symptoms: str
    said: str
    mark: str
    officer: str | None


@dataclass(frozen=True, slots=True)
class CareLine:
    """One entry of care; `said` says in words what was done."""

    id: int
    stay: int
    number: str | None
    at: datetime
    kind: str
    building: str
    room: str
    name: str
    said: str
    officer: str | None


def select_readings(read: Read, request: Request) -> Select[Any]:
    """Readings in force that match, by day and time. Raises Denied for who may not see health."""
    require(read, Permission.SEE_HEALTH)
    query = _narrowed(
        read,
        request,
        _joined(select(Reading.id), Reading).outerjoin(_LATER, _LATER.replaces_id == Reading.id),
        Reading,
    ).where(_LATER.id.is_(None))
    wanted = request.filters
    if wanted.get("abnormal"):
        query = query.where(_is_high(read))
    if "slot" in wanted:
        query = query.where(Reading.slot.in_(_words(wanted["slot"])))
    if "marked" in wanted:
        marks = {"late": Reading.is_late, "not_taken": Reading.not_taken.is_not(None)}
        query = query.where(
            or_(false(), *(marks[word] for word in _words(wanted["marked"]) if word in marks))
        )
    if "imported" in wanted:
        query = query.where(Reading.import_id == wanted["imported"])
    orders = {"temperature": _COUNTS, "at": Reading.at, "room": Room.code, "name": Person.name_sort}
    return _ordered(query, request, orders, (Reading.day, Reading.at, Reading.id))


def select_care(read: Read, request: Request) -> Select[Any]:
    """Entries of care that match, by time. Raises Denied for who may not see health."""
    require(read, Permission.SEE_HEALTH)
    query = _narrowed(read, request, _joined(select(CareEntry.id), CareEntry), CareEntry)
    if "kind" in request.filters:
        query = query.where(CareEntry.kind.in_(_words(request.filters["kind"])))
    orders = {"room": Room.code, "name": Person.name_sort, "kind": CareEntry.kind}
    return _ordered(query, request, orders, (CareEntry.at, CareEntry.id))


def fetch_readings(read: Read, ids: Sequence[int]) -> Sequence[ReadingLine]:
    """Rows of these readings."""
    query = _joined(
        select(Reading, Stay.number, Person.name, Room.building, Room.name, Officer.name), Reading
    ).outerjoin(Officer, Officer.id == Reading.officer_id)
    line = policy.number(read, "temp.abnormal")
    found: Any = read.session.execute(query.where(Reading.id.in_(ids)))
    return [
        ReadingLine(
            id=row.id,
            stay=row.stay_id,
            number=number,
            day=row.day,
            slot=row.slot,
            at=row.at,
            building=building or "",
            room=room or "",
            name=name,
            temperature=_degrees(row.temperature),
            retest=_degrees(row.retest),
            method=row.method,
            symptoms=symptom_words(row.symptoms) if row.symptoms else "",
            said=row.not_taken or row.note or "",
            mark=_mark(row, line),
            officer=officer,
        )
        for row, number, name, building, room, officer in found
    ]


def fetch_care(read: Read, ids: Sequence[int]) -> Sequence[CareLine]:
    """Rows of these entries."""
    query = _joined(select(CareEntry, Stay.number, Person.name, Room.building, Room.name), CareEntry)
    found: Any = read.session.execute(query.where(CareEntry.id.in_(ids)))
    return [
        CareLine(
            row.id, row.stay_id, number, row.at, row.kind, building or "", room or "", name, _said(row),
            row.officer_name,
        )
        for row, number, name, building, room in found
    ]  # fmt: skip


def _is_high(read: Read) -> ColumnElement[bool]:
    return _COUNTS.op(">=")(policy.number(read, "temp.abnormal"))


def _joined(query: Any, model: Any) -> Any:
    return (
        query.select_from(model)
        .join(Stay, Stay.id == model.stay_id)
        .join(Person, Person.id == Stay.person_id)
        .outerjoin(Room, Room.id == Stay.room_id)
    )


def _narrowed(read: Read, request: Request, query: Select[Any], model: Any) -> Select[Any]:
    wanted = request.filters
    first, last = wanted.get("period") or (None, None)
    if first is not None:
        query = query.where(model.day >= first)
    if last is not None:
        query = query.where(model.day <= last)
    if "stay" in wanted:
        query = query.where(model.stay_id == wanted["stay"])
    if wanted.get("building"):
        query = query.where(Room.building == wanted["building"])
    if wanted.get("site"):
        query = query.join(Zone, (Zone.id == Room.zone_id) & (Zone.site == wanted["site"]))
    if typed := request.search.strip():
        people = select_persons(read, Request(search=typed)).order_by(None)
        query = query.where(
            or_(
                Stay.person_id.in_(people),
                Room.name == typed,
                func.lower(Room.code) == typed.lower(),
                Stay.number == typed,
            )
        )
    return query


def _ordered(
    query: Select[Any], request: Request, orders: Mapping[str, Any], usual: tuple[Any, ...]
) -> Select[Any]:
    known = orders.get(request.sort or "")
    keys = usual if known is None else (known, *usual)
    # Newest first, unless an order was chosen.
    down = request.descending or request.sort is None
    return query.order_by(*(key.desc() if down else key for key in keys))


def _words(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [str(getattr(each, "value", each)) for each in values]


def _degrees(value: float | None) -> str:
    """36.0 keeps its place after the point."""
    return "" if value is None else f"{value:.1f}"


def _mark(row: Reading, line: float) -> str:
    if row.temperature is None:
        return "not_taken"
    if (row.temperature if row.retest is None else row.retest) >= line:
        return "abnormal"
    return "late" if row.is_late else "normal"


def _said(row: CareEntry) -> str:
    if row.kind != MEAL:
        return row.text
    words = meal_words(row.detail, row.outcome)
    return t("isolation_care.course.care", kind=words, text=row.text) if row.text else words


def _describe(read: Read, request: Request) -> str:
    wanted = request.filters
    said = [t("isolation_care.filter.search", text=request.search.strip())] if request.search.strip() else []
    first, last = wanted.get("period") or (None, None)
    if first is not None and last is not None:
        said.append(formats.period(first, last))
    said += [str(wanted[key]) for key in ("site", "building") if wanted.get(key)]
    said += [t(f"isolation_care.kind.{word}") for word in _words(wanted.get("kind", ()))]
    said += [t(f"isolation_care.slot.{word}") for word in _words(wanted.get("slot", ()))]
    said += [t(f"isolation_care.mark.{word}") for word in _words(wanted.get("marked", ()))]
    if wanted.get("abnormal"):
        said.append(t("isolation_care.mark.abnormal"))
    return t("isolation_care.list_mark").join(said)


def _reading_totals(read: Read, request: Request) -> tuple[Total, ...]:
    ids = select_readings(read, request).order_by(None).subquery()
    people, high = read.session.execute(
        select(
            func.count(Reading.stay_id.distinct()),
            func.count().filter(_is_high(read)),
        ).where(Reading.id.in_(select(ids.c.id)))
    ).one()
    return Total("isolation_care.total.people", f"{people:,}"), Total(
        "isolation_care.total.high", f"{high:,}"
    )


READINGS = Ledger(
    key="isolation.readings",
    health=True,
    title="isolation_care.ledger.readings",
    columns=(
        Column("day", "isolation_care.column.day", Kind.DATE, 96),
        Column("slot", "isolation_care.column.slot", width=64, sortable=False, words="isolation_care.slot"),
        Column("building", "isolation_care.column.building", width=144, sortable=False),
        Column("room", "isolation_care.column.room", width=72),
        Column("name", "isolation_care.column.name", Kind.NAME, 96, masked=True),
        Column("number", "isolation_care.column.number", width=152, sortable=False, hidden=True),
        Column("temperature", "isolation_care.column.temperature", width=72, align="right"),
        Column("retest", "isolation_care.column.retest", width=72, align="right", sortable=False),
        Column("at", "isolation_care.column.at", Kind.MOMENT, 112),
        Column("symptoms", "isolation_care.column.symptoms", width=120, sortable=False),
        Column("said", "isolation_care.column.said", width=144, sortable=False, stretch=True),
        Column("officer", "isolation_care.column.officer", width=80, sortable=False),
        Column(
            "mark", "isolation_care.column.mark", Kind.CHIP, 104, sortable=False, words="isolation_care.mark",
            tones=MARK_TONES,
        ),
    ),
    statement=select_readings,
    fetch=fetch_readings,
    default_sort="day",
    default_descending=True,
    describe=_describe,
    totals=_reading_totals,
)  # fmt: skip
CARE = Ledger(
    key="isolation.care",
    health=True,
    title="isolation_care.ledger.care",
    columns=(
        Column("at", "isolation_care.column.at", Kind.MOMENT, 112, sortable=False),
        Column("building", "isolation_care.column.building", width=144, sortable=False),
        Column("room", "isolation_care.column.room", width=72),
        Column("name", "isolation_care.column.name", Kind.NAME, 96, masked=True),
        Column("number", "isolation_care.column.number", width=152, sortable=False, hidden=True),
        Column("kind", "isolation_care.column.kind", width=88, words="isolation_care.kind"),
        Column("said", "isolation_care.column.what", width=240, sortable=False, stretch=True),
        Column("officer", "isolation_care.column.officer", width=80, sortable=False),
    ),
    statement=select_care,
    fetch=fetch_care,
    default_sort="at",
    default_descending=True,
    describe=_describe,
)
