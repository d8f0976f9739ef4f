"""A colleague's yes to one act, given with their own password at this desk."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval
from duty_desk.people.officers import list_officers
from duty_desk.people.sign_in import approve
from duty_desk.roles import ALLOWED, Permission, Role
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.field_frame import State
from ui.kit.fields import PasswordField
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import Surface, scroll_to
from ui.kit.tokens import PADDING


class SecondPerson(Surface):
    """`approved` carries the approval for exactly what was asked."""

    approved = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._content: Mapping[str, object] = {}
        self.what = Label(wrap=True, bold=True)
        self.form = Form()
        self.officer, self.password = ComboBox(), PasswordField()
        self.form.add("officer", t("office.second.officer"), self.officer)
        self.form.add("password", t("office.second.password"), self.password)
        self.password.returnPressed.connect(self.submit)
        self.yes = Button(t("office.second.approve"), kind=Kind.PRIMARY, icon="shield-check-outline")
        self.yes.clicked.connect(self.submit)
        no = Button(t("office.second.cancel"))
        no.clicked.connect(self.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.setSpacing(8)
        column.addWidget(self.what)
        column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(no)
        foot.addWidget(self.yes)
        column.addLayout(foot)

    def ask(self, what: str, content: Mapping[str, object]) -> None:
        """Say what is to be approved and wait for the colleague."""
        self._content = content
        self.what.setText(what)
        with self._shell.desk.read() as read:
            rows = [
                row
                for row in list_officers(read, active_only=True)
                if row.id != read.officer.id and Permission.COUNTERSIGN in ALLOWED[Role(row.role)]
            ]
        self.officer.set_options([(row.id, row.name, t(f"roles.name.{row.role}")) for row in rows])
        self.password.clear()
        self.form.clear_errors()
        self.show()
        self.password.setFocus()
        scroll_to(self)

    def submit(self) -> None:
        """Try the colleague's password beside the window."""
        officer = self.officer.value()
        if not isinstance(officer, int) or not self.password.text():
            self.password.setFocus()
            return
        self.yes.setEnabled(False)
        self._shell.tasks.run(
            partial(approve, self._shell.desk, officer, self.password.text(), self._content),
            done=self._done,
            failed=self._failed,
        )

    def _done(self, approval: Approval) -> None:
        self.yes.setEnabled(True)
        self.password.clear()
        self.hide()
        self.approved.emit(approval)

    def _failed(self, error: Exception) -> None:
        self.yes.setEnabled(True)
        self.password.clear()
        if not isinstance(error, DutyDeskError):
            raise error
        self.form.field("password").set_remark(error.text, State.ERROR)
        self.password.setFocus()
