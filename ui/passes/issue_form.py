"""The form of a pass: fields in the order an officer asks for them, filled from the register when the person is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.passes import OWN_REASON, PassKind, PassRefused
from duty_desk.people.finding import PersonRow
from duty_desk.people.persons import Category
from duty_desk.strings import t
from ui.kit.checks import CheckGroup
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.tasks import Tasks
from ui.passes.form_controls import HealthField, HoursField, PeriodField, ReasonField
from ui.passes.holder_field import HolderField

if TYPE_CHECKING:
    from duty_desk.desk import Desk

# The kind of pass that a reason belongs to; all other reasons are those of a temporary pass.
KIND_OF: Mapping[str, PassKind] = {reason: kind for kind, reason in OWN_REASON.items()}
# Where the form shows what the services call by another name.
_FIELD_OF: Mapping[str, str] = {
    "holder": "name",
    "valid_from": "period",
    "valid_until": "period",
    "hours_from": "hours",
    "hours_until": "hours",
    "temperature": "health",
    "history_clear": "health",
    "staff_number": "id_number",
    "household": "unit",
}
_KEPT = ("reason", "gates", "period", "hours", "approver")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers, read once when it opens."""

    reasons: tuple[tuple[str, str], ...]
    gates: tuple[tuple[int, str], ...]
    approvers: tuple[tuple[int, str], ...]
    units: tuple[tuple[int, str], ...]
    usual_hours: tuple[time, time]


