"""Shows what is masked, to those who may, for a reason that is kept, and lists for the chief who looked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, select

from db.models import AuditEntry, LogEntry, Person, Repair, Unit
from duty_desk import audit
from duty_desk.errors import InputError, StaleError
from duty_desk.people import persons
from duty_desk.people.records import required
from duty_desk.roles import Permission, may, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

FIELDS = ("name", "id_number", "staff_number", "phone")


@dataclass(frozen=True, slots=True)
class RevealRow:
    """One look at what is masked: at a person, or at a whole list of `rows` rows that was taken out in full."""

    at: datetime
    officer: str
    role: str
    person_id: int | None
    person: str | None
    fields: tuple[str, ...]
    reason: str
    ledger: str | None = None
    rows: int = 0


@requires(Permission.REVEAL)
def reveal(work: Work, person: int, fields: Sequence[str] = FIELDS, *, reason: str) -> Mapping[str, str]:
    """The full values of these fields of one person. Who looked, and why, is on record before they are shown."""
    reason = required(reason, "reason", "people.error.reveal_reason")
    if not set(fields) <= set(FIELDS):
        raise InputError("fields", "people.error.reveal_fields")
    row = work.session.get(Person, person)
    if row is not None and row.merged_into_id is not None:
        row = work.session.get(Person, row.merged_into_id)
    if row is None:
        raise StaleError("storage.stale")
    if persons.is_child(work, row):
        require(work, Permission.REVEAL_CHILD)
    audit.record(
        work,
        action="person.reveal",
        subject=("person", row.id),
        after={"fields": list(fields)},
        reason=reason,
    )
    return {name: getattr(row, name) or "" for name in fields}


# Whom the office calls back, and who may.
_CALLED: Mapping[str, tuple[type[Repair | LogEntry | Unit], Permission]] = {
    "repair": (Repair, Permission.WRITE_LOG),
    "log_entry": (LogEntry, Permission.WRITE_LOG),
    "unit": (Unit, Permission.FILE_REPORT),
}


def may_dial(read: Read, kind: str) -> bool:
    """Whether the officer calls such people back."""
    return may(read, _CALLED[kind][1])


@requires(Permission.OWN)
def dial(work: Work, kind: str, record: int) -> str:
    """The whole number of who called about a repair or a matter, or who answers for a unit. It is on record before it is shown."""
    model, permission = _CALLED[kind]
    require(work, permission)
    row = work.session.get(model, record)
    if row is None:
        raise StaleError("storage.stale")
    audit.record(
        work,
        action="contact.reveal",
        subject=(kind, record),
        after={"fields": ["phone"]},
        reason=t("people.dial.reason"),
    )
    return row.phone or ""


def list_reveals(read: Read, day: date) -> tuple[RevealRow, ...]:
    """Everything that was revealed on a day, whatever list it was in, for those who read the audit.

    Acts that show one record in full end in `.reveal`; a list taken out in full is an export that says so.
    """
    require(read, Permission.READ_AUDIT)
    start = datetime.combine(day, time())
    query = (
        select(AuditEntry, Person.id, Person.name)
        .outerjoin(Person, (Person.id == AuditEntry.subject_id) & (AuditEntry.subject_kind == "person"))
        .where(
            AuditEntry.at >= start,
            AuditEntry.at < start + timedelta(days=1),
            or_(AuditEntry.action.endswith(".reveal"), AuditEntry.after.contains('"in_full":true')),
        )
        .order_by(AuditEntry.id)
    )
    return tuple(_row(entry, person, name) for entry, person, name in read.session.execute(query))


def _row(entry: AuditEntry, person: int | None, name: str | None) -> RevealRow:
    shown: Mapping[str, Any] = json.loads(entry.after) if entry.after else {}
    return RevealRow(
        at=entry.at,
        officer=entry.officer_name or "",
        role=entry.role or "",
        person_id=person,
        person=name,
        fields=tuple(shown.get("fields", ())),
        reason=entry.reason or "",
        ledger=shown.get("ledger"),
        rows=shown.get("rows", 0),
    )
