"""Another cut-off for the whole draft: all figures without one of their own are counted to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from duty_desk.people.approvals import Approval
from duty_desk.reports import placing
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.date_fields import MomentField
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.reports.bulletin import BulletinView


def cutoff_panel(view: BulletinView, detail: BulletinDetail, parent: QWidget) -> ActPanel:
    """The panel; it gives what changed."""

    def act(work: Work, values: dict[str, Any], _approval: Approval | None) -> object:
        cutoff = values["cutoff"]
        assert isinstance(cutoff, datetime)
        return placing.refresh(work, detail.id, cutoff=cutoff, version=detail.version)

    panel = ActPanel(
        view.shell,
        t("reports_bulletin.cutoff.title"),
        t("reports_bulletin.cutoff.note"),
        t("reports_bulletin.cutoff.verb"),
        act,
        parent=parent,
    )
    field = MomentField(lambda: view.desk.now, end=True)
    panel.form.add(
        "cutoff", t("reports_bulletin.cutoff.field"), field, check=filled(t("bulletins.error.empty"))
    )
    panel.form.set_values({"cutoff": detail.cutoff_at})
    return panel
