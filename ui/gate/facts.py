"""A few facts under one another: what it is in grey, how it is in black."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from duty_desk.strings import language
from ui.kit.labels import Label
from ui.kit.tokens import scaled


class Facts(QWidget):
    """Rows of (name, value); those without a value are left out."""

    def __init__(self, rows: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._said: list[str] = []
        for name, value in rows:
            if not value:
                continue
            line = grid.rowCount()
            grid.addWidget(Label(name, colour="text2"), line, 0)
            grid.addWidget(Label(value, elide=True), line, 1)
            self._said.append(f"{name} {value}")
        grid.setColumnMinimumWidth(0, scaled(64 if language() == "zh_CN" else 96))

    def said(self) -> str:
        """Everything, for tests and screen readers."""
        return "\n".join(self._said)
