"""The program is killed in the middle of its work, any number of times: what was said to be saved is saved, once and whole."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import Attachment
from duty_desk import attachments, check, housekeeping
from tests.faults.acts import halves, missing, open_office
from tests.faults.conftest import rounds
from tests.faults.nursery import nursery
from tests.faults.report import tried

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of POSIX"),
]


def test_nothing_acknowledged_is_lost_when_the_program_is_killed(busy_office: Path) -> None:
    """Acceptance checks R-01, R-13: 500 kills with DUTY_DESK_FAULTS=full, over all desks."""
    chance, kills = random.Random(1), rounds(12, 500)
    acknowledged: list[str] = []
    with nursery("work_in_forks", busy_office) as children:
        for seed in range(kills):
            children.begin(str(seed))
            # One in ten already while it opens what the one before left behind.
            said = children.kill_after(chance.random() * 0.12, at_work=seed % 10 > 0)
            desk = open_office(busy_office)
            assert check.run(desk) == ()
            assert missing(desk, said) == []
            assert halves(desk) == []
            desk.close()
            acknowledged += said
    desk = open_office(busy_office)
    assert check.run(desk, full=True) == ()
    assert missing(desk, acknowledged) == [], "what an earlier child said is still there after all the others"
    desk.close()
    by_desk = Counter(said.split()[0] for said in acknowledged)
    assert len(acknowledged) > kills // 2
    assert len(by_desk) == 7 or kills < 100, by_desk
    tried(
        "R-01", "kill -9 while all desks work", kills, acknowledged=len(acknowledged), by_desk=dict(by_desk)
    )


def test_no_file_is_lost_or_left_without_its_record_when_the_program_is_killed(busy_office: Path) -> None:
    """Acceptance checks R-01, R-10: 200 kills with DUTY_DESK_FAULTS=full while files are kept with records."""
    chance, kills = random.Random(3), rounds(6, 200)
    folder, acknowledged, beside = busy_office / "attachments", 0, 0
    with nursery("attach_in_forks", busy_office) as children:
        for seed in range(kills):
            children.begin(str(seed))
            said = children.kill_after(chance.random() * 0.12, at_work=True)
            beside += len(list(folder.glob("??/.new-*")))
            desk = open_office(busy_office)
            housekeeping.tidy(desk)
            with desk.read() as read:
                for number in said:
                    assert attachments.content(read, int(number))
                named = set(read.session.scalars(select(Attachment.sha256)))
            desk.close()
            assert {path.name for path in folder.glob("??/*")} == named
            acknowledged += len(said)
    assert acknowledged > kills // 2
    tried("R-01", "kill -9 while files are kept with records", kills, acknowledged=acknowledged, swept=beside)
