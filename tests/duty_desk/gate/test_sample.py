"""The office's own registers of the gates: every published figure, verdict and fault comes out of the database again."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Crossing, HealthCheck, Pass, Person, Refusal, Vehicle, VehiclePerson, VehicleRun, Visit
from db.vocabulary import CrossingKind, RunState
from duty_desk import gate, screening
from duty_desk.desk import Desk
from duty_desk.gate import Reason, run_queries, visit_queries
from duty_desk.gate.import_undo import undo_import
from duty_desk.gate.review import Reviewed, review
from duty_desk.gate.run_rules import Fault
from tests.conftest import Filled
from tests.duty_desk.gate import sample
from tests.duty_desk.sheets.sample import expected, expected_rows

pytestmark = pytest.mark.slow

FIRST, LAST = date(2020, 2, 20), date(2020, 3, 4)
REASONS = {
    Reason.EMERGENCY: "EMERGENCY_VEHICLE",
    Reason.GATE_CLOSED: "GATE_CLOSED",
    Reason.GATE_HOURS: "GATE_CLOSED_HOURS",
    Reason.WRONG_GATE: "GATE_NOT_ALLOWED",
    Reason.EXPIRED: "PERMIT_EXPIRED",
    Reason.LOST: "PERMIT_LOST",
    Reason.UNKNOWN: "PERMIT_NOT_FOUND",
    Reason.NOT_YET: "PERMIT_NOT_YET_VALID",
    Reason.RETURNED: "PERMIT_REVOKED",
    Reason.PERSON_MISMATCH: "PERSON_MISMATCH",
    Reason.PLATE_MISMATCH: "PLATE_MISMATCH",
    Reason.FEVER: "TEMP_ABNORMAL",
    Reason.QUOTA: "QUOTA_USED",
    Reason.HOME_QUARANTINE: "HOME_QUARANTINE",
    Reason.MOVED_OUT: "MOVED_OUT",
    Reason.EXEMPT: "EXEMPT",
}
KINDS = {"pass": "通行证", "household": "住户", "vehicle": "车辆", "material": "取课件"}
FAULTS = {
    Fault.BEFORE_WINDOW: "BEFORE_CURFEW",
    Fault.CREW_DIFFERS: "CREW_MISMATCH",
    Fault.EXIT_MISSING: "MISSING_EXIT",
    Fault.ROUTE_OVERRUN: "ROUTE_OVERRUN",
    Fault.STAGE_SKIPPED: "STAGE_SKIPPED",
    Fault.TEST_EXPIRED: "TEST_EXPIRED",
    Fault.UNREGISTERED_DRIVER: "UNREGISTERED_DRIVER",
}


def named(row: Reviewed) -> str:
    """The reviewed row's reason in the words of the expected figures."""
    if row.reason is Reason.OK:
        if row.temperature is not None and row.temperature >= 37.3:
            return "TEMP_CLEARED"
        return "TEMP_LOW_RETEST" if row.temperature is not None and row.temperature < 35 else "OK"
    return REASONS[row.reason]


