"""The views of the isolation screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from ui.views.tab import ViewEntry

VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("board", "ui.isolation.board:BoardView", opens=("room", "stay")),
    ViewEntry("waiting", "ui.isolation.waiting:WaitingView", opens=("admission_draft",)),
    ViewEntry("admission", "ui.isolation.admission:AdmissionView", under="waiting"),
    ViewEntry("sheet", "ui.isolation.floor_sheet:FloorSheetView"),
    ViewEntry("release", "ui.isolation.release:ReleasesView"),
    ViewEntry("stays", "ui.isolation.stays:StaysView"),
    ViewEntry("meals", "ui.isolation.meals:MealsView"),
    ViewEntry("tests", "ui.isolation.tests_view:SamplesView", more=True),
    ViewEntry("outlook", "ui.isolation.outlook:OutlookView", more=True),
    ViewEntry("timeline", "ui.isolation.timeline:TimelineView", more=True),
    ViewEntry("readings", "ui.isolation.care_lists:ReadingsView", more=True),
    ViewEntry("care", "ui.isolation.care_lists:CareView", more=True),
    ViewEntry("sites", "ui.isolation.sites:SitesView", more=True),
)
