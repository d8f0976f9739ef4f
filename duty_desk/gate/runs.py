"""Runs of supply and waste vehicles: five checkpoints in their order, only in the window, everybody out who came in (G6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import func, select

from db.models import Gate, RunPerson, RunStage, Vehicle, VehicleRun
from db.vocabulary import IncidentKind, RunState
from duty_desk import audit, formats, incidents, policy
from duty_desk.errors import InputError, Problems, Refusal, StaleError
from duty_desk.gate import limits, run_facts, run_queries, run_rules
from duty_desk.gate.run_rules import Fault
from duty_desk.people import active
from duty_desk.people.rules import normalise_plate
from duty_desk.roles import Permission, may, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the cab. Who is registered with the vehicle is named by `person`."""

    name: str
    role: str = "helper"
    person: int | None = None
    temperature: float | None = None


class RunForm(TypedDict, total=False):
    """What is filled in when a run begins. `origin` and `destination` are of waste."""

    goods: str | None
    quantity: str | None
    receiver: str | None
    origin: str | None
    destination: str | None
    route: int | None
    test_at: datetime | None
    temperature: float | None
    video: str | None
    inspector: str | None
    note: str | None


@requires(Permission.WORK_GATE)
def start_run(
    work: Work, vehicle: int, *, gate: int, people: Sequence[Member], **form: Unpack[RunForm]
) -> int:
    """Open a run. Raises Refusal outside the window, for a vehicle that is on a run, and for people who may not come in."""
    row = work.session.scalar(select(Vehicle).where(Vehicle.id == vehicle).with_for_update())
    if row is None or not row.is_active:
        raise StaleError("storage.stale")
    running = run_facts.open_run(work, vehicle)
    if running is not None:
        number = work.session.scalar(select(VehicleRun.number).where(VehicleRun.id == running))
        raise Refusal("gate.refusal.run_open", plate=row.plate, number=number)
    night = limits.night_of(work, work.at)
    rules = run_queries.limits_on(work, night)
    if not run_rules.in_window(work.at, rules):
        raise Refusal(
            "gate.refusal.outside_window", hours=formats.hours(rules.window_start, rules.window_end)
        )
    _check_people(work, people)
    number = _next_number(work, night)
    run = VehicleRun(
        night=night,
        number=number,
        vehicle_id=vehicle,
        plate=row.plate,
        goods=form.get("goods") or row.use,
        quantity=form.get("quantity"),
        receiver=form.get("receiver"),
        origin=form.get("origin"),
        destination=form.get("destination"),
        route_id=form.get("route") or row.route_id,
        gate_id=gate,
        test_at=form.get("test_at"),
        temperature=form.get("temperature"),
        video=form.get("video"),
        inspector=form.get("inspector") or work.officer.name,
        started_at=work.at,
        state=RunState.OPEN.value,
        officer_id=work.officer.id,
        note=form.get("note"),
    )
    work.session.add(run)
    work.session.flush()
    for member in people:
        work.session.add(
            RunPerson(
                run_id=run.id,
                person_id=member.person,
                name=member.name.strip(),
                role=member.role,
                came=True,
                left=False,
                temperature=member.temperature,
            )
        )
    work.session.flush()
    audit.record(
        work,
        action="run.start",
        subject=("vehicle_run", run.id),
        after={"number": number, "night": night, "plate": row.plate, "people": len(people)},
    )
    return run.id


@requires(Permission.WORK_GATE)
def change_run(
    work: Work,
    run: int,
    *,
    windows_closed: bool | None = None,
    stayed_in_cab: bool | None = None,
    masks_worn: bool | None = None,
    **form: Unpack[RunForm],
) -> None:
    """Add what is learned on the way: conduct, video, test, goods. What is not given stays."""
    row = _claim(work, run)
    values: dict[str, Any] = {
        "windows_closed": windows_closed,
        "stayed_in_cab": stayed_in_cab,
        "masks_worn": masks_worn,
        **{key if key != "route" else "route_id": value for key, value in form.items()},
    }
    given = {key: value for key, value in values.items() if value is not None}
    for key, value in given.items():
        setattr(row, key, value)
    row.version += 1
    work.session.flush()
    audit.record(work, action="run.change", subject=("vehicle_run", run), after={"fields": sorted(given)})


@requires(Permission.WORK_GATE)
def record_stage(work: Work, run: int, stage: int, *, passed: bool = True, note: str = "") -> None:
    """Record one of the first four checkpoints, in their order. The fifth is `compare_at_exit`.

    The second needs a valid test and people who are registered with the vehicle. A checkpoint not passed needs a note and opens an
    incident; while it is the last one it can be recorded again, and before the entry it must be.
    """
    row = _claim(work, run)
    if stage == run_rules.COMPARED:
        raise InputError("stage", "gate.error.stage_exit")
    _check_order(work, run, stage)
    if stage == run_rules.CHECKED and passed:
        _check_health(work, run)
    if not passed and not note.strip():
        raise InputError("note", "gate.error.why_missing")
    _add_stage(work, row, stage, passed, note)
    if stage == run_rules.UNLOADED and passed:
        _open_round(work, run, "unloading")
    if not passed:
        _open_incident(work, row, t("gate.run.failed", stage=t(f"gate.stage.{stage}"), note=note.strip()))


