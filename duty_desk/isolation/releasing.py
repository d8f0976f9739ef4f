"""A stay ends: released when days, temperatures and tests allow, or referred to a hospital; the room waits for cleaning at once (I7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from db.models import Restriction, Stay
from db.vocabulary import Ending, RestrictionKind, StayState
from duty_desk import numbering, policy
from duty_desk.errors import Refusal
from duty_desk.isolation import day_rules, records, stay_queries
from duty_desk.isolation.release_conditions import PERIOD, Condition, conditions, conditions_of
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.people import restrictions
from duty_desk.people.approvals import Approval
from duty_desk.people.records import required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.work import Read, Work

SERIES = "stay.release"


@dataclass(frozen=True, slots=True)
class Released:
    """A stay that ended: the number of its release, and the last day of the days at home that follow."""

    number: str
    home_until: date | None


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """Somebody whose last day comes; `overdue` when the day has gone by."""

    stay: StayRow
    overdue: bool


@dataclass(frozen=True, slots=True)
class ReleaseDay:
    """The releases planned for a day."""

    day: date
    rows: tuple[ReleaseRow, ...]


def overridden(stay: int, version: int, unmet: Sequence[Condition], why: str) -> Mapping[str, object]:
    """What a leader says yes to: this release without exactly these conditions."""
    lacks = sorted(one.key for one in unmet)
    return {"act": "stay.override", "stay": stay, "version": version, "unmet": lacks, "reason": why.strip()}


@requires(Permission.WORK_SITE)
def release(
    work: Work,
    stay: int,
    *,
    at: datetime | None = None,
    kit_back: bool,
    override: str | None = None,
    second: Approval | None = None,
    note: str | None = None,
    version: int,
) -> Released:
    """End a stay: the restriction is lifted, the room waits for its terminal round, days at home follow by the policy of the admission.

    What a condition lacks is waived only by a leader for the reason `override`; `second` is their yes to `overridden` of the same.
    Raises Refusal naming what is missing.
    """
    row = records.claim(work, stay, version, StayState.ADMITTED)
    moment = records.check_moment(work, at, row.admitted_at)
    unmet = [one for one in conditions(work, stay, at=moment) if not one.met]
    if unmet:
        if text_or_none(override) is None and second is None:
            missing = t("isolation.list_mark").join(one.words for one in unmet)
            raise Refusal("isolation.refusal.conditions", missing=missing)
        why = records.required_reason(override, "override")
        content = overridden(stay, version, unmet, why)
        leader = records.second_officer(work, second, content, Permission.OVERRIDE_STAY)
        records.write_change(
            work, row, "override", before={"unmet": [one.key for one in unmet]}, after={}, reason=why,
            approver=leader,
        )  # fmt: skip
    assert row.admitted_at is not None
    home = policy.integer(work, "iso.home_days", on=row.admitted_at.date())
    number = numbering.take(work, SERIES, moment.year).text
    until = day_rules.home_until(moment.date(), home)
    end(
        work,
        row,
        Ending.RELEASED,
        moment,
        kit_back=kit_back,
        ending_note=text_or_none(note),
        release_number=number,
        home_until=until,
    )
    _lift(work, row)
    records.note(work, "release", row, unmet=[one.key for one in unmet])
    return Released(number, until)


@requires(Permission.WORK_SITE)
def refer(
    work: Work, stay: int, *, place: str, note: str | None = None, at: datetime | None = None, version: int
) -> None:
    """Hand somebody over to a hospital (domain A4 rule 8): the stay ends, the room waits for cleaning, passes go on resting.

    The gate refuses as for a fever until an officer lifts that, on the hospital's word.
    """
    row = records.claim(work, stay, version, StayState.ADMITTED)
    where = required(place, "place", "isolation.error.place_missing")
    moment = records.check_moment(work, at, row.admitted_at)
    end(work, row, Ending.REFERRED, moment, ending_place=where, ending_note=text_or_none(note))
    _lift(work, row)
    restrictions.impose(
        work,
        person=row.person_id,
        kind=RestrictionKind.FEVER,
        starts_on=moment.date(),
        reason=t("isolation.referred", number=row.number or "", place=where),
        source=("stay", row.id),
    )
    records.note(work, "refer", row)


@step
def hold_on(work: Work) -> int:
    """Leave open the end of the restriction of whoever is there on the last day; returns of how many.

    Asked for once an hour. Gates know when a stay should end; it does end with the release, and nobody gets out by waiting.
    """
    query = (
        select(Restriction)
        .join(Stay, Stay.restriction_id == Restriction.id)
        .where(
            Stay.state == StayState.ADMITTED.value,
            Stay.due_on <= work.at.date(),
            Restriction.lifted_at.is_(None),
            Restriction.ends_on.is_not(None),
        )
    )
    rows = work.session.scalars(query).all()
    for row in rows:
        restrictions.change_end(work, row.id, ends_on=None, reason=t("isolation.not_released"))
    return len(rows)


def list_releases(read: Read, days: int = 7) -> tuple[ReleaseDay, ...]:
    """Planned releases day by day from today on, each day named; who is over their last day is under today."""
    today = read.at.date()
    by_day: dict[date, list[ReleaseRow]] = {today + timedelta(days=n): [] for n in range(days)}
    for row in stay_queries.list_staying(read, due_by=max(by_day)):
        assert row.due_on is not None
        by_day[max(row.due_on, today)].append(ReleaseRow(row, row.due_on < today))
    return tuple(ReleaseDay(day, tuple(rows)) for day, rows in by_day.items())


def lacking(read: Read, rows: Sequence[StayRow]) -> Mapping[int, tuple[Condition, ...]]:
    """What is still missing for the release of each, by stay; what lies ahead of the last day is no fault yet."""
    return {
        stay: tuple(one for one in found if not one.met and one.key != PERIOD)
        for stay, found in conditions_of(read, rows).items()
    }


@step
def end(work: Work, row: Stay, ending: Ending, moment: datetime, **values: object) -> None:
    """End a stay that was claimed; its bed is free, and a room that nobody is in any more waits for its terminal round."""
    records.leave_room(work, row, moment)
    records.put(
        work,
        row,
        state=StayState.ENDED.value,
        ended_at=moment,
        ending=ending.value,
        released_by=work.officer.id,
        **values,
    )


def _lift(work: Work, row: Stay) -> None:
    why = t("isolation.lifted", number=row.release_number or row.number or "")
    restrictions.lift_source(work, ("stay", row.id), reason=why)
