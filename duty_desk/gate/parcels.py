"""Parcels and goods at the gate: counted in, counted disinfected, and the difference (product rule G7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from db.models import Officer, ParcelCount
from duty_desk import audit
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

IN, DISINFECTED = "in", "disinfected"


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """One count."""

    id: int
    day: date
    at: datetime
    place: str
    stage: str
    count: int
    carrier: str | None
    agent: str | None
    officer: str | None
    withdrawn_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ParcelBalance:
    """What came in and what was disinfected at a place on a day; `difference` is what still waits."""

    day: date
    place: str
    came: int
    disinfected: int

    @property
    def difference(self) -> int:
        """What came in and was not disinfected; more than came in never is."""
        return self.came - self.disinfected


@requires(Permission.WORK_GATE)
def count_in(
    work: Work, *, place: str, count: int, carrier: str = "", gate: int | None = None, note: str = ""
) -> int:
    """Count goods in."""
    return _count(work, IN, place, count, carrier=carrier, agent="", gate=gate, note=note)


@requires(Permission.WORK_GATE)
def count_disinfected(
    work: Work,
    *,
    place: str,
    count: int,
    agent: str,
    gate: int | None = None,
    day: date | None = None,
    note: str = "",
) -> int:
    """Count goods disinfected, of today or of an earlier `day`. Raises Refusal when it would be more than came in."""
    if not agent.strip():
        raise InputError("agent", "gate.error.agent_missing")
    on = day or work.at.date()
    waiting = parcel_balance(work, place.strip(), on).difference
    if count > waiting:
        raise Refusal("gate.refusal.more_than_came", count=waiting)
    return _count(work, DISINFECTED, place, count, carrier="", agent=agent, gate=gate, note=note, day=on)


@requires(Permission.WORK_GATE)
def withdraw_count(work: Work, count: int, *, reason: str) -> None:
    """Take a wrong count back; it stays in the list, marked."""
    row = work.session.scalar(select(ParcelCount).where(ParcelCount.id == count).with_for_update())
    if row is None or row.withdrawn_at is not None:
        raise StaleError("storage.stale")
    if not reason.strip():
        raise InputError("reason", "gate.error.why_missing")
    row.withdrawn_at, row.note = work.at, reason.strip()
    work.session.flush()
    if parcel_balance(work, row.place, row.day).difference < 0:
        raise Refusal("gate.refusal.parcels_disinfected")
    audit.record(work, action="parcel.withdraw", subject=("parcel_count", count), reason=reason.strip())


def parcel_balance(read: Read, place: str, day: date) -> ParcelBalance:
    """The balance of one place on a day."""
    found = [row for row in list_balances(read, day, day) if row.place == place]
    return found[0] if found else ParcelBalance(day, place, 0, 0)


def list_balances(read: Read, first: date, last: date) -> tuple[ParcelBalance, ...]:
    """Balances of all places in a period, newest day first."""
    came = func.sum(case((ParcelCount.stage == IN, ParcelCount.count), else_=0)).label("came")
    done = func.sum(case((ParcelCount.stage == DISINFECTED, ParcelCount.count), else_=0)).label("done")
    query = (
        select(ParcelCount.day, ParcelCount.place, came, done)
        .where(ParcelCount.day.between(first, last), ParcelCount.withdrawn_at.is_(None))
        .group_by(ParcelCount.day, ParcelCount.place)
        .order_by(ParcelCount.day.desc(), ParcelCount.place)
    )
    return tuple(
        ParcelBalance(row.day, row.place, int(row.came), int(row.done)) for row in read.session.execute(query)
    )


def list_places(read: Read, most: int = 12) -> tuple[str, ...]:
    """Where goods were counted, the last one first; to be offered instead of typing."""
    query = (
        select(ParcelCount.place)
        .group_by(ParcelCount.place)
        .order_by(func.max(ParcelCount.at).desc(), ParcelCount.place)
        .limit(most)
    )
    return tuple(read.session.scalars(query))


def list_counts(read: Read, day: date) -> tuple[ParcelRow, ...]:
    """Every count of a day in its order, withdrawn ones included."""
    query = (
        select(ParcelCount, Officer.name)
        .outerjoin(Officer, Officer.id == ParcelCount.officer_id)
        .where(ParcelCount.day == day)
        .order_by(ParcelCount.at, ParcelCount.id)
    )
    return tuple(
        ParcelRow(
            id=row.id,
            day=row.day,
            at=row.at,
            place=row.place,
            stage=row.stage,
            count=row.count,
            carrier=row.carrier,
            agent=row.agent,
            officer=officer,
            withdrawn_at=row.withdrawn_at,
            note=row.note,
        )
        for row, officer in read.session.execute(query)
    )


def _count(
    work: Work,
    stage: str,
    place: str,
    count: int,
    *,
    carrier: str,
    agent: str,
    gate: int | None,
    note: str,
    day: date | None = None,
) -> int:
    if not place.strip():
        raise InputError("place", "gate.error.place_missing")
    if count < 1:
        raise InputError("count", "gate.error.count")
    row = ParcelCount(
        day=day or work.at.date(),
        at=work.at,
        place=place.strip(),
        gate_id=gate,
        stage=stage,
        count=count,
        carrier=carrier.strip() or None,
        agent=agent.strip() or None,
        officer_id=work.officer.id,
        note=note.strip() or None,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="parcel.count",
        subject=("parcel_count", row.id),
        after={"stage": stage, "place": row.place, "count": count, "day": row.day},
    )
    if stage == IN:
        # Loaded with the first parcel, not with the gate.
        from duty_desk import disinfection

        disinfection.open_event(
            work, event="parcels", source=("parcel_count", row.id), at=work.at, place=row.place
        )
    return row.id
