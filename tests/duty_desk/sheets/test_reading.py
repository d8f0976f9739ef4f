"""Whatever file is chosen, the office gets its content or a plain sentence, and the window lives on (S-30)."""

from __future__ import annotations

import random
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from openpyxl.styles import numbers

from duty_desk.sheets import child, reading
from duty_desk.sheets.book import Cell, Sheet
from duty_desk.sheets.reading import Cancelled, FileRefused, read_book
from duty_desk.sheets.workbook import format_kind
from tests.duty_desk.sheets.crafted import MAIN, crafted, sheet_xml, text_cell, workbook_parts, write_parts
from tests.duty_desk.sheets.sample import DATA, DIRTY
from tests.faults.conftest import rounds

pytestmark = pytest.mark.slow


def reason(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read_book(path)
    assert refused.value.text
    assert refused.value.field == "path"
    return refused.value.reason


def only_sheet(path: Path) -> Sheet:
    [sheet] = read_book(path).sheets
    return sheet


def cells(sheet: Sheet) -> dict[tuple[int, int], Any]:
    return {(row.number, column): cell.value for row in sheet.rows for column, cell in row.cells.items()}


# --- hostile files ---------------------------------------------------------------------------------------


def test_a_cell_in_the_farthest_corner_is_refused(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "姓名")}</row><row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    started = time.monotonic()
    assert reason(crafted(tmp_path / "a.xlsx", sheet_xml(rows))) in ("TOO_MANY_ROWS", "TOO_MANY_COLUMNS")
    assert time.monotonic() - started < child.SECONDS


def test_too_many_rows_or_columns_name_the_place(tmp_path: Path) -> None:
    far = sheet_xml(f'<row r="30000">{text_cell("A30000", "x")}</row>')
    with pytest.raises(FileRefused, match="TOO_MANY_ROWS") as refused:
        read_book(crafted(tmp_path / "a.xlsx", far))
    assert "30000" in refused.value.text
    wide = sheet_xml(f'<row r="1">{text_cell("CW1", "x")}</row>')
    with pytest.raises(FileRefused, match="TOO_MANY_COLUMNS") as refused:
        read_book(crafted(tmp_path / "b.xlsx", wide))
    assert "CW" in refused.value.text


def test_a_million_declared_rows_with_little_in_them_are_read(tmp_path: Path) -> None:
    styled = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(2, 60_000))
    rows = f'<row r="1">{text_cell("A1", "姓名")}</row>{styled}'
    path = crafted(tmp_path / "a.xlsx", sheet_xml(rows, before='<dimension ref="A1:XFD1048576"/>'))
    assert cells(only_sheet(path)) == {(1, 1): "姓名"}


def test_a_bomb_is_refused_from_the_directory_alone(tmp_path: Path) -> None:
    filler = "<row>" + " " * 60_000_000 + "</row>"
    path = crafted(tmp_path / "a.xlsx", sheet_xml(filler))
    assert path.stat().st_size < 100_000
    assert reason(path) == "ZIP_BOMB"


def test_a_shared_text_repeated_without_end_is_refused(tmp_path: Path) -> None:
    many = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 15_000))
    parts = workbook_parts(sheet_xml(many))
    relation = '<Relationship Id="rId9" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace("</Relationships>", relation)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}"><si><t>{"字" * 30_000}</t></si></sst>'
    assert reason(write_parts(tmp_path / "a.xlsx", parts)) == "TOO_MUCH"


def test_two_hundred_sheets_are_too_many_and_fifty_are_not(tmp_path: Path) -> None:
    sheet = sheet_xml(f'<row r="1">{text_cell("A1", "x")}</row>')
    assert reason(crafted(tmp_path / "a.xlsx", *[sheet] * 200)) == "TOO_MANY_SHEETS"
    assert len(read_book(crafted(tmp_path / "b.xlsx", *[sheet] * 50)).sheets) == 50


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://example.test/x.dtd">',
    ],
)
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_document_types_and_entities_are_refused_in_every_part(head: str, part: str, tmp_path: Path) -> None:
    parts = workbook_parts(sheet_xml(f'<row r="1">{text_cell("A1", "姓名")}</row>'))
    extra = '<Relationship Id="s1" Type="x/sharedStrings" Target="sharedStrings.xml"/>'
    extra += '<Relationship Id="s2" Type="x/styles" Target="styles.xml"/></Relationships>'
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace("</Relationships>", extra)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}"/>'
    parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}"/>'
    assert cells(only_sheet(write_parts(tmp_path / "good.xlsx", parts))) == {(1, 1): "姓名"}
    parts[part] = head + parts[part]
    assert reason(write_parts(tmp_path / "a.xlsx", parts)) == "DAMAGED"


def test_truncated_files_are_damaged(tmp_path: Path) -> None:
    whole = (DATA / "物资目录.xlsx").read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        path = tmp_path / "a.xlsx"
        path.write_bytes(whole[: int(len(whole) * share)])
        assert reason(path) == "DAMAGED"


