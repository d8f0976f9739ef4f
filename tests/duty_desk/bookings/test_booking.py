"""Once per person and slot, never more than there is, until the cut-off; used, missed, cancelled (product rule W8)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from db.vocabulary import BookingState
from duty_desk import audit, bookings, check, ledger
from duty_desk.bookings import Opening, papers
from duty_desk.bookings.pasting import Verdict
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.ledger import Request
from duty_desk.people import merging
from tests.duty_desk.bookings.conftest import MONDAY, TUESDAY, House
from tests.duty_desk.passes.conftest import add_person

WEDNESDAY = date(2020, 3, 11)


def refused(act: object) -> str:
    with pytest.raises(Refusal) as found:
        act()  # type: ignore[operator]
    return found.value.key


def test_one_person_has_a_slot(house: House) -> None:
    house.book("苗安宁", "12:00", place="松苑2-301", phone="19900002032")
    assert refused(lambda: house.book("费远", "12:00")) == "bookings.refusal.full"
    assert refused(lambda: house.book("苗安宁", "12:20")) == "bookings.refusal.booked", "once a day"
    found = house.day()
    assert (found.taken, found.capacity) == (1, 15)
    assert found.slots[0].bookings[0].name == "苗安宁"


def test_a_person_on_record_keeps_to_the_hours(house: House) -> None:
    with pytest.raises(InputError) as found:
        house.book(slot="15:30", person=house.man)
    assert found.value.key == "bookings.error.other_hours"
    assert house.row(house.book(slot="15:30", person=house.woman)).name == "汤宸宥"
    assert refused(lambda: house.book(slot="15:50", person=house.woman)) == "bookings.refusal.booked"


def test_only_on_its_days_and_in_time(house: House) -> None:
    assert refused(lambda: house.book(day=TUESDAY)) == "bookings.refusal.no_day"
    assert refused(lambda: house.book(day=MONDAY - timedelta(days=1))) == "bookings.refusal.past"
    with pytest.raises(InputError):
        house.book(slot="12:10")
    with pytest.raises(InputError):
        house.book(day=MONDAY + timedelta(days=35))
    house.at(12, 10)
    house.book("晚来", "12:00")
    house.at(12, 20)
    assert refused(lambda: house.book("再晚", "12:00")) == "bookings.refusal.slot_over"


def test_a_slot_given_back_is_free(house: House) -> None:
    made = house.book()
    with house.desk.work(house.guard) as work:
        bookings.cancel(work, made, version=1)
    second = house.book("费远", "12:00")
    with pytest.raises(Refusal), house.desk.work(house.guard) as work:
        bookings.restore(work, made)
    with house.desk.work(house.guard) as work:
        bookings.cancel(work, second)
    with house.desk.work(house.guard) as work:
        bookings.restore(work, made)
    assert house.row(made).state is BookingState.BOOKED
    assert house.day().taken == 1
    with pytest.raises(StaleError), house.desk.work(house.guard) as work:
        bookings.cancel(work, made, version=1)


def test_somebody_came_or_did_not(house: House) -> None:
    made, other = house.book(), house.book("费远", "12:20")
    house.at(12, 25)
    for booking, state in ((made, BookingState.USED), (other, BookingState.MISSED)):
        with house.desk.work(house.guard) as work:
            bookings.mark(work, booking, state)
    assert (house.row(made).state, house.row(other).state) == (BookingState.USED, BookingState.MISSED)
    assert refused(lambda: house.book("苗安宁", "12:40")) == "bookings.refusal.booked", "used counts"
    with house.desk.work(house.guard) as work:
        bookings.mark(work, other, BookingState.BOOKED)
    assert house.row(other).state is BookingState.BOOKED
    later = house.book("后来", "14:00")
    with pytest.raises(Refusal), house.desk.work(house.guard) as work:
        bookings.mark(work, later, BookingState.MISSED)


def test_orders_are_pieces_until_the_cut_off(house: House) -> None:
    house.order("苗安宁", "A套餐", quantity=4)
    house.order("苗安宁", "B套餐")
    house.order("费远", "A套餐", quantity=5)
    assert refused(lambda: house.order("晚来", "A套餐", quantity=2)) == "bookings.refusal.too_many"
    with pytest.raises(InputError):
        house.order("贪心", "B套餐", quantity=6)
    first = house.order("最后", "A套餐")
    other = house.order("改数", "B套餐")
    with house.desk.work(house.guard) as work:
        bookings.change_quantity(work, other, quantity=3)
    with house.desk.read() as read:
        assert [(row.canteen, row.option, row.quantity) for row in bookings.kitchen(read, TUESDAY)] == [
            ("桃苑餐厅", "A套餐", 10),
            ("桃苑餐厅", "B套餐", 4),
        ]
    house.at(20, 0)
    house.order("准点", "B套餐")
    house.at(20, 1)
    assert refused(lambda: house.order("迟到", "B套餐")) == "bookings.refusal.cut_off"
    with pytest.raises(Refusal), house.desk.work(house.guard) as work:
        bookings.cancel(work, first)


def test_a_closed_day_tells_whom_it_concerns(house: House) -> None:
    made = house.book()
    with house.desk.work(house.chief) as work:
        assert bookings.close_day(work, house.bath, day=MONDAY, reason="锅炉检修") == 1
    assert house.row(made).state is BookingState.CANCELLED
    assert refused(lambda: house.book("费远")) == "bookings.refusal.closed"
    assert house.day().slots == ()
    with house.desk.work(house.chief) as work:
        bookings.open_day(work, house.bath, day=TUESDAY, reason="补开一天")
    house.book("费远", day=TUESDAY)
    with house.desk.read() as read:
        week = bookings.week(read, house.bath, MONDAY)
    assert [(day.capacity, day.taken, day.is_closed) for day in week[:3]] == [
        (0, 0, True),
        (15, 1, False),
        (15, 0, False),
    ]


def test_other_rules_from_a_day_on(house: House) -> None:
    made = house.book(day=WEDNESDAY)
    with house.desk.read() as read:
        version = bookings.get_facility(read, house.bath).version
    with house.desk.work(house.chief) as work:
        bookings.set_rules(
            work,
            house.bath,
            valid_from=WEDNESDAY,
            openings=[Opening("", (), time(18), time(20), 30, 2)],
            version=version,
        )
    assert [slot.slot.key for slot in house.day(day=WEDNESDAY).slots] == [
        "18:00",
        "18:30",
        "19:00",
        "19:30",
        "12:00",
    ]
    assert house.day(day=MONDAY).capacity == 15, "the days before keep theirs"
    assert house.row(made).state is BookingState.BOOKED, "whoever has booked is not forgotten"
    house.book("甲", "18:00", WEDNESDAY)
    house.book("乙", "18:00", WEDNESDAY)
    assert refused(lambda: house.book("丙", "18:00", WEDNESDAY)) == "bookings.refusal.full"


@pytest.mark.parametrize(
    "opening",
    [
        Opening("", (), time(12), time(12), 20, 1),
        Opening("", (), time(12), time(13), 0, 1),
        Opening("", (), time(12), time(13), 20, 0),
    ],
)
def test_rules_that_cannot_be(house: House, opening: Opening) -> None:
    with pytest.raises(InputError), house.desk.work(house.chief) as work:
        bookings.set_rules(work, house.bath, valid_from=MONDAY, openings=[opening], version=2)


def test_a_list_is_judged_line_by_line_before_anything_is_written(house: House) -> None:
    house.order("已有", "A套餐", quantity=2)
    house.order("改数", "B套餐", quantity=1)
    text = "\n".join(
        (
            "#接龙 明日盒饭",
            "1. 张三 A套餐 2份",
            "2. 费然 B套餐 1份 松苑2-301 19900002032",
            "3. 已有 A套餐 2份",
            "4. 改数 B套餐 3份",
            "5. 张三 A套餐 1份",
            "6. 无名氏",
            "7. 贪心 A套餐 9份",
            "8. 李四 A套餐 5份",
            "9. 王五 A套餐 2份",
        )
    )
    with house.desk.read() as read:
        lines = bookings.judge(read, house.meals, TUESDAY, text)
    assert [(line.said.name, line.verdict.value) for line in lines] == [
        ("张三", "new"),
        ("费然", "new"),
        ("已有", "same"),
        ("改数", "changed"),
        ("张三", "refused"),
        ("无名氏", "refused"),
        ("贪心", "refused"),
        ("李四", "new"),
        ("王五", "refused"),
    ]
    assert [line.reason for line in lines if line.verdict is Verdict.REFUSED] == [
        "与第 2 行重复",
        "没有写套餐",
        "每人最多 5",
        "A套餐 只剩 1",
    ]
    assert house.day(house.meals, TUESDAY).taken == 3, "nothing is written yet"
    assert lines[1].person == house.man
    with house.desk.work(house.guard) as work:
        taken = bookings.write(work, house.meals, day=TUESDAY, lines=lines)
    assert (taken.new, taken.changed) == (3, 1)
    rows = {row.name: row for row in house.day(house.meals, TUESDAY).bookings}
    assert (rows["费然"].place, rows["费然"].phone, rows["改数"].quantity) == ("松苑2-301", "19900002032", 3)
    with house.desk.read() as read:
        again = bookings.judge(read, house.meals, TUESDAY, text)
    assert [line.verdict.value for line in again[:4]] == ["same"] * 4, "the list is pasted again and again"


def test_a_list_of_times(house: House) -> None:
    text = "1. 张三 12:00\n2. 李四 12:00\n3. 王五\n4. 赵六 16点10"
    with house.desk.read() as read:
        lines = bookings.judge(read, house.bath, MONDAY, text)
    assert [(line.verdict.value, line.slot) for line in lines] == [
        ("new", "12:00"),
        ("refused", "12:00"),
        ("refused", ""),
        ("new", "16:10"),
    ]


def test_orders_wait_for_the_kitchen(house: House) -> None:
    house.order()
    with house.desk.read() as read:
        assert bookings.count_open_items(read) == {"orders_due": 0}
    house.at(20, 1)
    with house.desk.read() as read:
        (item,) = bookings.list_open_items(read)
    assert (item.name, item.due_at, item.detail) == ("桃苑盒饭", datetime(2020, 3, 9, 20), "1")
    with house.desk.work(house.guard) as work:
        papers.record_print(work, house.meals, TUESDAY, papers.KITCHEN, "printer")
    with house.desk.read() as read:
        assert bookings.count_open_items(read) == {"orders_due": 0}


def test_the_list_holds_all_of_them(house: House) -> None:
    made = house.book("苗安宁", phone="19900002032")
    house.order("费远", quantity=3)
    with house.desk.work(house.guard) as work:
        bookings.cancel(work, made)
    with house.desk.read() as read:
        rows = ledger.page(bookings.BOOKINGS, read, Request()).rows
        assert [(row.name, row.state.value) for row in rows] == [("费远", "booked"), ("苗安宁", "cancelled")]
        assert ledger.count(bookings.BOOKINGS, read, Request(search="费远")) == 1
        assert bookings.BOOKINGS.totals is not None
        assert bookings.BOOKINGS.totals(read, Request())[0].text == "3"


def test_roles_and_record(house: House) -> None:
    with pytest.raises(Denied), house.desk.work(house.keeper) as work:
        bookings.book(work, house.bath, day=MONDAY, slot="12:00", name="x")
    with pytest.raises(Denied), house.desk.work(house.guard) as work:
        bookings.close_day(work, house.bath, day=MONDAY, reason="x")
    made = house.book()
    with house.desk.work(house.guard) as work:
        bookings.cancel(work, made)
    with house.desk.read() as read:
        entries = audit.history(read, "facility", house.bath)
    assert [entry.action for entry in entries][-2:] == ["booking.add", "booking.turn"]
    assert "苗安宁" not in str(entries), "no name enters the chain"


def test_two_records_of_one_person_have_one_slot(house: House) -> None:
    with house.desk.work() as work:
        other = add_person(work, "费然", id_kind="passport", id_number="E12345678", sex="male")
    house.book(slot="12:00", person=other)
    with house.desk.work() as work:
        merging.merge_persons(work, keep=house.man, remove=other, reason="同一人")
    assert refused(lambda: house.book(slot="12:20", person=house.man)) == "bookings.refusal.booked"
    assert house.day().slots[0].bookings[0].person_id == house.man
    assert check.run(house.desk, full=True) == ()
