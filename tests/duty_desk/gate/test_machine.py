"""In, out, taken back, made void, expired, the clock moved: gate and model agree, and no ended code is ever green (I-07, R-51)."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from db.models import Crossing
from duty_desk import audit, gate, passes
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import DutyDeskError
from duty_desk.gate import Attempt, Direction, Reason, Verdict, Word, scan
from tests.conftest import NOON, Clock, new_office, sign_in_first
from tests.duty_desk.gate.conftest import Office, go, issue
from tests.duty_desk.passes.conftest import build
from tests.faults.conftest import rounds

TEMPLATE: dict[str, Path] = {}


@pytest.fixture(scope="module", autouse=True)
def template(template_office: Path) -> None:
    TEMPLATE["office"] = template_office


class Gate(RuleBasedStateMachine):
    """One person, any number of passes, a gate, a chief, and a clock that somebody plays with."""

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        folder = self.place / "office"
        if "office" in TEMPLATE:
            shutil.copytree(TEMPLATE["office"], folder)
        else:
            new_office(folder, Clock(NOON)).close()
        self.clock = Clock(NOON)
        self.desk: Desk = open_desk(folder, clock=self.clock)
        sign_in_first(self.desk)
        self.office: Office = build(self.desk)
        self.desk.officer = self.office.guard
        with self.desk.work() as work:
            audit.record(work, action="desk.seen")
        self.latest = NOON
        # code → until when it is good; what was ended is not in it.
        self.good: dict[str, tuple[int, datetime]] = {}
        self.dead: dict[str, None] = {}
        self.log: list[tuple[int, str, datetime]] = []

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            shutil.rmtree(self.place)

    @property
    def now(self) -> datetime:
        return max(self.clock.at, self.latest)

    def seen(self) -> None:
        self.latest = self.now

    @rule(days=st.integers(1, 3))
    def give(self, days: int) -> None:
        start = datetime.combine(self.now.date(), datetime.min.time())
        until = start + timedelta(days=days)
        given = issue(self.office, valid_from=start, valid_until=until, another=True)
        self.seen()
        self.good[given.token] = (given.id, until)

    @precondition(lambda self: self.good)
    @rule(data=st.data(), how=st.sampled_from(["void", "lost", "returned", "reissue"]))
    def end(self, data: st.DataObject, how: str) -> None:
        token = data.draw(st.sampled_from(list(self.good)))
        pass_id, until = self.good[token]
        if until <= self.now and how == "reissue":
            return
        with self.desk.work(self.office.chief) as work:
            if how == "void":
                passes.void(work, pass_id, reason="x")
            elif how == "lost":
                passes.report_lost(work, pass_id)
            elif how == "returned":
                passes.take_in(work, pass_id)
            else:
                fresh = passes.reissue(work, pass_id)
                self.good[fresh.token] = (fresh.id, until)
        self.seen()
        del self.good[token]
        self.dead[token] = None

    @precondition(lambda self: self.good or self.dead)
    @rule(data=st.data(), direction=st.sampled_from([Direction.IN, Direction.OUT]))
    def scan(self, data: st.DataObject, direction: Direction) -> None:
        token = data.draw(st.sampled_from([*self.good, *self.dead]))
        verdict = self.attempt(token, direction)
        if token in self.dead:
            assert verdict.word is Word.STOP
            assert verdict.reason in {Reason.VOIDED, Reason.LOST, Reason.RETURNED, Reason.REPLACED}
            return
        pass_id, until = self.good[token]
        if self.now >= until:
            assert (verdict.word, verdict.reason) == (Word.STOP, Reason.EXPIRED)
            return
        last = self.log[-1] if self.log else None
        if last and last[0] == pass_id and self.now - last[2] <= timedelta(seconds=3):
            assert verdict.repeated
            return
        if last and last[1] == direction.value:
            assert verdict.reason is (Reason.INSIDE if direction is Direction.IN else Reason.OUTSIDE)
            return
        assert (verdict.word, verdict.fault) == (Word.GO, None)
        self.log.append((pass_id, direction.value, self.now))
        self.seen()

    def attempt(self, token: str, direction: Direction) -> Verdict:
        return scan(self.desk, Attempt(self.office.east, token, direction=direction, temperature=36.5))

    @precondition(lambda self: self.log)
    @rule()
    def take_back(self) -> None:
        with self.desk.read() as read:
            last = gate.last_crossing(read, self.office.east)
        if last is None:
            assert self.now - self.log[-1][2] > timedelta(minutes=15)
            return
        with self.desk.work() as work:
            gate.withdraw(work, last)
        self.seen()
        self.log.pop()

    @precondition(lambda self: self.log)
    @rule(minutes=st.integers(1, 600), direction=st.sampled_from([Direction.IN, Direction.OUT]))
    def forgive(self, minutes: int, direction: Direction) -> None:
        """A missed scan is added after the last one; without a reason or out of turn it is refused."""
        at = self.now - timedelta(minutes=minutes)
        subject = gate.Subject(gate.CrossingKind.PASS, pass_id=self.log[-1][0], person_id=self.office.person)
        fits = at > self.log[-1][2] and direction.value != self.log[-1][1]
        try:
            with self.desk.work() as work:
                gate.add_missed(
                    work, subject, gate=self.office.east, direction=direction, at=at, reason="漏扫"
                )
        except DutyDeskError:
            assert not fits
            return
        self.seen()
        if at > self.log[-1][2]:
            assert fits
            self.log.append((self.log[-1][0], direction.value, at))
        else:
            self.reread()

    @rule(step=st.sampled_from([1, 3, 4, 60, 3600, 86400, -60, -86400, -86400 * 400, 3600 * 30]))
    def move_the_clock(self, step: int) -> None:
        self.clock.at += timedelta(seconds=step)

    def reread(self) -> None:
        with self.desk.read() as read:
            rows = read.session.execute(
                select(Crossing.pass_id, Crossing.direction, Crossing.at)
                .where(Crossing.withdrawn_at.is_(None))
                .order_by(Crossing.at, Crossing.id)
            )
            self.log = [(row.pass_id or 0, row.direction, row.at) for row in rows]

    @invariant()
    def the_log_alternates_and_who_is_inside_follows_from_it(self) -> None:
        if not hasattr(self, "desk"):
            return
        with self.desk.read() as read:
            rows = read.session.scalars(
                select(Crossing).where(Crossing.withdrawn_at.is_(None)).order_by(Crossing.at, Crossing.id)
            ).all()
            directions = [row.direction for row in rows]
            assert all(a != b for a, b in pairwise(directions))
            assert [row.direction for row in rows] == [entry[1] for entry in self.log]
            inside = gate.list_inside(read)
        assert len(inside) == (1 if directions and directions[-1] == "in" else 0)


Gate.TestCase.settings = settings(
    max_examples=rounds(25, 500),
    stateful_step_count=rounds(30, 50),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
test_the_gate_and_the_model_agree = pytest.mark.slow(Gate.TestCase)


def test_a_household_sends_one_out_in_two_days_at_whatever_hours(office: Office, clock: Clock) -> None:
    """Check R-51: sixty wishes to go out at random hours, some taken back, against the dates alone."""
    chance, exits, told = random.Random(51), list[date](), Counter[Word]()
    subject = gate.Subject(
        gate.CrossingKind.HOUSEHOLD, person_id=office.resident, household_id=office.household
    )
    for _ in range(60):
        clock.forward(hours=chance.randrange(1, 40))
        day = clock.at.date()
        verdict = go(office, subject=subject, direction=Direction.OUT)
        free = all(day - went >= timedelta(days=2) for went in exits)
        assert (verdict.word, verdict.reason) == (
            (Word.GO, Reason.OK) if free else (Word.STOP, Reason.QUOTA)
        ), (day, exits[-2:])
        told[verdict.word] += 1
        if free and chance.random() < 0.3:
            assert verdict.crossing_id is not None
            with office.desk.work() as work:
                gate.withdraw(work, verdict.crossing_id)
        elif free:
            exits.append(day)
            clock.forward(minutes=30)
            # Coming home is never asked about.
            assert go(office, subject=subject, direction=Direction.IN).word is Word.GO
    assert min(told[Word.GO], told[Word.STOP]) > 10
