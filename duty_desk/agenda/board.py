"""All of Today from one reading: counts, queue, who is on duty, figures; what could not be read is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duty_desk.agenda import day, hands, lines, tiles
from duty_desk.agenda.day import Figure
from duty_desk.agenda.hands import Post
from duty_desk.agenda.items import gather
from duty_desk.agenda.lines import Queue
from duty_desk.agenda.tiles import Count
from duty_desk.duty.spans import Span, span_at
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class Board:
    """Today as it is at `at`. `failed` names features whose things are missing from the queue."""

    at: datetime
    shift: Span
    counts: tuple[Count, ...]
    queue: Queue
    posts: tuple[Post, ...]
    figures: tuple[Figure, ...]
    failed: frozenset[str]


def read_board(read: Read) -> Board:
    """Everything at once, for the officer of this reading."""
    found, shift = gather(read), span_at(read, read.at)
    return Board(
        at=read.at,
        shift=shift,
        counts=tiles.count_all(read),
        queue=lines.build(read, found.items, shift.end),
        posts=hands.list_posts(read),
        figures=day.list_figures(read),
        failed=found.failed,
    )
