"""The sample office in a window of a given look, and one screen of it after the other brought up in there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from duty_desk.demo import open_demo
from duty_desk.strings import set_language
from tests.code_tree import ROOT
from tests.ui.readable import faults
from tests.ui.screens.registry import Screen, office_of
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.start.opening import Opening
from ui.theme import Mode, install


@contextmanager
def office_shown(
    application: QApplication,
    folder: Path,
    size: QSize,
    *,
    language: str = "zh_CN",
    mode: Mode = Mode.LIGHT,
    scale: int = 100,
) -> Generator[MainWindow]:
    """The sample office in one look."""
    set_language(language)
    desk = open_demo(folder)
    appearance = Appearance(install(application, mode=mode), None, language)
    appearance.choose(mode=mode.value, language=language, scale=scale)
    window = MainWindow(appearance, Opening(desk.folder, desk.folder, demo=True))
    window.setMinimumSize(QSize(0, 0))
    window.enter(desk)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(size)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    yield window
    window.close()
    install(application, mode=Mode.LIGHT)
    set_language("zh_CN")


def look_at(window: MainWindow, screen: Screen, qtbot: QtBot) -> tuple[QWidget, list[str]]:
    """Bring a screen up; what it shows, and what of that cannot be read once it has settled."""
    window.pages.setCurrentWidget(office_of(window))
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    shown = screen.show(window)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    if screen.until is not None:
        until = screen.until
        qtbot.waitUntil(lambda: until(shown), timeout=20_000)
    # A page that was filled on opening takes a few turns until everything stands where it stays.
    found: list[str] = []
    for _turn in range(6):
        qtbot.wait(20)
        if not (found := faults(shown)):
            break
    return shown, found


def pass_at_scale(scale: str, file: str, *words: str) -> None:
    """Run a file of tests in a process of its own: Qt takes its scale once."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", file, "-q", "-p", "no:cacheprovider", "-n", "0", *words],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": scale},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
