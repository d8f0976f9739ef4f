"""One line that says what was done and offers to take it back; it never asks and never reports an error."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit import icons
from ui.kit.paint import box, draw_hint, hint_width, smooth, write
from ui.kit.tokens import BODY, CONTROL, text_width, tokens
from ui.kit.undo import Step, UndoStack

HEIGHT, ABOVE = 48, 40
SECONDS = 10


class _UndoButton(QPushButton):
    """The button of the toast, in its inverse colours."""

    HINT = "Ctrl Z"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(t("kit.toast.undo"), parent)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(24 + text_width(self.text(), BODY) + 12 + hint_width(self.HINT), CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        tint = QColor(look.surface)
        tint.setAlpha(60 if self.underMouse() or self.isDown() else 0)
        box(painter, self.rect(), tint, look.surface)
        room = QRectF(self.rect()).adjusted(12, 0, -12, 0)
        taken = write(painter, room, self.text(), look.surface, BODY)
        draw_hint(painter, room.adjusted(taken + 12, 0, 0, 0), self.HINT, look.surface)


class Toast(QFrame):
    """The line itself, bottom centre of its window."""

    undo_pressed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._text, self._icon = "", "check-circle"
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.addStretch()
        self.button = _UndoButton(self)
        self.button.clicked.connect(self.undo_pressed)
        row.addWidget(self.button)
        self.timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self.timer.timeout.connect(self.hide)
        self.button.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text

    def say(self, text: str, can_undo: bool, icon: str = "check-circle") -> None:
        self._text, self._icon = text, icon
        self.button.setVisible(can_undo)
        self.setAccessibleName(text)
        self.timer.start()
        self._place()
        self.show()
        self.raise_()
        self.update()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        wide = (
            48
            + text_width(self._text, BODY)
            + 24
            + (self.button.sizeHint().width() + 8 if not self.button.isHidden() else 0)
        )
        wide = min(max(320, wide), window.width() - 32)
        self.setGeometry((window.width() - wide) // 2, window.height() - HEIGHT - ABOVE, wide, HEIGHT)

    def _pause(self, pause: bool) -> None:
        """Stays while the pointer or the keyboard is on it."""
        if pause:
            self.timer.stop()
        elif self.isVisible() and not self.underMouse() and not self.button.hasFocus():
            self.timer.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._pause(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pause(self.button.hasFocus())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.button and isinstance(event, QFocusEvent):
            self._pause(event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        box(painter, self.rect(), look.text)
        icons.draw(painter, self._icon, QRectF(16, 0, icons.NORMAL, HEIGHT), look.surface)
        tail = self.button.sizeHint().width() + 24 if not self.button.isHidden() else 16
        write(painter, QRectF(42, 0, self.width() - 42 - tail, HEIGHT), self._text, look.surface)


class Toaster(QObject):
    """Says what was done in `window` and takes it back. At most one line; the stack behind it holds twenty steps.

    `failed` carries the refusal of an undo, which is shown like every refusal and never as a toast.
    """

    failed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.stack = UndoStack()
        self.toast = Toast(window)
        self.toast.undo_pressed.connect(self.undo)

    def say(self, text: str, undo: Callable[[], object] | None = None, *, locked: str = "") -> None:
        """Tell what was done. `undo` takes it back; `locked` is said when Ctrl+Z meets an act that cannot be."""
        self.stack.push(Step(text, undo, locked))
        self.toast.say(text, undo is not None)

    def undo(self) -> None:
        """Take back the newest act, as Ctrl+Z does outside of text fields."""
        step = self.stack.take()
        if step is None:
            self.toast.say(t("kit.toast.nothing_to_undo"), False, "undo")
            return
        if step.undo is None:
            self.toast.say(step.locked, False, "lock-outline")
            return
        try:
            step.undo()
        except DutyDeskError as error:
            self.stack.put_back(step)
            self.toast.hide()
            self.failed.emit(error)
            return
        self.toast.say(t("kit.toast.undone", what=step.text), False, "undo")

    def forget(self) -> None:
        """Another officer signs in: nothing of the one before can be taken back from here."""
        self.stack.clear()
        self.toast.hide()
