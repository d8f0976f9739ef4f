"""How a text of the catalogue is filled in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from duty_desk.strings import LANGUAGES, catalogue, set_language, t, text_in, writing_in


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_doubled_brace_is_one_brace_with_and_without_values(name: str) -> None:
    set_language(name)
    try:
        for key in ("office.numbers.form_help", "office.numbers.wrong", "office.numbers.incomplete"):
            assert "{year}" in t(key)
            assert "{{" not in t(key) + text_in(name, key, unused=1)
    finally:
        set_language("zh_CN")


def test_what_is_written_in_a_language_leaves_the_screen_its_own() -> None:
    with ThreadPoolExecutor(1) as screen, writing_in("en"):
        assert t("backup.kind.by_hand") == text_in("en", "backup.kind.by_hand")
        assert screen.submit(t, "backup.kind.by_hand").result() == text_in("zh_CN", "backup.kind.by_hand")
    assert t("backup.kind.by_hand") == text_in("zh_CN", "backup.kind.by_hand")


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_text_shows_a_doubled_brace(name: str) -> None:
    doubled = [key for key, text in catalogue(name).items() if "{{" in text or "}}" in text]
    assert [key for key in doubled if "{{" in text_in(name, key) or "}}" in text_in(name, key)] == []
