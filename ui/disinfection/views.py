"""The views of the disinfection screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from ui.views.tab import ViewEntry

VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("day", "ui.disinfection.day:DayView", opens=("round",)),
    ViewEntry("terminal", "ui.disinfection.terminal:TerminalView", opens=("terminal_round",)),
    ViewEntry("records", "ui.disinfection.records:RecordsView", opens=("disinfection_record",)),
    ViewEntry("coverage", "ui.disinfection.coverage:CoverageView"),
    ViewEntry("areas", "ui.disinfection.areas:AreasView", opens=("area",), more=True),
)