def gate_figures(desk: Desk) -> dict[str, Any]:
    """The figures of `expected.json`, computed from what is stored."""
    with desk.read() as read:
        rows = review(read, FIRST, LAST)
        kinds = Counter(KINDS[row.kind.value] for row in rows if row.kind)
        answers = Counter(read.session.scalars(select(Refusal.answer)))
        exits = [
            row for row in rows if row.kind is CrossingKind.HOUSEHOLD and row.direction is gate.Direction.OUT
        ]
        verdicts = Counter(named(row) if row.reason is not Reason.OK else "QUOTA_OK" for row in exits)
        at = datetime(2020, 3, 4, 18)
        visits = visit_queries.fetch_visits(read, read.session.scalars(select(Visit.id)).all())
        numbers = {row.id: row.import_row for row in read.session.execute(select(Visit.id, Visit.import_row))}
        inside = [row for row in visits if row.state in ("inside", "overdue")]
        checks = read.session.scalars(select(HealthCheck).where(HealthCheck.job_id.is_(None))).all()
        passages = read.session.scalar(select(func.count()).select_from(Crossing)) or 0
        withdrawn = read.session.scalars(
            select(Crossing.import_row).where(Crossing.withdrawn_at.is_not(None))
        ).all()
        temps = {
            "abnormal_crossings": sum((row.temperature or 0) >= 37.3 for row in rows),
            "abnormal_visits": sum((row.temperature or 0) >= 37.3 for row in visits),
            "abnormal_staff": sum((row.temperature or 0) >= 37.3 for row in checks),
            "low_crossings": sum(0 < (row.temperature or 0) < 35 for row in rows),
            "low_visits": sum(0 < (row.temperature or 0) < 35 for row in visits),
            "low_staff": sum(0 < (row.temperature or 0) < 35 for row in checks),
        }
        temps["abnormal_staff_in_grid"] = temps["abnormal_staff"]
        temps["abnormal_total"] = sum(
            temps[key] for key in ("abnormal_crossings", "abnormal_visits", "abnormal_staff")
        )
        temps["low_total"] = sum(temps[key] for key in ("low_crossings", "low_visits", "low_staff"))
        temps["cleared_on_retest"] = sum(
            (row.temperature or 0) >= 37.3 and row.retest is not None and row.retest < 37.3
            for row in (*rows, *visits, *checks)
        )
        return {
            "crossings": len(rows),
            "crossings_by_kind": dict(kinds),
            "crossings_by_direction": {
                "进": sum(row.direction == "in" for row in rows),
                "出": sum(row.direction == "out" for row in rows),
            },
            "crossings_by_result": {"放行": passages, "劝返": answers["stop"], "留观": answers["held"]},
            "void_rows": list(withdrawn),
            "by_day": {day.isoformat(): n for day, n in sorted(Counter(r.at.date() for r in rows).items())},
            "household_exits": len(exits),
            "household_exit_verdicts": dict(verdicts),
            "household_exits_denied_rows": sorted(row.row or 0 for row in exits if not row.allowed),
            "visits": len(visits),
            "visits_admitted": sum(row.state != "refused" for row in visits),
            "visits_not_admitted": sum(row.state == "refused" for row in visits),
            "open_visits_at": at.isoformat(timespec="minutes"),
            "open_visits": sorted(numbers[row.id] or 0 for row in inside),
            "overdue_visits": sorted(
                numbers[row.id] or 0 for row in inside if row.open_until is not None and row.open_until < at
            ),
            "closed_visits_over_4h": sum(
                row.stayed is not None and row.stayed > timedelta(hours=4) for row in visits
            ),
            "staff_temps": len(checks),
            "staff_temps_persons": len({row.person_id for row in checks}),
            "temps": temps,
        }


@pytest.fixture
def gates(filled: Filled) -> Desk:
    return filled(sample.fill_log)[0]


def test_the_published_figures_of_the_gates(gates: Desk) -> None:
    wanted = {key: value for key, value in expected()["gate"].items() if key not in ("cases", "quota_cases")}
    found = gate_figures(gates)
    assert found == wanted


def test_every_scripted_case_has_its_verdict_and_nothing_else_is_against_the_log(gates: Desk) -> None:
    cases = {row["seq"]: row for row in expected()["gate"]["cases"]["rows"]}
    with gates.read() as read:
        rows = {row.row: row for row in review(read, FIRST, LAST)}
        stored = {row.import_row: row.reason for row in read.session.scalars(select(Refusal))}
        numbers = {row.id: row.number for row in read.session.execute(select(Pass.id, Pass.number))}
        found = {
            seq: (
                "allow" if rows[seq].allowed else "deny",
                named(rows[seq]),
                numbers.get(rows[seq].pass_id or 0) or rows[seq].number or "",
            )
            for seq in cases
        }
    assert found == {seq: (row["verdict"], row["reason"], row["permit"]) for seq, row in cases.items()}
    # What was written down at the gate is what the rules say, in all 720 rows.
    assert [row.row for row in rows.values() if row.differs] == []
    assert Counter(stored.values())["recorded"] == 0
    assert len(stored) == 43
    quota = {row["seq"]: row["verdict"] for row in expected()["gate"]["quota_cases"]}
    assert {seq: "allow" if rows[seq].allowed else "deny" for seq in quota} == quota


def test_who_is_inside_is_what_the_log_says(gates: Desk) -> None:
    last: dict[str, dict[str, Any]] = {}
    for row in expected_rows()["crossings"]:
        if row["result"] == "放行" and row["state"] == "有效" and row["kind"] in ("通行证", "取课件"):
            last[row["id_no"]] = row
    wanted = {key for key, row in last.items() if row["direction"] == "进"}
    with gates.read() as read:
        inside = gate.list_inside(read, [CrossingKind.PASS, CrossingKind.MATERIAL])
        people = {row.person_id for row in inside}
        documents = read.session.execute(
            select(Person.id_number, Person.staff_number).where(Person.id.in_(people))
        )
        assert {row.id_number or row.staff_number for row in documents} == wanted
        assert len(inside) == len(wanted)


