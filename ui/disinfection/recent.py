"""What was done last at a place, under the form of the next time there: what was used just before may not go with what is used now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.disinfection.record_rows import RecordRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label, Line
from ui.kit.tokens import SMALL

# As many as a form has room for.
MOST = 3


class Recent(QWidget):
    """Time, agent and doer of each, the newest first; the button asks for the newest in the register."""

    register_asked = Signal(int)

    def __init__(self, rows: Sequence[RecordRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(Line(parent=self))
        head = QHBoxLayout()
        head.addWidget(Label(t("disinfection_tab.recent.title"), bold=True, parent=self), 1)
        register = Button(t("disinfection_tab.recent.register"), kind=Kind.TEXT, parent=self)
        register.clicked.connect(lambda: self.register_asked.emit(rows[0].id))
        head.addWidget(register)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for place, row in enumerate(rows):
            grid.addWidget(
                Label(formats.moment(row.started_at), px=SMALL, colour="text2", parent=self), place, 0
            )
            grid.addWidget(Label(row.agent_text, px=SMALL, elide=True, parent=self), place, 1)
            done_by = Label(row.done_by, px=SMALL, parent=self)
            grid.addWidget(done_by, place, 2, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
