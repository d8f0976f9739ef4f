"""The views of the isolation screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from duty_desk.roles import Permission
from ui.views.tab import ViewEntry

_HEALTH = Permission.SEE_HEALTH

VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("board", "ui.isolation.board:BoardView", opens=("room", "stay")),
    ViewEntry("waiting", "ui.isolation.waiting:WaitingView", opens=("admission_draft",)),
    ViewEntry("admission", "ui.isolation.admission:AdmissionView", under="waiting"),
    ViewEntry("sheet", "ui.isolation.floor_sheet:FloorSheetView", asks=_HEALTH),
    ViewEntry("release", "ui.isolation.release:ReleasesView", asks=_HEALTH),
    ViewEntry("stays", "ui.isolation.stays:StaysView"),
    ViewEntry("meals", "ui.isolation.meals:MealsView"),
    ViewEntry("tests", "ui.isolation.tests_view:SamplesView", more=True, asks=_HEALTH),
    ViewEntry("outlook", "ui.isolation.outlook:OutlookView", more=True),
    ViewEntry("timeline", "ui.isolation.timeline:TimelineView", more=True),
    ViewEntry("readings", "ui.isolation.care_lists:ReadingsView", more=True, asks=_HEALTH),
    ViewEntry("care", "ui.isolation.care_lists:CareView", more=True, asks=_HEALTH),
    ViewEntry("sites", "ui.isolation.sites:SitesView", more=True),
)
