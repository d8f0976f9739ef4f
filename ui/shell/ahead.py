"""Loads what the office will need while an officer types the password, so that it stands at once afterwards."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.kit.tasks import Report

# In the order in which they are wanted.
MODULES = ("ui.shell.office_page", "ui.today.tab", "ui.today.reading", "ui.kit.ledger_view")
# The first of the settings, which are no views.
LAST = "ui.office.people_page"


def load_ahead(desk: Desk, report: Report) -> None:
    """Import it, and ask once what is open: statements are prepared by it; then the other screens. It stops when somebody is in."""
    for name in MODULES:
        report.check()
        import_module(name)
    report.check()
    from ui.today.reading import read_today

    with desk.read() as read:
        read_today(read)
    from ui.tabs import TABS

    # A few megabytes, and the first look at a screen takes a tenth of a second less of the window's time.
    for entry in TABS:
        report.check()
        screen = entry.load()
        for view in getattr(screen, "VIEWS", ())[:1]:
            report.check()
            view.load()
    report.check()
    import_module(LAST)
