"""Report, promise, let in, move, swap, take back, release, clean, close: rooms and stays agree with a plain model (R-52, I-08)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import select

from db.models import Round, StayRoom
from db.vocabulary import RoomState
from duty_desk import disinfection, isolation, rooms
from duty_desk.errors import DutyDeskError
from duty_desk.isolation import checking
from duty_desk.rooms import checking as rooms_checking
from tests.duty_desk.isolation.board_model import BEDS, NAMES, ROOMS, SHARED, TEMPLATE, Guest, Model, Moved
from tests.duty_desk.isolation.conftest import waived
from tests.faults.conftest import rounds


@pytest.fixture(scope="module", autouse=True)
def template(template_office: Path) -> None:
    TEMPLATE["office"] = template_office


class Board(Model):
    """Officers who try everything."""

    @rule(name=st.sampled_from(NAMES), alone=st.booleans(), depth=st.sampled_from([0, 1, 2, 2, 2]))
    def report(self, name: str, alone: bool, depth: int) -> None:
        known = any(s.name == name and s.state not in ("ended", "dropped") for s in self.stays.values())
        try:
            key = self.site.request(name, category="close_contact" if alone else "other")
        except DutyDeskError:
            assert known
            return
        assert not known
        self.stays[key] = Guest(name, alone)
        if depth:
            self.go_on(key)
        if depth > 1:
            self.go_on(key)

    def go_on(self, key: int) -> None:
        stay, site = self.stays[key], self.site
        if stay.state == "requested":
            with site.desk.work(site.keeper) as work:
                isolation.assess(work, key, by="方", text="可", suitable=True, version=site.version(key))
            with site.desk.work(site.leader) as work:
                isolation.approve(work, key, version=site.version(key))
            stay.state = "approved"
        elif not stay.told:
            with site.desk.work(site.keeper) as work:
                isolation.sign_notice(work, key, version=site.version(key))
            stay.told = True

    @precondition(lambda self: self.open_stays("requested", "approved"))
    @rule(data=st.data(), give_up=st.booleans())
    def decide(self, data: st.DataObject, give_up: bool) -> None:
        key = data.draw(st.sampled_from(self.open_stays("requested", "approved")))
        if not give_up:
            self.go_on(key)
            return
        with self.site.desk.work(self.site.keeper) as work:
            isolation.withdraw(work, key, reason="x", version=self.site.version(key))
        self.let_go(key)
        self.stays[key].state = "dropped"

    @precondition(lambda self: self.open_stays("requested", "approved"))
    @rule(data=st.data())
    def promise(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.open_stays("requested", "approved")))
        code = self.some_room(data, key)
        stay, version = self.stays[key], self.site.version(key)
        wanted = stay.state == "approved" and (stay.room == code or self.fits(key, code))
        done = self.attempt(
            lambda work: isolation.reserve(work, key, room=self.site.rooms[code], version=version)
        )
        assert done is wanted
        if done and stay.room != code:
            self.let_go(key)
            stay.room = code
            if self.rooms[code].state == "free":
                self.rooms[code].become("reserved")

    @precondition(lambda self: self.open_stays("requested", "approved"))
    @rule(data=st.data(), emergency=st.booleans())
    def let_in(self, data: st.DataObject, emergency: bool) -> None:
        key = data.draw(st.sampled_from(self.open_stays("requested", "approved")))
        code = self.some_room(data, key)
        stay, version = self.stays[key], self.site.version(key)
        papers = stay.state == "approved" and stay.told
        wanted = (papers or emergency) and self.fits(key, code)
        done = self.attempt(
            lambda work: isolation.admit(
                work, key, room=self.site.rooms[code], emergency=emergency, version=version
            )
        )
        assert done is wanted
        if done:
            if stay.room != code:
                self.let_go(key)
            stay.state = "admitted"
            self.lie_down(key, code)

    @precondition(lambda self: self.open_stays("admitted"))
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.open_stays("admitted")))
        code = self.some_room(data, key)
        stay, version = self.stays[key], self.site.version(key)
        wanted = stay.room != code and self.fits(key, code)
        done = self.attempt(
            lambda work: isolation.move(work, key, room=self.site.rooms[code], reason="x", version=version)
        )
        assert done is wanted
        if done:
            old, bed = self.get_up(key)
            self.empty(old)
            self.lie_down(key, code)
            stay.moved.append(Moved(self.clock.at, old, bed))

    @precondition(lambda self: len(self.open_stays("admitted")) > 1)
    @rule(data=st.data())
    def change_places(self, data: st.DataObject) -> None:
        there = self.open_stays("admitted")
        one = data.draw(st.sampled_from(there))
        two = data.draw(st.sampled_from([key for key in there if key != one]))
        apart = self.stays[one].room != self.stays[two].room
        wanted = apart and self.fits_instead(one, two) and self.fits_instead(two, one)
        with self.site.desk.read() as read:
            assert (two in [row.stay for row in isolation.partners(read, one)]) is wanted
        versions = {"version": self.site.version(one), "other_version": self.site.version(two)}
        assert self.attempt(lambda work: isolation.swap(work, one, two, reason="x", **versions)) is wanted
        if wanted:
            places = {key: self.get_up(key) for key in (one, two)}
            for key, other in ((one, two), (two, one)):
                self.stays[key].moved.append(Moved(self.clock.at, *places[key], partner=other))
                self.take_bed(key, *places[other])

    @precondition(lambda self: any(s.moved and s.moved[-1].partner for s in self.stays.values()))
    @rule(data=st.data())
    def change_back(self, data: st.DataObject) -> None:
        moved = [key for key in self.stays if self.stays[key].moved and self.stays[key].moved[-1].partner]
        one = data.draw(st.sampled_from(moved))
        last = self.stays[one].moved[-1]
        two = last.partner or 0
        there = all(self.stays[key].state == "admitted" for key in (one, two))
        theirs = self.stays[two].moved[-1] if self.stays[two].moved else None
        in_time = self.clock.at - last.at <= timedelta(minutes=10)
        wanted = there and theirs is not None and theirs.partner == one and theirs.at == last.at and in_time
        versions = {"version": self.site.version(one), "other_version": self.site.version(two)}
        assert self.attempt(lambda work: isolation.undo_swap(work, one, two, **versions)) is wanted
        if wanted:
            for key in (one, two):
                self.get_up(key)
                self.forget_bed(key)
            for key in (one, two):
                back = self.stays[key].moved.pop()
                self.rooms[back.room].beds[back.bed] = key
                self.stays[key].room = back.room

    @precondition(lambda self: any(self.stays[key].moved for key in self.open_stays("admitted")))
    @rule(data=st.data(), pause=st.sampled_from([0, 0, 5, 11]))
    def take_back(self, data: st.DataObject, pause: int) -> None:
        self.clock.forward(minutes=pause)
        moved = [key for key in self.open_stays("admitted") if self.stays[key].moved]
        key = data.draw(st.sampled_from([*moved, *moved, *self.open_stays("admitted")]))
        stay, version = self.stays[key], self.site.version(key)
        done = self.attempt(lambda work: isolation.undo_move(work, key, version=version))
        wanted = False
        if stay.moved:
            last = stay.moved[-1]
            room, old = self.rooms[last.room], last.room
            as_left = room.state == "occupied" or (room.state, room.came_from) == ("to_clean", "occupied")
            others = self.inside(old, but=key)
            room_for_it = len(others) < (BEDS if old in SHARED else 1) and not self.was_taken(key)
            wanted = self.clock.at - last.at <= timedelta(minutes=10) and as_left and room_for_it
        assert done is wanted
        if done:
            back = stay.moved.pop()
            left, _ = self.get_up(key)
            self.forget_bed(key)
            self.rooms[back.room].beds[back.bed] = key
            self.rooms[back.room].become("occupied")
            stay.room = back.room
            self.reread(left)

    @precondition(lambda self: self.open_stays("admitted"))
    @rule(data=st.data(), referred=st.booleans())
    def leave(self, data: st.DataObject, referred: bool) -> None:
        key = data.draw(st.sampled_from(self.open_stays("admitted")))
        version = self.site.version(key)
        second = None if referred else waived(self.site, key, "x", self.site.leader)
        with self.site.desk.work(self.site.keeper) as work:
            if referred:
                isolation.refer(work, key, place="市定点医院", version=version)
            else:
                isolation.release(work, key, kit_back=True, override="x", second=second, version=version)
        code, _ = self.get_up(key)
        self.stays[key].state = "ended"
        self.empty(code)

    @precondition(lambda self: self.dirty())
    @rule(data=st.data())
    def clean(self, data: st.DataObject) -> None:
        """The whole chain, which takes two hours; only a room that waits for it has a round."""
        code = data.draw(st.sampled_from(self.dirty()))
        site, room = self.site, self.site.rooms[code]
        with site.desk.read() as read:
            query = select(Round.id).where(Round.room_id == room, Round.state == "open")
            (owed,) = read.session.scalars(query).all()
        with site.desk.work(site.keeper) as work:
            record = disinfection.start_terminal(work, owed, done_by="韩之野", strength=Decimal(1000))
        began = self.clock.at
        self.clock.forward(minutes=40)
        with site.desk.work(site.keeper) as work:
            disinfection.record(
                work, round=owed, kind="terminal", method="spray", agent="chlorine", started_at=began,
                ended_at=work.at, strength=Decimal(1000), done_by="韩之野",
            )  # fmt: skip
        assert site.room(code).state is RoomState.TO_CHECK
        self.clock.forward(minutes=90)
        with site.desk.work(site.second) as work:
            disinfection.accept(work, record, verdict="passed")
        self.rooms[code].become("cleaning")
        self.rooms[code].become("free")
        self.reread(code)

    @precondition(lambda self: self.dirty() or any(room.state == "closed" for room in self.rooms.values()))
    @rule(code=st.sampled_from(ROOMS))
    def close_or_open(self, code: str) -> None:
        room = self.rooms[code]
        version = self.site.room(code).version
        key = self.site.rooms[code]
        if room.state == "closed":
            before = room.came_from
            assert self.attempt(lambda work: rooms.reopen(work, key, version=version))
            room.become(before)
            room.came_from = "closed"
            return
        done = self.attempt(lambda work: rooms.close(work, key, reason="x", version=version))
        assert done is (room.state in ("free", "to_clean"))
        if done:
            room.become("closed")

    @rule(minutes=st.sampled_from([1, 11]))
    def wait(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    @invariant()
    def the_office_and_the_model_agree(self) -> None:
        if not hasattr(self, "site"):
            return
        codes = {self.site.rooms[code]: code for code in ROOMS}
        with self.site.desk.read() as read:
            states = {codes[r.id]: r.state.value for r in rooms.list_rooms(read) if r.id in codes}
            found: dict[str, dict[int, int]] = {code: {} for code in ROOMS}
            for bed in read.session.scalars(select(StayRoom).where(StayRoom.until_at.is_(None))):
                assert bed.bed not in found[codes[bed.room_id]]
                found[codes[bed.room_id]][bed.bed] = bed.stay_id
            assert states == {code: room.state for code, room in self.rooms.items()}
            assert found == {code: room.beds for code, room in self.rooms.items()}
            assert list(checking.check(read, full=True)) == []
            assert list(rooms_checking.check(read, full=True)) == []


Board.TestCase.settings = settings(
    max_examples=rounds(12, 500),
    stateful_step_count=rounds(25, 50),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
test_the_board_and_the_model_agree = pytest.mark.slow(Board.TestCase)
