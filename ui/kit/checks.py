"""Tick boxes, single and in groups (gates, symptoms, things counted)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ui.kit import icons
from ui.kit.flow import Flow
from ui.kit.paint import box, smooth, write
from ui.kit.tokens import BODY, CONTROL, text_width, tokens

SIDE = 18


def draw_check(painter: QPainter, place: QRectF, on: bool, able: bool = True, hover: bool = False) -> None:
    """The box alone, 18 × 18, also for table cells."""
    look = tokens()
    if on:
        box(painter, place, look.accent if able else look.disabled)
        icons.draw(painter, "check", place, look.on_accent, icons.CHIP)
    else:
        box(painter, place, look.hover if hover else look.surface, look.ctl if able else look.line)


class CheckBox(QCheckBox):
    """A tick box 32 high; the words belong to it."""

    changed = Signal()

    def __init__(
        self, text: str = "", on: bool = False, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(text or name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setChecked(on)
        self.toggled.connect(lambda _on: self.changed.emit())

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, on: object) -> None:
        self.setChecked(bool(on))

    def sizeHint(self) -> QSize:
        words = 10 + text_width(self.text(), BODY) + 4 if self.text() else CONTROL - SIDE
        return QSize(SIDE + words, CONTROL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        left = 0 if self.text() else (self.width() - SIDE) / 2
        place = QRectF(left, (self.height() - SIDE) / 2, SIDE, SIDE)
        draw_check(painter, place, self.isChecked(), self.isEnabled(), self.underMouse())
        if self.text():
            room = QRect(SIDE + 10, 0, self.width() - SIDE - 10, self.height())
            write(painter, room, self.text(), look.text if self.isEnabled() else look.disabled)


class CheckGroup(QWidget):
    """Several ticks as one answer: `value()` is the keys ticked, in the order shown."""

    changed = Signal()

    def __init__(self, options: Sequence[tuple[str, str]] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(self, gap=16, line_gap=0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._boxes: dict[str, CheckBox] = {}
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """(key, words) pairs; ticks of keys that stay are kept."""
        kept = set(self.value())
        for each in self._boxes.values():
            self._flow.removeWidget(each)
            each.deleteLater()
        self._boxes = {}
        for key, words in options:
            each = CheckBox(words, key in kept, parent=self)
            each.changed.connect(self.changed)
            self._flow.addWidget(each)
            self._boxes[key] = each
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def value(self) -> tuple[str, ...]:
        return tuple(key for key, each in self._boxes.items() if each.isChecked())

    def set_value(self, keys: object) -> None:
        chosen = set(keys) if isinstance(keys, Iterable) else set()
        for key, each in self._boxes.items():
            each.setChecked(key in chosen)

    def keys(self) -> tuple[str, ...]:
        """All that can be ticked, in the order shown."""
        return tuple(self._boxes)

    def boxes(self) -> tuple[CheckBox, ...]:
        return tuple(self._boxes.values())
