"""Clipboards of Excel, WPS and LibreOffice come in exactly; what goes out comes back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.ledger_copy import as_html, parse_tab_separated, tab_separated

CLIPS = [
    ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
    ("a\tb\nc\td\n", [["a", "b"], ["c", "d"]]),
    ("a\tb\rc\td\r", [["a", "b"], ["c", "d"]]),
    ("a\tb\r\nc\td", [["a", "b"], ["c", "d"]]),
    ("\ufeffa\tb\r\n", [["a", "b"]]),
    ("a\tb\r\n\r\n", [["a", "b"]]),
    ("a\tb\r\n\t\r\n", [["a", "b"]]),
    ('"第一行\n第二行"\tb\r\n', [["第一行\n第二行", "b"]]),
    ('"他说""好"""\tb', [['他说"好"', "b"]]),
    ("a\r\nb\tc\r\n", [["a"], ["b", "c"]]),
    ('5" 管\tb\r\n', [['5" 管', "b"]]),
    ("a\t\tc\r\n\r\nd\te\tf\r\n", [["a", "", "c"], [""], ["d", "e", "f"]]),
    ("001\t=1+1\r\n", [["001", "=1+1"]]),
    ("", []),
    ('"开着的\tb\r\nc', [['"开着的', "b"], ["c"]]),
]


@pytest.mark.parametrize(("text", "cells"), CLIPS)
def test_clipboards_are_understood(text: str, cells: list[list[str]]) -> None:
    assert parse_tab_separated(text) == cells


def test_single_cell_is_not_altered() -> None:
    assert tab_separated([['张"三"\n备注']]) == '张"三"\n备注'


def test_hard_cells_round_trip() -> None:
    table = [['张"三"\n备注\t1', "=1+1", "610000199001010015"], ["", "a", "b"], ["x", "", "0012"]]
    assert parse_tab_separated(tab_separated(table)) == table


@given(
    st.lists(
        st.lists(st.text(alphabet='ab"\t\n张=', min_size=0, max_size=6), min_size=2, max_size=4),
        min_size=1,
        max_size=5,
    )
)
def test_any_table_round_trips(rows: list[list[str]]) -> None:
    width = len(rows[0])
    table = [[*(row + [""] * width)[: width - 1], "end"] for row in rows]
    assert parse_tab_separated(tab_separated(table)) == table


def test_html_keeps_text_as_text() -> None:
    made = as_html([["=1+1", "<b>x</b>", "一\n二"]], ["甲", "乙", "丙"])
    assert "&lt;b&gt;" in made
    assert "mso-number-format:'\\@'" in made
    assert "mso-data-placement:same-cell" in made
    assert "<th>甲</th>" in made
