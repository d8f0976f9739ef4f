"""How a text of the catalogue is filled in."""

from __future__ import annotations

import pytest

from duty_desk.strings import LANGUAGES, catalogue, set_language, t, text_in


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_doubled_brace_is_one_brace_with_and_without_values(name: str) -> None:
    set_language(name)
    try:
        for key in ("office.numbers.form_help", "office.numbers.wrong", "office.numbers.incomplete"):
            assert "{year}" in t(key)
            assert "{{" not in t(key) + text_in(name, key, unused=1)
    finally:
        set_language("zh_CN")


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_text_shows_a_doubled_brace(name: str) -> None:
    doubled = [key for key, text in catalogue(name).items() if "{{" in text or "}}" in text]
    assert [key for key in doubled if "{{" in text_in(name, key) or "}}" in text_in(name, key)] == []
