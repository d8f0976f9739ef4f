"""Supply and waste vehicles, their routes and people, and their runs over five checkpoints."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.models.gate import few


class Route(Base):
    """A way through the campus with the minutes it may take from the gate to the place of unloading."""

    __tablename__ = "route"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    point: Mapped[str]
    limit_minutes: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Vehicle(Base):
    """A vehicle that comes in closed runs only."""

    __tablename__ = "vehicle"
    __table_args__ = (few("ix_vehicle_pass_id", "pass_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plate: Mapped[str] = mapped_column(unique=True)
    use: Mapped[str]
    owner: Mapped[str]
    route_id: Mapped[int | None] = mapped_column(ForeignKey("route.id"))
    load_tons: Mapped[float | None]
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("pass.id"))
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class VehiclePerson(Base):
    """Somebody registered to come with a vehicle."""

    __tablename__ = "vehicle_person"
    __table_args__ = (UniqueConstraint("vehicle_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    # driver, helper
    role: Mapped[str]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class VehicleRun(Base):
    """One run of a vehicle. `night` is the day on whose evening it belongs; the limits it was judged by stay with it."""

    __tablename__ = "vehicle_run"
    __table_args__ = (
        UniqueConstraint("night", "number"),
        Index("ix_vehicle_run_state", "state", "started_at"),
        Index("ix_vehicle_run_vehicle_id", "vehicle_id", "night"),
        few("ix_vehicle_run_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    night: Mapped[date]
    number: Mapped[str]
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle.id"))
    plate: Mapped[str]
    goods: Mapped[str | None]
    quantity: Mapped[str | None]
    receiver: Mapped[str | None]
    # Of waste: where it comes from and where it is taken.
    origin: Mapped[str | None]
    destination: Mapped[str | None]
    route_id: Mapped[int | None] = mapped_column(ForeignKey("route.id"))
    gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))
    test_at: Mapped[datetime | None]
    temperature: Mapped[float | None]
    windows_closed: Mapped[bool | None]
    stayed_in_cab: Mapped[bool | None]
    masks_worn: Mapped[bool | None]
    video: Mapped[str | None]
    inspector: Mapped[str | None]
    started_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    # What the office wrote as the result of an imported run.
    recorded: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class RunStage(Base):
    """One checkpoint of a run: 1 vehicle disinfected, 2 people checked, 3 route driven, 4 goods disinfected, 5 compared at the exit."""

    __tablename__ = "run_stage"
    __table_args__ = (
        UniqueConstraint("run_id", "stage"),
        CheckConstraint("stage BETWEEN 1 AND 5", name="stage"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("vehicle_run.id"))
    stage: Mapped[int]
    at: Mapped[datetime]
    passed: Mapped[bool] = mapped_column(default=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]
    note: Mapped[str | None]


class RunPerson(Base):
    """Somebody in the cab: whether they came in with this run and whether they went out with it."""

    __tablename__ = "run_person"
    __table_args__ = (Index("ix_run_person_run_id", "run_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("vehicle_run.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    # driver, helper
    role: Mapped[str]
    came: Mapped[bool] = mapped_column(default=True)
    left: Mapped[bool] = mapped_column(default=False)
    temperature: Mapped[float | None]
