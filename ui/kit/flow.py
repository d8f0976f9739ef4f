"""A row of pieces that wraps to a second line when the window is narrow or the language long."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Left to right, then the next line."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8, line_gap: int = 8) -> None:
        super().__init__(parent)
        self._gap, self._line_gap = gap, line_gap
        self._items: list[QLayoutItem] = []
        # Qt asks for the same width many times over while it lays out a page.
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._heights.clear()
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, place: QRect) -> None:
        super().setGeometry(place)
        self._place(place, move=True)

    def sizeHint(self) -> QSize:
        wide = sum(item.sizeHint().width() + self._gap for item in self._items) - self._gap
        tall = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(max(0, wide), tall)

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def lines(self, width: int) -> list[list[QLayoutItem]]:
        """The pieces as they come to stand in that width."""
        found: list[list[QLayoutItem]] = []
        x = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if not found or x + wide > width:
                found.append([])
                x = 0
            found[-1].append(item)
            x += wide + self._gap
        return found

    def _place(self, place: QRect, move: bool) -> int:
        y = place.y()
        for line in self.lines(place.width()):
            x = place.x()
            sizes = [item.sizeHint() for item in line]
            tall = max(size.height() for size in sizes)
            for item, size in zip(line, sizes, strict=True):
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (tall - size.height()) // 2), size))
                x += size.width() + self._gap
            y += tall + self._line_gap
        return max(0, y - self._line_gap - place.y())
