"""The office's own registers of the gates: every published figure, verdict and fault comes out of the database again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Crossing, HealthCheck, Pass, Person, Refusal, Vehicle, VehicleRun, Visit
from db.vocabulary import CrossingKind, RunState
from duty_desk import gate, screening
from duty_desk.desk import Desk
from duty_desk.gate import run_queries
from duty_desk.gate.import_undo import undo_import
from duty_desk.gate.log_figures import log_figures, run_figures, verdict_name
from duty_desk.gate.review import review
from duty_desk.screening.figures import crew_check_figures
from tests.conftest import Filled
from tests.duty_desk.gate import sample
from tests.duty_desk.sheets.sample import expected, expected_rows

pytestmark = pytest.mark.slow

FIRST, LAST = date(2020, 2, 20), date(2020, 3, 4)


@pytest.fixture
def gates(filled: Filled) -> Desk:
    return filled(sample.fill_log)[0]


def test_the_published_figures_of_the_gates(gates: Desk) -> None:
    wanted = {key: value for key, value in expected()["gate"].items() if key not in ("cases", "quota_cases")}
    with gates.read() as read:
        assert log_figures(read) == wanted


def test_every_scripted_case_has_its_verdict_and_nothing_else_is_against_the_log(gates: Desk) -> None:
    cases = {row["seq"]: row for row in expected()["gate"]["cases"]["rows"]}
    with gates.read() as read:
        rows = {row.row: row for row in review(read, FIRST, LAST)}
        stored = {row.import_row: row.reason for row in read.session.scalars(select(Refusal))}
        numbers = {row.id: row.number for row in read.session.execute(select(Pass.id, Pass.number))}
        found = {
            seq: (
                "allow" if rows[seq].allowed else "deny",
                verdict_name(read, rows[seq]),
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
        found = crew_check_figures(read)
        checks = read.session.scalars(select(HealthCheck).where(HealthCheck.job_id.is_not(None))).all()
    assert found == {key: wanted[key] for key in ("checks_expected", "checks_done", "checks_missing")}
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


def test_every_fault_of_the_supply_vehicles_is_found_and_none_invented(desk: Desk) -> None:
    sample.fill(desk, "routes", "vehicles", "crew", "trips")
    with desk.read() as read:
        assert run_figures(read) == expected()["vehicles"]
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
