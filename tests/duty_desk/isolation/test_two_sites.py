"""Two desks at once, each a process of its own: no bed is given twice, nobody is in two rooms (R-20, R-52)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.models import StayRoom
from duty_desk import check
from tests.code_tree import ROOT
from tests.duty_desk.isolation.conftest import Site

pytestmark = pytest.mark.slow

REFUSED = "isolation.refusal.room"


def at_once(site: Site, tmp_path: Path, plans: list[list[dict[str, Any]]]) -> list[list[str]]:
    """Each plan in a process; all start at the same moment."""
    desk = site.desk
    target = desk.engine.url.render_as_string(hide_password=False) if desk.path is None else str(desk.path)
    start = tmp_path / "start.flag"
    children = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.duty_desk.isolation.beds_at_once",
                target,
                str(desk.folder),
                str(start),
                json.dumps({"acts": acts, "name": f"p{number}"}),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number, acts in enumerate(plans)
    ]
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("start.p*"))) < len(plans) and time.monotonic() < deadline:
        time.sleep(0.01)
    start.touch()
    results: list[list[str]] = []
    for child in children:
        out, err = child.communicate(timeout=120)
        assert child.returncode == 0, err
        results.append(json.loads(out))
    return results


def test_one_room_goes_to_one_of_two_who_are_let_in_at_the_same_moment(site: Site, tmp_path: Path) -> None:
    """Each desk lets one in, then both want the last single room, then both move the same person."""
    names = ("苗宁", "费然", "阿依古丽·买买提", "陶以筠")
    stays = [site.approved(name) for name in names]
    officers = [[o.id, o.name, o.role.value] for o in (site.keeper, site.second)]
    single = [site.rooms[f"NH-EX2-{name}"] for name in ("101", "102", "201")]
    plans = [
        [
            {"act": "admit", "officer": officers[n], "stay": stays[n], "room": single[n]},
            {"act": "admit", "officer": officers[n], "stay": stays[2 + n], "room": single[2]},
            {"act": "admit", "officer": officers[n], "stay": stays[3 - n], "room": single[2]},
        ]
        for n in (0, 1)
    ]
    told = at_once(site, tmp_path, plans)
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
