"""Cells pasted out of Excel, WPS or LibreOffice arrive as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_desk.sheets.delimited import split_pasted
from duty_desk.sheets.reading import FileRefused, read_clipboard


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\nc\td\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\rc\td\r", [["a", "b"], ["c", "d"]]),
        ("a\tb", [["a", "b"]]),
        ("a\t\r\n\tb\r\n", [["a", ""], ["", "b"]]),
        ("a\tb\r\n\r\n", [["a", "b"]]),
        ("a\tb\r\n\t\r\n", [["a", "b"]]),
        ('"第一行\n第二行"\tb\r\n', [["第一行\n第二行", "b"]]),
        ('"第一行\r\n第二行"\tb\r\n', [["第一行\n第二行", "b"]]),
        ('"张""三""\n备注"\t1\n', [['张"三"\n备注', "1"]]),
        ('"急"\tb\n', [['"急"', "b"]]),
        ('"急" 件\tb\n', [['"急" 件', "b"]]),
        ('说"好"\tb\n', [['说"好"', "b"]]),
        ('"没有结束\tb\n', [['"没有结束', "b"]]),
        ("\ufeff姓名\t电话\n", [["姓名", "电话"]]),
        ("610000197803164216\t00123\n", [["610000197803164216", "00123"]]),
        ("a\n\nb\n", [["a"], [""], ["b"]]),
        ("", []),
        ("\t", []),
    ],
)
def test_pasted_cells_are_split_as_they_were(text: str, cells: list[list[str]]) -> None:
    assert split_pasted(text) == cells


@given(st.lists(st.lists(st.text('ab"\t\n 中', max_size=5), min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_a_spreadsheet_quotes_comes_back(table: list[list[str]]) -> None:
    def quoted(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if any(mark in value for mark in '"\t\n') else value

    text = "".join("\t".join(map(quoted, row)) + "\r\n" for row in table)
    while table and not any(value.strip() for value in table[-1]):
        table = table[:-1]
    assert split_pasted(text) == table


def test_a_pasted_block_is_a_book_of_one_sheet() -> None:
    book = read_clipboard("姓名\t电话\n张三\t\n")
    assert (book.source, book.encoding, len(book.sheets)) == ("clipboard", "", 1)
    assert [dict(row.cells)[1].value for row in book.sheets[0].rows] == ["姓名", "张三"]


@pytest.mark.slow
def test_pasting_too_much_or_nothing_is_said_plainly() -> None:
    for text, reason in (
        ("", "EMPTY_FILE"),
        ("a\n" * 30_000, "TOO_MANY_ROWS"),
        ("x" * 21_000_000, "TOO_LARGE"),
    ):
        with pytest.raises(FileRefused) as refused:
            read_clipboard(text)
        assert refused.value.reason == reason
        assert refused.value.text
