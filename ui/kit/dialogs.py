"""Questions about what cannot be undone: the title is the question, buttons are verbs, the safe one has the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label
from ui.kit.notices import Remark
from ui.kit.tokens import SMALL, TITLE, Tone, tokens

WIDTH = 480


class Dialog(QDialog):
    """480 wide, opened with `open()`; it never blocks the program. `acted` is told when the verb was pressed.

    Esc and closing the window are the safe answer. Refusals of the act are shown with `refuse` while the dialog stays.
    """

    acted = Signal()

    def __init__(
        self,
        parent: QWidget,
        question: str,
        body: str,
        *,
        act: str,
        keep: str,
        icon: str = "",
        kind: Kind = Kind.DANGER_SOLID,
        note: str = "",
        width: int = WIDTH,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(question)
        self.setAccessibleName(question)
        self.setAccessibleDescription(body)
        self.setFixedWidth(width)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 24, 24, 16)
        self._column.setSpacing(12)
        self.question, self.body = Label(question, px=TITLE, bold=True, wrap=True), Label(body, wrap=True)
        self._column.addWidget(self.question)
        self._column.addWidget(self.body)
        self.body.setVisible(bool(body))
        self.content = QVBoxLayout()
        self.content.setSpacing(8)
        self._column.addLayout(self.content)
        self._refusal: Remark | None = None
        self._scans = Label("", px=SMALL, colour="info")
        self._scans.hide()
        self._column.addWidget(self._scans)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(Label(note, px=SMALL, colour="text2", wrap=True), 1)
        self.keep_button = Button(keep, key="Esc", bind=False)
        self.act_button = Button(act, kind=kind, icon=icon)
        foot.addWidget(self.keep_button)
        foot.addWidget(self.act_button)
        self._column.addLayout(foot)
        self.keep_button.clicked.connect(self.reject)
        self.act_button.clicked.connect(self.acted)

    def add(self, widget: QWidget) -> None:
        """A field between the body and the buttons, such as the reason."""
        self.content.addWidget(widget)

    def refuse(self, sentence: str) -> None:
        """The act was refused: say why and stay open."""
        if self._refusal is not None:
            self._refusal.hide()
            self._refusal.deleteLater()
            self._refusal = None
        if sentence:
            self._refusal = Remark(sentence, Tone.DANGER)
            self.content.addWidget(self._refusal)

    def show_waiting_scans(self, count: int) -> None:
        """Scans made meanwhile run when the dialog is closed."""
        self._scans.setText(t("kit.dialog.waiting_scans", count=count))
        self._scans.setVisible(count > 0)

    def exec(self) -> int:
        raise RuntimeError("dialogs are opened with open(); exec() would block the program")

    def showEvent(self, event: QShowEvent) -> None:
        _insist_on_height(self)
        super().showEvent(event)
        self.keep_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().surface)


def _insist_on_height(dialog: QDialog) -> None:
    """On a small screen Qt makes dialogs lower than what stands in them."""
    column = dialog.layout()
    if column is not None:
        dialog.setMinimumHeight(column.totalMinimumHeightForWidth(dialog.width()))


def ask(
    parent: QWidget,
    question: str,
    body: str,
    *,
    act: str,
    keep: str,
    on_act: Callable[[], object],
    icon: str = "",
    kind: Kind = Kind.DANGER_SOLID,
    note: str = "",
) -> Dialog:
    """Open a question; `on_act` runs when the verb is pressed, and the dialog closes after it."""
    dialog = Dialog(parent, question, body, act=act, keep=keep, icon=icon, kind=kind, note=note)

    def acted() -> None:
        on_act()
        dialog.accept()

    dialog.acted.connect(acted)
    dialog.open()
    return dialog


class CrashDialog(QDialog):
    """Something went wrong that is no refusal: what it means for the work, and a report to copy without personal data."""

    copied = Signal()

    def __init__(self, parent: QWidget | None, report: str, code: str = "") -> None:
        super().__init__(parent)
        from PySide6.QtWidgets import QApplication

        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("kit.crash.title"))
        self.setMinimumWidth(560)
        self.report = report
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(Label(t("kit.crash.title"), px=TITLE, bold=True, wrap=True))
        column.addWidget(Label(t("kit.crash.body"), wrap=True))
        if code:
            column.addWidget(Label(t("kit.crash.code", code=code), px=SMALL, colour="text2"))
        self.details = QPlainTextEdit(report)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(t("kit.crash.details"))
        self.details.setTabChangesFocus(True)
        self.details.setMinimumHeight(80)
        self.details.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column.addWidget(self.details)
        foot = QHBoxLayout()
        self.copy_button = Button(t("kit.crash.copy"), icon="content-copy")
        self.close_button = Button(t("kit.crash.close"), kind=Kind.PRIMARY)
        foot.addWidget(self.copy_button)
        foot.addStretch()
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self.copy_button.clicked.connect(lambda: QApplication.clipboard().setText(self.report))
        self.copy_button.clicked.connect(lambda: self.copy_button.set_words(t("kit.crash.copied")))
        self.copy_button.clicked.connect(self.copied)
        self.close_button.clicked.connect(self.accept)

    def showEvent(self, event: QShowEvent) -> None:
        _insist_on_height(self)
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().surface)
