"""A field in which a unit or household of the register is chosen by typing; nothing else can be entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from duty_desk.people.households import search_households
from duty_desk.people.units import search_units
from duty_desk.strings import t
from duty_desk.work import Read
from ui.feature_tab import Shell
from ui.kit.fields import LineEdit
from ui.kit.suggestions import Suggestion
from ui.kit.type_ahead import TypeAhead


class PickField(LineEdit):
    """`value()` is the identifier, None when empty. `set_value` takes None or (identifier, words)."""

    def __init__(
        self,
        shell: Shell,
        find: Callable[[Read, str], Sequence[Suggestion]],
        *,
        icon: str = "",
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(placeholder=placeholder or t("kit.field.optional"), icon=icon, parent=parent)
        self._chosen: tuple[int, str] | None = None

        def look(text: str) -> Sequence[Suggestion]:
            with shell.desk.read() as read:
                return find(read, text)

        self.type_ahead = TypeAhead(self, look, shell.tasks)
        self.type_ahead.picked.connect(self._take)

    def value(self) -> object:
        if self._chosen is not None and self.text() == self._chosen[1]:
            return self._chosen[0]
        return None

    def chosen(self) -> tuple[int, str] | None:
        """Identifier and words of what is chosen."""
        return self._chosen if self.value() is not None else None

    def kept(self) -> list[object] | str:
        """What a draft keeps: identifier and words of what is chosen, else what was typed so far."""
        chosen = self.chosen()
        return list(chosen) if chosen is not None else self.text()

    def set_value(self, value: object) -> None:
        self._chosen = value if isinstance(value, tuple) else None
        self.setText(self._chosen[1] if self._chosen else "")

    def problem(self) -> str:
        """A sentence when something is typed that stands for nothing."""
        return t("office.pick.nothing", text=self.text()) if self.text() and self.value() is None else ""

    def _take(self, suggestion: Suggestion) -> None:
        assert isinstance(suggestion.key, int)
        self._chosen = (suggestion.key, suggestion.text)
        self.setText(suggestion.text)


def find_units(read: Read, text: str) -> Sequence[Suggestion]:
    """Units for a `PickField`."""
    return [
        Suggestion(row.id, row.name, note=row.short_names, icon="office-building-outline")
        for row in search_units(read, text)
    ]


def find_households(read: Read, text: str) -> Sequence[Suggestion]:
    """Households for a `PickField`."""
    return [
        Suggestion(row.id, row.place, note=row.head_name or "", number=row.code, icon="home-outline")
        for row in search_households(read, text)
    ]
