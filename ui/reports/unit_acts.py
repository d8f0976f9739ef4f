"""Lets a unit be without reports for a time, and ends that."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from duty_desk import formats, unit_reports
from duty_desk.strings import t
from duty_desk.unit_reports import ExemptionRow, UnitDay
from ui.kit.date_fields import DateField
from ui.views.act_panel import ActPanel

if TYPE_CHECKING:
    from ui.reports.units import UnitsView


def exempt_panel(view: UnitsView, row: UnitDay, day: date) -> ActPanel:
    """From when, until when, why."""
    panel = ActPanel(
        view.shell,
        t("reports_units.exempt.title", unit=row.name),
        t("reports_units.exempt.note"),
        t("reports_units.exempt.verb"),
        lambda work, values, _approval: unit_reports.exempt(work, unit=row.id, **values),
        parent=view,
    )
    now = lambda: view.desk.now  # noqa: E731
    panel.form.add("from_on", t("reports_units.exempt.from"), DateField(now, day))
    panel.form.add(
        "until_on", t("reports_units.exempt.until"), DateField(now), help=t("reports_units.exempt.until_help")
    )
    panel.ask_reason()

    def done(_given: object) -> None:
        view.put_panel(None)
        view.list.setFocus()
        view.shell.notify(
            t("reports_units.exempt.done", unit=row.name), locked=t("reports_units.exempt.locked")
        )

    panel.done.connect(done)
    return panel


def end_exemption(view: UnitsView, row: ExemptionRow) -> None:
    """From today on the unit reports again."""
    ended = view.attempt(lambda work: unit_reports.end_exemption(work, row.id, version=row.version) or row.id)
    if ended is not None:
        view.shell.notify(
            t("reports_units.exempt.ended", unit=row.unit, day=formats.day(view.day)),
            locked=t("reports_units.exempt.locked_end"),
        )
