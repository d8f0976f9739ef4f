"""Buttons: a verb, its picture and its key. One primary per region; a disabled one says why."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QSizePolicy, QWidget

from ui.kit import icons
from ui.kit.paint import box, draw_hint, hint_width, key_text, literal, set_tip, smooth, write
from ui.kit.tokens import BODY, CONTROL, text_width, tokens


class Kind(StrEnum):
    PRIMARY = "primary"
    DEFAULT = "default"
    TEXT = "text"
    DANGER = "danger"
    DANGER_SOLID = "danger_solid"


def _darker(colour: QColor) -> QColor:
    return colour.darker(112)


def pressed_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Enter presses the button that has the focus, as Space does."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
        button.click()
        return True
    return False


class Button(QPushButton):
    """A painted push button.

    `key` is written after the label; with a modifier or as a function key it also presses the button from anywhere
    in the window. `tip` is required when there is no text, because a picture alone says nothing to a screen reader.
    """

    def __init__(
        self,
        text: str = "",
        *,
        kind: Kind = Kind.DEFAULT,
        icon: str = "",
        key: str = "",
        tip: str = "",
        note: str = "",
        bold: bool = False,
        height: int = CONTROL,
        bind: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        if not text and not tip:
            raise ValueError("a button without words needs a tip")
        self._kind, self._icon, self._key, self._tip, self._note = Kind(kind), icon, key, tip, note
        self._bold, self._height, self._key_shown = bold, height, True
        self._popup: QMenu | None = None
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(height)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(text or tip)
        if tip or not text:
            set_tip(self, f"{tip}  {key_text(key)}".strip() if not text else tip)
        if key and (bind if bind is not None else ("+" in key or (key[0] == "F" and key[1:].isdigit()))):
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self._by_key)
            # The same verb may stand twice on a screen, for instance in the head and in an empty list.
            shortcut.activatedAmbiguously.connect(self._by_key)

    @property
    def kind(self) -> Kind:
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        self._kind = Kind(kind)
        self.update()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_words(self, text: str, note: str | None = None) -> None:
        """Change the label, and the small words after it if given."""
        self.setText(text)
        if note is not None:
            self._note = note
        if text:
            self.setAccessibleName(f"{text} {self._note}".strip())
        self.updateGeometry()
        self.update()

    def show_key(self, on: bool) -> None:
        """Leave the key unsaid where room is short; it works all the same."""
        self._key_shown = on
        self.updateGeometry()
        self.update()

    def refuse(self, reason: str) -> None:
        """Disable and say why; an empty reason enables again."""
        self.setEnabled(not reason)
        set_tip(self, reason or self._tip)

    def set_popup(self, menu: QMenu) -> None:
        """Open `menu` under the button when pressed; a small arrow says so."""
        self._popup = menu
        self.clicked.connect(self._open)
        self.updateGeometry()

    def _open(self) -> None:
        if self._popup is not None:
            self._popup.setMinimumWidth(self.width())
            self._popup.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A nervous double click on what saves or destroys counts once."""
        if self._kind in (Kind.PRIMARY, Kind.DANGER_SOLID):
            event.accept()
            return
        super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def _by_key(self) -> None:
        if self.isVisible() and self.isEnabled():
            self.click()

    @property
    def left_out(self) -> int:
        """How much narrower than it wants to be the button is without its key, which it then says under the pointer. 0 with it."""
        hint = self._hint()
        return hint_width(hint) + 8 if hint and self.width() < self.sizeHint().width() else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        said = literal(self._hint())
        if self.toolTip() in ("", said):
            self.setToolTip(literal(self._hint()) if self.left_out else "")

    def _hint(self) -> str:
        return key_text(self._key) if self._key and self._key_shown and self.text() else self._note

    def sizeHint(self) -> QSize:
        if not self.text():
            return QSize(self._height + (18 if self._popup else 0), self._height)
        width = 24 + text_width(self.text(), BODY, self._bold)
        width += icons.NORMAL + 6 if self._icon else 0
        width += hint_width(self._hint()) + 8 if self._hint() else 0
        width += icons.NORMAL + 4 if self._popup else 0
        return QSize(max(width, CONTROL), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor, QColor]:
        look = tokens()
        hover, down = self.underMouse() and self.isEnabled(), self.isDown()
        if not self.isEnabled():
            return (None if self._kind is Kind.TEXT else look.sunken), look.line, look.disabled, look.disabled
        if self._kind is Kind.PRIMARY:
            fill = look.accent_hover if hover or down else look.accent
            return (_darker(fill) if down else fill), None, look.on_accent, look.on_accent
        if self._kind is Kind.DANGER_SOLID:
            fill = _darker(look.danger_solid) if hover or down else look.danger_solid
            return (_darker(fill) if down else fill), None, look.on_accent, look.on_accent
        if self._kind is Kind.DANGER:
            fill = look.danger_bg if hover or down else look.surface
            return (_darker(fill) if down else fill), look.danger, look.danger, look.danger
        fill = look.hover if hover or down else (None if self._kind is Kind.TEXT else look.surface)
        if down and fill is not None:
            fill = look.selected
        if self._kind is Kind.TEXT:
            return fill, None, look.accent_text if self.text() else look.text, look.text3
        return fill, look.ctl, look.text, look.text3 if self._key else look.text2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        fill, edge, fore, faint = self._colours()
        box(painter, self.rect(), fill, edge if self._kind is not Kind.TEXT else None)
        room = QRectF(self.rect())
        if not self.text():
            spot = room.adjusted(0, 0, -18, 0) if self._popup else room
            icons.draw(painter, self._icon, spot, fore)
        else:
            self._paint_words(painter, room, fore, faint)
        if self._popup is not None:
            icons.draw(
                painter, "chevron-down", QRectF(room.right() - 30, 0, 24, room.height()), faint, icons.NORMAL
            )

    def _paint_words(self, painter: QPainter, room: QRectF, fore: QColor, faint: QColor) -> None:
        spare = room.width() - self.sizeHint().width() + self.left_out
        x = 12 + max(0.0, spare / 2)
        if self._icon:
            icons.draw(painter, self._icon, QRectF(x, 0, icons.NORMAL, room.height()), fore)
            x += icons.NORMAL + 6
        wide = min(text_width(self.text(), BODY, self._bold), int(room.width() - x - 8))
        write(painter, QRectF(x, 0, wide, room.height()), self.text(), fore, BODY, self._bold)
        if self._hint() and not self.left_out:
            place = QRectF(x + wide + 8, 0, room.width() - x - wide - 8, room.height())
            draw_hint(painter, place, self._hint(), faint)


def icon_button(icon: str, tip: str, key: str = "", kind: Kind = Kind.TEXT) -> Button:
    """A square button with a picture only; what it does and its key are in the tool tip and for screen readers."""
    return Button(icon=icon, tip=tip, key=key, kind=kind)
