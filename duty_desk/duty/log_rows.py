"""Entries of the duty log as they are shown: in the list, on the page of a shift, and with the record they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, false, func, or_, select

from db.models import LogEntry
from db.vocabulary import LogKind
from duty_desk import formats
from duty_desk.errors import StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.spans import Span
from duty_desk.strings import t
from duty_desk.work import Read

# What is struck out, was done, is to be done, is late, or was only noted.
STRUCK, DONE, OPEN, OVERDUE, NOTED = "struck", "done", "open", "overdue", "noted"
STATE_TONES: Final[Mapping[str, tuple[str, str]]] = {
    NOTED: ("neutral", "check"),
    OPEN: ("info", "clock-outline"),
    OVERDUE: ("danger", "alert-octagon"),
    DONE: ("ok", "check-circle"),
    STRUCK: ("neutral", "cancel"),
}
KIND_ICONS: Final[Mapping[str, str]] = {
    LogKind.CALL: "phone-outline",
    LogKind.VISIT: "account-outline",
    LogKind.ORDER: "bell-outline",
    LogKind.REPAIR: "wrench-outline",
    LogKind.ENERGY: "power",
    LogKind.REPORT: "file-chart-outline",
    LogKind.NOTE: "note-text-outline",
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry. `subject` is the record it is about; `state` is struck, done, open, overdue or noted."""

    id: int
    number: str
    at: datetime
    kind: str
    text: str
    from_whom: str
    phone: str
    handling: str
    responsible: str
    due_at: datetime | None
    done_at: datetime | None
    done_note: str
    done_by: str
    subject: tuple[str, int] | None
    struck_at: datetime | None
    struck_by: str
    struck_reason: str
    officer: str
    state: str
    version: int


def get_entry(read: Read, entry: int) -> LogRow:
    """One entry; raises StaleError when there is none."""
    found = fetch(read, [entry])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def list_span(read: Read, span: Span) -> tuple[LogRow, ...]:
    """Everything written for a shift, in the order in which it happened; what was struck out too."""
    query = select(LogEntry).where(LogEntry.at >= span.start, LogEntry.at < span.end)
    rows = read.session.scalars(query.order_by(LogEntry.at, LogEntry.id))
    return tuple(_row(row, read.at) for row in rows)


def list_of_subject(read: Read, subject: tuple[str, int], most: int = 20) -> tuple[LogRow, ...]:
    """What was written about one record, the newest first."""
    query = (
        select(LogEntry)
        .where(LogEntry.subject_kind == subject[0], LogEntry.subject_id == subject[1])
        .order_by(LogEntry.at.desc(), LogEntry.id.desc())
        .limit(most)
    )
    return tuple(_row(row, read.at) for row in read.session.scalars(query))


def list_callers(read: Read, most: int = 200) -> tuple[tuple[str, str], ...]:
    """Who called or came lately with their number, for the field to offer."""
    query = (
        select(LogEntry.from_whom, func.max(LogEntry.phone))
        .where(LogEntry.from_whom.is_not(None), LogEntry.struck_at.is_(None))
        .group_by(LogEntry.from_whom)
        .order_by(func.max(LogEntry.at).desc())
        .limit(most)
    )
    return tuple((str(name), str(phone or "")) for name, phone in read.session.execute(query))


def fetch(read: Read, ids: Sequence[int]) -> Sequence[LogRow]:
    """The rows of these entries."""
    query = select(LogEntry).where(LogEntry.id.in_(list(ids)))
    return [_row(row, read.at) for row in read.session.scalars(query)]


def _row(row: LogEntry, now: datetime) -> LogRow:
    about = row.subject_kind and row.subject_id is not None
    return LogRow(
        id=row.id,
        number=row.number,
        at=row.at,
        kind=row.kind,
        text=row.text,
        from_whom=row.from_whom or "",
        phone=row.phone or "",
        handling=row.handling or "",
        responsible=row.responsible or "",
        due_at=row.due_at,
        done_at=row.done_at,
        done_note=row.done_note or "",
        done_by=row.done_by or "",
        subject=(str(row.subject_kind), int(row.subject_id or 0)) if about else None,
        struck_at=row.struck_at,
        struck_by=row.struck_by or "",
        struck_reason=row.struck_reason or "",
        officer=row.officer_name or "",
        state=_state(row, now),
        version=row.version,
    )


