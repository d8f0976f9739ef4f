"""All of Today from one reading: counts, queue, who is on duty, figures; what could not be read is named."""

from __future__ import annotations

from duty_desk.agenda import day, hands, lines, tiles
from duty_desk.agenda.items import gather
from duty_desk.agenda.shapes import Board
from duty_desk.spans import span_at
from duty_desk.work import Read


def read_board(read: Read) -> Board:
    """Everything at once, for the officer of this reading."""
    found, shift = gather(read), span_at(read, read.at)
    return Board(
        at=read.at,
        open_items=len(found.items),
        inside=tiles.count_inside(read),
        shift=shift,
        counts=tiles.count_all(read),
        queue=lines.build(read, found.items, shift.end),
        posts=hands.list_posts(read),
        figures=day.list_figures(read),
        failed=found.failed,
    )
