"""Somebody changes rooms: the room left waits for cleaning, and a move by mistake is taken back as if it had not been."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import StayRoom
from db.vocabulary import RoomState, StayState
from duty_desk import isolation, rooms
from duty_desk.errors import InputError, Refusal
from tests.duty_desk.isolation.conftest import Site, forward, rounds


def move(site: Site, stay: int, room: str, reason: str = "漏水", **more: Any) -> int:
    with site.desk.work(site.keeper) as work:
        return isolation.move(
            work, stay, room=site.rooms[room], reason=reason, version=site.version(stay), **more
        )


def test_a_move_leaves_a_room_to_clean(site: Site) -> None:
    stay = site.admitted()
    move(site, stay, "NH-EX2-201")
    assert site.stay(stay).room == "NH-EX2-201"
    assert site.room("NH-EX2-101").state is RoomState.TO_CLEAN
    assert site.room("NH-EX2-201").state is RoomState.OCCUPIED
    assert rounds(site, "NH-EX2-101") == ["open"]
    with site.desk.read() as read:
        beds = read.session.scalars(select(StayRoom).order_by(StayRoom.id)).all()
    assert [(bed.room_id, bed.until_at is None) for bed in beds] == [
        (site.rooms["NH-EX2-101"], False),
        (site.rooms["NH-EX2-201"], True),
    ]


def test_a_move_goes_to_a_free_room_only(site: Site) -> None:
    stay, other = site.admitted(), site.admitted("费然", "NH-EX2-102")
    for room in ("NH-EX2-102", "MG1-101"):
        with pytest.raises(Refusal):
            move(site, stay, room)
    with pytest.raises(InputError) as wrong:
        move(site, stay, "NH-EX2-101")
    assert wrong.value.field == "room"
    with pytest.raises(InputError) as wrong:
        move(site, stay, "NH-EX2-201", reason=" ")
    assert wrong.value.field == "reason"
    move(site, other, "NH-EX2-201")
    with pytest.raises(Refusal):
        move(site, stay, "NH-EX2-102")


def test_a_move_is_taken_back_as_if_it_had_not_been(site: Site) -> None:
    stay = site.admitted()
    move(site, stay, "NH-EX2-201")
    with site.desk.work(site.keeper) as work:
        isolation.undo_move(work, stay, version=site.version(stay))
    row = site.stay(stay)
    assert (row.room, row.bed, row.state) == ("NH-EX2-101", 1, StayState.ADMITTED)
    assert site.room("NH-EX2-101").state is RoomState.OCCUPIED
    assert site.room("NH-EX2-201").state is RoomState.FREE
    assert rounds(site, "NH-EX2-101") == ["exempt"]
    # And can be made again.
    move(site, stay, "NH-EX2-201")
    assert rounds(site, "NH-EX2-101") == ["exempt", "open"]


def test_moves_are_taken_back_one_after_the_other(site: Site) -> None:
    stay = site.admitted()
    move(site, stay, "NH-EX2-201")
    move(site, stay, "NH-EX2-102")
    for room in ("NH-EX2-201", "NH-EX2-101"):
        with site.desk.work(site.keeper) as work:
            isolation.undo_move(work, stay, version=site.version(stay))
        assert site.stay(stay).room == room
    # Somebody came into it twice: it is cleaned.
    assert site.room("NH-EX2-201").state is RoomState.TO_CLEAN
    assert rounds(site, "NH-EX2-201") == ["exempt", "open"]


def test_a_move_is_not_taken_back_after_ten_minutes_or_before_there_was_one(site: Site) -> None:
    stay = site.admitted()
    with pytest.raises(Refusal), site.desk.work(site.keeper) as work:
        isolation.undo_move(work, stay, version=site.version(stay))
    move(site, stay, "NH-EX2-201")
    forward(site, site.desk.now + timedelta(minutes=11))
    with pytest.raises(Refusal), site.desk.work(site.keeper) as work:
        isolation.undo_move(work, stay, version=site.version(stay))


def test_a_move_is_not_taken_back_once_the_old_room_went_on(site: Site) -> None:
    stay = site.admitted()
    move(site, stay, "NH-EX2-201")
    with site.desk.work(site.keeper) as work:
        rooms.close(work, site.rooms["NH-EX2-101"], reason="漏水", version=site.room("NH-EX2-101").version)
    with pytest.raises(Refusal), site.desk.work(site.keeper) as work:
        isolation.undo_move(work, stay, version=site.version(stay))
    assert site.stay(stay).room == "NH-EX2-201"


def test_a_room_with_somebody_left_in_it_waits_for_no_cleaning(site: Site) -> None:
    first = site.admitted("苗宁", "MG1-101", category="other")
    site.admitted("费然", "MG1-101", category="other")
    move(site, first, "MG1-102")
    assert site.room("MG1-101").state is RoomState.OCCUPIED
    assert rounds(site, "MG1-101") == []
    with site.desk.work(site.keeper) as work:
        isolation.undo_move(work, first, version=site.version(first))
    assert site.room("MG1-102").state is RoomState.FREE
    assert site.stay(first).room == "MG1-101"
