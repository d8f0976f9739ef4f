"""Which household a card is for: found by flat, code or the head's name, and then which of the family gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import masking
from duty_desk.people import households
from duty_desk.people.finding import PersonRow, household_members
from duty_desk.people.households import HouseholdRow
from duty_desk.strings import t
from ui.kit.choices import Choice, FilterChips
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.paint import Mark
from ui.kit.suggestions import Suggestion
from ui.kit.tasks import Tasks
from ui.kit.tokens import Tone
from ui.kit.type_ahead import TypeAhead

if TYPE_CHECKING:
    from duty_desk.desk import Desk

NEW = "new"


class HouseholdField(QWidget):
    """`value()` is the household's identifier. `member_chosen` carries the PersonRow picked, None for somebody new."""

    changed = Signal()
    member_chosen = Signal(object)

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._row: HouseholdRow | None = None
        self._family: dict[str, PersonRow] = {}
        self.line = LineEdit(
            placeholder=t("passes_tab.household.hint"),
            icon="home-outline",
            name=t("passes_tab.household.name"),
        )
        self.ahead = TypeAhead(self.line, self._find, tasks, nothing=t("passes_tab.household.nothing"))
        self.ahead.picked.connect(lambda chosen: self.take(chosen.key))
        self.line.textEdited.connect(self._typed)
        self.members = FilterChips(name=t("passes_tab.household.members"))
        self.members.chosen.connect(self._choose)
        self.members.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.members)
        self.setFocusProxy(self.line)

    def value(self) -> int | None:
        return self._row.id if self._row is not None else None

    def set_value(self, value: object) -> None:
        """A household by identifier, or none."""
        row = None
        if isinstance(value, int):
            with self._desk.read() as read:
                row = households.get_household(read, value)
        self._show(row)

    def take(self, household: object) -> None:
        """A household was chosen."""
        if isinstance(household, HouseholdRow):
            self._show(household)
            self.changed.emit()

    def show_member(self, person: int | None) -> None:
        """Mark who of the family is meant."""
        self.members.set_value(str(person) if person is not None and str(person) in self._family else NEW)

    def problem(self) -> str:
        """What is wrong with the typing itself."""
        if self.line.value() and self._row is None:
            return t("passes_tab.household.unknown")
        return ""

    def set_state(self, state: State | None) -> None:
        self.line.set_state(state)

    def _show(self, row: HouseholdRow | None) -> None:
        self._row, self._family = row, {}
        self.line.setText(row.place if row is not None else "")
        self.members.setVisible(row is not None)
        if row is None:
            return
        with self._desk.read() as read:
            family = household_members(read, row.id)
        self._family = {str(person.id): person for person in family}
        choices = [Choice(key, person.name) for key, person in self._family.items()]
        self.members.set_choices([*choices, Choice(NEW, t("passes_tab.household.other"))], NEW)

    def _choose(self, key: str) -> None:
        self.member_chosen.emit(self._family.get(key))

    def _typed(self, _text: str) -> None:
        if self._row is not None:
            self._row, self._family = None, {}
            self.members.hide()
        self.changed.emit()

    def _find(self, text: str) -> list[Suggestion]:
        with self._desk.read() as read:
            return [_suggestion(row) for row in households.search_households(read, text)]


def _suggestion(row: HouseholdRow) -> Suggestion:
    mark: Any = None
    if row.state != "normal":
        tone = Tone.DANGER if row.state == "home_quarantine" else Tone.NEUTRAL
        mark = Mark(t(f"people.household_state.{row.state}"), tone)
    return Suggestion(
        key=row,
        text=row.place,
        note=masking.mask_name(row.head_name),
        number=t("passes_tab.household.size", count=row.members),
        mark=mark,
    )