def _state(row: LogEntry, now: datetime) -> str:
    if row.struck_at is not None:
        return STRUCK
    if row.due_at is None:
        return NOTED
    if row.done_at is not None:
        return DONE
    return OVERDUE if row.due_at < now else OPEN


_SORTS: Final[Mapping[str, Any]] = {
    "at": LogEntry.at,
    "number": LogEntry.number,
    "kind": LogEntry.kind,
    "from_whom": LogEntry.from_whom,
    "responsible": LogEntry.responsible,
    "due_at": LogEntry.due_at,
    "officer": LogEntry.officer_name,
}
WAITING: Final = and_(LogEntry.due_at.is_not(None), LogEntry.done_at.is_(None), LogEntry.struck_at.is_(None))


def _select(read: Read, request: Request) -> Select[Any]:
    order = _SORTS.get(request.sort or "at", LogEntry.at)
    query = select(LogEntry.id).where(*_chosen(read, request))
    keys = (order, LogEntry.id)
    # What has no term stands last, whichever way round and on whichever engine.
    return query.order_by(order.is_(None), *(key.desc() if request.descending else key for key in keys))


def _chosen(read: Read, request: Request) -> list[Any]:
    found: list[Any] = []
    if typed := request.search.strip():
        searched = (LogEntry.text, LogEntry.from_whom, LogEntry.handling, LogEntry.number, LogEntry.phone)
        found.append(or_(*(column.contains(typed, autoescape=True) for column in searched)))
    wanted = request.filters
    if kind := wanted.get("kind"):
        found.append(LogEntry.kind == str(kind))
    match wanted.get("state"):
        case "waiting":
            found.append(WAITING)
        case "overdue":
            found += [WAITING, LogEntry.due_at < read.at]
        case "struck":
            found.append(LogEntry.struck_at.is_not(None))
        case None:
            pass
        case _:
            found.append(false())
    span = wanted.get("span")
    if isinstance(span, Span):
        found += [LogEntry.at >= span.start, LogEntry.at < span.end]
    if since := wanted.get("from"):
        found.append(LogEntry.at >= datetime.combine(since, time()))
    if until := wanted.get("to"):
        found.append(LogEntry.at < datetime.combine(until + timedelta(days=1), time()))
    return found


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    query = select(func.count()).select_from(LogEntry).where(WAITING, *_chosen(read, request))
    return (Total(t("duty_log.total.waiting"), formats.number(read.session.scalar(query) or 0)),)


def _describe(read: Read, request: Request) -> str:
    wanted = request.filters
    said: list[str] = []
    if isinstance(wanted.get("span"), Span):
        said.append(wanted["span"].text)
    first, last = wanted.get("from"), wanted.get("to")
    if first or last:
        said.append(t("duty.days", first=formats.day(first), last=formats.day(last)))
    if kind := wanted.get("kind"):
        said.append(t(f"duty_log.kind.{kind}"))
    if state := wanted.get("state"):
        said.append(t(f"duty_log.filter.{state}"))
    if typed := request.search.strip():
        said.append(t("duty.searched", text=typed))
    return t("duty.mark").join(said)


LOG = Ledger(
    key="duty.log",
    title="duty_log.ledger.log",
    columns=(
        Column("number", "duty_log.column.number", width=88),
        Column("at", "duty_log.column.at", Kind.MOMENT, 112),
        Column("kind", "duty_log.column.kind", width=72, words="duty_log.kind"),
        Column("from_whom", "duty_log.column.from_whom", width=112),
        Column("phone", "duty_log.column.phone", Kind.PHONE, 112, sortable=False, masked=True, hidden=True),
        Column("text", "duty_log.column.text", width=260, sortable=False, stretch=True, second="handling"),
        Column("responsible", "duty_log.column.responsible", width=88),
        Column("due_at", "duty_log.column.due_at", Kind.MOMENT, 112),
        Column("officer", "duty_log.column.officer", width=80),
        Column("handling", "duty_log.column.handling", width=160, sortable=False, hidden=True),
        Column("struck_reason", "duty_log.column.struck_reason", width=128, sortable=False, hidden=True),
        Column("state", "duty_log.column.state", Kind.CHIP, 96, sortable=False, words="duty_log.state",
               tones=STATE_TONES),
    ),
    statement=_select,
    fetch=fetch,
    default_sort="at",
    default_descending=True,
    describe=_describe,
    totals=_totals,
)  # fmt: skip
