"""A pass through any life: the office and a plain model agree after every step (I-03, I-07, S-24, R-51)."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from db.models import NumberSeries, Pass
from db.vocabulary import PassKind, PassState, RestrictionKind
from duty_desk import audit, passes
from duty_desk.desk import open_desk
from duty_desk.errors import DutyDeskError, Problems, Refusal
from duty_desk.people import restrictions
from tests.conftest import Clock, sign_in_first
from tests.duty_desk.passes.conftest import build, form
from tests.faults.conftest import rounds

START = datetime(2020, 3, 6, 12)


@dataclass
class Known:
    """What the model remembers of a pass."""

    given: passes.IssuedPass
    holder: int
    valid_from: datetime
    valid_until: datetime
    ended: str | None = None
    replaced: bool = False
    ended_at: datetime | None = None
    before: list[datetime] = field(default_factory=list)


class PassLife(RuleBasedStateMachine):
    """Officers, holders, time and restrictions do what they like; the model says what must come of it."""

    template: Path
    given = Bundle("given")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="dd-machine-"))
        shutil.copytree(self.template, self.folder / "office")
        self.clock = Clock(START)
        self.desk = open_desk(self.folder / "office", clock=self.clock)
        sign_in_first(self.desk)
        self.office = build(self.desk)
        self.people = [self.office.person, self.office.resident]
        self.model: list[Known] = []
        self.kept_in: dict[int, int] = {}

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @initialize()
    def begin(self) -> None:
        assert self.model == []

    def state(self, known: Known) -> PassState:
        if known.ended is not None:
            return PassState(known.ended)
        now = self.clock.at
        if known.valid_until <= now:
            return PassState.EXPIRED
        if known.holder in self.kept_in:
            return PassState.SUSPENDED
        if now < known.valid_from:
            return PassState.NOT_YET
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time())
        return PassState.LAST_DAY if known.valid_until <= midnight else PassState.VALID

    @rule(
        target=given,
        who=st.integers(0, 1),
        wait=st.integers(0, 3),
        days=st.integers(0, 15),
        another=st.booleans(),
        approver=st.sampled_from(["leader", "self"]),
    )
    def issue(self, who: int, wait: int, days: int, another: bool, approver: str) -> Known | None:
        holder = self.people[who]
        start = self.clock.at + timedelta(days=wait)
        until = datetime.combine(start.date() + timedelta(days=days), datetime.min.time())
        allowed = (
            1 <= days <= 14
            and approver == "leader"
            and holder not in self.kept_in
            and (another or not self.holds(holder, start, until))
        )
        values = form(
            self.office,
            holder=holder,
            valid_from=start,
            valid_until=until,
            another=another,
            approver=self.office.leader.id if approver == "leader" else self.desk.officer.id,
        )
        try:
            with self.desk.work() as work:
                one = passes.issue(work, **values)
        except (Problems, Refusal):
            assert not allowed
            return None
        assert allowed
        known = Known(one, holder, start, until)
        self.model.append(known)
        return known

    def holds(self, holder: int, start: datetime, until: datetime) -> bool:
        return any(
            one.holder == holder
            and one.ended is None
            and one.valid_until > max(start, self.clock.at)
            and one.valid_from < until
            for one in self.model
        )

    @rule(known=given, days=st.integers(-1, 16))
    def extend(self, known: Known | None, days: int) -> None:
        if known is None:
            return
        until = datetime.combine(self.clock.at.date() + timedelta(days=days), datetime.min.time())
        since = max(known.valid_from, datetime.combine(self.clock.at.date(), datetime.min.time()))
        span = (until - timedelta(days=1)).date() - since.date()
        allowed = (
            known.ended is None
            and until > known.valid_until
            and until > self.clock.at
            and until > since
            and span.days + 1 <= 14
            and known.holder not in self.kept_in
            and known.valid_until + timedelta(days=30) >= self.clock.at
        )
        try:
            with self.desk.work() as work:
                passes.extend(work, known.given.id, valid_until=until, approver=self.office.leader.id)
        except (Problems, Refusal):
            assert not allowed
            return
        assert allowed
        known.before.append(known.valid_until)
        known.valid_until = until

    @rule(known=given, step=st.sampled_from(["lost", "returned", "voided"]))
    def end(self, known: Known | None, step: str) -> None:
        if known is None:
            return
        act: Any = {"lost": passes.report_lost, "returned": passes.take_in, "voided": passes.void}[step]
        try:
            with self.desk.work() as work:
                act(work, known.given.id, reason="测试")
        except Refusal:
            assert known.ended is not None
            return
        assert known.ended is None
        known.ended, known.ended_at = step, self.clock.at

    @rule(target=given, known=given)
    def reissue(self, known: Known | None) -> Known | None:
        if known is None:
            return None
        allowed = (
            not known.replaced
            and known.ended in (None, "lost")
            and known.valid_until > self.clock.at
            and known.holder not in self.kept_in
        )
        try:
            with self.desk.work() as work:
                new = passes.reissue(work, known.given.id)
        except Refusal:
            assert not allowed
            return None
        assert allowed
        known.replaced = True
        known.ended = known.ended or "voided"
        fresh = Known(new, known.holder, max(known.valid_from, self.clock.at), known.valid_until)
        self.model.append(fresh)
        return fresh

    @rule(who=st.integers(0, 1), kind=st.sampled_from(RestrictionKind))
    def keep_in(self, who: int, kind: RestrictionKind) -> None:
        holder = self.people[who]
        if holder in self.kept_in:
            with self.desk.work() as work:
                restrictions.lift(work, self.kept_in.pop(holder), reason="解除")
            return
        with self.desk.work() as work:
            self.kept_in[holder] = restrictions.restrict(
                work, person=holder, kind=kind, starts_on=date(2020, 3, 1), ends_on=None, reason="测试"
            )

    @rule(hours=st.sampled_from([1, 12, 24, 72, 500]))
    def wait(self, hours: int) -> None:
        self.clock.forward(hours=hours)

    @rule(hours=st.integers(1, 48))
    def set_the_clock_back(self, hours: int) -> None:
        """A PC whose clock was set back revives nothing."""
        now = self.clock.at
        with self.desk.work() as work:
            audit.record(work, action="test.mark")
        self.clock.forward(hours=-hours)
        with self.desk.read() as read:
            assert read.at == now
        self.clock.at = now

    @invariant()
    def the_office_agrees_with_the_model(self) -> None:
        with self.desk.read() as read:
            running: set[str] = set()
            for known in self.model:
                scanned = passes.find_by_token(read, known.given.token)
                assert scanned.pass_id == known.given.id
                row = passes.get_row(read, known.given.id)
                assert row.state == self.state(known), (row.state, self.state(known))
                assert (row.replaced_by is not None) == known.replaced
                assert row.valid_until == known.valid_until
                if row.state in (PassState.VALID, PassState.LAST_DAY):
                    assert not known.replaced, "at most one live code of a pass"
                    running.add(known.given.token)
            states = passes.count_states(read, PassKind.TEMPORARY, passes.Request())
            assert states[PassState.VALID] + states[PassState.LAST_DAY] == len(running)
            assert sum(states.values()) == len(self.model)

    @invariant()
    def numbers_have_no_gap(self) -> None:
        with self.desk.read() as read:
            sequences = read.session.scalars(select(Pass.sequence).order_by(Pass.sequence)).all()
            assert list(sequences) == list(range(1, len(self.model) + 1))
            last = read.session.scalar(select(func.max(NumberSeries.last)))
            assert (last or 0) == len(self.model)


@pytest.mark.slow
@pytest.mark.usefixtures("clock")
def test_a_pass_through_any_life(template_office: Path) -> None:
    class OnThisOffice(PassLife):
        template = template_office

    run_state_machine_as_test(
        OnThisOffice,
        settings=settings(
            max_examples=rounds(25, 500),
            stateful_step_count=rounds(25, 50),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_refused_acts_say_a_sentence() -> None:
    """Every refusal that this file can meet has its words."""
    for key in ("ended", "expired", "too_late_to_extend", "too_late_to_undo", "already_held"):
        error = DutyDeskError(f"passes.refusal.{key}", number="1", state="x", gate="x", until="x")
        assert error.text
