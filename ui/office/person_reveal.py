"""Shows a person's numbers in full for some seconds; who looked and why is on record first."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal

from duty_desk import policy
from duty_desk.errors import DutyDeskError
from duty_desk.people import reveal
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.office.person_ask import PersonAsk

NUMBERS = ("id_number", "staff_number", "phone")


class PersonReveal(PersonAsk):
    """`shown` carries the full values, `over` says that the time is up."""

    shown = Signal(object)
    over = Signal()

    def __init__(self, shell: Shell) -> None:
        words = t("office.reveal.reason"), t("office.reveal.help"), t("office.reveal.show")
        super().__init__(shell, *words, "eye-outline")
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.over)

    def submit(self) -> None:
        """Write down the reason, then show."""
        try:
            with self.shell.desk.work() as work:
                found: Mapping[str, str] = reveal(work, self.person, NUMBERS, reason=self.reason)
                seconds = policy.integer(work, "privacy.reveal_seconds")
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.hide()
        self.shown.emit(found)
        self.timer.start(seconds * 1000)
