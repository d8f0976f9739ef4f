"""The campuses and quarters, each with its own gates, buildings and stores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from duty_desk.people import places
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.fields import LineEdit, TextArea
from ui.kit.form import Form
from ui.kit.ledger_source import Column, ColumnLike
from ui.office.register_page import RegisterPage


class CampusesPage(RegisterPage):
    """Campuses in the order they were registered."""

    KEY = "campuses"
    OPENS = "campus"

    def columns(self) -> Sequence[ColumnLike]:
        return (
            Column("name", t("office.campuses.name"), width=200, sortable=True),
            Column("code", t("office.campuses.code"), width=96, sortable=True),
            Column("note", t("office.campuses.note"), width=160, stretch=True),
        )

    def words(self, row: Any) -> Sequence[str | None]:
        return [row.name, row.code]

    def read_rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            return places.list_campuses(read)

    def build_form(self, form: Form) -> None:
        form.add("name", t("office.campuses.name"), LineEdit())
        form.add("code", t("office.campuses.code"), LineEdit(), help=t("office.campuses.code_help"))
        form.add(
            "note",
            t("office.campuses.note"),
            TextArea(placeholder=t("kit.field.optional"), lines=2),
        )

    def values_of(self, row: Any) -> dict[str, Any]:
        if row is None:
            return {"name": "", "code": "", "note": ""}
        return {"name": row.name, "code": row.code, "note": row.note or ""}

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        form: Any = values
        if row is None:
            return places.add_campus(work, **form)
        places.update_campus(work, row.id, **form)
        return row.id
