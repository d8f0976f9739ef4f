"""The form for what stands at the head and foot of the bulletin: name, editor, date, to whom it goes, how many copies."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from duty_desk.people.approvals import Approval
from duty_desk.reports import drafting
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.number_fields import NumberField
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.reports.bulletin import BulletinView

_LINES = ("masthead", "editor", "title")
_TO = ("reported_to", "sent_to", "given_to")


def head_panel(view: BulletinView, detail: BulletinDetail, parent: QWidget) -> ActPanel:
    """The panel; what it does is one act."""

    def act(work: Work, values: dict[str, Any], _approval: Approval | None) -> None:
        drafting.set_head(
            work,
            detail.id,
            version=detail.version,
            day=values["day"] if isinstance(values["day"], date) else detail.day,
            copies=int(values["copies"] or 0),
            **{name: str(values[name] or "") for name in (*_LINES, *_TO)},
        )

    panel = ActPanel(
        view.shell,
        t("reports_bulletin.head.heading"),
        t("reports_bulletin.head.note"),
        t("reports_bulletin.head.verb"),
        act,
        parent=parent,
    )
    for name in (*_LINES, *_TO):
        check = filled(t("bulletins.error.empty")) if name in ("masthead", "editor") else None
        panel.form.add(name, t(f"reports_bulletin.head.{name}"), LineEdit(), check=check)
    panel.form.add("day", t("reports_bulletin.head.day"), DateField(lambda: view.desk.now))
    panel.form.add(
        "copies", t("reports_bulletin.head.copies"), NumberField(least=0, most=drafting.MOST_COPIES)
    )
    panel.form.set_values(
        {name: getattr(detail, name) for name in (*_LINES, *_TO, "day", "copies")},
    )
    return panel
