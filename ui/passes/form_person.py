"""The fields that say who somebody is: known people fill them, a new name is registered from them with the pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from duty_desk.people.finding import PersonRow
from duty_desk.strings import t
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.tasks import Tasks
from ui.passes.holder_field import HolderField

if TYPE_CHECKING:
    from duty_desk.desk import Desk

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
NAMES = ("name", "id_kind", "id_number", "phone")


class PersonFields(QObject):
    """Adds name, document and phone, and the unit where `units` are offered, to a form. Belongs to that form.

    Who is known fills them, and then they are closed: the register is changed in the settings, not in passing.
    """

    def __init__(
        self, form: Form, desk: Desk, tasks: Tasks, units: Sequence[tuple[int, str]] | None = None
    ) -> None:
        super().__init__(form)
        self._form, self._desk = form, desk
        self.names = (*NAMES, "unit") if units is not None else NAMES
        self.holder = HolderField(desk, tasks)
        form.add("name", t("passes_tab.field.name"), self.holder)
        kinds = [(k, t(f"passes_tab.id_kind.{k}")) for k in _ID_KINDS]
        form.add("id_kind", t("passes_tab.field.id_kind"), ComboBox(kinds, "resident"))
        form.add("id_number", t("passes_tab.field.id_number"), LineEdit(), check=self._check_id)
        form.add("phone", t("passes_tab.field.phone"), LineEdit(), check=self._check_phone)
        if units is not None:
            options: list[tuple[object, ...]] = [(None, t("passes_tab.field.no_unit")), *units]
            form.add("unit", t("passes_tab.field.unit"), ComboBox(options, None, icon="home-outline"))
        self.holder.known.connect(self._fill)
        self.holder.unknown.connect(lambda _: form.field("id_number").take_focus())
        self.holder.changed.connect(self._changed)

    @property
    def is_named(self) -> bool:
        """Whether somebody is meant at all."""
        return bool(self.holder.text())

    def value(self) -> dict[str, Any]:
        """Arguments to register the typed person; the caller adds the category."""
        values = {name: self._form.field(name).value() for name in self.names}
        number = values["id_number"] or None
        is_staff = values["id_kind"] == "staff_number"
        return {
            "name": self.holder.text(),
            "id_kind": None if is_staff or not number else values["id_kind"],
            "id_number": None if is_staff else number,
            "staff_number": number if is_staff else None,
            "phone": values["phone"] or None,
            "unit": values.get("unit"),
        }

    def open(self, free: bool) -> None:
        """Let the numbers be typed, or show those of the register."""
        for name in self.names[1:]:
            self._form.control(name).setEnabled(free)

    def show(self, person: PersonRow) -> None:
        """What the register says of a person."""
        from duty_desk.people.persons import get_person

        with self._desk.read() as read:
            card = get_person(read, person.id)
        self._form.field("id_kind").set_value(card.id_kind or "staff_number")
        self._form.field("id_number").set_value(card.id_number or card.staff_number)
        self._form.field("phone").set_value(card.phone)
        if "unit" in self.names:
            self._form.field("unit").set_value(card.unit_id)
        self._form.field("name").set_help(person.household or person.unit or "")
        self.open(False)

    def clear(self) -> None:
        """Nobody yet."""
        self.holder.set_value(None)
        self._empty()

    def _empty(self) -> None:
        for name in self.names[2:]:
            self._form.field(name).set_value(None)
        self._form.field("id_kind").set_value("resident")
        self._form.field("name").set_help("")
        self.open(True)

    def _fill(self, person: PersonRow) -> None:
        self.show(person)
        self._form.clear_errors()
        self._form.focus_first_empty()

    def _changed(self) -> None:
        if self.holder.person is None and not self._form.control("id_number").isEnabled():
            self._empty()

    def _check_id(self, text: str) -> str | None:
        if self.holder.person is not None or not text:
            return None
        kind = self._form.control("id_kind").value()
        if kind != "staff_number":
            from duty_desk.people.rules import check_id

            check_id(kind, text, today=self._desk.now.date())
        return None

    def _check_phone(self, text: str) -> str | None:
        if self.holder.person is None and text:
            from duty_desk.people.rules import check_phone

            check_phone(text)
        return None
