"""A room comes back only by a completed terminal disinfection, a check by another person, and the airing (I8, U-43)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from db.models import DisinfectionRecord
from db.vocabulary import RoomState
from duty_desk import disinfection, rooms
from duty_desk.disinfection import Finding
from duty_desk.errors import InputError, Refusal, StaleError
from tests.conftest import Clock
from tests.duty_desk.disinfection.conftest import TODAY, Site


@dataclass
class Chain:
    site: Site
    clock: Clock
    room: int
    round: int

    @property
    def state(self) -> RoomState:
        with self.site.desk.read() as read:
            return rooms.get_room(read, self.room).state

    def start(self, **values: object) -> int:
        given = {"done_by": "韩之野", "strength": Decimal(1000), **values}
        with self.site.desk.work(self.site.keeper) as work:
            return disinfection.start_terminal(work, self.round, **given)  # type: ignore[arg-type]

    def end(self, **values: object) -> int:
        usual = {
            "kind": "terminal",
            "method": "spray",
            "started_at": self.clock.at - timedelta(minutes=40),
            "done_by": "韩之野",
        }
        return self.site.record(round=self.round, **{**usual, "ended_at": self.clock.at, **values}).id

    def accept(self, record: int, verdict: str = "passed") -> None:
        with self.site.desk.work(self.site.second) as work:
            disinfection.accept(
                work, record, verdict=verdict, note="角落未擦到" if verdict == "failed" else None
            )

    def air(self) -> int:
        with self.site.desk.work() as work:
            return disinfection.finish_airing(work)


@pytest.fixture
def chain(site: Site, clock: Clock) -> Chain:
    room = min(site.rooms.values())
    with site.desk.work() as work:
        rooms.shift(work, room, RoomState.RESERVED)
        rooms.shift(work, room, RoomState.OCCUPIED)
        opened = disinfection.open_terminal(work, room=room, stay=5)
        assert disinfection.open_terminal(work, room=room, stay=5) == opened
    return Chain(site, clock, room, opened)


def test_the_whole_way(chain: Chain) -> None:
    assert chain.state is RoomState.TO_CLEAN
    record = chain.start()
    with chain.site.desk.read() as read:
        (row,) = disinfection.list_terminal(read)
    assert (row.room.state, row.until) == (RoomState.CLEANING, chain.clock.at + timedelta(minutes=30))
    chain.clock.forward(minutes=35)
    assert chain.end() == record
    assert chain.state is RoomState.TO_CHECK
    chain.clock.forward(minutes=10)
    chain.accept(record)
    assert (chain.state, chain.air()) == (RoomState.TO_CHECK, 0)
    chain.clock.forward(minutes=49)
    assert chain.air() == 0
    chain.clock.forward(minutes=1)
    with chain.site.desk.read() as read:
        assert disinfection.airing_over(read)
    assert (chain.air(), chain.state) == (1, RoomState.FREE)
    with chain.site.desk.read() as read:
        assert disinfection.list_terminal(read) == ()
        steps = [event.after for event in rooms.list_events(read, chain.room)]
    assert sorted(steps) == sorted(["reserved", "occupied", "to_clean", "cleaning", "to_check", "free"])


def test_a_check_after_the_airing_frees_at_once(chain: Chain) -> None:
    record = chain.start()
    chain.clock.forward(minutes=30)
    chain.end()
    chain.clock.forward(hours=2)
    assert (chain.air(), chain.state) == (0, RoomState.TO_CHECK)
    chain.accept(record)
    assert chain.state is RoomState.FREE


def test_what_was_said_at_the_start_is_kept_at_the_end(chain: Chain) -> None:
    record = chain.start(protection="N95、护目镜、隔离衣", note="先开窗十分钟", rinsed=True)
    chain.clock.forward(minutes=40)
    chain.end(note="床下补喷一次", used_ml=Decimal(5000))
    with chain.site.desk.read() as read:
        (row,) = disinfection.list_records(read, TODAY)
    assert (row.id, row.protection, row.note) == (record, "N95、护目镜、隔离衣", "先开窗十分钟\n床下补喷一次")
    assert (row.strength, row.used_ml) == (1000, 5000)
    with chain.site.desk.read() as read:
        assert read.session.get_one(DisinfectionRecord, record).rinsed


def test_it_can_be_written_down_afterwards_as_a_whole(chain: Chain) -> None:
    chain.clock.forward(hours=1)
    record = chain.end(strength=Decimal(1000))
    assert chain.state is RoomState.TO_CHECK
    chain.clock.forward(hours=1)
    chain.accept(record)
    assert chain.state is RoomState.FREE


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"strength": Decimal(500)}, "浓度偏低"),
        ({"strength": Decimal(1000), "strip": Decimal(700)}, "浓度偏低"),
        ({"contact_minutes": 10}, "作用时间不足"),
    ],
)
def test_no_reason_makes_a_room_clean(chain: Chain, values: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal) as refused:
        chain.start(**values)
    assert words in refused.value.text
    assert chain.state is RoomState.TO_CLEAN


def test_ultraviolet_alone_does_not_do(chain: Chain) -> None:
    with pytest.raises((Refusal, InputError)):
        chain.start(agent="uv", method="uv", strength=None)
    with pytest.raises(Refusal, match="strength_unknown"):
        chain.start(agent="none", method="air", strength=None)
    assert chain.state is RoomState.TO_CLEAN


def test_the_contact_time_is_kept(chain: Chain) -> None:
    chain.start()
    chain.clock.forward(minutes=29)
    with pytest.raises(Refusal, match="not_clean"):
        chain.end()
    assert chain.state is RoomState.CLEANING


def test_too_strong_is_explained_and_stands(chain: Chain) -> None:
    chain.start(strength=Decimal(5000))
    chain.clock.forward(minutes=30)
    with pytest.raises(InputError, match="explain"):
        chain.end(strength=Decimal(5000))
    chain.end(strength=Decimal(5000), reason="有呕吐物")
    with chain.site.desk.read() as read:
        (row,) = disinfection.list_terminal(read)
    assert row.record is not None
    assert row.record.findings == (Finding.TOO_STRONG,)


def test_whoever_did_it_does_not_check_it(chain: Chain) -> None:
    record = chain.start(done_by="段知衡")
    chain.clock.forward(minutes=30)
    with pytest.raises(InputError, match="check_later"):
        chain.end(done_by="段知衡", checked_by="唐星烁")
    with pytest.raises(StaleError):
        chain.accept(record)
    chain.end(done_by="段知衡")
    with pytest.raises(InputError, match="same_person"):
        chain.accept(record)
    assert chain.state is RoomState.TO_CHECK


def test_what_failed_is_cleaned_again(chain: Chain) -> None:
    record = chain.start()
    chain.clock.forward(minutes=30)
    chain.end()
    chain.accept(record, "failed")
    assert chain.state is RoomState.TO_CLEAN
    chain.clock.forward(hours=3)
    assert chain.air() == 0
    again = chain.start()
    assert again != record
    chain.clock.forward(minutes=30)
    chain.end()
    chain.clock.forward(hours=1)
    chain.accept(again)
    assert chain.state is RoomState.FREE


def test_a_record_taken_back_takes_the_room_back(chain: Chain) -> None:
    record = chain.start()
    with chain.site.desk.work(chain.site.keeper) as work:
        disinfection.withdraw(work, record, reason="误点")
    assert chain.state is RoomState.TO_CLEAN
    again = chain.start()
    chain.clock.forward(minutes=30)
    chain.end()
    chain.accept(again)
    with chain.site.desk.work(chain.site.keeper) as work:
        disinfection.withdraw(work, again, reason="房间弄错")
    chain.clock.forward(hours=2)
    assert (chain.air(), chain.state) == (0, RoomState.TO_CLEAN)


def test_a_room_in_use_again_is_not_taken_back(chain: Chain) -> None:
    record = chain.start()
    chain.clock.forward(minutes=30)
    chain.end()
    chain.clock.forward(hours=1)
    chain.accept(record)
    with pytest.raises(Refusal, match="room_given_back"), chain.site.desk.work(chain.site.keeper) as work:
        disinfection.withdraw(work, record, reason="晚了")


def test_a_terminal_round_cannot_be_left_out(chain: Chain) -> None:
    with pytest.raises(Refusal, match="terminal_must"), chain.site.desk.work(chain.site.keeper) as work:
        disinfection.exempt(work, chain.round, reason="不做了")
    with pytest.raises(Refusal, match="no_round"):
        chain.site.record(kind="terminal", room=chain.room, strength=Decimal(1000))
    with pytest.raises(Refusal, match="form_needed"), chain.site.desk.work(chain.site.keeper) as work:
        disinfection.tick(work, [chain.round], done_by="韩之野")


def test_a_room_of_an_imported_list_gets_its_round(site: Site, clock: Clock) -> None:
    first, second = sorted(site.rooms.values())[:2]
    with site.desk.work() as work:
        for room in (first, second):
            for state in (RoomState.RESERVED, RoomState.OCCUPIED, RoomState.TO_CLEAN):
                rooms.shift(work, room, state)
        rooms.shift(work, second, RoomState.CLEANING)
    with site.desk.read() as read:
        assert disinfection.airing_over(read)
        assert disinfection.list_terminal(read) == ()
    with site.desk.work() as work:
        disinfection.finish_airing(work)
        disinfection.finish_airing(work)
    with site.desk.read() as read:
        found = {row.room.id: row.round for row in disinfection.list_terminal(read)}
        assert not disinfection.airing_over(read)
    assert set(found) == {first, second}
    chain = Chain(site, clock, second, found[second])
    record = chain.start()
    clock.forward(minutes=30)
    chain.end()
    clock.forward(minutes=60)
    chain.accept(record)
    assert chain.state is RoomState.FREE


def test_nobody_cleans_before_the_room_is_left(chain: Chain) -> None:
    with pytest.raises(InputError, match="before_left"):
        chain.end(strength=Decimal(1000))
    assert chain.state is RoomState.TO_CLEAN
