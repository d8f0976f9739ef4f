"""An office with gates, a pass holder and a resident, a guard at the desk, and the scan page in front of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from duty_desk.gate import Direction, Sound
from tests.duty_desk.passes.conftest import Office, build
from tests.ui.typing import type_text
from ui.gate.scan_page import ScanPage
from ui.gate.tab import GateTab
from ui.main_window import MainWindow

_moments = count(10_000_000, 1_000_000)


@dataclass
class Ear:
    """Hears what is played."""

    heard: list[tuple[Sound, bool]] = field(default_factory=list)

    def play(self, sound: Sound, loud: bool) -> None:
        self.heard.append((sound, loud))

    @property
    def sounds(self) -> list[Sound]:
        return [sound for sound, _loud in self.heard]


class Guard:
    """The hands of a guard: scans, types and presses keys, wherever the keyboard is."""

    def __init__(self, tab: GateTab, bot: QtBot) -> None:
        self._bot = bot
        self.tab, self.page, self.ear = tab, tab.scan_page, Ear()
        self.page.station.sounds.player = self.ear

    def press(
        self, key: int, text: str = "", held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """One key, slowly."""
        self._send(key, text, next(_moments), held)

    def scan(self, code: str, end: int | None = Qt.Key.Key_Return, gap: int = 5) -> None:
        """A scanner types: quickly, and ended by Enter."""
        at = next(_moments)
        for sign in code:
            at += gap
            self._send(ord(sign.upper()), sign, at)
        if end is None:
            self.page.shell.scanner.flush()
        else:
            self._send(end, "\r", at + gap)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """A hand types signs of a keyboard, or commits hanzi, and presses Enter."""
        for sign in text:
            if sign.isascii():
                self.press(ord(sign.upper()), sign)
                self.page.shell.scanner.flush()
            else:
                type_text(_focus(), sign)
                self.page.shell.scanner.flush()
        self.press(Qt.Key.Key_Return, "\r")
        QApplication.processEvents()

    def key(self, name: str) -> None:
        """A key with what is held, as Qt writes it: F7, Ctrl+Z."""
        from PySide6.QtTest import QTest

        *held, last = name.split("+")
        pressed = Qt.KeyboardModifier.NoModifier
        for each in held:
            pressed |= getattr(
                Qt.KeyboardModifier, {"Ctrl": "ControlModifier", "Shift": "ShiftModifier"}[each]
            )
        QTest.keyClick(_focus(), getattr(Qt.Key, f"Key_{last}"), pressed)
        QApplication.processEvents()

    def turn(self, direction: Direction) -> None:
        self.key("F7" if direction is Direction.IN else "F8")

    def settle(self) -> None:
        """Until everything beside the answer has been read and shown."""
        QApplication.processEvents()
        self._bot.waitUntil(lambda: not self.page.shell.tasks.busy)
        QApplication.processEvents()

    @property
    def word(self) -> str:
        return self.page.station.verdict.word.value

    @property
    def said(self) -> str:
        return self.page.station.verdict.said

    @property
    def lines(self) -> list[list[str]]:
        """The last crossings as they are shown."""
        self.settle()
        model = self.page.last.view.model
        return [
            [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def _send(
        self, key: int, text: str, at: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, held, text)
            event.setTimestamp(at)
            QApplication.sendEvent(_focus(), event)


def _focus() -> QWidget:
    target = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert target is not None
    return target


@pytest.fixture
def office(sqlite_desk: Desk) -> Office:
    made = build(sqlite_desk)
    sqlite_desk.officer = made.guard
    return made


@pytest.fixture
def shown_desk(office: Office) -> Desk:
    return office.desk


@pytest.fixture
def tab(window: MainWindow) -> GateTab:
    assert window.office is not None
    shown = window.office.go("gate")
    assert isinstance(shown, GateTab)
    return shown


@pytest.fixture
def page(tab: GateTab) -> ScanPage:
    return tab.scan_page


@pytest.fixture
def guard(tab: GateTab, qtbot: QtBot) -> Guard:
    return Guard(tab, qtbot)
