"""Asks why something is taken back, turned down or written off, and for a colleague's password where two must agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval
from duty_desk.people.officers import list_officers
from duty_desk.people.sign_in import approve
from duty_desk.roles import ALLOWED, Permission, Role
from duty_desk.strings import t
from duty_desk.work import Read, Work
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit, PasswordField
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL

Act = Callable[[Work, dict[str, Any], Approval | None], object]


def colleagues(read: Read) -> list[tuple[object, ...]]:
    """Who may countersign, for a drop-down."""
    return [
        (row.id, row.name, t(f"roles.name.{row.role}"))
        for row in list_officers(read, active_only=True)
        if row.id != read.officer.id and Permission.COUNTERSIGN in ALLOWED[Role(row.role)]
    ]


class ActPanel(SidePanel):
    """A small form beside a list: fields, perhaps a colleague, one verb. `done` carries what the act gave."""

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
        self._shell, self._act = shell, act
        self._content: Callable[[dict[str, Any]], Mapping[str, object]] | None = None
        self._needed = False
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
        said = missing or t("supplies_tab.reason_missing")
        self.form.add(
            name, label or t("supplies_tab.reason"), LineEdit(), check=lambda value: None if value else said
        )

    def explain(self, words: str) -> None:
        """A small line between the fields."""
        self.form.add_widget(Label(words, px=SMALL, colour="text2", wrap=True))

    def ask_second(
        self, content: Callable[[dict[str, Any]], Mapping[str, object]], *, needed: bool = True
    ) -> None:
        """A colleague says yes with their password to exactly what `content` gives for the values of the form."""
        self._content, self._needed = content, needed
        with self._shell.desk.read() as read:
            options = colleagues(read)
        self.officer = ComboBox(options, None, placeholder=t("supplies_tab.second_hint"))
        self.password = PasswordField()
        self.form.add_section(t("supplies_tab.second"))
        self.form.add(
            "second",
            t("supplies_tab.second_who"),
            self.officer,
            check=lambda value: None if value or not self._needed else t("supplies_tab.second_missing"),
        )
        self.form.add(
            "password",
            t("supplies_tab.second_password"),
            self.password,
            check=lambda value: None if value or not self._needed else t("supplies_tab.password_missing"),
        )
        self.password.returnPressed.connect(self.submit)

    def submit(self) -> bool:
        """Do it; what is wrong stands in the form, with everything typed still there."""
        if not self.form.check_all():
            return False
        values = {k: v for k, v in self.form.values().items() if k not in ("second", "password")}
        if self._content is None or not self.password.text():
            return self._do(values, None)
        officer = self.officer.value()
        assert isinstance(officer, int)
        self.button.setEnabled(False)
        self._shell.tasks.run(
            partial(approve, self._shell.desk, officer, self.password.text(), self._content(values)),
            done=lambda approval: self._do(values, approval),
            failed=self._not_approved,
        )
        return True

    def _do(self, values: dict[str, Any], approval: Approval | None) -> bool:
        self.button.setEnabled(True)
        try:
            with self._shell.desk.work() as work:
                given = self._act(work, values, approval)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.done.emit(given)
        return True

    def _not_approved(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if not isinstance(error, DutyDeskError):
            raise error
        self.password.clear()
        self.form.field("password").set_remark(error.text, State.ERROR)
        self.form.field("password").take_focus()