class IssueForm(Form):
    """Values by field; `person()` and `application()` give what the services take."""

    def __init__(self, desk: Desk, tasks: Tasks, choices: Choices) -> None:
        super().__init__()
        self._desk = desk
        self.kind_override: PassKind | None = None
        self.add("reason", t("passes_tab.field.reason"), ReasonField(choices.reasons))
        self.holder = HolderField(desk, tasks)
        self.add("name", t("passes_tab.field.name"), self.holder)
        kinds = [(k, t(f"passes_tab.id_kind.{k}")) for k in _ID_KINDS]
        self.add("id_kind", t("passes_tab.field.id_kind"), ComboBox(kinds, "resident"))
        self.add("id_number", t("passes_tab.field.id_number"), LineEdit(), check=self._check_id)
        self.add("phone", t("passes_tab.field.phone"), LineEdit(), check=self._check_phone)
        optional = t("passes_tab.field.optional")
        units: list[tuple[object, ...]] = [(None, t("passes_tab.field.no_unit")), *choices.units]
        self.add("unit", t("passes_tab.field.unit"), ComboBox(units, None, icon="home-outline"))
        self.add("plate", t("passes.column.plate"), LineEdit())
        self.add("owner", t("passes.column.owner"), LineEdit(placeholder=optional))
        self.add("reason_text", t("passes.column.reason"), LineEdit())
        self.add(
            "gates", t("passes.column.gates"), CheckGroup([(str(key), name) for key, name in choices.gates])
        )
        self.add("period", t("passes.column.period"), PeriodField(lambda: desk.now))
        self.add("hours", t("passes_tab.field.hours"), HoursField(choices.usual_hours))
        self.add("health", t("passes_tab.field.health"), HealthField())
        approvers: list[tuple[object, ...]] = list(choices.approvers)
        first = approvers[0][0] if len(approvers) == 1 else None
        self.add(
            "approver",
            t("passes_tab.field.approver"),
            ComboBox(approvers, first, placeholder=t("passes_tab.field.approver_hint")),
        )
        self.add("remark", t("passes.column.remark"), LineEdit(placeholder=optional))
        self.holder.known.connect(self._fill)
        self.holder.unknown.connect(lambda _: self.field("id_number").take_focus())
        self.holder.changed.connect(self._holder_changed)
        self.control("reason").changed.connect(self.fit_kind)
        self.control("gates").set_value([str(choices.gates[0][0])] if len(choices.gates) == 1 else [])
        self.fit_kind()

    @property
    def kind(self) -> PassKind:
        """The kind of pass that the chosen reason belongs to."""
        return self.kind_override or KIND_OF.get(self.control("reason").value(), PassKind.TEMPORARY)

    def first(self) -> str:
        """The field where typing starts."""
        return "name"

    def start(self, kind: PassKind) -> None:
        """Ready for a new pass of a kind, for three days from now."""
        if kind in OWN_REASON:
            self.control("reason").set_value(OWN_REASON[kind])
        self.control("period").take_days(1 if kind is PassKind.MATERIAL else 3)
        self.fit_kind()
        self.mark_saved()

    def next_one(self) -> None:
        """Empty for the next person, keeping reason, gates, days and approver."""
        kept = {name: self.field(name).value() for name in _KEPT}
        for name in self.names():
            if name not in _KEPT:
                self.field(name).set_value(None)
        self.set_values({**kept, "id_kind": "resident"})
        self.clear_errors()
        self._open_person(True)
        self.fit_kind()
        self.field("name").take_focus()

    def person(self) -> dict[str, Any]:
        """Arguments to register the typed person."""
        values = self.values()
        number = values["id_number"] or None
        is_staff = values["id_kind"] == "staff_number"
        return {
            "name": self.holder.text(),
            "id_kind": None if is_staff or not number else values["id_kind"],
            "id_number": None if is_staff else number,
            "staff_number": number if is_staff else None,
            "phone": values["phone"] or None,
            "unit": values["unit"],
            "category": Category.STAFF if is_staff or values["unit"] else Category.VISITOR,
        }

    def application(self, holder: int | None = None) -> dict[str, Any]:
        """Arguments of `passes.issue`, for the person chosen or just registered."""
        values = self.values()
        (since, until), (start, end) = values["period"], values["hours"]
        degrees, clear = values["health"]
        vehicle = self.kind is PassKind.VEHICLE
        return {
            "kind": self.kind,
            "holder": holder if holder is not None else self.holder.value(),
            "reason": values["reason"],
            "reason_text": values["reason_text"],
            "gates": [int(key) for key in values["gates"]],
            "valid_from": since,
            "valid_until": until,
            "hours_from": start,
            "hours_until": end,
            "approver": values["approver"],
            "temperature": degrees,
            "history_clear": True if clear else None,
            "remark": values["remark"] or None,
            "plate": values["plate"] if vehicle else None,
            "owner": values["owner"] if vehicle else None,
        }

    def show_error(self, error: DutyDeskError) -> None:
        """Put a refusal at the field this form shows it at."""
        if isinstance(error, Problems):
            super().show_errors(Problems([_moved(each) for each in error.errors]))
        elif isinstance(error, InputError):
            super().show_errors(_moved(error))
        elif isinstance(error, PassRefused):
            super().show_errors(
                InputError(_FIELD_OF.get(error.field, error.field), error.key, **error.values)
            )
        else:
            super().show_error(error)

    def draft(self) -> dict[str, Any]:
        """What was typed, in plain values."""
        values = self.values()
        values["name"] = self.holder.value() or self.holder.text()
        values["period"] = [_iso(part) for part in values["period"]]
        values["hours"] = [_iso(part) for part in values["hours"]]
        values["health"] = list(values["health"])
        values["gates"] = list(values["gates"])
        return values

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Take back a draft."""
        values = dict(draft)
        values["period"] = tuple(_moment(part) for part in values.get("period", (None, None)))
        values["hours"] = tuple(_clock(part) for part in values.get("hours", (None, None)))
        values["health"] = tuple(values.get("health", (None, False)))
        self.set_values(values)
        if self.holder.person is not None:
            self._show_known(self.holder.person)
        self.fit_kind()

    def fit_kind(self) -> None:
        """Show the fields that the kind of pass needs."""
        vehicle, kind = self.kind is PassKind.VEHICLE, self.kind
        for name in ("plate", "owner"):
            self.field(name).setVisible(vehicle)
        self.field("health").setVisible(kind in (PassKind.TEMPORARY, PassKind.MATERIAL, PassKind.CREW))
        self.field("name").label.setText(t("passes.column.driver") if vehicle else t("passes_tab.field.name"))
        self.changed.emit()

    def _fill(self, person: PersonRow) -> None:
        self._show_known(person)
        self.clear_errors()
        self.focus_first_empty()

    def _show_known(self, person: PersonRow) -> None:
        from duty_desk.people.persons import get_person

        with self._desk.read() as read:
            card = get_person(read, person.id)
        self.field("id_kind").set_value(card.id_kind or "staff_number")
        self.field("id_number").set_value(card.id_number or card.staff_number)
        self.field("phone").set_value(card.phone)
        self.field("unit").set_value(card.unit_id)
        self.field("name").set_help(person.household or person.unit or "")
        self._open_person(False)

    def _holder_changed(self) -> None:
        if self.holder.person is None and not self.control("id_number").isEnabled():
            for name in ("id_number", "phone", "unit"):
                self.field(name).set_value(None)
            self.field("id_kind").set_value("resident")
            self.field("name").set_help("")
            self._open_person(True)

    def _open_person(self, free: bool) -> None:
        for name in ("id_kind", "id_number", "phone", "unit"):
            self.control(name).setEnabled(free)

    def _check_id(self, text: str) -> str | None:
        if self.holder.person is not None or not text:
            return None
        kind = self.control("id_kind").value()
        if kind == "staff_number":
            return None
        from duty_desk.people.rules import check_id

        check_id(kind, text, today=self._desk.now.date())
        return None

    def _check_phone(self, text: str) -> str | None:
        if self.holder.person is not None or not text:
            return None
        from duty_desk.people.rules import check_phone

        check_phone(text)
        return None


_ID_KINDS = (
    "resident",
    "staff_number",
    "hkmt_residence",
    "hkm_permit",
    "taiwan_permit",
    "foreign_permanent",
    "passport",
    "military",
    "other",
)


def _moved(error: InputError) -> InputError:
    return InputError(_FIELD_OF.get(error.field, error.field), error.key, **error.values)


def _iso(value: datetime | time | None) -> str | None:
    return value.isoformat() if value is not None else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
