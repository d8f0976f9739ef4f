"""Crossings and refusals at the gates, second readings, visits, parcels."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


def few(name: str, *columns: str) -> Index:
    """An index over the rows that have a value in the first column, so that the others need not be kept in it."""
    condition = text(f"{columns[0]} IS NOT NULL")
    return Index(name, *columns, sqlite_where=condition)


class Crossing(Base):
    """One passage through a gate. A withdrawn one stays, marked; it no longer counts.

    `inside_since` is filled while the passage in has no passage out. `finding` is the reason a rule gave against it, where it was
    let pass all the same (forced, written later, imported).
    """

    __tablename__ = "crossing"
    __table_args__ = (
        Index("ix_crossing_at", "at"),
        Index("ix_crossing_person", "person_id", "at"),
        few("ix_crossing_pass_id", "pass_id", "at"),
        few("ix_crossing_household", "household_id", "at"),
        few("ix_crossing_visit_id", "visit_id"),
        few("ix_crossing_run_id", "run_id"),
        few("ix_crossing_inside", "inside_since"),
        few("ix_crossing_forced", "forced_reason", "at"),
        few("ix_crossing_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    direction: Mapped[str]
    kind: Mapped[str] = mapped_column(default="pass")
    origin: Mapped[str] = mapped_column(default="scan")
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("pass.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle_run.id"))
    # Of an ambulance and the like: who or what it was, as the officer described it.
    name: Mapped[str | None]
    plate: Mapped[str | None]
    reason_code: Mapped[str | None]
    exempt: Mapped[bool] = mapped_column(default=False)
    temperature: Mapped[float | None]
    method: Mapped[str | None]
    retest: Mapped[float | None]
    retest_method: Mapped[str | None]
    finding: Mapped[str | None]
    forced_reason: Mapped[str | None]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    inside_since: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    note: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    # The number that the row has in its sheet.
    import_row: Mapped[int | None]


class Refusal(Base):
    """Somebody who was not let through, or a scan that nobody knows. What was scanned is kept only as a keyed digest."""

    __tablename__ = "refusal"
    __table_args__ = (
        Index("ix_refusal_at", "at"),
        few("ix_refusal_pass_id", "pass_id", "at"),
        few("ix_refusal_person_id", "person_id", "at"),
        few("ix_refusal_household_id", "household_id", "at"),
        few("ix_refusal_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    direction: Mapped[str | None]
    reason: Mapped[str]
    # refused, look (somebody had to look closer), held (kept for observation).
    answer: Mapped[str]
    kind: Mapped[str | None]
    origin: Mapped[str] = mapped_column(default="scan")
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("pass.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle_run.id"))
    name: Mapped[str | None]
    plate: Mapped[str | None]
    number: Mapped[str | None]
    reason_code: Mapped[str | None]
    temperature: Mapped[float | None]
    method: Mapped[str | None]
    retest: Mapped[float | None]
    retest_method: Mapped[str | None]
    scan_digest: Mapped[str | None]
    scan_class: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    note: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    # The number that the row has in its sheet.
    import_row: Mapped[int | None]


class Retest(Base):
    """Somebody who waits for a second reading, and what it was."""

    __tablename__ = "retest"
    __table_args__ = (
        Index("ix_retest_person_id", "person_id", "at"),
        few("ix_retest_pass_id", "pass_id", "at"),
        Index("ix_retest_due", "outcome", "due_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    direction: Mapped[str]
    kind: Mapped[str]
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("pass.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first: Mapped[float]
    first_method: Mapped[str]
    due_at: Mapped[datetime]
    second: Mapped[float | None]
    second_method: Mapped[str | None]
    second_at: Mapped[datetime | None]
    # waiting, cleared, fever, dropped (went away before the second reading)
    outcome: Mapped[str] = mapped_column(default="waiting")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class AdmissionDraft(Base):
    """Somebody whose second reading was abnormal: the isolation desk takes it from here or drops it with a reason."""

    __tablename__ = "admission_draft"
    __table_args__ = (Index("ix_admission_draft_state", "state", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))
    first: Mapped[float | None]
    second: Mapped[float]
    reason: Mapped[str]
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    restriction_id: Mapped[int | None] = mapped_column(ForeignKey("restriction.id"))
    # open, taken, dropped
    state: Mapped[str] = mapped_column(default="open")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    note: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class Visit(Base):
    """One visitor's slip: whom, why and where; when the visitor came and went, or what was decided about it."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_came_at", "came_at", "id"),
        Index("ix_visit_person_id", "person_id", "came_at"),
        few("ix_visit_due", "open_until"),
        few("ix_visit_import_id", "import_id"),
        CheckConstraint("left_at IS NULL OR left_at >= came_at", name="stay"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    sealed_token: Mapped[str | None]
    check_code: Mapped[str | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    firm: Mapped[str | None]
    plate: Mapped[str | None]
    purpose: Mapped[str] = mapped_column(default="")
    host_name: Mapped[str] = mapped_column(default="")
    host_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    host_unit: Mapped[str | None]
    host_confirmed: Mapped[bool] = mapped_column(default=False)
    places: Mapped[str | None]
    mask: Mapped[bool | None]
    temperature: Mapped[float | None]
    method: Mapped[str | None]
    retest: Mapped[float | None]
    # Empty while the visitor has not been let in or turned away yet.
    admitted: Mapped[bool | None]
    gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))
    came_at: Mapped[datetime]
    # When the visitor is to be out again; filled only while the visit is open, so that open ones are found at once.
    open_until: Mapped[datetime | None]
    limit_hours: Mapped[float]
    left_at: Mapped[datetime | None]
    left_gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))
    left_temperature: Mapped[float | None]
    outcome: Mapped[str | None]
    decided_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decided_automatically: Mapped[bool] = mapped_column(default=False)
    recalled_at: Mapped[datetime | None]
    recall_reason: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    # The number that the row has in its sheet.
    import_row: Mapped[int | None]


class ParcelCount(Base):
    """Goods counted in, or counted disinfected; a wrong count is withdrawn and counted anew."""

    __tablename__ = "parcel_count"
    __table_args__ = (
        Index("ix_parcel_count_day", "day", "place"),
        CheckConstraint("count > 0", name="count"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    at: Mapped[datetime]
    place: Mapped[str]
    gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))
    # in, disinfected
    stage: Mapped[str]
    count: Mapped[int]
    carrier: Mapped[str | None]
    agent: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    withdrawn_at: Mapped[datetime | None]
    note: Mapped[str | None]
