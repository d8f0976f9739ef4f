"""A room goes its way round and no other; closing and reopening leave it where it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest

from db.vocabulary import RoomState
from duty_desk import rooms
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.rooms import checking
from duty_desk.rooms.rules import STEPS, may_follow
from tests.conftest import NOON
from tests.duty_desk.rooms.conftest import Site

WAY = (
    RoomState.RESERVED,
    RoomState.OCCUPIED,
    RoomState.TO_CLEAN,
    RoomState.CLEANING,
    RoomState.TO_CHECK,
    RoomState.FREE,
)
# How each state is reached from a free room.
REACHED: dict[RoomState, Sequence[RoomState]] = {
    RoomState.FREE: (),
    RoomState.CLOSED: (RoomState.CLOSED,),
    **{state: WAY[: place + 1] for place, state in enumerate(WAY[:-1])},
}


def go(site: Site, code: str, *states: RoomState) -> None:
    with site.desk.work() as work:
        for state in states:
            rooms.shift(work, site.rooms[code], state)


def state_of(site: Site, code: str = "NH-EX2-101") -> RoomState:
    with site.desk.read() as read:
        return rooms.get_room(read, site.rooms[code]).state


def test_only_a_check_and_the_end_of_a_closure_and_of_a_promise_lead_to_a_free_room() -> None:
    assert {state for state in RoomState if may_follow(state, RoomState.FREE)} == {
        RoomState.TO_CHECK,
        RoomState.CLOSED,
        RoomState.RESERVED,
    }
    assert STEPS[RoomState.OCCUPIED] == {RoomState.TO_CLEAN}


@pytest.mark.parametrize("before", RoomState)
def test_a_room_takes_every_step_that_is_allowed_and_no_other(site: Site, before: RoomState) -> None:
    go(site, "NH-EX2-101", *REACHED[before])
    for after in RoomState:
        if after in STEPS[before]:
            continue
        with pytest.raises(Refusal) as refused, site.desk.work() as work:
            rooms.shift(work, site.rooms["NH-EX2-101"], after)
        assert refused.value.key == "rooms.refusal.step"
        assert "NH-EX2-101" in refused.value.text
    assert state_of(site) is before
    go(site, "NH-EX2-101", sorted(STEPS[before])[0])


def test_a_step_is_kept_with_what_it_was_for(site: Site) -> None:
    room = site.rooms["NH-EX2-101"]
    go(site, "NH-EX2-101", *WAY[:3])
    with site.desk.work() as work:
        rooms.shift(
            work,
            room,
            RoomState.CLEANING,
            subject=("disinfection", 7),
            reason="终末消毒",
            until=NOON + timedelta(minutes=30),
            at=NOON - timedelta(minutes=5),
        )
    with site.desk.read() as read:
        row = rooms.get_room(read, room)
        events = rooms.list_events(read, room)
    assert (row.state, row.state_since, row.until) == (
        RoomState.CLEANING,
        NOON - timedelta(minutes=5),
        NOON + timedelta(minutes=30),
    )
    last = max(events, key=lambda event: event.id)
    assert (last.before, last.after, last.subject, last.reason, last.officer_name) == (
        RoomState.TO_CLEAN,
        RoomState.CLEANING,
        ("disinfection", 7),
        "终末消毒",
        "周敏",
    )
    assert len(events) == 4


def test_a_step_still_to_come_is_refused(site: Site) -> None:
    with pytest.raises(InputError) as refused, site.desk.work() as work:
        rooms.shift(work, site.rooms["MG1-101"], RoomState.OCCUPIED, at=NOON + timedelta(minutes=1))
    assert refused.value.field == "at"


@pytest.mark.parametrize(("steps", "back"), [((), RoomState.FREE), (WAY[:3], RoomState.TO_CLEAN)])
def test_a_closed_room_comes_back_to_where_it_was(
    site: Site, steps: Sequence[RoomState], back: RoomState
) -> None:
    go(site, "NH-EX2-101", *steps)
    room = site.rooms["NH-EX2-101"]
    with site.desk.work() as work:
        rooms.close(work, room, reason=" 卫生间漏水 ", version=rooms.get_room(work, room).version)
    with site.desk.read() as read:
        closed = rooms.get_room(read, room)
    assert (closed.state, closed.reason) == (RoomState.CLOSED, "卫生间漏水")
    with site.desk.work() as work:
        assert rooms.reopen(work, room, version=closed.version) is back
    with site.desk.read() as read:
        row = rooms.get_room(read, room)
    assert (row.state, row.reason) == (back, None)


def test_closing_asks_for_a_reason_and_for_the_room_as_it_was_seen(site: Site) -> None:
    room = site.rooms["NH-EX2-101"]
    with pytest.raises(InputError) as without, site.desk.work() as work:
        rooms.close(work, room, reason=" ", version=1)
    assert without.value.field == "reason"
    go(site, "NH-EX2-101", RoomState.OCCUPIED)
    with pytest.raises(StaleError), site.desk.work() as work:
        rooms.close(work, room, reason="漏水", version=1)
    with pytest.raises(Refusal), site.desk.work() as work:
        rooms.close(work, room, reason="漏水", version=2)
    assert state_of(site) is RoomState.OCCUPIED


def test_only_a_closed_room_is_reopened(site: Site) -> None:
    with pytest.raises(Refusal) as refused, site.desk.work() as work:
        rooms.reopen(work, site.rooms["MG1-101"], version=1)
    assert refused.value.key == "rooms.refusal.not_closed"


def test_every_state_has_a_way_that_leads_back_to_free() -> None:
    reach = {RoomState.FREE}
    while True:
        more = {a for a, b in product(RoomState, RoomState) if b in reach and may_follow(a, b)} - reach
        if not more:
            break
        reach |= more
    assert reach == set(RoomState)


def test_a_step_taken_by_mistake_is_taken_back_while_it_is_the_last(site: Site) -> None:
    room = site.rooms["NH-EX2-101"]
    go(site, "NH-EX2-101", RoomState.OCCUPIED, RoomState.TO_CLEAN)
    with site.desk.work() as work:
        back = rooms.step_back(work, room, RoomState.TO_CLEAN, subject=("stay", 3))
    assert back is state_of(site) is RoomState.OCCUPIED
    with site.desk.read() as read:
        last = max(rooms.list_events(read, room), key=lambda event: event.id)
        assert list(checking.check(read, full=True)) == []
    assert (last.before, last.after, last.subject) == (
        RoomState.TO_CLEAN,
        RoomState.OCCUPIED,
        ("stay", 3),
    )


def test_a_step_that_something_followed_stays(site: Site) -> None:
    go(site, "NH-EX2-101", RoomState.OCCUPIED, RoomState.TO_CLEAN, RoomState.CLEANING)
    with pytest.raises(Refusal) as refused, site.desk.work() as work:
        rooms.step_back(work, site.rooms["NH-EX2-101"], RoomState.TO_CLEAN)
    assert refused.value.key == "rooms.refusal.went_on"
    assert state_of(site) is RoomState.CLEANING
