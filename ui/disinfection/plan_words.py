"""From when until when a plan holds, in words."""

from __future__ import annotations

from duty_desk import formats
from duty_desk.disinfection.areas import PlanRow
from duty_desk.strings import t


def in_force(plan: PlanRow) -> str:
    """From when until when."""
    first = formats.full_day(plan.valid_from)
    if plan.valid_until is None:
        return t("disinfection_tab.plan.since", day=first)
    return formats.period(plan.valid_from, plan.valid_until)
