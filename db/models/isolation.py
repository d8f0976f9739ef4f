"""Sites and rooms for observation, who stays where and until when, and what is read and given there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.models.gate import few


class Zone(Base):
    """A part of a site with one use (product rule I1). `single` says that a room takes one person, or those allowed to stay together."""

    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("site", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site: Mapped[str]
    name: Mapped[str]
    # observation, management, transfer, standby
    kind: Mapped[str] = mapped_column(default="observation")
    single: Mapped[bool] = mapped_column(default=True)
    # living, observed, supply: which of the three parts of a site it is; and the way that leads there.
    part: Mapped[str] = mapped_column(default="observed")
    way_in: Mapped[str | None]
    phone: Mapped[str | None]
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Room(Base):
    """A room with its beds. It changes its state only together with a RoomEvent; nobody types a state in.

    free, reserved, occupied, to_clean, cleaning, to_check, closed. `until` is when contact time (cleaning) or airing (to_check) end.
    """

    __tablename__ = "room"
    __table_args__ = (
        CheckConstraint("beds > 0", name="beds"),
        Index("ix_room_place", "building", "floor", "name"),
        Index("ix_room_state", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), index=True)
    # As the office writes it; `building_id` where the register of places has it.
    building: Mapped[str]
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))
    floor: Mapped[int]
    name: Mapped[str]
    beds: Mapped[int] = mapped_column(default=1)
    own_bath: Mapped[bool] = mapped_column(default=True)
    window: Mapped[bool] = mapped_column(default=True)
    # split, central, none
    aircon: Mapped[str] = mapped_column(default="split")
    state: Mapped[str] = mapped_column(default="free")
    state_since: Mapped[datetime]
    until: Mapped[datetime | None]
    # Why it is closed.
    reason: Mapped[str | None]
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class RoomEvent(Base):
    """One step of a room from one state to another, and what it was for. Append-only."""

    __tablename__ = "room_event"
    __table_args__ = (Index("ix_room_event_room_id", "room_id", "at", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    at: Mapped[datetime]
    before: Mapped[str]
    after: Mapped[str]
    # ("stay", id), ("disinfection", id)
    subject_kind: Mapped[str | None]
    subject_id: Mapped[int | None]
    reason: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Stay(Base):
    """One episode of one person under observation, from the report to the release (product rules I3 and I4).

    requested, assessed, approved, admitted, ended, dropped. `due_on` is the last day, included. Whoever comes twice has two.
    """

    __tablename__ = "stay"
    __table_args__ = (
        Index("ix_stay_state", "state", "due_on"),
        Index("ix_stay_person_id", "person_id", "requested_at"),
        # A person is under observation at most once at a time (invariant I-08).
        Index(
            "uq_stay_admitted",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'admitted'"),
        ),
        few("ix_stay_room_id", "room_id", "state"),
        few("ix_stay_import_id", "import_id"),
        CheckConstraint("ended_at IS NULL OR ended_at >= admitted_at", name="stay"),
        CheckConstraint("days IS NULL OR days >= 0", name="days"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    # Given with the approval or, in an emergency, with the admission.
    number: Mapped[str | None] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(default="requested")
    # family, student, staff, other: whom the office counts the person with.
    origin: Mapped[str]
    # close_contact, sub_contact, hubei, risk_region, fever_excluded, entry, carer, other
    category: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    # Where the person lives, or how the import wrote it.
    home: Mapped[str | None]
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None]
    # For whom the person stays here as a carer, bound by the same period.
    carer_for_id: Mapped[int | None] = mapped_column(ForeignKey("stay.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("admission_draft.id"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))

    requested_at: Mapped[datetime]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    reason: Mapped[str] = mapped_column(default="")
    assessed_at: Mapped[datetime | None]
    assessed_by: Mapped[str | None]
    assessment: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approval_number: Mapped[str | None]
    # signed, refused: how the notice ended; two witnesses where it was refused.
    notice: Mapped[str | None]
    notice_at: Mapped[datetime | None]
    witness_one: Mapped[str | None]
    witness_two: Mapped[str | None]
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))

    # last_exposure, leave_risk_area, admission: the day from which the days are counted, which is `counted_from`.
    anchor: Mapped[str] = mapped_column(default="last_exposure")
    exposure_on: Mapped[date | None]
    exposure_way: Mapped[str | None]
    counted_from: Mapped[date | None]
    # By the policy valid on the day of admission, or as an officer decided (StayChange).
    days: Mapped[int | None]
    due_on: Mapped[date | None]

    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    bed: Mapped[int | None]
    admitted_at: Mapped[datetime | None]
    # Of an admission without approval or notice: until when both must be there.
    emergency_until: Mapped[datetime | None]
    kit: Mapped[list[Any]] = mapped_column(default=list)
    kit_back: Mapped[bool] = mapped_column(default=False)
    # regular, halal, vegetarian, soft, child
    diet: Mapped[str] = mapped_column(default="regular")
    diet_note: Mapped[str | None]
    doctor: Mapped[str | None]

    ended_at: Mapped[datetime | None]
    # released, referred, left; dropped before the admission: refused, withdrawn
    ending: Mapped[str | None]
    ending_place: Mapped[str | None]
    ending_note: Mapped[str | None]
    released_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    release_number: Mapped[str | None] = mapped_column(unique=True)
    # The last day of the days at home that follow.
    home_until: Mapped[date | None]
    restriction_id: Mapped[int | None] = mapped_column(ForeignKey("restriction.id"))
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class StayRoom(Base):
    """Which bed a stay had from when until when; a transfer ends one and begins the next."""

    __tablename__ = "stay_room"
    __table_args__ = (
        Index("ix_stay_room_room_id", "room_id", "from_at"),
        Index("ix_stay_room_stay_id", "stay_id", "from_at"),
        # One bed, one person.
        Index(
            "uq_stay_room_bed",
            "room_id",
            "bed",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
        ),
        CheckConstraint("until_at IS NULL OR until_at >= from_at", name="period"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    stay_id: Mapped[int] = mapped_column(ForeignKey("stay.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    bed: Mapped[int] = mapped_column(default=1)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class StayChange(Base):
    """A decision about a stay that changes its days or waives a condition: extend, shorten, rebase, override. Append-only."""

    __tablename__ = "stay_change"
    __table_args__ = (Index("ix_stay_change_stay_id", "stay_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    stay_id: Mapped[int] = mapped_column(ForeignKey("stay.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Reading(Base):
    """A temperature in one of the two slots of a day, or an extra one; also that it could not be taken, and why.

    A slot without a row is open, due or missing by the clock. A correction is a further row that names the one it stands for. Append-only.
    """

    __tablename__ = "reading"
    __table_args__ = (
        Index("ix_reading_stay_id", "stay_id", "day", "slot"),
        Index("ix_reading_day", "day", "slot"),
        few("ix_reading_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    stay_id: Mapped[int] = mapped_column(ForeignKey("stay.id"))
    day: Mapped[date]
    # am, pm, extra
    slot: Mapped[str]
    # Taken, or when it was known that it could not be taken.
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    temperature: Mapped[float | None]
    method: Mapped[str | None]
    # The second reading, where the first was abnormal.
    retest: Mapped[float | None]
    symptoms: Mapped[list[Any]] = mapped_column(default=list)
    # Why it could not be taken; filled exactly when there is no temperature.
    not_taken: Mapped[str | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    # During the days at home that follow a stay.
    at_home: Mapped[bool] = mapped_column(default=False)
    medicine: Mapped[str | None]
    note: Mapped[str | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("reading.id"), unique=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class StayTest(Base):
    """A nucleic acid test that is due, was sampled, or has its result: pending, negative, positive, void."""

    __tablename__ = "stay_test"
    __table_args__ = (Index("ix_stay_test_stay_id", "stay_id", "due_on"), Index("ix_stay_test_due", "due_on"))
    id: Mapped[int] = mapped_column(primary_key=True)
    stay_id: Mapped[int] = mapped_column(ForeignKey("stay.id"))
    due_on: Mapped[date]
    sampled_at: Mapped[datetime | None]
    result: Mapped[str | None]
    result_at: Mapped[datetime | None]
    laboratory: Mapped[str | None]
    note: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    version: Mapped[int] = mapped_column(default=1)


class CareEntry(Base):
    """What was brought, said or done for somebody under observation. Append-only.

    meal (`detail`: breakfast, lunch, dinner; `outcome`: given, declined, away), delivery, call, linen, medicine, support, other.
    """

    __tablename__ = "care_entry"
    __table_args__ = (
        Index("ix_care_entry_stay_id", "stay_id", "at"),
        Index("ix_care_entry_day", "day", "kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    stay_id: Mapped[int] = mapped_column(ForeignKey("stay.id"))
    kind: Mapped[str]
    day: Mapped[date]
    at: Mapped[datetime]
    detail: Mapped[str | None]
    outcome: Mapped[str | None]
    text: Mapped[str] = mapped_column(default="")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]
