"""Whatever is done in whatever order, the chain of watches has no hole and one officer holds the desk (R-53, I-09)."""

from __future__ import annotations

import itertools
import random
from contextlib import suppress
from datetime import timedelta

import pytest

from db.vocabulary import IncidentKind
from duty_desk import handover, incidents
from duty_desk.errors import DutyDeskError
from duty_desk.handover import checking
from duty_desk.work import OfficerRef
from tests.duty_desk.handover.conftest import Watches
from tests.faults.conftest import rounds

ACTS = (
    "pass_time", "write", "count", "report", "sign", "unsign", "take", "ready", "ready", "complete", "complete",
    "come_in_person",
)  # fmt: skip


class Machine:
    """Acts at random, each by whoever stands there; refusals are part of the day."""

    def __init__(self, watches: Watches, chance: random.Random) -> None:
        self.watches, self.chance, self.done = watches, chance, 0

    def step(self) -> None:
        act = getattr(self, self.chance.choice(ACTS))
        self.watches.desk.officer = self.somebody()
        with suppress(DutyDeskError):
            act()

    def somebody(self) -> OfficerRef:
        one = self.watches
        return self.chance.choice([one.first, one.second, one.third, one.third, one.keeper])

    def paper(self) -> int:
        with self.watches.desk.work() as work:
            return handover.open_handover(work)

    def pass_time(self) -> None:
        self.watches.clock.at += timedelta(minutes=self.chance.choice([1, 7, 60, 300, 700]))

    def take(self) -> None:
        with self.watches.desk.work() as work:
            handover.take_over(work)

    def write(self) -> None:
        with self.watches.desk.work() as work:
            handover.write(work, handover.open_handover(work), note=self.chance.choice(["", "无", "换枪"]))

    def count(self) -> None:
        paper = self.paper()
        with self.watches.desk.work() as work:
            for thing in handover.list_things(work):
                handover.count(
                    work,
                    paper,
                    thing.id,
                    counted=thing.quantity - self.chance.choice([0, 0, 1]),
                    note="少一件",
                )

    def report(self) -> None:
        with self.watches.desk.work() as work:
            incidents.report(work, kind=IncidentKind.SAFETY, level=4, title="漏水", place="锅炉房")

    def sign(self) -> None:
        paper = self.paper()
        with self.watches.desk.work() as work:
            handover.sign_out(work, paper, stand_in_reason=self.chance.choice(["", "突发不适"]))

    def unsign(self) -> None:
        paper = self.paper()
        with self.watches.desk.work() as work:
            handover.take_back_signature(work, paper)

    def ready(self) -> None:
        """Everything is counted and noted, and whoever holds the desk signs."""
        paper = self.paper()
        with self.watches.desk.read() as read:
            held = handover.current(read)
        assert held is not None
        team = (self.watches.first, self.watches.second, self.watches.third)
        self.watches.desk.officer = next(one for one in team if one.id == held.officer_id)
        self.watches.prepare(paper)
        self.watches.sign(paper, self.watches.desk.officer)
        if self.chance.random() < 0.6:
            comes = self.chance.choice([one for one in team if one.id != held.officer_id])
            self.watches.complete(paper, comes, late_reason="堵车")
            self.done += 1

    def complete(self) -> None:
        self.watches.complete(self.paper(), self.somebody(), late_reason=self.chance.choice(["", "堵车"]))
        self.done += 1

    def come_in_person(self) -> None:
        paper, who = self.paper(), self.watches.desk.officer
        with self.watches.desk.work() as work:
            handover.complete(work, paper, officer=who.id or 0, late_reason="堵车")
        self.done += 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_chain_holds_whatever_is_done(watches: Watches, seed: int) -> None:
    machine = Machine(watches, random.Random(seed))
    for step in range(rounds(80, 600)):
        machine.step()
        if step % 5 == 0:
            with watches.desk.read() as read:
                assert list(checking.check(read, full=False)) == []
    with watches.desk.read() as read:
        assert list(checking.check(read, full=True)) == []
        chain = handover.list_watches(read, most=10_000)
    assert machine.done >= 3, "enough was handed over to tell"
    assert len(chain) == machine.done + 1
    for newer, older in itertools.pairwise(chain):
        assert newer.started_at == older.ended_at
        assert newer.officer_id != older.officer_id
    assert [watch.ended_at is None for watch in chain] == [True, *[False] * (len(chain) - 1)]
