"""Shows a person's numbers in full for some seconds; who looked and why is on record first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from duty_desk import policy
from duty_desk.errors import DutyDeskError
from duty_desk.people import reveal
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.panels import Surface, scroll_to
from ui.kit.tokens import PADDING

NUMBERS = ("id_number", "staff_number", "phone")


class PersonReveal(Surface):
    """`shown` carries the full values, `over` says that the time is up."""

    shown = Signal(object)
    over = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._person: Callable[[], int] = lambda: 0
        self.form = Form()
        reason = LineEdit()
        self.form.add("reason", t("office.reveal.reason"), reason, help=t("office.reveal.help"))
        reason.returnPressed.connect(self.submit)
        self.show_button = Button(t("office.reveal.show"), kind=Kind.PRIMARY, icon="eye-outline")
        self.show_button.clicked.connect(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.show_button)
        column.addLayout(foot)
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.over)

    def ask(self, person: Callable[[], int]) -> None:
        """Ask for the reason."""
        self._person = person
        self.form.clear_errors()
        self.form.set_values({"reason": ""})
        self.show()
        self.form.field("reason").take_focus()
        scroll_to(self)

    def submit(self) -> None:
        """Write down the reason, then show."""
        try:
            with self._shell.desk.work() as work:
                found: Mapping[str, str] = reveal(
                    work, self._person(), NUMBERS, reason=str(self.form.field("reason").value())
                )
                seconds = policy.integer(work, "privacy.reveal_seconds")
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.hide()
        self.shown.emit(found)
        self.timer.start(seconds * 1000)
