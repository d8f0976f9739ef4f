"""The locked screen: what was open stays as it was and is hidden; scans are kept for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.field_frame import State
from ui.kit.fields import PasswordField
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.room import Room
from ui.kit.tokens import GAP, MARGIN, SMALL
from ui.start.card import CardPage

if TYPE_CHECKING:
    from ui.feature_tab import LockedPart


class LockPage(CardPage):
    """Emits `entered` with the password, or `other_asked` when a colleague takes the desk."""

    entered = Signal(str)
    other_asked = Signal()

    def __init__(self, officer: str, since: str, *, asks_password: bool = True) -> None:
        super().__init__(t("start.lock.title", officer=officer), t("start.lock.note", since=since))
        self._asks = asks_password
        self.form = Form()
        self.password = PasswordField()
        self.form.add("password", t("start.sign_in.password"), self.password)
        if not asks_password:
            self.form.hide()
        self.waiting = Label(px=SMALL, colour="text2")
        self.waiting.hide()
        self.enter = Button(t("start.lock.unlock"), kind=Kind.PRIMARY, icon="login", key="Return", bind=False)
        other = Button(t("start.lock.other"), kind=Kind.TEXT, icon="account-switch-outline")
        self.body.addWidget(self.form)
        self.body.addWidget(self.waiting)
        self.foot.addWidget(other)
        self.foot.addStretch()
        self.foot.addWidget(self.enter)
        other.clicked.connect(self.other_asked)
        self.enter.clicked.connect(self.submit)
        self.password.returnPressed.connect(self.submit)

    def start(self) -> None:
        """Put the focus where typing starts."""
        (self.password if self._asks else self.enter).setFocus()

    def submit(self) -> None:
        """Try the password."""
        if self.password.text() or not self._asks:
            self.entered.emit(self.password.text())

    def set_busy(self, busy: bool) -> None:
        """While the password is checked, a second Enter changes nothing."""
        self.enter.setEnabled(not busy)
        self.password.setReadOnly(busy)

    def refused(self, error: DutyDeskError) -> None:
        """Say what is wrong and wait for another try."""
        self.password.clear()
        self.form.field("password").set_remark(error.text, State.ERROR)
        self.password.setFocus()

    def set_waiting(self, scans: int) -> None:
        """How many scans arrived meanwhile."""
        self.waiting.setText(t("start.lock.waiting", count=scans))
        self.waiting.setVisible(scans > 0)


class LockedDesk(QWidget):
    """The password at the right, and at the left what still goes on."""

    def __init__(self, lock: LockPage, going_on: LockedPart) -> None:
        super().__init__()
        self.lock, self.going_on = lock, going_on
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.setSpacing(GAP)
        row.addWidget(Room(going_on), 1)
        row.addWidget(lock)
        going_on.done.connect(lock.start)
