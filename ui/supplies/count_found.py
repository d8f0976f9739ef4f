"""Finds the lot that lies in the store and is not on the sheet of a count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.strings import t
from duty_desk.supplies import stocktake_rows
from duty_desk.work import Read
from ui.feature_tab import Shell
from ui.kit.suggestions import Suggestion
from ui.supplies.pick import PickField


class LotField(PickField):
    """Lots by number or item that are not on the sheet yet. Esc leaves it."""

    left = Signal()

    def __init__(self, shell: Shell, count: Callable[[], int], parent: QWidget) -> None:
        def find(read: Read, text: str) -> Sequence[Suggestion]:
            return [
                Suggestion(
                    row.id,
                    f"{row.item} {row.spec}".strip(),
                    note=" ".join(
                        filter(None, (formats.day(row.expires_on) if row.expires_on else "", row.party))
                    ),
                    number=row.lot,
                    icon="package-variant-closed",
                )
                for row in stocktake_rows.find_lots(read, count(), text)
            ]

        super().__init__(shell, find, icon="magnify", placeholder=t("supplies_count.add_hint"), parent=parent)
        self.setAccessibleName(t("supplies_count.add"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
