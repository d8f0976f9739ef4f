"""The gate of a locked desk: it scans and measures on, without names, lists and looking people up (check S-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from duty_desk import codes
from duty_desk.gate import Direction
from duty_desk.strings import t
from ui.feature_tab import LockedPart
from ui.gate.session import Shown
from ui.gate.station import Station
from ui.kit.notices import Banner
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from ui.feature_tab import Shell
    from ui.gate.tab import GateTab


class LockedGate(LockedPart):
    """Stands where the scan page stood: same gate, same direction. What is logged is in the name of the officer who locked."""

    def __init__(self, shell: Shell, tab: GateTab) -> None:
        super().__init__()
        self._shell = shell
        gate = tab.gate
        self.station = Station(shell, lambda: gate, self, names_hidden=True)
        row = self.station.row
        row.put_gates([each for each in tab.gates if each.id == gate], gate)
        row.gates.setEnabled(False)
        self.station.session.turn(tab.scan_page.station.session.direction)
        self.station.sounds = tab.scan_page.station.sounds
        self.station.put_bands(tab.scan_page.station.bands)
        self.note = Banner(
            Tone.INFO,
            t("gate_tab.lock.title"),
            t("gate_tab.lock.words", officer=shell.desk.officer.name),
            icon="lock-outline",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.note)
        column.addWidget(row)
        column.addWidget(self.station.body)
        column.addStretch()
        self.station.answered.connect(self._answered)
        self.station.emptied.connect(self.done)
        for key, way in (("F7", Direction.IN), ("F8", Direction.OUT)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda way=way: self.station.turn(way))
        shell.scanner.foreign.connect(self._foreign)
        shell.scanner.repeated.connect(self._repeated)

    def take_scan(self, code: str) -> None:
        if codes.is_slip(code):
            # Nobody passes with it: it waits, and is opened after unlocking.
            self.station.go_idle()
            self.station.verdict.add_note(t("gate_tab.lock.slip"))
            self._shell.scanner.put_aside(code)
            return
        self.station.take_scan(code)

    def _answered(self, shown: Shown) -> None:
        """The keyboard goes to the thermometer while it is asked for, and back to the password after it."""
        if shown.verdict.asks_temperature or shown.verdict.may_confirm:
            self.station.row.box.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.done.emit()

    def _foreign(self, code: str) -> None:
        if self.isVisible():
            self.take_scan(code)

    def _repeated(self, code: str) -> None:
        if self.isVisible():
            self.station.repeat(code)
