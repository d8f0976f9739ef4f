"""Letting in against a rule (Ctrl+Shift+Enter): the reason, and a chief's own password at this desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from duty_desk import gate
from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.gate.session import Session
from ui.kit.dialogs import Dialog
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.views.second_officer import SecondOfficer

if TYPE_CHECKING:
    from ui.feature_tab import Shell


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
        self._session, self._verdict = session, verdict
        self.form = Form()
        self.reason = LineEdit(placeholder=t("gate_tab.force.reason_hint"))
        self.form.add(
            "reason",
            t("gate_tab.force.reason"),
            self.reason,
            check=lambda value: None if value else t("gate.error.why_missing"),
        )
        self.second = SecondOfficer(
            shell,
            self.form,
            self.submit,
            permission=Permission.OVERRULE_GATE,
            title=t("gate_tab.force.second"),
            label=t("gate_tab.force.officer"),
        )
        self.second.proving.connect(self._proving)
        self.add(self.form)
        self.acted.connect(self.submit)

    def start(self) -> None:
        """Open with the keyboard at the reason."""
        self.open()
        self.reason.setFocus()

    def submit(self) -> None:
        """Try the chief's password beside the window, then let in."""
        if not self.form.check_all():
            self._grow()
            return
        subject, why = self._verdict.subject, str(self.reason.value())
        assert subject is not None
        self.second.prove(gate.force_content(subject, self._verdict.gate_id, why), self._force)

    def _proving(self, running: bool) -> None:
        self.act_button.setEnabled(not running)
        self._grow()

    def _force(self, approval: Approval | None) -> None:
        try:
            self._session.force(str(self.reason.value()), approval)
        except DutyDeskError as error:
            self.second.password.clear()
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
