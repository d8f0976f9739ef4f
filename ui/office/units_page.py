"""Colleges, departments and front-line teams of the campus, with the short names by which they are also known."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import masking
from duty_desk.people import units
from duty_desk.people.ledgers import UNITS
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.number_fields import NumberField
from ui.office.beside_panel import beside_panel
from ui.office.campus_box import CampusBox
from ui.office.register_page import RegisterPage

# The comma of lists of names, as Chinese writes it.
LIST_COMMA = "\u3001"
_COMMAS = ",;\uff0c\uff1b\u3001"


class UnitsPage(RegisterPage):
    """Units in the order of the office's list."""

    KEY = "units"
    OPENS = "unit"
    LEDGER = beside_panel(
        UNITS, "short_names", "headcount", "campus", "contact", "phone", widths={"reports": 96}
    )
    STRONG = "name"

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        # The number before the last change, by unit.
        self._former: dict[int, str | None] = {}
        super().__init__(shell, parent)

    def faint(self, row: Any) -> bool:
        return not row.is_active

    def build_form(self, form: Form) -> None:
        optional = t("kit.field.optional")
        form.add("name", t("office.units.name"), LineEdit())
        form.add("code", t("office.units.code"), LineEdit(placeholder=optional))
        form.add(
            "aliases",
            t("office.units.aliases"),
            LineEdit(placeholder=optional),
            help=t("office.units.aliases_help"),
        )
        kinds = [(str(kind), t(f"people.unit_kind.{kind}")) for kind in units.UnitKind]
        form.add("kind", t("office.units.kind"), ComboBox(kinds, placeholder=t("office.not_chosen")))
        form.add(
            "staff",
            t("office.units.staff"),
            NumberField(unit=t("office.people_unit"), least=0, most=100_000, placeholder=optional),
        )
        form.add(
            "students",
            t("office.units.students"),
            NumberField(unit=t("office.people_unit"), least=0, most=100_000, placeholder=optional),
        )
        self.campus = CampusBox()
        form.add("campus", t("office.units.campus"), self.campus)
        form.add("contact", t("office.units.contact"), LineEdit(placeholder=optional))
        form.add("phone", t("office.units.phone"), LineEdit(placeholder=optional))
        form.add("reports", t("office.units.reports"), CheckBox(t("office.units.reports_daily")))
        form.add("is_active", t("office.units.state"), CheckBox(t("office.units.active")))

    def refresh_choices(self) -> None:
        self.campus.offer(self.desk)

    def values_of(self, row: Any) -> dict[str, Any]:
        if row is None:
            empty = dict.fromkeys(("name", "code", "aliases", "contact", "phone"), "")
            rest = {"kind": None, "staff": None, "students": None, "campus": None}
            return {**empty, **rest, "reports": False, "is_active": True}
        return {
            "name": row.name,
            "code": row.code or "",
            "aliases": row.short_names,
            "kind": row.kind,
            "staff": row.staff,
            "students": row.students,
            "campus": row.campus_id,
            "contact": row.contact or "",
            "phone": masking.mask_phone(row.phone),
            "reports": row.reports,
            "is_active": row.is_active,
        }

    def title_of(self, row: Any) -> tuple[str, str]:
        return row.name, row.code or ""

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        form: Any = {**values, "aliases": split_names(str(values["aliases"]))}
        if row is None:
            return units.add_unit(work, **form)
        # What is put back stands there shortened as well.
        form["phone"] = masking.kept_phone(str(values["phone"] or ""), row.phone, self._former.get(row.id))
        self._former[row.id] = row.phone
        units.update_unit(work, row.id, version=row.version, **form)
        return row.id


def split_names(text: str) -> list[str]:
    """Names written in one line with commas of any kind."""
    for comma in _COMMAS:
        text = text.replace(comma, "\n")
    return [name.strip() for name in text.split("\n") if name.strip()]