@requires(Permission.WORK_GATE)
def compare_at_exit(
    work: Work, run: int, *, plate: str, left: Collection[int], extra: Sequence[str] = (), note: str = ""
) -> bool:
    """The fifth checkpoint: `left` are the people (identifiers within the run) who are in the cab going out, `extra` the names
    of others found there, `plate` what is read.

    True when vehicle and people are the same. Otherwise the vehicle is held, an incident is opened, and it can be compared again.
    """
    row = _claim(work, run)
    _check_order(work, run, run_rules.COMPARED)
    _add_extra(work, run, extra)
    people = work.session.scalars(
        select(RunPerson).where(RunPerson.run_id == run).order_by(RunPerson.id)
    ).all()
    named = {name.strip() for name in extra}
    for person in people:
        person.left = person.id in left or (not person.came and person.name in named)
    work.session.flush()
    missing = [person.name for person in people if person.came and not person.left]
    strangers = [person.name for person in people if person.left and not person.came]
    same_plate = normalise_plate(plate) == row.plate
    if missing or strangers or not same_plate:
        _open_incident(work, row, _difference(missing, strangers, normalise_plate(plate), row.plate))
        audit.record(
            work,
            action="run.differs",
            subject=("vehicle_run", run),
            after={"missing": len(missing), "extra": len(strangers), "plate": same_plate},
            reason=note.strip() or None,
        )
        return False
    _add_stage(work, row, run_rules.COMPARED, True, note)
    return True


@requires(Permission.WORK_GATE)
def close_run(work: Work, run: int) -> tuple[Fault, ...]:
    """Close a run: as closed when nothing is against it, else as abnormal, with what is against it. Never with a checkpoint missing."""
    row = _claim(work, run)
    found = run_queries.get_run(work, run)
    missing = found.next_stage
    if missing is not None:
        raise Refusal("gate.refusal.stage_missing", stage=t(f"gate.stage.{missing}"))
    if not run_rules.is_closed_loop(found.faults):
        raise Refusal("gate.refusal.crew_differs")
    if None in (found.windows_closed, found.stayed_in_cab, found.masks_worn):
        raise Refusal("gate.refusal.conduct_missing")
    if not found.video:
        raise Refusal("gate.refusal.video_missing")
    _end(work, row, RunState.ABNORMAL if found.faults else RunState.CLOSED, found.faults, None)
    return found.faults


@requires(Permission.WORK_GATE)
def break_off(work: Work, run: int, *, reason: str) -> None:
    """End a run whose loop cannot be closed any more. A chief only; it stays abnormal, with an incident."""
    row = _claim(work, run)
    if not may(work, Permission.OVERRULE_GATE):
        raise Refusal("gate.refusal.not_a_chief", name=work.officer.name)
    if not reason.strip():
        raise InputError("reason", "gate.error.why_missing")
    found = run_queries.get_run(work, run)
    _open_incident(work, row, reason.strip())
    row.note = reason.strip()
    _end(work, row, RunState.ABNORMAL, found.faults, reason.strip())


def _check_people(work: Work, people: Sequence[Member]) -> None:
    problems: list[InputError] = []
    if not any(member.role == run_queries.DRIVER for member in people):
        problems.append(InputError("people", "gate.error.driver_missing"))
    if any(not member.name.strip() for member in people):
        problems.append(InputError("people", "identity.error.name_missing"))
    most = policy.integer(work, "vehicle.crew_size")
    if len(people) > most:
        problems.append(InputError("people", "gate.error.too_many", count=most))
    if problems:
        raise Problems(problems)
    known = [member.person for member in people if member.person is not None]
    for found in active(work, known).values():
        name = next(member.name for member in people if member.person == found.person_id)
        raise Refusal("gate.refusal.person_restricted", name=name, state=found.state)
    limit = policy.number(work, "temp.abnormal")
    for member in people:
        if member.temperature is not None and member.temperature >= limit:
            raise Refusal("gate.refusal.person_fever", name=member.name, value=f"{member.temperature:.1f}")


def _check_order(read: Read, run: int, stage: int) -> None:
    rows = read.session.execute(select(RunStage.stage, RunStage.passed).where(RunStage.run_id == run)).all()
    done, failed = {row.stage for row in rows}, {row.stage for row in rows if not row.passed}
    if run_rules.may_record(stage, done, failed):
        return
    expected = run_rules.next_stage(done, failed)
    if stage in done or expected is None:
        raise StaleError("storage.stale")
    raise Refusal("gate.refusal.stage_missing", stage=t(f"gate.stage.{expected}"))


