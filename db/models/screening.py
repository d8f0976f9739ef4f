"""Who was looked at and whether all was well; the staff grid, key persons, and who comes back to campus when."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.models.gate import few


class HealthCheck(Base):
    """One person's check at one time of a day. `normal` is what the rules of that day say; `excused` means that none was due."""

    __tablename__ = "health_check"
    __table_args__ = (
        UniqueConstraint("person_id", "day", "slot"),
        Index("ix_health_check_day", "day", "slot"),
        few("ix_health_check_job_id", "job_id", "day"),
        few("ix_health_check_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    slot: Mapped[str]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("crew_job.id"))
    temperature: Mapped[float | None]
    method: Mapped[str | None]
    retest: Mapped[float | None]
    symptoms: Mapped[list[Any]] = mapped_column(default=list)
    # The three histories (domain A1.18): travel, contact, illness; empty where they were not asked.
    travelled: Mapped[bool | None]
    contacted: Mapped[bool | None]
    was_ill: Mapped[bool | None]
    normal: Mapped[bool]
    excused: Mapped[bool] = mapped_column(default=False)
    # on_duty, off_duty: what was decided after a second reading.
    decision: Mapped[str | None]
    note: Mapped[str | None]
    recorded_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class GridMember(Base):
    """One person's place in the staff grid: exactly one team at a time, in one of two classes that are screened apart."""

    __tablename__ = "grid_member"
    __table_args__ = (
        Index("ix_grid_member_team_id", "team_id"),
        Index(
            "uq_grid_member_person",
            "person_id",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("grid_team.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # staff, contract
    kind: Mapped[str] = mapped_column(default="staff")
    # canteen, disinfection, gate, isolation, supply; empty where no check is needed before work.
    front_line: Mapped[str] = mapped_column(default="")
    lives_on_campus: Mapped[bool] = mapped_column(default=False)
    health_card_until: Mapped[date | None]
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class TeamCount(Base):
    """What the leader of a team reported for one check of a day: how many should be there, how many were checked, who was missing.

    A later report of the same check takes the place of an earlier. Append-only.
    """

    __tablename__ = "team_count"
    __table_args__ = (Index("ix_team_count_day", "day", "slot", "team_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("grid_team.id"))
    day: Mapped[date]
    slot: Mapped[str]
    edition: Mapped[int] = mapped_column(default=1)
    expected: Mapped[int]
    checked: Mapped[int]
    abnormal: Mapped[int] = mapped_column(default=0)
    # [name, why] of everybody missing: expected = checked + missing.
    missing: Mapped[list[Any]] = mapped_column(default=list)
    reporter: Mapped[str | None]
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]


class PersonTest(Base):
    """A nucleic acid test of somebody who is not under observation. Valid for the hours of the office's rule."""

    __tablename__ = "person_test"
    __table_args__ = (Index("ix_person_test_person_id", "person_id", "sampled_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sampled_at: Mapped[datetime]
    lab: Mapped[str | None]
    # negative, positive; empty while it is awaited.
    result: Mapped[str | None]
    resulted_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    version: Mapped[int] = mapped_column(default=1)


class KeyCount(Base):
    """How many key persons a unit has, as of a day: counts, not a list of people by origin (domain rule 24)."""

    __tablename__ = "key_count"
    __table_args__ = (UniqueConstraint("unit_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    day: Mapped[date]
    staff_origin: Mapped[int]
    student_origin: Mapped[int]
    staff_there: Mapped[int]
    student_there: Mapped[int]
    back: Mapped[int]
    remark: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class KeyPerson(Base):
    """Somebody who came back and lives on campus, called every day until a day."""

    __tablename__ = "key_person"
    __table_args__ = (Index("ix_key_person_person_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    home: Mapped[str | None]
    came_on: Mapped[date]
    follow_until: Mapped[date | None]
    # What had been done before this register began.
    delivered: Mapped[int] = mapped_column(default=0)
    called_before: Mapped[int] = mapped_column(default=0)
    remark: Mapped[str | None]
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class KeyCall(Base):
    """One call to a key person. Append-only."""

    __tablename__ = "key_call"
    __table_args__ = (
        Index("ix_key_call_key_person_id", "key_person_id", "at"),
        Index("ix_key_call_day", "day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key_person_id: Mapped[int] = mapped_column(ForeignKey("key_person.id"))
    day: Mapped[date]
    at: Mapped[datetime]
    # reached, missed, relayed
    outcome: Mapped[str]
    temperature: Mapped[float | None]
    symptoms: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str | None]
    # Whether it was one of the calls drawn by lot to verify.
    drawn: Mapped[bool] = mapped_column(default=False)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]


class KeyDraw(Base):
    """Key persons drawn by lot on a day, to be called by another person. Append-only."""

    __tablename__ = "key_draw"
    __table_args__ = (Index("ix_key_draw_day", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    at: Mapped[datetime]
    seed: Mapped[str]
    drawn: Mapped[list[Any]] = mapped_column(default=list)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]


class ReturnBatch(Base):
    """Who may come back when: days, hours, gate and transport of one batch."""

    __tablename__ = "return_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    from_time: Mapped[time | None]
    until_time: Mapped[time | None]
    gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))
    transport: Mapped[str | None]
    # How many days of health record must be there before somebody may come.
    record_days: Mapped[int] = mapped_column(default=14)
    note: Mapped[str | None]
    # open, closed
    state: Mapped[str] = mapped_column(default="open")
    version: Mapped[int] = mapped_column(default=1)


class Returnee(Base):
    """One person of a batch. expected, arrived, observed (came and must be observed), dropped."""

    __tablename__ = "returnee"
    __table_args__ = (
        UniqueConstraint("batch_id", "person_id"),
        Index("ix_returnee_person_id", "person_id"),
        few("ix_returnee_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("return_batch.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    coming_from: Mapped[str | None]
    transport: Mapped[str | None]
    vehicle: Mapped[str | None]
    # Must be observed on arrival, with why: a stay in a risk area, an abnormal temperature.
    must_observe: Mapped[bool] = mapped_column(default=False)
    observe_reason: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="expected")
    arrived_at: Mapped[datetime | None]
    crossing_id: Mapped[int | None] = mapped_column(ForeignKey("crossing.id"))
    dropped_reason: Mapped[str | None]
    remark: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class ReturneeDay(Base):
    """One day of the health record that somebody brings along: where they were, temperature, symptoms."""

    __tablename__ = "returnee_day"
    __table_args__ = (UniqueConstraint("returnee_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    returnee_id: Mapped[int] = mapped_column(ForeignKey("returnee.id"))
    day: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    temperature: Mapped[float | None]
    symptoms: Mapped[list[Any]] = mapped_column(default=list)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
