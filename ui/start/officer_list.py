"""The officers of this desk to pick from: type a few letters of the name or login, or use the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from duty_desk.strings import t
from ui.kit import icons
from ui.kit.fields import LineEdit
from ui.kit.focus_ring import paints_own_focus
from ui.kit.paint import RIGHT, smooth, write
from ui.kit.panels import Surface
from ui.kit.tokens import BODY, QUEUE_ROW, SMALL, text_width, tokens

SHOWN = 5
_KEY = Qt.ItemDataRole.UserRole
_NOTE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One officer to pick: `note` says the role, `words` what typing is compared with."""

    id: int
    name: str
    note: str
    login: str

    def answers_to(self, typed: str) -> bool:
        """Whether what was typed is the start of the name or login, or the initials of the name."""
        wanted = typed.strip().casefold()
        if not wanted or self.name.casefold().startswith(wanted) or self.login.casefold().startswith(wanted):
            return True
        from duty_desk.search import matched_length

        return matched_length(self.name, wanted) > 0


class _Rows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, QUEUE_ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = tokens()
        place = QRectF(option.rect)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(place, look.selected if chosen else look.surface)
        if chosen:
            painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), look.accent)
        icons.draw(
            painter,
            "account-outline",
            QRectF(place.left() + 12, place.top(), icons.NORMAL, place.height()),
            look.text2,
        )
        note = str(index.data(_NOTE) or "")
        room = place.adjusted(12 + icons.NORMAL + 8, 0, -12, 0)
        write(painter, room, note, look.text2, SMALL, False, RIGHT)
        room.adjust(0, 0, -text_width(note, SMALL) - 8, 0)
        write(painter, room, str(index.data() or ""), look.text, BODY, chosen)


class _List(QListWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        smooth(painter)
        if self.count() == 0:
            write(
                painter,
                QRectF(12, 0, self.viewport().width() - 24, QUEUE_ROW),
                t("start.sign_in.nobody"),
                tokens().text2,
            )
        painter.end()


class OfficerList(QWidget):
    """A filter line over the list. The keyboard stays in the line; Up and Down move in the list."""

    # The one picked by Enter or a click, ready for the password.
    picked = Signal(int)
    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self.filter = LineEdit(
            placeholder=t("start.sign_in.filter"), icon="magnify", name=t("start.sign_in.officer")
        )
        self.list = _List()
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(t("start.sign_in.officer"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFixedHeight(SHOWN * QUEUE_ROW)
        paints_own_focus(self.list)
        frame = Surface()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.filter)
        column.addWidget(frame)
        self.setFocusProxy(self.filter)
        self.filter.textChanged.connect(lambda _text: self._filter())
        self.filter.returnPressed.connect(self._take)
        self.filter.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.currentRowChanged.connect(lambda _row: self.moved.emit(self.value()))

    def set_choices(self, choices: Sequence[Choice], current: int = 0) -> None:
        """Show these officers; `current` is offered first."""
        self._choices = tuple(choices)
        self._filter(current)

    def value(self) -> int:
        """Identifier of the officer marked, 0 when none is."""
        item = self.list.currentItem()
        return int(item.data(_KEY)) if item is not None else 0

    def name(self) -> str:
        """Name of the officer marked."""
        item = self.list.currentItem()
        return item.text() if item is not None else ""

    def _filter(self, current: int = 0) -> None:
        kept = current or self.value()
        self.list.clear()
        for choice in self._choices:
            if choice.answers_to(self.filter.text()):
                item = QListWidgetItem(choice.name)
                item.setData(_KEY, choice.id)
                item.setData(_NOTE, choice.note)
                self.list.addItem(item)
                if choice.id == kept:
                    self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)

    def _take(self) -> None:
        if self.value():
            self.picked.emit(self.value())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: SHOWN,
                Qt.Key.Key_PageUp: -SHOWN,
            }
            step = steps.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)
