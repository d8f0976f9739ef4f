"""The views of the duty screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from ui.views.tab import ViewEntry

# roster, log, handovers, incidents; in the menu: repairs, patrols, bookings, references
VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("roster", "ui.duty.roster:RosterView", opens=("roster_person", "roster_day")),
    ViewEntry("log", "ui.duty.log:LogView", opens=("log_entry",)),
    ViewEntry("handovers", "ui.duty.handovers:HandoversView", opens=("handover",)),
    ViewEntry("incidents", "ui.duty.incidents:IncidentsView", opens=("incident",)),
    ViewEntry("repairs", "ui.duty.repair:RepairsView", opens=("repair",), more=True),
    ViewEntry("patrols", "ui.duty.patrol:PatrolsView", opens=("patrol",), more=True),
    ViewEntry("bookings", "ui.duty.booking:BookingsView", opens=("facility", "booking"), more=True),
    ViewEntry("booking_register", "ui.duty.booking_register:BookingRegisterView", more=True),
    ViewEntry("references", "ui.duty.reference:ReferencesView", opens=("reference",), more=True),
    ViewEntry("routine", "ui.duty.routine:RoutineView", opens=("routine",), more=True),
)
