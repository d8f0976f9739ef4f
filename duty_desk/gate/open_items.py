"""What the gates put on the list of things to do: overdue visitors and vehicles, second readings, visits to decide, drafts."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from db.models import AdmissionDraft, Crossing, Gate, Person
from db.vocabulary import CrossingKind
from duty_desk.gate import emergencies, inside, parcels, temperature, visit_queries
from duty_desk.open_item import OpenItem
from duty_desk.roles import Permission, may
from duty_desk.work import Read, Work

VISIT_OVERDUE, VEHICLE_OVERDUE, PASS_OVERDUE = "visit_overdue", "vehicle_overdue", "pass_overdue"
RETEST_DUE, VISIT_UNDECIDED, EMERGENCY_NOTE = "retest_due", "visit_undecided", "emergency_note"
ADMISSION_DRAFT, FORCED, PARCELS = "admission_draft", "forced_entry", "parcels_waiting"
WHATS = (
    VEHICLE_OVERDUE,
    VISIT_OVERDUE,
    PASS_OVERDUE,
    RETEST_DUE,
    ADMISSION_DRAFT,
    VISIT_UNDECIDED,
    EMERGENCY_NOTE,
    PARCELS,
    FORCED,
)
# The list shows what comes first; the counts say how much there is.
MOST = 200
# How far back what was forced still belongs to a hand-over.
_BACK = timedelta(hours=24)


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Everything open at the gates, the longest overdue first."""
    found = [
        *_overdue(read),
        *_retests(read),
        *_drafts(read),
        *_undecided(read),
        *_emergencies(read),
        *_parcels(read),
        *_forced(read),
    ]
    return tuple(sorted(found, key=lambda item: item.due_at)[:MOST])


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    found = Counter(item.what for item in list_open_items(read))
    return {what: found.get(what, 0) for what in WHATS}


def everybody(read: Read) -> tuple[inside.InsideRow, ...]:
    """Who is inside, as `inside.list_inside` has it, asked once in a reading."""
    key = "gate.everybody"
    if key not in read.memo or isinstance(read, Work):
        read.memo[key] = inside.list_inside(read)
    return read.memo[key]


def _overdue(read: Read) -> list[OpenItem]:
    items: list[OpenItem] = []
    for row in everybody(read):
        if not row.overdue:
            continue
        what = {CrossingKind.VISIT: VISIT_OVERDUE, CrossingKind.VEHICLE: VEHICLE_OVERDUE}.get(
            row.kind, PASS_OVERDUE
        )
        if row.visit_id is not None:
            subject = ("visit", row.visit_id)
        elif row.run_id is not None:
            subject = ("vehicle_run", row.run_id)
        else:
            subject = ("crossing", row.id or 0)
        items.append(
            OpenItem(what, row.until or row.since, subject, row.name, row.zone or row.place, row.number)
        )
    return items


def _retests(read: Read) -> list[OpenItem]:
    return [
        OpenItem(RETEST_DUE, row.due_at, ("retest", row.id), row.name, row.gate, f"{row.first:.1f}")
        for row in temperature.list_waiting_retests(read)
        # Who did not come back by the next day is not waited for.
        if row.at >= read.at - _BACK
    ]


def _drafts(read: Read) -> list[OpenItem]:
    query = (
        select(AdmissionDraft, Gate.name)
        .outerjoin(Gate, Gate.id == AdmissionDraft.gate_id)
        .where(AdmissionDraft.state == "open")
        .order_by(AdmissionDraft.at)
        .limit(MOST)
    )
    # Everybody on duty sees that a room is wanted; what was measured, who measures and judges (check S-56).
    knows = may(read, Permission.SEE_READINGS)
    return [
        OpenItem(
            ADMISSION_DRAFT,
            row.at,
            ("admission_draft", row.id),
            row.name,
            gate or "",
            f"{row.second:.1f}" if knows else "",
        )
        for row, gate in read.session.execute(query)
    ]


def _undecided(read: Read) -> list[OpenItem]:
    """Of today once the day has ended, of earlier days always."""
    yesterday = read.at.date() - timedelta(days=1)
    day = read.at.date() if visit_queries.is_day_over(read) else yesterday
    return [
        OpenItem(
            VISIT_UNDECIDED,
            _end_of(row.came_at.date()),
            ("visit", row.id),
            row.name,
            row.host_unit or "",
            row.number or "",
        )
        for row in visit_queries.list_undecided(read, day)
    ]


def _emergencies(read: Read) -> list[OpenItem]:
    return [
        OpenItem(EMERGENCY_NOTE, row.at, ("crossing", row.id), row.what, row.gate, row.plate)
        for row in emergencies.list_incomplete(read)
    ]


def _forced(read: Read) -> list[OpenItem]:
    query = (
        select(Crossing, Gate.name, Person.name)
        .join(Gate, Gate.id == Crossing.gate_id)
        .outerjoin(Person, Person.id == Crossing.person_id)
        .where(Crossing.forced_reason.is_not(None), Crossing.at >= read.at - _BACK)
        .order_by(Crossing.at)
    )
    return [
        OpenItem(
            FORCED, row.at, ("crossing", row.id), person or row.name or "", gate, row.forced_reason or ""
        )
        for row, gate, person in read.session.execute(query)
    ]


def _parcels(read: Read) -> list[OpenItem]:
    today = read.at.date()
    return [
        OpenItem(
            PARCELS,
            _end_of(row.day),
            ("parcel_day", row.day.toordinal()),
            row.place,
            row.place,
            str(row.difference),
        )
        for row in parcels.list_balances(read, today - timedelta(days=7), today)
        if row.difference > 0
    ]


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time())
