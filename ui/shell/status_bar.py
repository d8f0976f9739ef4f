"""The line under every screen: scanner, printer, what was saved and backed up, other desks; at the right the keys that help."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.kit import icons
from ui.kit.buttons import pressed_by_enter
from ui.kit.labels import Label
from ui.kit.paint import key_text, set_tip, smooth, write
from ui.kit.tokens import MARGIN, SMALL, Tone, text_width, tokens

HEIGHT = 28


class StatusFact(QPushButton):
    """One live fact as picture and words. Pressing it says what to do, or goes where that is done."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, Tone.OK
        self.setAutoDefault(False)
        self.setFixedHeight(HEIGHT - 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def tone(self) -> Tone:
        return self._tone

    def say(self, text: str, tone: Tone = Tone.OK, remedy: str = "", icon: str = "") -> None:
        """Show a fact; `remedy` is what to do about it."""
        if icon:
            self._icon = icon
        self._tone = tone
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(remedy)
        set_tip(self, remedy)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(icons.CHIP + 6 + text_width(self.text(), SMALL) + 2, HEIGHT - 1)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        picture = look.tone(self._tone)[0]
        loud = self._tone in (Tone.DANGER, Tone.WARN)
        words = picture if loud else look.text if self.underMouse() else look.text2
        icons.draw(painter, self._icon, QRectF(0, 0, icons.CHIP, self.height()), picture, icons.CHIP)
        write(painter, QRectF(icons.CHIP + 6, 0, self.width(), self.height()), self.text(), words, SMALL)


class StatusBar(QWidget):
    """Facts at the left, at most three key hints at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.scanner = StatusFact("barcode-scan")
        self.printer = StatusFact("printer-outline")
        self.saved = StatusFact("database-check-outline")
        self.backup = StatusFact("content-save-outline")
        self.desks = StatusFact("lan-connect")
        for quiet in (self.backup, self.desks):
            quiet.hide()
        # The facts are read whole; what is left of a narrow window is for the hints.
        self.hints = Label(px=SMALL, colour="text2", elide=True)
        self.hints.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 1, MARGIN, 0)
        row.setSpacing(24)
        for fact in (self.scanner, self.printer, self.saved, self.backup, self.desks):
            row.addWidget(fact)
        row.addStretch(1)
        row.addWidget(self.hints)

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Key and word of each hint; none when the officer switched them off."""
        self.hints.setText("\u3000".join(f"{key_text(key)} {word}" for key, word in hints))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = tokens()
        painter.fillRect(self.rect(), look.surface)
        painter.fillRect(0, 0, self.width(), 1, look.line)
