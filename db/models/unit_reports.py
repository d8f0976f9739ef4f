"""What the units report every day, zero included, and who was reminded."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.models.gate import few


class UnitReport(Base):
    """One edition of one unit's report for one reporting day; a correction is the next edition. Append-only.

    A figure that was not given is empty, which is not zero (domain rule 15).
    """

    __tablename__ = "unit_report"
    __table_args__ = (
        UniqueConstraint("unit_id", "day", "edition"),
        Index("ix_unit_report_day", "day", "unit_id", "edition"),
        few("ix_unit_report_import_id", "import_id"),
        CheckConstraint("edition > 0", name="edition"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    day: Mapped[date]
    edition: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime]
    reporter: Mapped[str | None]
    # phone, template, import, desk
    way: Mapped[str] = mapped_column(default="desk")
    # Said to have nothing new: every figure of the day is zero; who is still under observation does not count.
    is_zero: Mapped[bool]
    is_late: Mapped[bool]
    due: Mapped[int | None]
    on_campus: Mapped[int | None]
    off_campus: Mapped[int | None]
    fever: Mapped[int | None]
    symptom: Mapped[int | None]
    visit: Mapped[int | None]
    suspected: Mapped[int | None]
    confirmed: Mapped[int | None]
    asymptomatic: Mapped[int | None]
    close: Mapped[int | None]
    sub_close: Mapped[int | None]
    central: Mapped[int | None]
    home: Mapped[int | None]
    new: Mapped[int | None]
    released: Mapped[int | None]
    risk: Mapped[int | None]
    returned: Mapped[int | None]
    untested: Mapped[int | None]
    # Why it was corrected; empty for the first edition.
    reason: Mapped[str | None]
    remark: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class ReportExemption(Base):
    """Days on which a unit need not report, with why: it shows as not applicable."""

    __tablename__ = "report_exemption"
    __table_args__ = (
        Index("ix_report_exemption_unit_id", "unit_id", "from_on"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    reason: Mapped[str]
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    version: Mapped[int] = mapped_column(default=1)


class ReportCall(Base):
    """A unit was reminded of its report. Append-only."""

    __tablename__ = "report_call"
    __table_args__ = (Index("ix_report_call_day", "day", "unit_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    day: Mapped[date]
    at: Mapped[datetime]
    whom: Mapped[str | None]
    # reached, missed
    outcome: Mapped[str]
    note: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]