def _check_health(work: Work, run: int) -> None:
    found = run_queries.get_run(work, run)
    hours = policy.integer(work, "vehicle.test_hours")
    if found.test_at is None:
        raise Refusal("gate.refusal.test_missing", hours=hours)
    if work.at - found.test_at > run_queries.limits_on(work, found.night).test_hours:
        raise Refusal("gate.refusal.test_expired", hours=hours, moment=formats.moment(found.test_at))
    if Fault.UNREGISTERED_DRIVER in found.faults:
        raise Refusal("gate.refusal.driver_unregistered", plate=found.plate)
    if Fault.TEMPERATURE in found.faults:
        raise Refusal("gate.refusal.person_fever", name=found.crew, value=f"{found.temperature:.1f}")


def _add_extra(work: Work, run: int, names: Sequence[str]) -> None:
    """Put those in the cab on the sheet who did not come in with it, each once."""
    known = set(
        work.session.scalars(select(RunPerson.name).where(RunPerson.run_id == run, RunPerson.came.is_(False)))
    )
    for name in dict.fromkeys(part.strip() for part in names):
        if name and name not in known:
            work.session.add(RunPerson(run_id=run, name=name, role="helper", came=False, left=True))
    work.session.flush()


def _difference(missing: Sequence[str], strangers: Sequence[str], plate: str, expected: str) -> str:
    """What differs at the exit, in words; all of it."""
    said: list[str] = []
    if missing:
        said.append(t("gate.run.missing", names=t("gate.list_mark").join(missing)))
    if strangers:
        said.append(t("gate.run.extra", names=t("gate.list_mark").join(strangers)))
    if plate != expected:
        said.append(t("gate.run.other_plate", plate=plate, expected=expected))
    return t("gate.filter.mark").join(said)


def _add_stage(work: Work, row: VehicleRun, stage: int, passed: bool, note: str) -> None:
    known = work.session.scalar(select(RunStage).where(RunStage.run_id == row.id, RunStage.stage == stage))
    if known is None:
        known = RunStage(run_id=row.id, stage=stage)
        work.session.add(known)
    known.at, known.passed, known.note = work.at, passed, note.strip() or None
    known.officer_id, known.officer_name = work.officer.id, work.officer.name
    row.version += 1
    work.session.flush()
    audit.record(
        work, action="run.stage", subject=("vehicle_run", row.id), after={"stage": stage, "passed": passed}
    )


def _open_incident(work: Work, row: VehicleRun, words: str) -> None:
    gate = work.session.scalar(select(Gate.name).where(Gate.id == row.gate_id)) or ""
    incident = incidents.open_incident(
        work,
        kind=IncidentKind.VEHICLE,
        level=_LEVEL,
        title=t("gate.run.incident", number=row.number, plate=row.plate),
        place=gate,
        names=work.session.scalars(
            select(RunPerson.name).where(RunPerson.run_id == row.id).order_by(RunPerson.id)
        ).all(),
        text=words,
        source=("vehicle_run", row.id),
    )
    if row.incident_id == incident:
        incidents.note(work, incident, words)
    row.incident_id = incident
    work.session.flush()


def _end(work: Work, row: VehicleRun, state: RunState, faults: Collection[Fault], reason: str | None) -> None:
    row.state, row.closed_at, row.closed_by = state.value, work.at, work.officer.id
    row.version += 1
    work.session.flush()
    _open_round(work, row.id, "vehicle")
    audit.record(
        work,
        action="run.close",
        subject=("vehicle_run", row.id),
        after={"state": state, "faults": [fault.value for fault in faults]},
        reason=reason,
    )


def _open_round(work: Work, run: int, event: str) -> None:
    """Vehicle and unloading point are disinfected after every run, where the plan says so."""
    # Most starts of the program see no vehicle.
    from duty_desk import disinfection

    disinfection.open_event(work, event=event, source=("vehicle_run", run), at=work.at)


def _claim(work: Work, run: int) -> VehicleRun:
    row = work.session.scalar(select(VehicleRun).where(VehicleRun.id == run).with_for_update())
    if row is None or row.state != RunState.OPEN.value:
        raise StaleError("storage.stale")
    return row


def _next_number(read: Read, night: Any) -> str:
    """1112-07: month and day of the evening, and which run of the night."""
    count = read.session.scalar(select(func.count()).where(VehicleRun.night == night)) or 0
    taken = set(read.session.scalars(select(VehicleRun.number).where(VehicleRun.night == night)))
    while True:
        count += 1
        number = f"{night:%m%d}-{count:02d}"
        if number not in taken:
            return number
