"""The course of an incident, the newest first; what was struck out stays with a line through it, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.incidents import EntryRow
from duty_desk.strings import t
from ui.kit.buttons import icon_button
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.tokens import SMALL

CLOSED, STRUCK = "closed", "struck"
_SPACE = "\N{IDEOGRAPHIC SPACE}"


class CoursePart(QWidget):
    """`strike_asked` carries a line and why it no longer holds."""

    strike_asked = Signal(int, str)

    def __init__(self, entries: tuple[EntryRow, ...], *, may_strike: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.reasons: dict[int, LineEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for entry in reversed(entries):
            column.addWidget(self._line(entry, may_strike))

    def ask(self, entry: int) -> None:
        """Open or close the line in which somebody says why."""
        field = self.reasons[entry]
        field.setVisible(field.isHidden())
        if not field.isHidden():
            field.setFocus()

    def _line(self, entry: EntryRow, may_strike: bool) -> QWidget:
        """When, what, by whom, and below it the words."""
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = (formats.moment(entry.at), t(f"incidents.entry.{entry.kind}"), entry.told, entry.officer_name)
        row = QHBoxLayout()
        row.setSpacing(8)
        words = Label(_SPACE.join(part for part in head if part), px=SMALL, colour="text2", wrap=True)
        row.addWidget(words, 1)
        can_strike = may_strike and entry.struck is None and entry.kind not in (CLOSED, STRUCK)
        if can_strike:
            strike = icon_button("cancel", t("incidents.strike"))
            strike.clicked.connect(lambda: self.ask(entry.id))
            row.addWidget(strike)
        column.addLayout(row)
        text = Label(entry.text, wrap=True, colour="text" if entry.struck is None else "text2")
        if entry.struck is not None:
            look = text.font()
            look.setStrikeOut(True)
            text.setFont(look)
        column.addWidget(text)
        if entry.struck is not None:
            why = t("incidents.struck_why", reason=entry.struck)
            column.addWidget(Label(why, px=SMALL, colour="text2", wrap=True))
        if can_strike:
            why_field = LineEdit(placeholder=t("incidents.strike_reason"), parent=box)
            why_field.hide()
            why_field.returnPressed.connect(lambda: self.strike_asked.emit(entry.id, str(why_field.value())))
            column.addWidget(why_field)
            self.reasons[entry.id] = why_field
        return box
