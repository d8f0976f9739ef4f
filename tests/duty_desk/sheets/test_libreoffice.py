"""What the office hands on, opened by LibreOffice: texts stay texts, numbers whole, every page has its head (U-25, U-29, S-31).

Run where LibreOffice is installed; `apt-get install --no-install-recommends libreoffice-calc` brings it.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from duty_desk.people import rules
from duty_desk.sheets.reading import read_book
from duty_desk.sheets.writing import OutColumn, write_table
from tests.duty_desk.sheets.test_writing import PAYLOADS

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.first,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]
ROWS, PAGES = 120, 2
LAST = "Last"


def numbers() -> list[str]:
    """Two hundred identity card numbers, some of which end in X."""
    chance = random.Random(20200306)
    found: list[str] = []
    for _ in range(200):
        born = date(1950, 1, 1).toordinal() + chance.randrange(20_000)
        first = f"610000{date.fromordinal(born):%Y%m%d}{chance.randrange(1000):03d}"
        found.append(first + rules.check_digit(first))
    return found


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three workbooks of ours, opened and saved again by LibreOffice, the long one also as a PDF."""
    folder = tmp_path_factory.mktemp("books")
    ours, theirs = folder / "ours", folder / "theirs"
    ours.mkdir()
    write_table(
        ours / "texts.xlsx", title="=1+1", columns=[OutColumn("备注")], rows=[[text] for text in PAYLOADS]
    )
    write_table(
        ours / "numbers.xlsx",
        title="名单",
        columns=[OutColumn("证件号码", width=24)],
        rows=[[n] for n in numbers()],
    )
    columns = [OutColumn(f"Column{place}", width=16) for place in range(1, 14)]
    write_table(
        ours / "long.xlsx",
        title="临时通行证发放登记表",
        columns=[*columns, OutColumn(LAST, width=16)],
        rows=[[f"{row}", *["内容"] * 13] for row in range(1, ROWS + 1)],
        totals={0: ROWS},
    )
    for kind, names in (("xlsx", ("texts", "numbers")), ("pdf", ("long",))):
        files = [str(ours / f"{name}.xlsx") for name in names]
        home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
        command = [str(OFFICE), home, "--headless", "--convert-to", kind, "--outdir", str(theirs), *files]
        environment = {**os.environ, "HOME": str(folder)}
        subprocess.run(command, check=True, capture_output=True, timeout=180, env=environment)
    return theirs


def column(path: Path) -> list[Any]:
    sheet: Any = openpyxl.load_workbook(path).active
    return [sheet.cell(row, 1) for row in range(3, sheet.max_row + 1)]


def test_no_text_is_calculated_when_the_book_is_opened(saved: Path) -> None:
    cells = column(saved / "texts.xlsx")
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    # Line ends are one character in every program but ours.
    wanted = [text.replace("\r\n", "\n").replace("\r", "\n") for text in PAYLOADS]
    assert [cell.value.replace("\r\n", "\n").replace("\r", "\n") for cell in cells] == wanted


def test_document_numbers_come_back_whole(saved: Path) -> None:
    cells = column(saved / "numbers.xlsx")
    assert [cell.value for cell in cells] == numbers()
    assert {cell.number_format for cell in cells} == {"@"}
    assert [row.cells[1].value for row in read_book(saved / "numbers.xlsx").sheets[0].rows[2:]] == numbers()


def test_a_long_list_prints_with_its_head_on_every_page_and_all_columns_on_one(saved: Path) -> None:
    pages = PdfReader(saved / "long.pdf").pages
    words = ["".join(page.extract_text().split()) for page in pages]
    assert len(pages) == PAGES
    assert all("Column1" in page and LAST in page for page in words)
    assert all(float(page.mediabox.width) > float(page.mediabox.height) for page in pages)
    assert str(ROWS) in words[-1]
