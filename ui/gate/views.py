"""The views of the gate screen beside the scan page, in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from duty_desk.roles import Permission
from ui.views.tab import ViewEntry

VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("visitors", "ui.gate.visits:VisitsView", opens=("visit",)),
    ViewEntry("runs", "ui.gate.runs:RunsView", opens=("vehicle_run",)),
    ViewEntry("parcels", "ui.gate.parcels:ParcelsView", under="runs"),
    ViewEntry("fleet", "ui.gate.fleet:FleetView", opens=("vehicle",), under="runs"),
    ViewEntry("inside", "ui.gate.inside:InsideView"),
    ViewEntry("morning", "ui.gate.morning:MorningView", under="inside", asks=Permission.SEE_READINGS),
    ViewEntry("log", "ui.gate.log:LogView", opens=("crossing", "refusal")),
    ViewEntry(
        "incidents",
        "ui.gate.incidents:IncidentsView",
        opens=("incident",),
        under="log",
    ),
    ViewEntry("figures", "ui.gate.figures:FiguresView"),
)
