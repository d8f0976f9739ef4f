"""Letting in against a rule (Ctrl+Shift+Enter): the reason, and a chief's own password at this desk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from duty_desk import gate
from duty_desk.errors import DutyDeskError
from duty_desk.people import approvals, officers
from duty_desk.people.approvals import Approval
from duty_desk.people.sign_in import approve
from duty_desk.roles import Role
from duty_desk.strings import t
from ui.gate.session import Session
from ui.kit.combo import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import LineEdit, PasswordField
from ui.kit.form import Form

if TYPE_CHECKING:
    from ui.feature_tab import Shell

CHIEFS = frozenset({Role.CHIEF, Role.ADMINISTRATOR})


class ForceDialog(Dialog):
    """Closes once the answer is green; a refusal stands in it."""

    def __init__(self, shell: Shell, session: Session, parent: QWidget) -> None:
        verdict = session.verdict
        assert verdict is not None
        assert verdict.subject is not None
        name = verdict.card.name if verdict.card is not None else ""
        super().__init__(
            parent,
            t("gate_tab.force.question", name=name),
            t("gate_tab.force.body", headline=verdict.headline),
            act=t("gate_tab.force.act"),
            keep=t("gate_tab.force.keep"),
            icon="key-outline",
            note=t("gate_tab.force.note"),
        )
        self._shell, self._session, self._verdict = shell, session, verdict
        with shell.desk.read() as read:
            self._needs_second = approvals.is_needed(read)
            chiefs = [
                (row.id, row.name, t(f"roles.name.{row.role}"))
                for row in officers.list_officers(read, active_only=True)
                if row.role in CHIEFS and row.id != read.officer.id
            ]
        self.form = Form()
        self.reason = LineEdit(placeholder=t("gate_tab.force.reason_hint"))
        self.officer = ComboBox(chiefs, chiefs[0][0] if len(chiefs) == 1 else None, placeholder=" ")
        self.password = PasswordField()
        self.form.add(
            "reason",
            t("gate_tab.force.reason"),
            self.reason,
            check=lambda value: None if value else t("gate.error.why_missing"),
        )
        if self._needs_second:
            self.form.add(
                "officer",
                t("gate_tab.force.officer"),
                self.officer,
                check=lambda value: None if value else t("gate_tab.force.officer_missing"),
            )
            self.form.add(
                "password",
                t("gate_tab.force.password"),
                self.password,
                check=lambda value: None if value else t("gate_tab.force.password_missing"),
            )
        self.add(self.form)
        self.acted.connect(self.submit)
        self.password.returnPressed.connect(self.submit)

    def start(self) -> None:
        """Open with the keyboard at the reason."""
        self.open()
        self.reason.setFocus()

    def submit(self) -> None:
        """Try the chief's password beside the window, then let in."""
        if not self.form.check_all():
            self._grow()
            return
        if not self._needs_second:
            self._force(None)
            return
        subject, officer = self._verdict.subject, self.officer.value()
        assert subject is not None
        assert isinstance(officer, int)
        content = gate.force_content(subject, self._verdict.gate_id, str(self.reason.value()))
        self.act_button.setEnabled(False)
        self._shell.tasks.run(
            partial(approve, self._shell.desk, officer, self.password.text(), content),
            done=self._force,
            failed=self._failed,
        )

    def _force(self, approval: Approval | None) -> None:
        self.act_button.setEnabled(True)
        try:
            self._session.force(str(self.reason.value()), approval)
        except DutyDeskError as error:
            self.password.clear()
            self.form.show_error(error)
            self._grow()
        else:
            self.accept()

    def _grow(self) -> None:
        """Make room for what stands under the fields now."""
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), max(layout.totalHeightForWidth(self.width()), self.sizeHint().height()))

    def _failed(self, error: Exception) -> None:
        self.act_button.setEnabled(True)
        if not isinstance(error, DutyDeskError):
            raise error
        self.password.clear()
        self.refuse(error.text)
        self._grow()
        self.password.setFocus()
