"""An older office is upgraded in sight of whoever opens it (acceptance checks R-44, U-70)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import migrate, snapshot
from duty_desk.errors import StorageError
from tests.db import offices
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.start.opening import Opening, open_office
from ui.start.opening_page import OpeningPage
from ui.start.sign_in import SignInPage
from ui.start.trouble import TroublePage
from ui.theme import Theme

pytestmark = pytest.mark.slow


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of an office that an early program made."""
    offices.unpack(offices.kept()[0], tmp_path / "office.db")
    return tmp_path


@pytest.fixture
def window(old: Path, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(Appearance(theme, old), Opening(old, old))
    qtbot.addWidget(made)
    made.show()
    made.start()
    yield made
    made.close()


def test_the_steps_of_an_upgrade_are_told_and_it_can_be_stopped_before_each(old: Path) -> None:
    """Acceptance check R-44: whoever stops it has the office as it was."""
    told: list[str] = []
    for stop_at in range(5):
        told.clear()
        opening = open_office_telling(old, told, stop_at)
        if stop_at < 4:
            with pytest.raises(StorageError) as refused:
                opening()
            assert refused.value.key == "storage.upgrade_stopped"
            assert "数据未改动" in refused.value.text
            assert snapshot.look(old / "office.db").revision == offices.kept()[0]
            assert not list(old.glob("*.upgrading*")) + list((old / "backups").glob(".*"))
        else:
            opening()
    assert told == ["留存升级前的数据", "校验留存的数据", "升级副本", "校验后启用"]
    assert snapshot.look(old / "office.db").revision == migrate.HEAD


def open_office_telling(folder: Path, told: list[str], stop_at: int) -> Callable[[], None]:
    def report(done: int, total: int, step: str) -> None:
        assert (done, total) == (len(told), 4)
        told.append(step)

    def go() -> None:
        with closing(open_office(Opening(folder, folder), report, stopped=lambda: len(told) == stop_at).desk):
            pass

    return go


def test_the_window_says_what_goes_on_stops_at_a_word_and_goes_on_another_time(
    window: MainWindow, qtbot: QtBot
) -> None:
    """Acceptance checks R-44, U-70."""
    page = see_upgrade(window, qtbot)
    assert "共 4 步" in page.note.text()
    qtbot.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.entrance.page, TroublePage), timeout=20_000)
    trouble = window.entrance.page
    assert isinstance(trouble, TroublePage)
    assert "升级已停下" in trouble.error.text
    qtbot.mouseClick(trouble.retry, Qt.MouseButton.LeftButton)
    see_upgrade(window, qtbot)
    qtbot.waitUntil(lambda: isinstance(window.entrance.page, SignInPage), timeout=20_000)


def see_upgrade(window: MainWindow, qtbot: QtBot) -> OpeningPage:
    def seen() -> bool:
        page = window.entrance.page
        return isinstance(page, OpeningPage) and page.title.text() == "正在升级数据"

    qtbot.waitUntil(seen, timeout=20_000)
    page = window.entrance.page
    assert isinstance(page, OpeningPage)
    return page
