"""Areas and plans of disinfection, what was due and what was done, mixed solutions, lamps and the short records beside them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.exact import QUANTITY
from db.models.gate import few


class Area(Base):
    """A place, or a kind of thing, that is disinfected."""

    __tablename__ = "area"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    # canteen, dormitory, teaching, isolation, entrance, sanitation, other: the head it stands under.
    kind: Mapped[str] = mapped_column(default="other")
    place: Mapped[str | None]
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))
    # touched, floor, wall, bins, toilet, tableware, textile, metal, air, vehicle, parcel, isolation: which of the usual strengths holds.
    thing: Mapped[str] = mapped_column(default="touched")
    points: Mapped[int] = mapped_column(default=1)
    # fixed, or occupied_rooms: as many points as rooms are occupied that day.
    points_rule: Mapped[str] = mapped_column(default="fixed")
    # Square metres, or cubic metres of a room whose air is treated.
    surface_m2: Mapped[Decimal | None] = mapped_column(QUANTITY)
    team: Mapped[str] = mapped_column(default="")
    # More rounds than this on one day are a finding (avoid excessive disinfection); empty: one more than planned.
    ceiling: Mapped[int | None]
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Plan(Base):
    """How an area is disinfected from a day on: what with, how strong, how often, when. A change ends one and begins the next."""

    __tablename__ = "plan"
    __table_args__ = (
        Index("ix_plan_area_id", "area_id", "valid_from"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="period"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    # wipe, spray, mop, soak, uv, air, fumigate
    method: Mapped[str]
    # chlorine, alcohol, peracetic, quaternary, peroxide, uv, none
    agent: Mapped[str]
    # As the office writes it, such as "75% alcohol or chlorine 500 mg/L".
    agent_text: Mapped[str]
    # The agent that may stand in for it.
    other_agent: Mapped[str | None]
    # mg/L of the active content; of alcohol, percent by volume.
    target: Mapped[Decimal | None] = mapped_column(QUANTITY)
    least: Mapped[Decimal | None] = mapped_column(QUANTITY)
    most: Mapped[Decimal | None] = mapped_column(QUANTITY)
    contact_minutes: Mapped[int | None]
    air_minutes: Mapped[int | None]
    # daily, meals, weekly, event
    trigger: Mapped[str] = mapped_column(default="daily")
    # Of an event: vehicle, unloading, official_car, release, parcels, other.
    event: Mapped[str | None]
    # Rounds a day (a week for "weekly" without weekdays).
    rounds: Mapped[int] = mapped_column(default=1)
    # "HH:MM" of each round.
    times: Mapped[list[Any]] = mapped_column(default=list)
    # 0 is Monday; empty: every day.
    weekdays: Mapped[list[Any]] = mapped_column(default=list)
    # From then on its rounds are due; what came in on a list counts from its first day on.
    set_at: Mapped[datetime | None]
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Round(Base):
    """One round that is due: of a plan on a day, after an event, or the terminal one of a room.

    open, done, missed, exempt. Done when it has a record that was not withdrawn.
    """

    __tablename__ = "round"
    __table_args__ = (
        Index("ix_round_day", "day", "area_id", "ordinal"),
        # The rounds of a plan exist once for each day, whoever draws the day up.
        Index(
            "uq_round_plan",
            "plan_id",
            "day",
            "ordinal",
            unique=True,
            sqlite_where=text("source_kind IS NULL"),
        ),
        Index("ix_round_state", "state", "due_at"),
        few("ix_round_room_id", "room_id", "state"),
        few("ix_round_source", "source_kind", "source_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    ordinal: Mapped[int] = mapped_column(default=1)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    # preventive, concurrent, terminal
    kind: Mapped[str] = mapped_column(default="preventive")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    # What brought it about: ("stay", id), ("vehicle_run", id), ("parcel_count", id), ("incident", id).
    source_kind: Mapped[str | None]
    source_id: Mapped[int | None]
    due_at: Mapped[datetime]
    points: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="open")
    # Why it was missed or need not be done.
    reason: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Mix(Base):
    """A solution that was made: from which lot, how strong, how much; its stock is deducted by a posted document."""

    __tablename__ = "mix"
    __table_args__ = (Index("ix_mix_at", "at"), few("ix_mix_lot_id", "lot_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    agent: Mapped[str]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stock_document.id"))
    # mg/L; of alcohol, percent by volume; of tablets mg in one; of powder mg in one gram.
    stock_strength: Mapped[Decimal] = mapped_column(QUANTITY)
    target: Mapped[Decimal] = mapped_column(QUANTITY)
    # liquid, tablet, powder, neat
    form: Mapped[str] = mapped_column(default="liquid")
    # Millilitres made; of the stock millilitres, tablets or grams; and millilitres of water.
    total_ml: Mapped[Decimal] = mapped_column(QUANTITY)
    stock_amount: Mapped[Decimal] = mapped_column(QUANTITY)
    water_ml: Mapped[Decimal] = mapped_column(QUANTITY)
    # What the test strip said, and why it was used although it was more than a fifth off.
    strip: Mapped[Decimal | None] = mapped_column(QUANTITY)
    strip_note: Mapped[str | None]
    made_by: Mapped[str]
    good_until: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    withdrawn_at: Mapped[datetime | None]
    note: Mapped[str | None]


class DisinfectionRecord(Base):
    """What was done (form A1.12). What it says is never changed: a wrong one is withdrawn with a reason and written again."""

    __tablename__ = "disinfection_record"
    __table_args__ = (
        Index("ix_disinfection_record_day", "day", "area_id"),
        few("ix_disinfection_record_round_id", "round_id"),
        few("ix_disinfection_record_room_id", "room_id", "started_at"),
        few("ix_disinfection_record_import_id", "import_id"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="period"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    kind: Mapped[str] = mapped_column(default="preventive")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    method: Mapped[str]
    agent: Mapped[str]
    agent_text: Mapped[str] = mapped_column(default="")
    mix_id: Mapped[int | None] = mapped_column(ForeignKey("mix.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    # As written: "5%", "1:99".
    stock_text: Mapped[str | None]
    ratio: Mapped[str | None]
    # mg/L (alcohol: percent by volume) as mixed, and as the strip measured it.
    strength: Mapped[Decimal | None] = mapped_column(QUANTITY)
    strip: Mapped[Decimal | None] = mapped_column(QUANTITY)
    used_ml: Mapped[Decimal | None] = mapped_column(QUANTITY)
    points: Mapped[int] = mapped_column(default=1)
    contact_minutes: Mapped[int | None]
    air_minutes: Mapped[int | None]
    done_by: Mapped[str]
    # Another person; only with it a room comes back.
    checked_by: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    checker_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # passed, failed
    verdict: Mapped[str | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    # What the rules said against it: too_short, too_strong, too_weak, expired, over_ceiling; and why it was kept.
    findings: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str | None]
    # Rinsed and aired before, where another product had been used at the place.
    rinsed: Mapped[bool] = mapped_column(default=False)
    protection: Mapped[str | None]
    note: Mapped[str | None]
    recorded_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    withdrawn_reason: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Lamp(Base):
    """An ultraviolet lamp; its hours are those it came with and those of its uses."""

    __tablename__ = "lamp"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    place: Mapped[str]
    watts: Mapped[Decimal | None] = mapped_column(QUANTITY)
    hours_before: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(0))
    limit_hours: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(1000))
    # The tube was changed then: uses before it no longer count.
    fitted_at: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class LampUse(Base):
    """A lamp was on. `intensity` is in µW/cm² at one metre."""

    __tablename__ = "lamp_use"
    __table_args__ = (
        Index("ix_lamp_use_lamp_id", "lamp_id", "started_at"),
        CheckConstraint("ended_at > started_at", name="period"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    lamp_id: Mapped[int] = mapped_column(ForeignKey("lamp.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    hours: Mapped[Decimal] = mapped_column(QUANTITY)
    intensity: Mapped[Decimal | None] = mapped_column(QUANTITY)
    wiped: Mapped[bool] = mapped_column(default=False)
    operator: Mapped[str]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    withdrawn_at: Mapped[datetime | None]
    note: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class ShortRecord(Base):
    """A used-mask bin emptied or a room aired: where, from when until when, by whom."""

    __tablename__ = "short_record"
    __table_args__ = (Index("ix_short_record_kind", "kind", "started_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    # mask_bin, airing
    kind: Mapped[str]
    place: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # Bags, of a bin.
    count: Mapped[int | None]
    done_by: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    withdrawn_at: Mapped[datetime | None]
    note: Mapped[str | None]
