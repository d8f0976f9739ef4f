"""Somebody who was to rest went away before the second reading (F3): written down with the reason, so that nobody waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk import formats, gate
from duty_desk.errors import DutyDeskError
from duty_desk.gate import RetestRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.notices import Banner
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 416


class GiveUpPanel(SidePanel):
    """`saved` carries the sentence for the notice."""

    saved = Signal(str)

    def __init__(self, desk: Desk, rows: Sequence[RetestRow], parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk = desk
        self.set_head(t("gate_tab.give_up.title"), t("gate_tab.give_up.note"))
        self.form = form = Form()
        form.add_widget(Banner(Tone.WARN, t("gate_tab.give_up.rule"), t("gate_tab.give_up.rule_next")))
        self.who = ComboBox([(row.id, _words(row)) for row in rows], rows[0].id if rows else None)
        form.add("who", t("gate_tab.missed.who"), self.who)
        form.add(
            "reason",
            t("gate_tab.missed.reason"),
            LineEdit(placeholder=t("gate_tab.give_up.reason_hint")),
            check=lambda value: None if value else t("gate.error.why_missing"),
        )
        self.set_body(form)
        save = Button(
            t("gate_tab.give_up.save"), kind=Kind.PRIMARY, key="Ctrl+Return", icon="check", parent=self
        )
        save.clicked.connect(self.save)
        self.set_foot([form.problem_chip()], [save])

    def start(self) -> None:
        """Put the keyboard where it begins."""
        self.form.field("reason").take_focus()

    def save(self) -> None:
        """Write it down; a refusal stands in the form and everything typed stays."""
        if not self.form.check_all():
            return
        values = self.form.values()
        try:
            with self._desk.work() as work:
                gate.give_up_retest(work, values["who"], reason=values["reason"])
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.saved.emit(t("gate_tab.give_up.done", who=self.who.currentText()))


def _words(row: RetestRow) -> str:
    name = row.name or t("gate_tab.last.nobody")
    return f"{name} {row.first:.1f} {formats.clock(row.at)}"
