"""How wide the columns of the roster are: the whole month is in sight as long as it can be."""

from __future__ import annotations

from collections.abc import Mapping

from ui.duty.roster_model import FIRST_DAY, NAME, POST, RUN, RosterModel, run_mark
from ui.kit.paint import mark_size
from ui.kit.tokens import BODY, SMALL, scaled, text_width

NAME_LEAST, NAME_MOST, POST_WIDE, DAY_MOST = 68, 128, 80, 48
# A day is at least that wide; with less room than the first for every day, post and run give way.
DAY_USUAL, DAY_LEAST = 28, 22


def column_widths(model: RosterModel, wide: int) -> Mapping[int, int]:
    """The width of every column in `wide`; 0 for those that give way."""
    lines, days = model.lines, model.days
    posts = max((text_width(line.person.post, SMALL) for line in lines), default=0) + 8
    runs = max((mark_size(run_mark(line)).width() for line in lines), default=0) + 6
    beside = {POST: min(POST_WIDE, posts), RUN: runs}
    longest = max((text_width(line.person.title, BODY, True) for line in lines), default=0)
    name = max(scaled(NAME_LEAST), min(NAME_MOST, longest + 12))
    for column in (POST, RUN):
        if wide - name - sum(beside.values()) < days * scaled(DAY_USUAL):
            beside[column] = 0
    taken = sum(beside.values())
    name = max(scaled(NAME_LEAST), min(name, wide - taken - days * scaled(DAY_LEAST)))
    each = max(scaled(DAY_LEAST), min(DAY_MOST, (wide - name - taken) // days))
    rest = wide - each * days - taken
    if beside[POST]:
        more = max(0, min(40, (rest - name) // 2))
        beside[POST] += more
        rest -= more
    columns = dict.fromkeys(range(FIRST_DAY, FIRST_DAY + days), each)
    return {NAME: max(name, rest), **beside, **columns}
