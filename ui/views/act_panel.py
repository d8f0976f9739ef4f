"""The small form beside a list or a board: fields, perhaps a reason, perhaps a second officer, one verb.

    panel = ActPanel(view.shell, title, note, verb, act, kind=Kind.DANGER_SOLID, parent=view)
    panel.form.add("days", ...)                       # any field; its name is the argument of the service
    panel.ask_reason()                                # a line named "reason"; asked for, Enter goes on
    panel.explain(words)                              # a small line between the fields, where it is called
    panel.ask_second(lambda values: asked(values))    # another officer's password, to exactly that content
    panel.ask_checker(lambda values: checked(values)) # who checked it: the officer at the desk, or a colleague with password
    panel.done.connect(lambda given: ...)             # what the act gave, after the commit
    view.put_panel(panel)
    panel.start()                                     # the keyboard in the first field

`act(work, values, approval)` runs in one transaction of its own: `values` are those of the form without the second officer's,
`approval` is None where nobody was asked. It hands the approval to the service, which insists on the same content. What is refused
stands at its field or at the top of the form, with everything typed still there. Ctrl+Enter does it; `unsaved` is asked before closing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import SIDE_WIDTH, SidePanel
from ui.kit.tokens import SMALL
from ui.views.second_officer import SecondOfficer

Values = dict[str, Any]
Act = Callable[[Work, Values, Approval | None], object]
Content = Callable[[Values], Mapping[str, object]]


def filled(words: str) -> Callable[[object], str | None]:
    """A check for a field that must not stay empty."""
    return lambda value: None if value else words


class ActPanel(SidePanel):
    """`done` carries what the act gave."""

    done = Signal(object)

    def __init__(
        self,
        shell: Shell,
        title: str,
        note: str,
        verb: str,
        act: Act,
        *,
        kind: Kind = Kind.PRIMARY,
        icon: str = "",
        width: int = SIDE_WIDTH,
        parent: QWidget,
    ) -> None:
        super().__init__(width, parent=parent)
        self.shell, self._act = shell, act
        self.second: SecondOfficer | None = None
        self._content: Content | None = None
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

    def ask_reason(self, name: str = "reason", label: str = "", missing: str = "") -> LineEdit:
        """A line that must be filled in; in the last field Enter does the act."""
        field = LineEdit()
        check = filled(missing or t("views.act.reason_missing"))
        self.form.add(name, label or t("views.act.reason"), field, check=check)
        field.returnPressed.connect(lambda: self._entered(name))
        return field

    def explain(self, words: str) -> Label:
        """A small line between the fields."""
        label = Label(words, px=SMALL, colour="text2", wrap=True)
        self.form.add_widget(label)
        return label

    def ask_second(
        self, content: Content, *, permission: Permission = Permission.COUNTERSIGN, title: str = ""
    ) -> SecondOfficer:
        """Another officer who may says yes to exactly `content` of the values; `set_needed(False)` of what it gives hides it again.

        Where nobody else may, it says so and the officer at the desk acts alone.
        """
        return self._ask(
            content, SecondOfficer(self.shell, self.form, self.submit, permission=permission, title=title)
        )

    def ask_checker(self, content: Content, name: str = "checked_by", label: str = "") -> SecondOfficer:
        """Who checked it: the officer at the desk, or a colleague who says so with their own password."""
        second = SecondOfficer(
            self.shell, self.form, self.submit, name=name, label=label or t("views.second.checker"), own=True
        )
        return self._ask(content, second)

    def start(self) -> None:
        """The keyboard in the first field."""
        for name in self.form.names():
            if self.form.field(name).is_open():
                self.form.field(name).take_focus()
                return
        self.button.setFocus()

    def submit(self) -> bool:
        """Do it, once the second officer's password has proved right beside the window."""
        if not self.button.isEnabled() or not self.form.check_all():
            return False
        values = self.form.values()
        if self.second is None or self._content is None:
            return self._do(values, None)
        values = {name: value for name, value in values.items() if name not in self.second.names}
        return self.second.prove(self._content(values), lambda approval: self._do(values, approval))

    def _ask(self, content: Content, second: SecondOfficer) -> SecondOfficer:
        self._content, self.second = content, second
        second.proving.connect(lambda running: self.button.setEnabled(not running))
        return second

    def _do(self, values: Values, approval: Approval | None) -> bool:
        try:
            with self.shell.desk.work() as work:
                given = self._act(work, values, approval)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.done.emit(given)
        return True

    def _entered(self, name: str) -> None:
        names = self.form.names()
        if not any(self.form.field(each).is_open() for each in names[names.index(name) + 1 :]):
            self.submit()
