"""What forms are called on the screen, and on the sheets that go out to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duty_desk.search import is_han
from duty_desk.sheets import form, form_keys, read_book, write_template
from duty_desk.strings import set_language


@pytest.fixture
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh_CN")


@pytest.mark.parametrize("key", form_keys())
def test_every_form_has_a_title_in_both_languages(key: str, english: None) -> None:
    assert form(key).title
    assert not any(map(is_han, form(key).title))
    set_language("zh_CN")
    assert form(key).title == form(key).heading
    assert any(map(is_han, form(key).heading))


def test_a_blank_sheet_is_headed_as_the_units_know_it(english: None, tmp_path: Path) -> None:
    write_template(tmp_path / "blank.xlsx", form("passes"))
    sheet = read_book(tmp_path / "blank.xlsx").sheets[0]
    assert sheet.name == "临时通行证"
