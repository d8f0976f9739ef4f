"""The office's wide sheet of temperatures comes in without touching it: every slot counted, one missed, one high, taken back whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Incident, Reading, Stay
from db.vocabulary import ReadingSlot
from duty_desk import importing
from duty_desk.desk import Desk
from duty_desk.errors import InputError, Refusal
from duty_desk.isolation import import_readings, readings
from duty_desk.isolation.figures import figures
from duty_desk.isolation.reading_rows import curve, slots
from duty_desk.isolation.slot_rules import SlotState
from duty_desk.sheets.book import Book
from duty_desk.sheets.reading import read_book
from tests.conftest import Clock, Filled, on_sqlite, sign_in_first
from tests.duty_desk.sheets.sample import DATA, expected

pytestmark = pytest.mark.slow

# 24:00 of 5 March.
EVENING = datetime(2020, 3, 6)
BOOKS = ("机构与场所", "隔离点房间", "隔离人员")
MISSED, FEVER = "观字〔2020〕第0015号", "观字〔2020〕第0025号"
AM, PM = ReadingSlot.AM, ReadingSlot.PM


@cache
def book(name: str) -> Book:
    path: Path = DATA / f"{name}.xlsx"
    return read_book(path)


def take_in(desk: Desk, name: str, *forms: str) -> list[importing.Imported]:
    """The sheets of a workbook that the office keeps, or those named."""
    keys = forms or importing.forms_in(book(name))
    done: list[importing.Imported] = []
    with desk.work() as work:
        for key in keys:
            judged = importing.judge(work, book(name), key)
            done.append(importing.write(work, judged, file_name=name, digest=""))
    return done


def build(desk: Desk) -> dict[str, importing.Imported]:
    sign_in_first(desk)
    return {done.form_key: done for name in BOOKS for done in take_in(desk, name)}


@pytest.fixture
def office(filled: Filled, clock: Clock) -> Desk:
    clock.at = EVENING
    return filled(build)[0]


def stay(desk: Desk, number: str) -> int:
    with desk.read() as read:
        found = read.session.scalar(select(Stay.id).where(Stay.number == number))
    assert found is not None
    return found


def count(desk: Desk) -> int:
    with desk.read() as read:
        return read.session.scalar(select(func.count()).select_from(Reading)) or 0


def test_every_slot_of_the_sheet_is_as_published(office: Desk) -> None:
    with office.read() as read:
        found = figures(read, EVENING)
        wanted = {key: value for key, value in expected()["isolation"].items() if key.startswith("temp")}
        assert {key: found[key] for key in wanted} == wanted
        assert (
            wanted["temps_recorded"] == 653 == read.session.scalar(select(func.count()).select_from(Reading))
        )
        # What the sheet says of the past opens nothing.
        assert read.session.scalar(select(func.count()).select_from(Incident)) == 0


@on_sqlite
def test_a_blank_is_missed_and_a_stroke_is_nothing(office: Desk) -> None:
    with office.read() as read:
        am, pm = slots(read, stay(office, MISSED), date(2020, 3, 2))
        assert (am.temperature, am.state) == (36.3, SlotState.TAKEN)
        assert (pm.state, pm.required) == (SlotState.MISSING, True)
        _, after = slots(read, stay(office, FEVER), date(2020, 3, 4))
        assert (after.state, after.required) == (SlotState.NOT_DUE, False)
        high, _ = slots(read, stay(office, FEVER), date(2020, 3, 4))
        assert (high.temperature, high.abnormal) == (37.8, True)


@on_sqlite
def test_an_imported_reading_stands_where_its_slot_began(office: Desk) -> None:
    with office.read() as read:
        points = curve(read, stay(office, "观字〔2020〕第0035号"))
    # Admitted at 17:04: read that evening after all.
    assert (points[0].slot, points[0].view.at) == (PM, datetime(2020, 3, 3, 17, 4))
    assert points[1].view.at == datetime(2020, 3, 4, 8, 0)


def test_the_same_sheet_again_adds_nothing_and_is_taken_back_alone(office: Desk) -> None:
    (again,) = take_in(office, "隔离人员", "iso_temps")
    assert (again.written, again.left, count(office)) == (38, 0, 653)
    with office.work() as work:
        assert importing.undo(work, again.batch_id) == 0
    with office.read() as read:
        first = next(
            row for row in importing.list_imports(read) if row.form == "iso_temps" and not row.undone_at
        )
        stays = next(row for row in importing.list_imports(read) if row.form == "episodes")
    with pytest.raises(Refusal), office.work() as work:
        importing.undo(work, stays.id)
    with office.work() as work:
        assert importing.undo(work, first.id) == 653
    assert count(office) == 0
    (back,) = take_in(office, "隔离人员", "iso_temps")
    assert (back.written, count(office)) == (38, 653)


def test_what_was_corrected_since_keeps_its_import(office: Desk) -> None:
    with office.work() as work:
        am, _ = slots(work, stay(office, MISSED), date(2020, 3, 2))
        assert am.reading_id is not None
        readings.correct_reading(work, am.reading_id, temperature=36.4, reason="抄错")
    with office.read() as read:
        batch = next(row.id for row in importing.list_imports(read) if row.form == "iso_temps")
    with pytest.raises(Refusal, match="import_corrected"), office.work() as work:
        importing.undo(work, batch)
    assert count(office) == 654


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"no": "观字〔2020〕第0099号"}, "no"),
        ({"name": "贾川之"}, "name"),
        ({"readings": ((date(2020, 3, 2), "am", 36.9),)}, "readings"),
        ({"readings": ((date(2020, 2, 1), "am", 36.3),)}, "readings"),
        ({"readings": ((date(2020, 3, 6), "pm", 36.3),)}, "readings"),
    ],
)
@on_sqlite
def test_a_line_that_does_not_fit_is_left_whole(office: Desk, changes: Mapping[str, Any], field: str) -> None:
    line = {"no": MISSED, "name": "贾景霓", "readings": ((date(2020, 3, 2), "pm", 36.5),)}
    line["readings"] = (*changes.get("readings", ()), *line["readings"])
    with pytest.raises(InputError) as refused, office.work() as work:
        import_readings.write_row(work, {**line, **changes, "readings": line["readings"]}, None)
    assert refused.value.field == field
    assert count(office) == 653


@on_sqlite
def test_a_number_may_be_written_otherwise(office: Desk) -> None:
    line = {"no": "观字〔2020〕第15号", "name": "贾景霓", "readings": ((date(2020, 3, 2), "pm", 36.5),)}
    with office.work() as work:
        assert import_readings.write_row(work, line, None) == 1
