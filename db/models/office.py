"""The office itself: settings, dated policy, number series, audit chain, attachments, drafts, imports, prints."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Setting(Base):
    """A value of the office (`officer_id` empty) or of one officer."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("owner", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    # 0 stands for the office: a unique constraint treats NULLs as different.
    owner: Mapped[int] = mapped_column(default=0)
    key: Mapped[str]
    value: Mapped[str]


class Policy(Base):
    """One value of a rule from a date on (product rule X11). Rows are never changed, only followed by later ones."""

    __tablename__ = "policy"
    __table_args__ = (Index("ix_policy_key", "key", "starts_on", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    value: Mapped[str]
    starts_on: Mapped[date]
    source: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class NumberSeries(Base):
    """The last number given out of a series in a year."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("kind", "year"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class ReservedNumber(Base):
    """A number printed on a blank slip for a power cut, waiting to be keyed in or returned."""

    __tablename__ = "reserved_number"
    __table_args__ = (UniqueConstraint("kind", "year", "sequence"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[str]
    reserved_at: Mapped[datetime]
    reserved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One thing that was done, chained to the one before by HMAC-SHA256. Append-only."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
        Index("ix_audit_entry_at", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    officer_id: Mapped[int | None]
    officer_name: Mapped[str | None]
    role: Mapped[str | None]
    desk: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str | None]
    subject_id: Mapped[int | None]
    before: Mapped[str | None]
    after: Mapped[str | None]
    reason: Mapped[str | None]
    digest: Mapped[str]


class AuditHead(Base):
    """Sequence and digest of the newest audit entry: one row, so that writers queue here."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    digest: Mapped[str]
    # The latest moment the office has seen: a clock set back cannot revive an expired pass.
    seen_at: Mapped[datetime | None]


class Attachment(Base):
    """A file kept with a record, stored under its own content hash."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_subject", "subject_kind", "subject_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    removed_at: Mapped[datetime | None]


class Draft(Base):
    """A half-typed form of one officer; survives crashes, never has a number."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("officer_id", "form"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    form: Mapped[str]
    content: Mapped[str]
    saved_at: Mapped[datetime]


class AttachmentContent(Base):
    """The bytes of an attachment where several desks share a server; beside a file they lie in a folder instead."""

    __tablename__ = "attachment_content"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class ImportBatch(Base):
    """A workbook or paste that was imported in one transaction and can be undone while nothing builds on it."""

    __tablename__ = "import_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    imported_at: Mapped[datetime]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    accepted: Mapped[int]
    warned: Mapped[int]
    refused: Mapped[int]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class Printing(Base):
    """One print of one paper; the second and later ones are reprints."""

    __tablename__ = "printing"
    __table_args__ = (Index("ix_printing_subject", "subject_kind", "subject_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    form: Mapped[str]
    copy: Mapped[int]
    printed_at: Mapped[datetime]
    printed_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    destination: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Operation(Base):
    """A client's operation id: what a double click or a retry must not do twice."""

    __tablename__ = "operation"
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    result: Mapped[str]
