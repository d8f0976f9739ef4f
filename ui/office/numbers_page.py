"""How the numbers of papers are written; a change holds for numbers given from now on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from duty_desk import numbering, settings
from duty_desk.errors import InputError
from duty_desk.roles import Permission
from duty_desk.strings import has, t
from duty_desk.work import Work
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.ledger_source import Column, ColumnLike
from ui.office.register_page import RegisterPage

SAMPLE = 12
LONGEST = 60


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One kind of paper: how its numbers are written, and the twelfth of this year as an example."""

    id: int
    kind: str
    name: str
    form: str
    example: str


class NumbersPage(RegisterPage):
    """One row for each kind of paper; none can be added, since papers come with the program."""

    KEY = "numbers"
    OPENS = "number"
    EDITS = Permission.EDIT_SETTINGS
    GROWS = False

    def columns(self) -> Sequence[ColumnLike]:
        return (
            Column("name", t("office.numbers.name"), width=128, sortable=True),
            Column("example", t("office.numbers.example"), width=200, stretch=True),
            Column("form", t("office.numbers.form"), width=240),
        )

    def words(self, row: Any) -> Sequence[str | None]:
        return [row.name, row.example]

    def read_rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            forms = {kind: numbering.format_of(read, kind) for kind in numbering.default_formats()}
        return [
            SeriesRow(number, kind, _name(kind), form, self._example(form))
            for number, (kind, form) in enumerate(forms.items(), 1)
        ]

    def build_form(self, form: Form) -> None:
        field = form.add(
            "form", t("office.numbers.form"), LineEdit(), help=t("office.numbers.form_help"), check=_check
        )
        form.changed.connect(lambda: self._show_example(str(field.value())))

    def values_of(self, row: Any) -> dict[str, Any]:
        return {"form": row.form if row is not None else ""}

    def title_of(self, row: Any) -> tuple[str, str]:
        return row.name, row.example

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        text = str(values["form"])
        if sentence := _check(text):
            raise InputError("form", sentence)
        settings.put(work, f"numbering.{row.kind}", text)
        return row.id

    def _example(self, form: str) -> str:
        return form.format(year=self.desk.now.year, sequence=SAMPLE)

    def _show_example(self, form: str) -> None:
        if self.row is not None:
            self.panel.set_head(self.row.name, "" if _check(form) else self._example(form))


def _name(kind: str) -> str:
    return t(f"office.numbers.kind.{kind}") if has(f"office.numbers.kind.{kind}") else kind


def _check(typed: Any) -> str | None:
    """A sentence when numbers could not be told apart, or could not be written at all."""
    text = str(typed)
    if len(text) > LONGEST:
        return t("office.numbers.too_long", count=LONGEST)
    try:
        written = {text.format(year=year, sequence=n) for year in (2020, 2021) for n in (1, 2)}
    except (IndexError, KeyError, ValueError):
        return t("office.numbers.wrong")
    return None if len(written) == 4 else t("office.numbers.incomplete")
