"""The list of what goes from hand to hand: what it is, how many there are; the office writes it as it likes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import handover
from duty_desk.errors import DutyDeskError
from duty_desk.handover import ThingRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.number_fields import NumberField
from ui.kit.panels import SidePanel

if TYPE_CHECKING:
    from ui.feature_tab import Shell


class ThingsPanel(SidePanel):
    """A line for each thing, and below them the form of the one chosen or of a new one. `changed` carries what was done."""

    changed = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.shell = shell
        self._chosen: ThingRow | None = None
        self.set_head(t("duty_handover.list.title"), t("duty_handover.list.note"))
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._lines = QWidget(body)
        self._column.addWidget(self._lines)
        self.form = Form(parent=body)
        self.form.add("name", t("duty_handover.list.name"), LineEdit())
        self.form.add(
            "unit", t("duty_handover.list.unit"), LineEdit(placeholder=t("duty_handover.list.unit_hint"))
        )
        self.form.add("quantity", t("duty_handover.list.quantity"), NumberField(least=1, most=9999))
        self._column.addWidget(self.form)
        self.set_body(body)
        self.save_button = Button(
            t("duty_handover.list.add"), kind=Kind.PRIMARY, key="Ctrl+Return", parent=self
        )
        self.save_button.clicked.connect(self.save)
        self.new_button = Button(t("duty_handover.list.new"), parent=self)
        self.new_button.clicked.connect(lambda: self.choose(None))
        self.set_foot([self.new_button], [self.save_button])
        self.reload()
        self.choose(None)

    @property
    def unsaved(self) -> bool:
        """Whether a line is half typed."""
        return self.form.dirty

    def start(self) -> None:
        """The keyboard in the first field."""
        self.form.field("name").take_focus()

    def reload(self) -> None:
        """Read the list again."""
        with self.shell.desk.read() as read:
            rows = handover.list_things(read)
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in rows:
            column.addLayout(self._line(row, fresh))
        self._column.replaceWidget(self._lines, fresh)
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = fresh

    def choose(self, row: ThingRow | None) -> None:
        """Correct one, or write a new one."""
        self._chosen = row
        self.form.clear_errors()
        values = {"name": "", "unit": "", "quantity": None}
        if row is not None:
            values = {"name": row.name, "unit": row.unit, "quantity": row.quantity}
        self.form.set_values(values)
        self.save_button.set_words(
            t("duty_handover.list.add" if row is None else "duty_handover.list.change")
        )
        self.new_button.setVisible(row is not None)

    def save(self) -> bool:
        """Add it or correct it."""
        values, row = self.form.values(), self._chosen

        def act(work: Work) -> None:
            name, unit, quantity = str(values["name"]), str(values["unit"]), int(values["quantity"] or 0)
            if row is None:
                handover.add_thing(work, name=name, unit=unit, quantity=quantity)
            else:
                handover.change_thing(
                    work, row.id, name=name, unit=unit, quantity=quantity, version=row.version
                )

        return self._do(act, t("duty_handover.list.kept", name=values["name"]))

    def drop(self, row: ThingRow) -> None:
        """Not handed over any more."""
        self._do(
            lambda work: handover.drop_thing(work, row.id, version=row.version),
            t("duty_handover.list.dropped", name=row.name),
        )

    def _do(self, act: Callable[[Work], object], said: str) -> bool:
        try:
            with self.shell.desk.work() as work:
                act(work)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.choose(None)
        self.reload()
        self.changed.emit(said)
        return True

    def _line(self, row: ThingRow, parent: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        words = t("duty_handover.thing_words", name=row.name, quantity=row.quantity, unit=row.unit)
        line.addWidget(Label(words, elide=True), 1)
        change = Button(t("duty_handover.list.edit"), kind=Kind.TEXT, parent=parent)
        change.setAccessibleName(f"{change.text()} {row.name}")
        change.clicked.connect(lambda: self.choose(row))
        drop = icon_button("close", t("duty_handover.list.drop", name=row.name))
        drop.clicked.connect(lambda: self.drop(row))
        line.addWidget(change)
        line.addWidget(drop)
        return line
