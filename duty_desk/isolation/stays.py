"""Somebody is reported for observation: the request, what is changed of it before the admission, and drafts from the gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import select

from db.models import AdmissionDraft, Gate, Person, Stay, Unit
from db.vocabulary import Ending, StayState
from duty_desk import audit, formats, policy
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.isolation import day_rules, records, stay_rules
from duty_desk.people.records import change, required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.work import Read, Work

OPEN_DRAFT, TAKEN, DROPPED = "open", "taken", "dropped"


class StayForm(TypedDict, total=False):
    """What can be filled in for a stay before the admission. `unit` is an identifier, `home` where the person lives."""

    origin: str
    category: str
    reason: str
    anchor: str
    exposure_on: date | None
    exposure_way: str | None
    unit: int | None
    home: str | None
    contact_name: str | None
    contact_phone: str | None
    diet: str
    diet_note: str | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Somebody whom a gate found with a second abnormal reading, in °C."""

    id: int
    at: datetime
    person_id: int | None
    name: str
    gate: str
    first: float | None
    second: float
    reason: str
    incident_id: int | None


@requires(Permission.REQUEST_STAY)
def request(
    work: Work,
    *,
    person: int,
    origin: str,
    category: str,
    reason: str,
    anchor: str | None = None,
    exposure_on: date | None = None,
    exposure_way: str | None = None,
    unit: int | None = None,
    home: str | None = None,
    contact_name: str | None = None,
    contact_phone: str | None = None,
    diet: str = "regular",
    diet_note: str | None = None,
    draft: int | None = None,
    carer_for: int | None = None,
) -> int:
    """Report a person for observation; returns the stay, which has no number until it is approved.

    `anchor` is one of day_rules.ANCHORS, by the policy if not said. `carer_for` is the stay of whom the person cares for, bound by
    the same period. Raises InputError at fields, Refusal for a person who is reported or under observation already.
    """
    holder = _holder(work, person)
    _refuse_second(work, holder)
    form: StayForm = {
        "origin": origin,
        "category": category,
        "reason": reason,
        "anchor": anchor or policy.text(work, "iso.anchor"),
        "exposure_on": exposure_on,
        "exposure_way": exposure_way,
        "unit": unit if unit is not None else holder.unit_id,
        "home": home,
        "contact_name": contact_name,
        "contact_phone": contact_phone,
        "diet": diet,
        "diet_note": diet_note,
    }
    row = Stay(
        person_id=holder.id,
        state=StayState.REQUESTED.value,
        requested_at=work.at,
        requested_by=work.officer.id,
        **_columns(work, form),
    )
    if carer_for is not None:
        row.carer_for_id = _cared_for(work, carer_for, holder)
    if draft is not None:
        _take(work, draft, row)
    work.session.add(row)
    work.session.flush()
    records.note(work, "request", row, category=category, origin=origin)
    return row.id


@requires(Permission.REQUEST_STAY)
def edit_request(work: Work, stay: int, *, version: int, **form: Unpack[StayForm]) -> None:
    """Change what is given of a stay that has not begun; the rest stays. Once approved, only what the approval did not rest on."""
    row = records.claim(work, stay, version, *stay_rules.WAITING)
    values = _columns(work, form)
    decided = {"category", "anchor", "exposure_on"} & {
        name for name, value in values.items() if getattr(row, name) != value
    }
    if row.state == StayState.APPROVED and decided:
        raise Refusal("isolation.refusal.approved_already", number=row.number or "")
    before, after = change(row, values)
    work.session.flush()
    if after:
        records.note(work, "change", row, fields=sorted(before))


@requires(Permission.REQUEST_STAY)
def withdraw(work: Work, stay: int, *, reason: str, version: int) -> None:
    """Take back a request before the admission; a room that was promised is free again."""
    row = records.claim(work, stay, version, *stay_rules.WAITING)
    why = records.required_reason(reason)
    drop(work, row, Ending.WITHDRAWN, why)
    records.note(work, "withdraw", row, why)


@requires(Permission.REQUEST_STAY)
def take_draft(work: Work, draft: int, *, person: int | None = None, **form: Any) -> int:
    """Report whom a gate found, with the fields of `request`; `person` where the gate did not know who it was."""
    row = _draft(work, draft)
    holder = person if person is not None else row.person_id
    if holder is None:
        raise InputError("person", "isolation.error.person_missing")
    values: Any = {"reason": row.reason, **form}
    return request(work, person=holder, draft=draft, **values)


