"""The list of subjects at the left of the settings: small bold heads, one line each, arrows move."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons
from ui.kit.buttons import pressed_by_enter
from ui.kit.growing import hold_width
from ui.kit.labels import Label
from ui.kit.paint import smooth, write
from ui.kit.panels import Scroll, Surface
from ui.kit.tokens import BODY, CONTROL, SMALL, tokens

WIDTH = 184


class SubjectButton(QAbstractButton):
    """One subject; the current one is filled and has the accent bar."""

    def __init__(self, key: str, icon: str, text: str) -> None:
        super().__init__()
        self.key, self._icon = key, icon
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFixedHeight(CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 24, CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look, current = tokens(), self.isChecked()
        if current:
            painter.fillRect(self.rect(), look.selected)
            painter.fillRect(0, 0, 3, self.height(), look.accent)
        elif self.underMouse():
            painter.fillRect(self.rect(), look.hover)
        fore = look.accent_text if current else look.text
        icons.draw(
            painter,
            self._icon,
            QRectF(12, 0, icons.NORMAL, self.height()),
            look.accent_text if current else look.text2,
        )
        write(painter, QRectF(38, 0, self.width() - 42, self.height()), self.text(), fore, BODY, current)


class SubjectList(Surface):
    """Emits `picked` with the key of the subject."""

    picked = Signal(str)

    def __init__(self, groups: list[tuple[str, list[tuple[str, str, str]]]], name: str) -> None:
        super().__init__()
        hold_width(self, WIDTH)
        self.setAccessibleName(name)
        self._buttons: list[SubjectButton] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(0)
        for title, subjects in groups:
            head = Label(title, px=SMALL, bold=True, colour="text2")
            head.setContentsMargins(12, 6, 12, 0)
            column.addWidget(head)
            for key, icon, text in subjects:
                button = SubjectButton(key, icon, text)
                button.clicked.connect(lambda _=False, key=key: self.pick(key))
                column.addWidget(button)
                self._buttons.append(button)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        self._scroll = Scroll(inside)
        whole.addWidget(self._scroll)

    def keys(self) -> tuple[str, ...]:
        """Subjects in the order shown."""
        return tuple(button.key for button in self._buttons)

    def mark(self, key: str) -> None:
        """Show which subject is current; only that one takes the Tab key."""
        for button in self._buttons:
            current = button.key == key
            button.setChecked(current)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)
            if current:
                self.setFocusProxy(button)
                self._scroll.ensureWidgetVisible(button)

    def pick(self, key: str) -> None:
        """As if the officer had chosen it."""
        self.mark(key)
        self.picked.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        here = next((i for i, button in enumerate(self._buttons) if button.isChecked()), 0)
        row = min(max(here + step, 0), len(self._buttons) - 1)
        self.pick(self._buttons[row].key)
        self._buttons[row].setFocus(Qt.FocusReason.OtherFocusReason)
