"""An exit that uses no allowance (F6): for which reason of the office's list, who allowed it, and what was shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk import policy
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.gate import Exemption, Verdict
from duty_desk.passes import offers
from duty_desk.strings import t
from duty_desk.work import Read
from ui.gate.session import Session
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.notices import Banner
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

WIDTH = 416


def read_offers(read: Read) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """Reasons that use no allowance, and who may allow one: never the officer at the gate."""
    reasons = tuple(str(word) for word in policy.items(read, "quota.exempt"))
    approvers = tuple((row.id, row.name) for row in offers.list_approvers(read) if row.id != read.officer.id)
    return reasons, approvers


class ExemptPanel(SidePanel):
    """`saved` once the exit is logged as exempt."""

    saved = Signal()

    def __init__(
        self,
        session: Session,
        reasons: Sequence[str],
        approvers: Sequence[tuple[int, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self._session = session
        verdict = session.verdict
        assert verdict is not None
        self.set_head(t("gate_tab.exempt.title"), _who(verdict))
        self.form = Form()
        self.form.add_widget(Banner(Tone.INFO, t("gate_tab.exempt.rule"), verdict.detail))
        self.form.add(
            "reason",
            t("gate_tab.exempt.reason"),
            ComboBox([(word, word) for word in reasons], placeholder=t("gate_tab.exempt.reason_hint")),
            check=lambda value: None if value else t("gate.error.exemption_reason"),
        )
        only = approvers[0][0] if len(approvers) == 1 else None
        self.form.add(
            "approver",
            t("gate_tab.exempt.approver"),
            ComboBox(list(approvers), only, placeholder=t("gate_tab.exempt.approver_hint")),
            check=lambda value: None if value else t("gate.error.approver_unknown"),
        )
        self.form.add(
            "evidence",
            t("gate_tab.exempt.evidence"),
            LineEdit(placeholder=t("gate_tab.exempt.evidence_hint")),
        )
        self.set_body(self.form)
        save = Button(
            t("gate_tab.exempt.save"), kind=Kind.PRIMARY, key="Ctrl+Return", icon="check", parent=self
        )
        save.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [save])

    def start(self) -> None:
        """Put the keyboard where it begins."""
        self.form.field("reason").take_focus()

    def save(self) -> None:
        """Log it; a refusal stands in the form and everything typed stays."""
        if not self.form.check_all():
            return
        values = self.form.values()
        exemption = Exemption(values["reason"], values["approver"], values["evidence"] or "")
        try:
            self._session.exempt(exemption)
        except InputError as error:
            self.form.show_error(error)
        except DutyDeskError as error:
            self.form.show_error(error)
        else:
            self.saved.emit()


def _who(verdict: Verdict) -> str:
    if verdict.card is None:
        return ""
    return f"{verdict.card.name}\N{IDEOGRAPHIC SPACE}{verdict.card.place}".strip("\N{IDEOGRAPHIC SPACE}")
