"""The record of what was done, in words: one line for a record's history, and the whole of it as a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from db.models import AuditEntry
from duty_desk import audit, formats
from duty_desk.audit import EntryRow
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import has, t
from duty_desk.work import Read

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")
_SEALED = re.compile(r"#[0-9a-f]{16}")


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


def describe(entry: EntryRow) -> str:
    """What was done, with the number of the paper it is about."""
    number = entry.after.get("number")
    act = _act(entry.action)
    return f"{act} {number}" if number else act


def line(entry: EntryRow) -> str:
    """When, who, what and why, for the history of a record."""
    said = {
        "moment": formats.moment(entry.at),
        "officer": entry.officer_name if entry.officer_name != "system" else t("audit.nobody"),
        "act": describe(entry),
    }
    return t("audit.line_reason", **said, reason=entry.reason) if entry.reason else t("audit.line", **said)


def list_changes(entry: EntryRow) -> tuple[Change, ...]:
    """The values before and after, in the order in which they were recorded."""
    names = dict.fromkeys([*entry.before, *entry.after])
    return tuple(
        Change(_label(name), _said(entry.before.get(name)), _said(entry.after.get(name)))
        for name in names
        if name != "number"
    )


def _act(action: str) -> str:
    if has(f"audit.action.{action}"):
        return t(f"audit.action.{action}")
    kind, _, verb = action.rpartition(".")
    if has(f"audit.verb.{verb}") and has(f"audit.subject.{kind}"):
        return t("audit.generic", verb=t(f"audit.verb.{verb}"), subject=t(f"audit.subject.{kind}"))
    return action


def _label(name: str) -> str:
    return t(f"audit.field.{name}") if has(f"audit.field.{name}") else name


def _said(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return t("ledger.yes") if value else t("audit.no")
        case list():
            return t("audit.list_mark").join(_said(item) for item in value)
        case int() | float():
            return formats.number(value)
        case str() if _SEALED.fullmatch(value):
            return t("audit.sealed")
        case str() if _MOMENT.fullmatch(value):
            return formats.end_moment(datetime.fromisoformat(value))
        case str() if _DATE.fullmatch(value):
            return formats.day(date.fromisoformat(value))
        case _:
            return str(value)


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
            if typed in _act(action)
        ]
        texts = (AuditEntry.officer_name, AuditEntry.reason, AuditEntry.after)
        query = query.where(
            or_(AuditEntry.action.in_(actions), *(text.contains(typed, autoescape=True) for text in texts))
        )
    order = AuditEntry.id.desc() if request.sort is None or request.descending else AuditEntry.id
    return query.order_by(order)


def _fetch(read: Read, ids: Sequence[int]) -> Sequence[LogRow]:
    entries = read.session.scalars(select(AuditEntry).where(AuditEntry.id.in_(ids)))
    return [_row(audit.row_of(entry)) for entry in entries]


def _row(entry: EntryRow) -> LogRow:
    detail = "\N{IDEOGRAPHIC SPACE}".join(
        f"{change.label} {change.before} → {change.after}"
        if change.before
        else f"{change.label} {change.after}"
        for change in list_changes(entry)
        if change.after or change.before
    )
    officer = entry.officer_name if entry.officer_name != "system" else t("audit.nobody")
    return LogRow(entry.id, entry.at, officer or "", describe(entry), detail, entry.reason)


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
        Column("id", "audit.column.sequence", Kind.NUMBER, 80, align="right"),
        Column("at", "audit.column.at", Kind.MOMENT, 140, sortable=False),
        Column("officer", "audit.column.officer", width=100, sortable=False),
        Column("act", "audit.column.act", width=240, sortable=False),
        Column("detail", "audit.column.detail", width=320, sortable=False, stretch=True),
        Column("reason", "audit.column.reason", width=200, sortable=False),
    ),
    statement=_statement,
    fetch=_fetch,
    default_sort="id",
    default_descending=True,
    describe=_describe,
)
