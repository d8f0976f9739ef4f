"""Words on a screen: always literal text, in one of the four sizes, in a colour of the theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.kit.paint import LEFT, set_tip, write
from ui.kit.tokens import BODY, font, tokens


class Label(QLabel):
    """Plain text that follows theme and type scale. `colour` names a token."""

    def __init__(
        self,
        text: str = "",
        *,
        px: int = BODY,
        bold: bool = False,
        colour: str = "text",
        wrap: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._px, self._bold, self._colour, self._elide = px, bold, colour, elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._dress()

    def set_colour(self, colour: str) -> None:
        self._colour = colour
        self._dress()

    def set_bold(self, bold: bool) -> None:
        self._bold = bold
        self._dress()

    def _dress(self) -> None:
        self.setFont(font(self._px, self._bold))
        look = self.palette()
        look.setColor(QPalette.ColorRole.WindowText, getattr(tokens(), self._colour))
        self.setPalette(look)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def minimumSizeHint(self) -> QSize:
        if self._elide:
            return QSize(24, QFontMetrics(font(self._px, self._bold)).height())
        return super().minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        taken = write(
            painter, self.rect(), self.text(), getattr(tokens(), self._colour), self._px, self._bold, LEFT
        )
        full = QFontMetrics(font(self._px, self._bold)).horizontalAdvance(self.text())
        set_tip(self, self.text() if taken < full else "")


class Line(QFrame):
    """A thin separator between two parts of a panel."""

    def __init__(self, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().line)
