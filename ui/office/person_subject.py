"""Prints all that is known of a person, for that person; who printed it and why is on record first."""

from __future__ import annotations

from functools import partial

from duty_desk.desk import Desk
from duty_desk.errors import DutyDeskError
from duty_desk.privacy import open_subject, subject_paper
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.printing import Printout
from ui.office.person_ask import PersonAsk


class PersonSubject(PersonAsk):
    """Asks for the reason, then shows the pages."""

    def __init__(self, shell: Shell) -> None:
        words = t("privacy.subject.why"), t("privacy.subject.why_help"), t("privacy.subject.print")
        super().__init__(shell, *words, "printer-outline")

    def submit(self) -> None:
        """Gather beside the window: every table is looked through."""
        self.button.refuse(t("privacy.subject.gathering"))
        self.shell.tasks.run(
            partial(_gathered, self.shell.desk, self.person, self.reason),
            done=self._show,
            failed=self._failed,
        )

    def _show(self, found: tuple[str, bytes]) -> None:
        self.button.refuse("")
        self.hide()
        title, pdf = found
        self.shell.show_paper(Printout(pdf, title, f"{title}.pdf"))

    def _failed(self, error: Exception) -> None:
        self.button.refuse("")
        if not isinstance(error, DutyDeskError):
            raise error
        self.form.show_error(error)


def _gathered(desk: Desk, person: int, reason: str) -> tuple[str, bytes]:
    with desk.work() as work:
        found = open_subject(work, person, reason=reason)
    with desk.read() as read:
        return t("privacy.subject.title", name=found.name), subject_paper.draw(read, found, reason)
