"""A plain model of rooms and of whoever is in them, beside which the office is tried (R-52)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from duty_desk.desk import open_desk
from duty_desk.errors import DutyDeskError
from duty_desk.work import Work
from tests.conftest import NOON, Clock, new_office, sign_in_first
from tests.duty_desk.isolation.conftest import Site, build_site

TEMPLATE: dict[str, Path] = {}
ROOMS = ("NH-EX2-101", "NH-EX2-102", "MG1-101", "MG1-102")
SHARED = ("MG1-101", "MG1-102")
BEDS = 2
NAMES = ("苗宁", "费然", "陶以筠")


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
class Moved:
    """When somebody left which bed, and with whom they changed places."""

    at: datetime
    room: str
    bed: int
    partner: int | None = None


@dataclass
class Guest:
    """A stay of the model. `room` is where it is or what it was promised."""

    name: str
    alone: bool
    state: str = "requested"
    told: bool = False
    room: str | None = None
    # Moves that were not taken back, the last one last.
    moved: list[Moved] = field(default_factory=list["Moved"])


class Model(RuleBasedStateMachine):
    """Three persons, two single and two shared rooms, and what there is to know about them."""

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
        # Who had which bed, in the order in which they came; a move that is taken back leaves no trace.
        self.slept: list[tuple[int, str, int]] = []
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
        self.take_bed(key, code, next(n for n in (1, 2, 3) if n not in room.beds))
        room.become("occupied")

    def take_bed(self, key: int, code: str, bed: int) -> None:
        self.rooms[code].beds[bed] = key
        self.stays[key].room = code
        self.slept.append((key, code, bed))

    def was_taken(self, key: int) -> bool:
        """Whether the bed that somebody left was somebody else's since."""
        own = [n for n, (who, _code, _bed) in enumerate(self.slept) if who == key]
        left = self.slept[own[-2]][1:]
        return left in [(code, bed) for who, code, bed in self.slept[own[-2] + 1 :] if who != key]

    def forget_bed(self, key: int) -> None:
        """The last bed of somebody was a mistake."""
        del self.slept[max(n for n, (who, _code, _bed) in enumerate(self.slept) if who == key)]

    def get_up(self, key: int) -> tuple[str, int]:
        code = self.stays[key].room or ""
        (bed,) = [bed for bed, who in self.rooms[code].beds.items() if who == key]
        del self.rooms[code].beds[bed]
        return code, bed

    def fits_instead(self, key: int, other: int) -> bool:
        """Whether one can be in the room of the other, once that one is out of it."""
        code = self.stays[other].room or ""
        others = [each for each in self.inside(code, but=key) if each != other]
        return len(others) < BEDS and not self.stays[key].alone if code in SHARED else not others

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
