"""The office's duty calendar comes in whole, gives the expected figures, and goes again while nothing of it was changed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Duty, DutyChange, RosterPerson
from db.vocabulary import Shift
from duty_desk import importing, roster
from duty_desk.desk import Desk
from duty_desk.errors import Refusal
from duty_desk.importing import Imported
from duty_desk.roster.figures import figures
from duty_desk.sheets.reading import read_book, read_clipboard
from tests.code_tree import ROOT
from tests.conftest import Filled, on_sqlite

BOOK = ROOT / "tests" / "data" / "值班表_0129-0306.xlsx"
EXPECTED: dict[str, Any] = json.loads((BOOK.parent / "expected.json").read_text(encoding="utf-8"))["roster"]


def take_in(desk: Desk) -> Imported:
    with desk.work() as work:
        (done,) = importing.write_file(work, read_book(BOOK), file_name=BOOK.name)
    return done


def paste(desk: Desk, *lines: str) -> Imported:
    text = "2020年3月值班表\n班次\t星期一\t星期二\n" + "\n".join(lines) + "\n"
    with desk.work() as work:
        (done,) = importing.write_file(work, read_clipboard(text), file_name="粘贴")
    return done


def count(desk: Desk) -> list[int | None]:
    with desk.read() as read:
        return [
            read.session.scalar(select(func.count()).select_from(model))
            for model in (RosterPerson, Duty, DutyChange)
        ]


@pytest.mark.slow
def test_the_figures_are_those_expected(filled: Filled) -> None:
    desk, done = filled(take_in)
    assert (done.written, done.left) == (38 * 4, 0)
    with desk.read() as read:
        assert figures(read) == EXPECTED
        people = roster.list_persons(read)
    assert [row.title for row in people if row.name == "周予澍"] == ["周予澍(动力科)", "周予澍(综合科)"]
    assert [row.name for row in people if row.post == "带班领导"] == [
        "姚苓",
        "程汐",
        "戴景澜",
        "宋平萱",
        "谢可墨",
    ]


@pytest.mark.slow
@on_sqlite
def test_it_comes_in_once_and_goes_again(filled: Filled) -> None:
    desk, done = filled(take_in)
    before = count(desk)
    again = take_in(desk)
    assert count(desk) == before
    with desk.work() as work:
        importing.undo(work, again.batch_id)
        importing.undo(work, done.batch_id)
    assert count(desk) == [0, 0, 0]


def test_what_was_changed_since_keeps_the_import(desk: Desk) -> None:
    done = paste(desk, "日期\t3月9日\t3月10日", "白班\t姚苓、程汐\t姚苓")
    with desk.work() as work:
        one = next(row.id for row in roster.list_persons(work) if row.name == "程汐")
        changed = roster.set_cells(work, {(one, date(2020, 3, 9)): [Shift.REST]})
    with pytest.raises(Refusal) as refused, desk.work() as work:
        importing.undo(work, done.batch_id)
    assert "程汐" in refused.value.text
    with desk.work() as work:
        roster.put_back(work, changed)
    with pytest.raises(Refusal), desk.work() as work:
        importing.undo(work, done.batch_id)


def test_nothing_on_the_roster_is_written_over(desk: Desk) -> None:
    paste(desk, "日期\t3月9日\t3月10日", "白班\t姚苓\t姚苓、程汐")
    again = paste(desk, "日期\t3月9日\t3月10日", "带班领导\t姚苓\t戴景澜", "夜班\t程汐\t程汐")
    assert (again.written, again.left) == (3, 1)
    with desk.read() as read:
        on = roster.people_on(read, date(2020, 3, 9))
    assert {shift: [row.name for row in people] for shift, people in on.items()} == {
        Shift.DAY: ["姚苓"],
        Shift.NIGHT: ["程汐"],
    }


def test_a_name_that_two_people_have_needs_its_department(desk: Desk) -> None:
    done = paste(desk, "日期\t3月9日\t3月10日", "白班\t周予澍(综合科)、周予澍(动力科)\t周予澍")
    assert (done.written, done.left) == (1, 1)
    done = paste(desk, "日期\t3月9日\t3月10日", "备班\t\t姚苓")
    assert (done.written, done.left) == (1, 0)
