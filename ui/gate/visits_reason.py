"""Asks why a visitor is called back or turned away, beside the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.gate import VisitRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 400


class ReasonPanel(SidePanel):
    """`done` once it was written down."""

    done = Signal()

    def __init__(
        self, desk: Desk, verb: str, row: VisitRow, service: Callable[..., None], *, parent: QWidget
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._row, self._service = desk, row, service
        self.set_head(t(f"gate_views.reason.{verb}.title", name=row.name), row.number or "")
        self.form = Form()
        self.form.add("reason", t("gate_views.reason.why"), LineEdit())
        self.form.add_widget(Label(t(f"gate_views.reason.{verb}.note"), px=SMALL, colour="text2", wrap=True))
        self.set_body(self.form)
        save = Button(t(f"gate_views.visit.act.{verb}"), key="Ctrl+Return", kind=Kind.PRIMARY, parent=self)
        save.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [save])

    def save(self) -> None:
        """Write it down; a refusal stands in the form."""
        try:
            with self._desk.work() as work:
                self._service(work, self._row.id, reason=str(self.form.field("reason").value()))
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.done.emit()
