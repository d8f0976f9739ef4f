"""Who checked it: the officer at the desk, or a colleague who proves it with their own password."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from duty_desk.errors import DutyDeskError
from duty_desk.people.officers import OfficerRow, list_officers
from duty_desk.people.sign_in import verify_password
from duty_desk.strings import t
from duty_desk.work import OfficerRef
from ui.feature_tab import Shell
from ui.kit.combo import ComboBox
from ui.kit.field_frame import State
from ui.kit.fields import PasswordField
from ui.kit.form import Form


class Checker(QObject):
    """Adds its two fields to a form; `officer` is the one who was proved last."""

    def __init__(self, shell: Shell, form: Form, submit: Callable[[], object]) -> None:
        super().__init__(form)
        self._shell, self._form = shell, form
        self.officer: OfficerRef = shell.desk.officer
        with shell.desk.read() as read:
            options = [
                (row.id, row.name, t(f"roles.name.{row.role}"))
                for row in list_officers(read, active_only=True)
            ]
        self.choice = ComboBox(options, self.officer.id)
        self.password = PasswordField()
        form.add("checked_by", t("disinfection_tab.form.checked_by"), self.choice)
        form.add("password", t("disinfection_tab.ask.password"), self.password)
        self.password.returnPressed.connect(submit)
        self.choice.changed.connect(self._fit)
        self._fit()

    def prove(self, then: Callable[[OfficerRef], object]) -> bool:
        """Go on with the officer at the desk, or with the colleague once the password was right; False when it is missing."""
        own = self._shell.desk.officer
        chosen = self.choice.value()
        if chosen == own.id:
            self.officer = own
            return bool(then(own))
        if not self.password.text():
            self._complain(t("disinfection_tab.ask.password_missing"))
            return False
        assert isinstance(chosen, int)
        self.choice.setEnabled(False)
        self._shell.tasks.run(
            partial(verify_password, self._shell.desk, chosen, self.password.text()),
            done=lambda row: self._proved(row, then),
            failed=self._failed,
        )
        return True

    def _proved(self, row: OfficerRow, then: Callable[[OfficerRef], object]) -> None:
        self.choice.setEnabled(True)
        self.officer = row.ref
        then(row.ref)

    def _failed(self, error: Exception) -> None:
        self.choice.setEnabled(True)
        if not isinstance(error, DutyDeskError):
            raise error
        self.password.clear()
        self._complain(error.text)

    def _complain(self, words: str) -> None:
        self._form.field("password").set_remark(words, State.ERROR)
        self._form.field("password").take_focus()

    def _fit(self) -> None:
        self._form.field("password").setVisible(self.choice.value() != self._shell.desk.officer.id)
