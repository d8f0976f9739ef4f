"""A small form beside a list: why something is taken back or left out, and who checked it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.work import OfficerRef, Work
from ui.disinfection.checker import Checker
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL

Act = Callable[[Work, dict[str, Any], OfficerRef], object]


class AskPanel(SidePanel):
    """Fields, perhaps a colleague, one verb. `done` carries what the act gave."""

    done = Signal(object)

    def __init__(
        self,
        shell: Shell,
        title: str,
        note: str,
        verb: str,
        act: Act,
        *,
        icon: str = "",
        kind: Kind = Kind.PRIMARY,
        parent: QWidget,
    ) -> None:
        super().__init__(parent=parent)
        self._shell, self._act = shell, act
        self.checker: Checker | None = None
        self.set_head(title, note)
        self.form = Form()
        self.set_body(self.form)
        self.button = Button(verb, key="Ctrl+Return", kind=kind, icon=icon, parent=self)
        self.button.clicked.connect(self.submit)
        self.set_foot([self.form.problem_chip()], [self.button])

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def ask_reason(self) -> None:
        """A line for the reason."""
        self.form.add(
            "reason",
            t("disinfection_tab.ask.reason"),
            LineEdit(),
            check=lambda value: None if value else t("disinfection_tab.ask.reason_missing"),
        )

    def explain(self, words: str) -> None:
        """A small line between the fields."""
        self.form.add_widget(Label(words, px=SMALL, colour="text2", wrap=True))

    def ask_checker(self) -> None:
        """Who checked it: the officer at the desk, or a colleague with their own password."""
        self.checker = Checker(self._shell, self.form, self.submit)

    def submit(self) -> bool:
        """Do it; what is wrong stands in the form, with everything typed still there."""
        if not self.form.check_all():
            return False
        values = {k: v for k, v in self.form.values().items() if k not in ("checked_by", "password")}
        if self.checker is None:
            return self._do(values, self._shell.desk.officer)
        return self.checker.prove(lambda officer: self._do(values, officer))

    def _do(self, values: dict[str, Any], checker: OfficerRef) -> bool:
        try:
            with self._shell.desk.work() as work:
                given = self._act(work, values, checker)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.done.emit(given)
        return True
