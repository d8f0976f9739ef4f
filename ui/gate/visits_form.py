"""The form of a visit: filled from the register and from the last time, when the visitor was here before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duty_desk import formats, masking, policy
from duty_desk.gate import VisitForm as Values
from duty_desk.gate import visits
from duty_desk.people import units
from duty_desk.people.finding import PersonRow
from duty_desk.strings import t
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.person_field import PersonField
from ui.kit.tasks import Tasks
from ui.kit.tokens import SMALL

if TYPE_CHECKING:
    from duty_desk.desk import Desk

ID_KINDS = ("resident", "hkm_permit", "taiwan_permit", "foreign_permanent", "passport", "military", "other")
_PERSON = ("id_kind", "id_number", "phone")
_LAST = ("firm", "plate", "purpose", "host_name", "host_unit", "places")
_TEXT = ("firm", "plate", "purpose", "host_name", "places", "note")


class VisitForm(Form):
    """`values_for_service()` gives what `visits.register` takes."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        optional = t("gate_views.optional")
        with desk.read() as read:
            offered = [(row.id, row.name) for row in units.list_units(read)]
        self.person = PersonField(
            desk,
            tasks,
            name=t("gate_views.visit.name"),
            placeholder=t("gate_views.visit.name_hint"),
            nothing=t("gate_views.visit.name_new"),
        )
        self.add("name", t("gate_views.visit.name"), self.person)
        kinds = [(kind, t(f"office.id_kind.{kind}")) for kind in ID_KINDS]
        self.add("id_kind", t("gate_views.visit.id_kind"), ComboBox(kinds, "resident"))
        self.add("id_number", t("gate_views.visit.id_number"), LineEdit(), check=self._check_id)
        self.add("phone", t("gate_views.visit.phone"), LineEdit(), check=self._check_phone)
        self.add("firm", t("gate_views.visit.firm"), LineEdit(placeholder=optional))
        self.add("plate", t("gate_views.visit.plate"), LineEdit(placeholder=optional), check=_check_plate)
        self.add("purpose", t("gate_views.visit.purpose"), LineEdit(), check=_check_purpose)
        self.add("host_name", t("gate_views.visit.host"), LineEdit(), check=_check_host)
        none: list[tuple[object, ...]] = [(None, t("gate_views.visit.no_unit"))]
        self.add("host_unit", t("gate_views.visit.host_unit"), ComboBox([*none, *offered], None))
        self.add(
            "host_confirmed", t("gate_views.visit.host_says"), CheckBox(t("gate_views.visit.host_confirmed"))
        )
        self.add("places", t("gate_views.visit.places"), LineEdit(placeholder=optional))
        self.add("mask", t("gate_views.visit.mask"), CheckBox(t("gate_views.visit.mask_worn"), True))
        self.add("note", t("gate_views.visit.note"), LineEdit(placeholder=optional))
        with desk.read() as read:
            self.add_widget(Label(policy.text(read, "privacy.notice"), px=SMALL, colour="text2", wrap=True))
        self.person.known.connect(self._known)
        self.person.unknown.connect(lambda _: self.field("id_number").take_focus())
        self.person.changed.connect(self._person_changed)

    def next_one(self) -> None:
        """Empty for the next visitor."""
        for name in self.names():
            self.field(name).set_value(None)
        self.set_values({"id_kind": "resident", "mask": True})
        self._open_person(True)
        self.field("name").set_help("")
        self.clear_errors()
        self.mark_saved()

    def values_for_service(self) -> Values:
        """Arguments of `visits.register`."""
        given = self.values()
        made: Values = {
            "host_unit": given["host_unit"],
            "host_confirmed": given["host_confirmed"],
            "mask": given["mask"],
        }
        for name in _TEXT:
            made[name] = given[name]  # type: ignore[literal-required]
        if self.person.value() is not None:
            made["person"] = self.person.value()
            return made
        made["name"] = self.person.text()
        made["id_kind"] = given["id_kind"] if given["id_number"] else None
        made["id_number"], made["phone"] = given["id_number"] or None, given["phone"] or None
        return made

    def draft(self) -> dict[str, Any]:
        """Everything typed, as plain values."""
        typed = {name: value for name, value in self.values().items() if name != "name"}
        known = self.person.value()
        if known is not None:
            typed = {name: value for name, value in typed.items() if name not in _PERSON}
        return {**typed, "person": known, "name": self.person.text()}

    def put_draft(self, content: Any) -> None:
        """Take back what `draft` gave."""
        person = content.get("person")
        self.set_values({**content, "name": person if person is not None else content.get("name")})
        if self.person.person is not None:
            self._show_known(self.person.person)

    def fill_from(self, person: int) -> None:
        """Somebody who was here before comes again."""
        self.field("name").set_value(person)
        if self.person.person is not None:
            self._known(self.person.person)

    def _known(self, person: PersonRow) -> None:
        self._show_known(person)
        with self._desk.read() as read:
            before = visits.last_form(read, person.id)
            last = visits.last_visit(read, person.id)
        if before is not None and last is not None:
            for name in _LAST:
                if not self.field(name).value():
                    self.field(name).set_value(before.get(name))
            self.field("name").set_help(t("gate_views.visit.filled", moment=formats.moment(last)))
        self.clear_errors()
        self.focus_first_empty()

    def _show_known(self, person: PersonRow) -> None:
        from duty_desk.people.persons import get_person

        with self._desk.read() as read:
            card = get_person(read, person.id)
        self.field("id_kind").set_value(card.id_kind or "resident")
        self.field("id_number").set_value(card.id_number or masking.mask_staff_number(card.staff_number))
        self.field("phone").set_value(card.phone)
        self.field("name").set_help(person.household or person.unit or "")
        self._open_person(False)

    def _person_changed(self) -> None:
        if self.person.person is None and not self.control("id_number").isEnabled():
            for name in (*_PERSON, *_LAST):
                self.field(name).set_value(None)
            self.field("id_kind").set_value("resident")
            self.field("name").set_help("")
            self._open_person(True)

    def _open_person(self, free: bool) -> None:
        for name in _PERSON:
            self.control(name).setEnabled(free)

    def _check_id(self, text: str) -> str | None:
        if self.person.person is not None:
            return None
        if not text:
            return None if self.field("phone").value() else t("gate.error.visitor_number_missing")
        from duty_desk.people.rules import check_id

        check_id(self.control("id_kind").value(), text, today=self._desk.now.date())
        return None

    def _check_phone(self, text: str) -> str | None:
        if self.person.person is None and text:
            from duty_desk.people.rules import check_phone

            check_phone(text)
        return None


def _check_purpose(text: str) -> str | None:
    return None if text else t("gate.error.purpose_missing")


def _check_host(text: str) -> str | None:
    return None if text else t("gate.error.host_name_missing")


def _check_plate(text: str) -> str | None:
    if text:
        from duty_desk.people.rules import check_plate

        check_plate(text)
    return None
