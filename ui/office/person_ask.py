"""Asks for the reason before something of a person is shown; who looked and why is on record first."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.panels import Surface, scroll_to
from ui.kit.tokens import PADDING


class PersonAsk(Surface):
    """One line for the reason and one verb; Enter does it. Subclasses say what `submit` shows."""

    def __init__(self, shell: Shell, label: str, explained: str, verb: str, icon: str) -> None:
        super().__init__()
        self.shell, self.person = shell, 0
        self.form = Form()
        reason = LineEdit()
        self.form.add("reason", label, reason, help=explained)
        reason.returnPressed.connect(self.submit)
        self.button = Button(verb, kind=Kind.PRIMARY, icon=icon)
        self.button.clicked.connect(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.button)
        column.addLayout(foot)

    @property
    def reason(self) -> str:
        """What was typed."""
        return str(self.form.field("reason").value()).strip()

    def ask(self, person: int) -> None:
        """Ask for the reason."""
        self.person = person
        self.form.clear_errors()
        self.form.set_values({"reason": ""})
        self.show()
        self.form.field("reason").take_focus()
        scroll_to(self)

    def submit(self) -> None:
        """Write down the reason, then show."""
        raise NotImplementedError
