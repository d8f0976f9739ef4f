"""All stays as one list: who is reported, who is there, who has left (product rules I3, I4, X3).

Filters, all optional: `state` (one or several of StayState), `ending` (several), `category` (several), `site`, `building`, `period`
(first and last day of the admission), `imported`. Numbers and telephones are shortened in the rows themselves, whoever reads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from db.models import Person, Room, Stay, Zone
from duty_desk import formats
from duty_desk.isolation.stay_queries import StayRow, fetch_stays
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.people.selection import select_persons
from duty_desk.strings import t
from duty_desk.work import Read

STATE_TONES: Mapping[str, tuple[str, str]] = {
    "requested": ("warn", "clipboard-check-outline"),
    "assessed": ("warn", "alert"),
    "approved": ("info", "bookmark-outline"),
    "admitted": ("info", "bed"),
    "ended": ("neutral", "logout"),
    "dropped": ("neutral", "cancel"),
}


def select_stays(read: Read, request: Request) -> Select[Any]:
    """Stays that match, the last reported first unless a column was chosen."""
    wanted = request.filters
    query = (
        select(Stay.id)
        .join(Person, Person.id == Stay.person_id)
        .outerjoin(Room, Room.id == Stay.room_id)
        .outerjoin(Zone, Zone.id == Room.zone_id)
    )
    for name, column in (("state", Stay.state), ("ending", Stay.ending), ("category", Stay.category)):
        if name in wanted:
            query = query.where(column.in_(_words(wanted[name])))
    if wanted.get("at_home"):
        query = query.where(Stay.state == "ended", Stay.home_until >= read.at.date())
    if wanted.get("site"):
        query = query.where(Zone.site == wanted["site"])
    if wanted.get("building"):
        query = query.where(Room.building == wanted["building"])
    if "imported" in wanted:
        query = query.where(Stay.import_id == wanted["imported"])
    first, last = wanted.get("period") or (None, None)
    if first is not None:
        query = query.where(Stay.admitted_at >= datetime.combine(first, time()))
    if last is not None:
        query = query.where(Stay.admitted_at < datetime.combine(last + timedelta(days=1), time()))
    if typed := request.search.strip():
        people = select_persons(read, Request(search=typed)).order_by(None)
        query = query.where(
            or_(
                Stay.person_id.in_(people),
                Room.name == typed,
                func.lower(Room.code) == typed.lower(),
                Stay.number == typed,
                Stay.release_number == typed,
            )
        )
    orders: Mapping[str, Any] = {
        "number": Stay.number,
        "name": Person.name_sort,
        "room": Room.code,
        "category": Stay.category,
        "exposure_on": Stay.exposure_on,
        "admitted_at": Stay.admitted_at,
        "due_on": Stay.due_on,
        "ended_at": Stay.ended_at,
        "state": Stay.state,
        "requested_at": Stay.requested_at,
    }
    chosen = request.sort if request.sort in orders else "requested_at"
    down = request.descending or request.sort is None
    keys = (orders[chosen], Stay.id)
    # What is not yet known stands last, whichever way round and on whichever engine.
    return query.order_by(orders[chosen].is_(None), *(key.desc() if down else key for key in keys))


def fetch(read: Read, ids: Sequence[int]) -> Sequence[StayRow]:
    """The rows of these stays."""
    return fetch_stays(read, ids)


def _describe(read: Read, request: Request) -> str:
    wanted = request.filters
    said: list[str] = []
    mark = t("isolation.list_mark")
    if "state" in wanted:
        states = mark.join(t(f"isolation.state.{word}") for word in _words(wanted["state"]))
        said.append(t("isolation.filter.state", states=states))
    if wanted.get("at_home"):
        said.append(t("isolation.filter.at_home"))
    said += [t(f"isolation.ending.{word}") for word in _words(wanted.get("ending", ()))]
    said += [t(f"isolation.category.{word}") for word in _words(wanted.get("category", ()))]
    said += [str(wanted[key]) for key in ("site", "building") if wanted.get(key)]
    first, last = wanted.get("period") or (None, None)
    if first is not None and last is not None:
        said.append(formats.period(first, last))
    if request.search.strip():
        said.append(t("isolation.filter.search", text=request.search.strip()))
    return mark.join(said)


def _words(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [str(getattr(each, "value", each)) for each in values]


STAYS = Ledger(
    key="isolation.stays",
    health=True,
    title="isolation.ledger.stays",
    columns=(
        Column("number", "isolation.column.number", width=72),
        Column("name", "isolation.column.name", Kind.NAME, 88, masked=True),
        Column("room", "isolation.column.room", width=112, stretch=True),
        Column("category", "isolation.column.category", width=96, words="isolation.category"),
        Column("origin", "isolation.column.origin", width=72, sortable=False, words="isolation.origin", hidden=True),
        Column("unit", "isolation.column.unit", width=128, sortable=False),
        Column("home", "isolation.column.home", width=128, sortable=False, hidden=True),
        Column("id_number", "isolation.column.id_number", Kind.ID, 160, sortable=False, hidden=True),
        Column("phone", "isolation.column.phone", Kind.PHONE, 112, sortable=False, hidden=True),
        Column("exposure_on", "isolation.column.exposure_on", Kind.DATE, 88, hidden=True),
        Column("requested_at", "isolation.column.requested_at", Kind.MOMENT, 112, hidden=True),
        Column("admitted_at", "isolation.column.admitted_at", Kind.MOMENT, 112),
        Column("due_on", "isolation.column.due_on", Kind.DATE, 88),
        Column("ended_at", "isolation.column.ended_at", Kind.MOMENT, 112),
        Column("notice", "isolation.column.notice", width=72, sortable=False, words="isolation.notice", hidden=True),
        Column("ending", "isolation.column.ending", width=80, sortable=False, words="isolation.ending", hidden=True),
        Column("release_number", "isolation.column.release_number", width=152, sortable=False, hidden=True),
        Column("state", "isolation.column.state", Kind.CHIP, 104, words="isolation.state", tones=STATE_TONES),
    ),
    statement=select_stays,
    fetch=fetch,
    default_sort="requested_at",
    default_descending=True,
    describe=_describe,
)  # fmt: skip
