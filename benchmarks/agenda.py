"""How long Today takes to read in a big office: what is open over all desks, the queue in its order, counts, figures, the rail.

    python -m benchmarks.agenda                     one JSON line for each part
    python -m benchmarks.agenda --passes N          with another number of passes
    python -m benchmarks.agenda --folder DIR        keep the office in DIR and use it again

The office has 200,000 passes, 1,000 rooms with 500 people of whom nobody was read in the evening, 900 rounds on the day, 400 people
inside and 200 visitors, 2,000 slips of goods. It is read in a worker; the limit is 1 s of
processor time, which an officer may wait for after a change.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.measuring import Took, last, middle, say, took
from benchmarks.passes_ground import AT, build
from db.models import (
    Area,
    Crossing,
    Dispatch,
    DispatchLine,
    Gate,
    Incident,
    Item,
    Person,
    Plan,
    Reading,
    Room,
    Round,
    Stay,
    StayRoom,
    Unit,
    Visit,
    Zone,
)
from db.vocabulary import RoomState
from duty_desk import agenda
from duty_desk.agenda import badges, day, lines
from duty_desk.agenda.board import read_board
from duty_desk.agenda.rules import Group, Tile
from duty_desk.desk import Desk
from duty_desk.spans import span_at

PASSES, ROOMS, AREAS, TIMES = 200_000, 1000, 150, 6
INSIDE, VISITS, SLIPS, OPEN_SLIPS, INCIDENTS = 400, 200, 2000, 120, 40
RUNS = 7
LIMIT_MS = 1000.0
MORNING = AT.replace(hour=8, minute=0)


def fill(desk: Desk) -> None:
    """Everything but the passes."""
    with desk.work() as work:
        run = work.session.execute
        gate, unit = work.session.query(Gate.id).first(), work.session.query(Unit.id).first()
        assert gate is not None
        assert unit is not None
        run(insert(Zone), [{"site": "Site", "name": "Zone", "kind": "observation"}])
        zone = work.session.query(Zone.id).filter(Zone.name == "Zone").one()[0]
        run(insert(Room), [_room(n, zone) for n in range(ROOMS)])
        rooms = [row[0] for row in work.session.query(Room.id).filter(Room.zone_id == zone).order_by(Room.id)]
        people = [row[0] for row in work.session.query(Person.id).order_by(Person.id).limit(1200)]
        run(insert(Stay), [_stay(n, people[n], rooms[2 * n]) for n in range(ROOMS // 2)])
        stays = [row[0] for row in work.session.query(Stay.id).order_by(Stay.id)]
        since = AT - timedelta(days=3)
        run(
            insert(StayRoom),
            [
                {"stay_id": s, "room_id": rooms[2 * n], "bed": 1, "from_at": since}
                for n, s in enumerate(stays)
            ],
        )
        taken = [
            {
                "stay_id": s, "day": (AT - timedelta(days=back)).date(), "slot": slot, "at": MORNING - timedelta(days=back),
                "recorded_at": MORNING, "temperature": 36.4, "symptoms": [],
            }
            for s in stays
            for back in range(3)
            for slot in ("am", "pm")
            if (back, slot) != (0, "pm")
        ]  # fmt: skip
        run(insert(Reading), taken)
        run(insert(Area), [_area(n) for n in range(AREAS)])
        areas = [row[0] for row in work.session.query(Area.id).filter(Area.code.like("B%")).order_by(Area.id)]
        run(insert(Plan), [_plan(area) for area in areas])
        run(insert(Round), [_round(area, k) for area in areas for k in range(TIMES)])
        run(insert(Crossing), [_inside(gate[0], people[600 + n % 500], n) for n in range(INSIDE)])
        run(insert(Visit), [_visit(gate[0], people[n], n) for n in range(VISITS)])
        run(
            insert(Item),
            [{"code": f"I{n}", "name": f"Item {n}", "base_unit": "pc", "safety_days": 14} for n in range(80)],
        )
        item = work.session.query(Item.id).filter(Item.code == "I0").one()[0]
        run(insert(Dispatch), [_slip(unit[0], n) for n in range(SLIPS)])
        slips = [row[0] for row in work.session.query(Dispatch.id).order_by(Dispatch.id)]
        run(insert(DispatchLine), [{"dispatch_id": s, "line": 1, "item_id": item, "asked": 5} for s in slips])
        run(
            insert(Incident),
            [
                {"number": f"B{n}", "kind": "safety", "level": 3, "title": f"Leak {n}", "place": "Yard",
                 "found_at": AT - timedelta(hours=n)}
                for n in range(INCIDENTS)
            ],
        )  # fmt: skip


def _room(n: int, zone: int) -> dict[str, Any]:
    house, place = divmod(n, 60)
    state = RoomState.OCCUPIED if n % 2 == 0 else RoomState.TO_CLEAN if n % 40 == 1 else RoomState.FREE
    return {
        "code": f"R{n}", "zone_id": zone, "building": f"House {house}", "floor": place // 12 + 1,
        "name": f"{place // 12 + 1}{place % 12:02d}", "beds": 1, "state": state.value, "state_since": AT - timedelta(hours=20),
    }  # fmt: skip


def _stay(n: int, person: int, room: int) -> dict[str, Any]:
    return {
        "number": f"S{n}", "person_id": person, "state": "admitted", "origin": "student", "category": "close_contact",
        "requested_at": AT - timedelta(days=4), "room_id": room, "admitted_at": AT - timedelta(days=3),
        "counted_from": (AT - timedelta(days=3)).date(), "days": 14,
    }  # fmt: skip


def _area(n: int) -> dict[str, Any]:
    return {
        "code": f"B{n}", "name": f"Hall {n}", "kind": "teaching", "team": f"Team {n % 9}",
        "points": 4, "list_order": n,
    }  # fmt: skip


def _plan(area: int) -> dict[str, Any]:
    return {
        "area_id": area, "trigger": "daily", "rounds": TIMES, "agent": "chlorine", "method": "wipe", "rule": "",
        "valid_from": AT.date() - timedelta(days=30), "agent_text": "", "set_at": AT - timedelta(days=30),
    }  # fmt: skip


def _round(area: int, k: int) -> dict[str, Any]:
    due = MORNING + timedelta(hours=2 * k, minutes=area % 40)
    done = k < 4 and area % 5
    return {
        "day": AT.date(), "ordinal": k + 1, "area_id": area, "kind": "preventive", "due_at": due, "points": 4,
        "state": "done" if done else "open",
    }  # fmt: skip


def _inside(gate: int, person: int, n: int) -> dict[str, Any]:
    at = AT - timedelta(minutes=n)
    return {
        "at": at, "gate_id": gate, "direction": "in", "kind": "crew", "person_id": person, "inside_since": at,
        "name": f"Worker {n}",
    }  # fmt: skip


def _visit(gate: int, person: int, n: int) -> dict[str, Any]:
    came = AT - timedelta(minutes=2 * n)
    return {
        "number": f"V{n}", "person_id": person, "gate_id": gate, "purpose": "Repair", "host_name": "Host",
        "came_at": came, "open_until": came + timedelta(hours=4), "admitted": True, "limit_hours": 4,
    }  # fmt: skip


def _slip(unit: int, n: int) -> dict[str, Any]:
    at = AT - timedelta(hours=n)
    state = ("requested", "approved", "issued")[n % 3] if n < OPEN_SLIPS else "signed"
    return {
        "series": "issue", "year": 2020, "sequence": n + 1, "number": f"D{n}", "state": state, "unit_id": unit,
        "requested_at": at, "approved_at": at, "issued_at": at if state in ("issued", "signed") else None,
        "signed_at": at if state == "signed" else None, "receiver": "Bench",
    }  # fmt: skip


def measure(desk: Desk, job: Callable[[Any], Any]) -> tuple[list[Took], Any]:
    """Some readings, each a transaction of its own, and what the last one gave. The first one loads what it needs."""
    found: list[Took] = []
    given: Any = None
    for _run in range(RUNS + 1):
        with desk.read() as read:
            one, given = took(lambda read=read: job(read))
        found.append(one)
    return found[1:], given


def run(folder: Path, passes: int = PASSES) -> None:
    """Build where it is not there yet, and measure."""
    desk = build(folder, passes)
    if not (folder / "agenda").exists():
        fill(desk)
        (folder / "agenda").touch()
    report(desk, passes)
    desk.close()


def report(desk: Desk, passes: int = PASSES) -> None:
    """One line for each part, the whole last, with its checks."""
    taken, gathered = measure(desk, agenda.gather)
    assert not gathered.failed
    tell("what is open over all desks", passes, taken, f"{len(gathered.items)} things of all desks")
    taken, queue = measure(desk, lambda read: lines.build(read, gathered.items, span_at(read, read.at).end))
    tell("queue in its order", passes, taken, f"{len(queue.lines)} lines")
    taken, _figures = measure(desk, day.list_figures)
    tell("figures of two days", passes, taken, "none is missing")
    taken, rail = measure(desk, badges.read_badges)
    taken_again, _rest = measure(desk, _in_front)
    assert rail.by_screen["today"].number == queue.count(Group.LATE) > 0
    tell("numbers of the rail, another screen in front", passes, taken, "Today's number is that of the queue")
    tell("Today and the rail, one reading", passes, taken_again, "as shown", limit_ms=LIMIT_MS)
    taken, board = measure(desk, read_board)
    check(board, queue)
    tell("Today, everything", passes, taken, "counts, order of the queue", limit_ms=LIMIT_MS)


def _in_front(read: Any) -> object:
    """As the window reads it with Today in front."""
    board = read_board(read)
    return board, badges.read_badges(read, without="today")


def check(board: Any, queue: Any) -> None:
    """What was counted is what was filled in, and the queue is in its order."""
    counts = {count.tile: (count.number, count.total) for count in board.counts}
    assert counts[Tile.READINGS] == (ROOMS // 2, ROOMS // 2), counts
    assert counts[Tile.ROOMS][1] == ROOMS, counts
    assert counts[Tile.VISITS] == (sum(n * 2 > 240 for n in range(VISITS)), VISITS), counts
    assert counts[Tile.ROUNDS][1] == AREAS * TIMES, counts
    assert [line.key for line in board.queue.lines] == [line.key for line in queue.lines]
    late = [line.until for line in board.queue.of(Group.LATE)]
    assert late == sorted(late)


def tell(job: str, passes: int, taken: Sequence[Took], checked: str, **more: Any) -> None:
    """The figure of one part."""
    usual = middle(taken)
    say(
        job,
        n=passes,
        value=usual.clock,
        p50=usual.clock,
        p99=last([one.clock for one in taken]),
        work=usual.work,
        checked=checked,
        **more,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--passes", type=int, default=PASSES)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        run(options.folder or Path(temporary), options.passes)


if __name__ == "__main__":
    main()
