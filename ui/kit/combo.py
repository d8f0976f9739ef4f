"""Choose one of a known few. The wheel never changes it by accident."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.kit import icons
from ui.kit.field_frame import State, draw_frame
from ui.kit.paint import LEFT, RIGHT, literal, smooth, write
from ui.kit.tokens import BODY, CONTROL, SMALL, text_width, tokens

_NOTE = Qt.ItemDataRole.UserRole + 1


class _Rows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, CONTROL)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = tokens()
        place = QRectF(option.rect)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(place, look.selected if chosen else look.surface)
        text, note = str(index.data() or ""), str(index.data(_NOTE) or "")
        room = place.adjusted(10, 0, -10, 0)
        fore = look.accent_text if chosen else look.text
        if note:
            write(painter, room, note, look.text2, SMALL, False, RIGHT)
            room.adjust(0, 0, -text_width(note, SMALL) - 8, 0)
        write(painter, room, text, fore, BODY, False, LEFT)


class ComboBox(QComboBox):
    """A drop-down of (key, words) or (key, words, note)."""

    changed = Signal()

    def __init__(
        self,
        options: Sequence[tuple[object, ...]] = (),
        value: object = None,
        *,
        icon: str = "",
        placeholder: str = "",
        height: int = CONTROL,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._empty, self._height = icon, placeholder, height
        self._state: State | None = None
        self._rows: _Rows | None = None
        # What there is no room for, under the pointer.
        self._cut = ""
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(10)
        self.setAccessibleName(name)
        # Where a system takes what is chosen for the name, this still says what it is chosen for.
        self.setAccessibleDescription(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_options(options, value)
        self.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def set_options(self, options: Sequence[tuple[object, ...]], value: object = None) -> None:
        """Show other options without telling anyone; nothing is chosen when `value` is not among them."""
        self.blockSignals(True)
        self.clear()
        for option in options:
            self.addItem(str(option[1]), option[0])
            self.setItemData(self.count() - 1, option[2] if len(option) > 2 else "", _NOTE)
        self.blockSignals(False)
        self.set_value(value if value is not None or self._empty or not options else options[0][0])
        self.updateGeometry()

    def value(self) -> object:
        """Key of what is chosen, None when nothing is."""
        return self.currentData() if self.currentIndex() >= 0 else None

    def set_value(self, key: object) -> None:
        """Choose without telling anyone; a key that is not there chooses nothing."""
        found = next((row for row in range(self.count()) if self.itemData(row) == key), -1)
        self.blockSignals(True)
        self.setCurrentIndex(found)
        self.blockSignals(False)
        self.update()

    def set_state(self, state: State | None) -> None:
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        longest = max((text_width(self.itemText(row)) for row in range(self.count())), default=0)
        longest = max(longest, text_width(self._empty))
        return QSize(
            10 + (icons.NORMAL + 8 if self._icon else 0) + longest + 8 + icons.NORMAL + 10, self._height
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._height)

    def showPopup(self) -> None:
        """The list under the field is made when it is first wanted: most of a form's are never opened."""
        if self._rows is None:
            self._rows = _Rows(self)
            self.setItemDelegate(self._rows)
            self.view().setFrameShape(QFrame.Shape.NoFrame)
            self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        draw_frame(painter, self.rect(), self._state, able=self.isEnabled(), hover=self.underMouse())
        x = 10.0
        if self._icon:
            icons.draw(painter, self._icon, QRectF(x, 0, icons.NORMAL, self.height()), look.text2)
            x += icons.NORMAL + 8
        room = QRectF(x, 0, self.width() - x - icons.NORMAL - 14, self.height())
        empty = self.currentIndex() < 0
        fore = look.disabled if not self.isEnabled() else look.text3 if empty else look.text
        words = self._empty if empty else self.currentText()
        taken = write(painter, room, words, fore)
        if self.toolTip() in ("", self._cut):
            cut = words if taken < text_width(words) - 1 else ""
            self._cut = literal(cut)
            self.setToolTip(literal(cut))
        arrow = QRectF(self.width() - icons.NORMAL - 10, 0, icons.NORMAL, self.height())
        icons.draw(painter, "chevron-down", arrow, look.text2 if self.isEnabled() else look.disabled)
