"""The office's own workbook of key persons comes in without touching it, the published figures come out, and it can be taken back."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.models import ImportBatch, KeyCount, KeyPerson, Person
from db.vocabulary import CallOutcome
from duty_desk import importing, screening
from duty_desk.desk import Desk
from duty_desk.errors import InputError, Refusal
from duty_desk.screening import import_key, key_rows
from duty_desk.screening.figures import key_figures
from duty_desk.sheets.reading import read_book
from tests.conftest import Clock, Filled
from tests.duty_desk.sheets.sample import DATA, expected

pytestmark = pytest.mark.slow
EVENING = datetime(2020, 3, 6, 22, 0)


def take_in(desk: Desk, name: str) -> tuple[importing.Imported, ...]:
    path = Path(DATA / f"{name}.xlsx")
    with desk.work() as work:
        return importing.write_file(work, read_book(path), file_name=path.name)


def fill(desk: Desk) -> dict[str, int]:
    take_in(desk, "机构与场所")
    return {done.form_key: done.batch_id for done in take_in(desk, "重点人员") if done.left == 0}


@pytest.fixture
def office(filled: Filled, clock: Clock) -> tuple[Desk, dict[str, int]]:
    clock.at = EVENING
    return filled(fill)


def test_the_figures_are_the_published_ones(office: tuple[Desk, dict[str, int]]) -> None:
    desk, batches = office
    assert list(batches) == ["key_units", "key_back", "key_summary"]
    with desk.read() as read:
        assert json.loads(json.dumps(key_figures(read))) == expected()["key_people"]
        people = screening.list_key_people(read)
        assert len(people) == 29
        assert (people[0].unit, people[0].home, people[0].calls) == ("建筑学院", "16号楼 1-301", 8)


def test_a_second_import_adds_nothing(office: tuple[Desk, dict[str, int]]) -> None:
    desk, _ = office
    assert all(done.left == 0 for done in take_in(desk, "重点人员"))
    with desk.read() as read:
        assert json.loads(json.dumps(key_figures(read))) == expected()["key_people"]


def test_a_summary_that_differs_from_its_units_is_said(office: tuple[Desk, dict[str, int]]) -> None:
    desk, _ = office
    with desk.work() as work:
        names = import_key.Names({}, {}, {})
        line = {"name": "在湖北的学生", "count": 437}
        with pytest.raises(InputError) as refused:
            import_key.compare_line(work, line, names, None, EVENING.date())
        assert refused.value.text == "“在湖北的学生”填 437，分单位合计 436，先核对再导入"
        with pytest.raises(InputError, match="item"):
            import_key.compare_line(work, {"name": "其他", "count": 1}, names, None, EVENING.date())


def test_an_import_is_taken_back_whole(office: tuple[Desk, dict[str, int]]) -> None:
    desk, batches = office
    with desk.read() as read:
        before = read.session.scalar(select(func.count()).select_from(Person)) or 0
    with desk.work() as work:
        assert importing.undo(work, batches["key_back"]) == 29
        assert importing.undo(work, batches["key_units"]) == 27
        assert importing.undo(work, batches["key_summary"]) == 0
    with desk.read() as read:
        for model in (KeyPerson, KeyCount):
            assert read.session.scalar(select(func.count()).select_from(model)) == 0
        assert read.session.scalar(select(func.count()).select_from(Person)) == before - 29
        undone = read.session.scalars(select(ImportBatch.undone_at).where(ImportBatch.form.like("key_%")))
        assert None not in list(undone)


def test_who_was_called_since_keeps_the_import(office: tuple[Desk, dict[str, int]]) -> None:
    desk, batches = office
    with desk.work() as work:
        one = key_rows.list_key_people(work)[0]
        screening.record_call(work, one.id, outcome=CallOutcome.MISSED)
    with pytest.raises(Refusal, match="import_used"), desk.work() as work:
        importing.undo(work, batches["key_back"])
