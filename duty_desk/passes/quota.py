"""Who of a household went out, what counted, and when somebody may go again (product rule P8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from db.models import Household, Person
from db.vocabulary import Direction, HouseholdState
from duty_desk import policy
from duty_desk.errors import StaleError
from duty_desk.passes.judging import reasons
from duty_desk.passes.quota_rules import Cell, Exit, Quota, QuotaRule, compute_quota, counts, day_cells
from duty_desk.people.households import place_text
from duty_desk.work import Read

DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class ExitRow:
    """One exit of a household. `counted`: it uses the allowance at the moment asked for; `back_at` is empty while they are out."""

    at: datetime
    person_id: int | None
    name: str
    relation: str | None
    reason: str
    free: bool
    counted: bool
    back_at: datetime | None


@dataclass(frozen=True, slots=True)
class HouseholdQuota:
    """The allowance of a household at a moment. `closed` says why nobody may go: home_quarantine or moved_out."""

    household_id: int
    place: str
    rule: QuotaRule
    quota: Quota
    exits: tuple[ExitRow, ...]
    cells: tuple[tuple[date, Cell], ...]
    closed: str | None
    closed_until: date | None

    @property
    def allowed(self) -> bool:
        """Whether somebody may go out now for an ordinary reason."""
        return self.quota.allowed


def household_quota(read: Read, household: int, at: datetime | None = None) -> HouseholdQuota:
    """The allowance of a household, from the crossings that were not withdrawn. The rule is that of the day asked for."""
    moment = at or read.at
    row = read.session.scalar(select(Household).where(Household.id == household))
    if row is None:
        raise StaleError("storage.stale")
    closed = closed_by(row, moment.date())
    rule = rule_on(read, moment.date(), quarantined=closed == HouseholdState.HOME_QUARANTINE)
    shown = _exits(read, household, moment, max(DAYS_SHOWN, rule.days + rule.persons))
    plain = [Exit(one.at, one.free) for one in shown]
    quota = (
        Quota(False, 0, (), None)
        if closed == HouseholdState.MOVED_OUT
        else compute_quota(plain, moment, rule)
    )
    return HouseholdQuota(
        household_id=household,
        place=place_text(row.building, row.entrance, row.room),
        rule=rule,
        quota=quota,
        exits=tuple(
            ExitRow(
                at=one.at,
                person_id=one.person_id,
                name=one.name,
                relation=one.relation,
                reason=one.reason,
                free=one.free,
                counted=not one.free and counts(one.at, moment, rule),
                back_at=one.back_at,
            )
            for one in reversed(shown)
        ),
        cells=day_cells(plain, moment, rule),
        closed=closed,
        closed_until=row.quarantine_until if closed == HouseholdState.HOME_QUARANTINE else None,
    )


def rule_on(read: Read, day: date, *, quarantined: bool = False) -> QuotaRule:
    """The rule in force on a day; under home quarantine its own number of persons."""
    key = "quota.home_quarantine" if quarantined else "quota.persons"
    return QuotaRule(
        policy.integer(read, key, day),
        policy.integer(read, "quota.days", day),
        policy.text(read, "quota.mode", day),
    )


def closed_by(row: Household, day: date) -> str | None:
    """Why nobody of a household may go out on a day, if so."""
    if row.state == HouseholdState.MOVED_OUT:
        return HouseholdState.MOVED_OUT.value
    if row.state != HouseholdState.HOME_QUARANTINE:
        return None
    if row.quarantine_from is not None and row.quarantine_from > day:
        return None
    if row.quarantine_until is not None and row.quarantine_until < day:
        return None
    return HouseholdState.HOME_QUARANTINE.value


def is_free(read: Read, reason: str) -> bool:
    """Whether a reason (its code or the word that was written) uses no allowance."""
    known = reasons(read).get(reason)
    if known is not None and known.exempt:
        return True
    word = known.label if known is not None else reason.strip()
    return word in policy.items(read, "quota.exempt")


def _exits(read: Read, household: int, moment: datetime, days: int) -> list[ExitRow]:
    # The tables of the gates are loaded when somebody needs them.
    from db.models import Crossing

    since = datetime.combine(moment.date() - timedelta(days=days), time())
    query = (
        select(
            Crossing.at,
            Crossing.direction,
            Crossing.person_id,
            Crossing.reason_code,
            Crossing.exempt,
            Person.name,
            Person.relation,
        )
        .outerjoin(Person, Person.id == Crossing.person_id)
        .where(
            Crossing.household_id == household,
            Crossing.withdrawn_at.is_(None),
            Crossing.at >= since,
            Crossing.at <= moment,
        )
        .order_by(Crossing.at, Crossing.id)
    )
    rows = read.session.execute(query).all()
    known = reasons(read)
    found: list[ExitRow] = []
    for position, row in enumerate(rows):
        if row.direction != Direction.OUT:
            continue
        following = next((other for other in rows[position + 1 :] if other.person_id == row.person_id), None)
        back = following.at if following is not None and following.direction == Direction.IN else None
        word = row.reason_code or ""
        found.append(
            ExitRow(
                at=row.at,
                person_id=row.person_id,
                name=row.name or "",
                relation=row.relation,
                reason=known[word].label if word in known else word,
                free=row.exempt,
                counted=False,
                back_at=back,
            )
        )
    return found
