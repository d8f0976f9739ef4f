"""What an act of destruction would take, counted before anybody is asked to agree to it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.privacy import Act, Preview
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL


class PrivacyPanel(SidePanel):
    """`asked` wants a count, `destroy_asked` carries what was counted and the reason."""

    asked = Signal()
    destroy_asked = Signal(object, str)

    def __init__(self, shell: Shell, may_destroy: bool) -> None:
        super().__init__()
        self._found: Preview | None = None
        self.set_head(t("privacy.panel.title"), t("privacy.panel.note"))
        self.form = Form()
        acts = [Choice(str(act), t(f"privacy.kind.{act}")) for act in Act]
        self.act = Segmented(acts)
        self.form.add("act", t("privacy.panel.act"), self.act)
        self.form.add("ended_on", t("privacy.panel.ended_on"), DateField(lambda: shell.desk.now))
        self.form.add("reason", t("privacy.panel.reason"), LineEdit(), help=t("privacy.panel.reason_help"))
        self.act.changed.connect(self._turned)
        self.form.changed.connect(self._forget)
        self.count_button = Button(t("privacy.panel.count"), icon="calculator-variant-outline", key="F2")
        self.count_button.clicked.connect(self.asked)
        self.told = Label(wrap=True, bold=True)
        self.stays = Label(t("privacy.panel.stays"), px=SMALL, colour="text2", wrap=True)
        self.lines = QWidget()
        self._grid = QGridLayout(self.lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.form, self.told, self.lines, self.stays):
            column.addWidget(part)
        column.addStretch()
        self.set_body(body)
        self.destroy_button = Button(t("privacy.panel.destroy"), kind=Kind.DANGER, icon="delete-outline")
        self.destroy_button.clicked.connect(self._destroy)
        self.set_foot(
            [self.form.problem_chip()],
            [self.count_button, *([self.destroy_button] if may_destroy else [])],
        )
        self.empty()

    def wanted(self) -> tuple[Act, date | None, str]:
        """What was chosen."""
        values = self.form.values()
        ended_on = values["ended_on"]
        act = Act(str(values["act"]))
        day = ended_on if isinstance(ended_on, date) and act is Act.END else None
        return act, day, str(values["reason"]).strip()

    def empty(self) -> None:
        """As if nothing had been chosen."""
        self.form.set_values({"act": Act.RETENTION.value, "ended_on": None, "reason": ""})
        self._turned()

    def show_preview(self, found: Preview) -> None:
        """What would go, by kind of record."""
        self._found = found
        self.form.clear_errors()
        _clear(self.lines)
        self.told.setText(
            t("privacy.panel.nothing")
            if found.is_empty
            else t("privacy.panel.told", rows=f"{found.rows:,}", people=f"{found.people:,}")
        )
        for row, line in enumerate(found.lines):
            before = t("privacy.panel.before", day=formats.day(found.cuts[line.window]))
            self._grid.addWidget(Label(t(f"privacy.table.{line.table}")), row, 0)
            self._grid.addWidget(Label(before, px=SMALL, colour="text2"), row, 1)
            self._grid.addWidget(Label(f"{line.rows:,}"), row, 2)
        self._fit()

    def refuse(self, error: Exception) -> None:
        """It could not be counted: say why at the field."""
        if not isinstance(error, DutyDeskError):
            raise error
        self._forget()
        self.form.show_error(error)

    def _turned(self) -> None:
        self.form.field("ended_on").setVisible(self.wanted()[0] is Act.END)
        self._forget()

    def _forget(self) -> None:
        """What was counted is not what is chosen now."""
        _act, _day, _reason = self.wanted()
        found = self._found
        if found is not None and (found.act, found.ended_on) == (_act, _day):
            self._fit()
            return
        self._found = None
        _clear(self.lines)
        self.told.setText("")
        self._fit()

    def _fit(self) -> None:
        found = self._found
        if found is None:
            self.destroy_button.refuse(t("privacy.panel.count_first"))
        else:
            self.destroy_button.refuse(t("privacy.panel.nothing") if found.is_empty else "")

    def _destroy(self) -> None:
        reason = self.wanted()[2]
        if not reason:
            self.form.show_error(InputError("reason", "privacy.error.reason_missing"))
        elif self._found is not None:
            self.destroy_asked.emit(self._found, reason)


def _clear(holder: QWidget) -> None:
    for old in holder.findChildren(Label):
        old.hide()
        old.deleteLater()
