"""Notices that stand where they belong: under a field, in a panel, in an empty list. No boxes that pop up."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons
from ui.kit.buttons import Button
from ui.kit.labels import Label
from ui.kit.paint import Mark, box, smooth
from ui.kit.tokens import SMALL, Tone, tokens


class Picture(QWidget):
    """An icon in the colour of a tone, or of a token by name."""

    def __init__(
        self,
        name: str,
        size: int = icons.NORMAL,
        tone: Tone | None = None,
        colour: str = "text2",
        height: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._size, self._tone, self._colour = name, size, tone, colour
        self._height = height or size
        self.setFixedSize(self.sizeHint())

    def set_picture(self, name: str, tone: Tone | None = None) -> None:
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = tokens()
        colour = look.tone(self._tone)[0] if self._tone else getattr(look, self._colour)
        painter = QPainter(self)
        smooth(painter)
        icons.draw(painter, self._name, QRectF(self.rect()), colour, self._size)


class Remark(QWidget):
    """A 14-px icon and one small sentence: the inline error or warning of a field."""

    def __init__(self, text: str, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(6)
        picture = Picture(Mark("", tone).picture, icons.CHIP, tone, height=20)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        self.label = Label(text, px=SMALL, colour=tone.value, wrap=True)
        self.label.setMinimumHeight(20)
        row.addWidget(self.label, 1)

    def text(self) -> str:
        return self.label.text()


class Banner(QFrame):
    """Inside a panel: the title says the fact, the body the remedy. Danger blocks, warning allows with care."""

    def __init__(
        self, tone: Tone, title: str, body: str = "", *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        self.picture = Picture(icon or Mark("", tone).picture, icons.NORMAL, tone, height=22, parent=self)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = Label(title, bold=True, colour=tone.value, wrap=True, parent=self)
        self.body = Label(body, px=SMALL, wrap=True, parent=self)
        if not body:
            self.body.hide()
        words.addWidget(self.title)
        words.addWidget(self.body)
        row.addLayout(words, 1)
        self._row = row
        self.setAccessibleName(f"{title} {body}".strip())

    def say(self, title: str, body: str = "", tone: Tone | None = None) -> None:
        """Change the words, and the tone if given."""
        if tone is not None:
            self._tone = tone
            self.picture.set_picture(Mark("", tone).picture, tone)
            self.title.set_colour(tone.value)
        self.title.setText(title)
        self.body.setText(body)
        self.body.setVisible(bool(body))
        self.setAccessibleName(f"{title} {body}".strip())
        self.update()

    def add_button(self, button: Button) -> None:
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        # The button makes the line higher than its words.
        self._row.setAlignment(self.picture, Qt.AlignmentFlag.AlignVCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        fore, back = tokens().tone(self._tone)
        box(painter, self.rect(), back, fore)


class EmptyState(QWidget):
    """One fact, one line of what comes next, at most one button."""

    def __init__(
        self,
        fact: str,
        next_line: str = "",
        *,
        icon: str = "check-circle",
        tone: Tone | None = Tone.OK,
        button: Button | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addStretch()
        column.addWidget(Picture(icon, icons.EMPTY, tone), 0, centre)
        self.fact = Label(fact, bold=True)
        column.addWidget(self.fact, 0, centre)
        self.next_line = Label(next_line, px=SMALL, colour="text2")
        if not next_line:
            self.next_line.hide()
        column.addWidget(self.next_line, 0, centre)
        if button is not None:
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            column.addWidget(button, 0, centre)
        column.addStretch()
        self.setAccessibleName(f"{fact} {next_line}".strip())
