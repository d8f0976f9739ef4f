"""Visitors: registered with host, purpose and places, filled in from last time, signed out by scan, decided at the end of the day (G4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict, Unpack

from sqlalchemy import func, select

from db.models import Visit
from db.vocabulary import Category, CrossingKind, CrossingOrigin, VisitOutcome
from duty_desk import audit, numbering, operations, policy
from duty_desk.errors import InputError, Problems, StaleError
from duty_desk.gate import scanning, visit_queries, visit_records
from duty_desk.gate.subjects import Subject
from duty_desk.passes import tokens
from duty_desk.people import obtain_person
from duty_desk.people.rules import check_plate
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work


class VisitForm(TypedDict, total=False):
    """What is filled in for a visit. `person` is somebody on record; else `name`, document and phone register one."""

    person: int | None
    name: str
    id_kind: str | None
    id_number: str | None
    phone: str | None
    firm: str | None
    plate: str | None
    purpose: str
    host_name: str
    host_unit: int | None
    host_unit_name: str | None
    host_confirmed: bool
    places: str | None
    mask: bool | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Registered:
    """A slip just given: `subject` is scanned next, `token` is the code on the slip (only now known)."""

    id: int
    number: str
    check_code: str
    token: str
    subject: Subject


@requires(Permission.WORK_GATE)
def register(work: Work, *, gate: int, operation: str | None = None, **form: Unpack[VisitForm]) -> Registered:
    """Give a visitor a slip with a number and a code; letting in is the gate's own scan of its `subject`.

    Raises Problems with every wrong field. The same `operation` again gives the same slip.
    """
    if operation is not None:
        made = operations.once(work, f"visit:{operation}", lambda: _register(work, gate, form))
        return _registered(work, made)
    return _registered(work, _register(work, gate, form))


def _register(work: Work, gate: int, form: VisitForm) -> int:
    problems: list[InputError] = []
    for field in ("purpose", "host_name"):
        if not (form.get(field) or "").strip():
            problems.append(InputError(field, f"gate.error.{field}_missing"))
    plate = None
    if (typed := (form.get("plate") or "").strip()) != "":
        try:
            plate = check_plate(typed).value
        except InputError as error:
            problems.append(error)
    person = form.get("person")
    if person is None and not (form.get("name") or "").strip():
        problems.append(InputError("name", "identity.error.name_missing"))
    if person is None and not ((form.get("id_number") or "").strip() or (form.get("phone") or "").strip()):
        problems.append(InputError("id_number", "gate.error.visitor_number_missing"))
    if problems:
        raise Problems(problems)
    scanning.gate_name(work, gate)
    if person is None:
        person = obtain_person(
            work,
            name=form.get("name") or "",
            category=Category.VISITOR,
            id_kind=form.get("id_kind"),  # pyright: ignore[reportArgumentType]
            id_number=form.get("id_number"),
            phone=form.get("phone"),
            place=form.get("firm"),
        ).id
    number = numbering.take(work, "visit")
    token = tokens.new_token(demo=tokens.is_demo(work))
    day = work.at.date()
    row = Visit(
        number=number.text,
        token_hash=tokens.fingerprint(token),
        sealed_token=tokens.seal(work, token),
        check_code=tokens.check_code(token),
        person_id=person,
        firm=_text(form.get("firm")),
        plate=plate,
        purpose=(form.get("purpose") or "").strip(),
        host_name=(form.get("host_name") or "").strip(),
        host_unit_id=form.get("host_unit"),
        host_unit=_text(form.get("host_unit_name")),
        host_confirmed=bool(form.get("host_confirmed")),
        places=_text(form.get("places")),
        mask=form.get("mask"),
        gate_id=gate,
        came_at=work.at,
        limit_hours=policy.number(work, "visitor.max_hours", day),
        officer_id=work.officer.id,
        note=_text(form.get("note")),
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="visit.register",
        subject=("visit", row.id),
        after={
            "number": row.number,
            "gate": gate,
            "host_confirmed": row.host_confirmed,
            # Which text the visitor was told by (check S-54).
            "privacy_notice": policy.since(work, "privacy.notice"),
        },
        private={"host": row.host_name, "person": person},
    )
    return row.id


def _registered(read: Read, visit: int) -> Registered:
    row = read.session.get_one(Visit, visit)
    token = tokens.unseal(read, row.sealed_token) if row.sealed_token else ""
    subject = Subject(
        CrossingKind.VISIT, person_id=row.person_id, visit_id=row.id, origin=CrossingOrigin.SCAN
    )
    return Registered(row.id, row.number or "", row.check_code or "", token, subject)


def last_form(read: Read, person: int) -> VisitForm | None:
    """What a returning visitor said the last time; None for somebody who was never here."""
    row = read.session.scalar(
        select(Visit)
        .where(Visit.person_id == person)
        .order_by(Visit.came_at.desc(), Visit.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    return {
        "person": person,
        "firm": row.firm,
        "plate": row.plate,
        "purpose": row.purpose,
        "host_name": row.host_name,
        "host_unit": row.host_unit_id,
        "host_unit_name": row.host_unit,
        "places": row.places,
    }


def last_visit(read: Read, person: int) -> datetime | None:
    """When somebody was here the last time."""
    return read.session.scalar(select(func.max(Visit.came_at)).where(Visit.person_id == person))


@requires(Permission.WORK_GATE)
def confirm_host(work: Work, visit: int, *, by: str = "") -> None:
    """The host has said yes on the telephone; `by` is who answered."""
    row = _claim(work, visit)
    row.host_confirmed = True
    row.version += 1
    audit.record(
        work, action="visit.confirm", subject=("visit", visit), private={"by": by.strip() or row.host_name}
    )


@requires(Permission.WORK_GATE)
def recall(work: Work, visit: int, *, reason: str) -> None:
    """Call a visitor back to the gate; until they have left they stand first on the list, and come in no more with this slip."""
    row = _claim(work, visit)
    if row.left_at is not None or row.admitted is False:
        raise StaleError("storage.stale")
    if not reason.strip():
        raise InputError("reason", "gate.error.why_missing")
    row.recalled_at, row.recall_reason = work.at, reason.strip()
    row.version += 1
    if row.open_until is not None:
        row.open_until = min(row.open_until, work.at)
    audit.record(work, action="visit.recall", subject=("visit", visit), reason=reason.strip())


@requires(Permission.WORK_GATE)
def turn_away(work: Work, visit: int, *, reason: str) -> None:
    """A registered visitor is not let in: the host declined, or anything else the officer writes down."""
    row = _claim(work, visit)
    if row.admitted is not None:
        raise StaleError("storage.stale")
    if not reason.strip():
        raise InputError("reason", "gate.error.why_missing")
    row.admitted, row.note = False, reason.strip()
    row.version += 1
    audit.record(work, action="visit.turn_away", subject=("visit", visit), reason=reason.strip())


@requires(Permission.WORK_GATE)
def decide(
    work: Work,
    visit: int,
    outcome: VisitOutcome,
    *,
    left_at: datetime | None = None,
    note: str = "",
) -> None:
    """Decide an open visit at the end of the day: gone (when), still here, or not known.

    Who is not known leaves the list of those inside but stays among the undecided facts; the slip can still be scanned out.
    """
    row = _claim(work, visit)
    if row.open_until is None:
        raise StaleError("storage.stale")
    if outcome is VisitOutcome.LEFT:
        if left_at is None:
            raise InputError("left_at", "gate.error.left_at_missing")
        if not row.came_at <= left_at <= work.at:
            raise InputError("left_at", "gate.error.left_at")
        visit_records.leave(work, visit, left_at, gate=None)
        work.session.refresh(row)
    _mark(work, row, outcome, automatic=False, note=note)


@requires(Permission.WORK_GATE)
def decide_rest(work: Work, day: date | None = None) -> int:
    """What nobody decided by the end of the day is marked "not known" by the program itself; returns how many.

    Without a `day`, today's visitors are left alone until today is over.
    """
    last = day or visit_queries.day_to_decide(work)
    rows = work.session.scalars(visit_queries.undecided(last).with_for_update()).all()
    for row in rows:
        _mark(work, row, VisitOutcome.UNKNOWN, automatic=True, note="")
    return len(rows)


@requires(Permission.WORK_GATE)
def undo_decision(work: Work, visit: int) -> None:
    """Take back what was decided about a visit: it is open again. Not after the visitor was scanned out or came back."""
    row = _claim(work, visit)
    if row.decided_at is None or row.admitted is False or row.left_gate_id is not None:
        raise StaleError("storage.stale")
    before = row.outcome
    row.outcome, row.left_at = None, None
    row.decided_at, row.decided_on, row.decided_by = None, None, None
    row.decided_automatically = False
    due = row.came_at + timedelta(hours=row.limit_hours)
    row.open_until = due if row.recalled_at is None else min(due, row.recalled_at)
    row.version += 1
    work.session.flush()
    audit.record(work, action="visit.undo_decision", subject=("visit", visit), before={"outcome": before})


def _mark(work: Work, row: Visit, outcome: VisitOutcome, *, automatic: bool, note: str) -> None:
    row.outcome = outcome.value
    row.decided_at, row.decided_on = work.at, work.at.date()
    row.decided_by = None if automatic else work.officer.id
    row.decided_automatically = automatic
    if outcome is VisitOutcome.UNKNOWN:
        row.open_until = None
    if note.strip():
        row.note = note.strip()
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="visit.decide",
        subject=("visit", row.id),
        after={"outcome": outcome, "automatic": automatic},
        reason=note.strip() or None,
    )


def _claim(work: Work, visit: int) -> Visit:
    row = work.session.scalar(
        select(Visit).where(Visit.id == visit).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise StaleError("storage.stale")
    return row


def _text(value: str | None) -> str | None:
    return value.strip() or None if value else None
