"""What is reported of somebody who is to be taken under observation: who, from where, why, counted from which day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duty_desk import isolation, masking, policy
from duty_desk.isolation import day_rules, stay_rules
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.people import units
from duty_desk.people.finding import PersonRow
from duty_desk.strings import t
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.person_field import PersonField
from ui.kit.tasks import Tasks

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.work import Work

# Whom the office counts a person with, by the category in the register of persons.
ORIGIN_OF = {
    "student": "student",
    "foreign_student": "student",
    "staff": "staff",
    "logistics": "staff",
    "contractor": "staff",
    "family": "family",
}
_NEW = ("id_number", "phone")
_TEXT = ("exposure_way", "home", "contact_name", "contact_phone", "diet_note")


class AdmissionForm(Form):
    """`values_for_service()` gives what `isolation.request` takes beside the person."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._contact_phone: str | None = None
        optional = t("isolation_forms.optional")
        with desk.read() as read:
            offered = [(row.id, row.name) for row in units.list_units(read)]
            anchor = policy.text(read, "iso.anchor")
        self.person = PersonField(
            desk,
            tasks,
            name=t("isolation_forms.form.person"),
            placeholder=t("isolation_forms.form.person_hint"),
            nothing=t("isolation_forms.form.person_new"),
        )
        self.add("person", t("isolation_forms.form.person"), self.person, check=self._check_person)
        self.add("id_number", t("isolation_forms.form.id_number"), LineEdit(), check=self._check_id)
        self.add(
            "phone", t("isolation_forms.form.phone"), LineEdit(placeholder=optional), check=self._check_phone
        )
        self._choose("origin", stay_rules.ORIGINS, "student")
        self._choose("category", stay_rules.CATEGORIES, "close_contact")
        self.add(
            "reason",
            t("isolation_forms.form.reason"),
            LineEdit(placeholder=t("isolation_forms.form.reason_hint")),
            check=lambda value: None if value else t("isolation_forms.reason_missing"),
        )
        self._choose("anchor", day_rules.ANCHORS, anchor)
        day = DateField(lambda: desk.now)
        self.add(
            "exposure_on",
            t("isolation_forms.form.exposure_on"),
            day,
            check=lambda _value: day.problem() or None,
        )
        self.add("exposure_way", t("isolation_forms.form.exposure_way"), LineEdit(placeholder=optional))
        none: list[tuple[object, ...]] = [(None, t("isolation_forms.form.no_unit"))]
        self.add("unit", t("isolation_forms.form.unit"), ComboBox([*none, *offered], None))
        self.add("home", t("isolation_forms.form.home"), LineEdit(placeholder=optional))
        self.add("contact_name", t("isolation_forms.form.contact_name"), LineEdit(placeholder=optional))
        self.add("contact_phone", t("isolation_forms.form.contact_phone"), LineEdit(placeholder=optional))
        self._choose("diet", stay_rules.DIETS, "regular")
        self.add("diet_note", t("isolation_forms.form.diet_note"), LineEdit(placeholder=optional))
        self.add("carer_for", t("isolation_forms.form.carer_for"), ComboBox(self._cared_for(), None))
        self.person.known.connect(self._known)
        self.person.unknown.connect(lambda _name: self.field("id_number").take_focus())
        self.person.changed.connect(self._person_changed)
        self._open_person(True)

    def next_one(self) -> None:
        """Empty for the next person; what is usual stands there again."""
        self._contact_phone = None
        for name in ("person", *_NEW, *_TEXT, "reason", "exposure_on", "unit"):
            self.field(name).set_value(None)
        self.set_values({"origin": "student", "category": "close_contact", "diet": "regular"})
        self.control("carer_for").set_options(self._cared_for(), None)
        self.field("carer_for").set_value(None)
        self.field("person").set_help("")
        self.control("person").setEnabled(True)
        self.control("carer_for").setEnabled(True)
        self._open_person(True)
        self.clear_errors()
        self.mark_saved()

    def show_stay(self, row: StayRow) -> None:
        """What is on record of a stay; who it is stays fixed."""
        self.next_one()
        self._contact_phone = row.contact_phone
        self.set_values(
            {
                "person": row.person_id,
                "origin": row.origin,
                "category": row.category,
                "reason": row.reason,
                "anchor": row.anchor,
                "exposure_on": row.exposure_on,
                "exposure_way": row.exposure_way,
                "unit": row.unit_id,
                "home": row.home,
                "contact_name": row.contact_name,
                "contact_phone": masking.mask_phone(row.contact_phone),
                "diet": row.diet,
                "diet_note": row.diet_note,
                "carer_for": row.carer_for_id,
            }
        )
        self.control("person").setEnabled(False)
        self.control("carer_for").setEnabled(False)
        if self.person.person is not None:
            self._show_known(self.person.person)
        self.mark_saved()

    def values_for_service(self) -> dict[str, Any]:
        """What may be given at the report and changed later."""
        given = self.values()
        made: dict[str, Any] = {
            name: given[name]
            for name in ("origin", "category", "reason", "anchor", "exposure_on", "unit", "diet")
        }
        made |= {name: given[name] or None for name in _TEXT}
        made["contact_phone"] = masking.kept_phone(given["contact_phone"] or "", self._contact_phone) or None
        return made

    def carer_for(self) -> int | None:
        """The stay of whom the person cares for."""
        value = self.field("carer_for").value()
        return value if isinstance(value, int) else None

    def obtain(self, work: Work) -> int:
        """The person meant, registered now if not on record."""
        from duty_desk.people import obtain_person

        known = self.person.value()
        if known is not None:
            return known
        given = self.values()
        number = given["id_number"] or None
        return obtain_person(
            work,
            name=self.person.text(),
            category=_category_of(given["origin"]),
            id_kind="resident" if number else None,  # type: ignore[typeddict-item]
            id_number=number,
            phone=given["phone"] or None,
            unit=given["unit"],
        ).id

    # --- inside ---

    def _choose(self, name: str, keys: tuple[str, ...], value: str) -> None:
        options = [(key, t(f"isolation.{name}.{key}")) for key in keys]
        self.add(name, t(f"isolation_forms.form.{name}"), ComboBox(options, value))

    def _cared_for(self) -> list[tuple[object, ...]]:
        with self._desk.read() as read:
            staying = isolation.list_staying(read)
        none: list[tuple[object, ...]] = [(None, t("isolation_forms.form.no_carer"))]
        return [
            *none,
            *(
                (row.id, " ".join(filter(None, (row.building, row.room_name, masking.mask_name(row.name)))))
                for row in staying
                if row.carer_for_id is None
            ),
        ]

    def _known(self, person: PersonRow) -> None:
        self._show_known(person)
        self.clear_errors()
        self.focus_first_empty()

    def _show_known(self, person: PersonRow) -> None:
        from duty_desk.people.persons import get_person

        with self._desk.read() as read:
            card = get_person(read, person.id)
        self.field("id_number").set_value(card.id_number or masking.mask_staff_number(card.staff_number))
        self.field("phone").set_value(card.phone)
        if not self.field("unit").value():
            self.field("unit").set_value(card.unit_id)
        if self.control("person").isEnabled() and card.category in ORIGIN_OF:
            self.field("origin").set_value(ORIGIN_OF[card.category])
        self.field("person").set_help(person.household or person.unit or "")
        self._open_person(False)

    def _person_changed(self) -> None:
        if self.person.person is None and not self.control("id_number").isEnabled():
            for name in _NEW:
                self.field(name).set_value(None)
            self.field("person").set_help("")
            self._open_person(True)

    def _open_person(self, free: bool) -> None:
        for name in _NEW:
            self.control(name).setEnabled(free)

    def _check_person(self, _value: object) -> str | None:
        return None if self.person.text() else t("isolation_forms.form.person_missing")

    def _check_id(self, text: str) -> str | None:
        if self.person.person is not None:
            return None
        if not text:
            return t("isolation_forms.form.id_missing")
        from duty_desk.people.rules import check_id

        check_id("resident", text, today=self._desk.now.date())
        return None

    def _check_phone(self, text: str) -> str | None:
        if self.person.person is None and text:
            from duty_desk.people.rules import check_phone

            check_phone(text)
        return None


def _category_of(origin: str) -> Any:
    return {"student": "student", "staff": "staff", "family": "family"}.get(origin, "visitor")
