"""Return to campus: batches, records of health, who is not there yet, the list on paper, a list taken in and taken back (R7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Gate, Person, Returnee, ReturneeDay
from db.vocabulary import Category
from duty_desk import importing, ledger
from duty_desk.desk import Desk
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.ledger import Request
from duty_desk.screening import open_items, papers, return_rows, returns
from duty_desk.screening.return_ledger import RETURNEES
from duty_desk.screening.returns import BatchForm, RecordDay
from duty_desk.sheets.reading import read_book
from tests.conftest import Clock, Filled
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.passes.conftest import add_person

DAY = date(2020, 3, 6)


@dataclass(frozen=True)
class Season:
    """A batch of today and tomorrow with two people."""

    desk: Desk
    gate: int
    batch: int
    whole: int
    bare: int
    person: int

    def row(self, returnee: int) -> return_rows.ReturneeRow:
        with self.desk.read() as read:
            return return_rows.get_returnee(read, returnee)

    def of(self) -> return_rows.BatchRow:
        with self.desk.read() as read:
            return return_rows.get_batch(read, self.batch)


def form(gate: int | None, **more: Any) -> BatchForm:
    plain = BatchForm("第一批", DAY, DAY + timedelta(days=1), time(8), time(18), gate, "火车", record_days=3)
    return replace(plain, **more)


def fill(desk: Desk) -> Season:
    with desk.work() as work:
        gate = Gate(code="E", name="南湖东大门", list_order=1)
        work.session.add(gate)
        work.session.flush()
        batch = returns.add_batch(work, form(gate.id))
        people = [add_person(work, name, category=Category.STUDENT.value) for name in ("苗宁", "费然")]
        found = [
            returns.add_returnee(work, batch=batch, person=person, coming_from="西安") for person in people
        ]
        days = [RecordDay(DAY - timedelta(days=back), "西安市", 36.4) for back in (1, 2, 3)]
        returns.record_days(work, found[0], days)
    return Season(desk, gate.id, batch, found[0], found[1], people[0])


@pytest.fixture
def season(filled: Filled) -> Season:
    desk, made = filled(fill)
    return replace(made, desk=desk)


def test_a_health_record_is_whole_when_every_day_has_place_and_temperature(season: Season) -> None:
    assert (season.row(season.whole).is_complete, season.row(season.bare).record_words) == (True, "0/3 天")
    with season.desk.work() as work:
        returns.record_days(
            work,
            season.bare,
            [
                RecordDay(DAY - timedelta(days=3), "汉中", 36.4),
                RecordDay(DAY - timedelta(days=2), "", 36.4),
                RecordDay(DAY - timedelta(days=1), "西安", 37.4, ("dry_cough",)),
            ],
        )
    row = season.row(season.bare)
    assert (row.missing, row.worrying) == ((DAY - timedelta(days=2),), True)
    with season.desk.read() as read:
        said = [day.said for day in return_rows.health_record(read, season.bare)]
    assert said == ["汉中　36.4 无症状", "36.4 无症状", "西安　37.4 干咳"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "第一批"}, "name"),
        ({"name": "二", "until_on": date(2020, 3, 5)}, "until_on"),
        ({"name": "二", "until_time": time(8)}, "until_time"),
        ({"name": "二", "record_days": 61}, "record_days"),
    ],
)
def test_what_is_wrong_with_a_batch_is_told_at_the_field(
    season: Season, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputError) as refused, season.desk.work() as work:
        returns.add_batch(work, form(None, **more))
    assert refused.value.field == field


def test_nobody_is_expected_in_two_batches(season: Season) -> None:
    with season.desk.work() as work:
        second = returns.add_batch(work, form(None, name="第二批"))
        with pytest.raises(InputError, match="known"):
            returns.add_returnee(work, batch=second, person=season.person)
        returns.drop(work, season.whole, reason="改为第二批")
        assert returns.add_returnee(work, batch=second, person=season.person)


def test_an_observation_has_a_reason_and_is_decided_before_the_arrival(season: Season) -> None:
    with season.desk.work() as work:
        with pytest.raises(InputError, match="observe_reason"):
            returns.observe(work, season.bare, must_observe=True)
        returns.observe(work, season.bare, must_observe=True, reason="途经重点地区", version=1)
        with pytest.raises(StaleError):
            returns.observe(work, season.bare, must_observe=False, version=1)
        assert returns.arrive(work, season.bare, at=work.at, crossing=None) == "observed"
        with pytest.raises(Refusal, match="here"):
            returns.drop(work, season.bare, reason="不来")
    of = season.of()
    assert (of.expected, of.arrived, of.observed, of.must_observe, of.all) == (1, 0, 1, 1, 2)


def test_who_has_not_come_at_the_end_of_the_last_day_is_open(season: Season, clock: Clock) -> None:
    with season.desk.work() as work:
        returns.arrive(work, season.whole, at=work.at, crossing=None)
    clock.at = datetime(2020, 3, 7, 17, 59)
    with season.desk.read() as read:
        assert open_items.count_open_items(read)[open_items.RETURN_ABSENT] == 0
    clock.at = datetime(2020, 3, 7, 18)
    with season.desk.read() as read:
        (item,) = open_items.list_open_items(read)
        assert (item.what, item.subject, item.detail) == (
            "return_absent",
            ("returnee", season.bare),
            "第一批",
        )
    clock.at = datetime(2020, 3, 8, 9)
    assert (season.of().absent, season.row(season.bare).state) == (1, "absent")
    with season.desk.work() as work:
        returns.close_batch(work, season.batch)
    with season.desk.read() as read:
        assert open_items.list_open_items(read) == ()


def test_the_list_says_the_same_and_goes_to_the_gate_on_paper(season: Season) -> None:
    with season.desk.read() as read:
        rows = ledger.page(RETURNEES, read, Request(filters={"batch": season.batch})).rows
        assert {(row.name, row.record, row.state) for row in rows} == {
            ("苗宁", "3/3 天", "expected"),
            ("费然", "0/3 天", "expected"),
        }
        bare = ledger.page(RETURNEES, read, Request(filters={"incomplete": True})).rows
        assert [row.name for row in bare] == ["费然"]
        assert ledger.count(RETURNEES, read, Request(filters={"state": ["absent"]})) == 0
        target = BytesIO()
        papers.draw_returnees(read, target, day=DAY, gate=season.gate)
    page = squeezed(pdfium_pages(target.getvalue())[0])
    assert "第一批3月6日—3月7日08:00–18:00南湖东大门火车" in page
    assert "苗*" in page
    assert "苗宁" not in page
    assert "应到2人：已到0，观察0，未到2；须观察0人" in page


def write_list(path: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    days = [DAY - timedelta(days=back) for back in (3, 2, 1)]
    sheet.append(["返校人员名单"])
    sheet.append(["填报单位：学生处　2020年3月"])
    head = ["序号", "返校批次", "姓名", "学号", "联系电话", "出发地", "近14天所在地", "须观察", "观察原因"]
    sheet.append([*head, *(f"{day.month}月{day.day}日" for day in days)])
    sheet.append(
        [1, "第一批", "汤宸宥", "2018010203", "19900007001", "汉中", "汉中市", "否", "", 36.2, 36.4, "36.5℃"]
    )
    sheet.append(
        [2, "第一批", "万景峻", "2018010204", "19900007002", "武汉", "", "是", "重点地区", 36.2, "", 36.6]
    )
    sheet.append([3, "第九批", "陶以筠", "2018010205", "19900007003", "宝鸡", "", "否", "", 36.2, 36.3, 36.4])
    target = path / "返校.xlsx"
    book.save(target)
    return target


def test_a_list_comes_in_with_its_health_record_and_is_taken_back(season: Season, tmp_path: Path) -> None:
    path = write_list(tmp_path)
    with season.desk.read() as read:
        before = read.session.scalar(select(func.count()).select_from(Person)) or 0
    with season.desk.work() as work:
        (done,) = importing.write_file(work, read_book(path), file_name=path.name)
    assert (done.form_key, done.written, done.left) == ("returnees", 2, 1)
    with season.desk.read() as read:
        rows = {row.name: row for row in return_rows.list_returnees(read, revealed=True)}
    assert rows["汤宸宥"].is_complete
    assert (rows["万景峻"].recorded, rows["万景峻"].observe_reason) == (2, "重点地区")
    with season.desk.work() as work:
        assert importing.undo(work, done.batch_id) == 2
    with season.desk.read() as read:
        assert read.session.scalar(select(func.count()).select_from(Returnee)) == 2
        assert read.session.scalar(select(func.count()).select_from(ReturneeDay)) == 3
        assert read.session.scalar(select(func.count()).select_from(Person)) == before


def test_who_has_come_since_keeps_the_import(season: Season, tmp_path: Path) -> None:
    path = write_list(tmp_path)
    with season.desk.work() as work:
        (done,) = importing.write_file(work, read_book(path), file_name=path.name)
        mine = work.session.scalars(select(Returnee.id).where(Returnee.import_id == done.batch_id)).first()
        assert mine is not None
        returns.arrive(work, mine, at=work.at, crossing=None)
    with pytest.raises(Refusal, match="import_used"), season.desk.work() as work:
        importing.undo(work, done.batch_id)
