"""Reminds units of their report: the call is noted, and what is needed for it lies ready to be pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from duty_desk import formats, people, unit_reports
from duty_desk.strings import t
from duty_desk.unit_reports import CallOutcome, ReportState, UnitDay

if TYPE_CHECKING:
    from duty_desk.work import Work
    from ui.reports.units import UnitsView


def call(view: UnitsView, row: UnitDay, outcome: CallOutcome) -> bool:
    """One unit. Who is to be reached is shown with the whole number, which is copied; that look is on record."""

    def act(work: Work) -> str:
        unit_reports.chase(work, units=[row.id], day=view.day, outcome=outcome)
        return people.dial(work, "unit", row.id) if row.phone and outcome is CallOutcome.REACHED else ""

    phone = view.attempt(act)
    if phone is None:
        return False
    if phone:
        QGuiApplication.clipboard().setText(phone)
    who = "\N{IDEOGRAPHIC SPACE}".join(part for part in (row.contact, phone) if part)
    words = t(f"reports_units.call.done_{outcome.value}", unit=row.name, count=row.calls + 1, who=who)
    view.shell.notify(words, locked=t("reports_units.call.locked"))
    return True


def call_all(view: UnitsView) -> None:
    """All that are missing, in the group chat: the message with their names is copied."""
    found = view.found
    if found is None:
        return
    missing = found.of(ReportState.MISSING)
    done = view.attempt(
        lambda work: unit_reports.chase(
            work,
            units=[row.id for row in missing],
            day=view.day,
            outcome=CallOutcome.RELAYED,
            note=t("reports_units.call.by_chat"),
        )
    )
    if done is None:
        return
    message = t(
        "reports_units.call.message",
        day=formats.day(view.day),
        at=formats.clock(found.deadline),
        units=t("reports_units.mark").join(row.name for row in missing),
    )
    QGuiApplication.clipboard().setText(message)
    view.shell.notify(t("reports_units.call.done_all", count=done), locked=t("reports_units.call.locked"))
