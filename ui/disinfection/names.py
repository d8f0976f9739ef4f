"""Who did it and who checked it: any name may be written, those known are proposed while typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import search
from duty_desk.disinfection.record_rows import list_records
from duty_desk.people.officers import list_officers
from duty_desk.strings import t
from duty_desk.work import Read
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.suggestions import Suggestion
from ui.kit.tasks import Tasks
from ui.kit.type_ahead import TypeAhead

# So many days back.
LATELY = 3
Find = Callable[[str], Sequence[Suggestion]]


class NameField(QWidget):
    """`value()` is the name as it stands."""

    changed = Signal()

    def __init__(self, tasks: Tasks, find: Find, *, placeholder: str = "") -> None:
        super().__init__()
        self.line = LineEdit(placeholder=placeholder, icon="account-outline")
        self.ahead = TypeAhead(self.line, find, tasks, preselect=False, width=280)
        self.ahead.picked.connect(lambda chosen: self.set_value(chosen.key))
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        self.setFocusProxy(self.line)

    def value(self) -> str:
        return self.line.text().strip()

    def set_value(self, value: object) -> None:
        self.line.setText("" if value is None else str(value))

    def kept(self) -> str:
        """What a draft keeps."""
        return self.line.text()

    def set_state(self, state: State | None) -> None:
        self.line.set_state(state)


def known_names(read: Read) -> tuple[tuple[str, str], ...]:
    """Names with a word on where they come from: those on the records of the last days first, then the officers of the desk."""
    found: dict[str, str] = {}
    for back in range(LATELY):
        for row in reversed(list_records(read, read.at.date() - timedelta(days=back))):
            for name in (row.done_by, row.checked_by):
                if name:
                    found.setdefault(name, t("disinfection_tab.form.used_lately"))
    for officer in list_officers(read, active_only=True):
        found.setdefault(officer.name, t(f"roles.name.{officer.role}"))
    return tuple(found.items())


def matching(names: Sequence[tuple[str, str]], typed: str) -> list[Suggestion]:
    """Those that begin with what was typed: hanzi, pinyin or initials."""
    found: list[Suggestion] = []
    for name, note in names:
        if (matched := search.matched_length(name, typed)) > 0:
            found.append(Suggestion(name, name, matched, note))
    return found
