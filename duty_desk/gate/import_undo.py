"""Takes an import of the gate's forms back whole, as long as nothing was built on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, exists, or_, select

from db.models import (
    Crossing,
    HealthCheck,
    ImportChange,
    Pass,
    PassGate,
    Person,
    Printing,
    Refusal,
    Route,
    RunPerson,
    RunStage,
    Vehicle,
    VehiclePerson,
    VehicleRun,
    Visit,
)
from duty_desk import audit
from duty_desk.errors import Refusal as Refused
from duty_desk.gate import records
from duty_desk.people.taking_back import run, unreferenced
from duty_desk.roles import Permission, requires
from duty_desk.work import Work

# Those first that point to the others.
_ROWS: tuple[Any, ...] = (Crossing, Refusal, Visit, HealthCheck, VehicleRun, VehiclePerson, Vehicle, Route)


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int) -> int:
    """Remove what an import wrote and the people only it knows; returns how many rows. The caller marks the batch as taken back.

    Raises Refusal naming what was used meanwhile.
    """
    _refuse_used(work, batch_id)
    touched = work.session.scalars(select(Crossing).where(Crossing.import_id == batch_id)).all()
    subjects = {(row.person_id, row.pass_id, row.plate): row for row in touched}
    work.session.expunge_all()
    restored = _restore(work, batch_id)
    runs = select(VehicleRun.id).where(VehicleRun.import_id == batch_id)
    run(work, delete(RunStage).where(RunStage.run_id.in_(runs)))
    run(work, delete(RunPerson).where(RunPerson.run_id.in_(runs)))
    count = sum(run(work, delete(model).where(model.import_id == batch_id)) for model in _ROWS)
    passes = select(Pass.id).where(Pass.import_id == batch_id)
    run(work, delete(PassGate).where(PassGate.pass_id.in_(passes)))
    run(work, delete(Pass).where(Pass.import_id == batch_id))
    run(work, delete(Person).where(Person.import_id == batch_id, unreferenced(Person)))
    for row in subjects.values():
        records.settle_inside(work, row)
    audit.record(
        work,
        action="gate.undo_import",
        subject=("import_batch", batch_id),
        after={"removed": count, "restored": restored},
    )
    return count + restored


def _refuse_used(work: Work, batch_id: int) -> None:
    """Somebody has built on it: a run on a vehicle or route, a print or a passage with one of its passes, a scan of its visits."""
    used = work.session.scalar(
        select(Vehicle.plate).where(
            Vehicle.import_id == batch_id,
            exists().where(
                VehicleRun.vehicle_id == Vehicle.id, VehicleRun.import_id.is_distinct_from(batch_id)
            ),
        )
    )
    used = used or work.session.scalar(
        select(Route.code).where(
            Route.import_id == batch_id,
            or_(
                exists().where(
                    VehicleRun.route_id == Route.id, VehicleRun.import_id.is_distinct_from(batch_id)
                ),
                exists().where(Vehicle.route_id == Route.id, Vehicle.import_id.is_distinct_from(batch_id)),
            ),
        )
    )
    used = used or work.session.scalar(
        select(Pass.number).where(
            Pass.import_id == batch_id,
            or_(
                Pass.version > 1,
                exists().where(Crossing.pass_id == Pass.id),
                exists().where(Printing.subject_kind == "pass", Printing.subject_id == Pass.id),
            ),
        )
    )
    used = used or work.session.scalar(
        select(VehicleRun.number).where(VehicleRun.import_id == batch_id, VehicleRun.version > 1)
    )
    used = used or work.session.scalar(
        select(Person.name)
        .join(Visit, Visit.person_id == Person.id)
        .where(Visit.import_id == batch_id, Visit.version > 1)
    )
    if used is not None:
        raise Refused("gate.refusal.import_used", name=used)


def _restore(work: Work, batch_id: int) -> int:
    """Second readings that the import added to earlier checks go again."""
    changes = work.session.scalars(
        select(ImportChange).where(ImportChange.batch_id == batch_id).order_by(ImportChange.id.desc())
    ).all()
    for change in changes:
        row = work.session.get(HealthCheck, change.subject_id)
        if row is not None:
            for name, value in change.before.items():
                setattr(row, name, value)
        work.session.delete(change)
    work.session.flush()
    return len(changes)
