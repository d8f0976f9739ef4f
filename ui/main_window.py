"""The window: what comes before an office is open, and the office itself once an officer has signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.shell.office_page import OfficePage

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.theme import Theme

SMALLEST = QSize(1280, 640)
USUAL = QSize(1366, 697)


class MainWindow(QWidget):
    """One window for the whole program; pages of it replace one another."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.office: OfficePage | None = None
        self.pages = QStackedWidget()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.pages)
        self.setWindowTitle(t("shell.program"))
        self.resize(USUAL)

    def enter(self, desk: Desk) -> OfficePage:
        """Show the office of the officer who is signed in at `desk`."""
        self.office = OfficePage(desk, self.theme)
        self.pages.addWidget(self.office)
        self.pages.setCurrentWidget(self.office)
        self.office.go(next(iter(self.office.rail.items())).key)
        return self.office

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.office is not None:
            self.office.close_office()
        super().closeEvent(event)
