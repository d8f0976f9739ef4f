"""The teams of the staff grid, branch by branch, and how many each has: what the morning and noon checks count against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from duty_desk.people import places
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.number_fields import NumberField
from ui.office.register_page import RegisterPage


class TeamsPage(RegisterPage):
    """Teams in the order they were registered."""

    KEY = "teams"
    STRONG = "name"

    def columns(self) -> Sequence[ColumnLike]:
        return (
            Column("branch", t("office.teams.branch"), width=176, sortable=True),
            Column("name", t("office.teams.name"), width=176, stretch=True, sortable=True),
            Column("headcount", t("office.teams.headcount"), width=80, align="right", sortable=True),
        )

    def words(self, row: Any) -> Sequence[str | None]:
        return [row.name, row.branch]

    def read_rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            return places.list_teams(read)

    def build_form(self, form: Form) -> None:
        form.add("branch", t("office.teams.branch"), LineEdit())
        form.add("name", t("office.teams.name"), LineEdit())
        form.add(
            "headcount",
            t("office.teams.headcount"),
            NumberField(least=0, most=9999),
            help=t("office.teams.headcount_help"),
        )

    def values_of(self, row: Any) -> dict[str, Any]:
        if row is None:
            return {"branch": "", "name": "", "headcount": None}
        return {"branch": row.branch, "name": row.name, "headcount": row.headcount}

    def title_of(self, row: Any) -> tuple[str, str]:
        return row.name, row.branch

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        form: Any = values
        if row is None:
            return places.add_team(work, **form)
        places.update_team(work, row.id, **form)
        return row.id
