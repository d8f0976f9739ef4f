"""Two desks take from one shelf: nobody gets what another has (acceptance check R-20 for goods)."""

from __future__ import annotations

import sys

import pytest
from sqlalchemy import select

from db.models import StockDocument
from duty_desk import check
from tests.duty_desk.supplies.conftest import Goods, goods  # noqa: F401
from tests.faults.children import finish, start
from tests.faults.goods import PIECES, left_on
from tests.faults.report import tried

# A hundred pieces lie there; the two want 120.
EACH, THERE = 12, 20
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]


def test_two_desks_never_take_the_same_piece(goods: Goods) -> None:  # noqa: F811
    """Acceptance check R-20 for goods, on both engines."""
    desk, lot, store = goods.desk, goods.lots["masks expired"], goods.stores["NH1"]
    target = desk.folder if desk.path else desk.engine.url.render_as_string(hide_password=False)
    assert left_on(desk, lot, store) == THERE * PIECES
    children = [start("hand_out", target, str(lot), str(store), str(EACH)) for _ in range(2)]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    counts = [[int(word) for word in finish(child)] for child in children]
    assert sum(posted for posted, _ in counts) == THERE
    assert sum(refused for _, refused in counts) == 2 * EACH - THERE
    assert left_on(desk, lot, store) == 0
    with desk.read() as read:
        query = select(StockDocument.sequence).where(StockDocument.series == "disposal")
        assert sorted(read.session.scalars(query)) == list(range(1, THERE + 1))
    assert check.run(desk, full=True) == ()
    tried("R-20", f"two desks empty one shelf ({desk.engine.dialect.name})", 2 * EACH)
