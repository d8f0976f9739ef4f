"""A second reading that is over the line, as at the gate: an incident, and the person is kept from passing until it is lifted."""

from __future__ import annotations

from sqlalchemy import select

from db.models import HealthCheck, Person, Restriction, Unit
from db.vocabulary import IncidentKind, RestrictionKind
from duty_desk import formats, incidents, policy
from duty_desk.people import restrictions
from duty_desk.roles import step
from duty_desk.strings import t
from duty_desk.work import Work

SOURCE = "health_check"
LEVEL, EMERGENCY_LEVEL = 3, 2


@step
def follow(work: Work, check: HealthCheck) -> int | None:
    """Open the incident and restrict the person once; a check put right lifts its own restriction. Returns the incident."""
    source = (SOURCE, check.id)
    high = check.retest is not None and check.retest >= policy.number(work, "temp.abnormal", check.day)
    if not high or check.retest is None:
        restrictions.lift_source(work, source, reason=t("screening.second.corrected"))
        return None
    known = select(Restriction.id).where(
        Restriction.source_kind == SOURCE, Restriction.source_id == check.id, Restriction.lifted_at.is_(None)
    )
    if work.session.scalar(known) is not None:
        return None
    name_of_unit = (
        select(Unit.name).join(Person, Person.unit_id == Unit.id).where(Person.id == check.person_id)
    )
    value = f"{check.retest:.1f}"
    emergency = check.retest >= policy.number(work, "temp.emergency", check.day)
    incident = incidents.open_incident(
        work,
        kind=IncidentKind.FEVER,
        level=EMERGENCY_LEVEL if emergency else LEVEL,
        title=t("screening.second.title"),
        place=work.session.scalar(name_of_unit) or t("screening.second.place"),
        people=[check.person_id],
        text=t("screening.second.text", day=formats.day(check.day), value=value),
        source=source,
    )
    restrictions.impose(
        work,
        person=check.person_id,
        kind=RestrictionKind.FEVER,
        starts_on=check.day,
        reason=t("screening.second.reason", value=value),
        source=source,
    )
    return incident
