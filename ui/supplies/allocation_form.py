"""What an allocation is reckoned from: item, total, by what, over whom, in which packs, for what purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duty_desk import formats
from duty_desk.people.units import UnitRow
from duty_desk.strings import t
from duty_desk.supplies.catalogue import ItemRow
from ui.feature_tab import Shell
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.number_fields import NumberField
from ui.supplies.pick import ItemField

HEADCOUNT, EQUAL, LAST, MANUAL = BASES = ("headcount", "equal", "last", "manual")
STAFF, EVERYBODY = "staff", "everybody"
BOTH, COLLEGES, FRONT, ALL_UNITS = RANGES = ("both", "colleges", "frontline", "all")
COLLEGE, FRONT_LINE = "college", "frontline"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shares follow from. `factor` multiplies the weight of front-line units."""

    total: Decimal
    basis: str
    heads: str
    pack: Decimal
    factor: Decimal


class AllocationForm(Form):
    """`terms()` is what can be reckoned with now; `values()` as every form."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.item_row: ItemRow | None = None
        self.item = ItemField(shell)
        self.add("item", t("supplies_out.allocation.item"), self.item, check=self._check_item)
        self.total = NumberField(whole=False, least=Decimal("0.001"), width=120)
        self.add("total", t("supplies_out.allocation.total"), self.total, check=self._check_total)
        self.basis = Segmented([Choice(b, t(f"supplies_out.allocation.basis.{b}")) for b in BASES], HEADCOUNT)
        self.add("basis", t("supplies_out.allocation.by"), self.basis)
        self.heads = ComboBox(
            [(each, t(f"supplies_out.allocation.heads_of.{each}")) for each in (STAFF, EVERYBODY)], STAFF
        )
        self.add("heads", t("supplies_out.allocation.heads"), self.heads)
        self.range = ComboBox([(each, t(f"supplies_out.allocation.range.{each}")) for each in RANGES], BOTH)
        self.add("range", t("supplies_out.allocation.over"), self.range)
        self.pack = ComboBox([], None)
        self.add("pack", t("supplies_out.allocation.pack"), self.pack)
        self.field("pack").set_help(t("supplies_out.allocation.pack_help"))
        self.factor = NumberField(Decimal(1), whole=False, least=Decimal("0.1"), most=Decimal(10), width=96)
        self.add("factor", t("supplies_out.allocation.factor"), self.factor)
        self.field("factor").set_help(t("supplies_out.allocation.factor_help"))
        self.purpose = LineEdit(placeholder=t("supplies_out.allocation.purpose_hint"))
        self.add("purpose", t("supplies_out.request.purpose"), self.purpose, check=_check_purpose)
        self.basis.changed.connect(self._fit)
        self.show_item(None)

    def show_item(self, item: ItemRow | None, free: Decimal | None = None) -> None:
        """The item whose packs are offered, and how much of it may be handed out."""
        before = self.item_row
        self.item_row = item
        unit = item.base_unit if item is not None else ""
        self.total.set_suffix(unit)
        self.field("total").set_note(
            "" if free is None else t("supplies_out.allocation.there_is", quantity=formats.number(free))
        )
        if item is None or before is None or item.id != before.id:
            options: list[tuple[object, ...]] = [
                (Decimal(1), t("supplies_out.allocation.pack_one", unit=unit))
            ]
            options += [
                (
                    pack.size,
                    t(
                        "supplies_out.allocation.pack_of",
                        size=formats.number(pack.size),
                        unit=unit,
                        pack=pack.name,
                    ),
                )
                for pack in (item.packs if item is not None else ())
                if pack.size != 1
            ]
            self.pack.set_options(options, options[0][0])

    def show_ranges(self, units: Sequence[UnitRow]) -> None:
        """How many units each range has."""
        colleges = sum(row.kind == COLLEGE for row in units)
        front = sum(row.kind == FRONT_LINE for row in units)
        chosen = self.range.value()
        self.range.set_options(
            [
                (BOTH, t("supplies_out.allocation.range.both_of", colleges=colleges, front=front)),
                (COLLEGES, t("supplies_out.allocation.range.colleges_of", count=colleges)),
                (FRONT, t("supplies_out.allocation.range.frontline_of", count=front)),
                (ALL_UNITS, t("supplies_out.allocation.range.all_of", count=len(units))),
            ],
            chosen,
        )

    def terms(self) -> Terms:
        """What stands in the form, nothing where it is empty or wrong."""
        return Terms(
            total=_decimal(self.total.value(), Decimal(0)),
            basis=str(self.basis.value()),
            heads=str(self.heads.value()),
            pack=_decimal(self.pack.value(), Decimal(1)),
            factor=_decimal(self.factor.value(), Decimal(1)),
        )

    def draft(self) -> dict[str, Any]:
        """Everything typed, as plain values."""
        terms = self.terms()
        return {
            "item": self.item.kept() if self.item.chosen() is not None else None,
            "total": self.total.text(),
            "basis": terms.basis,
            "heads": terms.heads,
            "range": self.range.value(),
            "pack": str(terms.pack),
            "factor": str(terms.factor),
            "purpose": self.purpose.text(),
        }

    def put_draft(self, kept: Mapping[str, Any]) -> None:
        """Take back what `draft` gave; the item is shown by whoever knows its packs, before this."""
        self.set_values(
            {
                "basis": kept.get("basis") or HEADCOUNT,
                "heads": kept.get("heads") or STAFF,
                "range": kept.get("range") or BOTH,
                "pack": Decimal(str(kept.get("pack") or 1)),
                "factor": Decimal(str(kept.get("factor") or 1)),
                "purpose": kept.get("purpose") or "",
            }
        )
        self.total.setText(str(kept.get("total") or ""))
        self._fit()

    def _fit(self) -> None:
        self.field("heads").setVisible(self.basis.value() == HEADCOUNT)

    def _check_item(self, value: object) -> str | None:
        return None if value is not None else self.item.problem() or t("supplies_out.allocation.item_missing")

    def _check_total(self, value: object) -> str | None:
        return (
            None if value is not None else self.total.problem() or t("supplies_out.allocation.total_missing")
        )


def _check_purpose(text: str) -> str | None:
    return None if text else t("supplies_out.request.purpose_missing")


def _decimal(value: object, other: Decimal) -> Decimal:
    return value if isinstance(value, Decimal) else other
