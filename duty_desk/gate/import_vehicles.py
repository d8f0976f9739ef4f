"""Supply vehicles, their people, routes and runs from an office workbook; what is wrong with a run is found, not imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import insert, select

from db.models import Gate, Pass, PassReason, Route, RunPerson, RunStage, Vehicle, VehiclePerson, VehicleRun
from db.vocabulary import Category, PassKind, PassStatus, RunState
from duty_desk import numbering, search
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.gate.run_queries import DRIVER
from duty_desk.gate.run_rules import STAGES
from duty_desk.imported import JudgedRow
from duty_desk.passes import end_of_day
from duty_desk.passes import records as pass_records
from duty_desk.passes.arrivals import Named, obtain_people
from duty_desk.passes.import_rows import Written
from duty_desk.roles import step
from duty_desk.work import Read, Work

_RUN: Any = VehicleRun.__table__
_STAGE: Any = RunStage.__table__
_RUN_PERSON: Any = RunPerson.__table__
SERIES = f"pass.{PassKind.VEHICLE.value}"
# Of the office's reasons the one that vehicles of this kind are counted under.
_REASON = "supply"
CLOSED = "closed"


@step
def write_routes(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write routes; one whose code is known already is left."""
    known = set(work.session.scalars(select(Route.code)))
    left: dict[int, DutyDeskError] = {}
    for position, row in enumerate(rows):
        code = str(row.values["code"]).strip()
        if code in known:
            left[position] = InputError("code", "gate.error.route_known", code=code)
            continue
        known.add(code)
        work.session.add(
            Route(
                code=code,
                name=row.values["name"],
                point=row.values["point"],
                limit_minutes=row.values["limit"],
                import_id=batch_id,
            )
        )
    work.session.flush()
    return Written(len(rows) - len(left), 0, tuple(left.items()))


