"""The sample office has a roster that is alive: who is on duty, who comes, nobody missing, somebody to be given rest."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from db.vocabulary import Shift
from duty_desk import roster
from duty_desk.demo import open_demo
from duty_desk.roster import month, open_items, proposing
from duty_desk.roster.figures import figures
from duty_desk.roster.rules import Step
from tests.duty_desk.roster.test_importing import EXPECTED

pytestmark = pytest.mark.slow


def test_the_roster_of_the_sample_office(tmp_path: Path) -> None:
    with closing(open_demo(tmp_path)) as desk, desk.read() as read:
        now, then = roster.on_duty(read), roster.next_shift(read)
        found = month.read_month(read, date(2020, 3, 6))
        rest = proposing.propose_rest(read, found.today, found.last)
        counted = figures(read)
        missing = open_items.list_open_items(read)
    assert now.shift == Shift.DAY
    assert now.leader is not None
    assert now.leader.name == "马文涛"
    assert "周敏" in [person.name for person in now.people]
    assert then.people[0].name == "韩立军"
    assert then.people[0].officer is not None
    assert missing == ()
    assert found.unmanned == ()
    assert len(found.lines) == 39
    assert found.at_step(Step.OVER) == 7
    assert found.planned_over > 10
    assert rest.people > 2
    assert {key: counted[key] for key in ("full_period", "over_20_not_full", "exactly_20")} == {
        key: EXPECTED[key] for key in ("full_period", "over_20_not_full", "exactly_20")
    }
