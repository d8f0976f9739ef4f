"""The sheet for the day on which this PC is gone: one page, where the copies lie, never the password (acceptance check S-47)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duty_desk import backup
from duty_desk.backup import recovery_sheet
from duty_desk.desk import Desk
from duty_desk.paper import fonts
from duty_desk.strings import LANGUAGES, set_language, t
from tests.duty_desk.paper.reading import pypdf_pages, squeezed


@pytest.fixture(params=LANGUAGES)
def _language(request: pytest.FixtureRequest) -> Iterator[None]:
    set_language(request.param)
    yield
    set_language("zh_CN")


@pytest.mark.usefixtures("_language")
def test_one_page_says_where_the_copies_are_and_how_they_are_opened(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with sqlite_desk.work() as work:
        backup.choose_second(work, stick, "violet lantern 31")
    with sqlite_desk.read() as read:
        (page,) = pypdf_pages(recovery_sheet.draw(read))
    words = squeezed(page)
    assert squeezed(str(stick)) in words
    assert "violet" not in words
    assert "recover.py" in words
    for key, _lines in recovery_sheet.SECTIONS:
        assert squeezed(t(f"recovery_sheet.{key}.title")) in words
    assert "{" not in words
    assert not fonts.missing_characters(page)
