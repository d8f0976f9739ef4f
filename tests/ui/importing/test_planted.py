"""Thirty faults planted in the office's own register of 430: thirty rows are refused, the rest come in, all can be taken back (U-24)."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from duty_desk import importing, ledger, passes
from duty_desk.desk import Desk
from duty_desk.passes import PassKind
from duty_desk.people import units
from duty_desk.people.ledgers import PERSONS
from duty_desk.sheets import read_book
from tests.ui.importing.test_wizard import CHECK, COLUMNS, DATA, DONE, PLACES, advance, page_of, read
from ui.importing.wizard import ImportWizard
from ui.main_window import MainWindow

# How a row is spoilt: the letter of its column, and what stands there then. The first has a wrong check digit, the second lost its
# name, the third was made a number by the spreadsheet, the fourth ends on no day, the fifth before it begins.
FAULTS = (
    ("H", "610000198506200034"),
    ("E", None),
    ("H", 610000198506200035.0),
    ("N", "2020-02-30"),
    ("N", "2020-01-05"),
)


def spoil(target: Path) -> set[int]:
    """The register with thirty planted faults; the rows that have one."""
    book = openpyxl.load_workbook(DATA / "临时通行证_0210-0223.xlsx")
    sheet = book.active
    assert sheet is not None
    planted = {8 + 13 * count for count in range(30)}
    for count, number in enumerate(sorted(planted)):
        column, value = FAULTS[count % len(FAULTS)]
        sheet[f"{column}{number}"] = value
    book.save(target)
    return planted


@pytest.fixture
def wizard(window: MainWindow) -> ImportWizard:
    made = page_of(window).begin()
    assert made is not None
    return made


def stock(desk: Desk) -> tuple[int, int, int]:
    with desk.read() as read_:
        return (
            sum(passes.count_kinds(read_).values()),
            ledger.count(PERSONS, read_, ledger.Request()),
            len(units.list_units(read_)),
        )


@pytest.mark.slow
def test_thirty_planted_faults_are_refused_and_the_rest_taken_back_whole(
    wizard: ImportWizard, window: MainWindow, sqlite_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    with sqlite_desk.work() as work:
        importing.write_file(work, read_book(PLACES), file_name=PLACES.name)
    before = stock(sqlite_desk)
    path = tmp_path / "临时通行证.xlsx"
    planted = spoil(path)
    read(qtbot, wizard, path)
    advance(qtbot, wizard, COLUMNS)
    advance(qtbot, wizard, CHECK)
    wizard.check.chips.choose("refuse")
    lines = wizard.check.lines()
    assert {int(line[0]) for line in lines} == planted
    assert all(line[2] for line in lines), "each says why"
    assert stock(sqlite_desk) == before, "nothing is written before the last step"
    advance(qtbot, wizard, DONE)
    with sqlite_desk.read() as read_:
        assert passes.count_kinds(read_)[PassKind.TEMPORARY] == 430 - len(planted)
    assert window.office is not None
    window.office.toaster.undo()
    assert stock(sqlite_desk) == before


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_shown_readable_whatever_wrote_it(
    wizard: ImportWizard, qtbot: QtBot, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "单位.csv"
    path.write_bytes("单位名称,简称\n土木工程学院,土木\n图书馆,图\n".encode(encoding))
    read(qtbot, wizard, path)
    assert "土木工程学院" in wizard.choose.preview.toPlainText()


def test_a_text_that_can_be_read_two_ways_can_be_switched(
    wizard: ImportWizard, qtbot: QtBot, tmp_path: Path
) -> None:
    """The bytes of this word in GBK are good UTF-8 of another: only a person can tell."""
    raw = "校医院".encode("gbk")
    assert raw.decode("utf-8") != "校医院"
    path = tmp_path / "单位.csv"
    path.write_bytes(b"name\n" + raw + b"\n")
    read(qtbot, wizard, path)
    assert "校医院" not in wizard.choose.preview.toPlainText()
    assert not wizard.choose.form_fields.field("encoding").isHidden()
    before = wizard.source
    other = next(each for each in wizard.choose._encodings if "18030" in each)
    wizard.choose.encoding.set_value(other)
    wizard.choose.encoding.chosen.emit(other)
    qtbot.waitUntil(lambda: wizard.source is not before and wizard._task is None, timeout=15_000)
    assert "校医院" in wizard.choose.preview.toPlainText()
