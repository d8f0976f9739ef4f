"""Who is at the desk: pick the officer, type the password. A wrong one is answered under the field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.field_frame import State
from ui.kit.fields import PasswordField
from ui.kit.form import Form
from ui.start.card import CardPage
from ui.start.officer_list import Choice, OfficerList


class SignInPage(CardPage):
    """Emits `entered` with the officer's identifier and the password typed."""

    entered = Signal(int, str)

    def __init__(self, office: str, note: str = "", *, asks_password: bool = True) -> None:
        super().__init__(office, note or t("start.sign_in.note"))
        self._asks = asks_password
        self.officers = OfficerList()
        self.form = Form()
        self.password = PasswordField()
        self.form.add("password", t("start.sign_in.password"), self.password)
        self.enter = Button(
            t("start.sign_in.enter"), kind=Kind.PRIMARY, icon="login", key="Return", bind=False
        )
        self.body.addWidget(self.officers)
        self.body.addWidget(self.form)
        self.form.setVisible(asks_password)
        self.foot.addStretch()
        self.foot.addWidget(self.enter)
        self.officers.picked.connect(lambda _id: self._picked())
        self.officers.moved.connect(lambda _id: self._other_officer())
        self.password.returnPressed.connect(self.submit)
        self.enter.clicked.connect(self.submit)

    def set_officers(self, choices: Sequence[Choice], current: int = 0) -> None:
        """Show who can sign in; with the one who did last, the password can be typed at once."""
        self.officers.set_choices(choices, current)
        known = self._asks and current and self.officers.value() == current
        (self.password if known else self.officers).setFocus()

    def submit(self) -> None:
        """Try the password."""
        if not self.officers.value():
            self.officers.setFocus()
        elif self._asks and not self.password.text():
            self.form.field("password").take_focus()
        else:
            self.entered.emit(self.officers.value(), self.password.text())

    def set_busy(self, busy: bool) -> None:
        """While the password is checked, a second Enter changes nothing."""
        self.enter.setEnabled(not busy)
        self.password.setReadOnly(busy)

    def refused(self, error: DutyDeskError) -> None:
        """Say what is wrong and wait for another try."""
        self.password.clear()
        self.form.field("password").set_remark(error.text, State.ERROR)
        self.password.setFocus()

    def _picked(self) -> None:
        if self._asks:
            self.password.setFocus()
        else:
            self.submit()

    def _other_officer(self) -> None:
        self.password.clear()
        self.form.clear_errors()


class NewPasswordPage(CardPage):
    """The password given by the administrator is replaced by one's own before the desk opens."""

    chosen = Signal(str)

    def __init__(self, officer: str) -> None:
        super().__init__(t("start.new_password.title", officer=officer), t("start.new_password.note"))
        self.form = Form()
        self.password, self.again = PasswordField(), PasswordField()
        self.form.add("password", t("start.new_password.password"), self.password)
        self.form.add("again", t("start.new_password.again"), self.again, check=self._same)
        self.save = Button(t("start.new_password.save"), kind=Kind.PRIMARY, key="Return", bind=False)
        self.body.addWidget(self.form)
        self.foot.addStretch()
        self.foot.addWidget(self.save)
        self.save.clicked.connect(self.submit)
        self.again.returnPressed.connect(self.submit)

    def submit(self) -> None:
        """Hand over the new password when it was typed alike twice."""
        if self.form.check_all():
            self.chosen.emit(self.password.text())

    def refused(self, error: DutyDeskError) -> None:
        """The service did not take it."""
        self.form.show_error(error)

    def _same(self, value: object) -> str | None:
        return None if value == self.password.text() else t("start.error.passwords_differ")
