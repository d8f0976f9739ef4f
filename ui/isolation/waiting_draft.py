"""A draft of the gate: who was found with a second abnormal reading, taken up or let go with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats, isolation, masking
from duty_desk.isolation import DraftRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.facts import Facts
from ui.kit.notices import Banner
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel

if TYPE_CHECKING:
    from ui.isolation.waiting import WaitingView


class DraftPanel(SidePanel):
    """What the gate wrote, and two verbs."""

    def __init__(self, view: WaitingView, draft: DraftRow) -> None:
        super().__init__(parent=view)
        self.set_head(masking.mask_name(draft.name), _found_at(draft))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            Banner(Tone.DANGER, t("isolation_forms.draft.banner"), t("isolation_forms.draft.banner_next"))
        )
        self.facts = Facts()
        for key, value in (
            ("at", formats.moment(draft.at)),
            ("first", f"{draft.first:.1f} ℃" if draft.first is not None else ""),
            ("second", f"{draft.second:.1f} ℃"),
            ("reason", draft.reason),
        ):
            self.facts.add(key, t(f"isolation_forms.draft.{key}"), value)
        column.addWidget(self.facts)
        self.set_body(body)
        if view.tab.may(Permission.REQUEST_STAY):
            self.take = Button(t("isolation_forms.draft.take"), kind=Kind.PRIMARY, icon="plus", parent=self)
            self.take.clicked.connect(lambda: view.take(draft))
            self.drop = Button(t("isolation_forms.draft.drop"), parent=self)
            self.drop.clicked.connect(lambda: view.drop(draft))
            self.set_foot([self.take, self.drop])


def drop_panel(shell: Shell, draft: DraftRow, parent: QWidget) -> ActPanel:
    """Why a draft is let go."""
    panel = ActPanel(
        shell,
        t("isolation_forms.draft.drop_title", name=masking.mask_name(draft.name)),
        _found_at(draft),
        t("isolation_forms.draft.drop"),
        lambda work, values, _second: isolation.drop_draft(work, draft.id, reason=values["reason"]),
        kind=Kind.DANGER_SOLID,
        parent=parent,
    )
    panel.ask_reason()
    panel.explain(t("isolation_forms.draft.drop_explain"))
    return panel


def _found_at(draft: DraftRow) -> str:
    return t("isolation_forms.draft.note", gate=draft.gate) if draft.gate else ""
