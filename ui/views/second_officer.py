"""A second officer in a form: says yes with their own password, at this desk, to exactly what the form holds (check S-13).

    second = SecondOfficer(shell, form, submit)               # two fields, or a line where nobody else may
    second.prove(content, lambda approval: act(approval))     # content: what the service will insist on

`content` comes from the feature (`changing.extending(...)`, `reversing.asked(...)`), never from the form by itself: the service
reckons it once more and refuses what was approved for anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval
from duty_desk.people.officers import list_officers
from duty_desk.people.sign_in import approve
from duty_desk.roles import ALLOWED, Permission, Role
from duty_desk.strings import t
from duty_desk.work import Read
from ui.feature_tab import Shell
from ui.kit.combo import ComboBox
from ui.kit.field_frame import State
from ui.kit.fields import PasswordField
from ui.kit.form import Form
from ui.kit.labels import Label, Line
from ui.kit.tokens import SMALL

PASSWORD = "password"


def colleagues(read: Read, permission: Permission = Permission.COUNTERSIGN) -> list[tuple[object, ...]]:
    """Who else may say yes, for a drop-down."""
    wanted = {permission, Permission.COUNTERSIGN}
    return [
        (row.id, row.name, t(f"roles.name.{row.role}"))
        for row in list_officers(read, active_only=True)
        if row.id != read.officer.id and wanted <= ALLOWED[Role(row.role)]
    ]


class SecondOfficer(QObject):
    """Adds its fields at the end of a form. `proving` tells while a password is being tried.

    With `own` the officer at the desk stands first and is asked no password: for who checked something, which may be they.
    With `named` a colleague is chosen in any case, and gives their password where it is needed or where they like.
    """

    proving = Signal(bool)

    def __init__(
        self,
        shell: Shell,
        form: Form,
        submit: Callable[[], object],
        *,
        permission: Permission = Permission.COUNTERSIGN,
        name: str = "second",
        title: str = "",
        label: str = "",
        own: bool = False,
        named: bool = False,
    ) -> None:
        super().__init__(form)
        self._shell, self._form, self._own, self._named = shell, form, own, named
        self._needed = not named
        self._name, self._permission = name, permission
        self.alone = False
        self.officer = ComboBox([], None, placeholder=t("views.second.choose"))
        self.password = PasswordField()
        bare = own or named
        self._around = () if bare else (Line(), Label(_title(title), px=SMALL, bold=True, colour="text2"))
        for each in self._around:
            form.add_widget(each)
        self._alone = Label(t("views.second.alone"), px=SMALL, colour="text2", wrap=True)
        form.add_widget(self._alone)
        form.add(name, label or t("views.second.who"), self.officer, check=self._who_missing)
        form.add(PASSWORD, t("views.second.password"), self.password, check=self._password_missing)
        self.password.returnPressed.connect(submit)
        self.officer.changed.connect(self._fit)
        with shell.desk.read() as read:
            self.renew(read)

    def renew(self, read: Read) -> None:
        """Offer the colleagues there are now; who is chosen stays."""
        options = colleagues(read, self._permission)
        self.alone = not options and not self._own
        if self._own:
            desk = self._shell.desk.officer
            options = [(desk.id, desk.name, t(f"roles.name.{desk.role}")), *options]
        ids = [option[0] for option in options]
        first = ids[0] if self._own or (len(ids) == 1 and not self._named) else None
        chosen = self.officer.value()
        self.officer.set_options(options, chosen if chosen in ids else first)
        self._fit()

    @property
    def names(self) -> tuple[str, ...]:
        """Its fields: no values of the act."""
        return self._name, PASSWORD

    @property
    def needed(self) -> bool:
        """Whether somebody has to say yes."""
        return self._needed

    def set_needed(self, needed: bool) -> None:
        """Ask for a second officer, or not; what is not asked is not shown."""
        self._needed = needed
        self._fit()

    def prove(self, content: Mapping[str, object], then: Callable[[Approval | None], object]) -> bool:
        """Go on once the colleague has said yes to exactly `content`; at once, without, where nobody else is asked."""
        chosen = self.officer.value()
        given = self._asks_password() or (self._named and bool(self.password.text()))
        if not given or not isinstance(chosen, int):
            return bool(then(None))
        self.proving.emit(True)
        self._shell.tasks.run(
            partial(approve, self._shell.desk, chosen, self.password.text(), content),
            done=lambda approval: self._proved(approval, then),
            failed=self._failed,
            asker=self,
        )
        return True

    def _proved(self, approval: Approval, then: Callable[[Approval | None], object]) -> None:
        # The form was put away meanwhile: nothing is done.
        if isValid(self):
            self.proving.emit(False)
            then(approval)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        if not isValid(self):
            return
        self.proving.emit(False)
        self.password.clear()
        self._form.field(PASSWORD).set_remark(error.text, State.ERROR)
        self._form.field(PASSWORD).take_focus()

    def _asks_password(self) -> bool:
        by_self = self._own and self.officer.value() == self._shell.desk.officer.id
        return self._needed and not self.alone and not by_self

    def _who_missing(self, value: object) -> str | None:
        asked = self._named or self._asks_password()
        return t("views.second.who_missing") if asked and not value else None

    def _password_missing(self, value: object) -> str | None:
        return t("views.second.password_missing") if self._asks_password() and not value else None

    def _fit(self) -> None:
        for each in self._around:
            each.setVisible(self._needed)
        self._alone.setVisible(self._needed and self.alone and not self._named)
        self._form.field(self._name).setVisible(self._named or (self._needed and not self.alone))
        self._form.field(PASSWORD).setVisible(self._named or self._asks_password())


def _title(title: str) -> str:
    return title or t("views.second.title")
