"""Who is on duty when, and what kind of day it is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class RosterPerson(Base):
    """Somebody on the duty roster. `department` tells people of one name apart; a link to officer or person is optional."""

    __tablename__ = "roster_person"
    __table_args__ = (UniqueConstraint("name", "department"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    department: Mapped[str] = mapped_column(default="")
    # What the person does on duty: gate, store, leader on duty; free words of the office.
    post: Mapped[str] = mapped_column(default="")
    phone: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Duty(Base):
    """One shift of one person on one day: leader, day, night, standby, rest. A night counts for the day on which it begins."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("roster_person_id", "day", "shift"),
        Index("ix_duty_day", "day", "shift"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    roster_person_id: Mapped[int] = mapped_column(ForeignKey("roster_person.id"))
    day: Mapped[date]
    shift: Mapped[str]
    set_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class DutyChange(Base):
    """What became of one cell of the roster: set, cleared, swapped with whom, and why. Append-only."""

    __tablename__ = "duty_change"
    __table_args__ = (Index("ix_duty_change_day", "day", "roster_person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    day: Mapped[date]
    roster_person_id: Mapped[int] = mapped_column(ForeignKey("roster_person.id"))
    # set, swap, proposed
    kind: Mapped[str]
    # Shifts joined by a comma; empty where there was none.
    before: Mapped[str]
    after: Mapped[str]
    other_id: Mapped[int | None] = mapped_column(ForeignKey("roster_person.id"))
    reason: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class CalendarDay(Base):
    """What the office wrote about a day: holiday, workday (a weekend day that is worked), a name, another lunar date."""

    __tablename__ = "calendar_day"
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    # holiday, workday, normal
    kind: Mapped[str] = mapped_column(default="normal")
    name: Mapped[str] = mapped_column(default="")
    # Printed instead of the computed one where it is not empty.
    lunar: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
