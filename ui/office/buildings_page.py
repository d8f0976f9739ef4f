"""The buildings of the campus: floors, lifts, use, and whether they are in use."""

from __future__ import annotations

from typing import Any

from duty_desk.people import places
from duty_desk.people.ledgers import BUILDINGS
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit, TextArea
from ui.kit.form import Form
from ui.kit.number_fields import NumberField
from ui.office.beside_panel import beside_panel
from ui.office.campus_box import CampusBox
from ui.office.register_page import RegisterPage


class BuildingsPage(RegisterPage):
    """Buildings in the order they were registered."""

    KEY = "buildings"
    OPENS = "building"
    LEDGER = beside_panel(BUILDINGS, "lifts", "note", widths={"state": 104})
    STRONG = "name"

    def build_form(self, form: Form) -> None:
        optional = t("kit.field.optional")
        form.add("name", t("office.buildings.name"), LineEdit())
        form.add("code", t("office.buildings.code"), LineEdit())
        self.campus = CampusBox()
        form.add("campus", t("office.buildings.campus"), self.campus)
        form.add("kind", t("office.buildings.kind"), LineEdit(placeholder=optional))
        form.add("floors", t("office.buildings.floors"), NumberField(least=0, most=99, placeholder=optional))
        form.add("lifts", t("office.buildings.lifts"), NumberField(least=0, most=99, placeholder=optional))
        form.add("usage", t("office.buildings.usage"), LineEdit(placeholder=optional))
        states = [(str(state), t(f"people.building_state.{state}")) for state in places.BuildingState]
        form.add("state", t("office.buildings.state"), ComboBox(states))
        form.add("note", t("office.buildings.note"), TextArea(placeholder=optional, lines=2))

    def refresh_choices(self) -> None:
        self.campus.offer(self.desk)

    def values_of(self, row: Any) -> dict[str, Any]:
        texts = ("name", "code", "kind", "usage", "note")
        if row is None:
            rest = {"campus": None, "floors": None, "lifts": None, "state": places.BuildingState.USED.value}
            return {**dict.fromkeys(texts, ""), **rest}
        return {
            **{name: getattr(row, name) or "" for name in texts},
            "campus": row.campus_id,
            "floors": row.floors,
            "lifts": row.lifts,
            "state": row.state,
        }

    def title_of(self, row: Any) -> tuple[str, str]:
        return row.name, row.usage or ""

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        form: Any = {**values, "state": places.BuildingState(values["state"])}
        if row is None:
            return places.add_building(work, **form)
        places.update_building(work, row.id, **form)
        return row.id
