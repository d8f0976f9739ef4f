"""Workbooks made to do harm: the office gets their content or a sentence, the child that reads them stays within its limits (S-30)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from duty_desk.sheets import reading
from duty_desk.sheets.reading import FileRefused, read_book
from tests.code_tree import ROOT
from tests.duty_desk.sheets.crafted import crafted, sheet_xml, text_cell, workbook_parts, write_parts
from tests.duty_desk.sheets.sample import DATA, DIRTY
from tests.duty_desk.sheets.test_reading import mutated, unzipped
from tests.faults.conftest import rounds

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="forks")]

SENTENCES = {
    "DAMAGED",
    "EMPTY_FILE",
    "ENCRYPTED",
    "NOT_EXCEL",
    "TOO_MANY_COLUMNS",
    "TOO_MANY_ROWS",
    "TOO_MANY_SHEETS",
    "TOO_MUCH",
    "ZIP_BOMB",
}


class Readers:
    """The process that forks a child for each workbook."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.security.read_many"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def outcome(self, path: Path) -> str:
        """What the office makes of the child's answer: "read", or the reason of the sentence it shows."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{path}\n".encode())
        self.process.stdin.flush()
        status, length = self.process.stdout.readline().split()
        answer = self.process.stdout.read(int(length))
        self.ended_badly = int(status) != 0
        try:
            reading._assemble(path.name, answer)
        except FileRefused as refused:
            return refused.reason if refused.text else "nothing said"
        return "read"


@pytest.fixture
def readers() -> Iterator[Readers]:
    made = Readers()
    yield made
    assert made.process.stdin is not None
    assert made.process.stdout is not None
    made.process.stdin.close()
    made.process.wait()
    made.process.stdout.close()


def test_workbooks_with_bytes_changed_are_read_or_refused_in_a_sentence(
    readers: Readers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five thousand with DUTY_DESK_FAULTS=full; half of them changed inside their parts, so that they reach the reader of the tables."""
    chance = random.Random(os.urandom(8) if rounds(0, 1) else 30)
    names = [*sorted(DATA.glob("*.xlsx")), *sorted(DIRTY.glob("0*.xlsx")), *sorted(DIRTY.glob("10*.xlsx"))]
    sources = [path.read_bytes() for path in names]
    inner = [unzipped(path) for path in names if path.stat().st_size < 60_000]
    outcomes: Counter[str] = Counter()
    died = 0
    path = tmp_path / "a.xlsx"
    for number in range(rounds(150, 5000)):
        if number % 2:
            path.write_bytes(mutated(chance.choice(sources), chance))
        else:
            parts = dict(chance.choice(inner))
            name = chance.choice(list(parts))
            parts[name] = mutated(parts[name], chance)
            write_parts(path, parts)
        outcomes[readers.outcome(path)] += 1
        died += readers.ended_badly
    with capsys.disabled():
        sys.stdout.write(f"\n{dict(outcomes)}; {died} children ended by a defect or a limit\n")
    assert set(outcomes) <= {*SENTENCES, "read"}
    assert outcomes["read"] >= rounds(15, 500)
    assert outcomes["DAMAGED"] >= rounds(15, 500)


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as why:
        read_book(path)
    return why.value.reason


def test_a_million_rows_that_are_really_there_are_too_many(tmp_path: Path) -> None:
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
    rows = "".join(row.format(number) for number in range(1, rounds(60_000, 1_000_001)))
    assert refused(crafted(tmp_path / "a.xlsx", sheet_xml(rows))) in ("TOO_MANY_ROWS", "ZIP_BOMB")


def test_macros_are_not_run_and_a_workbook_of_macros_is_refused(tmp_path: Path) -> None:
    parts: dict[str, str] = workbook_parts(sheet_xml(f'<row r="1">{text_cell("A1", "姓名")}</row>'))
    parts["xl/vbaProject.bin"] = "Sub Auto_Open() Shell(calc)"
    [sheet] = read_book(write_parts(tmp_path / "a.xlsx", parts)).sheets
    assert sheet.rows[0].cells[1].value == "姓名"
    assert refused(write_parts(tmp_path / "a.xlsm", parts)) == "WRONG_SUFFIX"


def test_what_a_workbook_points_at_is_not_fetched(tmp_path: Path) -> None:
    """A part outside the archive, a table on another computer, a name that climbs out of its folder."""
    parts: dict[str, str] = workbook_parts(sheet_xml(f'<row r="1">{text_cell("A1", "姓名")}</row>'))
    outside = tmp_path / "outside.xml"
    outside.write_text(sheet_xml(f'<row r="1">{text_cell("A1", "secret")}</row>'), encoding="utf-8")
    for target in (
        outside.as_uri(),
        "http://example.invalid/sheet.xml",
        f"../../../..{outside}",
        "../outside.xml",
    ):
        changed = dict(parts)
        name = "xl/_rels/workbook.xml.rels"
        changed[name] = changed[name].replace("worksheets/sheet1.xml", target)
        changed["../outside.xml"] = "x"
        path = write_parts(tmp_path / "a.xlsx", changed)
        try:
            found = [
                cell.value
                for sheet in read_book(path).sheets
                for row in sheet.rows
                for cell in row.cells.values()
            ]
        except FileRefused:
            found = []
        assert "secret" not in found
    assert outside.read_text(encoding="utf-8").count("secret") == 1
    assert not (tmp_path.parent / "outside.xml").exists()


def test_formulas_are_words_and_one_without_a_value_is_said(tmp_path: Path) -> None:
    formula = '<c r="A1"><f>HYPERLINK("http://x")</f></c>'
    path = crafted(tmp_path / "a.xlsx", sheet_xml(f'<row r="1">{formula}{text_cell("B1", "=1+1")}</row>'))
    [sheet] = read_book(path).sheets
    cells = sheet.rows[0].cells
    assert cells[2].value == "=1+1"
    assert cells[1].formula
    assert not cells[1].value
