"""Makes one of two records of the same person: the other one is found by typing, the reason is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from duty_desk.errors import DutyDeskError
from duty_desk.people import find_person, merge_persons
from duty_desk.strings import t
from duty_desk.work import Read
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import Surface, scroll_to
from ui.kit.suggestions import Suggestion
from ui.kit.tokens import PADDING
from ui.office.pick_field import PickField


class PersonMerge(Surface):
    """`merged` carries the record that stays."""

    merged = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._keep = 0
        self.form = Form()
        self.other = PickField(
            shell, self._others, icon="account-outline", placeholder=t("office.merge.other_hint")
        )
        self.form.add("remove", t("office.merge.other"), self.other, help=t("office.merge.help"))
        self.form.add("reason", t("office.merge.reason"), LineEdit())
        self.merge_button = Button(t("office.merge.merge"), kind=Kind.DANGER, icon="account-switch-outline")
        self.merge_button.clicked.connect(self.submit)
        no = Button(t("office.merge.cancel"))
        no.clicked.connect(self.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.setSpacing(8)
        column.addWidget(Label(t("office.merge.title"), bold=True))
        column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(no)
        foot.addWidget(self.merge_button)
        column.addLayout(foot)

    def ask(self, keep: int) -> None:
        """Ask which record `keep` is to stand for."""
        self._keep = keep
        self.form.clear_errors()
        self.form.set_values({"remove": None, "reason": ""})
        self.show()
        self.other.setFocus()
        scroll_to(self)

    def submit(self) -> None:
        """Merge; what holds against it is said in the form."""
        remove = self.form.field("remove").value()
        if not self.form.check_all():
            return
        if not isinstance(remove, int):
            self.form.field("remove").take_focus()
            return
        try:
            with self._shell.desk.work() as work:
                moved = merge_persons(
                    work, keep=self._keep, remove=remove, reason=str(self.form.field("reason").value())
                )
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.hide()
        self._shell.notify(t("office.merge.done", count=sum(moved.values())), locked=t("office.merge.locked"))
        self.merged.emit(self._keep)

    def _others(self, read: Read, text: str) -> Sequence[Suggestion]:
        return [
            Suggestion(row.id, row.name, row.matched, row.unit or row.household or "", row.tail4)
            for row in find_person(read, text)
            if row.id != self._keep
        ]
