"""Refused scans are sealed into the chain by the hour: taking one away, changing one or slipping one in is noticed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from duty_desk import audit, check, housekeeping
from duty_desk.gate import refusals_seal
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import go
from tests.duty_desk.passes.conftest import Office


def refuse(office: Office, clock: Clock, count: int = 3) -> None:
    """Codes that nobody knows."""
    for number in range(count):
        clock.forward(minutes=1)
        go(office, f"https://example.invalid/{clock.at:%H%M}/{number}")


def findings(office: Office, *, full: bool = True) -> list[str]:
    return [found.text for found in check.run(office.desk, full=full) if found.code == "refusals"]


def tamper(office: Office, statement: str) -> None:
    with office.desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))


def test_an_hour_of_refusals_is_one_entry_and_nothing_is_sealed_twice(office: Office, clock: Clock) -> None:
    housekeeping.tidy(office.desk)
    with office.desk.read() as read:
        before = audit.head_of(read)[0]
    refuse(office, clock)
    with office.desk.read() as read:
        assert audit.head_of(read)[0] == before, "a refusal alone does not touch the chain"
    housekeeping.tidy(office.desk)
    housekeeping.tidy(office.desk)
    refuse(office, clock, 2)
    housekeeping.tidy(office.desk)
    with office.desk.read() as read:
        assert audit.head_of(read)[0] == before + 2
        assert list(refusals_seal.broken_seals(read, full=True)) == []
    assert findings(office) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM refusal WHERE id = 2",
        "UPDATE refusal SET reason = 'expired' WHERE id = 2",
        "UPDATE refusal SET scan_digest = 'x' WHERE id = 3",
    ],
)
@pytest.mark.parametrize("full", [False, True])
def test_what_is_taken_away_or_changed_is_found(
    office: Office, clock: Clock, statement: str, full: bool
) -> None:
    refuse(office, clock)
    housekeeping.tidy(office.desk)
    refuse(office, clock)
    housekeeping.tidy(office.desk)
    tamper(office, statement)
    (said,) = findings(office, full=full)
    left = 2 if statement.startswith("DELETE") else 3
    assert said.startswith(f"不放行记录 1 至 3 号留痕时 3 条，现有 {left} 条")


def test_a_person_may_be_forgotten_without_breaking_the_seal(office: Office, clock: Clock) -> None:
    refuse(office, clock)
    housekeeping.tidy(office.desk)
    tamper(office, "UPDATE refusal SET person_id = NULL, name = NULL, plate = NULL, note = NULL")
    assert findings(office) == []
