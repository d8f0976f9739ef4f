"""What the office will need is loaded while the password is typed, and is in nobody's way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.start.opening import Opening
from ui.start.sign_in import SignInPage
from ui.theme import Theme
from ui.today.tab import TodayTab

ROOT = Path(__file__).resolve().parents[3]
# Everything that is imported for what is read beside the window.
READ = """
import sys
import ui.today.reading
print(*sorted(name for name in sys.modules if name == "ui" or name.startswith("ui.")))
"""


@pytest.fixture
def before(qtbot: QtBot, theme: Theme, shown_desk: Desk) -> Iterator[MainWindow]:
    """The window with the question who it is, as the program connects it."""
    made = MainWindow(Appearance(theme, shown_desk.folder), Opening(shown_desk.folder, shown_desk.folder))
    qtbot.addWidget(made)
    made.entrance.asked.connect(made.load_ahead)
    made.entrance.take(shown_desk, "")
    made.show()
    made.entrance.ask_who()
    yield made
    made.close()


def test_whoever_signs_in_while_it_loads_sees_today(
    before: MainWindow, qtbot: QtBot, shown_desk: Desk
) -> None:
    """Check U-82: the login box first, and the screen at once afterwards."""
    assert isinstance(before.entrance.page, SignInPage)
    assert before.tasks.busy
    shown = before.enter(shown_desk).current
    assert isinstance(shown, TodayTab)
    qtbot.waitUntil(lambda: shown.is_settled, timeout=60_000)
    qtbot.waitUntil(lambda: not before.tasks.busy, timeout=60_000)


def test_it_is_loaded_once_however_often_somebody_is_asked(before: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not before.tasks.busy and not before.loads_ahead, timeout=60_000)
    before.entrance.ask_who()
    assert not before.tasks.busy
    assert not before.loads_ahead


def test_no_screen_is_imported_beside_the_window() -> None:
    """A class of widgets that is made on another thread ends the process when a widget is asked for its class just then."""
    done = subprocess.run([sys.executable, "-c", READ], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["ui", "ui.overrides", "ui.today", "ui.today.reading"]