@step
def write_vehicles(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write vehicles with the vehicle passes they hold, numbered as written, good at every open gate."""
    routes = {row.code: row.id for row in work.session.execute(select(Route.id, Route.code))}
    plates = set(work.session.scalars(select(Vehicle.plate)))
    taken = set(work.session.scalars(select(Pass.number).where(Pass.series == SERIES)))
    reason = work.session.scalar(select(PassReason.id).where(PassReason.code == _REASON))
    gates = work.session.scalars(select(Gate.id).where(Gate.is_open)).all()
    left: dict[int, DutyDeskError] = {}
    highest: dict[int, int] = {}
    for position, row in enumerate(rows):
        values, plate = row.values, str(row.values["plate"])
        number = numbering.parse(work, SERIES, str(values.get("pass_no") or ""))
        if plate in plates:
            left[position] = InputError("plate", "gate.error.vehicle_known", plate=plate)
        elif number is None:
            left[position] = InputError("pass_no", "passes.error.number_format", number=values.get("pass_no"))
        elif number.text in taken:
            left[position] = InputError("pass_no", "passes.error.number_taken", number=number.text)
        else:
            plates.add(plate)
            taken.add(number.text)
            highest[number.year] = max(highest.get(number.year, 0), number.sequence)
            paper = _pass_values(values, number, reason, batch_id)
            pass_id = pass_records.write_pass(work, paper, gates)
            work.session.add(
                Vehicle(
                    plate=plate,
                    use=values["kind"],
                    owner=values["owner"],
                    route_id=routes.get(str(values.get("route") or "")),
                    load_tons=values.get("load"),
                    pass_id=pass_id,
                    import_id=batch_id,
                )
            )
    work.session.flush()
    for year, sequence in highest.items():
        numbering.keep_above(work, SERIES, year, sequence)
    return Written(len(rows) - len(left), 0, tuple(left.items()))


@step
def write_crew(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write who comes with which vehicle."""
    vehicles = {row.plate: row.id for row in work.session.execute(select(Vehicle.id, Vehicle.plate))}
    named = [
        Named(
            name=row.values["name"],
            category=Category.CONTRACTOR,
            id_kind=row.values.get("id_kind"),
            id_number=row.values.get("id_no") or None,
            phone=row.values.get("phone") or None,
        )
        for row in rows
    ]
    arrivals = obtain_people(work, named, import_id=batch_id)
    known = {
        (row.vehicle_id, row.person_id)
        for row in work.session.execute(select(VehiclePerson.vehicle_id, VehiclePerson.person_id))
    }
    left: dict[int, DutyDeskError] = {}
    for position, (row, person) in enumerate(zip(rows, named, strict=True)):
        vehicle = vehicles.get(str(row.values["plate"]))
        error = arrivals.errors.get((*person.key, person.name))
        if vehicle is None:
            error = InputError("plate", "gate.error.vehicle_unknown", plate=row.values["plate"])
        elif error is None and (vehicle, arrivals.people[person.key]) in known:
            error = InputError("name", "gate.error.crew_known", name=person.name)
        if error is not None or vehicle is None:
            left[position] = error or InputError("plate", "identity.error.plate_missing")
            continue
        known.add((vehicle, arrivals.people[person.key]))
        work.session.add(
            VehiclePerson(
                vehicle_id=vehicle,
                person_id=arrivals.people[person.key],
                name=person.name,
                role=row.values.get("role") or "helper",
                import_id=batch_id,
            )
        )
    work.session.flush()
    return Written(len(rows) - len(left), arrivals.created, tuple(left.items()))


@step
def write_trips(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write runs with their checkpoints and people. `recorded` keeps what the office wrote as the result."""
    vehicles = {row.plate: row.id for row in work.session.execute(select(Vehicle.id, Vehicle.plate))}
    routes = {row.code: row.id for row in work.session.execute(select(Route.id, Route.code))}
    registered = _registered(work)
    known = {
        (row.night, row.number) for row in work.session.execute(select(VehicleRun.night, VehicleRun.number))
    }
    left: dict[int, DutyDeskError] = {}
    chosen: list[Mapping[str, Any]] = []
    for position, row in enumerate(rows):
        key = (row.values["night"], str(row.values["no"]))
        if key in known:
            left[position] = InputError("no", "gate.error.run_known", number=key[1])
            continue
        known.add(key)
        chosen.append(row.values)
    if chosen:
        work.session.execute(insert(_RUN), [_run_values(row, vehicles, routes, batch_id) for row in chosen])
        ids = _ids(work, chosen)
        work.session.execute(insert(_STAGE), [one for row in chosen for one in _stages(row, ids)])
        people = [one for row in chosen for one in _people(row, ids, vehicles, registered)]
        work.session.execute(insert(_RUN_PERSON), people)
    return Written(len(rows) - len(left), 0, tuple(left.items()))


def _pass_values(
    row: Mapping[str, Any], number: numbering.Number, reason: int | None, batch_id: int | None
) -> dict[str, Any]:
    at = datetime.combine(row["valid_from"], time())
    owner = str(row["owner"])
    return {
        "kind": PassKind.VEHICLE.value,
        "status": PassStatus.ISSUED.value,
        "series": number.kind,
        "year": number.year,
        "sequence": number.sequence,
        "number": number.text,
        "holder_name": owner,
        "holder_sort": search.sort_key(owner),
        "place": owner,
        "reason_id": reason,
        "reason": row["kind"],
        "plate": row["plate"],
        "vehicle_use": row["kind"],
        "owner": owner,
        "valid_from": at,
        "valid_until": end_of_day(row["valid_to"]),
        "requested_at": at,
        "issued_at": at,
        "from_paper": False,
        "rule": {},
        "version": 1,
        "import_id": batch_id,
        "search_doc": pass_records.search_document(owner, number=number, codes=[row["plate"]]),
    }


def _run_values(
    row: Mapping[str, Any], vehicles: Mapping[str, int], routes: Mapping[str, int], batch_id: int | None
) -> dict[str, Any]:
    times = [row[f"s{stage}"] for stage in STAGES if row.get(f"s{stage}")]
    started = times[0] if times else datetime.combine(row["night"], time())
    # An imported run is over; one that nobody called closed needs somebody.
    state = RunState.CLOSED if row.get("result") == CLOSED else RunState.ABNORMAL
    return {
        "night": row["night"],
        "number": str(row["no"]),
        "vehicle_id": vehicles.get(row["plate"]),
        "plate": row["plate"],
        "goods": row.get("kind") or None,
        "route_id": routes.get(str(row.get("route") or "")),
        "test_at": row.get("test_at"),
        "temperature": row.get("temp"),
        "video": row.get("video") or None,
        "inspector": row.get("inspector") or None,
        "started_at": started,
        "state": state.value,
        "recorded": row.get("result"),
        "closed_at": times[-1] if times else None,
        "note": row.get("remark") or None,
        "version": 1,
        "import_id": batch_id,
    }


def _ids(read: Read, rows: Sequence[Mapping[str, Any]]) -> Mapping[tuple[Any, str], int]:
    nights = {row["night"] for row in rows}
    query = select(VehicleRun.id, VehicleRun.night, VehicleRun.number).where(VehicleRun.night.in_(nights))
    return {(row.night, row.number): row.id for row in read.session.execute(query)}


def _stages(row: Mapping[str, Any], ids: Mapping[tuple[Any, str], int]) -> list[dict[str, Any]]:
    run = ids[row["night"], str(row["no"])]
    return [
        {
            "run_id": run,
            "stage": stage,
            "at": row[f"s{stage}"],
            "passed": True,
            "officer_name": row.get("inspector") or None,
        }
        for stage in STAGES
        if row.get(f"s{stage}")
    ]


def _people(
    row: Mapping[str, Any],
    ids: Mapping[tuple[Any, str], int],
    vehicles: Mapping[str, int],
    registered: Mapping[tuple[int, str], int],
) -> list[dict[str, Any]]:
    run, vehicle = ids[row["night"], str(row["no"])], vehicles.get(row["plate"], 0)
    came = [name for name in (row["driver"], row.get("helper")) if name]
    left = list(row.get("crew_out") or ())
    return [
        {
            "run_id": run,
            "person_id": registered.get((vehicle, name)),
            "name": name,
            "role": DRIVER if name == row["driver"] else "helper",
            "came": name in came,
            "left": name in left,
            "temperature": None,
        }
        for name in dict.fromkeys([*came, *left])
    ]


def _registered(read: Read) -> Mapping[tuple[int, str], int]:
    query = select(VehiclePerson.vehicle_id, VehiclePerson.name, VehiclePerson.person_id)
    return {(row.vehicle_id, row.name): row.person_id for row in read.session.execute(query)}
