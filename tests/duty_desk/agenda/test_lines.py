"""The queue as an officer reads it: alike things in one line, the latest first, in whose hands, put aside and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text

from db.vocabulary import IncidentKind, Role
from duty_desk import agenda, incidents
from duty_desk.agenda import lines, snooze
from duty_desk.agenda.items import Item
from duty_desk.agenda.rules import Group, Tile, Verb
from duty_desk.agenda.shapes import Queue
from duty_desk.desk import Desk
from duty_desk.errors import InputError
from duty_desk.spans import span_at
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.duty_desk.passes.conftest import add_officer

AFTERNOON = datetime(2020, 3, 6, 17, 20)


def at(hour: int, minute: int = 0, day: int = 6) -> datetime:
    return datetime(2020, 3, day, hour, minute)


def reading(number: int, room: str, due: datetime = at(17)) -> Item:
    return Item(
        "isolation", "reading_missed", due, ("stay", number), "苗宁", f"学术交流中心2号楼 {room}", "1"
    )


ROUND = Item("disinfection", "round_overdue", at(16), ("round", 7), "公共卫生间（松苑）", "物业二组", "A18#2")
WAITING = Item("passes", "pass_waiting", at(9), ("pass", 3), "任晓慧", "土木工程学院", "值班")
ENDING = [
    Item("passes", "pass_expiring", at(0, day=7), ("pass", n), "欧阳珺", "1号楼", "就医") for n in (4, 5)
]
TOMORROW = Item("passes", "pass_expiring", at(0, day=8), ("pass", 6), "任晓慧", "校医院", "值班")
GOODS = Item(
    "supplies", "lot_expiring", at(0, day=12), ("item", 900), "医用防护口罩", "南湖一库", "N95-1909 800 个"
)


def queue_of(desk: Desk, *items: Item, officer: OfficerRef | None = None) -> Queue:
    with desk.read(officer) as read:
        return lines.build(read, items, span_at(read, read.at).end)


def said(queue: Queue) -> list[tuple[str, str, str]]:
    return [(line.chip, line.title, line.detail) for line in queue.lines]


@pytest.fixture(autouse=True)
def afternoon(clock: Clock) -> None:
    clock.at = AFTERNOON


def test_the_longest_late_first_then_before_the_hand_over_then_the_rest(desk: Desk) -> None:
    queue = queue_of(desk, GOODS, TOMORROW, *ENDING, WAITING, reading(1, "203"), reading(2, "311"), ROUND)
    assert said(queue) == [
        ("超时 1小时20分", "公共卫生间（松苑）", "应于 16:00　本日第 2 次"),
        ("超时 20分", "体温未测 2 人", "2-203、2-311　截止 17:00"),
        ("剩 40分", "任*慧 申请办证", "值班　土木工程学院　09:00 提交"),
        ("今日 24:00", "2 张通行证到期", "欧阳*"),
        ("明日 24:00", "任*慧 通行证到期", "值班　校医院"),
        ("剩 5 天", "医用防护口罩 临近效期", "N95-1909 800 个　南湖一库　3月11日 到期"),
    ]
    assert [queue.count(group) for group in Group] == [3, 1, 4]
    assert [line.verb for line in queue.of(Group.LATE)] == [Verb.RECORD, Verb.READ]
    # Only what ends today belongs to the tile of today.
    assert [line.tile for line in queue.lines][2:5] == [None, Tile.PASSES, None]


def test_what_differs_in_time_stays_apart(desk: Desk) -> None:
    queue = queue_of(desk, reading(1, "203"), reading(2, "311", at(10)))
    assert [line.title for line in queue.lines] == ["2-311 体温未测", "2-203 体温未测"]
    assert queue.lines[0].detail == "苗*　截止 10:00"


def test_a_line_of_many_keeps_each_of_them(desk: Desk) -> None:
    line = queue_of(desk, *(reading(n, f"20{n}") for n in range(1, 7))).lines[0]
    assert (line.title, line.detail) == ("体温未测 6 人", "2-201、2-202、2-203、2-204 等　截止 17:00")
    assert [part.title for part in line.parts][-1] == "2-206 体温未测"
    assert [item.subject for item in line.items] == [("stay", n) for n in range(1, 7)]


@pytest.mark.parametrize(("value", "said_of_it"), [("37.4", "首测 37.4℃　苗*"), ("", "苗*")])
def test_a_reading_that_is_not_to_be_known_leaves_no_gap(desk: Desk, value: str, said_of_it: str) -> None:
    again = replace(reading(1, "203"), what="retest_due", detail=value)
    assert [line.detail for line in queue_of(desk, again).lines] == [said_of_it]


def test_in_whose_hands(desk: Desk) -> None:
    with desk.work() as work:
        warden = add_officer(work, "沈薇", Role.SITE)
        guard = add_officer(work, "常大伟", Role.GATE)
        leader = add_officer(work, "马文涛", Role.LEADER)
    items = (ROUND, reading(1, "203"), WAITING)
    queue = queue_of(desk, *items)
    # The team that does a round, the officer of the site, and the desk itself.
    assert [line.who for line in queue.lines] == ["物业二组", "沈薇", "周敏"]

    def mine(officer: OfficerRef | None) -> list[str]:
        return [line.what for line in queue_of(desk, *items, officer=officer).lines if line.is_mine]

    assert mine(None) == ["pass_waiting"]
    assert mine(warden) == ["reading_missed"]
    assert mine(guard) == []
    assert mine(leader) == ["pass_waiting"]


def test_nobody_of_a_role_is_named_by_it(desk: Desk) -> None:
    assert queue_of(desk, reading(1, "203")).lines[0].who == "隔离点管理员"


def test_put_aside_it_comes_back_by_itself(desk: Desk, clock: Clock) -> None:
    items = (ROUND, reading(1, "203"), reading(2, "311"))
    with desk.work() as work:
        other = add_officer(work, "韩立军", Role.CHIEF)
        until = snooze.snooze(work, items[1:], 15)
    assert until == at(17, 35)
    queue = queue_of(desk, *items)
    assert [line.what for line in queue.lines] == ["round_overdue"]
    assert queue.aside == 2
    # Not for anybody else, and what is new is not hidden with what was.
    assert len(queue_of(desk, *items, officer=other).lines) == 2
    assert queue_of(desk, *items, reading(3, "105")).lines[1].title == "2-105 体温未测"
    clock.forward(minutes=15)
    assert len(queue_of(desk, *items).lines) == 2


def test_put_aside_until_the_hand_over_and_taken_back(desk: Desk) -> None:
    with desk.work() as work:
        assert snooze.snooze(work, [ROUND], None) == at(18)
        assert snooze.snooze(work, [WAITING], 60) == at(18)
    with desk.work() as work:
        snooze.wake(work, [snooze.key_of(ROUND)])
    assert [line.what for line in queue_of(desk, ROUND, WAITING).lines] == ["round_overdue"]
    with desk.work() as work:
        snooze.wake(work)
    assert len(queue_of(desk, ROUND, WAITING).lines) == 2


@pytest.mark.parametrize(("items", "minutes"), [([], 15), ([ROUND], 45)])
def test_only_as_long_as_is_offered(desk: Desk, items: Sequence[Item], minutes: int) -> None:
    with pytest.raises(InputError), desk.work() as work:
        snooze.snooze(work, items, minutes)


def test_the_list_of_the_hand_over_knows_no_snooze(desk: Desk) -> None:
    with desk.work() as work:
        incidents.report(work, kind=IncidentKind.SAFETY, level=3, title="锅炉房漏水", place="锅炉房")
    with desk.work() as work:
        found = agenda.list_items(work)
        snooze.snooze(work, found, None)
    with desk.read() as read:
        assert [item.name for item in agenda.list_items(read) if item.feature == "incidents"] == [
            "锅炉房漏水"
        ]


def test_one_desk_that_cannot_be_read_hides_no_other(desk: Desk) -> None:
    with desk.work() as work:
        incidents.report(work, kind=IncidentKind.SAFETY, level=3, title="锅炉房漏水", place="锅炉房")
        work.session.execute(text("ALTER TABLE dispatch RENAME TO dispatch_gone"))
    with desk.read() as read:
        found = agenda.gather(read)
        board = lines.build(read, found.items, at(18))
    assert found.failed == {"supplies"}
    assert [line.title for line in board.lines if line.kind == "incident"] == ["锅炉房漏水"]


def test_an_item_of_a_kind_nobody_placed_is_shown_all_the_same(desk: Desk) -> None:
    strange = replace(ROUND, feature="somewhere", what="something_new")
    line = queue_of(desk, strange).lines[0]
    assert (line.title, line.who, line.verb) == ("公共卫生间（松苑）", "物业二组", Verb.OPEN)
