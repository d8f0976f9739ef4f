"""The store rooms: what each may hold, and from how many litres of alcohol on it warns."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from duty_desk import formats
from duty_desk.people import places
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit, TextArea
from ui.kit.form import Form
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.number_fields import NumberField
from ui.office.campus_box import CampusBox
from ui.office.register_page import RegisterPage


class StoresPage(RegisterPage):
    """Store rooms in the order they were registered."""

    KEY = "stores"
    OPENS = "store"

    def columns(self) -> Sequence[ColumnLike]:
        return (
            Column("name", t("office.stores.name"), width=144, stretch=True, sortable=True),
            Column("code", t("office.stores.code"), width=72, sortable=True),
            Column("kind", t("office.stores.kind"), width=112, sortable=True),
            Column("alcohol_limit_l", t("office.stores.limit_head"), width=128, align="right", sortable=True),
            Column("campus", t("office.stores.campus"), width=96, sortable=True),
        )

    def cell(self, column: ColumnLike, row: Any) -> Cell:
        if column.key == "kind":
            return Cell(t(f"people.store_kind.{row.kind}") if row.kind else "")
        if column.key == "alcohol_limit_l":
            return Cell("" if row.alcohol_limit_l is None else formats.number(row.alcohol_limit_l))
        return super().cell(column, row)

    def words(self, row: Any) -> Sequence[str | None]:
        return [row.name, row.code, row.place]

    def read_rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            return places.list_stores(read)

    def build_form(self, form: Form) -> None:
        optional = t("kit.field.optional")
        form.add("name", t("office.stores.name"), LineEdit())
        form.add("code", t("office.stores.code"), LineEdit(), help=t("office.stores.code_help"))
        self.campus = CampusBox()
        form.add("campus", t("office.stores.campus"), self.campus)
        kinds = [(kind.value, t(f"people.store_kind.{kind}")) for kind in places.StoreKind]
        form.add(
            "kind",
            t("office.stores.kind"),
            ComboBox(kinds, placeholder=t("office.not_chosen")),
            help=t("office.stores.kind_help"),
        )
        form.add(
            "alcohol_limit_l",
            t("office.stores.limit"),
            NumberField(unit=t("office.stores.litres"), least=0, whole=False, placeholder=optional),
            help=t("office.stores.limit_help"),
        )
        form.add("place", t("office.stores.place"), LineEdit(placeholder=optional))
        form.add("note", t("office.stores.note"), TextArea(placeholder=optional, lines=2))

    def refresh_choices(self) -> None:
        self.campus.offer(self.desk)

    def values_of(self, row: Any) -> dict[str, Any]:
        texts = ("name", "code", "place", "note")
        if row is None:
            rest = {"campus": None, "kind": places.StoreKind.ORDINARY.value, "alcohol_limit_l": None}
            return {**dict.fromkeys(texts, ""), **rest}
        limit = row.alcohol_limit_l
        return {
            **{name: getattr(row, name) or "" for name in texts},
            "campus": row.campus_id,
            "kind": row.kind,
            "alcohol_limit_l": None if limit is None else Decimal(str(limit)),
        }

    def title_of(self, row: Any) -> tuple[str, str]:
        return row.name, row.place or ""

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        kind, limit = values["kind"], values["alcohol_limit_l"]
        form: Any = {
            **values,
            "kind": places.StoreKind(kind) if kind else None,
            "alcohol_limit_l": None if limit is None else float(limit),
        }
        if row is None:
            return places.add_store(work, **form)
        places.update_store(work, row.id, **form)
        return row.id
