"""What a leader decides over the list of requests: approve or refuse those ticked, or the one the bar is on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label
from ui.kit.tokens import SMALL


class RequestsBar(QWidget):
    """`approve_asked` and `refuse_asked` are for the ticked rows; the words say how many that are."""

    approve_asked = Signal()
    refuse_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = Label(t("passes_tab.requests.hint"), px=SMALL, colour="text2", parent=self)
        self.approve = Button(t("passes_tab.act.approve"), icon="check", kind=Kind.PRIMARY, parent=self)
        self.refuse = Button(t("passes_tab.act.refuse"), kind=Kind.DANGER, parent=self)
        self.approve.clicked.connect(self.approve_asked)
        self.refuse.clicked.connect(self.refuse_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch()
        for part in (self.words, self.approve, self.refuse):
            row.addWidget(part)
        self.hide()

    def show_ticks(self, count: int) -> None:
        """How many are ticked."""
        self.words.setText(
            t("passes_tab.requests.ticked", count=count) if count else t("passes_tab.requests.hint")
        )
