"""Places, units, households, persons, officers and restrictions: the register that every tab shares."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import VARCHAR, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base

# Pinyin keys are compared byte by byte on both engines, whatever the server's locale, so that lists have one order.
SORT_KEY = String().with_variant(VARCHAR(collation="C"), "postgresql")
# Lists hold no records that were merged into others: an index without them gives a whole list without looking at a row.
_STANDS = text("merged_into_id IS NULL")


class Campus(Base):
    """A campus or quarter with its own gates."""

    __tablename__ = "campus"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    note: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Gate(Base):
    """A gate; `opens_at` later than `closes_at` means open across midnight; both empty means round the clock."""

    __tablename__ = "gate"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campus.id"))
    traffic: Mapped[str | None]
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    is_open: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str | None]
    list_order: Mapped[int] = mapped_column(default=0)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Building(Base):
    """A building of the campus."""

    __tablename__ = "building"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campus.id"))
    kind: Mapped[str | None]
    floors: Mapped[int | None]
    lifts: Mapped[int | None]
    usage: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="used")
    note: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Store(Base):
    """A store room; `alcohol_limit_l` (litres) is where the alarm starts."""

    __tablename__ = "store"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campus.id"))
    kind: Mapped[str | None]
    place: Mapped[str | None]
    alcohol_limit_l: Mapped[float | None]
    note: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Unit(Base):
    """A college, department or front-line team. `aliases` are short names that mean this unit alone."""

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_sort: Mapped[str] = mapped_column(SORT_KEY, default="")
    aliases: Mapped[list[Any]] = mapped_column(default=list)
    kind: Mapped[str | None]
    staff: Mapped[int | None]
    students: Mapped[int | None]
    reports: Mapped[bool] = mapped_column(default=False)
    reports_through_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campus.id"))
    contact: Mapped[str | None]
    phone: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    list_order: Mapped[int] = mapped_column(default=0)
    search_doc: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class GridTeam(Base):
    """A leaf of the staff grid: branch, team, head count."""

    __tablename__ = "grid_team"
    __table_args__ = (UniqueConstraint("branch", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    branch: Mapped[str]
    name: Mapped[str]
    headcount: Mapped[int]
    list_order: Mapped[int] = mapped_column(default=0)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Household(Base):
    """A flat of the family quarter; the outing quota is counted for it. Home quarantine lasts from day to day inclusive."""

    __tablename__ = "household"
    __table_args__ = (
        CheckConstraint("quarantine_until IS NULL OR quarantine_until >= quarantine_from", name="quarantine"),
        Index("ix_household_room", "building", "entrance", "room"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    building: Mapped[str]
    entrance: Mapped[str | None]
    room: Mapped[str]
    head_name: Mapped[str | None]
    head_sort: Mapped[str] = mapped_column(SORT_KEY, default="")
    declared_size: Mapped[int | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str] = mapped_column(default="normal")
    quarantine_from: Mapped[date | None]
    quarantine_until: Mapped[date | None]
    moved_out_on: Mapped[date | None]
    note: Mapped[str | None]
    search_doc: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Person(Base):
    """One person, once. `merged_into_id` points to the record that stands for this one after a merge."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("id_kind", "id_number"),
        Index("ix_person_staff_number", "staff_number"),
        Index("ix_person_name", "name"),
        Index("ix_person_household_id", "household_id"),
        Index("ix_person_name_sort", "name_sort", "id", sqlite_where=_STANDS),
        Index("ix_person_unit_id", "unit_id", "name_sort", "id", sqlite_where=_STANDS),
        Index("ix_person_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_sort: Mapped[str] = mapped_column(SORT_KEY, default="")
    sex: Mapped[str | None]
    born_on: Mapped[date | None]
    id_kind: Mapped[str | None]
    id_number: Mapped[str | None]
    staff_number: Mapped[str | None]
    phone: Mapped[str | None]
    category: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    relation: Mapped[str | None]
    place: Mapped[str | None]
    note: Mapped[str | None]
    foreign_holder: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    search_doc: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Restriction(Base):
    """Why a person may not pass for a time; written by isolation, screening and administrators, read by passes and gate."""

    __tablename__ = "restriction"
    __table_args__ = (
        Index("ix_restriction_person_id", "person_id"),
        Index("ix_restriction_open", "person_id", "kind", sqlite_where=text("lifted_at IS NULL")),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str]
    source_kind: Mapped[str | None]
    source_id: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    lift_reason: Mapped[str | None]


class ImportChange(Base):
    """What an import changed in a row that was there before, so that the import can be taken back."""

    __tablename__ = "import_change"
    __table_args__ = (Index("ix_import_change_batch_id", "batch_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class Officer(Base):
    """Someone who signs in at a desk."""

    __tablename__ = "officer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    login: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    title: Mapped[str | None]
    phone: Mapped[str | None]
    password_hash: Mapped[str]
    must_change: Mapped[bool] = mapped_column(default=False)
    # A first password given by somebody else is good for a short time only.
    password_set_at: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    search_doc: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