def test_the_published_figures_of_the_crews(desk: Desk) -> None:
    sample.fill(desk, "morning_checks")
    wanted = expected()["construction"]
    with desk.read() as read:
        checks = read.session.scalars(select(HealthCheck).where(HealthCheck.job_id.is_not(None))).all()
        days = {check.day for check in checks}
        people = {check.person_id for check in checks}
        missing = screening.list_missing(read, min(days), max(days))
        assert {
            "checks_expected": len(days) * len(people),
            "checks_done": len(checks),
            "checks_missing": [
                {
                    "permit": row.number,
                    "date": row.day.isoformat(),
                    "denied_entry": row.denied_on.isoformat(),
                }
                for row in sorted(missing, key=lambda row: row.day)
            ],
        } == {key: wanted[key] for key in ("checks_expected", "checks_done", "checks_missing")}
        assert all(check.normal for check in checks)


def test_who_missed_a_check_is_refused_on_that_day_and_the_next(desk: Desk) -> None:
    sample.fill(desk, "morning_checks")
    with desk.read() as read:
        row = read.session.execute(
            select(Pass.holder_id, Pass.job_id).where(Pass.number == "施字〔2020〕第0017号")
        ).one()
        states = {
            day: screening.crew_check(read, row.holder_id or 0, row.job_id, day).state
            for day in (date(2020, 3, 1), date(2020, 3, 2), date(2020, 3, 3), date(2020, 3, 4))
        }
    assert list(states.values()) == ["normal", "missing", "missed", "normal"]


def vehicle_figures(desk: Desk) -> dict[str, Any]:
    with desk.read() as read:
        runs = run_queries.list_runs(read, date(2022, 11, 1), date(2022, 11, 30))
        vehicles = read.session.scalars(select(Vehicle)).all()
        faults: dict[str, list[str]] = {}
        for row in runs:
            for fault in row.faults:
                faults.setdefault(FAULTS[fault], []).append(row.number)
        nights = Counter(row.night.isoformat() for row in runs)
        return {
            "vehicles": len(vehicles),
            "by_kind": dict(Counter(row.use for row in vehicles)),
            "crew": read.session.scalar(select(func.count()).select_from(VehiclePerson)),
            "trips": len(runs),
            "nights": len(nights),
            "trips_per_night": dict(nights),
            "all_five_stages_and_crew_match": sum(row.is_closed_loop for row in runs),
            "loop_not_closed": [row.number for row in runs if not row.is_closed_loop],
            "faults": dict(sorted(faults.items())),
            "route_overrun_minutes": {row.number: row.overrun_minutes for row in runs if row.overrun_minutes},
            "clean_trips": sum(not row.faults for row in runs),
            "recorded_complete_but_faulty": [
                row.number for row in runs if row.faults and row.recorded == "closed"
            ],
        }


def test_every_fault_of_the_supply_vehicles_is_found_and_none_invented(desk: Desk) -> None:
    sample.fill(desk, "routes", "vehicles", "crew", "trips")
    assert vehicle_figures(desk) == expected()["vehicles"]
    with desk.read() as read:
        (first, *_) = run_queries.list_runs(read, date(2022, 11, 12), date(2022, 11, 12))
        source = expected_rows()["trips"][0]
        assert (first.number, first.plate, first.crew, first.route, first.video) == (
            source["no"],
            source["plate"],
            source["driver"],
            source["route"],
            source["video"],
        )
        assert [stage.at.isoformat(timespec="minutes") for stage in first.stages] == [
            source[f"s{number}"] for number in range(1, 6)
        ]
        passes = read.session.scalars(select(Pass).where(Pass.number.like("车字〔2022〕%"))).all()
        assert len(passes) == 18
        assert {row.plate for row in passes} == {row["plate"] for row in expected_rows()["vehicles"]}
        assert (first.state, first.faults) == (RunState.CLOSED, ())


def test_imports_are_taken_back_whole(desk: Desk) -> None:
    sample.fill(desk)
    tables = (Crossing, Refusal, Visit, HealthCheck, Person, Pass, Vehicle, VehicleRun)

    def counts() -> list[int]:
        with desk.read() as read:
            return [read.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    before = counts()
    batches = [
        sample.bring_in(desk, key)[0]
        for key in ("crossings", "visits", "staff_temps", "retests", "routes", "vehicles", "crew", "trips")
    ]
    assert counts() != before
    for batch in reversed(batches):
        with desk.work() as work:
            assert undo_import(work, batch) > 0
    assert counts() == before


def test_the_same_checks_again_change_nothing(desk: Desk) -> None:
    sample.fill(desk, "staff_temps")
    sample.bring_in(desk, "staff_temps")
    with desk.read() as read:
        assert read.session.scalar(select(func.count()).select_from(HealthCheck)) == 3000
