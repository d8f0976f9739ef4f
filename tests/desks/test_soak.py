"""Several desks work at random at once: nobody promises what another has promised, and all that was acknowledged is there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from db.models import AuditEntry, Crossing, Household
from db.vocabulary import CrossingKind, Direction
from duty_desk import check
from duty_desk.desk import Desk
from tests.code_tree import ROOT
from tests.conftest import Filled
from tests.duty_desk.passes.conftest import add_person
from tests.duty_desk.people.synthetic import id_number
from tests.faults.conftest import rounds
from tests.faults.offices import build_everything
from tests.faults.report import tried

pytestmark = [pytest.mark.slow, pytest.mark.first]
HOMES, EACH = 100, 2


def town(desk: Desk) -> None:
    """Every desk has something to do, and a hundred households have two who want out."""
    build_everything(desk)
    with desk.work() as work:
        for home in range(HOMES):
            row = Household(code=f"JS20-1-{home:03}", building="20", room=f"{home:03}")
            work.session.add(row)
            work.session.flush()
            for order in range(EACH):
                number = id_number("19850505", home * EACH + order + 1)
                add_person(
                    work, f"户{home}之{order}", household_id=row.id, id_kind="resident", id_number=number
                )


@dataclass(frozen=True)
class Said:
    """What the desks said: what may be acknowledged, and their figures together."""

    acknowledged: tuple[str, ...]
    acts: Counter[str]
    refused: Counter[str]
    done: int
    pressed: int
    given_up: int
    slowest: float


def work(desk: Desk, folder: Path, desks: int, seconds: int) -> Said:
    """All desks for so long, from the same moment on."""
    target = desk.engine.url.render_as_string(hide_password=False) if desk.path is None else str(desk.path)
    children: list[Any] = []
    for seed in range(desks):
        command = [sys.executable, "-m", "tests.desks.soak", target, str(folder), str(seed), str(seconds)]
        children.append(
            subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
    said = Said((), Counter(), Counter(), 0, 0, 0, 0.0)
    try:
        for child in children:
            assert child.stdout.readline() == "ready\n"
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
        for seed, child in enumerate(children):
            figures = json.loads(child.communicate(timeout=seconds + 120)[0])
            assert child.returncode == 0
            lines = (folder / f"{seed}.done").read_text(encoding="utf-8").splitlines()
            said = replace(
                said,
                acknowledged=(*said.acknowledged, *lines),
                acts=said.acts + Counter(line.split()[0] for line in lines),
                refused=said.refused + Counter(figures["refused"]),
                done=said.done + figures["done"],
                pressed=said.pressed + figures["pressed"],
                given_up=said.given_up + figures["given_up"],
                slowest=max(said.slowest, figures["slowest"]),
            )
    finally:
        for child in children:
            child.kill()
            child.communicate()
    return said


def lost(desk: Desk, acknowledged: tuple[str, ...]) -> list[str]:
    """What was acknowledged and is not there: its rows, or the chain as it stood then."""
    with desk.read() as read:
        chain = {
            str(row[0]): row[1] for row in read.session.execute(select(AuditEntry.id, AuditEntry.digest))
        }
        there: dict[str, set[str]] = {}
        missing: list[str] = []
        for line in acknowledged:
            _, head, *rows = line.split()
            sequence, digest = head.split(":")
            known = chain.get(sequence) == digest
            for row in rows:
                table, _, key = row.partition(":")
                if table not in there:
                    query = text(f'SELECT id FROM "{table}"')
                    there[table] = {str(found) for found in read.session.scalars(query)}
                known = known and key in there[table]
            if not known:
                missing.append(line)
    return missing


def too_often(desk: Desk) -> list[int]:
    """Households of which more than one was let out; the day of the soak is within one window."""
    query = (
        select(Crossing.household_id)
        .where(
            Crossing.kind == CrossingKind.HOUSEHOLD.value,
            Crossing.direction == Direction.OUT.value,
            Crossing.withdrawn_at.is_(None),
        )
        .group_by(Crossing.household_id)
        .having(func.count() > 1)
    )
    with desk.read() as read:
        return list(read.session.scalars(query))


def test_desks_at_once_promise_nothing_twice_and_lose_nothing(filled: Filled, tmp_path: Path) -> None:
    """Product rule X12, acceptance checks R-20, I-01 to I-13: 8 desks on a server for ten minutes in the long form, 3 at a file."""
    desk, _ = filled(town)
    shared = desk.path is None
    desks, seconds = (rounds(4, 8), rounds(6, 600)) if shared else (rounds(2, 3), rounds(3, 120))
    said = work(desk, tmp_path, desks, seconds)
    assert check.run(desk, full=True) == ()
    assert lost(desk, said.acknowledged) == []
    assert too_often(desk) == []
    # Each act was refused only for a reason of the office, and each that met another desk got through when pressed again.
    assert said.given_up == 0
    assert all(not key.startswith("storage.unknown") for key in said.refused)
    # The desks did meet one another, or nothing was shown.
    assert set(said.acts) >= {"issue", "send_out", "let_in", "write"}
    with desk.read() as read:
        assert len(set(read.session.scalars(select(AuditEntry.desk)))) > desks
    figures = {**vars(replace(said, acknowledged=())), "acts": dict(said.acts), "refused": dict(said.refused)}
    tried("X12", f"{desks} desks on {desk.engine.dialect.name} for {seconds} s", said.done, **figures)
