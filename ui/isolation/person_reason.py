"""Asks the one thing an act still needs, mostly the reason, beside the board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL

Act = Callable[[Work, dict[str, Any]], object]


class ReasonPanel(SidePanel):
    """A small form with one verb. `done` carries what the act gave."""

    done = Signal(object)

    def __init__(
        self,
        shell: Shell,
        title: str,
        note: str,
        verb: str,
        act: Act,
        *,
        explain: str = "",
        kind: Kind = Kind.PRIMARY,
        width: int,
        parent: QWidget,
    ) -> None:
        super().__init__(width, parent=parent)
        self._shell, self._act = shell, act
        self.set_head(title, note)
        self.form = Form()
        if explain:
            self.form.add_widget(Label(explain, px=SMALL, colour="text2", wrap=True))
        self.set_body(self.form)
        self.button = Button(verb, key="Ctrl+Return", kind=kind, parent=self)
        self.button.clicked.connect(self.submit)
        self.set_foot([self.form.problem_chip()], [self.button])

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def ask_reason(self, name: str = "reason", label: str = "", missing: str = "") -> LineEdit:
        """A line for the reason; Enter does the act."""
        said = missing or t("isolation_tab.reason.missing")
        field = LineEdit()
        self.form.add(
            name,
            label or t("isolation_tab.reason.label"),
            field,
            check=lambda value: None if value else said,
        )
        field.returnPressed.connect(self.submit)
        return field

    def submit(self) -> bool:
        """Do it; what is wrong stands in the form, with everything typed still there."""
        if not self.form.check_all():
            return False
        try:
            with self._shell.desk.work() as work:
                given = self._act(work, dict(self.form.values()))
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.done.emit(given)
        return True
