"""Who is meant: found while typing by name, pinyin, number tail; any other name is somebody new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk.people.finding import PersonRow, find_person, person_rows
from duty_desk.strings import t
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.paint import Mark
from ui.kit.suggestions import Suggestion
from ui.kit.tasks import Tasks
from ui.kit.tokens import Tone
from ui.kit.type_ahead import TypeAhead

if TYPE_CHECKING:
    from duty_desk.desk import Desk


class PersonField(QWidget):
    """`value()` is the identifier of a person on record, else None; `text()` what was typed."""

    changed = Signal()
    known = Signal(object)
    unknown = Signal(str)

    def __init__(self, desk: Desk, tasks: Tasks, *, name: str, placeholder: str, nothing: str) -> None:
        super().__init__()
        self._desk = desk
        self._person: PersonRow | None = None
        self.line = LineEdit(
            placeholder=placeholder,
            icon="account-outline",
            name=name,
        )
        self.ahead = TypeAhead(self.line, self._find, tasks, nothing=nothing)
        self.ahead.picked.connect(lambda chosen: self.take(chosen.key))
        self.ahead.entered.connect(self.unknown)
        self.line.textEdited.connect(self._typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        self.setFocusProxy(self.line)

    @property
    def person(self) -> PersonRow | None:
        """The person chosen from the register."""
        return self._person

    def value(self) -> int | None:
        return self._person.id if self._person is not None else None

    def text(self) -> str:
        """The name as it stands."""
        return str(self.line.value())

    def set_value(self, value: object) -> None:
        """A person on record by identifier, a name that is not, or nothing."""
        self._person = None
        self.line.setText("")
        if isinstance(value, int):
            with self._desk.read() as read:
                rows = person_rows(read, [value])
            if rows:
                self._person = rows[0]
                self.line.setText(rows[0].name)
        elif isinstance(value, str):
            self.line.setText(value)

    def take(self, person: object) -> None:
        """A person was chosen."""
        if isinstance(person, PersonRow):
            self._person = person
            self.line.setText(person.name)
            self.changed.emit()
            self.known.emit(person)

    def set_state(self, state: State | None) -> None:
        self.line.set_state(state)

    def _typed(self, _text: str) -> None:
        self._person = None
        self.changed.emit()

    def _find(self, text: str) -> list[Suggestion]:
        with self._desk.read() as read:
            return [_suggestion(row) for row in find_person(read, text)]


def _suggestion(row: PersonRow) -> Suggestion:
    mark = (
        Mark(t(f"people.restriction_kind.{row.restriction.kind}"), Tone.DANGER)
        if row.restriction is not None
        else None
    )
    return Suggestion(
        key=row,
        text=row.name,
        matched=row.matched,
        note=row.unit or row.household or "",
        number=row.tail4,
        mark=mark,
    )
