"""The register of incidents as a list: on screen, in a workbook, on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, exists, func, or_, select

from db.models import Incident, IncidentEntry, IncidentPerson
from db.vocabulary import IncidentState
from duty_desk import formats
from duty_desk.incidents import rows
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.strings import t
from duty_desk.work import Read

STATE_TONES: Final[Mapping[str, tuple[str, str]]] = {
    "open": ("warn", "alert"),
    "closed": ("ok", "check-circle"),
}
_SORTS: Final[Mapping[str, Any]] = {
    "number": Incident.id,
    "found_at": Incident.found_at,
    "kind": Incident.kind,
    "level": Incident.level,
    "place": Incident.place,
    "responsible": Incident.responsible,
    "state": Incident.state,
    "closed_at": Incident.closed_at,
}


def _statement(read: Read, request: Request) -> Select[Any]:
    order = _SORTS.get(request.sort or "found_at", Incident.found_at)
    query = select(Incident.id).where(*_chosen(read, request))
    keys = (order, Incident.id)
    return query.order_by(order.is_(None), *(key.desc() if request.descending else key for key in keys))


def _chosen(read: Read, request: Request) -> list[Any]:
    """Filters: `state`, `kind`, `first` and `last` (days), `late` (told too late or not at all)."""
    found: list[Any] = []
    if typed := request.search.strip():
        texts = (Incident.number, Incident.title, Incident.place, Incident.responsible)
        said = exists().where(
            IncidentEntry.incident_id == Incident.id, IncidentEntry.text.contains(typed, autoescape=True)
        )
        named = exists().where(
            IncidentPerson.incident_id == Incident.id, IncidentPerson.name.contains(typed, autoescape=True)
        )
        inside = or_(said, named, Incident.outcome.contains(typed, autoescape=True))
        if rows.hides_health(read):
            inside = and_(inside, Incident.kind.not_in([kind.value for kind in rows.OF_HEALTH]))
        found.append(or_(inside, *(column.contains(typed, autoescape=True) for column in texts)))
    wanted = request.filters
    if state := wanted.get("state"):
        found.append(Incident.state == str(state))
    if kind := wanted.get("kind"):
        found.append(Incident.kind == str(kind))
    if wanted.get("untold"):
        told = exists().where(
            IncidentEntry.incident_id == Incident.id, IncidentEntry.kind == rows.TOLD, rows.stands()
        )
        found += [Incident.tell_until.is_not(None), Incident.state == IncidentState.OPEN.value, ~told]
    if first := wanted.get("first"):
        found.append(Incident.found_at >= datetime.combine(first, time()))
    if last := wanted.get("last"):
        found.append(Incident.found_at < datetime.combine(last + timedelta(days=1), time()))
    return found


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    query = (
        select(func.count())
        .select_from(Incident)
        .where(Incident.state == IncidentState.OPEN.value, *_chosen(read, request))
    )
    return (Total(t("incidents.state.open"), formats.number(read.session.scalar(query) or 0)),)


def _describe(read: Read, request: Request) -> str:
    del read
    said: list[str] = []
    first, last = request.filters.get("first"), request.filters.get("last")
    if first and last:
        said.append(formats.period(first, last))
    if state := request.filters.get("state"):
        said.append(t(f"incidents.state.{state}"))
    if kind := request.filters.get("kind"):
        said.append(t(f"incidents.kind.{kind}"))
    if typed := request.search.strip():
        said.append(t("incidents.searched", text=typed))
    return t("incidents.list_mark").join(said)


INCIDENTS = Ledger(
    key="incidents",
    title="incidents.title",
    columns=(
        Column("found_at", "incidents.column.found_at", Kind.MOMENT, 112),
        Column("kind", "incidents.column.kind", width=88, words="incidents.kind"),
        Column("title", "incidents.column.what", width=176, sortable=False, stretch=True),
        Column("place", "incidents.column.place", width=112),
        Column("level", "incidents.column.level", width=56, words="incidents.level"),
        Column("number", "incidents.column.number", width=152),
        Column("responsible", "incidents.column.responsible", width=80, hidden=True),
        Column(
            "people_count",
            "incidents.column.people_count",
            Kind.NUMBER,
            72,
            "right",
            sortable=False,
            hidden=True,
        ),
        Column("told_at", "incidents.column.tell", Kind.MOMENT, 112, sortable=False),
        Column("state", "incidents.column.state", Kind.CHIP, 88, words="incidents.state", tones=STATE_TONES),
        Column("closed_at", "incidents.column.closed_at", Kind.MOMENT, 112, hidden=True),
        Column("outcome", "incidents.column.outcome", width=160, sortable=False, hidden=True),
    ),
    statement=_statement,
    fetch=rows.fetch,
    default_sort="found_at",
    default_descending=True,
    describe=_describe,
    totals=_totals,
)
