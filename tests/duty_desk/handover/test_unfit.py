"""Who is not fit for duty by the routine before the shift does not take the desk; who comes in their place does (product rule W2)."""

from __future__ import annotations

from datetime import datetime

import pytest

from duty_desk import handover
from duty_desk.duty import StepKind, routine
from duty_desk.errors import Refusal
from duty_desk.work import OfficerRef
from tests.duty_desk.handover.conftest import Watches

SOON = datetime(2020, 3, 6, 17, 40)


def go_through(watches: Watches, who: OfficerRef, temperature: float) -> None:
    with watches.desk.work(who) as work:
        answers = {
            each.id: temperature if each.kind is StepKind.TEMPERATURE else True
            for each in routine.list_steps(work)
        }
        routine.record(work, answers)


def test_the_desk_is_not_given_to_who_is_not_fit(watches: Watches) -> None:
    paper = watches.take()
    watches.prepare(paper)
    watches.clock.at = SOON
    go_through(watches, watches.second, 37.5)
    watches.sign(paper)
    with pytest.raises(Refusal, match="unfit"):
        watches.complete(paper, watches.second)
    with watches.desk.read() as read:
        held = handover.current(read)
    assert held is not None
    assert held.officer_name == "周敏"
    # Measured again, all well.
    go_through(watches, watches.second, 36.6)
    assert watches.complete(paper, watches.second).officer.name == "韩立军"


def test_who_has_not_gone_through_it_yet_is_not_held_up(watches: Watches) -> None:
    paper = watches.take()
    watches.prepare(paper)
    watches.clock.at = SOON
    watches.sign(paper)
    assert watches.complete(paper, watches.third).officer.name == "常大伟"
