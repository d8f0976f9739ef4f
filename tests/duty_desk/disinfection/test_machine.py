"""Rooms through any week: none is free again without a whole cleaning, another person's check, and the airing (I8, R-52)."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from db.models import DisinfectionRecord, Room, RoomEvent, Round
from db.vocabulary import RoomState, RoundState
from duty_desk import disinfection, rooms
from duty_desk.desk import open_desk
from duty_desk.errors import DutyDeskError
from tests.conftest import Clock, sign_in_first
from tests.duty_desk.disinfection.conftest import Site, build_site
from tests.faults.conftest import rounds

pytestmark = pytest.mark.slow

NOON = datetime(2020, 3, 6, 12)
AIRING, CONTACT, STRENGTH = timedelta(minutes=60), timedelta(minutes=30), Decimal(1000)
places = st.integers(0, 2)
people = st.sampled_from(["韩之野", "段知衡", "唐星烁"])
strengths = st.sampled_from([500, 1000, 1000, 2000])


class Floor(RuleBasedStateMachine):
    """Three rooms; everybody does what they like, in any order, and too early."""

    template: Path
    made: Site

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="dd-rooms-"))
        shutil.copytree(self.template, self.folder / "office")
        self.clock = Clock(NOON)
        desk = open_desk(self.folder / "office", clock=self.clock)
        sign_in_first(desk)
        self.site = replace(self.made, desk=desk)
        self.stays = 0

    def teardown(self) -> None:
        self.site.desk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def room(self, n: int) -> int:
        return sorted(self.site.rooms.values())[n]

    def state(self, room: int) -> RoomState:
        with self.site.desk.read() as read:
            return rooms.get_room(read, room).state

    def newest(self, model: Any, room: int) -> int | None:
        with self.site.desk.read() as read:
            query = select(model.id).where(model.room_id == room).order_by(model.id.desc()).limit(1)
            return read.session.scalar(query)

    @rule(n=places)
    def somebody_comes(self, n: int) -> None:
        if self.state(self.room(n)) is RoomState.FREE:
            with self.site.desk.work() as work:
                rooms.shift(work, self.room(n), RoomState.RESERVED)
                rooms.shift(work, self.room(n), RoomState.OCCUPIED)

    @rule(n=places)
    def somebody_leaves(self, n: int) -> None:
        if self.state(self.room(n)) is RoomState.OCCUPIED:
            self.stays += 1
            with self.site.desk.work() as work:
                disinfection.open_terminal(work, room=self.room(n), stay=self.stays)

    @rule(n=places, strength=strengths, by=people)
    def begin(self, n: int, strength: int, by: str) -> None:
        key = self.newest(Round, self.room(n))
        if key is not None:
            with suppress(DutyDeskError), self.site.desk.work(self.site.keeper) as work:
                disinfection.start_terminal(work, key, done_by=by, strength=Decimal(strength))

    @rule(n=places, by=people, minutes=st.sampled_from([0, 20, 30, 90]), said=st.sampled_from([None, 10, 60]))
    def end(self, n: int, by: str, minutes: int, said: int | None) -> None:
        key = self.newest(Round, self.room(n))
        if key is not None:
            with suppress(DutyDeskError):
                self.site.record(
                    round=key, kind="terminal", method="spray", strength=STRENGTH, done_by=by, contact_minutes=said,
                    started_at=self.clock.at - timedelta(minutes=minutes), ended_at=self.clock.at, reason="重做",
                )  # fmt: skip

    @rule(n=places, verdict=st.sampled_from(["passed", "passed", "failed"]), second=st.booleans())
    def look(self, n: int, verdict: str, second: bool) -> None:
        key = self.newest(DisinfectionRecord, self.room(n))
        officer = self.site.second if second else self.site.keeper
        if key is not None:
            with suppress(DutyDeskError), self.site.desk.work(officer) as work:
                disinfection.accept(work, key, verdict=verdict, note="有死角")

    @rule(n=places, checked=st.booleans())
    def as_it_should_be(self, n: int, checked: bool) -> None:
        """The whole way, or all of it but the check: deeper than chance would go."""
        if self.state(self.room(n)) is not RoomState.TO_CLEAN:
            return
        self.begin(n, 1000, "韩之野")
        self.clock.forward(minutes=30)
        self.end(n, "韩之野", 30, None)
        if checked:
            self.look(n, "passed", True)
        self.time_goes_on(61)
        assert self.state(self.room(n)) is (RoomState.FREE if checked else RoomState.TO_CHECK)

    @rule(n=places)
    def take_back(self, n: int) -> None:
        key = self.newest(DisinfectionRecord, self.room(n))
        if key is not None:
            with suppress(DutyDeskError), self.site.desk.work(self.site.keeper) as work:
                disinfection.withdraw(work, key, reason="记错")

    @rule(n=places)
    def leave_out(self, n: int) -> None:
        key = self.newest(Round, self.room(n))
        if key is not None:
            for verb in (disinfection.miss, disinfection.exempt):
                with suppress(DutyDeskError), self.site.desk.work(self.site.keeper) as work:
                    verb(work, key, reason="来不及")

    @rule(n=places)
    def repair(self, n: int) -> None:
        room = self.room(n)
        with self.site.desk.read() as read:
            row = rooms.get_room(read, room)
        with suppress(DutyDeskError), self.site.desk.work() as work:
            if row.state is RoomState.CLOSED:
                rooms.reopen(work, room, version=row.version)
            else:
                rooms.close(work, room, reason="漏水", version=row.version)

    @rule(minutes=st.sampled_from([1, 15, 31, 61]))
    def time_goes_on(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)
        with self.site.desk.work() as work:
            disinfection.finish_airing(work)

    @invariant()
    def nothing_is_free_but_what_is_clean(self) -> None:
        with self.site.desk.read() as read:
            for room in read.session.scalars(
                select(Room).where(Room.state.in_(("free", "reserved", "occupied")))
            ):
                events = read.session.scalars(
                    select(RoomEvent).where(RoomEvent.room_id == room.id).order_by(RoomEvent.id)
                ).all()
                left = [event for event in events if event.after == "to_clean"]
                if not left:
                    continue
                back = next(event for event in events if event.after == "free" and event.id > left[-1].id)
                assert any(
                    record.verdict == "passed"
                    and record.withdrawn_at is None
                    and record.checked_by != record.done_by
                    and record.started_at >= left[-1].at
                    and record.ended_at is not None
                    and record.ended_at - record.started_at >= CONTACT
                    and (record.contact_minutes or 0) >= 30
                    and (record.strength or 0) >= STRENGTH
                    and back.at >= record.ended_at + AIRING
                    for record in read.session.scalars(
                        select(DisinfectionRecord).where(DisinfectionRecord.room_id == room.id)
                    )
                ), room.code

    @invariant()
    def what_waits_has_a_round(self) -> None:
        with self.site.desk.read() as read:
            waiting = set(
                read.session.scalars(select(Room.id).where(Room.state.in_(("to_clean", "cleaning"))))
            )
            due = set(
                read.session.scalars(
                    select(Round.room_id).where(
                        Round.state == RoundState.OPEN.value, Round.kind == "terminal"
                    )
                )
            )
            assert waiting <= due


def test_rooms_through_any_week(template_office: Path, tmp_path: Path) -> None:
    """Acceptance check R-52: 500 lives of 50 steps with DUTY_DESK_FAULTS=full."""
    shutil.copytree(template_office, tmp_path / "office")
    desk = open_desk(tmp_path / "office", clock=Clock(NOON))
    sign_in_first(desk)
    site = build_site(desk)
    desk.close()

    class OfThisOffice(Floor):
        template = tmp_path / "office"
        made = site

    run_state_machine_as_test(
        OfThisOffice,
        settings=settings(
            max_examples=rounds(6, 500),
            stateful_step_count=rounds(30, 50),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
