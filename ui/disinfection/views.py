"""The views of the disinfection screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from ui.views.tab import ViewEntry

VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("day", "ui.disinfection.day:DayView", opens=("round",)),
    ViewEntry("terminal", "ui.disinfection.terminal:TerminalView", opens=("terminal_round",)),
    ViewEntry("records", "ui.disinfection.records:RecordsView", opens=("disinfection_record",)),
    ViewEntry("coverage", "ui.disinfection.coverage:CoverageView"),
    ViewEntry("areas", "ui.disinfection.areas:AreasView", opens=("area",), more=True),
    ViewEntry("mixes", "ui.disinfection.mix:MixesView", opens=("mix",), more=True),
    ViewEntry("use", "ui.disinfection.mix_use:UseView", more=True),
    ViewEntry("lamps", "ui.disinfection.lamps:LampsView", opens=("lamp",), more=True),
    ViewEntry("lamp_uses", "ui.disinfection.lamps_uses:LampUsesView", more=True),
    ViewEntry("shorts", "ui.disinfection.short_view:ShortsView", opens=("short",), more=True),
)
