"""Two change places in one step: bed for bed, one entry of history each, taken back together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import StayRoom
from db.vocabulary import RoomState
from duty_desk import isolation
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from tests.duty_desk.isolation.conftest import Site, forward, rounds


@pytest.fixture
def pair(site: Site) -> tuple[int, int]:
    return site.admitted(), site.admitted("费然", "NH-EX2-102")


def swap(site: Site, one: int, two: int, reason: str = "离家人近") -> None:
    with site.desk.work(site.keeper) as work:
        isolation.swap(
            work, one, two, reason=reason, version=site.version(one), other_version=site.version(two)
        )


def undo(site: Site, one: int, two: int) -> None:
    with site.desk.work(site.keeper) as work:
        isolation.undo_swap(work, one, two, version=site.version(one), other_version=site.version(two))


def lain(site: Site, stay: int) -> list[tuple[int, bool]]:
    """The rooms somebody was in, and whether they are there still."""
    with site.desk.read() as read:
        query = select(StayRoom).where(StayRoom.stay_id == stay).order_by(StayRoom.id)
        return [(bed.room_id, bed.until_at is None) for bed in read.session.scalars(query)]


def move(site: Site, stay: int, room: str) -> None:
    with site.desk.work(site.keeper) as work:
        isolation.move(work, stay, room=site.rooms[room], reason="漏水", version=site.version(stay))


def test_both_rooms_end_right_with_one_entry_each(site: Site, pair: tuple[int, int]) -> None:
    one, two = pair
    swap(site, one, two)
    assert (site.stay(one).room, site.stay(two).room) == ("NH-EX2-102", "NH-EX2-101")
    first, second = site.rooms["NH-EX2-101"], site.rooms["NH-EX2-102"]
    assert lain(site, one) == [(first, False), (second, True)]
    assert lain(site, two) == [(second, False), (first, True)]
    for room in ("NH-EX2-101", "NH-EX2-102"):
        assert site.room(room).state is RoomState.OCCUPIED
        assert rounds(site, room) == [], "nobody left a room empty"


def test_it_is_taken_back_as_if_it_had_not_been(site: Site, pair: tuple[int, int]) -> None:
    one, two = pair
    swap(site, one, two)
    undo(site, two, one)
    assert (site.stay(one).room, site.stay(two).room) == ("NH-EX2-101", "NH-EX2-102")
    assert [len(lain(site, each)) for each in pair] == [1, 1]
    swap(site, two, one)
    forward(site, site.desk.now + timedelta(minutes=11))
    with pytest.raises(Refusal, match="move_old"):
        undo(site, one, two)


def test_one_of_them_does_not_go_back_alone(site: Site, pair: tuple[int, int]) -> None:
    one, two = pair
    swap(site, one, two)
    with pytest.raises(Refusal, match="move_built_on"), site.desk.work(site.keeper) as work:
        isolation.undo_move(work, one, version=site.version(one))
    move(site, two, "NH-EX2-201")
    with pytest.raises(Refusal, match="move_built_on"):
        undo(site, one, two)
    # The bed was somebody's meanwhile, also now that it is empty.
    with pytest.raises(Refusal, match="move_built_on"), site.desk.work(site.keeper) as work:
        isolation.undo_move(work, one, version=site.version(one))


def test_who_may_not_be_in_the_other_room_stays(site: Site, pair: tuple[int, int]) -> None:
    one, _two = pair
    shared = site.admitted("万景峻", "MG1-101", category="other")
    with pytest.raises(Refusal, match=r"refusal\.room"):
        swap(site, one, shared)
    roommate = site.admitted("陶以筠", "MG1-101", category="other")
    with pytest.raises(Refusal, match="swap_same"):
        swap(site, shared, roommate)
    with pytest.raises(StaleError):
        swap(site, one, one)
    with pytest.raises(InputError) as wrong:
        swap(site, *pair, reason=" ")
    assert wrong.value.field == "reason"


def test_only_who_is_there_is_offered(site: Site, pair: tuple[int, int]) -> None:
    one, two = pair
    shared = site.admitted("万景峻", "MG1-101", category="other")
    other = site.admitted("陶以筠", "MG1-102", category="other")
    site.admitted("阿依古丽·买买提", "MG1-102", category="other")
    with site.desk.read() as read:
        assert [row.stay for row in isolation.partners(read, one)] == [two]
        assert other in [row.stay for row in isolation.partners(read, shared)]
    swap(site, shared, other)
    assert (site.stay(shared).room, site.stay(other).room) == ("MG1-102", "MG1-101")
    assert (site.stay(shared).bed, site.stay(other).bed) == (1, 1)


def test_it_is_refused_where_somebody_was_quicker_or_may_not(site: Site, pair: tuple[int, int]) -> None:
    one, two = pair
    seen = site.version(two)
    move(site, two, "NH-EX2-201")
    with pytest.raises(StaleError), site.desk.work(site.keeper) as work:
        isolation.swap(work, one, two, reason="x", version=site.version(one), other_version=seen)
    with pytest.raises(Denied), site.desk.work(site.leader) as work:
        isolation.swap(work, one, two, reason="x", version=site.version(one), other_version=site.version(two))
