"""Keeps the numbers on the rail true, also of screens that nobody has opened yet; counted beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.agenda.badges import Badges
    from ui.shell.office_page import OfficePage

# After the office has been opened nothing is in a hurry; after news a little while, as a gate writes every few seconds.
FIRST_MS, AFTER_MS = 2500, 4000
# What is due becomes late with the clock alone.
EVERY_MS = 60_000


class RailBadges(QObject):
    """The screen in front says its own number; the others are counted here, unless it has counted them with its own."""

    def __init__(self, page: OfficePage) -> None:
        super().__init__(page)
        self._page = page
        # Whether the officer is here; locked or closed, nothing is read.
        self.runs = False
        self._busy = False
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.read)
        self._clock = QTimer(self, interval=EVERY_MS)
        self._clock.timeout.connect(self.soon)

    def start(self) -> None:
        """The officer is here."""
        self.runs = True
        self._clock.start()
        self._later.start(FIRST_MS)

    def stop(self) -> None:
        """Locked or closed."""
        self.runs = False
        self._clock.stop()
        self._later.stop()

    def soon(self) -> None:
        """Something was written: count again in a moment."""
        if self.runs and not self._later.isActive():
            self._later.start(AFTER_MS)

    def read(self) -> None:
        """Count now."""
        if self._page.current.READS_RAIL:
            return
        if self._busy:
            self.soon()
            return
        desk, in_front = self._page.desk, self._page.current_key
        self._busy = True

        def work() -> Badges:
            from duty_desk.agenda.badges import read_badges

            with desk.read() as read:
                return read_badges(read, without=in_front)

        self._page.tasks.run(work, done=self._arrived, failed=self._failed)

    def _arrived(self, found: Badges) -> None:
        self._busy = False
        if self.runs:
            self.put(found)

    def put(self, found: Badges) -> None:
        """Show what was counted."""
        for key in self._page.tab_keys():
            badge = found.by_screen.get(key)
            if badge is not None and key != self._page.current_key:
                self._page.rail.item(key).set_badge(badge.number, Tone(badge.tone))
        span = found.shift
        hours = formats.hours(span.start.time(), span.end.time())
        shift = t("shell.duty.shift", shift=t(f"duty.shift.{span.shift.value}"), hours=hours)
        self._page.top.show_officer(self._page.officer.name, shift)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, DutyDeskError):
            raise error
