"""The key persons who are followed up, as a list for the screen, the workbook and the paper.

Filters, all optional: `state` (one or several of missed, waiting, reached, relayed), `unit`, `drawn` (True: drawn today), `everybody`
(True: also those whose follow-up is over or has ended).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from db.models import KeyCall, KeyPerson, Person, Unit
from db.vocabulary import CallOutcome
from duty_desk import formats
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.people.selection import number_of, select_persons, words_of
from duty_desk.roles import Permission, require
from duty_desk.screening import key_rows
from duty_desk.screening.key_rows import Followed, KeyRow
from duty_desk.strings import t
from duty_desk.work import Read

TONES: Mapping[str, tuple[str, str]] = {
    Followed.MISSED.value: ("danger", "alert-octagon"),
    Followed.WAITING.value: ("info", "clock-outline"),
    Followed.RELAYED.value: ("ok", "check-circle"),
    Followed.REACHED.value: ("ok", "check-circle"),
    Followed.OVER.value: ("neutral", "calendar-outline"),
    Followed.ENDED.value: ("neutral", "cancel"),
}
_RANKS = {state: rank for rank, state in enumerate(key_rows.ORDER)}


def select_key_people(read: Read, request: Request) -> Select[Any]:
    """Key persons that match, what is to be done first. Raises Denied for who may not see readings."""
    require(read, Permission.SEE_READINGS)
    on = read.at.date()
    today = (
        select(
            KeyCall.key_person_id,
            func.max(case((KeyCall.outcome == CallOutcome.REACHED.value, 1), else_=0)).label("reached"),
            func.max(case((KeyCall.outcome == CallOutcome.RELAYED.value, 1), else_=0)).label("relayed"),
            func.sum(case((KeyCall.outcome == CallOutcome.MISSED.value, 1), else_=0)).label("missed"),
            func.max(KeyCall.at).label("at"),
        )
        .where(KeyCall.day == on)
        .group_by(KeyCall.key_person_id)
        .subquery()
    )
    active = (
        (KeyPerson.came_on <= on)
        & or_(KeyPerson.ended_on.is_(None), KeyPerson.ended_on > on)
        & or_(KeyPerson.follow_until.is_(None), KeyPerson.follow_until >= on)
    )
    rank: ColumnElement[int] = case(
        (today.c.reached == 1, _RANKS[Followed.REACHED]),
        (today.c.relayed == 1, _RANKS[Followed.RELAYED]),
        (today.c.missed > 0, _RANKS[Followed.MISSED]),
        (KeyPerson.ended_on <= on, _RANKS[Followed.ENDED]),
        (KeyPerson.follow_until < on, _RANKS[Followed.OVER]),
        else_=_RANKS[Followed.WAITING],
    )
    query = (
        select(KeyPerson.id)
        .join(Person, Person.id == KeyPerson.person_id)
        .outerjoin(Unit, Unit.id == KeyPerson.unit_id)
        .outerjoin(today, today.c.key_person_id == KeyPerson.id)
    )
    wanted = request.filters
    if not wanted.get("everybody"):
        query = query.where(active)
    if "state" in wanted:
        states = words_of(wanted["state"])
        query = query.where(rank.in_([number for state, number in _RANKS.items() if state.value in states]))
    if "unit" in wanted:
        query = query.where(KeyPerson.unit_id == number_of(wanted["unit"]))
    if wanted.get("drawn"):
        query = query.where(KeyPerson.id.in_(list(key_rows.drawn_on(read, on))))
    if typed := request.search.strip():
        people = select_persons(read, Request(search=typed)).order_by(None)
        query = query.where(or_(KeyPerson.person_id.in_(people), Unit.name == typed, KeyPerson.home == typed))
    missed = case((rank == _RANKS[Followed.MISSED], today.c.missed), else_=0)
    orders: Mapping[str, Sequence[Any]] = {
        "name": (Person.name_sort,),
        "unit": (Unit.list_order, Person.name_sort),
        "came_on": (KeyPerson.came_on,),
        "follow_until": (KeyPerson.follow_until,),
        "called_at": (today.c.at,),
    }
    known = orders.get(request.sort or "")
    if known is None:
        keys = (rank.desc(), missed) if request.descending else (rank, missed.desc())
        return query.order_by(*keys, KeyPerson.id)
    return query.order_by(*(key.desc() if request.descending else key for key in known), KeyPerson.id)


def fetch_key_people(read: Read, ids: Sequence[int]) -> Sequence[KeyRow]:
    """Rows of these, names whole: the list shortens them."""
    return key_rows.list_key_people(read, ids=ids, everybody=True, revealed=True)


def _describe(read: Read, request: Request) -> str:
    wanted = request.filters
    said = [formats.full_day(read.at.date())]
    if request.search.strip():
        said.append(t("key_people.filter.search", text=request.search.strip()))
    said += [t(f"key_people.state.{word}") for word in words_of(wanted.get("state", ())) if word in _WORDS]
    said += [t(f"key_people.filter.{key}") for key in ("drawn", "everybody") if wanted.get(key)]
    return t("screening.list_mark").join(said)


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    ids = [int(row[0]) for row in read.session.execute(select_key_people(read, request))]
    states = [row.state for row in key_rows.list_key_people(read, ids=ids, everybody=True)]
    done = sum(state in key_rows.DONE for state in states)
    return (
        Total("key_people.total.done", f"{done:,}"),
        Total("key_people.total.missed", f"{states.count(Followed.MISSED):,}"),
        Total("key_people.total.waiting", f"{states.count(Followed.WAITING):,}"),
    )


_WORDS = frozenset(state.value for state in Followed)
KEY_PEOPLE = Ledger(
    key="screening.key_people",
    health=True,
    title="key_people.ledger.title",
    columns=(
        Column("name", "key_people.column.name", Kind.NAME, 88, masked=True),
        Column("unit", "key_people.column.unit", width=160),
        Column("home", "key_people.column.home", width=152, sortable=False, stretch=True),
        Column("phone", "key_people.column.phone", Kind.PHONE, 112, sortable=False, masked=True, hidden=True),
        Column("came_on", "key_people.column.came_on", Kind.DATE, 88),
        Column("follow_until", "key_people.column.follow_until", Kind.DATE, 88, hidden=True),
        Column("calls", "key_people.column.calls", Kind.NUMBER, 64, "right", sortable=False),
        Column("delivered", "key_people.column.delivered", Kind.NUMBER, 64, "right", sortable=False, hidden=True),
        Column("called_at", "key_people.column.called_at", Kind.MOMENT, 104),
        Column("state", "key_people.column.state", Kind.CHIP, 120, words="key_people.state", tones=TONES),
        Column("said", "key_people.column.said", width=136, sortable=False, hidden=True),
        Column("remark", "key_people.column.remark", width=120, sortable=False, hidden=True),
    ),
    statement=select_key_people,
    fetch=fetch_key_people,
    default_sort="state",
    describe=_describe,
    totals=_totals,
)  # fmt: skip
