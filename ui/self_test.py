"""Proves a copy of the program on a machine: every screen of the sample office is shown, one paper is drawn, then it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.shell.crash import LastResort

STEP_MS = 200
# Eight minutes: a slow PC fills the sample office first.
PATIENCE = 2400


class SelfTest(QObject):
    """Ends the program with 0 when everything was shown and the paper is a PDF, 1 after a defect, 2 when it took too long."""

    def __init__(self, window: MainWindow, resort: LastResort) -> None:
        super().__init__(window)
        self._window, self._resort = window, resort
        self._left = PATIENCE
        self._todo: list[str] | None = None
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    def _step(self) -> None:
        self._left -= 1
        office = self._window.office
        # A defect leaves the window running, as an officer needs it: that it was shown is what tells.
        if self._left <= 0 or self._resort.dialog is not None:
            self._end(1 if self._resort.dialog is not None else 2)
        elif office is None:
            return
        elif self._todo is None:
            self._todo = office.tab_keys()
        elif self._todo:
            office.go(self._todo.pop(0))
        elif not self._window.tasks.busy:
            self._end(0 if draw_one_paper(office.desk) else 1)

    def _end(self, code: int) -> None:
        self._timer.stop()
        self._window.close()
        QApplication.exit(code)


def draw_one_paper(desk: object) -> bool:
    """Issue a pass in the sample office and draw its card."""
    from duty_desk import demo
    from duty_desk.desk import Desk

    assert isinstance(desk, Desk)
    return demo.draw_sample_card(desk).startswith(b"%PDF")
