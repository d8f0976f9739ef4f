"""Loads what the office will need while an officer types the password, so that it stands at once afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from duty_desk.errors import DutyDeskError

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.kit.tasks import Report, Tasks

# What they have in common first, then the screens with their first views, then the first of the settings, which are no views.
MODULES = ("ui.kit.ledger_view", "ui.kit.form", "ui.shell.office_page", "ui.today.tab")
LAST = "ui.office.people_page"
# Between two imports the letters typed meanwhile are shown.
PAUSE_MS = 20


class Ahead(QObject):
    """Reads beside the window, then imports the screens on the window's own thread, one at a time, until somebody is in.

    A class of widgets may not be made beside the window: Qt's tables of such classes are shared with those that are shown, and a widget
    that is asked for its class at that moment ends the process.
    """

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._screens = _screens()
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self._import_next)
        self._task = tasks.run(
            lambda report: read_ahead(desk, report),
            done=lambda _read: self._timer.start(),
            failed=self._not_read,
            asker=self,
        )

    @property
    def imports(self) -> bool:
        """Whether screens are still to be imported."""
        return self._timer.isActive()

    def stop(self) -> None:
        """Somebody is in: what is needed now is loaded when it is needed."""
        self._task.cancel()
        self._timer.stop()

    def _import_next(self) -> None:
        if next(self._screens, None) is None:
            self._timer.stop()

    def _not_read(self, error: Exception) -> None:
        """What cannot be read says so by its own screen; loading ahead was a favour."""
        if not isinstance(error, DutyDeskError):
            raise error
        self._timer.start()


def read_ahead(desk: Desk, report: Report) -> None:
    """Ask once what is open, for which all desks are imported: statements are prepared by it."""
    from ui.today.reading import read_today

    report.check()
    with desk.read() as read:
        read_today(read)


def _screens() -> Iterator[str]:
    """Imports one thing each time it is asked; a few megabytes, and the first look at a screen takes a tenth of a second less."""
    for name in MODULES:
        import_module(name)
        yield name
    from ui.tabs import TABS

    for entry in TABS:
        screen = entry.load()
        yield entry.key
        for view in getattr(screen, "VIEWS", ())[:1]:
            view.load()
            yield view.key
    import_module(LAST)
    yield LAST
