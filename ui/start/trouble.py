"""What to do when the data cannot be opened: the fact, the remedy, and the copies that can be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError, StorageError
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.panels import Scroll
from ui.kit.tokens import SMALL, Tone
from ui.start.card import CardPage

WIDTH = 640
LIST_HEIGHT = 220
LINE_HEIGHT = 44


@dataclass(frozen=True, slots=True)
class Copy:
    """A verified backup as it is offered: `words` says when it was made and what is in it, `loss` what is not."""

    path: Path
    words: str
    loss: str = ""


class TroublePage(CardPage):
    """One screen instead of a crash. Emits what the officer chose to do."""

    retry_asked = Signal()
    folder_asked = Signal()
    restore_asked = Signal(object)

    def __init__(self, error: StorageError, where: str) -> None:
        super().__init__(t("start.trouble.title"), where, width=WIDTH)
        self.error = error
        self.banner = Banner(Tone.DANGER, error.text)
        self.body.addWidget(self.banner)
        if error.detail:
            self.body.addWidget(
                Label(t("start.trouble.detail", detail=error.detail), px=SMALL, colour="text2", wrap=True)
            )
        self.copies: list[Button] = []
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        self._buttons()

    def offer(self, copies: Sequence[Copy]) -> None:
        """Show the verified copies that can be brought back, newest first."""
        if copies:
            self._place.addWidget(Label(t("start.trouble.copies"), bold=True))
            self._place.addWidget(self._list(copies))

    def refused(self, error: DutyDeskError) -> None:
        """What was tried did not help either."""
        self.banner.say(error.text)

    def _list(self, copies: Sequence[Copy]) -> Scroll:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for copy in copies:
            row = QHBoxLayout()
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(copy.words))
            if copy.loss:
                words.addWidget(Label(copy.loss, px=SMALL, colour="text2", elide=True))
            row.addLayout(words, 1)
            button = Button(t("start.trouble.restore"), icon="database-refresh-outline")
            button.clicked.connect(lambda _=False, copy=copy: self.restore_asked.emit(copy))
            row.addWidget(button)
            column.addLayout(row)
            self.copies.append(button)
        column.addStretch()
        scroll = Scroll(inside)
        scroll.setFixedHeight(min(LIST_HEIGHT, LINE_HEIGHT * len(copies) + 8))
        return scroll

    def _buttons(self) -> None:
        copy = Button(t("start.trouble.copy"), kind=Kind.TEXT, icon="content-copy")
        copy.clicked.connect(self._copy_report)
        folder = Button(t("start.trouble.other_folder"))
        folder.clicked.connect(self.folder_asked)
        self.retry = Button(t("start.trouble.retry"), kind=Kind.PRIMARY, icon="refresh", key="F5")
        self.retry.clicked.connect(self.retry_asked)
        self.foot.addWidget(copy)
        self.foot.addStretch()
        self.foot.addWidget(folder)
        self.foot.addWidget(self.retry)

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.error.key}\n{self.error.detail}")
