"""Proves the scanner with a printed sheet: what it loses, what comes in between, and which of its settings to change."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from typing import Any

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import settings
from duty_desk.errors import DutyDeskError
from duty_desk.paper.proofs import SCANNER_TESTS, ScannerTest, write_scanner_sheet
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.labels import Label
from ui.kit.paint import Mark
from ui.kit.panels import Panel
from ui.kit.printing import Printout
from ui.kit.tokens import SMALL, Tone
from ui.kit.wedge import Scan
from ui.office.setting_page import SettingPage

WIDTH = 720
REPEATS = 10
# Slower than this between two characters, a scan may be taken for typing.
SLOW_MS = 35.0
LIKE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Finding:
    """What one scan showed: a word for the chip, and what to change."""

    tone: Tone
    word: str
    remedy: str = ""


class ScannerPage(SettingPage):
    """While it is in front, every scan is compared with the codes of the sheet."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self._passed: set[str] = set()
        self._repeats: list[str] = []
        self.chips: dict[str, Chip] = {}
        self.remedies: dict[str, Label] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(2, 1)
        for line, test in enumerate(SCANNER_TESTS):
            chip, remedy = (
                Chip(Mark(t("office.scanner.waiting"), Tone.NEUTRAL)),
                Label(px=SMALL, colour="text2", wrap=True),
            )
            self.chips[test.key], self.remedies[test.key] = chip, remedy
            grid.addWidget(Label(t(f"paper.proof.{test.key}")), line, 0)
            grid.addWidget(chip, line, 1)
            grid.addWidget(remedy, line, 2)
        self.last = Label(px=SMALL, colour="text2", wrap=True)
        self.print_button = Button(
            t("office.scanner.print"), kind=Kind.PRIMARY, icon="printer-outline", key="F2"
        )
        self.print_button.clicked.connect(self.print_sheet)
        again = Button(t("office.scanner.again"), icon="refresh", key="F5")
        again.clicked.connect(self.start_over)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch()
        foot.addWidget(again)
        foot.addWidget(self.print_button)
        panel = Panel(t("office.scanner.title"))
        panel.setMaximumWidth(WIDTH)
        panel.body.setSpacing(12)
        panel.body.addWidget(Label(t("office.scanner.lead"), wrap=True))
        panel.body.addLayout(grid)
        panel.body.addWidget(self.last)
        panel.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        column.addStretch()

    def facts(self) -> str:
        return t("office.scanner.facts", done=len(self._passed), all=len(SCANNER_TESTS))

    def focus_first(self) -> None:
        self.print_button.setFocus()

    def take_scan(self, code: str) -> bool:
        # Every code scanned here is a test, also one of a pass; `observed` has told about it.
        return True

    def print_sheet(self) -> None:
        """The sheet to scan, through the preview."""
        drawn = BytesIO()
        write_scanner_sheet(drawn)
        title = t("paper.proof.scanner_title")
        self.shell.show_paper(Printout(drawn.getvalue(), title, title, "paper"))

    def start_over(self) -> None:
        """Forget what was scanned."""
        self._passed.clear()
        self._repeats.clear()
        for test in SCANNER_TESTS:
            self.chips[test.key].set_mark(Mark(t("office.scanner.waiting"), Tone.NEUTRAL))
            self.remedies[test.key].setText("")
        self.last.setText("")
        self.facts_changed.emit()

    def observe(self, scan: Scan) -> None:
        """Compare a scan with the sheet."""
        slowest = max(scan.gaps_ms, default=0.0)
        self.last.setText(
            t(
                "office.scanner.last",
                count=len(scan.raw),
                end=scan.ended_by or t("office.scanner.no_end"),
                gap=f"{slowest:.0f}",
            )
        )
        test = nearest(scan.raw)
        if test is None:
            return
        if test.key == "repeat":
            self._repeat(test, scan)
            return
        found = judge(test, scan)
        self._show(test.key, found)

    def _repeat(self, test: ScannerTest, scan: Scan) -> None:
        self._repeats.append(scan.raw)
        wrong = sum(plain(raw) != test.payload for raw in self._repeats)
        count = len(self._repeats)
        if wrong:
            self._show(
                test.key, Finding(Tone.DANGER, t("office.scanner.lost"), t("office.scanner.lost_next"))
            )
        elif count >= REPEATS:
            self._show(test.key, judge(test, scan))
        else:
            word = t("office.scanner.counted", count=count, all=REPEATS)
            self.chips[test.key].set_mark(Mark(word, Tone.INFO))

    def _show(self, key: str, found: Finding) -> None:
        self.chips[key].set_mark(Mark(found.word, found.tone))
        self.remedies[key].setText(found.remedy)
        if found.tone is Tone.DANGER:
            self._passed.discard(key)
        else:
            self._passed.add(key)
        if len(self._passed) == len(SCANNER_TESTS):
            self._keep()
        self.facts_changed.emit()

    def _keep(self) -> None:
        """The status bar knows from now on that this office has a scanner that works."""
        if not self.may(Permission.EDIT_SETTINGS):
            return
        try:
            with self.desk.work() as work:
                settings.put(work, "scanner.tested_at", work.at.isoformat())
        except DutyDeskError as error:
            self.shell.refuse(error)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shell.scanner.observed.connect(self.observe)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.shell.scanner.observed.disconnect(self.observe)


def plain(raw: str) -> str:
    """What was typed, without the sign of a terminator."""
    return raw.strip()


def nearest(raw: str) -> ScannerTest | None:
    """Which code of the sheet was meant: the one most like what was typed; None when it is like none."""
    typed = plain(raw).upper()

    def likeness(test: ScannerTest) -> float:
        return SequenceMatcher(None, test.payload, typed, autojunk=False).ratio()

    best = max(SCANNER_TESTS, key=likeness)
    return best if likeness(best) >= LIKE_ENOUGH else None


def judge(test: ScannerTest, scan: Scan) -> Finding:
    """What a scan of one code shows, the gravest first."""
    typed = plain(scan.raw)
    slowest: Any = max(scan.gaps_ms, default=0.0)
    if typed != test.payload:
        if len(typed) < len(test.payload):
            return Finding(Tone.DANGER, t("office.scanner.lost"), t("office.scanner.lost_next"))
        if typed.upper() == test.payload:
            return Finding(Tone.WARN, t("office.scanner.caps"), t("office.scanner.caps_next"))
        if not typed.isascii():
            return Finding(Tone.WARN, t("office.scanner.wide"), t("office.scanner.wide_next"))
        return Finding(Tone.DANGER, t("office.scanner.altered"), t("office.scanner.altered_next"))
    if not scan.ended_by:
        return Finding(Tone.WARN, t("office.scanner.unended"), t("office.scanner.unended_next"))
    if slowest > SLOW_MS:
        return Finding(Tone.WARN, t("office.scanner.slow"), t("office.scanner.slow_next"))
    return Finding(Tone.OK, t("office.scanner.good"))
