"""The number to call, large and already copied; how the call went is written into the log."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk.agenda.shapes import CallOutcome, Contact
from duty_desk.strings import t
from ui.kit import icons
from ui.kit.buttons import Button, icon_button
from ui.kit.labels import Label
from ui.kit.notices import Picture
from ui.kit.panels import Surface
from ui.kit.tokens import PADDING, PANEL_FOOT, SMALL, TITLE

_OUTCOMES = (CallOutcome.REACHED, CallOutcome.MISSED, CallOutcome.RELAYED)


class CallStrip(Surface):
    """Stands under the queue while somebody is called. `ended` carries the outcome, None where nothing is to be written."""

    ended = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(PANEL_FOOT)
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(Picture("phone-outline", icons.NORMAL))
        self.name, self.number = Label(elide=True), Label(px=TITLE, bold=True)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copied = Label(t("today_tab.call.copied"), px=SMALL, colour="text2")
        row.addWidget(self.number)
        row.addWidget(self.copied)
        row.addWidget(self.name, 1)
        self.buttons = {
            outcome: Button(t(f"today_tab.call.{outcome.value}"), parent=self) for outcome in _OUTCOMES
        }
        for outcome, button in self.buttons.items():
            button.clicked.connect(lambda _=False, outcome=outcome: self._end(outcome))
            row.addWidget(button)
        self.close_button = icon_button("close", t("today_tab.call.close"), "Esc")
        self.close_button.clicked.connect(lambda: self._end(None))
        row.addWidget(self.close_button)
        self.hide()

    def call(self, contact: Contact, number: str, about: str, *, logged: bool) -> None:
        """Show whom to call; without `logged` there is nothing to be written about it."""
        QGuiApplication.clipboard().setText(number)
        self.number.setText(number)
        self.name.setText("\N{IDEOGRAPHIC SPACE}".join(part for part in (contact.name, about) if part))
        for button in self.buttons.values():
            button.setVisible(logged)
        self.setAccessibleName(f"{contact.name} {number}")
        self.show()
        (self.buttons[CallOutcome.REACHED] if logged else self.close_button).setFocus()

    def _end(self, outcome: CallOutcome | None) -> None:
        self.hide()
        self.ended.emit(outcome)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end(None)
            return
        super().keyPressEvent(event)
