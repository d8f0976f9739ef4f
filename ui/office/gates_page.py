"""The gates: when each is open and what may pass it. Passes name the gates they open."""

from __future__ import annotations

from typing import Any

from duty_desk.people import places
from duty_desk.people.ledgers import GATES
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.checks import CheckBox
from ui.kit.date_fields import ClockField
from ui.kit.fields import LineEdit, TextArea
from ui.kit.form import Form
from ui.office.beside_panel import beside_panel
from ui.office.campus_box import CampusBox
from ui.office.register_page import RegisterPage


class GatesPage(RegisterPage):
    """Gates in list order, as forms and passes offer them."""

    KEY = "gates"
    OPENS = "gate"
    LEDGER = beside_panel(GATES, "campus", "note")
    STRONG = "name"

    def faint(self, row: Any) -> bool:
        return not row.is_open

    def build_form(self, form: Form) -> None:
        optional = t("kit.field.optional")
        form.add("name", t("office.gates.name"), LineEdit())
        form.add("code", t("office.gates.code"), LineEdit(), help=t("office.gates.code_help"))
        self.campus = CampusBox()
        form.add("campus", t("office.gates.campus"), self.campus)
        form.add("opens_at", t("office.gates.opens_at"), ClockField(placeholder=optional))
        form.add(
            "closes_at",
            t("office.gates.closes_at"),
            ClockField(placeholder=optional),
            help=t("office.gates.hours_help"),
        )
        form.add("traffic", t("office.gates.traffic"), LineEdit(placeholder=optional))
        form.add("is_open", t("office.gates.state"), CheckBox(t("office.gates.is_open")))
        form.add("note", t("office.gates.note"), TextArea(placeholder=optional, lines=2))

    def refresh_choices(self) -> None:
        self.campus.offer(self.desk)

    def values_of(self, row: Any) -> dict[str, Any]:
        if row is None:
            rest = {"campus": None, "opens_at": None, "closes_at": None, "is_open": True}
            return {**dict.fromkeys(("name", "code", "traffic", "note"), ""), **rest}
        return {
            "name": row.name,
            "code": row.code,
            "campus": row.campus_id,
            "opens_at": row.opens_at,
            "closes_at": row.closes_at,
            "traffic": row.traffic or "",
            "is_open": row.is_open,
            "note": row.note or "",
        }

    def title_of(self, row: Any) -> tuple[str, str]:
        return row.name, row.campus or ""

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        form: Any = values
        if row is None:
            return places.add_gate(work, **form)
        places.update_gate(work, row.id, **form)
        return row.id
