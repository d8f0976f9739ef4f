"""The main screens at every size of type and scale of the screen: no word cut, nothing covered, nothing out of reach (U-77d).

The program offers three sizes of type, and a scale leaves so and so much of the screen. How a scale rounds letters and edges is seen only
in a process of that scale. The usual run shows the largest type on the least room that is promised; DUTY_DESK_FAULTS=full shows every
screen in all sizes of type, and the main ones at each scale.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk.strings import LANGUAGES, set_language
from tests.ui.painted import shortened
from tests.ui.screens.registry import all_screens, close_everything
from tests.ui.screens.showing import look_at, office_shown, pass_at_scale
from ui.main_window import MainWindow
from ui.theme import SCALES

FULL = os.environ.get("DUTY_DESK_FAULTS") == "full"
SCALE = os.environ.get("QT_SCALE_FACTOR", "1")
# 1366 × 768 as it is and at 110 %, Full HD at 125 and 150 %; at 200 % a screen that leaves the least room that is promised.
ROOMS = {
    "1": QSize(1366, 697),
    "1.1": QSize(1241, 633),
    "1.25": QSize(1536, 793),
    "1.5": QSize(1280, 640),
    "2": QSize(1280, 640),
}
# Where a small screen has its edge, less its own title bar.
MOST = QSize(1366, 728)
MAIN = (
    "today",
    "passes-list",
    "passes-form",
    "gate-again",
    "gate-inside",
    "supplies-stock-item",
    "supplies-allocation",
    "isolation-board",
    "isolation-person",
    "disinfection-day-form",
    "duty-roster",
    "duty-handover",
    "reports-units",
    "settings-people",
    "settings-appearance",
    "import-3-check",
)
ALL = {screen.name: screen for screen in all_screens()}
LARGEST = max(SCALES)
LEAST = ROOMS["1.5"]


def sizes() -> list[tuple[int, QSize]]:
    """Sizes of type and windows to look at in this run."""
    if SCALE != "1":
        return [(kind, ROOMS[SCALE]) for kind in SCALES]
    if FULL:
        return [(kind, LEAST) for kind in SCALES if kind > 100]
    return [(LARGEST, LEAST)]


@pytest.fixture(scope="module", params=LANGUAGES)
def office_window(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MainWindow]:
    with office_shown(qapp, tmp_path_factory.mktemp("office"), LEAST, language=request.param) as window:
        yield window


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("size", sizes(), ids=lambda size: f"{size[0]}-{size[1].width()}")
@pytest.mark.parametrize("name", list(ALL) if FULL and SCALE == "1" else MAIN)
def test_every_word_has_its_room(
    office_window: MainWindow, size: tuple[int, QSize], name: str, qtbot: QtBot
) -> None:
    """U-77d, and what no layout knows of: words are read off what was painted."""
    kind, room = size
    office_window.appearance.choose(scale=kind)
    set_language(office_window.appearance.choices.language)
    office_window.resize(room)
    shown, found = look_at(office_window, ALL[name], qtbot)
    found += shortened(shown)
    # Several notices at once may make it higher, as far as a small screen goes.
    if office_window.width() != room.width() or office_window.height() > max(room.height(), MOST.height()):
        found.append(f"the window needs {office_window.size().toTuple()}")
    own = shown.isWindow() and shown is not office_window and not name.endswith("-wall")
    if own and shown.size().boundedTo(MOST) != shown.size():
        found.append(f"it is {shown.size().toTuple()} itself")
    close_everything(office_window)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.first
@pytest.mark.skipif(SCALE != "1", reason="this is that process")
@pytest.mark.skipif(not FULL, reason="the scales between and beyond are looked at before a release")
@pytest.mark.parametrize("scale", [name for name in ROOMS if name != "1"])
def test_every_word_has_its_room_at_other_scales(scale: str) -> None:
    pass_at_scale(scale, __file__)
