"""Starts the program: command line, one window per data folder, fonts and look, and a way out of every defect."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from duty_desk.paths import default_data_folder
from duty_desk.strings import LANGUAGES, language
from ui.appearance import Appearance
from ui.kit import icons
from ui.kit.focus_ring import FocusRing
from ui.main_window import MainWindow
from ui.start.instance import Instance, name_for
from ui.start.opening import Opening
from ui.theme import install


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; the value for the shell."""
    options = parse(arguments)
    opening = opening_of(options)
    application = QApplication(["duty-desk"])
    application.setApplicationName("DutyDesk")
    application.setQuitOnLastWindowClosed(True)
    instance = Instance(name_for(opening.target))
    if not opening.demo and not options.self_test and not instance.claim():
        return 0
    theme = install(application)
    appearance = Appearance(theme, None if opening.demo else opening.folder, options.language)
    translators = Translators(application)
    appearance.changed.connect(lambda name: translators.load() if name == "language" else None)
    translators.load()
    FocusRing(application)
    application.setWindowIcon(window_icon())
    window = MainWindow(appearance, opening)
    instance.show_asked.connect(window.come_forward)
    window.show()
    window.start()
    if options.self_test:
        from ui.self_test import SelfTest

        SelfTest(window)
    return application.exec()


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
    """Which office is meant: `--database`, `--data`, `DUTY_DESK_DATA`, or the platform's usual folder."""
    folder = options.data or default_data_folder()
    return Opening(options.database or folder, folder, options.demo or options.self_test)


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
