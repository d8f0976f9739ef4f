"""Shifts as they were really held, and how one was handed to the next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Watch(Base):
    """One shift of the desk by the officer who answers for it. It ends at the moment at which the next begins (invariant I-09).

    The chain is kept by the database: a watch begins at the very moment at which the one before it ended, one follows on one, and
    only the first of a post follows on none.
    """

    __tablename__ = "watch"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="watch"),
        Index("ix_watch_started_at", "started_at"),
        # The desk is held by one officer at a time.
        Index(
            "uq_watch_held",
            "place",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_watch_first",
            "place",
            unique=True,
            sqlite_where=text("previous_id IS NULL"),
            postgresql_where=text("previous_id IS NULL"),
        ),
        UniqueConstraint("id", "ended_at"),
        ForeignKeyConstraint(["previous_id", "started_at"], ["watch.id", "watch.ended_at"]),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    previous_id: Mapped[int | None] = mapped_column(unique=True)
    # Which post: the duty office; others may hand over by themselves.
    place: Mapped[str] = mapped_column(default="office")
    day: Mapped[date]
    # day, night
    shift: Mapped[str]
    planned_from: Mapped[datetime]
    planned_until: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str]
    leader_name: Mapped[str | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Handover(Base):
    """The paper between two shifts. draft, signed (by who goes), done; who goes answers until it is done."""

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_state", "state", "opened_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    # Given when it is done.
    number: Mapped[str | None] = mapped_column(unique=True)
    watch_id: Mapped[int] = mapped_column(ForeignKey("watch.id"))
    next_watch_id: Mapped[int | None] = mapped_column(ForeignKey("watch.id"))
    state: Mapped[str] = mapped_column(default="draft")
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    orders: Mapped[str] = mapped_column(default="")
    # What was counted so far, by the thing's identifier; frozen as lines of its own when it is done.
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    signed_at: Mapped[datetime | None]
    # Who signed for the one that goes, and why it was not they; `signed_digest` changes with every word and every count signed for.
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    signed_by: Mapped[str | None]
    stand_in_reason: Mapped[str | None]
    signed_digest: Mapped[str | None]
    done_at: Mapped[datetime | None]
    incoming_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    incoming_name: Mapped[str | None]
    late_reason: Mapped[str | None]
    # What happened in this shift, as counted at the moment of signing.
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Eight characters of the chain's end when it was done (check S-42), and its entry.
    anchor: Mapped[str | None]
    anchor_entry: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class HandoverItem(Base):
    """One thing that was still open when the shift was handed over. Append-only."""

    __tablename__ = "handover_item"
    __table_args__ = (Index("ix_handover_item_handover_id", "handover_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    feature: Mapped[str]
    what: Mapped[str]
    due_at: Mapped[datetime | None]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    name: Mapped[str]
    place: Mapped[str]
    detail: Mapped[str]
    # Why the one who comes did not take it over; empty where it was taken.
    refused: Mapped[str | None]


class HandoverThing(Base):
    """A thing counted when a shift is handed over: keys, radios, thermometers, the seal. Append-only."""

    __tablename__ = "handover_thing"
    __table_args__ = (UniqueConstraint("handover_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    name: Mapped[str]
    unit: Mapped[str]
    expected: Mapped[int]
    counted: Mapped[int]
    note: Mapped[str | None]


class DeskThing(Base):
    """A thing that is handed from shift to shift, and how many there are."""

    __tablename__ = "desk_thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    unit: Mapped[str]
    quantity: Mapped[int]
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
