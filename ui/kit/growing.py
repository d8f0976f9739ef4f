"""Widths that follow the type: what stands in a column of fixed width keeps its words in every size."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from ui.kit.tokens import grown


class _Holder(QObject):
    """Keeps one widget as wide as the type in force asks."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.width = 0
        widget.installEventFilter(self)

    def hold(self) -> None:
        parent = self.parent()
        assert isinstance(parent, QWidget)
        parent.setFixedWidth(grown(self.width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.hold()
        return super().eventFilter(watched, event)


def hold_width(widget: QWidget, width: int) -> None:
    """Fix a width of the design, now and whenever the type changes."""
    found = next((each for each in widget.children() if isinstance(each, _Holder)), None)
    holder = found or _Holder(widget)
    holder.width = width
    holder.hold()
