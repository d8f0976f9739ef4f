"""The office says to which days its bulletin counts goods, and which batches it names."""

from __future__ import annotations

from datetime import date

import pytest

from duty_desk.errors import Problems
from duty_desk.roles import Denied
from duty_desk.supplies import published
from duty_desk.supplies.figures import goods_figures
from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_receive import allocated, masks, take

TODAY = date(2020, 3, 6)


def test_the_leader_says_what_the_bulletin_counts_and_the_figures_go_by_it(goods: Goods) -> None:
    take(goods, allocated(masks(goods), batch="P01"))
    with goods.desk.work(goods.approver) as work:
        assert published.get_published(work) is None
        assert "published" not in goods_figures(work)
        published.set_published(work, received_to=TODAY, issued_to=TODAY, named={"口罩": ["p01", "P01"]})
    with goods.desk.read() as read:
        kept = published.get_published(read)
        assert kept is not None
        assert kept.named == {"口罩": ["P01"]}, "as it stands on the receipt, once"
        said = goods_figures(read)["published"]["口罩"]
    assert said["itemised"] > 0
    assert said["itemised"] + said["not_itemised"] == said["received"]


def test_a_day_to_come_and_a_batch_of_no_receipt_are_refused_at_their_fields(goods: Goods) -> None:
    named = {"口罩": ["P77"], "手卫生": []}
    with pytest.raises(Problems) as refused, goods.desk.work(goods.chief) as work:
        published.set_published(work, received_to=date(2020, 3, 7), issued_to=TODAY, named=named)
    assert [error.field for error in refused.value.errors] == ["received_to", "named.口罩"]
    with pytest.raises(Denied), goods.desk.work(goods.keeper) as work:
        published.set_published(work, received_to=TODAY, issued_to=TODAY, named={})
    with goods.desk.read() as read:
        assert published.get_published(read) is None


def test_every_line_of_the_summary_is_offered_once(goods: Goods) -> None:
    with goods.desk.read() as read:
        assert published.list_metrics(read) == (
            ("口罩", "口罩"),
            ("消毒剂kg", "消毒剂"),
            ("手卫生", "手卫生"),
        )
