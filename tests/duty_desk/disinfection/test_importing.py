"""The office's workbook of disinfection comes in whole, gives the expected figures, and goes again while nothing was built on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Area, DisinfectionRecord, ImportBatch, Plan, Round
from duty_desk import disinfection, importing
from duty_desk.desk import Desk
from duty_desk.disinfection import Finding, Shown, coverage, import_words
from duty_desk.disinfection import importing as disinfection_importing
from duty_desk.disinfection.figures import figures
from duty_desk.errors import InputError, Refusal
from duty_desk.sheets.reading import read_book
from tests.code_tree import ROOT
from tests.conftest import Filled, on_sqlite

pytestmark = pytest.mark.slow

BOOK = ROOT / "tests" / "data" / "消毒计划.xlsx"
EXPECTED: dict[str, Any] = json.loads((BOOK.parent / "expected.json").read_text(encoding="utf-8"))[
    "disinfection"
]
DAY = date(2020, 3, 5)


def take_in(desk: Desk) -> None:
    with desk.work() as work:
        done = importing.write_file(work, read_book(BOOK), file_name=BOOK.name)
    found = {each.form_key: (each.written, each.left) for each in done}
    assert found["areas"] == (25, 0)
    assert found["area_events"] == (6, 0)
    assert found["dis_records"] == (56, 0)


def count(desk: Desk, *models: type) -> list[int]:
    with desk.read() as read:
        return [read.session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def batch(desk: Desk, form: str) -> int:
    with desk.read() as read:
        query = select(ImportBatch.id).where(ImportBatch.form == form, ImportBatch.undone_at.is_(None))
        return read.session.scalars(query.order_by(ImportBatch.id.desc())).first() or 0


def test_the_figures_are_those_expected(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.read() as read:
        found = figures(read)
    assert {key: found[key] for key in EXPECTED} == EXPECTED


@on_sqlite
def test_plans_are_understood_as_they_are_written(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.read() as read:
        areas = {area.code: area for area in disinfection.list_areas(read, DAY)}
        assert read.session.scalar(select(func.count()).where(Plan.valid_from != DAY)) == 0
    said = {code: (area.kind, area.thing, area.plan.agent, area.plan.target, area.plan.least, area.plan.most)
            for code, area in areas.items() if area.plan is not None}  # fmt: skip
    assert said["A02"] == ("dormitory", "touched", "chlorine", 500, 250, 500)
    assert said["A06"] == ("canteen", "floor", "chlorine", 1000, 250, 1000)
    assert said["A07"] == ("canteen", "metal", "alcohol", 75, 70, 80)
    assert said["A09"] == ("canteen", "air", "uv", None, None, None)
    assert said["A18"] == ("sanitation", "toilet", "chlorine", 500, 500, 2000)
    assert said["A22"] == ("isolation", "bins", "chlorine", 1000, 1000, 2000)
    assert areas["A21"].points_rule == "occupied_rooms"
    events = {code: (area.plan.trigger, area.plan.event, area.plan.rounds, area.plan.weekdays)
              for code, area in areas.items() if area.plan is not None and area.plan.trigger != "daily"}  # fmt: skip
    assert events == {
        "A24": ("event", "vehicle", 1, ()),
        "A25": ("event", "unloading", 1, ()),
        "A26": ("event", "official_car", 1, ()),
        "A30": ("weekly", None, 2, (0, 2, 4, 6)),
        "W01": ("weekly", None, 1, ()),
        "Z01": ("event", "release", 1, ()),
    }
    plan = areas["A02"].plan
    assert plan is not None
    assert (plan.other_agent, plan.agent_text, plan.method) == ("alcohol", "75%酒精或含氯500mg/L", "wipe")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("含氯500mg/L", ("chlorine", None, 500, None, None)),
        ("含氯 1000—2000 mg/L", ("chlorine", None, 2000, 1000, 2000)),
        ("75%酒精", ("alcohol", None, 75, None, None)),
        ("0.2%过氧乙酸", ("peracetic", None, None, None, None)),
        ("开窗通风", ("none", None, None, None, None)),
    ],
)
def test_an_agent_is_read_from_its_words(text: str, said: tuple[Any, ...]) -> None:
    found = import_words.said_of(text)
    assert (found.agent, found.other, found.target, found.least, found.most) == said


@on_sqlite
def test_the_day_reads_as_it_was_written_down(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.read() as read:
        grid = disinfection.day_grid(read, DAY)
        records = disinfection.list_records(read, DAY)
        (left_out,) = coverage.missed(read, DAY, DAY)
        lines = coverage.coverage(read, DAY, DAY)
        said = coverage.findings(read, DAY, DAY)
        use = coverage.use_by_agent(read, DAY, DAY)
    assert (grid.total, grid.done, grid.counts[Shown.MISSED], len(records)) == (55, 54, 1, 55)
    assert (left_out[0].code, left_out[1].reason) == ("A05", "风大雨急未做")
    assert coverage.share_of(lines) == 54 / 55
    assert [(row.area_code, row.findings, row.verdict) for row in said] == [
        ("A28", (Finding.TOO_SHORT,), "failed"),
        ("A14", (Finding.TOO_STRONG,), "passed"),
    ]
    assert {each.agent: each.records for each in use} == {"chlorine": 46, "alcohol": 4, "none": 3, "uv": 2}
    first = next(row for row in records if row.area_code == "A01")
    assert (first.stock_text, first.ratio, first.strength, first.minutes) == ("5%", "1:99", Decimal(500), 41)
    assert (first.done_by, first.checked_by, first.is_late) == ("沈岑", "段知衡", False)
    assert first.checked_at == datetime(2020, 3, 5, 9, 6)


@dataclass(frozen=True)
class Row:
    """A judged row of the register."""

    values: Mapping[str, Any]
    sheet: str = "消毒记录"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "A99"}, "code"),
        ({"t_from": None}, "t_from"),
        ({"t_from": time(8, 25)}, "t_from"),
        ({"operator": None}, "operator"),
        ({"checker": "沈 岑"}, "checker"),
        ({"date": date(2020, 3, 6), "t_to": time(23, 0)}, "t_to"),
        ({"result": "missed", "round": 9}, "round"),
        ({"result": "missed", "round": 1}, "round"),
    ],
)
@on_sqlite
def test_a_row_that_cannot_be_kept_says_why(filled: Filled, values: dict[str, Any], field: str) -> None:
    desk, _ = filled(take_in)
    usual: dict[str, Any] = {
        "date": DAY, "code": "A01", "round": None, "t_from": time(10, 0), "t_to": time(10, 40), "method": "擦拭",
        "disinfectant": "含氯500mg/L", "target": 500, "operator": "沈岑", "checker": "段知衡", "result": "passed",
    }  # fmt: skip
    with desk.work() as work:
        written = disinfection_importing.write_rows(
            work, "dis_records", [Row({**usual, **values}), Row(usual)]
        )
    (left,) = written.left
    error = left[1]
    assert isinstance(error, InputError)
    assert (written.count, left[0], error.field) == (1, 0, field)
    assert error.text


@on_sqlite
def test_work_past_midnight_ends_on_the_next_day(filled: Filled) -> None:
    desk, _ = filled(take_in)
    night = {
        "date": DAY,
        "code": "A24",
        "t_from": time(23, 40),
        "t_to": time(0, 15),
        "operator": "沈岑",
        "target": 500,
    }
    with desk.work() as work:
        disinfection_importing.write_rows(work, "dis_records", [Row(night)])
    with desk.read() as read:
        row = next(row for row in disinfection.list_records(read, DAY) if row.area_code == "A24")
    assert (row.ended_at, row.minutes, row.method, row.agent) == (
        datetime(2020, 3, 6, 0, 15),
        35,
        "spray",
        "chlorine",
    )


def test_it_is_taken_back_whole(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.work() as work, pytest.raises(Refusal, match="import_used"):
        importing.undo(work, batch(desk, "areas"))
    for form, gone in (("dis_records", 56), ("area_events", 6), ("areas", 25)):
        with desk.work() as work:
            assert importing.undo(work, batch(desk, form)) == gone
    assert count(desk, Area, Plan, Round, DisinfectionRecord) == [0, 0, 0, 0]
    take_in(desk)


def test_what_was_built_on_it_stays(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.read() as read:
        first = disinfection.list_records(read, DAY)[0]
    with desk.work() as work:
        disinfection.withdraw(work, first.id, reason="记错")
    with desk.work() as work, pytest.raises(Refusal, match="import_used"):
        importing.undo(work, batch(desk, "dis_records"))


@on_sqlite
def test_the_same_again_changes_nothing_and_a_new_plan_ends_the_old(filled: Filled) -> None:
    desk, _ = filled(take_in)
    before = count(desk, Area, Plan, Round, DisinfectionRecord)
    with desk.work() as work:
        done = importing.write_file(work, read_book(BOOK), file_name=BOOK.name)
    assert {each.form_key: each.left for each in done if each.form_key != "uv_log"} == {
        "areas": 0, "area_events": 0, "dis_records": 56,
    }  # fmt: skip
    assert count(desk, Area, Plan, Round, DisinfectionRecord) == before
    with desk.work() as work:
        area = next(area for area in disinfection.list_areas(work) if area.code == "A03")
        disinfection.set_plan(
            work, area.id, from_on=date(2020, 3, 6), method="spray", agent="chlorine", rounds=4
        )
    with desk.work() as work:
        importing.write_file(work, read_book(BOOK), file_name=BOOK.name)
    with desk.read() as read:
        plans = disinfection.list_plans(read, area.id)
    # The sheet holds from its own day on: what was set for later still follows.
    assert [(plan.valid_from, plan.valid_until, plan.rounds) for plan in plans] == [
        (date(2020, 3, 6), None, 4), (DAY, DAY, 2),
    ]  # fmt: skip
