"""A small form beside a list with one verb, and another officer's password where a decision takes two (product rules I4 and I7)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.people.officers import OfficerRow, list_officers
from duty_desk.people.sign_in import verify_password
from duty_desk.roles import ALLOWED, Permission, Role
from duty_desk.strings import t
from duty_desk.work import OfficerRef, Read, Work
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit, PasswordField
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL

Act = Callable[[Work, dict[str, Any], OfficerRef | None], object]


def deciders(read: Read, permission: Permission) -> list[tuple[object, ...]]:
    """Who else may decide it, for a drop-down."""
    return [
        (row.id, row.name, t(f"roles.name.{row.role}"))
        for row in list_officers(read, active_only=True)
        if row.id != read.officer.id and permission in ALLOWED[Role(row.role)]
    ]


def filled(words: str) -> Callable[[Any], str | None]:
    """A check that something was chosen or typed."""
    return lambda value: None if value else words


class ActPanel(SidePanel):
    """Fields, perhaps another officer, one verb. `done` carries what the act gave; what is wrong stands in the form."""

    done = Signal(object)

    def __init__(
        self,
        shell: Shell,
        title: str,
        note: str,
        verb: str,
        act: Act,
        *,
        kind: Kind = Kind.PRIMARY,
        icon: str = "",
        parent: QWidget,
    ) -> None:
        super().__init__(parent=parent)
        self.shell, self._act = shell, act
        self._second = ""
        self._alone = False
        self._needed: Callable[[], bool] = lambda: True
        self.set_head(title, note)
        self.form = Form()
        self.set_body(self.form)
        self.button = Button(verb, key="Ctrl+Return", kind=kind, icon=icon, parent=self)
        self.button.clicked.connect(self.submit)
        self.set_foot([self.form.problem_chip()], [self.button])

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def ask_reason(self, name: str = "reason", label: str = "", missing: str = "") -> None:
        """A line for the reason."""
        said = missing or t("isolation_forms.reason_missing")
        self.form.add(name, label or t("isolation_forms.reason"), LineEdit(), check=filled(said))

    def explain(self, words: str) -> Label:
        """A small line between the fields."""
        label = Label(words, px=SMALL, colour="text2", wrap=True)
        self.form.add_widget(label)
        return label

    def ask_second(
        self, name: str, permission: Permission, title: str, *, needed: Callable[[], bool] = lambda: True
    ) -> None:
        """Another officer with that right says yes with their password; where there is none, whoever is at the desk decides alone."""
        self._second, self._needed = name, needed
        with self.shell.desk.read() as read:
            options = deciders(read, permission)
        self.form.add_section(title)
        if not options:
            self._alone = True
            self.explain(t("isolation_forms.alone"))
            return
        chosen = options[0][0] if len(options) == 1 else None
        self.officer = ComboBox(options, chosen, placeholder=t("isolation_forms.second_hint"))
        self.password = PasswordField()
        for field, label, control, missing in (
            (name, t("isolation_forms.second_who"), self.officer, t("isolation_forms.second_missing")),
            ("password", t("isolation_forms.password"), self.password, t("isolation_forms.password_missing")),
        ):
            self.form.add(
                field, label, control, check=lambda value, said=missing: None if value or not self._needed() else said
            )  # fmt: skip
        self.password.returnPressed.connect(self.submit)

    def start(self) -> None:
        """The keyboard in the first field."""
        names = self.form.names()
        if names:
            self.form.field(names[0]).take_focus()
        else:
            self.button.setFocus()

    def submit(self) -> bool:
        """Do it, once the second officer's password has proved right beside the window."""
        if not self.form.check_all():
            return False
        values = {k: v for k, v in self.form.values().items() if k not in (self._second, "password")}
        if not self._second or not self._needed():
            return self._do(values, None)
        if self._alone:
            return self._do(values, self.shell.desk.officer)
        officer = self.officer.value()
        assert isinstance(officer, int)
        self.button.setEnabled(False)
        self.shell.tasks.run(
            partial(verify_password, self.shell.desk, officer, self.password.text()),
            done=lambda row: self._proved(values, row),
            failed=self._not_proved,
        )
        return True

    def _proved(self, values: dict[str, Any], row: OfficerRow) -> None:
        self._do(values, row.ref)

    def _do(self, values: dict[str, Any], second: OfficerRef | None) -> bool:
        self.button.setEnabled(True)
        try:
            with self.shell.desk.work() as work:
                given = self._act(work, values, second)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.done.emit(given)
        return True

    def _not_proved(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if not isinstance(error, DutyDeskError):
            raise error
        self.password.clear()
        self.form.field("password").set_remark(error.text, State.ERROR)
        self.form.field("password").take_focus()
