"""Fields in which an item or a unit of the register is chosen by typing; nothing else can be entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk.people.units import search_units
from duty_desk.strings import t
from duty_desk.supplies import catalogue
from duty_desk.work import Read
from ui.feature_tab import Shell
from ui.kit.fields import LineEdit
from ui.kit.suggestions import Suggestion
from ui.kit.type_ahead import TypeAhead


class PickField(LineEdit):
    """`value()` is the identifier, None when empty or unknown. `set_value` takes None or (identifier, words)."""

    picked = Signal(int)

    def __init__(
        self,
        shell: Shell,
        find: Callable[[Read, str], Sequence[Suggestion]],
        *,
        icon: str = "",
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(placeholder=placeholder, icon=icon, parent=parent)
        self._chosen: tuple[int, str] | None = None

        def look(text: str) -> Sequence[Suggestion]:
            with shell.desk.read() as read:
                return find(read, text)

        self.ahead = TypeAhead(self, look, shell.tasks)
        self.ahead.picked.connect(self._take)

    def value(self) -> object:
        return self._chosen[0] if self._chosen is not None and self.text() == self._chosen[1] else None

    def chosen(self) -> tuple[int, str] | None:
        """Identifier and words of what is chosen."""
        return self._chosen if self.value() is not None else None

    def kept(self) -> list[object] | str:
        """What a draft keeps: identifier and words of what is chosen, else what was typed so far."""
        chosen = self.chosen()
        return list(chosen) if chosen is not None else self.text()

    def set_value(self, value: object) -> None:
        self._chosen = (int(value[0]), str(value[1])) if isinstance(value, tuple) else None
        self.setText(self._chosen[1] if self._chosen else "")

    def problem(self) -> str:
        """A sentence when something is typed that stands for nothing."""
        return (
            t("supplies_tab.nothing_found", text=self.text()) if self.text() and self.value() is None else ""
        )

    def _take(self, suggestion: Suggestion) -> None:
        assert isinstance(suggestion.key, int)
        self._chosen = (suggestion.key, suggestion.text)
        self.setText(suggestion.text)
        self.picked.emit(suggestion.key)


def find_items(read: Read, text: str) -> Sequence[Suggestion]:
    """Items in use, by name, pinyin, code."""
    return [
        Suggestion(row.id, row.name, note=row.spec, number=row.code, icon="package-variant-closed")
        for row in catalogue.search_items(read, text)
    ]


def find_units(read: Read, text: str) -> Sequence[Suggestion]:
    """Units by any of their names."""
    return [
        Suggestion(row.id, row.name, note=row.short_names, icon="office-building-outline")
        for row in search_units(read, text)
    ]


class ItemField(PickField):
    """An item of the catalogue."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(
            shell, find_items, icon="magnify", placeholder=t("supplies_tab.item_hint"), parent=parent
        )

    def show_item(self, item: catalogue.ItemRow) -> None:
        """Choose an item without typing."""
        self.set_value((item.id, item.name))


class UnitField(PickField):
    """A unit of the register."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(
            shell,
            find_units,
            icon="office-building-outline",
            placeholder=t("supplies_tab.unit_hint"),
            parent=parent,
        )
