"""Goods under fire: the program is killed while it moves them, and two desks take from one shelf."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import StockDocument
from duty_desk import check
from duty_desk.desk import open_desk
from tests.conftest import Clock, sign_in_first
from tests.duty_desk.supplies.conftest import Goods, build_goods, goods  # noqa: F401
from tests.faults.acts import NOON, open_office
from tests.faults.children import finish, start
from tests.faults.conftest import rounds
from tests.faults.goods import left_on, missing
from tests.faults.test_killed import nursery

EACH = 60
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of POSIX"),
]


@pytest.fixture
def stores(template_office: Path, tmp_path: Path) -> Path:
    """The folder of an office with goods; nobody has it open."""
    folder = tmp_path / "office"
    shutil.copytree(template_office, folder)
    desk = open_desk(folder, clock=Clock(NOON))
    sign_in_first(desk)
    build_goods(desk)
    desk.close()
    return folder


def test_no_posted_paper_is_lost_and_none_is_half_there(stores: Path) -> None:
    """Acceptance check R-01 for goods: 500 kills with DUTY_DESK_FAULTS=full."""
    chance = random.Random(4)
    acknowledged: list[str] = []
    with nursery("keep_goods_in_forks", stores) as children:
        for seed in range(rounds(15, 500)):
            children.begin(str(seed))
            acknowledged += children.kill_after(chance.random() * 0.12, at_work=seed % 10 > 0)
            desk = open_office(stores)
            assert check.run(desk) == ()
            assert missing(desk, acknowledged) == []
            desk.close()
    desk = open_office(stores)
    assert check.run(desk, full=True) == ()
    desk.close()
    assert len(acknowledged) > 10


def test_two_desks_never_take_the_same_piece(goods: Goods) -> None:  # noqa: F811
    """Acceptance check R-20 for goods, on both engines: 100 pieces, two desks that want 60 each."""
    desk, lot, store = goods.desk, goods.lots["masks expired"], goods.stores["NH1"]
    target = desk.folder if desk.path else desk.engine.url.render_as_string(hide_password=False)
    children = [start("hand_out", target, str(lot), str(store), str(EACH)) for _ in range(2)]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    counts = [[int(word) for word in finish(child)] for child in children]
    assert sum(posted for posted, _ in counts) == 100
    assert sum(refused for _, refused in counts) == 2 * EACH - 100
    assert left_on(desk, lot, store) == 0
    with desk.read() as read:
        query = select(StockDocument.sequence).where(StockDocument.series == "disposal")
        assert sorted(read.session.scalars(query)) == list(range(1, 101))
    assert check.run(desk, full=True) == ()
