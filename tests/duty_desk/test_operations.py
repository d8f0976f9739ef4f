"""A double click, or a second try after a lost answer, does a thing once (acceptance check R-21)."""

from __future__ import annotations

import pytest

from duty_desk import housekeeping, numbering, operations
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import InputError
from duty_desk.work import Work
from tests.conftest import Clock


def give(work: Work) -> dict[str, object]:
    number = numbering.take(work, "visit")
    return {"number": number.text, "sequence": number.sequence}


def test_the_same_operation_gives_the_same_answer_and_no_second_number(desk: Desk) -> None:
    operation = operations.new_id()
    with desk.work() as work:
        first = operations.once(work, operation, lambda: give(work))
    with desk.work() as work:
        assert operations.once(work, operation, lambda: give(work)) == first
        assert operations.once(work, operations.new_id(), lambda: give(work))["sequence"] == 2


def test_the_answer_outlives_the_program(desk: Desk, clock: Clock) -> None:
    """The reply was lost after the commit and the program started anew: pressing again gives the same number."""
    operation = operations.new_id()
    with desk.work() as work:
        first = operations.once(work, operation, lambda: give(work))
    target = desk.folder if desk.path else desk.engine.url.render_as_string(hide_password=False)
    again = open_desk(target, folder=desk.folder, clock=clock)
    again.officer = desk.officer
    with again.work() as work:
        assert operations.once(work, operation, lambda: give(work)) == first
    again.close()


def refuse(work: Work, operation: str) -> None:
    operations.once(work, operation, lambda: give(work))
    raise InputError("reason", "passes.error.reason_missing")


def test_a_refused_operation_can_be_tried_again(desk: Desk) -> None:
    operation = operations.new_id()
    with pytest.raises(InputError), desk.work() as work:
        refuse(work, operation)
    with desk.work() as work:
        assert operations.once(work, operation, lambda: give(work))["sequence"] == 1


def test_identifiers_are_forgotten_when_nobody_can_press_again(desk: Desk, clock: Clock) -> None:
    with desk.work() as work:
        operations.once(work, "a", lambda: 1)
    clock.forward(days=31)
    housekeeping.tidy(desk)
    with desk.work() as work:
        assert operations.once(work, "a", lambda: 2) == 2
