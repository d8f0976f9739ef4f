"""All issues of the bulletin, withdrawn ones with their number. Filters: `state`, `year`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select

from db.models import Bulletin
from db.vocabulary import BulletinState
from duty_desk import formats
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.reports import bulletin_rows
from duty_desk.strings import t
from duty_desk.work import Read

TONES = {
    "draft": ("info", "pencil-outline"),
    "issued": ("ok", "check-circle"),
    "withdrawn": ("neutral", "cancel"),
}


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """One line of the history."""

    id: int
    number: str
    total: int | None
    day: date
    name: str
    cutoff: str
    state: str
    issued_at: datetime | None
    issued_by: str
    anchor: str
    reason: str


def _statement(read: Read, request: Request) -> Select[Any]:
    columns = {
        "number": (Bulletin.year, Bulletin.is_special, Bulletin.issue),
        "total": (Bulletin.total_issue,),
        "day": (Bulletin.day,),
        "name": (Bulletin.title,),
        "cutoff": (Bulletin.cutoff_at,),
        "state": (Bulletin.state,),
        "issued_at": (Bulletin.issued_at,),
        "issued_by": (Bulletin.issued_name,),
        "anchor": (Bulletin.anchor,),
        "reason": (Bulletin.withdrawn_reason,),
    }
    query = select(Bulletin.id)
    if state := request.filters.get("state"):
        query = query.where(Bulletin.state == str(state))
    if year := request.filters.get("year"):
        query = query.where(Bulletin.year == int(year))
    if words := request.search.strip():
        shown = [Bulletin.title, Bulletin.masthead, Bulletin.anchor]
        found = [column.icontains(words, autoescape=True) for column in shown]
        if words.isdecimal() and len(words) <= 4:
            found.append(Bulletin.issue == int(words))
        query = query.where(or_(*found))
    chosen = columns.get(request.sort or "", columns["day"])
    order = [column.desc() if request.descending else column for column in chosen]
    return query.order_by(*order, Bulletin.id.desc())


def _fetch(read: Read, ids: Sequence[int]) -> Sequence[BulletinRow]:
    query = select(Bulletin).where(Bulletin.id.in_(ids))
    return [
        BulletinRow(
            id=row.id,
            number=bulletin_rows.number_text(row.is_special, row.issue),
            total=row.total_issue,
            day=row.day,
            name=row.title or row.masthead,
            cutoff=formats.end_moment(row.cutoff_at),
            state=row.state,
            issued_at=row.issued_at,
            issued_by=row.issued_name or "",
            anchor=row.anchor or "",
            reason=row.withdrawn_reason or "",
        )
        for row in read.session.scalars(query)
    ]


def _describe(read: Read, request: Request) -> str:
    state = str(request.filters.get("state") or "")
    words = t(f"bulletins.state.{state}") if state in list(BulletinState) else t("bulletins.list.all")
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in (words, request.search) if part)


BULLETINS = Ledger(
    key="reports.bulletins",
    title="bulletins.list.title",
    columns=(
        Column("number", "bulletins.list.number", width=96),
        Column("total", "bulletins.list.total", Kind.NUMBER, width=72, align="right", hidden=True),
        Column("day", "bulletins.list.day", Kind.DATE, width=88),
        Column("name", "bulletins.list.name", width=240, stretch=True),
        Column("cutoff", "bulletins.list.cutoff", width=120),
        Column("issued_at", "bulletins.list.issued_at", Kind.MOMENT, width=120),
        Column("issued_by", "bulletins.list.issued_by", width=88),
        Column("anchor", "bulletins.list.anchor", width=96),
        Column("reason", "bulletins.list.reason", width=160, hidden=True),
        Column("state", "bulletins.list.state", Kind.CHIP, width=96, words="bulletins.state", tones=TONES),
    ),
    statement=_statement,
    fetch=_fetch,
    default_sort="day",
    default_descending=True,
    describe=_describe,
)
