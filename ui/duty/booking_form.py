"""Books for somebody: who, which slot or set, how many. What is full, over or taken is said at its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import bookings, formats
from duty_desk.bookings import FacilityDay, FacilityKind, SlotDay
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.number_fields import NumberField
from ui.kit.person_field import PersonField
from ui.views.act_panel import ActPanel


class BookingForm(ActPanel):
    """`slot` is the one that was chosen in the list, else the first with room."""

    def __init__(self, shell: Shell, found: FacilityDay, slot: str, *, parent: QWidget) -> None:
        super().__init__(
            shell,
            t("duty_bookings.form.title", facility=found.facility.name),
            formats.day(found.day),
            t("duty_bookings.form.verb"),
            self._book,
            parent=parent,
        )
        self.found = found
        free = [
            each
            for each in found.slots
            if each.left and (each.slot.ends is not None or each.slot.starts is None)
        ]
        chosen = slot or (free[0].slot.key if free else "")
        options = [
            (each.slot.key, _words(each), t("duty_bookings.form.left", left=each.left))
            for each in found.slots
        ]
        self.form.add("slot", t("duty_bookings.form.slot"), ComboBox(options, chosen))
        self.person = PersonField(
            shell.desk,
            shell.tasks,
            name=t("duty_bookings.form.person"),
            placeholder=t("duty_bookings.form.person_hint"),
            nothing=t("duty_bookings.form.person_new"),
        )
        self.form.add("name", t("duty_bookings.form.person"), self.person, check=self._named)
        optional = t("duty_bookings.optional")
        self.form.add("place", t("duty_bookings.form.place"), LineEdit(placeholder=optional))
        self.form.add("phone", t("duty_bookings.form.phone"), LineEdit(placeholder=optional))
        if found.facility.most_each > 1 or found.facility.kind is FacilityKind.ORDER:
            most = found.facility.most_each
            self.form.add(
                "quantity",
                t("duty_bookings.form.quantity"),
                NumberField(1, least=1, most=most, unit=found.facility.unit),
                help=t("duty_bookings.form.most", most=most),
            )
        self.form.add("note", t("duty_bookings.form.note"), LineEdit(placeholder=optional))
        self.form.control("note").returnPressed.connect(self.submit)
        self.form.mark_saved()

    def start(self) -> None:
        """The keyboard in the name: the slot is mostly chosen already."""
        self.form.field("name").take_focus()

    def _named(self, _value: object) -> str | None:
        return None if self.person.value() or self.person.text().strip() else t("bookings.error.who_missing")

    def _book(self, work: Work, values: Mapping[str, Any], _approval: object) -> int:
        return bookings.book(
            work,
            self.found.facility.id,
            day=self.found.day,
            slot=values["slot"] or "",
            name=self.person.text().strip(),
            person=self.person.value(),
            place=values["place"],
            phone=values["phone"],
            quantity=values.get("quantity") or 1,
            note=values["note"],
        )


def _words(each: SlotDay) -> str:
    slot = each.slot
    if slot.starts is None:
        return slot.key
    hours = formats.hours(slot.starts, slot.ends) if slot.ends is not None else formats.clock(slot.starts)
    return f"{hours} {slot.option}".strip()
