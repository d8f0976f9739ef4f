"""The controls of the pass form, before and after those that say who it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk import policy
from duty_desk.strings import t, text_in
from ui.kit.checks import CheckGroup
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form_field import usual_label_width
from ui.kit.labels import Label
from ui.kit.number_fields import NumberField
from ui.kit.tokens import SMALL
from ui.passes.form_controls import HealthField, HoursField, PeriodField, ReasonField
from ui.passes.form_household import HouseholdField
from ui.passes.form_photo import PhotoField

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.kit.form import Form
    from ui.kit.tasks import Tasks
    from ui.passes.issue_form import Choices

VEHICLE_USES = ("supply", "parcel", "building", "waste", "official", "emergency", "other")


def add_first(form: Form, desk: Desk, tasks: Tasks, choices: Choices) -> None:
    """What comes before the person: why, and of which household, vehicle or outside paper."""
    optional = t("passes_tab.field.optional")
    form.add("issuer_name", t("passes_tab.field.issuer_name"), LineEdit(icon="office-building-outline"))
    form.add("outside_number", t("passes_tab.field.outside_number"), LineEdit())
    form.add("household", t("passes_tab.household.name"), HouseholdField(desk, tasks))
    form.add("reason", t("passes_tab.field.reason"), ReasonField(choices.reasons))
    form.add("plate", t("passes.column.plate"), LineEdit(icon="car-outline"), check=_check_plate)
    # Stored as the registers have it, whatever the language of the screen.
    uses = [
        (text_in("zh_CN", f"passes_tab.use_of.{key}"), t(f"passes_tab.use_of.{key}")) for key in VEHICLE_USES
    ]
    form.add("vehicle_use", t("passes.column.use"), ComboBox(uses))
    form.add("owner", t("passes.column.owner"), LineEdit(placeholder=optional))


def add_last(form: Form, desk: Desk, choices: Choices, more: QWidget) -> None:
    """What comes after the person: where, when, who says so, and behind `more` what is seldom needed."""
    optional = t("passes_tab.field.optional")
    units: list[tuple[Any, ...]] = [(None, t("passes_tab.field.no_unit")), *choices.units]
    form.add("department", t("passes_tab.field.department"), ComboBox(units, None))
    form.add("reason_text", t("passes.column.reason"), LineEdit())
    gates = CheckGroup([(str(key), name) for key, name in choices.gates])
    form.add("gates", t("passes.column.gates"), gates)
    gates.set_value([str(choices.gates[0][0])] if len(choices.gates) == 1 else [])
    form.add("period", t("passes.column.period"), PeriodField(lambda: desk.now))
    form.add("hours", t("passes_tab.field.hours"), HoursField(choices.usual_hours))
    form.add("health", t("passes_tab.field.health"), HealthField())
    approvers: list[tuple[object, ...]] = list(choices.approvers)
    first = approvers[0][0] if len(approvers) == 1 else None
    form.add(
        "approver",
        t("passes_tab.field.approver"),
        ComboBox(approvers, first, placeholder=t("passes_tab.field.approver_hint")),
    )
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(usual_label_width() - 4, 0, 0, 0)
    row.addWidget(more)
    row.addStretch()
    form.add_widget(line)
    times = NumberField(unit=t("passes_tab.field.times"), least=1, most=999, placeholder=optional)
    form.add("entries", t("passes_tab.field.entries"), times)
    form.add("zone", t("passes_tab.field.zone"), LineEdit(placeholder=optional))
    form.add("photo", t("passes_tab.field.photo"), PhotoField())
    form.add("remark", t("passes.column.remark"), LineEdit(placeholder=optional))
    with desk.read() as read:
        form.add_widget(Label(policy.text(read, "privacy.notice"), px=SMALL, colour="text2", wrap=True))


def _check_plate(text: str) -> str | None:
    if text:
        from duty_desk.people.rules import check_plate

        check_plate(text)
    return None
