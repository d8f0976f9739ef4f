"""Who was looked at this morning, and whether all was well."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
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
    normal: Mapped[bool]
    excused: Mapped[bool] = mapped_column(default=False)
    # on_duty, off_duty: what was decided after a second reading.
    decision: Mapped[str | None]
    note: Mapped[str | None]
    recorded_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
