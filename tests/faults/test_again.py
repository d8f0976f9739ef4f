"""The answer was lost, or somebody pressed twice: the same act sent again is done once (R-21, I-13)."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from duty_desk import operations
from tests.faults import hands_of_goods, hands_of_people
from tests.faults.acts import halves, open_office
from tests.faults.hands import Hands, Rows
from tests.faults.report import tried

pytestmark = pytest.mark.slow
ACTS: tuple[Callable[[Hands], Rows], ...] = (
    hands_of_people.issue,
    hands_of_people.visit,
    hands_of_goods.take_in,
    hands_of_goods.repack,
)


def rows_of(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def test_the_same_act_sent_again_is_done_once_also_by_a_program_started_anew(busy_office: Path) -> None:
    """Acceptance check R-21: at once, and after a restart; the second answer is the first one."""
    path = busy_office / "office.db"
    for act in ACTS:
        operation = operations.new_id()
        desk = open_office(busy_office)
        hands = Hands(desk, random.Random(21))
        hands.operation = operation
        first = act(hands)
        there = rows_of(path)
        assert act(hands) == first
        desk.close()
        desk = open_office(busy_office)
        hands = Hands(desk, random.Random(21))
        hands.operation = operation
        assert act(hands) == first
        assert rows_of(path) == there, act.__name__
        assert halves(desk) == []
        desk.close()
    tried("R-21", "acts sent again at once and after a restart", 2 * len(ACTS))
