"""The rail for those who do not see it: a row of tabs, one of them selected. Qt would call what can be checked a check box."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
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
