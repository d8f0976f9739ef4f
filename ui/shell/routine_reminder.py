"""Reminds an officer who sits down at the desk of the routine before the shift: once, and without standing in anybody's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.spans import Span
    from ui.shell.office_page import OfficePage

ASKED = "routine.asked"


class RoutineReminder:
    """Put off, it stays in the menu under the name and on the list of things to do."""

    def __init__(self, page: OfficePage) -> None:
        self._page = page
        self._listens = False

    def is_due(self) -> bool:
        """Whether the officer at the desk should still go through it."""
        return due_span(self._page.desk) is not None

    def offer_soon(self) -> None:
        """Ask beside the window, as the duty office need not be loaded before the screen stands."""
        desk = self._page.desk
        self._page.tasks.run(lambda: due_span(desk), done=self._arrived, failed=self._failed)

    def offer(self) -> bool:
        """A line over the screen, once for each shift."""
        return self._offer(due_span(self._page.desk))

    def _arrived(self, span: Span | None) -> None:
        # Locked or left meanwhile: whoever comes next is asked anew.
        if self._page.badges.runs:
            self._offer(span)

    def _offer(self, span: Span | None) -> bool:
        if span is None:
            return False
        key = f"{span.day.isoformat()}.{span.shift}"
        if self._page.recall(ASKED) == key:
            return False
        self._page.remember(ASKED, key)
        button = Button(t("duty.reminder.now"), kind=Kind.PRIMARY)
        button.clicked.connect(self.open)
        if not self._listens:
            self._page.changes.written.connect(self._heard)
            self._listens = True
        self._page.notices.remind(t("duty.reminder.title"), t("duty.reminder.next"), button)
        return True

    def open(self) -> None:
        """Go through it."""
        self._page.notices.forget()
        officer = self._page.officer.id
        if officer is not None:
            self._page.open_record("routine", officer)

    def _heard(self, tables: frozenset[str]) -> None:
        """It was done, wherever: the line goes."""
        if "routine_entry" in tables and self._page.notices.reminder is not None and not self.is_due():
            self._page.notices.forget()

    def _failed(self, error: Exception) -> None:
        """A desk that cannot be read says so by its screens."""
        if not isinstance(error, DutyDeskError):
            raise error


def due_span(desk: Desk) -> Span | None:
    """The shift whose routine the officer at the desk has not gone through; None when there is nothing to do."""
    from duty_desk.duty import routine

    with desk.read() as read:
        return routine.routine_state(read).span if routine.is_due(read) else None
