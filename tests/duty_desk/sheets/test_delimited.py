"""Text files are read in the encodings offices use, and never guessed at silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from duty_desk.sheets.reading import FileRefused, preview_text, read_book
from tests.duty_desk.sheets.test_reading import cells, only_sheet, reason


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with BOM"),
        ("gbk", "GBK"),
        ("utf-16", "UTF-16"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_is_read_in_every_usual_encoding(encoding: str, label: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = ["姓名,备注", '校医院,"a,""b"""', "", "最后,一行"]
    path.write_bytes(end.join(lines).encode(encoding))
    book = read_book(path)
    assert book.encoding == label
    assert cells(book.sheets[0])[2, 2] == 'a,"b"'
    assert [row.number for row in book.sheets[0].rows] == [1, 2, 4]


def test_rare_characters_need_gb_18030(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名\n王䶮\n欧阳𬱖\n".encode("gb18030"))
    book = read_book(path)
    assert (book.encoding, cells(book.sheets[0])[3, 1]) == ("GB 18030", "欧阳𬱖")


def test_a_text_that_can_be_read_both_ways_can_be_switched(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("校医院".encode("gbk"))
    assert path.read_bytes().decode("utf-8")
    assert cells(only_sheet(path))[1, 1] != "校医院"
    assert ("gb18030", "校医院") in [(preview.encoding, preview.text) for preview in preview_text(path)]
    [sheet] = read_book(path, encoding="gb18030").sheets
    assert cells(sheet)[1, 1] == "校医院"
    assert reason_of_encoding(path) == "ENCODING_UNKNOWN"


def reason_of_encoding(path: Path) -> str:
    path.write_bytes(b"\xff\xff\xff")
    return reason(path)


def test_previews_show_the_beginning_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(f"{number},校医院\n" for number in range(5_000)), encoding="utf-8")
    first = preview_text(path)[0]
    assert (first.encoding, first.text.splitlines()[0]) == ("", "0,校医院")
    assert len(first.text.splitlines()) == 20


def test_semicolons_and_tabs_separate_too(tmp_path: Path) -> None:
    for separator in ";\t":
        path = tmp_path / "a.csv"
        path.write_text(f"姓名{separator}电话\n张三{separator}1,2\n", encoding="utf-8")
        assert cells(only_sheet(path))[2, 2] == "1,2"


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,备注\n张三,"急\n李四,无\n', encoding="utf-8")
    with pytest.raises(FileRefused, match="QUOTE_OPEN") as refused:
        read_book(path)
    assert "2" in refused.value.text
