"""Fields to type into: one line, several lines, password. Units and key hints stand inside the box."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from duty_desk.strings import t
from ui.kit import icons
from ui.kit.field_frame import State, draw_frame
from ui.kit.paint import draw_hint, hint_width, key_text, literal, set_tip, smooth, write
from ui.kit.tokens import BODY, CONTROL, font, scaled, text_width, tokens


class LineEdit(QLineEdit):
    """One line. `value()` is the text without blanks at its ends.

    `icon` stands before the text, `suffix` (a unit) or `hint` (a key) at the right. `scan` switches the input method
    off, since a pinyin one would eat a scan.
    """

    changed = Signal()
    left = Signal()

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        icon: str = "",
        suffix: str = "",
        hint: str = "",
        name: str = "",
        height: int = CONTROL,
        width: int = 0,
        scan: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon, self._suffix, self._hint = icon, suffix, key_text(hint) if hint else ""
        self._state: State | None = None
        self._preedit = ""
        self.setFixedHeight(height)
        if width:
            self.setFixedWidth(width)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._make_room()
        if scan:
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
            self.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText)
        self.textChanged.connect(lambda _text: self.changed.emit())

    @property
    def state(self) -> State | None:
        return self._state

    @property
    def composing(self) -> bool:
        """Whether an input method is at work, so that no key may act yet."""
        return bool(self._preedit)

    def value(self) -> object:
        return self.text().strip()

    def set_value(self, value: object) -> None:
        self.setText("" if value is None else str(value))

    def set_state(self, state: State | None) -> None:
        self._state = state
        self.update()

    def set_suffix(self, suffix: str) -> None:
        self._suffix = suffix
        self._make_room()
        self.update()

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self._make_room()
        self.update()

    def _tail(self) -> int:
        if self._suffix:
            return text_width(self._suffix, BODY) + 8
        return hint_width(self._hint) + 8 if self._hint else 0

    def _make_room(self) -> None:
        self.setTextMargins(9 + (icons.NORMAL + 8 if self._icon else 0), 0, 8 + self._tail(), 0)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(64, self.minimumHeight())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            # Nothing was typed here: Ctrl+Z takes back what the officer did last.
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._preedit and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.accept()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        able = self.isEnabled()
        hover = self.underMouse() and able and not self.isReadOnly()
        draw_frame(painter, self.rect(), self._state, able=able, fixed=self.isReadOnly(), hover=hover)
        if self._icon:
            icons.draw(painter, self._icon, QRectF(10, 0, icons.NORMAL, self.height()), look.text2)
        place = QRectF(self.width() - 10 - self._tail() + 8, 0, self._tail(), self.height())
        if self._suffix:
            write(painter, place, self._suffix, look.text2)
        elif self._hint and not self.text():
            draw_hint(painter, place, self._hint, look.text3)
        painter.end()
        self._tell_placeholder()
        super().paintEvent(event)

    def _tell_placeholder(self) -> None:
        """What there is no room for is under the pointer, unless something else is."""
        words, margins = self.placeholderText(), self.textMargins()
        room = self.width() - margins.left() - margins.right() - 6
        tip = words if not self.text() and text_width(words) > room else ""
        if self.toolTip() in ("", literal(words)) and self.toolTip() != literal(tip):
            set_tip(self, tip)


class PasswordField(LineEdit):
    """A password; Ctrl+Z, copying and input methods are off."""

    def __init__(self, *, placeholder: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(
            placeholder=placeholder, name=name or t("kit.field.password"), icon="key-outline", parent=parent
        )
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def value(self) -> object:
        return self.text()


class TextArea(QPlainTextEdit):
    """Several lines. Tab leaves the field; Ctrl+Enter is left to the form."""

    changed = Signal()
    left = Signal()

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        lines: int = 3,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        # As high as its lines: one that may grow would pull the fields of a short form apart.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setPlainText(text)
        self._fit()
        self.textChanged.connect(self.changed)

    def value(self) -> object:
        return self.toPlainText().strip()

    def set_value(self, value: object) -> None:
        self.setPlainText("" if value is None else str(value))

    def set_state(self, state: State | None) -> None:
        self.setProperty("state", state.value if state else "")
        self.style().unpolish(self)
        self.style().polish(self)

    def _fit(self) -> None:
        self.setFont(font(BODY))
        self.setFixedHeight(round(scaled(BODY) * 1.5) * self._lines + 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
