"""The flats of the family quarter: who lives there, and whether the household is under home quarantine."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.people import households, units
from duty_desk.people.households import HouseholdState
from duty_desk.people.ledgers import HOUSEHOLDS
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.buttons import Button
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit, TextArea
from ui.kit.form import Form
from ui.kit.number_fields import NumberField
from ui.kit.tokens import Tone
from ui.office.beside_panel import beside_panel
from ui.office.register_page import RegisterPage

_TONES = {"normal": Tone.OK, "home_quarantine": Tone.DANGER, "moved_out": Tone.NEUTRAL}
_TEXTS = ("code", "building", "entrance", "room", "head_name", "note")


class HouseholdsPage(RegisterPage):
    """Households by code. Their state is changed below the form, with a reason, because passes and gate follow it."""

    KEY = "households"
    OPENS = "household"
    LEDGER = beside_panel(
        HOUSEHOLDS,
        "declared_size",
        "unit",
        "quarantine_until",
        widths={"code": 104, "head_name": 80, "state": 128},
    )
    STRONG = "place"

    def faint(self, row: Any) -> bool:
        return row.state == HouseholdState.MOVED_OUT

    def build_form(self, form: Form) -> None:
        optional = t("kit.field.optional")
        form.add("code", t("office.households.code"), LineEdit())
        form.add("building", t("office.households.building"), LineEdit())
        form.add("entrance", t("office.households.entrance"), LineEdit(placeholder=optional))
        form.add("room", t("office.households.room"), LineEdit())
        form.add("head_name", t("office.households.head_name"), LineEdit(placeholder=optional))
        form.add(
            "declared_size",
            t("office.households.declared_size"),
            NumberField(unit=t("office.people_unit"), least=0, most=30, placeholder=optional),
        )
        self.unit = ComboBox(placeholder=t("office.not_chosen"))
        form.add("unit", t("office.households.unit"), self.unit)
        form.add("note", t("office.households.note"), TextArea(placeholder=optional, lines=2))

    def refresh_choices(self) -> None:
        with self.desk.read() as read:
            rows = units.list_units(read)
        self.unit.set_options([(row.id, row.name) for row in rows], self.unit.value())

    def values_of(self, row: Any) -> dict[str, Any]:
        if row is None:
            return {**dict.fromkeys(_TEXTS, ""), "declared_size": None, "unit": None}
        texts = {name: getattr(row, name) or "" for name in _TEXTS}
        return {**texts, "declared_size": row.declared_size, "unit": row.unit_id}

    def title_of(self, row: Any) -> tuple[str, str]:
        return row.place, row.head_name or ""

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        form: Any = values
        if row is None:
            return households.add_household(work, **form)
        households.update_household(work, row.id, version=row.version, **form)
        return row.id

    def extra(self) -> QWidget | None:
        self.state = Form()
        self.state.add_section(t("office.households.change_state"))
        words = [Choice(str(s), t(f"people.household_state.{s}")) for s in HouseholdState]
        self.state.add("state", t("office.households.state"), Segmented(words))
        self.state.add("since", t("office.households.since"), DateField(lambda: self.desk.now))
        self.state.add(
            "until",
            t("office.households.last_day"),
            DateField(lambda: self.desk.now),
            help=t("office.households.until_help"),
        )
        self.state.add("reason", t("office.households.reason"), LineEdit())
        self._change = Button(t("office.households.set_state"), icon="check")
        self._change.clicked.connect(self._set_state)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.state)
        column.addWidget(self._change)
        self._holder = holder
        return holder

    def show_extra(self, row: Any) -> None:
        self._holder.setVisible(row is not None and self.may(Permission.RESTRICT))
        if row is not None:
            self.state.clear_errors()
            self.state.set_values(
                {
                    "state": row.state,
                    "since": row.quarantine_from,
                    "until": row.quarantine_until,
                    "reason": "",
                }
            )

    def _set_state(self) -> None:
        if not self.state.check_all() or self.row is None:
            return
        values = self.state.values()
        try:
            with self.desk.work() as work:
                households.set_state(
                    work,
                    self.row.id,
                    state=HouseholdState(values["state"]),
                    since=values["since"],
                    until=values["until"],
                    reason=str(values["reason"]),
                    version=self.row.version,
                )
        except DutyDeskError as error:
            self.state.show_error(error)
            return
        self.shell.notify(t("office.saved", name=self.title_of(self.row)[0]))
