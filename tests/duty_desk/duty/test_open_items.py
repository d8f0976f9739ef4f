"""What the duty office puts on the list of things to do, and that it goes when it is done."""

from __future__ import annotations

from datetime import datetime

from db.vocabulary import LogKind, StepKind, Trade
from duty_desk import duty
from duty_desk.desk import Desk
from duty_desk.duty import open_items, patrols, repairs, routine
from tests.conftest import Clock


def whats(desk: Desk) -> list[tuple[str, str]]:
    with desk.read() as read:
        found = open_items.list_open_items(read)
        counts = open_items.count_open_items(read)
    assert {what: sum(item.what == what for item in found) for what in open_items.WHATS} == counts
    return [(item.what, item.name) for item in found]


def go_through(desk: Desk) -> None:
    """The routine before the shift, which is on the list until then."""
    with desk.work() as work:
        steps = routine.list_steps(work)
        routine.record(work, {each.id: 36.5 if each.kind is StepKind.TEMPERATURE else True for each in steps})


def test_everything_open_the_earliest_term_first(desk: Desk, clock: Clock) -> None:
    go_through(desk)
    assert whats(desk) == []
    with desk.work() as work:
        note = duty.write(work, kind=LogKind.CALL, text="回复图书馆", due_at=datetime(2020, 3, 6, 16))
        order = repairs.call(work, trade=Trade.WATER, place="一食堂", what="水管漏水")
        patrols.add_point(work, route="配电房", name="1 号")
        patrol = patrols.start(work, route="配电房", walker="蒲师傅")
    assert whats(desk) == [
        ("patrol_unfinished", "配电房"),
        ("follow_up", "回复图书馆"),
        ("repair_waiting", "水管漏水"),
    ]
    clock.at = datetime(2020, 3, 7, 13)
    go_through(desk)
    assert ("repair_overdue", "水管漏水") in whats(desk)
    with desk.work() as work:
        duty.finish(work, note)
        repairs.drop(work, order, reason="已自行修好")
        patrols.finish(work, patrol, note="钥匙不在")
    assert whats(desk) == []
    clock.at = datetime(2020, 3, 7, 18)
    assert [what for what, _ in whats(desk)] == ["routine_due"]
