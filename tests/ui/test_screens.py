"""Every screen with the sample office: readable in both languages, light and dark, on a small screen and at 150 %.

Pictures are kept in `tests/output/screens` to be looked at. At 150 % they are made by processes of their own: Qt takes its scale once.

Where things stand depends on language and scale, never on light or dark (`test_light_and_dark_differ_in_colours_alone`). The usual run
shows the Chinese light at 100 % and the English, whose words are longer, dark at 150 %, where there is least room.
DUTY_DESK_FAULTS=full shows all eight looks, and every screen at 125 and 200 % too.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from duty_desk.strings import LANGUAGES, set_language
from tests.code_tree import ROOT
from tests.ui.screens.registry import Screen, all_screens, close_everything
from tests.ui.screens.showing import look_at, office_shown, pass_at_scale
from ui.main_window import MainWindow
from ui.theme import Mode

SCALE = os.environ.get("QT_SCALE_FACTOR", "1")
# Full HD has 1280 × 720 at 150 % and 960 × 540 at 200 %, less the task bar.
SIZES = {
    "1": QSize(1366, 697),
    "1.25": QSize(1536, 793),
    "1.5": QSize(1280, 640),
    "2": QSize(960, 492),
}
SIZE = SIZES[SCALE]
OUTPUT = ROOT / "tests" / "output" / "screens"
FULL = os.environ.get("DUTY_DESK_FAULTS") == "full"
MODES = (Mode.LIGHT, Mode.DARK)
# PNG loses nothing; pressing it small takes longer than showing the screen.
QUICKLY = 85


def looks(scale: str) -> list[tuple[str, Mode]]:
    """The languages and themes that every screen is shown in at this scale."""
    if not FULL:
        return [("zh_CN", Mode.LIGHT)] if scale == "1" else [("en", Mode.DARK)]
    return [(language, mode) for language in LANGUAGES for mode in MODES]


LOOKS = looks(SCALE)


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def shown_window(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MainWindow]:
    """The sample office in one language and theme."""
    language, mode = request.param
    with office_shown(qapp, tmp_path_factory.mktemp("office"), SIZE, language=language, mode=mode) as window:
        yield window


class Strays(QObject):
    """Notes windows that flash up: a widget shown before it has a parent is one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: object) -> bool:
        if (
            isinstance(event, QShowEvent)
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched is not self._window
            and not isinstance(watched, QDialog | QMenu)
            and not watched.isFullScreen()
        ):
            self.found.append(repr(watched))
        return False


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("screen", all_screens(), ids=lambda screen: screen.name)
def test_a_screen_can_be_read(
    shown_window: MainWindow, screen: Screen, qtbot: QtBot, qapp: QApplication
) -> None:
    language, mode = shown_window.appearance.choices.language, shown_window.appearance.choices.mode
    set_language(language)
    strays = Strays(shown_window)
    qapp.installEventFilter(strays)
    try:
        shown, found = look_at(shown_window, screen, qtbot)
    finally:
        qapp.removeEventFilter(strays)
    folder = OUTPUT / f"{language}-{mode}-{SCALE}"
    folder.mkdir(parents=True, exist_ok=True)
    (shown if shown.isWindow() else shown_window).grab().save(
        str(folder / f"{screen.name}.png"), "PNG", QUICKLY
    )
    close_everything(shown_window)
    assert not found, "\n" + "\n".join(found)
    assert not strays.found


@pytest.mark.first
@pytest.mark.skipif(SCALE != "1", reason="this is that process")
@pytest.mark.parametrize("look", looks("1.5"), ids=lambda look: f"{look[0]}-{look[1]}")
def test_screens_can_be_read_at_150_per_cent(look: tuple[str, Mode]) -> None:
    """One process for each language and theme, so that several can run side by side."""
    show_scaled("1.5", f"{look[0]}-{look[1]}")


@pytest.mark.first
@pytest.mark.skipif(SCALE != "1", reason="this is that process")
@pytest.mark.skipif(not FULL, reason="the sizes between and beyond are looked at before a release")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scale", ["1.25", "2"])
def test_screens_can_be_read_at_other_scales(scale: str, language: str) -> None:
    show_scaled(scale, f"{language}-{Mode.LIGHT}")


def show_scaled(scale: str, look: str) -> None:
    """Every screen in one look, in a process of that scale."""
    pass_at_scale(scale, "tests/ui/test_screens.py", "-x", "-k", f"test_a_screen_can_be_read and {look}")


def test_old_pictures_do_not_pile_up() -> None:
    """Pictures of screens that are no more would be looked at for nothing."""
    known = {screen.name for screen in all_screens()}
    for picture in OUTPUT.glob("*/*.png"):
        if picture.stem not in known:
            picture.unlink()
    for folder in OUTPUT.glob("*"):
        if folder.is_dir() and not any(folder.iterdir()):
            shutil.rmtree(folder)
