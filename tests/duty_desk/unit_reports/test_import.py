"""The office's workbook of 27 units comes in without touching it, and what it adds up to is known beforehand (data trap 10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.vocabulary import ReportState
from duty_desk import check, importing, unit_reports
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import Refusal
from duty_desk.sheets.reading import read_book
from duty_desk.unit_reports import figures, templates
from tests.conftest import Clock, Filled, new_office, sign_in_first
from tests.duty_desk.supplies.test_figures import differing
from tests.duty_desk.unit_reports.conftest import TODAY, Office, start

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))["reports"]
EVENING = datetime(2020, 3, 6, 20)
FILES = ("机构与场所", "日报_27单位")


def take_in(desk: Desk, *paths: Path) -> list[importing.Imported]:
    done: list[importing.Imported] = []
    for path in paths:
        with desk.work() as work:
            done += importing.write_file(work, read_book(path), file_name=path.name)
    return done


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("reports")
    new_office(folder, Clock(EVENING)).close()
    desk = open_desk(folder, clock=Clock(EVENING))
    sign_in_first(desk)
    for done in take_in(desk, *(DATA / f"{name}.xlsx" for name in FILES)):
        assert done.left == 0, done
    yield desk
    desk.close()


def test_the_figures_are_the_expected_ones(office: Desk) -> None:
    with office.read() as read:
        found = json.loads(json.dumps(figures.figures(read)))
    assert differing(EXPECTED, found) == []
    assert set(found) == set(EXPECTED)


def test_blank_is_not_zero(office: Desk) -> None:
    with office.read() as read:
        found = unit_reports.day_view(read, date(2020, 2, 9))
    (missing,) = found.of(ReportState.MISSING)
    assert missing.name == "体育学院"
    assert (found.due, found.received) == (27, 26)


def test_a_correction_balances_the_day_after(office: Desk) -> None:
    with office.read() as read:
        rows = {row.name: row for row in unit_reports.day_view(read, date(2020, 2, 27)).rows}
        editions = unit_reports.list_editions(read, rows["外国语学院"].id, date(2020, 2, 26))
    assert rows["外国语学院"].findings == ()
    first, second = editions
    assert (first.figures["home"], first.figures["new"]) == (0, 0)
    assert (second.figures["home"], second.figures["new"]) == (1, 1), "two lines, one correction"
    assert second.submitted_at == datetime(2020, 2, 26, 16, 5)


def test_all_of_it_fits_together(office: Desk) -> None:
    assert check.run(office, full=True) == ()


def test_it_comes_in_twice_without_harm_and_goes_back(tmp_path: Path) -> None:
    new_office(tmp_path, Clock(EVENING)).close()
    desk = open_desk(tmp_path, clock=Clock(EVENING))
    sign_in_first(desk)
    try:
        take_in(desk, DATA / "机构与场所.xlsx")
        reports, corrections = take_in(desk, DATA / "日报_27单位.xlsx")
        again = take_in(desk, DATA / "日报_27单位.xlsx")
        assert [done.left for done in again] == [0, 0]
        with desk.read() as read:
            assert len(figures.figures(read)["totals_by_day_after_correction"]) == 44
        with pytest.raises(Refusal) as refused, desk.work() as work:
            importing.undo(work, reports.batch_id)
        assert refused.value.key == "unit_reports.refusal.import_corrected"
        with desk.work() as work:
            assert importing.undo(work, corrections.batch_id) == 2
        with desk.work() as work:
            assert importing.undo(work, reports.batch_id) == 1187
        with desk.read() as read:
            assert figures.figures(read) == {}
    finally:
        desk.close()


@pytest.fixture
def three(filled: Filled) -> Office:
    """An office of three units."""
    return start(filled)


def fill(path: Path, row: int, **values: object) -> None:
    """As a unit does: numbers under the titles."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    titles = {
        str(cell.value): cell.column for line in sheet.iter_rows(max_row=6) for cell in line if cell.value
    }
    for title, value in values.items():
        sheet.cell(row=row, column=titles[title], value=value)
    book.save(path)


ZEROS = dict.fromkeys(
    (
        "健康状况发热",
        "健康状况其他症状",
        "健康状况就诊",
        "健康状况疑似",
        "健康状况确诊",
        "密接",
        "医学观察集中观察",
        "医学观察居家观察",
        "医学观察今日新增",
        "医学观察今日解除",
    ),
    0,
)


def test_forms_go_out_and_come_back(three: Office, tmp_path: Path) -> None:
    office = three
    with office.desk.read() as read:
        paths = {path.name.split("_")[1]: path for path in templates.write_each(read, tmp_path, TODAY)}
        assert templates.write_all(read, tmp_path / "all.xlsx", TODAY) == 3
    assert set(paths) == {"土木工程学院", "建筑学院", "图书馆"}
    fill(paths["土木工程学院"], 5, **ZEROS, 填表人="汤知珂")
    fill(paths["图书馆"], 5, **{**ZEROS, "健康状况发热": 1, "返校人数": 2})
    office.at(8, 40)
    for path in paths.values():
        take_in(office.desk, path)
    assert [(row.name, row.state.value) for row in office.day().rows] == [
        ("建筑学院", "missing"),
        ("土木工程学院", "late"),
        ("图书馆", "late"),
    ]
    row = office.row("图书馆")
    assert (row.figures["fever"], row.figures["returned"], row.figures["due"]) == (1, 2, None)
    with office.desk.read() as read:
        (edition,) = unit_reports.list_editions(read, row.id, TODAY)
    assert edition.way == "template"
    # One sheet for all of them, of which only those that are still missing stand on it.
    with office.desk.read() as read:
        assert templates.write_all(read, tmp_path / "rest.xlsx", TODAY) == 1


def test_a_form_that_says_otherwise_is_left(three: Office, tmp_path: Path) -> None:
    office = three
    with office.desk.read() as read:
        templates.write_all(read, tmp_path / "all.xlsx", TODAY)
    fill(tmp_path / "all.xlsx", 5, **{**ZEROS, "健康状况发热": 2})
    office.submit("土木工程学院")
    (done,) = take_in(office.desk, tmp_path / "all.xlsx")
    assert done.left == 1
    assert office.row("土木工程学院").figures["fever"] == 0