@requires(Permission.REQUEST_STAY)
def drop_draft(work: Work, draft: int, *, reason: str) -> None:
    """Let a draft of the gate go, with the reason: the hospital found another cause, the person went home."""
    row = _draft(work, draft)
    why = records.required_reason(reason)
    row.state, row.note = DROPPED, why
    row.decided_at, row.decided_by = work.at, work.officer.id
    work.session.flush()
    audit.record(work, action="admission_draft.drop", subject=("admission_draft", draft), reason=why)


def list_drafts(read: Read) -> tuple[DraftRow, ...]:
    """Whom the gates found and nobody has taken up yet, longest waiting first."""
    query = (
        select(AdmissionDraft, Gate.name)
        .outerjoin(Gate, Gate.id == AdmissionDraft.gate_id)
        .where(AdmissionDraft.state == OPEN_DRAFT)
        .order_by(AdmissionDraft.at, AdmissionDraft.id)
    )
    return tuple(
        DraftRow(
            row.id,
            row.at,
            row.person_id,
            row.name,
            gate or "",
            row.first,
            row.second,
            row.reason,
            row.incident_id,
        )
        for row, gate in read.session.execute(query)
    )


@step
def drop(work: Work, row: Stay, ending: Ending, reason: str) -> None:
    """End a stay that never began."""
    records.drop_reservation(work, row)
    records.put(work, row, state=StayState.DROPPED.value, ending=ending.value, ending_note=reason)


def _holder(work: Work, person: int) -> Person:
    row = work.session.get(Person, person)
    while row is not None and row.merged_into_id is not None:
        row = work.session.get(Person, row.merged_into_id)
    if row is None:
        raise InputError("person", "isolation.error.person_missing")
    return row


def _refuse_second(work: Work, person: Person) -> None:
    states = [state.value for state in stay_rules.OPEN]
    found = work.session.execute(
        select(Stay.state, Stay.number, Stay.requested_at).where(
            Stay.person_id == person.id, Stay.state.in_(states)
        )
    ).first()
    if found is not None:
        raise Refusal(
            "isolation.refusal.open_stay",
            name=person.name,
            number=found.number or formats.day(found.requested_at.date()),
            state=t(f"isolation.state.{found.state}"),
        )


def _columns(work: Work, form: StayForm) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, allowed in (
        ("origin", stay_rules.ORIGINS),
        ("category", stay_rules.CATEGORIES),
        ("anchor", day_rules.ANCHORS),
        ("diet", stay_rules.DIETS),
    ):
        if field in form:
            if form.get(field) not in allowed:
                raise InputError(field, f"isolation.error.{field}")
            values[field] = form.get(field)
    if "reason" in form:
        values["reason"] = required(form["reason"], "reason", "isolation.error.reason_missing")
    if "exposure_on" in form:
        day = form["exposure_on"]
        if day is not None and day > work.at.date():
            raise InputError("exposure_on", "isolation.error.exposure_future")
        values["exposure_on"] = day
    if "unit" in form:
        if form["unit"] is not None and work.session.get(Unit, form["unit"]) is None:
            raise InputError("unit", "isolation.error.unit_unknown")
        values["unit_id"] = form["unit"]
    for field in ("exposure_way", "home", "contact_name", "contact_phone", "diet_note"):
        if field in form:
            values[field] = text_or_none(form.get(field))
    return values


def _cared_for(work: Work, stay: int, carer: Person) -> int:
    main = records.claim(work, stay, None, *stay_rules.OPEN)
    if main.carer_for_id is not None:
        raise InputError("carer_for", "isolation.error.carer_of_carer")
    if not stay_rules.may_care(carer.born_on, work.at.date()):
        raise InputError(
            "carer_for",
            "isolation.error.carer_age",
            first=stay_rules.CARER_FROM,
            last=stay_rules.CARER_UNTIL,
        )
    return main.id


def _draft(work: Work, draft: int) -> AdmissionDraft:
    row = work.session.scalar(select(AdmissionDraft).where(AdmissionDraft.id == draft).with_for_update())
    if row is None or row.state != OPEN_DRAFT:
        raise StaleError("storage.stale")
    return row


def _take(work: Work, draft: int, stay: Stay) -> None:
    row = _draft(work, draft)
    row.state, row.decided_at, row.decided_by = TAKEN, work.at, work.officer.id
    stay.draft_id, stay.incident_id = row.id, row.incident_id
