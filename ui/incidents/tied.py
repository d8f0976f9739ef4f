"""The records that belong to an incident: each opens; an officer ties a further one by typing its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import incidents
from duty_desk.incidents import IncidentLink
from duty_desk.strings import t
from ui.kit.buttons import Button, icon_button
from ui.kit.fields import LineEdit
from ui.kit.suggestions import Suggestion
from ui.kit.tasks import Tasks
from ui.kit.type_ahead import TypeAhead

if TYPE_CHECKING:
    from duty_desk.desk import Desk

ICONS = {
    "receipt": "package-variant-closed",
    "stay": "bed-outline",
    "pass": "card-account-details-outline",
    "room": "bed-outline",
    "vehicle_run": "truck-outline",
    "visit": "account-clock-outline",
    "repair": "wrench-outline",
    "lot": "package-variant-closed",
}


class TiedPart(QWidget):
    """`record_asked` opens one, `tie_asked` and `untie_asked` carry a kind and an identifier."""

    record_asked = Signal(str, int)
    tie_asked = Signal(str, int)
    untie_asked = Signal(str, int)

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks | None,
        links: tuple[IncidentLink, ...],
        *,
        may_tie: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        # One under the other: their names are long.
        for link in links:
            column.addLayout(self._line(link, may_tie))
        self.field: LineEdit | None = None
        if may_tie and tasks is not None:
            self.field = LineEdit(placeholder=t("incidents.tie_hint"), icon="magnify", parent=self)
            ahead = TypeAhead(self.field, self._find, tasks, least=2, nothing=t("incidents.tie_nothing"))
            ahead.picked.connect(lambda chosen: self.tie_asked.emit(*chosen.key))
            column.addWidget(self.field)

    def _line(self, link: IncidentLink, may_tie: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        button = Button(t(f"incidents.link.{link.kind}", name=link.name), icon=ICONS[link.kind], parent=self)
        button.clicked.connect(lambda: self.record_asked.emit(*link.opens))
        row.addWidget(button)
        if link.tied and may_tie:
            away = icon_button("close", t("incidents.untie", name=link.name))
            away.clicked.connect(lambda: self.untie_asked.emit(link.kind, link.id))
            row.addWidget(away)
        row.addStretch()
        return row

    def _find(self, typed: str) -> list[Suggestion]:
        with self._desk.read() as read:
            found = incidents.find_subjects(read, typed)
        return [
            Suggestion((link.kind, link.id), link.name, 0, t(f"incidents.tied_kind.{link.kind}"))
            for link in found
        ]
