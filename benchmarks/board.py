"""How fluid the board of rooms is (J12): frames of scrolling, of dragging somebody and of a room that changes, with 1,000 rooms.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.board                one JSON line for each job
    QT_QPA_PLATFORM=offscreen python -m benchmarks.board --rooms N      with another number of rooms

A frame is everything from the event to the painted widget; the limit is 16 ms. What was scrolled and dragged over is compared, point
by point, with a board painted from nothing at the same place.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert, update

from benchmarks.ground import new_office
from benchmarks.measuring import Took, last, middle, say, took
from db.models import Person, Reading, Room, Stay, StayRoom, Zone
from db.vocabulary import RoomState, StayState
from duty_desk.desk import Desk
from duty_desk.isolation.board import Board, board
from ui.isolation.board_canvas import BoardCanvas
from ui.isolation.board_layout import BuildingShown
from ui.isolation.drag import Move
from ui.isolation.tile_words import Looks
from ui.kit.dress import Mode, install

ROOMS, FLOORS, ACROSS = 1000, 5, 12
AT = datetime(2020, 3, 6, 17, 20)
FRAME_MS = 16.0
ALIKE = "the same, point by point, as a board painted from nothing"
WIDE, HIGH = 1840, 940
STATES = tuple(RoomState)


def build(folder: Path, rooms: int) -> Desk:
    """A site with so many rooms, half of them with somebody in them who was read this morning."""
    desk = new_office(folder / "office", AT)
    people = range(1, rooms // 2 + 1)
    with desk.work() as work:
        run = work.session.execute
        run(insert(Zone), [{"site": "Site", "name": "Zone", "kind": "observation"}])
        run(insert(Room), [_room(n) for n in range(rooms)])
        run(
            insert(Person),
            [{"name": f"\u82d7\u5b81{n}", "category": "student", "created_at": AT} for n in people],
        )
        run(insert(Stay), [_stay(n) for n in people])
        run(
            insert(StayRoom),
            [{"stay_id": n, "room_id": 2 * n, "bed": 1, "from_at": AT - timedelta(days=3)} for n in people],
        )
        run(
            insert(Reading),
            [
                {
                    "stay_id": n, "day": AT.date(), "slot": "am", "at": AT, "recorded_at": AT,
                    "temperature": 36.4, "symptoms": [],
                }
                for n in people
            ],
        )  # fmt: skip
    return desk


def _room(n: int) -> dict[str, Any]:
    house, place = divmod(n, FLOORS * ACROSS)
    floor, across = divmod(place, ACROSS)
    # Every second room has somebody in it, the others stand all over their way round.
    state = RoomState.OCCUPIED if n % 2 else STATES[n // 2 % len(STATES)]
    state = RoomState.FREE if state is RoomState.OCCUPIED and n % 2 == 0 else state
    return {
        "code": f"H{house}-{floor + 1}{across + 1:02d}", "zone_id": 1, "building": f"House {house + 1}",
        "floor": floor + 1, "name": f"{floor + 1}{across + 1:02d}", "state": state.value,
        "state_since": AT - timedelta(hours=n % 40),
    }  # fmt: skip


def _stay(n: int) -> dict[str, Any]:
    return {
        "number": f"S{n}", "person_id": n, "state": StayState.ADMITTED.value, "origin": "student",
        "category": "close_contact", "requested_at": AT, "room_id": 2 * n, "bed": 1,
        "admitted_at": AT - timedelta(days=3), "counted_from": date(2020, 3, 3), "days": 14,
        "due_on": date(2020, 3, 17), "kit": [], "zone_id": 1,
    }  # fmt: skip


def frame(act: Callable[[], object]) -> Took:
    """What one frame takes, from the event to the painted widget."""

    def painted() -> None:
        act()
        QApplication.processEvents()

    return took(painted)[0]


def tell(job: str, frames: list[Took], rooms: int, checked: str, **more: Any) -> None:
    """The line of a job. Where others share the processors, only `work` says what the board itself takes."""
    mean, work = middle(frames), [one.work for one in frames]
    say(
        f"J12, {job}",
        n=rooms,
        value=mean.clock,
        p50=mean.clock,
        p99=last([one.clock for one in frames]),
        limit=FRAME_MS,
        work=mean.work,
        work_p99=round(last(work), 2),
        over_limit=sum(one > FRAME_MS for one in work),
        frames=len(frames),
        checked=checked,
        **more,
    )


def canvas_of(buildings: tuple[BuildingShown, ...]) -> BoardCanvas:
    """A board on the screen, as it is the first time."""
    canvas = BoardCanvas("board")
    canvas.resize(WIDE, HIGH)
    canvas.put(buildings)
    canvas.show()
    QTest.qWaitForWindowExposed(canvas)
    return canvas


def same(canvas: BoardCanvas, buildings: tuple[BuildingShown, ...]) -> bool:
    """Whether what is seen is what a new board paints at the same place."""
    fresh = canvas_of(buildings)
    fresh.set_current(canvas.current)
    fresh.verticalScrollBar().setValue(canvas.verticalScrollBar().value())
    QApplication.processEvents()
    pictures = [each.viewport().grab().toImage() for each in (canvas, fresh)]
    fresh.close()
    return pictures[0].convertToFormat(QImage.Format.Format_RGB32) == pictures[1].convertToFormat(
        QImage.Format.Format_RGB32
    )


def scroll(canvas: BoardCanvas) -> list[Took]:
    """By the wheel from the top to the bottom and back."""
    bar = canvas.verticalScrollBar()
    steps = [*range(0, bar.maximum(), 48), bar.maximum()]
    return [frame(lambda value=value: bar.setValue(value)) for value in [*steps, *reversed(steps)]]


def drag(canvas: BoardCanvas) -> list[Took]:
    """Somebody over half the window, with everything else faded, past the lower edge, where the board scrolls."""
    view = canvas.viewport()
    source = next(place.look for place in canvas.plan.tiles if place.look.strong)
    reasons = {place.look.room: "taken" for place in canvas.plan.tiles if place.look.tone is not None}
    canvas.begin_move(Move(source, reasons, lambda look: f"to {look.label}"), QPoint(200, 100))
    found = [frame(lambda: None)]
    for spot in _path():
        found.append(frame(lambda spot=spot: QTest.mouseMove(view, spot)))
    canvas.end_move()
    QApplication.processEvents()
    return found[1:]


def _path() -> Iterator[QPoint]:
    for n in range(300):
        yield QPoint(120 + (n * 23) % (WIDE - 300), 60 + (n * 3) % (HIGH - 80))


def change(desk: Desk, canvas: BoardCanvas, looks: Looks) -> tuple[list[Took], list[Took]]:
    """Rooms change their state one after the other: what reading the whole site again takes, and the frame that shows it."""
    reads: list[Took] = []
    frames: list[Took] = []
    for n in range(1, 41, 2):
        with desk.work() as work:
            state = RoomState.TO_CLEAN if n % 4 == 1 else RoomState.FREE
            work.session.execute(update(Room).where(Room.id == n).values(state=state.value))
        kept: list[Board] = []

        def again(kept: list[Board] = kept) -> None:
            with desk.read() as read:
                kept.append(board(read))

        reads.append(frame(again))
        found = kept[0]
        frames.append(frame(lambda found=found: canvas.put(looks.board(found, ()))))
    return reads, frames


def main() -> None:
    """Print a line for each job."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rooms", type=int, default=ROOMS)
    asked = parser.parse_args()
    run(asked.rooms)


def run(rooms: int) -> None:
    """Build, paint, move, and compare what is seen with a board painted from nothing."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    install(application, mode=Mode.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        desk = build(Path(folder), rooms)
        with desk.read() as read:
            looks = Looks()
            buildings = looks.board(board(read), ())
        canvas = canvas_of(buildings)
        canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        assert len(canvas.plan.tiles) == rooms
        paint = [frame(canvas.viewport().update) for _ in range(51)]
        assert same(canvas, buildings)
        tell("paint", paint, rooms, ALIKE)
        frames = scroll(canvas)
        canvas.verticalScrollBar().setValue(canvas.verticalScrollBar().maximum() // 2 + 7)
        QApplication.processEvents()
        assert same(canvas, buildings)
        tell("scroll", frames, rooms, ALIKE)
        frames = drag(canvas)
        assert same(canvas, buildings)
        tell("drag", frames, rooms, ALIKE)
        reads, frames = change(desk, canvas, looks)
        with desk.read() as read:
            buildings = Looks().board(board(read), ())
        assert same(canvas, buildings)
        reading = middle(reads)
        tell("state change", frames, rooms, ALIKE, reading_again=round(reading.work, 2))
        canvas.close()
        desk.close()


if __name__ == "__main__":
    main()