def test_disguises_are_seen_through(tmp_path: Path) -> None:
    def named(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert reason(named("old.xlsx", ole + b"\0" * 4000)) == "NOT_EXCEL"
    assert reason(named("locked.xlsx", ole + "EncryptedPackage".encode("utf-16-le"))) == "ENCRYPTED"
    assert reason(named("page.xlsx", b"<html></html>")) == "NOT_EXCEL"
    assert reason(named("table.xlsx", "姓名,电话\n".encode())) == "NOT_EXCEL"
    assert reason(named("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0")) == "WRONG_CONTENT"
    assert reason(named("book.csv", (DATA / "物资目录.xlsx").read_bytes())) == "WRONG_CONTENT"
    assert reason(named("old.xls", ole)) == "WRONG_SUFFIX"
    assert reason(named("plain", b"x")) == "WRONG_SUFFIX"
    assert reason(named("empty.csv", b"")) == "EMPTY_FILE"
    assert reason(named("blank.csv", b"\n,,\n")) == "EMPTY_FILE"
    assert reason(named("large.csv", b"x" * (20 * 1024 * 1024 + 1))) == "TOO_LARGE"
    assert reason(tmp_path / "none.xlsx") == "NO_FILE"
    letter = write_parts(
        tmp_path / "letter.xlsx", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}
    )
    assert reason(letter) == "NOT_EXCEL"


def test_an_encrypted_part_and_a_doubled_part_are_refused(tmp_path: Path) -> None:
    path = crafted(tmp_path / "a.xlsx", sheet_xml(""))
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + place] |= 1
            start += 4
    path.write_bytes(data)
    assert reason(path) == "ENCRYPTED"
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("[Content_Types].xml", "<Types/>")
    assert reason(tmp_path / "b.xlsx") == "DAMAGED"


@pytest.mark.slow
def test_mutated_workbooks_never_reach_the_parent(tmp_path: Path) -> None:
    """Acceptance check S-30: each is read or refused; nothing else may come out. 150 in full: each is a process of its own."""
    chance = random.Random(1149)
    sources = [path.read_bytes() for path in (DATA / "物资目录.xlsx", DIRTY / "04_入库_公式与日期.xlsx")]
    inner = [unzipped(DIRTY / "04_入库_公式与日期.xlsx"), unzipped(DIRTY / "05_领用_隐藏行列.xlsx")]
    outcomes: dict[str, int] = {}
    for number in range(rounds(36, 150)):
        path = tmp_path / "a.xlsx"
        if number % 3 == 0:
            path.write_bytes(mutated(chance.choice(sources), chance))
        else:
            parts = dict(chance.choice(inner))
            name = chance.choice(list(parts))
            parts[name] = mutated(parts[name], chance)
            write_parts(path, parts)
        outcome = outcome_of(path)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert outcomes.pop("read") > rounds(2, 10)
    assert set(outcomes) <= {
        "DAMAGED",
        "EMPTY_FILE",
        "NOT_EXCEL",
        "TOO_MANY_ROWS",
        "TOO_MANY_COLUMNS",
        "TOO_MUCH",
        "ENCRYPTED",
    }


def outcome_of(path: Path) -> str:
    try:
        read_book(path)
    except FileRefused as refused:
        return refused.reason
    return "read"


def unzipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[place] = chance.randrange(256)
            case 1:
                del changed[place : place + chance.randrange(1, 40)]
            case 2:
                changed[place:place] = changed[place : place + 60]
            case _:
                changed[place:place] = str(chance.choice((-1, 10**9, 0, "x"))).encode()
    return bytes(changed)


def test_a_child_that_does_not_answer_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(reading, "_command", lambda: sleeper)
    monkeypatch.setattr(child, "SECONDS", 0.3)
    assert reason(DATA / "物资目录.xlsx") == "TOO_SLOW"
    monkeypatch.setattr(reading, "_command", lambda: [sys.executable, "-c", "raise SystemExit(9)"])
    assert reason(DATA / "物资目录.xlsx") == "DAMAGED"


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_a_child_that_wants_too_much_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = "from duty_desk.sheets import child; child._limit(); x = bytearray(2 << 30)"
    monkeypatch.setattr(reading, "_command", lambda: [sys.executable, "-c", greedy])
    assert reason(DATA / "物资目录.xlsx") == "DAMAGED"


def test_reading_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    started = time.monotonic()
    with pytest.raises(Cancelled):
        read_book(DATA / "物资目录.xlsx", cancelled=lambda: True)
    assert time.monotonic() - started < 5


