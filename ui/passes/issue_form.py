"""The form of a pass: fields in the order an officer asks for them, filled from the register when the person is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.passes import OWN_REASON, PassKind, PassRefused
from duty_desk.people.persons import Category
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.form import Form
from ui.kit.tasks import Tasks
from ui.passes.form_person import PersonFields
from ui.passes.issue_fields import add_first, add_last
from ui.passes.issue_kinds import FORMS, REST, KindForm, reasons_of

if TYPE_CHECKING:
    from duty_desk.desk import Desk

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
    "file": "photo",
}
# What the next pass of the same kind most likely shares with this one; what of it is remembered beyond the day.
KEPT = ("reason", "gates", "period", "hours", "approver")
REMEMBERED = ("reason", "gates", "hours", "approver")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers, read once when it opens."""

    reasons: tuple[tuple[str, str], ...]
    gates: tuple[tuple[int, str], ...]
    approvers: tuple[tuple[int, str], ...]
    units: tuple[tuple[int, str], ...]
    usual_hours: tuple[time, time]
    max_days: Mapping[PassKind, int]
    last_day: date | None


class IssueForm(Form):
    """Values by field; `person()` and `application()` give what the services take."""

    def __init__(self, desk: Desk, tasks: Tasks, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk, self._choices = desk, choices
        # The kind asked for; `kind_override` holds it whatever reason is chosen.
        self._kind, self._fitted = PassKind.TEMPORARY, None
        self.kind_override: PassKind | None = None
        self._unfolded = False
        add_first(self, desk, tasks, choices)
        self.who = PersonFields(self, desk, tasks, choices.units)
        self.holder = self.who.holder
        add_last(self, desk, choices, self._fold())
        self.holder.known.connect(self._take_home)
        self.control("household").member_chosen.connect(self._take_member)
        self.control("reason").changed.connect(self.fit_kind)
        self.fit_kind()

    @property
    def kind(self) -> PassKind:
        """The kind of pass: a temporary one for course material is a kind of its own."""
        if self.kind_override is not None:
            return self.kind_override
        if self._kind in (PassKind.TEMPORARY, PassKind.MATERIAL):
            material = self.control("reason").value() == OWN_REASON[PassKind.MATERIAL]
            return PassKind.MATERIAL if material else PassKind.TEMPORARY
        return self._kind

    @property
    def shape(self) -> KindForm:
        """Which fields the kind has."""
        return FORMS[self.kind]

    def start(self, kind: PassKind) -> None:
        """Ready for a new pass of a kind, from now for as long as such passes usually run."""
        self._kind, self._fitted = kind, None
        self.control("reason").offer(reasons_of(kind, self._choices.reasons))
        if kind in OWN_REASON:
            self.control("reason").set_value(OWN_REASON[kind])
        self.fit_kind()
        self.control("period").take_days(FORMS[kind].days)
        self.mark_saved()

    def renew_reasons(self, reasons: tuple[tuple[str, str], ...]) -> None:
        """The office has changed its list meanwhile; what somebody chose stays in sight, and the service says when it is retired."""
        if reasons == self._choices.reasons:
            return
        control, typed = self.control("reason"), self.dirty
        gone = [(code, label) for code, label in self._choices.reasons if code == control.value()]
        kept = gone if typed and gone and gone[0][0] not in dict(reasons) else []
        self._choices = replace(self._choices, reasons=(*reasons, *kept))
        control.offer(reasons_of(self.kind_override or self._kind, self._choices.reasons))
        self.fit_kind()
        if not typed:
            self.mark_saved()

    def next_one(self) -> None:
        """Empty for the next person, keeping reason, gates, days and approver."""
        kept = {name: self.field(name).value() for name in KEPT}
        for name in self.names():
            if name not in KEPT:
                self.field(name).set_value(None)
        self.set_values({**kept, "id_kind": "resident"})
        self.clear_errors()
        self.who.clear()
        self.fit_kind()
        self.field(self.shape.first).take_focus()

    def person(self) -> dict[str, Any]:
        """Arguments to register the typed person."""
        found = self.who.value()
        household = self._shown("household")
        if household is not None:
            return {**found, "household": household, "category": Category.FAMILY}
        kept = bool(found["staff_number"] or found["unit"])
        return {**found, "category": Category.STAFF if kept else Category.VISITOR}

    def application(self, holder: int | None = None) -> dict[str, Any]:
        """Arguments of `passes.issue`, for the person chosen or just registered."""
        (since, until) = self.field("period").value()
        start, end = self._shown("hours") or (None, None)
        degrees, clear = self._shown("health") or (None, False)
        return {
            "kind": self.kind,
            "holder": holder if holder is not None else self.holder.value(),
            "household": self._shown("household"),
            "unit": self._shown("department"),
            "reason": self.field("reason").value(),
            "reason_text": self.field("reason_text").value(),
            "gates": [int(key) for key in self._shown("gates") or ()],
            "zone": self._shown("zone"),
            "valid_from": since,
            "valid_until": until,
            "hours_from": start,
            "hours_until": end,
            "entries": self._shown("entries"),
            "approver": self._shown("approver"),
            "temperature": degrees,
            "history_clear": True if clear else None,
            "remark": self._shown("remark"),
            "plate": self._shown("plate"),
            "vehicle_use": self._shown("vehicle_use"),
            "owner": self._shown("owner"),
            "issuer_name": self._shown("issuer_name"),
            "outside_number": self._shown("outside_number"),
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
        del values["photo"]
        values["name"] = self.holder.value() or self.holder.text()
        values["period"] = [_iso(part) for part in values["period"]]
        values["hours"] = [_iso(part) for part in values["hours"]]
        values["health"] = list(values["health"])
        values["gates"] = list(values["gates"])
        return values

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Take back a draft, or what was remembered of one."""
        values = dict(draft)
        for name, read in (("period", _moment), ("hours", _clock)):
            if name in values:
                values[name] = tuple(read(part) for part in values[name])
        if "health" in values:
            values["health"] = tuple(values["health"])
        self._unfolded = self._unfolded or any(values.get(name) for name in REST)
        self.set_values(values)
        if self.holder.person is not None:
            self.who.show(self.holder.person)
        self.fit_kind()

    def fit_kind(self) -> None:
        """Show the fields that the kind of pass needs."""
        kind, shape = self.kind, self.shape
        if kind is not self._fitted:
            self._fitted = kind
            if self.kind_override is not None:
                self.control("reason").offer(reasons_of(kind, self._choices.reasons))
                self.control("reason").set_value(OWN_REASON.get(kind, self.control("reason").value()))
            most = self._choices.max_days.get(kind, 0)
            self.control("period").offer(shape.presets, most, self._choices.last_day)
            words = {
                PassKind.VEHICLE: t("passes.column.driver"),
                PassKind.EXTERNAL: t("passes_tab.field.holder"),
            }
            self.field("name").label.setText(words.get(kind, t("passes_tab.field.name")))
        for name in self.names():
            shown = name in shape.fields and (name not in REST or self._unfolded)
            self.field(name).setVisible(shown)
        self.more.setVisible(not self._unfolded and any(name in shape.fields for name in REST))
        self.changed.emit()

    def unfold(self) -> None:
        """Show what is seldom needed."""
        self._unfolded = True
        self.fit_kind()
        first = next(name for name in REST if name in self.shape.fields)
        self.field(first).take_focus()

    def _fold(self) -> Button:
        self.more = Button(t("passes_tab.field.more"), icon="chevron-down", kind=Kind.TEXT)
        self.more.clicked.connect(self.unfold)
        return self.more

    def _shown(self, name: str) -> Any:
        """The value of a field that the kind has; what is empty or of another kind is None."""
        return (self.field(name).value() or None) if name in self.shape.fields else None

    def _take_home(self, person: Any) -> None:
        """Somebody was chosen by name: the household is theirs."""
        home = self.control("household")
        if "household" in self.shape.fields:
            if home.value() is None and person.household_id is not None:
                home.set_value(person.household_id)
            home.show_member(person.id)

    def _take_member(self, person: Any) -> None:
        """One of the family was chosen, or somebody who is not on record yet."""
        if person is None:
            self.who.clear()
            self.field("name").take_focus()
        else:
            self.holder.take(person)


def _moved(error: InputError) -> InputError:
    return InputError(_FIELD_OF.get(error.field, error.field), error.key, **error.values)


def _iso(value: datetime | time | None) -> str | None:
    return value.isoformat() if value is not None else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
