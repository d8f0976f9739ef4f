"""The short records beside the rounds: used-mask bins emptied and rooms aired (product rule D5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, func, select

from db.models import Officer, ShortRecord
from duty_desk import audit
from duty_desk.errors import InputError, StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.supplies.stock_lots import check_words
from duty_desk.work import Read, Work

_TOLERANCE: Final = timedelta(minutes=5)
_MOST_BAGS: Final = 10_000
# Windows open for less do not change the air of a room (domain A3.5).
_LEAST_AIRING: Final = timedelta(minutes=30)
STATE_TONES: Final[Mapping[str, tuple[str, str]]] = {
    "kept": ("ok", "check-circle"),
    "short": ("warn", "alert"),
    "open": ("proc", "progress-clock"),
    "withdrawn": ("neutral", "cancel"),
}


class ShortKind(StrEnum):
    """What is written down in one line."""

    MASK_BIN = "mask_bin"
    AIRING = "airing"


@dataclass(frozen=True, slots=True)
class ShortRow:
    """One line: `minutes` from open to shut, `count` bags of a bin; `state` is kept, short (airing), open or withdrawn."""

    id: int
    kind: str
    place: str
    started_at: datetime
    ended_at: datetime | None
    minutes: int | None
    count: int | None
    done_by: str
    officer: str
    state: str
    note: str


@requires(Permission.RECORD_DISINFECTION)
def record_short(
    work: Work,
    *,
    kind: ShortKind,
    place: str,
    started_at: datetime,
    ended_at: datetime | None = None,
    count: int | None = None,
    done_by: str,
    note: str = "",
) -> int:
    """Write down a bin that was emptied (`count` bags) or a room that is aired; an airing may be ended later by `end_airing`."""
    place = check_words(place, "place", "disinfection_mix.error.short_place")
    done_by = check_words(done_by, "done_by", "disinfection_mix.error.done_by")
    if started_at > work.at + _TOLERANCE:
        raise InputError("started_at", "disinfection_mix.error.future")
    _check_end(work, started_at, ended_at)
    if kind is ShortKind.MASK_BIN:
        if count is None or not 0 < count <= _MOST_BAGS:
            raise InputError("count", "disinfection_mix.error.bags")
        ended_at = None
    else:
        count = None
    row = ShortRecord(
        kind=kind.value,
        place=place,
        started_at=started_at,
        ended_at=ended_at,
        count=count,
        done_by=done_by,
        officer_id=work.officer.id,
        note=note.strip() or None,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work, action="short.record", subject=("short", row.id), after={"short": kind.value, "place": place}
    )
    return row.id


@requires(Permission.RECORD_DISINFECTION)
def end_airing(work: Work, record: int, *, ended_at: datetime | None = None) -> None:
    """The windows were shut."""
    row = _claim(work, record)
    ended_at = ended_at or work.at
    if row.kind != ShortKind.AIRING or row.ended_at is not None:
        raise StaleError("storage.stale")
    _check_end(work, row.started_at, ended_at)
    row.ended_at = ended_at
    work.session.flush()
    audit.record(work, action="short.end", subject=("short", record), after={"ended_at": ended_at})


@requires(Permission.RECORD_DISINFECTION)
def withdraw_short(work: Work, record: int, *, reason: str) -> None:
    """Take back a line that was written down wrongly; it stays in the list and no longer counts."""
    reason = check_words(reason, "reason", "disinfection_mix.error.withdraw_reason")
    row = _claim(work, record)
    row.withdrawn_at = work.at
    row.note = " ".join(part for part in (row.note or "", reason) if part)
    work.session.flush()
    audit.record(work, action="short.withdraw", subject=("short", record), reason=reason)


def get_short(read: Read, record: int) -> ShortRow:
    """One line; raises StaleError when there is none."""
    found = fetch_shorts(read, [record])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def fetch_shorts(read: Read, ids: Sequence[int]) -> Sequence[ShortRow]:
    """Rows of these lines."""
    query = (
        select(ShortRecord, Officer.name)
        .outerjoin(Officer, Officer.id == ShortRecord.officer_id)
        .where(ShortRecord.id.in_(list(ids)))
    )
    return [_row(row, officer or "") for row, officer in read.session.execute(query)]


def short_figures(read: Read, first: date, last: date) -> Mapping[str, int]:
    """What was done from one day to another: bins, bags, airings and the minutes of these."""
    found = {"bins": 0, "bags": 0, "airings": 0, "minutes": 0}
    query = select(ShortRecord).where(
        ShortRecord.withdrawn_at.is_(None),
        ShortRecord.started_at >= datetime.combine(first, time()),
        ShortRecord.started_at < datetime.combine(last + timedelta(days=1), time()),
    )
    for row in read.session.scalars(query):
        if row.kind == ShortKind.MASK_BIN:
            found["bins"] += 1
            found["bags"] += row.count or 0
        else:
            found["airings"] += 1
            found["minutes"] += _minutes(row) or 0
    return found


def list_places(read: Read, kind: ShortKind, most: int = 20) -> tuple[str, ...]:
    """Places that were written down lately, for the field to offer."""
    query = (
        select(ShortRecord.place)
        .where(ShortRecord.kind == kind.value, ShortRecord.withdrawn_at.is_(None))
        .group_by(ShortRecord.place)
        .order_by(func.max(ShortRecord.started_at).desc())
        .limit(most)
    )
    return tuple(read.session.scalars(query))


def _check_end(work: Work, started_at: datetime, ended_at: datetime | None) -> None:
    if ended_at is None:
        return
    if ended_at <= started_at:
        raise InputError("ended_at", "disinfection_mix.error.ends_before")
    if ended_at > work.at + _TOLERANCE:
        raise InputError("ended_at", "disinfection_mix.error.future")


def _claim(work: Work, record: int) -> ShortRecord:
    row = work.session.scalar(select(ShortRecord).where(ShortRecord.id == record).with_for_update())
    if row is None or row.withdrawn_at is not None:
        raise StaleError("storage.stale")
    return row


def _minutes(row: ShortRecord) -> int | None:
    return int((row.ended_at - row.started_at).total_seconds() // 60) if row.ended_at is not None else None


def _row(row: ShortRecord, officer: str) -> ShortRow:
    state = "kept"
    if row.withdrawn_at is not None:
        state = "withdrawn"
    elif row.kind == ShortKind.AIRING and row.ended_at is None:
        state = "open"
    elif row.ended_at is not None and row.ended_at - row.started_at < _LEAST_AIRING:
        state = "short"
    return ShortRow(
        id=row.id,
        kind=row.kind,
        place=row.place,
        started_at=row.started_at,
        ended_at=row.ended_at,
        minutes=_minutes(row),
        count=row.count,
        done_by=row.done_by,
        officer=officer,
        state=state,
        note=row.note or "",
    )


_SORTS: Final[Mapping[str, Any]] = {
    "started_at": ShortRecord.started_at,
    "kind": ShortRecord.kind,
    "place": ShortRecord.place,
    "count": ShortRecord.count,
    "done_by": ShortRecord.done_by,
}


def _select(read: Read, request: Request) -> Select[Any]:
    order = _SORTS.get(request.sort or "started_at", ShortRecord.started_at)
    query = select(ShortRecord.id).order_by(
        order.desc() if request.descending else order, ShortRecord.id.desc()
    )
    return query.where(*_chosen(request))


def _chosen(request: Request) -> list[Any]:
    found: list[Any] = []
    if typed := request.search.strip():
        like = f"%{typed}%"
        found.append(ShortRecord.place.ilike(like) | ShortRecord.done_by.ilike(like))
    if kind := request.filters.get("kind"):
        found.append(ShortRecord.kind == str(kind))
    if since := request.filters.get("from"):
        found.append(ShortRecord.started_at >= datetime.combine(since, time()))
    if until := request.filters.get("to"):
        found.append(ShortRecord.started_at < datetime.combine(until + timedelta(days=1), time()))
    return found


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    query = select(func.sum(ShortRecord.count)).where(ShortRecord.withdrawn_at.is_(None), *_chosen(request))
    return (Total(t("disinfection_mix.column.bags"), f"{read.session.scalar(query) or 0:,}"),)


SHORTS = Ledger(
    key="disinfection.short_records",
    title="disinfection_mix.ledger.shorts",
    columns=(
        Column("started_at", "disinfection_mix.column.started_at", Kind.MOMENT, width=112),
        Column("kind", "disinfection_mix.column.kind", width=112, words="disinfection_mix.short_kind"),
        Column("place", "disinfection_mix.column.place", width=200, stretch=True),
        Column("ended_at", "disinfection_mix.column.ended_at", Kind.MOMENT, width=112, sortable=False),
        Column("minutes", "disinfection_mix.column.minutes", Kind.NUMBER, width=88, align="right", sortable=False),
        Column("count", "disinfection_mix.column.bags", Kind.NUMBER, width=72, align="right"),
        Column("done_by", "disinfection_mix.column.done_by", width=88),
        Column("note", "disinfection_mix.column.note", width=160, sortable=False),
        Column("state", "disinfection_mix.column.state", Kind.CHIP, width=96, sortable=False,
               words="disinfection_mix.short_state", tones=STATE_TONES),
    ),
    statement=_select,
    fetch=fetch_shorts,
    default_sort="started_at",
    default_descending=True,
    totals=_totals,
)  # fmt: skip
