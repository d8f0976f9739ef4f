"""The line above every screen: its name, live facts, the search box, the time, and who is on duty."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk import formats
from duty_desk.strings import t
from ui.kit.buttons import Button
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.tokens import MARGIN, SMALL, TITLE, tokens

HEIGHT = 48
SEARCH_WIDE, SEARCH = 440, 320
WIDE_WINDOW = 1600


class TopLine(QWidget):
    """Title 18, facts 12, search 320 or 440, clock 18, weekday 12, duty button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.title = Label(px=TITLE, bold=True)
        self.facts = Label(px=SMALL, colour="text2", elide=True)
        self.search = LineEdit(
            placeholder=t("shell.search.placeholder"),
            icon="magnify",
            hint="Ctrl+K",
            name=t("shell.search.name"),
            width=SEARCH,
        )
        self.clock = Label(px=TITLE, bold=True)
        self.day = Label(px=SMALL, colour="text2")
        self.duty = Button(t("shell.duty.nobody"), icon="account-outline", bold=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 0, MARGIN, 1)
        row.setSpacing(0)
        row.addWidget(self.title)
        row.addSpacing(16)
        row.addWidget(self.facts, 1)
        row.addSpacing(16)
        row.addWidget(self.search)
        row.addSpacing(16)
        row.addWidget(self.clock)
        row.addSpacing(8)
        row.addWidget(self.day)
        row.addSpacing(16)
        row.addWidget(self.duty)

    def show_moment(self, now: datetime) -> None:
        """The office's time and day."""
        self.clock.setText(formats.clock(now))
        self.day.setText(f"{formats.day(now.date())} {formats.weekday(now.date())}")

    def show_officer(self, name: str, role: str) -> None:
        """Who is on duty, and as what."""
        self.duty.set_words(name, role)

    def show_screen(self, title: str, facts: str) -> None:
        """Name and facts of the screen in front."""
        self.title.setText(title)
        self.facts.setText(facts)

    def fit(self, window: QSize) -> None:
        """The search box is wider in a wide window."""
        self.search.setFixedWidth(SEARCH_WIDE if window.width() >= WIDE_WINDOW else SEARCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = tokens()
        painter.fillRect(self.rect(), look.surface)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.line)
