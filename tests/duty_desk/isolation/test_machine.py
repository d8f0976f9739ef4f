"""Report, promise, let in, move, take back, release, clean, close: rooms and stays agree with a plain model (R-52, I-08)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from db.models import Round, StayRoom
from db.vocabulary import RoomState
from duty_desk import disinfection, isolation, rooms
from duty_desk.desk import open_desk
from duty_desk.errors import DutyDeskError
from duty_desk.isolation import checking
from duty_desk.rooms import checking as rooms_checking
from duty_desk.work import Work
from tests.conftest import NOON, Clock, new_office, sign_in_first
from tests.duty_desk.isolation.conftest import Site, build_site, waived
from tests.faults.conftest import rounds

TEMPLATE: dict[str, Path] = {}
ROOMS = ("NH-EX2-101", "NH-EX2-102", "MG1-101", "MG1-102")
SHARED = ("MG1-101", "MG1-102")
BEDS = 2
NAMES = ("苗宁", "费然", "陶以筠")


@pytest.fixture(scope="module", autouse=True)
def template(template_office: Path) -> None:
    TEMPLATE["office"] = template_office


@dataclass
class Place:
    """A room of the model. `came_from` is the state before; `beds` who has which."""

    state: str = "free"
    came_from: str = ""
    beds: dict[int, int] = field(default_factory=dict)

    def become(self, state: str) -> None:
        if state != self.state:
            self.came_from, self.state = self.state, state


@dataclass
class Guest:
    """A stay of the model. `room` is where it is or what it was promised."""

    name: str
    alone: bool
    state: str = "requested"
    told: bool = False
    room: str | None = None
    # Moves that were not taken back, the last one last: when, and which bed was left.
    moved: list[tuple[datetime, str, int]] = field(default_factory=list[tuple[datetime, str, int]])


class Board(RuleBasedStateMachine):
    """Three persons, two single and two shared rooms, and officers who try everything."""

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        folder = self.place / "office"
        if "office" in TEMPLATE:
            shutil.copytree(TEMPLATE["office"], folder)
        else:
            new_office(folder, Clock(NOON)).close()
        self.clock = Clock(NOON)
        desk = open_desk(folder, clock=self.clock)
        sign_in_first(desk)
        self.site: Site = replace(build_site(desk), desk=desk)
        self.rooms = {code: Place() for code in ROOMS}
        self.stays: dict[int, Guest] = {}
        # Two are there from the beginning, so that most runs come to moves.
        for name, code in zip(NAMES, ("NH-EX2-101", "MG1-101"), strict=False):
            key = self.site.admitted(name, code, category="other")
            self.stays[key] = Guest(name, alone=False, state="admitted", told=True)
            self.lie_down(key, code)

    def teardown(self) -> None:
        if hasattr(self, "site"):
            self.site.desk.close()
            shutil.rmtree(self.place)

    def attempt(self, act: Callable[[Work], object]) -> bool:
        """Whether the office lets it be done."""
        try:
            with self.site.desk.work(self.site.keeper) as work:
                act(work)
        except DutyDeskError:
            return False
        return True

    def dirty(self) -> list[str]:
        return [code for code, room in self.rooms.items() if room.state == "to_clean"]

    def open_stays(self, *states: str) -> list[int]:
        return [key for key, stay in self.stays.items() if stay.state in states]

    def inside(self, code: str, but: int = 0) -> list[int]:
        """Who is in a room or expected there."""
        return [
            key
            for key, stay in self.stays.items()
            if key != but and stay.room == code and stay.state in ("approved", "admitted")
        ]

    def fits(self, key: int, code: str) -> bool:
        others = self.inside(code, but=key)
        if self.rooms[code].state not in ("free", "reserved", "occupied"):
            return False
        if code in SHARED:
            return not self.stays[key].alone and len(others) < BEDS
        return not others

    def some_room(self, data: st.DataObject, key: int) -> str:
        """More often one that fits than one that does not."""
        fitting = [code for code in ROOMS if code != self.stays[key].room and self.fits(key, code)]
        return data.draw(st.sampled_from([*fitting, *fitting, *fitting, *ROOMS]))

    def empty(self, code: str) -> None:
        """The last one left."""
        if not self.rooms[code].beds:
            self.rooms[code].become("to_clean")

    def let_go(self, key: int) -> None:
        """A promise is given back."""
        stay = self.stays[key]
        code, stay.room = stay.room, None
        if code and self.rooms[code].state == "reserved" and not self.inside(code):
            self.rooms[code].become("free")

    def lie_down(self, key: int, code: str) -> None:
        room = self.rooms[code]
        bed = next(n for n in (1, 2, 3) if n not in room.beds)
        room.beds[bed] = key
        room.become("occupied")
        self.stays[key].room = code

    def get_up(self, key: int) -> tuple[str, int]:
        code = self.stays[key].room or ""
        (bed,) = [bed for bed, who in self.rooms[code].beds.items() if who == key]
        del self.rooms[code].beds[bed]
        return code, bed

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
            stay.moved.append((self.clock.at, old, bed))

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
            at, old, bed = stay.moved[-1]
            room = self.rooms[old]
            as_left = room.state == "occupied" or (room.state, room.came_from) == ("to_clean", "occupied")
            others = self.inside(old, but=key)
            room_for_it = bed not in room.beds and len(others) < (BEDS if old in SHARED else 1)
            wanted = self.clock.at - at <= timedelta(minutes=10) and as_left and room_for_it
        assert done is wanted
        if done:
            _, old, bed = stay.moved.pop()
            left, _ = self.get_up(key)
            self.rooms[old].beds[bed] = key
            self.rooms[old].become("occupied")
            stay.room = old
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

    def reread(self, code: str) -> None:
        """What a room is that a move by mistake left follows from who was there meanwhile: one of three, each with its reason."""
        state, room = self.site.room(code).state.value, self.rooms[code]
        if room.beds:
            assert state == "occupied"
        elif self.inside(code):
            assert state in ("reserved", "to_clean", "free")
        else:
            assert state in ("free", "to_clean")
        room.become(state)
        if state == "to_clean":
            room.came_from = "occupied"

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
