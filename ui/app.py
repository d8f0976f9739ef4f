"""Starts the program: command line, one window per data folder, fonts and look, and a way out of every defect."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from duty_desk import whereabouts
from duty_desk.paths import default_data_folder
from duty_desk.strings import LANGUAGES, language
from ui.appearance import Appearance
from ui.kit import icons
from ui.kit.focus_ring import FocusRing
from ui.kit.garbage import Collecting
from ui.main_window import MainWindow
from ui.shell.crash import LastResort
from ui.start.instance import Instance, name_for
from ui.start.opening import Opening
from ui.theme import install


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; the value for the shell."""
    options = parse(arguments)
    application = QApplication(["duty-desk"])
    application.setApplicationName("DutyDesk")
    application.setWindowIcon(window_icon())
    program = Program(application, options.language)
    if not program.open(opening_of(options)):
        return 0
    if options.self_test:
        from ui.self_test import SelfTest

        assert program.window is not None
        assert program.resort is not None
        SelfTest(program.window, program.resort)
    return application.exec()


class Program(QObject):
    """The one window of this process, and which office it is for."""

    def __init__(self, application: QApplication, language: str | None = None) -> None:
        super().__init__(application)
        self.window: MainWindow | None = None
        self.resort: LastResort | None = None
        self._language = language
        self._theme = install(application)
        self._instance: Instance | None = None
        self._translators = Translators(application)
        FocusRing(application)
        Collecting(application)

    def open(self, opening: Opening) -> bool:
        """Show the window of an office. False when it has one already, which was asked to come forward."""
        instance = Instance(name_for(opening.target), self)
        if not opening.demo and not instance.claim():
            instance.deleteLater()
            return False
        self._close()
        self._instance = instance
        appearance = Appearance(self._theme, None if opening.demo else opening.folder, self._language)
        appearance.changed.connect(lambda name: self._translators.load() if name == "language" else None)
        self._translators.load()
        window = MainWindow(appearance, opening)
        window.entrance.folder_chosen.connect(self._open_other)
        window.entrance.asked.connect(window.load_ahead)
        window.moved.connect(self._open_moved)
        instance.show_asked.connect(window.come_forward)
        self.resort = LastResort(window)
        self.window = window
        window.show()
        window.start()
        return True

    def _open_other(self, folder: Path) -> None:
        """The officer chose another data folder because this one cannot be opened."""
        self._exchange(Opening(folder, folder))

    def _open_moved(self) -> None:
        """The office was moved, or another one joined: what the next start would open is opened now."""
        assert self.window is not None
        folder = self.window.entrance.opening.folder
        self._exchange(Opening(whereabouts.chosen(folder), folder))

    def _exchange(self, opening: Opening) -> None:
        if not self.open(opening) and self.window is not None:
            self.window.close()

    def _close(self) -> None:
        if self._instance is not None:
            self._instance.release()
        if self.window is not None:
            old, self.window = self.window, None
            # The next window stands before this one goes, or the program would end with it.
            QTimer.singleShot(0, old.close)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="duty-desk", description="Duty Desk")
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the office")
    parser.add_argument("--database", metavar="URL", help="PostgreSQL database shared by several desks")
    parser.add_argument("--demo", action="store_true", help="open a throw-away office with sample data")
    parser.add_argument(
        "--self-test", action="store_true", help="visit every screen of the sample office, print, and end"
    )
    parser.add_argument("--language", choices=LANGUAGES, help="language of the screen")
    return parser.parse_args(arguments)


def opening_of(options: argparse.Namespace) -> Opening:
    """Which office is meant: `--database`, else what was chosen for `--data`, `DUTY_DESK_DATA` or the platform's usual folder."""
    folder = options.data or default_data_folder()
    return Opening(options.database or whereabouts.chosen(folder), folder, options.demo or options.self_test)


def window_icon() -> QIcon:
    """The picture in the task bar."""
    return icons.icon("clipboard-check-outline", size=64)


class Translators:
    """Words of Qt's own buttons and menus, in the language of the screen."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._loaded: QTranslator | None = None

    def load(self) -> None:
        """Take the words of the language chosen now."""
        if self._loaded is not None:
            self._application.removeTranslator(self._loaded)
            self._loaded = None
        QLocale.setDefault(QLocale(language()))
        if language() == "zh_CN":
            fresh = QTranslator(self._application)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if fresh.load("qtbase_zh_CN", folder):
                self._application.installTranslator(fresh)
                self._loaded = fresh
