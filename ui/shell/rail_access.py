"""The rail for those who do not see it: a row of tabs, one of them selected. Qt would call what can be checked a check box."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget

from ui.overrides import guard


@guard
class TabFace(QAccessibleWidget):
    """One screen in the rail."""

    def __init__(self, item: QAbstractButton) -> None:
        super().__init__(item, QAccessible.Role.PageTab)
        self._item = item

    def state(self) -> QAccessible.State:
        found = super().state()
        found.selectable = True  # type: ignore[assignment]
        found.selected = self._item.isChecked()  # type: ignore[assignment]
        return found


_installed: list[bool] = []


def speak_of_tabs() -> None:
    """Let screen readers ask the items of the rail what they are."""
    if _installed:
        return

    def make(_name: str, asked: QObject) -> QAccessibleInterface:
        from ui.shell.rail import RailItem

        if not isinstance(asked, RailItem):
            return cast(Any, None)
        # The item keeps its face: nothing else holds what is made here on the side of Python.
        asked.face = TabFace(asked)
        return asked.face

    QAccessible.installFactory(make)
    _installed.append(True)
