"""What the duty office writes down and keeps at hand: log, repairs, patrols, routine at the start of a shift, phone list and plans."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.models.gate import few


class LogEntry(Base):
    """One numbered line of the duty log. Struck out, never deleted; what must be followed up has a term until it is done."""

    __tablename__ = "log_entry"
    __table_args__ = (
        Index("ix_log_entry_at", "at"),
        few("ix_log_entry_due_at", "due_at", "done_at"),
        few("ix_log_entry_subject", "subject_kind", "subject_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    # call, visit, order, repair, energy, report, note
    kind: Mapped[str]
    text: Mapped[str]
    # Who called or came, or who gave the order.
    from_whom: Mapped[str | None]
    phone: Mapped[str | None]
    # What was done about it at once.
    handling: Mapped[str | None]
    responsible: Mapped[str | None]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_note: Mapped[str | None]
    done_by: Mapped[str | None]
    subject_kind: Mapped[str | None]
    subject_id: Mapped[int | None]
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[str | None]
    struck_reason: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class Repair(Base):
    """A work order from the call to the finish: called, assigned, on the spot, done; or dropped."""

    __tablename__ = "repair"
    __table_args__ = (Index("ix_repair_state", "state", "called_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    # water, power, heating, network, building, lift, fence, other
    trade: Mapped[str]
    place: Mapped[str]
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))
    what: Mapped[str]
    is_urgent: Mapped[bool] = mapped_column(default=False)
    caller: Mapped[str | None]
    phone: Mapped[str | None]
    called_at: Mapped[datetime]
    # open, assigned, started, done, dropped
    state: Mapped[str] = mapped_column(default="open")
    assigned_to: Mapped[str | None]
    assigned_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    # How many worked on it, and who.
    workers: Mapped[int | None]
    worker_names: Mapped[str | None]
    result: Mapped[str | None]
    material: Mapped[str | None]
    accepted_by: Mapped[str | None]
    dropped_reason: Mapped[str | None]
    log_entry_id: Mapped[int | None] = mapped_column(ForeignKey("log_entry.id"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    version: Mapped[int] = mapped_column(default=1)


class PatrolPoint(Base):
    """A place that is looked at on a patrol: a plant room, a switch room, a pump."""

    __tablename__ = "patrol_point"
    __table_args__ = (Index("ix_patrol_point_route", "route", "list_order"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str]
    name: Mapped[str]
    # What to look at, and the reading that is written down, where there is one ("MPa").
    look_at: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    least: Mapped[float | None]
    most: Mapped[float | None]
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class Patrol(Base):
    """One round along the points of a route."""

    __tablename__ = "patrol"
    __table_args__ = (Index("ix_patrol_started_at", "started_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str]
    walker: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    note: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    version: Mapped[int] = mapped_column(default=1)


class PatrolFinding(Base):
    """What was found at one point of a patrol. Append-only."""

    __tablename__ = "patrol_finding"
    __table_args__ = (Index("ix_patrol_finding_patrol_id", "patrol_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    patrol_id: Mapped[int] = mapped_column(ForeignKey("patrol.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("patrol_point.id"))
    at: Mapped[datetime]
    normal: Mapped[bool]
    value: Mapped[float | None]
    text: Mapped[str | None]
    repair_id: Mapped[int | None] = mapped_column(ForeignKey("repair.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class RoutineStep(Base):
    """What is done before a shift begins: mask, morning check, temperature, contacts of yesterday."""

    __tablename__ = "routine_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    # tick, temperature, text
    kind: Mapped[str] = mapped_column(default="tick")
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class RoutineEntry(Base):
    """One step done by one officer on one day before the shift. Append-only; a later one takes the place of an earlier."""

    __tablename__ = "routine_entry"
    __table_args__ = (Index("ix_routine_entry_day", "day", "officer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    shift: Mapped[str]
    step_id: Mapped[int] = mapped_column(ForeignKey("routine_step.id"))
    at: Mapped[datetime]
    # Whether it is as it should be; `value` is the temperature or the text.
    good: Mapped[bool]
    value: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]


class Reference(Base):
    """What must be at hand: a phone number, a plan, a rule, a guide, a notice. Files are attached to it."""

    __tablename__ = "reference"
    __table_args__ = (Index("ix_reference_kind", "kind", "list_order"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    # phone, plan, rule, guide, notice
    kind: Mapped[str]
    title: Mapped[str]
    number: Mapped[str | None]
    issuer: Mapped[str | None]
    phone: Mapped[str | None]
    text: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class Snooze(Base):
    """One officer's wish not to see a line of Today until a moment; the hand-over shows it all the same."""

    __tablename__ = "snooze"
    __table_args__ = (Index("ix_snooze_officer_id", "officer_id", "until"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    # The line's own key: what and which records.
    line: Mapped[str]
    until: Mapped[datetime]
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
