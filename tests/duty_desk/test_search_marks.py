"""The bold part of a suggestion: what of a name was typed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from duty_desk import search


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("张", 1),
        ("张三", 2),
        ("zhang", 1),
        ("zs", 2),
        ("zhangs", 2),
        ("138", 0),
        ("张s", 2),
        ("李", 0),
        ("", 0),
    ],
)
def test_what_was_typed_of_a_name_is_marked(typed: str, length: int) -> None:
    assert search.matched_length("张三", typed) == length


def test_numbers_are_looked_for_without_the_table_of_pinyin() -> None:
    """Acceptance check U-20: the first key of a number does not wait for the largest table of the program."""
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from duty_desk import search; search.matched_length('张三', '138'); print('pypinyin' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "False"
