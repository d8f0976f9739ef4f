"""Bulletins: words with figures in them, frozen when they are issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Bulletin(Base):
    """One issue. draft, issued, withdrawn; the number is given when it is issued. Nothing of an issued one changes."""

    __tablename__ = "bulletin"
    __table_args__ = (
        UniqueConstraint("year", "is_special", "issue"),
        Index("ix_bulletin_state", "state", "day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int | None]
    # Which issue of its year, and of all; empty in a draft.
    issue: Mapped[int | None]
    total_issue: Mapped[int | None]
    # A special issue has a series of its own.
    is_special: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="draft")
    masthead: Mapped[str]
    editor: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    cutoff_at: Mapped[datetime]
    reported_to: Mapped[str] = mapped_column(default="")
    sent_to: Mapped[str] = mapped_column(default="")
    given_to: Mapped[str] = mapped_column(default="")
    copies: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    issued_name: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    anchor: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class BulletinSection(Base):
    """One section: heading and text. `{3}` in the text stands for the figure with that ordinal."""

    __tablename__ = "bulletin_section"
    __table_args__ = (UniqueConstraint("bulletin_id", "ordinal"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"))
    ordinal: Mapped[int]
    heading: Mapped[str]
    text: Mapped[str] = mapped_column(default="")


class BulletinFigure(Base):
    """A figure placed in a bulletin: which one, with what choices and cut-off, what it gave, and how it is written."""

    __tablename__ = "bulletin_figure"
    __table_args__ = (UniqueConstraint("bulletin_id", "ordinal"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"))
    ordinal: Mapped[int]
    # The name in the list of figures, and its choices (reason, item, site).
    key: Mapped[str]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    from_on: Mapped[date | None]
    # Its own cut-off; empty means that of the bulletin.
    cutoff_at: Mapped[datetime | None]
    # Exact, in the figure's unit, as decimal text; None until it was computed.
    value: Mapped[str | None]
    counted_at: Mapped[datetime | None]
    # exact, nearly, over, more, about: the word written with it; and to which unit it is rounded.
    precision: Mapped[str] = mapped_column(default="exact")
    scale: Mapped[str] = mapped_column(default="")
    # Typed instead of the computed one, with why.
    replaced_by: Mapped[str | None]
    replaced_reason: Mapped[str | None]
