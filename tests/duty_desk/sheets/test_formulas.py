"""No text that leaves the office is calculated by whoever opens it, in any format (S-31, ASVS 1.2.10)."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from duty_desk.sheets.csv_out import write_csv
from duty_desk.sheets.writing import FORMULA_STARTS, OutColumn, write_table
from tests.duty_desk.sheets.test_writing import PAYLOADS

STARTS = ("=", "+", "-", "@", "\t", "\0")


@pytest.mark.parametrize("start", STARTS)
def test_every_start_of_the_standard_is_known(start: str) -> None:
    assert start in FORMULA_STARTS


def test_in_a_text_file_each_gets_an_apostrophe_and_nothing_else_does(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    texts = [*(f"{start}1+1" for start in STARTS if start != "\0"), "1+1", "值班=夜班", "a@b.test", "'=1"]
    write_csv(path, ["备注"], [[text] for text in texts])
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [row[0] for row in csv.reader(file)][1:]
    assert found == [f"'{text}" if text[0] in STARTS else text for text in texts]
    write_csv(path, ["余额"], [[-5], [-0.5]])
    assert path.read_text(encoding="utf-8-sig").split() == ["余额", "-5", "-0.5"], "a figure stays a figure"


def test_a_workbook_holds_no_formula_and_no_link_at_all(tmp_path: Path) -> None:
    """What stands in the file itself, not what a reader makes of it."""
    path = tmp_path / "a.xlsx"
    columns = (OutColumn("备注"), OutColumn("数", "number"))
    write_table(path, title="=1+1", columns=columns, rows=[[text, 1] for text in PAYLOADS], totals={1: 40})
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        sheets = b"".join(book.read(name) for name in names if name.startswith("xl/worksheets/sheet"))
        relations = b"".join(book.read(name) for name in names if name.endswith(".rels"))
    assert b"<f>" not in sheets
    assert b"<f " not in sheets
    assert b"<hyperlink" not in sheets
    assert b"relationships/hyperlink" not in relations
    assert b'TargetMode="External"' not in relations
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
