"""Step 4: what was brought in, what was left, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.kit import icons
from ui.kit.buttons import Button
from ui.kit.labels import Label
from ui.kit.notices import Banner, Picture
from ui.kit.tokens import TITLE, Tone


class DoneStep(QWidget):
    """Emits what the officer wants to do next."""

    undo_asked = Signal()
    print_asked = Signal()
    open_asked = Signal()
    again_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.picture = Picture("check-circle", icons.EMPTY, Tone.OK)
        self.fact = Label(px=TITLE, bold=True)
        self.next_line = Label(colour="text2", wrap=True)
        self.next_line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.trouble = Banner(Tone.DANGER, "")
        self.trouble.hide()
        self.undo_button = Button(t("importing_wizard.done.undo"), icon="undo")
        self.undo_button.clicked.connect(self.undo_asked)
        self.print_button = Button(t("importing_wizard.done.print", count=0), icon="printer-outline")
        self.print_button.clicked.connect(self.print_asked)
        self.print_button.hide()
        self.open_button = Button(t("importing_wizard.done.open"), icon="arrow-right")
        self.open_button.clicked.connect(self.open_asked)
        again = Button(t("importing_wizard.done.again"), icon="file-excel-outline")
        again.clicked.connect(self.again_asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for button in (self.print_button, self.undo_button, self.open_button, again):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch()
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self.picture, 0, centre)
        column.addWidget(self.fact, 0, centre)
        column.addWidget(self.next_line)
        column.addLayout(row)
        column.addWidget(self.trouble)
        column.addStretch()

    def show_result(self, title: str, written: int, left: int, printable: int = 0) -> None:
        """What was written of which register; `printable` of it are passes whose cards can be printed."""
        self.trouble.hide()
        self.undo_button.show()
        self.print_button.set_words(t("importing_wizard.done.print", count=f"{printable:,}"))
        self.print_button.setVisible(printable > 0)
        self.fact.setText(t("importing_wizard.done.written", title=title, count=f"{written:,}"))
        self.next_line.setText(
            t("importing_wizard.done.left", count=f"{left:,}") if left else t("importing_wizard.done.all")
        )

    def show_undone(self, count: int) -> None:
        """The import was taken back."""
        self.undo_button.hide()
        self.print_button.hide()
        self.fact.setText(t("importing_wizard.done.undone"))
        self.next_line.setText(t("importing_wizard.done.undone_count", count=f"{count:,}"))

    def refused(self, sentence: str) -> None:
        """It cannot be taken back any more."""
        self.trouble.say(sentence)
        self.trouble.show()
