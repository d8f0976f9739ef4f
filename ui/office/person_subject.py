"""Prints all that is known of a person, for that person; who printed it and why is on record first."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from duty_desk.desk import Desk
from duty_desk.errors import DutyDeskError
from duty_desk.privacy import open_subject, subject_paper
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.panels import Surface, scroll_to
from ui.kit.printing import Printout
from ui.kit.tokens import PADDING


class PersonSubject(Surface):
    """Asks for the reason, then shows the pages."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell, self._person = shell, 0
        self.form = Form()
        reason = LineEdit()
        self.form.add("reason", t("privacy.subject.why"), reason, help=t("privacy.subject.why_help"))
        reason.returnPressed.connect(self.submit)
        self.print_button = Button(t("privacy.subject.print"), kind=Kind.PRIMARY, icon="printer-outline")
        self.print_button.clicked.connect(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.print_button)
        column.addLayout(foot)

    def ask(self, person: int) -> None:
        """Ask for the reason."""
        self._person = person
        self.form.clear_errors()
        self.form.set_values({"reason": ""})
        self.show()
        self.form.field("reason").take_focus()
        scroll_to(self)

    def submit(self) -> None:
        """Gather beside the window: every table is looked through."""
        reason = str(self.form.field("reason").value()).strip()
        self.print_button.refuse(t("privacy.subject.gathering"))
        self._shell.tasks.run(
            partial(_gathered, self._shell.desk, self._person, reason), done=self._show, failed=self._failed
        )

    def _show(self, found: tuple[str, bytes]) -> None:
        self.print_button.refuse("")
        self.hide()
        title, pdf = found
        self._shell.show_paper(Printout(pdf, title, f"{title}.pdf"))

    def _failed(self, error: Exception) -> None:
        self.print_button.refuse("")
        if not isinstance(error, DutyDeskError):
            raise error
        self.form.show_error(error)


def _gathered(desk: Desk, person: int, reason: str) -> tuple[str, bytes]:
    with desk.work() as work:
        found = open_subject(work, person, reason=reason)
    with desk.read() as read:
        return t("privacy.subject.title", name=found.name), subject_paper.draw(read, found, reason)
