"""The column at the left: which screens there are, which one is in front, and where something waits."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons
from ui.kit.beside import NARROW_WINDOW
from ui.kit.buttons import pressed_by_enter
from ui.kit.chips import badge_text, badge_width, draw_badge
from ui.kit.faces import give_faces
from ui.kit.paint import CENTRE, box, set_tip, smooth, write
from ui.kit.tokens import SMALL, TITLE, Tone, text_width, tokens
from ui.shell.rail_access import TabFace

WIDE, NARROW = 72, 48
ITEM, LOW_ITEM = 56, 44
# Below this not every item has room for its name.
LOW_WINDOW = 600
MARK = 32


class RailItem(QAbstractButton):
    """One screen: picture over name, a badge when something waits; an accent bar while it is in front."""

    def __init__(self, key: str, icon: str, text: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key, self._icon, self._hint = key, icon, hint
        self._count, self._tone = 0, Tone.NEUTRAL
        self._narrow = False
        self.face: TabFace | None = None
        self.setText(text)
        self.setCheckable(True)
        self.setFixedHeight(ITEM)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tell()

    def set_badge(self, count: int, tone: Tone) -> None:
        self._count, self._tone = count, tone
        self._tell()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.setFixedHeight(self.sizeHint().height())
        self._tell()
        self.update()

    def _tell(self) -> None:
        waiting = badge_text(self._count)
        self.setAccessibleName(f"{self.text()} {waiting}".strip())
        set_tip(self, f"{self.text()}  {self._hint}".strip() if self._narrow else self._hint)

    def sizeHint(self) -> QSize:
        return QSize(NARROW, LOW_ITEM) if self._narrow else QSize(WIDE, ITEM)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        current = self.isChecked()
        if current:
            painter.fillRect(self.rect(), look.surface)
            painter.fillRect(0, 0, 3, self.height(), look.accent)
        elif self.underMouse():
            painter.fillRect(self.rect(), look.hover)
        fore = look.accent_text if current else look.text
        picture = look.accent_text if current else look.text2
        middle = self.width() / 2
        top = 6 if not self._narrow else (self.height() - icons.RAIL) / 2
        icons.draw(painter, self._icon, QRectF(middle - 12, top, 24, 24), picture, icons.RAIL)
        if not self._narrow:
            write(painter, QRectF(0, 31, self.width(), 20), self.text(), fore, SMALL, current, CENTRE)
        x = min(middle + 6, self.width() - badge_width(self._count) - 2)
        draw_badge(painter, x, 3, self._count, self._tone)


class Rail(QWidget):
    """The mark of the program and one item per screen; the settings stand at the foot."""

    picked = Signal(str)

    def __init__(self, mark: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        # How many items stand above the gap.
        self._above = 0
        self._items: dict[str, RailItem] = {}
        self.setAccessibleName(name)
        give_faces(RailItem, TabFace)
        self.setFixedWidth(WIDE)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 48, 0, 0)
        self._box.setSpacing(0)
        self._box.addStretch(1)

    def add(self, key: str, icon: str, text: str, hint: str = "", *, at_foot: bool = False) -> None:
        """Put a screen into the rail, above the gap or below it."""
        item = RailItem(key, icon, text, hint, self)
        item.clicked.connect(lambda _=False: self._pick(key))
        self._box.insertWidget(self._box.count() if at_foot else self._above, item)
        self._above += 0 if at_foot else 1
        self._items[key] = item

    def item(self, key: str) -> RailItem:
        return self._items[key]

    def items(self) -> tuple[RailItem, ...]:
        return tuple(self._items.values())

    def mark(self, key: str) -> None:
        """Show which screen is in front."""
        for each in self._items.values():
            each.setChecked(each.key == key)

    def fit(self, window: QSize) -> None:
        """48 wide and pictures only in a window below 1280, or too low for all the names."""
        narrow = window.width() < NARROW_WINDOW or window.height() < LOW_WINDOW
        self.setFixedWidth(NARROW if narrow else WIDE)
        for each in self._items.values():
            each.set_narrow(narrow)
        self.update()

    def set_words(self, key: str, text: str) -> None:
        self._items[key].setText(text)

    def _pick(self, key: str) -> None:
        self.mark(key)
        self.picked.emit(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        painter.fillRect(self.rect(), look.rail)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), look.line)
        place = QRectF((self.width() - MARK) / 2, 8, MARK, MARK)
        box(painter, place, look.accent)
        px = TITLE if text_width(self._mark, TITLE, True) <= MARK - 6 else SMALL
        write(painter, place, self._mark, look.on_accent, px, True, CENTRE)
