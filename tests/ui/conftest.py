"""The window on a real office, as an officer has it in front of them; no worker thread outlives its test."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from duty_desk.strings import language, set_language
from tests.ui.questions import Questions
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.start.opening import Opening
from ui.theme import Mode, Theme, install

# The screen of a usual office PC; without a word Qt's offscreen one is 800 × 800.
if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('screen.json')}"


@pytest.fixture(scope="session", autouse=True)
def _collecting(qapp: QApplication) -> None:
    """As in the program, never on whichever thread happens to allocate (`ui/kit/garbage.py`); what tests leave goes with their process."""
    gc.disable()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light look at 100 %, whatever a test does to it."""
    yield install(qapp, mode=Mode.LIGHT)
    install(qapp, mode=Mode.LIGHT)


@pytest.fixture
def questions(qapp: QApplication) -> Iterator[Questions]:
    """The dialogs that come up from now on."""
    made = Questions()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture(autouse=True)
def _tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    chosen = language()
    yield
    set_language(chosen)
    if request.module.__name__.endswith(("test_screens", "test_sizes")):
        return  # one window for all screens of a look, which keeps its threads until it closes
    left = [thread.name for thread in threading.enumerate() if thread.name.startswith("desk_")]
    assert not left, "a worker thread outlived its window"


@pytest.fixture
def shown_desk(sqlite_desk: Desk) -> Desk:
    """The office in the window; screens that need more in it give another one."""
    return sqlite_desk


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, shown_desk: Desk) -> Iterator[MainWindow]:
    """The window with an officer signed in, at the usual size of a 1366 × 768 screen."""
    made = MainWindow(Appearance(theme, shown_desk.folder), Opening(shown_desk.folder, shown_desk.folder))
    qtbot.addWidget(made)
    made.enter(shown_desk)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close()


@pytest.fixture
def settle(qtbot: QtBot, window: MainWindow) -> Callable[[], None]:
    """Until everything beside the window has been read and shown."""

    def wait() -> None:
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not window.tasks.busy)
        assert window.office is not None
        office = window.office
        qtbot.waitUntil(lambda: not office.tasks.busy)
        QApplication.processEvents()

    return wait
