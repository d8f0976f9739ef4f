"""A colleague's yes to one act, given with their own password at this desk."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from duty_desk.people.approvals import Approval
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import Surface, scroll_to
from ui.kit.tokens import PADDING
from ui.views.second_officer import SecondOfficer


class SecondPerson(Surface):
    """`approved` carries the approval for exactly what was asked."""

    approved = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._content: Mapping[str, object] = {}
        self.what = Label(wrap=True, bold=True)
        self.form = Form()
        self.second = SecondOfficer(shell, self.form, self.submit, label=t("office.second.officer"))
        self.yes = Button(t("office.second.approve"), kind=Kind.PRIMARY, icon="shield-check-outline")
        self.yes.clicked.connect(self.submit)
        self.second.proving.connect(lambda running: self.yes.setEnabled(not running))
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
            self.second.renew(read)
        self.second.password.clear()
        self.form.clear_errors()
        self.show()
        self.second.password.setFocus()
        scroll_to(self)

    def submit(self) -> None:
        """Try the colleague's password beside the window."""
        if self.form.check_all():
            self.second.prove(self._content, self._done)

    def _done(self, approval: Approval | None) -> None:
        self.second.password.clear()
        self.hide()
        self.approved.emit(approval)
