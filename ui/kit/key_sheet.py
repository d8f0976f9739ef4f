"""F1: the keys of this screen on one sheet over it; any click or Esc takes it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from duty_desk.strings import t
from ui.kit.focus_ring import paints_own_focus
from ui.kit.paint import CENTRE, box, draw_hint, hint_width, key_text, smooth, write
from ui.kit.tokens import BODY, SMALL, TITLE, tokens

LINE, COLUMN = 32, 296


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that belong together: a title and (key, what it does)."""

    title: str
    keys: tuple[tuple[str, str], ...]


class KeySheet(QWidget):
    """Covers `window` until it is closed."""

    def __init__(self, window: QWidget, groups: Sequence[KeyGroup]) -> None:
        super().__init__(window)
        self._groups = tuple(groups)
        self._back_to = window.focusWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        paints_own_focus(self)
        lines = [f"{key_text(key)} {what}" for group in self._groups for key, what in group.keys]
        self.setAccessibleName(t("kit.keys.title"))
        self.setAccessibleDescription("\n".join(lines))
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close and give the keyboard back to where it was."""
        self.close()
        if self._back_to is not None:
            self._back_to.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.dismiss()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and watched is self.parent() and event.type() == QEvent.Type.Resize:
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def _columns(self, room: float) -> list[list[KeyGroup]]:
        """Groups in columns that fit the height."""
        columns: list[list[KeyGroup]] = [[]]
        used = 0.0
        for group in self._groups:
            tall = (len(group.keys) + 1) * LINE + 12
            if columns[-1] and used + tall > room:
                columns.append([])
                used = 0.0
            columns[-1].append(group)
            used += tall
        return columns

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        veil = QColor(look.window)
        veil.setAlpha(200)
        painter.fillRect(self.rect(), veil)
        columns = self._columns(self.height() - 200)
        tall = max(sum((len(g.keys) + 1) * LINE + 12 for g in column) for column in columns) + 88
        wide = min(self.width() - 48, len(columns) * COLUMN + 48)
        sheet = QRectF((self.width() - wide) / 2, max(24, (self.height() - tall) / 2), wide, tall)
        box(painter, sheet, look.surface, look.ctl)
        write(
            painter,
            QRectF(sheet.left() + 24, sheet.top() + 16, wide - 48, 32),
            t("kit.keys.title"),
            look.text,
            TITLE,
            True,
        )
        write(
            painter,
            QRectF(sheet.left(), sheet.bottom() - 36, wide, 24),
            t("kit.keys.close"),
            look.text2,
            SMALL,
            False,
            CENTRE,
        )
        step = (wide - 48) / len(columns)
        for number, column in enumerate(columns):
            y = sheet.top() + 52
            for group in column:
                y = self._paint_group(painter, sheet.left() + 24 + number * step, y, step - 16, group)

    def _paint_group(self, painter: QPainter, x: float, y: float, wide: float, group: KeyGroup) -> float:
        look = tokens()
        write(painter, QRectF(x, y, wide, LINE), group.title, look.text2, SMALL, True)
        y += LINE
        widest = max((hint_width(key_text(key)) for key, _what in group.keys), default=0) + 16
        for key, what in group.keys:
            hint = key_text(key)
            cap = QRectF(x, y + 4, hint_width(hint) + 12, LINE - 8)
            box(painter, cap, look.sunken, look.line)
            draw_hint(painter, cap.adjusted(6, 0, 0, 0), hint, look.text)
            write(painter, QRectF(x + widest + 8, y, wide - widest - 8, LINE), what, look.text, BODY)
            y += LINE
        return y + 12
