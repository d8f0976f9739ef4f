"""Passes, their reasons, requests, batches, construction jobs and history."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.models.people import SORT_KEY


def _few(name: str, column: str) -> Index:
    """An index over the rows that have a value at all, so that the others need not be kept in it."""
    condition = text(f"{column} IS NOT NULL")
    return Index(name, column, sqlite_where=condition)


class PassReason(Base):
    """A reason an officer can choose; `report_group` is the line of the bulletin it is counted in."""

    __tablename__ = "pass_reason"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    label_en: Mapped[str]
    mark: Mapped[str]
    report_group: Mapped[str]
    synonyms: Mapped[list[Any]] = mapped_column(default=list)
    exempt: Mapped[bool] = mapped_column(default=False)
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class Pass(Base):
    """A pass or the request for one. Its number, holder and token never change; see PassEvent for its life."""

    __tablename__ = "pass"
    __table_args__ = (
        UniqueConstraint("series", "year", "sequence"),
        CheckConstraint("valid_until > valid_from", name="period"),
        CheckConstraint("entries IS NULL OR entries > 0", name="entries"),
        Index("ix_pass_kind_issued", "kind", "issued_at", "id"),
        Index("ix_pass_kind_holder", "kind", "holder_sort", "id"),
        Index("ix_pass_kind_until", "kind", "valid_until", "id"),
        Index("ix_pass_kind_status", "kind", "status", "valid_until"),
        Index("ix_pass_kind_reason", "kind", "reason_id", "year", "sequence"),
        Index("ix_pass_holder_id", "holder_id"),
        _few("ix_pass_plate", "plate"),
        _few("ix_pass_household_id", "household_id"),
        _few("ix_pass_batch_id", "batch_id"),
        _few("ix_pass_import_id", "import_id"),
        _few("ix_pass_job_id", "job_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[str]
    # Empty while the request waits: a number is given at issue, so that refused requests leave no gap.
    series: Mapped[str | None]
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    number: Mapped[str | None] = mapped_column(unique=True)
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    # The token itself is kept only sealed (for a reprint of the same code within ten minutes).
    sealed_token: Mapped[str | None]
    check_code: Mapped[str | None]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    holder_name: Mapped[str]
    holder_sort: Mapped[str] = mapped_column(SORT_KEY, default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    place: Mapped[str] = mapped_column(default="")
    phone: Mapped[str | None]
    reason_id: Mapped[int] = mapped_column(ForeignKey("pass_reason.id"))
    reason: Mapped[str] = mapped_column(default="")
    zone: Mapped[str | None]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    hours_from: Mapped[time | None]
    hours_until: Mapped[time | None]
    entries: Mapped[int | None]
    temperature: Mapped[float | None]
    history_clear: Mapped[bool | None]
    remark: Mapped[str | None]
    plate: Mapped[str | None]
    vehicle_use: Mapped[str | None]
    owner: Mapped[str | None]
    # Of a pass that the government gave: who gave it and its number there.
    issuer_name: Mapped[str | None]
    outside_number: Mapped[str | None]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approver_name: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    requested_at: Mapped[datetime]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    issuing_officer: Mapped[str | None]
    # Of a one-day pass: when its holder came and went, as the register says.
    came_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("pass.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("pass.id"))
    from_paper: Mapped[bool] = mapped_column(default=False)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("pass_batch.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("crew_job.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    search_doc: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class PassGate(Base):
    """A gate that a pass opens."""

    __tablename__ = "pass_gate"
    __table_args__ = (Index("ix_pass_gate_gate_id", "gate_id"),)
    pass_id: Mapped[int] = mapped_column(ForeignKey("pass.id"), primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"), primary_key=True)


class PassEvent(Base):
    """One step in the life of a pass. Append-only."""

    __tablename__ = "pass_event"
    __table_args__ = (Index("ix_pass_event_pass_id", "pass_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pass_id: Mapped[int] = mapped_column(ForeignKey("pass.id"))
    kind: Mapped[str]
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]
    valid_until: Mapped[datetime | None]
    reason: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class PassBatch(Base):
    """Many passes under one approval."""

    __tablename__ = "pass_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approver_name: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    count: Mapped[int]
    undone_at: Mapped[datetime | None]


class CrewJob(Base):
    """A construction or service job whose people come as a crew (product rule P5)."""

    __tablename__ = "crew_job"
    id: Mapped[int] = mapped_column(primary_key=True)
    company: Mapped[str]
    credit_code: Mapped[str | None]
    project: Mapped[str]
    place: Mapped[str]
    department: Mapped[str | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    leader: Mapped[str]
    leader_phone: Mapped[str | None]
    living: Mapped[str | None]
    pledge_signed: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    left_on: Mapped[date | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class CrewMember(Base):
    """One person of a crew, admitted or refused, with the documents that were checked."""

    __tablename__ = "crew_member"
    __table_args__ = (UniqueConstraint("job_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("crew_job.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    trade: Mapped[str | None]
    residence: Mapped[str | None]
    travel: Mapped[str | None]
    arrived_on: Mapped[date | None]
    transport: Mapped[str | None]
    temperature: Mapped[float | None]
    decision: Mapped[str]
    documents: Mapped[list[Any]] = mapped_column(default=list)
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("pass.id"))
    note: Mapped[str | None]