def test_a_packaged_program_starts_itself_as_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert reading._command() == [sys.executable, child.FLAG]
    monkeypatch.setattr(sys, "argv", ["duty-desk"])
    child.serve_if_asked()
    served: list[bool] = []
    monkeypatch.setattr(child, "serve", lambda: served.append(True))
    monkeypatch.setattr(sys, "argv", ["duty-desk", child.FLAG])
    with pytest.raises(SystemExit):
        child.serve_if_asked()
    assert served == [True]


# --- what cells say --------------------------------------------------------------------------------------


def test_every_clean_workbook_reads_as_two_other_readers_do() -> None:
    for path in sorted(DATA.glob("*.xlsx")):
        book = read_book(path, as_drawn=True)
        other: Any = openpyxl.load_workbook(path, data_only=True)
        third = python_calamine.load_workbook(path)
        assert [sheet.name for sheet in book.sheets] == other.sheetnames == third.sheet_names
        for sheet in book.sheets:
            mine = cells(sheet)
            theirs = {
                (cell.row, cell.column): cell.value
                for row in other[sheet.name].iter_rows()
                for cell in row
                if cell.value is not None
            }
            assert set(mine) == set(theirs)
            for place, value in theirs.items():
                if isinstance(value, str | int | float):
                    assert mine[place] == value
            merges = {(m.top, m.left, m.bottom, m.right) for m in sheet.merges}
            assert merges == {
                (m.min_row, m.min_col, m.max_row, m.max_col) for m in other[sheet.name].merged_cells.ranges
            }
            grid = third.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            texts = {
                (row, column): value
                for row, line in enumerate(grid, 1)
                for column, value in enumerate(line, 1)
                if isinstance(value, str) and value.strip()
            }
            assert all(mine[place] == value for place, value in texts.items())


def test_odd_but_lawful_markup_is_understood(tmp_path: Path) -> None:
    rows = (
        "<x:row><x:c><x:v>1</x:v></x:c><x:c t='b'><x:v>1</x:v></x:c><x:c t='e'><x:v>#N/A</x:v></x:c></x:row>"
        "<x:row><x:c t='inlineStr'><x:is><x:r><x:t>张</x:t></x:r><x:r><x:t xml:space='preserve'> 三</x:t></x:r>"
        "<x:rPh><x:t>zhang</x:t></x:rPh></x:is></x:c><x:c t='str'><x:f>A1</x:f><x:v>a_x000A_b</x:v></x:c>"
        "<x:c t='str'><x:f>A1</x:f><x:v></x:v></x:c><x:c><x:f>[1]Sheet!A1</x:f><x:v>3.5</x:v></x:c>"
        "<x:c><x:f>A1</x:f></x:c><x:c><x:v>6.10000197803164E+17</x:v></x:c></x:row>"
    )
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    found = only_sheet(crafted(tmp_path / "a.xlsx", sheet))
    assert dict(found.rows[0].cells) == {1: Cell(1, "n"), 2: Cell(True, "b"), 3: Cell("#N/A", "e")}
    assert dict(found.rows[1].cells) == {
        1: Cell("张 三"),
        2: Cell("a\nb", formula=True),
        4: Cell(3.5, "n", True, True),
        5: Cell("", "u", True),
        6: Cell(6.10000197803164e17, "n"),
    }


def test_a_huge_text_is_cut_and_its_length_kept() -> None:
    sheet = only_sheet(DIRTY / "09_超大单元格.xlsx")
    lengths = [(len(str(row.cells[6].value)), row.cells[6].length) for row in sheet.rows if 6 in row.cells]
    assert lengths[1:] == [(2, 0), (32_767, 700_000), (32_767, 0), (2, 0)]


def test_hidden_things_and_the_date_system_are_noticed() -> None:
    book = read_book(DIRTY / "05_领用_隐藏行列.xlsx")
    assert [row.number for row in book.sheets[0].rows if row.hidden] == [5, 7]
    assert book.sheets[0].hidden_columns == {5}
    assert [sheet.hidden for sheet in book.sheets] == [False, True]
    assert read_book(DIRTY / "10_1904日期系统.xlsx").date1904


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("yyyy-mm-dd", "d"),
        ('yyyy"年"m"月"d"日"', "d"),
        ("[$-804]yyyy/m/d;@", "d"),
        ("m/d/yyyy h:mm", "m"),
        ("yyyy-mm-dd hh:mm:ss", "m"),
        ("h:mm", "t"),
        ("[h]:mm:ss", "t"),
        ("hh:mm AM/PM", "t"),
        ("mmm-yy", "d"),
        ("General", ""),
        ("0.00", ""),
        ("#,##0.00_);[Red](#,##0.00)", ""),
        ('0.0"℃"', ""),
        ('"第"0"号"', ""),
        ("@", ""),
        ("0%", ""),
        ("0.00E+00", ""),
        ("¥#,##0.00", ""),
    ],
)
def test_a_number_format_tells_dates_from_figures(code: str, kind: str) -> None:
    assert format_kind(code) == kind
    assert bool(kind) == numbers.is_date_format(code)
