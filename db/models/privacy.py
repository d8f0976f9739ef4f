"""What was destroyed of persons, by whom and how many, and the permit that lets one act pass the guards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class DestructionPermit(Base):
    """While there is one, guarded rows may lose what they say of a person. It cannot outlive the transaction that took it.

    `never` stays empty, so that the deferred reference to it fails at every commit with a permit left; and a guard lets a permit
    be given back only when the certificate of its destruction has been written.
    """

    __tablename__ = "destruction_permit"
    __table_args__ = (CheckConstraint("never IS NULL", name="never"),)
    id: Mapped[int] = mapped_column(
        ForeignKey("destruction_permit.never", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    )
    never: Mapped[int | None] = mapped_column(unique=True)


class Destruction(Base):
    """One act of destruction: the certificate. Append-only; `entry_id` is its place in the audit chain."""

    __tablename__ = "destruction"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(unique=True)
    # retention, end
    kind: Mapped[str]
    at: Mapped[datetime]
    # The day on which the response ended, of an act of kind "end".
    ended_on: Mapped[date | None]
    reason: Mapped[str]
    # Window → the day before which it went; table → how many rows lost what they said of a person.
    windows: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]
    people: Mapped[int]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str]
    second_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    second_name: Mapped[str | None]
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    anchor: Mapped[str]
    # Of everything above; the audit entry has it too.
    digest: Mapped[str]


class DestructionClearing(Base):
    """What was then cleared outside the tables: old copies, files, the traces in the database file. Append-only."""

    __tablename__ = "destruction_clearing"
    __table_args__ = (Index("ix_destruction_clearing_destruction_id", "destruction_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    destruction_id: Mapped[int] = mapped_column(ForeignKey("destruction.id"))
    at: Mapped[datetime]
    backups: Mapped[int]
    files: Mapped[int]
    # The copy that was made and proved afterwards.
    fresh: Mapped[str | None]
    # Words for what could not be reached: file_busy, second_absent.
    left: Mapped[list[Any]] = mapped_column(default=list)
