"""Lets a pass run longer: the new end, who approved it, and why, beside the list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from duty_desk import formats, passes
from duty_desk.errors import DutyDeskError
from duty_desk.passes import PassDetail, PassRefused
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, FilterChips
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.form_field import beside_labels
from ui.kit.panels import SidePanel

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 400
STEPS = (1, 3, 7, 14)


class ExtendPanel(SidePanel):
    """`extended` tells that it was saved."""

    extended = Signal(int)

    def __init__(self, desk: Desk, detail: PassDetail, approvers: tuple[tuple[int, str], ...]) -> None:
        super().__init__(WIDTH)
        self._desk, self._detail = desk, detail
        row = detail.row
        self.set_head(
            t("passes_tab.extend.title", number=row.number),
            t("passes_tab.extend.note", name=row.holder_name, until=formats.end_moment(row.valid_until)),
        )
        self.form = Form()
        self.until = MomentField(lambda: desk.now, None, end=True)
        self.form.add("valid_until", t("passes_tab.extend.until"), self.until)
        self.steps = FilterChips([Choice(str(n), t("passes_tab.extend.days", days=n)) for n in STEPS])
        self.steps.chosen.connect(lambda key: self.take_days(int(key)))
        self.until.changed.connect(self._mark_step)
        self.form.add_widget(beside_labels(self.steps))
        options: list[tuple[Any, ...]] = list(approvers)
        first = approvers[0][0] if len(approvers) == 1 else None
        self.form.add(
            "approver",
            t("passes_tab.field.approver"),
            ComboBox(options, first, placeholder=t("passes_tab.field.approver_hint")),
        )
        self.form.add(
            "reason", t("passes_tab.extend.reason"), LineEdit(placeholder=t("passes_tab.field.optional"))
        )
        self.set_body(self.form)
        save = Button(t("passes_tab.extend.save"), kind=Kind.PRIMARY, key="Ctrl+Return")
        save.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [save])
        self.take_days(3)

    def take_days(self, days: int) -> None:
        """So many days beyond the present end, or beyond today when it has ended."""
        self.until.set_value(self._end_after(days))
        self._mark_step()

    def _end_after(self, days: int) -> datetime:
        last = max(
            passes.last_day_of(self._detail.row.valid_until), self._desk.now.date() - timedelta(days=1)
        )
        return passes.end_of_day(last + timedelta(days=days))

    def _mark_step(self) -> None:
        """Only the preset that is in the field is marked."""
        end = self.until.value()
        self.steps.set_value(next((days for days in STEPS if self._end_after(days) == end), ""))

    def save(self) -> None:
        """Extend; a refusal stands in the form and everything typed stays."""
        if not self.form.check_all():
            return
        values = self.form.values()
        try:
            with self._desk.work() as work:
                passes.extend(
                    work,
                    self._detail.id,
                    valid_until=values["valid_until"],
                    approver=values["approver"],
                    reason=values["reason"],
                )
        except PassRefused as error:
            from duty_desk.errors import InputError

            self.form.show_error(InputError(error.field, error.key, **error.values))
        except DutyDeskError as error:
            self.form.show_error(error)
        else:
            self.extended.emit(self._detail.id)
