"""What the pass form offers: reasons, open gates, who may approve, units, the usual hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING

from duty_desk import passes, policy
from duty_desk.passes import PassKind, offers
from duty_desk.people import units
from duty_desk.strings import t
from ui.passes.issue_form import Choices

if TYPE_CHECKING:
    from duty_desk.work import Read

_MAX_DAYS: Mapping[PassKind, str] = {
    PassKind.TEMPORARY: "pass.max_days",
    PassKind.MATERIAL: "pass.material_days",
    PassKind.VEHICLE: "pass.vehicle_days",
    PassKind.CREW: "pass.crew_days",
    PassKind.HOUSEHOLD: "pass.household_days",
}


def read_choices(read: Read) -> Choices:
    """Read once when the form opens."""
    approvers = [
        (
            row.id,
            t("passes_tab.field.approver_title", name=row.name, title=row.title) if row.title else row.name,
        )
        for row in offers.list_approvers(read)
    ]
    return Choices(
        reasons=passes.list_reasons(read),
        gates=passes.list_open_gates(read),
        approvers=tuple(approvers),
        units=tuple((unit.id, unit.name) for unit in units.list_units(read)),
        max_days={kind: policy.integer(read, key) for kind, key in _MAX_DAYS.items()},
        last_day=date.fromisoformat(end) if (end := policy.text(read, "pass.last_day")) else None,
        usual_hours=(
            time.fromisoformat(policy.text(read, "pass.hours_from")),
            time.fromisoformat(policy.text(read, "pass.hours_until")),
        ),
    )
