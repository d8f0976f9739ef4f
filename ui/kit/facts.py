"""Label over value, as the panel of one record lists what is known about it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.labels import Label
from ui.kit.tokens import SMALL


class Facts(QWidget):
    """Pairs of a small label and a value below it; empty values are left out."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._values: dict[str, Label] = {}

    def add(self, key: str, label: str, value: str, *, bold: bool = False) -> None:
        """One fact; nothing is shown when `value` is empty."""
        if not value:
            return
        self._column.addWidget(Label(label, px=SMALL, colour="text2"))
        words = Label(value, bold=bold, wrap=True)
        self._column.addWidget(words)
        self._column.addSpacing(6)
        self._values[key] = words

    def change(self, key: str, value: str) -> None:
        """Show a fact in full, or masked again."""
        if key in self._values:
            self._values[key].setText(value)

    def text(self, key: str) -> str:
        """What stands at a fact."""
        return self._values[key].text() if key in self._values else ""

    def finish(self) -> None:
        """Keep the facts at the top."""
        self._column.addStretch()
