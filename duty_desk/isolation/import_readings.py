"""Takes the office's wide sheet of temperatures in, a person a line, and takes it back (product rule X4).

`/` says that nobody was to be read, a blank that somebody was missed: neither becomes a reading. What the sheet says of days gone by
opens no incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import aliased

from db.models import Person, Reading, Stay
from db.vocabulary import ReadingSlot
from duty_desk import formats, numbering
from duty_desk.errors import InputError, Refusal
from duty_desk.isolation.deciding import SERIES
from duty_desk.isolation.reading_rows import current, windows_of
from duty_desk.isolation.slot_rules import Presence, bounds
from duty_desk.roles import step
from duty_desk.strings import t
from duty_desk.work import Work

FORM = "iso_temps"


@step
def write_row(work: Work, values: Mapping[str, Any], batch_id: int | None) -> int:
    """Write the temperatures of one person; returns how many are new. Nothing of a line is kept that raises InputError.

    What is on record already is left; a line that says something else of it is refused, as is one of another person or of days on which
    the person was not here.
    """
    stay, presence = _stay_of(work, values)
    said = [
        (day, ReadingSlot(slot), float(value)) for day, slot, value in values["readings"] if value is not None
    ]
    if not said:
        return 0
    known = current(work, [stay], min(day for day, _, _ in said), max(day for day, _, _ in said))
    new: list[dict[str, Any]] = []
    for day, slot, value in said:
        if not presence.holds(day):
            raise InputError("readings", "isolation_care.error.not_here_on", day=formats.day(day))
        before = known.get((stay, day, slot.value))
        if before is None:
            new.append(_row(work, stay, presence, day, slot, value, batch_id))
        elif value not in (before.temperature, before.retest):
            raise InputError(
                "readings",
                "isolation_care.error.differs",
                day=formats.day(day),
                slot=t(f"isolation_care.slot.{slot.value}"),
            )
    if new:
        work.session.execute(insert(Reading), new)
    return len(new)


@step
def undo_readings(work: Work, batch_id: int) -> int:
    """Remove the temperatures of an import; returns how many. Raises Refusal when one of them was corrected since."""
    later = aliased(Reading)
    corrected = (
        select(Stay.number, Reading.day)
        .join(Stay, Stay.id == Reading.stay_id)
        .join(later, later.replaces_id == Reading.id)
        .where(Reading.import_id == batch_id)
        .limit(1)
    )
    found = work.session.execute(corrected).one_or_none()
    if found is not None:
        raise Refusal(
            "isolation_care.refusal.import_corrected", number=found.number or "", day=formats.day(found.day)
        )
    gone = work.session.execute(
        delete(Reading).where(Reading.import_id == batch_id),
        execution_options={"synchronize_session": False},
    )
    return int(gone.rowcount)  # pyright: ignore[reportAttributeAccessIssue]


def _stay_of(work: Work, values: Mapping[str, Any]) -> tuple[int, Presence]:
    # As the office's numbers are written, however the sheet writes this one.
    number = numbering.parse(work, SERIES, str(values["no"]))
    query = (
        select(Stay.id, Stay.admitted_at, Stay.ended_at, Stay.home_until, Person.name)
        .join(Person, Person.id == Stay.person_id)
        .where(Stay.number == (values["no"] if number is None else number.text))
    )
    found = work.session.execute(query).one_or_none()
    if found is None or found.admitted_at is None:
        raise InputError("no", "isolation_care.error.stay_unknown", number=values["no"])
    if found.name != values["name"]:
        raise InputError("name", "isolation_care.error.other_person", number=values["no"])
    return found.id, Presence(found.admitted_at, found.ended_at, found.home_until)


def _row(
    work: Work,
    stay: int,
    presence: Presence,
    day: date,
    slot: ReadingSlot,
    value: float,
    batch_id: int | None,
) -> dict[str, Any]:
    # The sheet knows no time of day: taken as measured when it began to be due.
    at: datetime = bounds(presence, day, slot, windows_of(work, day))[0]
    if at > work.at:
        raise InputError("readings", "isolation_care.error.not_yet", day=formats.day(day))
    return {
        "stay_id": stay,
        "day": day,
        "slot": slot.value,
        "at": at,
        "recorded_at": work.at,
        "temperature": round(value, 1),
        "symptoms": [],
        "is_late": False,
        "at_home": presence.is_at_home(day),
        "officer_id": work.officer.id,
        "import_id": batch_id,
    }
