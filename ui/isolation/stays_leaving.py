"""Somebody is gone without a release: since when, who noticed, what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from duty_desk import isolation, masking
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.isolation.stays_changes import place_of
from ui.kit.buttons import Kind
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.panels import SIDE_WIDTH
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.isolation.board import BoardView


def leave_panel(shell: Shell, row: StayRow, parent: QWidget, *, width: int = SIDE_WIDTH) -> ActPanel:
    """The stay ends, the restriction does not; `done` carries the incident that is open then."""
    panel = ActPanel(
        shell,
        t("isolation_forms.leave.title", name=masking.mask_name(row.name)),
        "\N{IDEOGRAPHIC SPACE}".join(part for part in (place_of(row), row.number or "") if part),
        t("isolation_forms.leave.verb"),
        lambda work, values, _second: isolation.leave(
            work,
            row.id,
            found_by=values["found_by"],
            reason=values["reason"],
            place=values["place"] or None,
            at=values["at"],
            version=row.version,
        ),
        kind=Kind.DANGER_SOLID,
        icon="alert-octagon",
        width=width,
        parent=parent,
    )
    moment = MomentField(lambda: shell.desk.now, shell.desk.now.replace(second=0))
    panel.form.add("at", t("isolation_forms.leave.at"), moment)
    panel.form.add(
        "found_by",
        t("isolation_forms.leave.found_by"),
        LineEdit(shell.desk.officer.name),
        check=filled(t("isolation.error.found_by_missing")),
    )
    panel.form.add(
        "place", t("isolation_forms.leave.place"), LineEdit(placeholder=t("isolation_forms.optional"))
    )
    panel.ask_reason(
        label=t("isolation_forms.leave.reason"), missing=t("isolation_forms.leave.reason_missing")
    )
    panel.explain(t("isolation_forms.leave.after"))
    return panel


def ask_leave(view: BoardView, stay: int) -> ActPanel:
    """The same beside the board."""
    with view.desk.read() as read:
        row = isolation.get_stay(read, stay)
    panel = leave_panel(view.shell, row, view, width=view.panel_width)

    def gone(_incident: object) -> None:
        view.show_room(row.room_id or 0)
        said = t("isolation_forms.leave.done", name=masking.mask_name(row.name))
        view.shell.notify(said, locked=t("isolation_forms.leave.locked"))
        view.canvas.setFocus()

    panel.done.connect(gone)
    view.put_panel(panel)
    panel.start()
    return panel
