"""A second officer in a form: for goods that two have to take, and for taking back what somebody else wrote (product rule X7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject

from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval
from duty_desk.people.officers import list_officers
from duty_desk.people.sign_in import approve
from duty_desk.roles import ALLOWED, Permission, Role
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.combo import ComboBox
from ui.kit.field_frame import State
from ui.kit.fields import PasswordField
from ui.kit.form import Form

NAMES = ("second", "password")


class SecondOfficer(QObject):
    """Two fields: who says yes, and their password. `set_needed(False)` hides them."""

    def __init__(self, shell: Shell, form: Form, submit: Callable[[], object]) -> None:
        super().__init__(form)
        self._shell, self._form = shell, form
        self._needed = True
        own = shell.desk.officer.id
        with shell.desk.read() as read:
            options = [
                (row.id, row.name, t(f"roles.name.{row.role}"))
                for row in list_officers(read, active_only=True)
                if row.id != own and Permission.COUNTERSIGN in ALLOWED[Role(row.role)]
            ]
        self.officer = ComboBox(options, None, placeholder=t("disinfection_mix.second.choose"))
        self.password = PasswordField()
        form.add(
            "second",
            t("disinfection_mix.second.who"),
            self.officer,
            check=lambda value: self._missing(value, t("disinfection_mix.second.who_missing")),
        )
        form.add(
            "password",
            t("disinfection_mix.second.password"),
            self.password,
            check=lambda value: self._missing(value, t("disinfection_mix.second.password_missing")),
        )
        self.password.returnPressed.connect(submit)

    @property
    def needed(self) -> bool:
        """Whether a second officer has to say yes."""
        return self._needed

    def set_needed(self, needed: bool) -> None:
        """Ask for a second officer, or not."""
        self._needed = needed
        for name in NAMES:
            self._form.field(name).setVisible(needed)

    def prove(self, content: Mapping[str, object], then: Callable[[Approval | None], object]) -> None:
        """Go on once the colleague has said yes to exactly `content`; at once where nobody is asked."""
        chosen = self.officer.value()
        if not self._needed or not isinstance(chosen, int):
            then(None)
            return
        self._shell.tasks.run(
            partial(approve, self._shell.desk, chosen, self.password.text(), content),
            done=then,
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.password.clear()
        self._form.field("password").set_remark(error.text, State.ERROR)
        self._form.field("password").take_focus()

    def _missing(self, value: object, words: str) -> str | None:
        return words if self._needed and not value else None
