"""The views of the reports screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from duty_desk.roles import Permission
from ui.views.tab import ViewEntry

_READINGS = Permission.SEE_READINGS

# units, key, bulletin, figures, daily; in the menu: screening, returns, history
VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("units", "ui.reports.units:UnitsView", opens=("report_unit", "report_day")),
    ViewEntry("key", "ui.reports.key:KeyView", opens=("key_person",), asks=_READINGS),
    ViewEntry("bulletin", "ui.reports.bulletin:BulletinView", opens=("bulletin",)),
    ViewEntry("figures", "ui.reports.figures:FiguresView"),
    ViewEntry("daily", "ui.reports.daily:DailyView"),
    ViewEntry("screening", "ui.reports.screening:ScreeningView", opens=("grid_team",), more=True),
    ViewEntry(
        "members",
        "ui.reports.screening_members:MembersView",
        opens=("grid_member",),
        more=True,
        asks=_READINGS,
    ),
    ViewEntry(
        "person_tests",
        "ui.reports.screening_tests:PersonTestsView",
        opens=("person_test",),
        more=True,
        asks=_READINGS,
    ),
    ViewEntry(
        "returns",
        "ui.reports.returns:ReturnsView",
        opens=("returnee", "return_batch"),
        more=True,
        asks=_READINGS,
    ),
    ViewEntry("unit_register", "ui.reports.unit_register:UnitRegisterView", more=True),
    ViewEntry("history", "ui.reports.history:HistoryView", more=True),
)
