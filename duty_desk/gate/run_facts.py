"""What the gate needs to know of a supply vehicle's run: is one open, what was left out, is everybody still in the cab."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from db.models import RunPerson, RunStage, VehicleRun
from db.vocabulary import Direction, RunState
from duty_desk.gate import limits
from duty_desk.gate.rules import RunFacts
from duty_desk.work import Read

FIRST_AT_GATE, EXIT = 2, 5

_OPEN = (
    select(VehicleRun.id)
    .where(VehicleRun.vehicle_id == bindparam("vehicle_id"), VehicleRun.state == RunState.OPEN.value)
    .order_by(VehicleRun.id.desc())
    .limit(1)
)
_STAGES = select(RunStage.stage, RunStage.passed).where(RunStage.run_id == bindparam("run_id"))
_PEOPLE = select(RunPerson.came, RunPerson.left).where(RunPerson.run_id == bindparam("run_id"))


def open_run(read: Read, vehicle: int) -> int | None:
    """The run a vehicle is on."""
    return read.session.scalar(_OPEN, {"vehicle_id": vehicle})


def find_run_facts(read: Read, vehicle: int, direction: Direction, moment: datetime) -> RunFacts:
    """What speaks for and against a vehicle passing now: before going in the first two checkpoints, before going out all five."""
    in_window = limits.is_in_window(read, moment)
    run = open_run(read, vehicle)
    if run is None:
        return RunFacts(open=False, in_window=in_window or direction is Direction.OUT)
    stages = read.session.execute(_STAGES, {"run_id": run}).all()
    going_in = direction is Direction.IN
    # What was recorded as not in order lets nobody in; it keeps nobody in either.
    done = {row.stage for row in stages if row.passed or not going_in}
    needed = FIRST_AT_GATE if going_in else EXIT
    missing = next((stage for stage in range(1, needed + 1) if stage not in done), None)
    same = True
    if direction is Direction.OUT:
        people = read.session.execute(_PEOPLE, {"run_id": run}).all()
        same = all(person.came == person.left for person in people)
    return RunFacts(open=True, in_window=in_window, missing=missing, same_crew=same, run_id=run)
