"""Two desks at once, each a process of its own: no bed is given twice, nobody is in two rooms (R-20, R-52)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import StayRoom
from duty_desk import check
from tests.at_once import run_at_once
from tests.duty_desk.isolation.conftest import Site

pytestmark = pytest.mark.slow

REFUSED = "isolation.refusal.room"


def test_one_room_goes_to_one_of_two_who_are_let_in_at_the_same_moment(site: Site, tmp_path: Path) -> None:
    """Each desk lets one in, then both want the last single room, then both move the same person."""
    names = ("苗宁", "费然", "阿依古丽·买买提", "陶以筠")
    stays = [site.approved(name) for name in names]
    officers = [[o.id, o.name, o.role.value] for o in (site.keeper, site.second)]
    single = [site.rooms[f"NH-EX2-{name}"] for name in ("101", "102", "201")]
    plans = [
        {
            "acts": [
                {"act": "admit", "officer": officers[n], "stay": stays[n], "room": single[n]},
                {"act": "admit", "officer": officers[n], "stay": stays[2 + n], "room": single[2]},
                {"act": "admit", "officer": officers[n], "stay": stays[3 - n], "room": single[2]},
            ]
        }
        for n in (0, 1)
    ]
    told = run_at_once(site.desk, tmp_path, "tests.duty_desk.isolation.beds_at_once", plans)
    assert sorted(len([word for word in desk if word.startswith("观字")]) for desk in told) in ([1, 2],)
    assert {word for desk in told for word in desk if not word.startswith("观字")} <= {
        REFUSED,
        "isolation.refusal.state",
        "storage.stale",
    }
    with site.desk.read() as read:
        beds = read.session.execute(
            select(StayRoom.room_id, StayRoom.bed).where(StayRoom.until_at.is_(None))
        ).all()
    assert sorted(beds) == [(room, 1) for room in sorted(single)]
    assert check.run(site.desk, full=True) == ()
