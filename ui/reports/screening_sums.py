"""Figures side by side over a list: a word, the number, and a small line below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.labels import Label
from ui.kit.panels import Surface
from ui.kit.tokens import PADDING, SMALL, TITLE


class Sums(Surface):
    """Blocks by key; what stands between two of them (= and +) makes the sum readable."""

    def __init__(
        self, blocks: Sequence[tuple[str, str]], joins: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.numbers: dict[str, Label] = {}
        self.below: dict[str, Label] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING, 8, PADDING, 8)
        row.setSpacing(PADDING)
        for place, (key, title) in enumerate(blocks):
            if place and joins:
                row.addWidget(Label(joins[place - 1], px=TITLE, colour="text2"))
            column = QVBoxLayout()
            column.setSpacing(0)
            self.numbers[key] = Label(px=TITLE, bold=True)
            self.below[key] = Label(px=SMALL, colour="text2", elide=True)
            for label in (Label(title, px=SMALL, colour="text2"), self.numbers[key], self.below[key]):
                column.addWidget(label)
            row.addLayout(column, 1)

    def put(self, key: str, number: str, below: str = "", *, loud: bool = False) -> None:
        """Show a figure; `loud` where a hand is needed."""
        self.numbers[key].setText(number)
        self.numbers[key].set_colour("danger" if loud else "text")
        self.below[key].setText(below)
