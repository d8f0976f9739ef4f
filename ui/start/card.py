"""One panel 480 wide in the middle of the window: the shape of everything before the desk opens."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.labels import Label
from ui.kit.panels import Surface
from ui.kit.tokens import SMALL, TITLE

WIDTH = 480
EDGE = 24


class CardPage(QWidget):
    """Title 18, a line under it, `body`, and a row of buttons at the foot, the primary one at the right."""

    def __init__(self, title: str = "", note: str = "", *, width: int = WIDTH) -> None:
        super().__init__()
        self.card = Surface()
        # Wider where larger type or longer words need it, and only there.
        self.card.setMinimumWidth(width)
        self.card.setMaximumWidth(width * 9 // 8)
        self.title = Label(title, px=TITLE, bold=True, wrap=True)
        self.note = Label(note, px=SMALL, colour="text2", wrap=True)
        if not note:
            self.note.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        inside.setSpacing(0)
        inside.addWidget(self.title)
        inside.addSpacing(4)
        inside.addWidget(self.note)
        inside.addSpacing(16)
        inside.addLayout(self.body)
        inside.addSpacing(16)
        inside.addLayout(self.foot)
        # Not by alignment: that would measure the height of wrapped lines at the width of the window.
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.card)
        row.addStretch()
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)

    def say(self, title: str, note: str = "") -> None:
        """Change what stands at the head."""
        self.title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
