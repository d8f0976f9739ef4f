"""The record of what was done, in words: one line for a record's history, and the whole of it as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, or_, select

from db.models import AuditEntry
from duty_desk import audit, formats
from duty_desk import audit_words as words
from duty_desk.audit import EntryRow
from duty_desk.audit_names import names_of
from duty_desk.audit_words import Names
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.work import Read

NOBODY: Names = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an act set; `before` is empty where there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry as the list shows it."""

    id: int
    at: datetime
    officer: str
    act: str
    detail: str
    reason: str | None


def describe(entry: EntryRow, names: Names = NOBODY) -> str:
    """What was done, with the number of the paper it is about, or else the name of the record."""
    number = entry.after.get("number") or names.get((entry.subject_kind or "", entry.subject_id or 0))
    act = words.act(entry.action)
    return f"{act} {number}" if number else act


def line(entry: EntryRow) -> str:
    """When, who, what and why, for the history of a record."""
    said = {
        "moment": formats.moment(entry.at),
        "officer": entry.officer_name if entry.officer_name != "system" else t("audit.nobody"),
        "act": describe(entry),
    }
    return t("audit.line_reason", **said, reason=entry.reason) if entry.reason else t("audit.line", **said)


def list_changes(entry: EntryRow, names: Names = NOBODY) -> tuple[Change, ...]:
    """The values before and after; what cannot be said in words is left out."""
    every = words.in_order(name.removesuffix(".before") for name in [*entry.before, *entry.after])
    changes: list[Change] = []
    for name in every:
        # Of private values both sides are kept as digests, in one table.
        old = entry.before.get(name, entry.after.get(f"{name}.before"))
        before, after = (
            words.value(entry.action, name, kept, names) for kept in (old, entry.after.get(name))
        )
        if name not in words.UNSAID and (before or after):
            changes.append(Change(words.label(entry.action, name), before, after))
    return tuple(changes)


def _statement(read: Read, request: Request) -> Select[Any]:
    """Filters: `officer` (identifier), `first` and `last` (days). The search looks at officers, acts and reasons."""
    query = select(AuditEntry.id)
    filters = request.filters
    if officer := filters.get("officer"):
        query = query.where(AuditEntry.officer_id == officer)
    if first := filters.get("first"):
        query = query.where(AuditEntry.at >= datetime.combine(first, datetime.min.time()))
    if last := filters.get("last"):
        query = query.where(AuditEntry.at < datetime.combine(last, datetime.min.time()) + timedelta(days=1))
    if typed := request.search.strip():
        actions = [
            action
            for action in read.session.scalars(select(AuditEntry.action).distinct())
            if typed in words.act(action)
        ]
        texts = (AuditEntry.officer_name, AuditEntry.reason, AuditEntry.after)
        query = query.where(
            or_(AuditEntry.action.in_(actions), *(text.contains(typed, autoescape=True) for text in texts))
        )
    order = AuditEntry.id.desc() if request.sort is None or request.descending else AuditEntry.id
    return query.order_by(order)


def _fetch(read: Read, ids: Sequence[int]) -> Sequence[LogRow]:
    entries = read.session.scalars(select(AuditEntry).where(AuditEntry.id.in_(ids)))
    rows = [audit.row_of(entry) for entry in entries]
    names = names_of(read, rows)
    return [_row(row, names) for row in rows]


def _row(entry: EntryRow, names: Names) -> LogRow:
    detail = "\N{IDEOGRAPHIC SPACE}".join(
        t(
            "audit.changed",
            field=change.label,
            before=change.before,
            after=change.after or t("audit.nothing"),
        )
        if change.before
        else f"{change.label} {change.after}"
        for change in list_changes(entry, names)
    )
    officer = entry.officer_name if entry.officer_name != "system" else t("audit.nobody")
    return LogRow(entry.id, entry.at, officer or "", describe(entry, names), detail, entry.reason)


def _describe(read: Read, request: Request) -> str:
    first, last = request.filters.get("first"), request.filters.get("last")
    parts = [request.search.strip()]
    if first or last:
        parts.append(t("audit.filter_days", first=formats.full_day(first), last=formats.full_day(last)))
    if name := request.filters.get("officer_name"):
        parts.append(t("audit.filter_officer", name=name))
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in parts if part)


LOG = Ledger(
    key="audit.log",
    title="audit.title",
    columns=(
        Column("id", "audit.column.sequence", Kind.NUMBER, 72, align="right"),
        Column("at", "audit.column.at", Kind.MOMENT, 112, sortable=False),
        Column("officer", "audit.column.officer", width=88, sortable=False),
        Column("act", "audit.column.act", width=192, sortable=False),
        Column("detail", "audit.column.detail", width=320, sortable=False, stretch=True),
        Column("reason", "audit.column.reason", width=144, sortable=False),
    ),
    statement=_statement,
    fetch=_fetch,
    default_sort="id",
    default_descending=True,
    describe=_describe,
)
