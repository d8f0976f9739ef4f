"""How fast somebody is let into a room (J11), beside bare SQLite doing the same reads and writes, at a site of 1,000 rooms.

    python -m benchmarks.admission                one JSON line for each job
    python -m benchmarks.admission --rooms N      with another number of rooms

Admitted is with everything that belongs to it: the room asked for its obstacles and held, the bed, the days, the restriction that gates
read, and the chain. Every figure carries its check: each has a bed of their own, and the invariants of stays and rooms hold.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from benchmarks.ground import new_office
from benchmarks.measuring import IN_TURN, Took, in_turns, middle, open_file, say, say_turns, took
from db.models import Person, Room, Stay, StayRoom, Zone
from db.vocabulary import RoomState, StayState
from duty_desk import audit, isolation
from duty_desk.desk import Desk
from duty_desk.errors import Refusal
from duty_desk.isolation import admitting, checking
from duty_desk.rooms import checking as rooms_checking

AT = datetime(2020, 3, 6, 12, 0)
ROOMS, SINGLE = 1000, 200
CHECKED = "each has a bed of their own, rooms and stays hold, chain whole"
MOMENT = "2020-03-06 12:00:00.000000"


class Ground:
    """Half of the rooms have somebody in them; for the others there is an approved stay each, told and waiting."""

    def __init__(self, folder: Path, rooms: int) -> None:
        self.path = folder / "office.db"
        self.desk: Desk = new_office(folder, AT)
        self.rooms, self.taken = rooms, rooms // 2
        every = range(1, rooms + 1)
        with self.desk.work() as work:
            run = work.session.execute
            run(insert(Zone), [{"site": "Site", "name": "Zone", "kind": "observation"}])
            run(insert(Room), [self._room(n) for n in every])
            run(insert(Person), [{"name": f"P{n}", "category": "student", "created_at": AT} for n in every])
            run(insert(Stay), [self._stay(n) for n in every])
            beds = [self._bed(n) for n in range(1, self.taken + 1)]
            run(insert(StayRoom), beds)
            for row in work.session.scalars(select(Stay).where(Stay.state == StayState.ADMITTED.value)):
                row.restriction_id = admitting.keep_in(work, row, AT.date(), row.due_on)

    def _room(self, n: int) -> dict[str, Any]:
        state = RoomState.OCCUPIED if n <= self.taken else RoomState.FREE
        return {
            "code": f"H-{n:04d}", "zone_id": 1, "building": f"House {n // 60}", "floor": 1 + n // 12 % 5,
            "name": f"{n:04d}", "state": state.value, "state_since": AT - timedelta(days=9),
        }  # fmt: skip

    def _stay(self, n: int) -> dict[str, Any]:
        there = n <= self.taken
        return {
            "number": f"S{n}", "person_id": n, "origin": "student", "category": "close_contact", "requested_at": AT,
            "state": (StayState.ADMITTED if there else StayState.APPROVED).value, "approved_at": AT,
            "approval_number": f"A{n}", "notice": "signed", "notice_at": AT, "exposure_on": date(2020, 3, 5),
            "room_id": n if there else None, "bed": 1 if there else None, "zone_id": 1,
            "admitted_at": AT - timedelta(days=1) if there else None,
            "counted_from": date(2020, 3, 6) if there else None, "days": 14 if there else None,
            "due_on": date(2020, 3, 19) if there else None, "kit": [],
        }  # fmt: skip

    def _bed(self, n: int) -> dict[str, Any]:
        return {"stay_id": n, "room_id": n, "bed": 1, "from_at": AT - timedelta(days=1)}

    def admit(self, n: int) -> None:
        """Stay n into room n."""
        with self.desk.work() as work:
            isolation.admit(work, n, room=n, kit=("thermometer",), version=1)

    def refused(self, n: int) -> None:
        """Into a room in which somebody is already."""
        try:
            with self.desk.work() as work:
                isolation.admit(work, n, room=1, version=1)
        except Refusal:
            return
        raise AssertionError("two are in one bed")


def bare(connection: sqlite3.Connection, n: int) -> None:
    """The same rows and indexes on SQLite itself, nothing checked, nothing explained."""
    run = connection.execute
    run("BEGIN IMMEDIATE")
    run("SELECT sequence, digest FROM audit_head WHERE id = 1").fetchone()
    run("SELECT * FROM stay WHERE id = ?", (n,)).fetchone()
    run("SELECT id FROM stay WHERE person_id = ? AND state = 'admitted'", (n,)).fetchone()
    run("SELECT * FROM room JOIN zone ON zone.id = room.zone_id WHERE room.id = ?", (n,)).fetchone()
    run(
        "SELECT id, category FROM stay WHERE room_id = ? AND state IN ('approved', 'admitted')", (n,)
    ).fetchall()
    run("SELECT bed FROM stay_room WHERE room_id = ? AND until_at IS NULL", (n,)).fetchall()
    run("INSERT INTO stay_room (stay_id, room_id, bed, from_at) VALUES (?, ?, 1, ?)", (n, n, MOMENT))
    run(
        "INSERT INTO room_event (room_id, at, before, after, subject_kind, subject_id, officer_id, officer_name) "
        "VALUES (?, ?, 'free', 'occupied', 'stay', ?, 1, 'B')",
        (n, MOMENT, n),
    )
    run(
        "UPDATE room SET state = 'occupied', state_since = ?, version = version + 1 WHERE id = ?", (MOMENT, n)
    )
    restriction = run(
        "INSERT INTO restriction (person_id, kind, starts_on, ends_on, reason, source_kind, source_id, created_at, created_by) "
        "VALUES (?, 'isolation', '2020-03-06', '2020-03-19', 'S', 'stay', ?, ?, 1)",
        (n, n, MOMENT),
    ).lastrowid
    run(
        "UPDATE stay SET state = 'admitted', room_id = ?, zone_id = 1, bed = 1, admitted_at = ?, kit = '[\"thermometer\"]', "
        "counted_from = '2020-03-06', days = 14, due_on = '2020-03-19', restriction_id = ?, version = 3 WHERE id = ?",
        (n, MOMENT, restriction, n),
    )
    # As heavy as two entries of the chain, which itself must stay whole: drafts of the same size and the head as it was.
    for entry in ("one", "two"):
        run("INSERT OR REPLACE INTO operation (id, at, result) VALUES (?, ?, ?)", (entry, MOMENT, "0" * 300))
        run("UPDATE audit_head SET seen_at = seen_at WHERE id = 1")
    run("COMMIT")


def measure(ground: Ground) -> None:
    """Ours and the bare writes in turn, so that both meet the same disk; each into rooms of its own."""
    count = min(SINGLE, (ground.rooms - ground.taken) // 3 - 2)
    connection = open_file(ground.path)
    ground.admit(ground.rooms)
    rooms = iter(range(ground.taken + 1, ground.rooms))
    ours: list[int] = []

    def limit(many: int) -> list[Took]:
        return [took(lambda n=next(rooms): bare(connection, n))[0] for _ in range(many)]

    def admit(_place: int) -> None:
        ours.append(next(rooms))
        ground.admit(ours[-1])

    turns = in_turns(limit, admit, count)
    connection.close()
    with ground.desk.read() as read:
        admitted = read.session.scalars(select(StayRoom.stay_id).where(StayRoom.stay_id.in_(ours))).all()
    assert sorted(admitted) == ours
    waiting = ground.rooms - 1
    times = [took(lambda: ground.refused(waiting))[0] for _ in range(IN_TURN)]
    check(ground, next(rooms))
    say_turns("J11", ground.rooms, turns, checked=CHECKED)
    mean = middle(times)
    say(
        "J11 refused, the bed is taken",
        n=ground.rooms,
        value=mean.clock,
        work=mean.work,
        checked="every one refused",
    )


def check(ground: Ground, free: int) -> None:
    """Everybody has a bed of their own, nothing of what is promised is broken, and the chain is whole."""
    with ground.desk.read() as read:
        beds = select(func.count(), func.count(StayRoom.room_id.distinct())).where(
            StayRoom.until_at.is_(None)
        )
        # Up to the first one that is still free, and the one admitted before anything was measured.
        assert tuple(read.session.execute(beds).one()) == (free, free)
        found = [*checking.check(read, full=True), *rooms_checking.check(read, full=True)]
        # What was put in at the beginning, and what the bare writes wrote, has no steps of rooms behind it.
        assert not [
            one
            for one in found
            if one.code in ("bed_twice", "strangers", "stay_without_bed", "stay_not_kept_in")
        ]
        assert audit.verify(read).broken_at is None


def main() -> None:
    """Print a line for each job."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rooms", type=int, default=ROOMS)
    asked = parser.parse_args()
    run(asked.rooms)


def run(rooms: int) -> None:
    """Build and measure."""
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(Path(folder) / "office", rooms)
        measure(ground)
        ground.desk.close()


if __name__ == "__main__":
    main()
