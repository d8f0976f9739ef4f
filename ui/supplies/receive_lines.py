"""The lines of a delivery as they are typed or pasted: columns, what is wrong with a cell, and what the service is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from duty_desk import search
from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.people import places, units
from duty_desk.strings import LANGUAGES, t, text_in
from duty_desk.supplies import catalogue, quantities, receive_form
from duty_desk.supplies.catalogue import ItemRow
from duty_desk.supplies.receive_form import Line
from duty_desk.work import Read
from ui.kit.date_input import parse_date
from ui.kit.grid_model import GridColumn, GridModel
from ui.kit.number_fields import parse_number

KEYS = (
    "item",
    "due",
    "quantity",
    "unit",
    "lot",
    "expires_on",
    "strength",
    "price",
    "purpose",
    "store",
    "defective",
    "expired",
    "produced_on",
    "basis",
)
_WIDTHS = (168, 60, 72, 56, 96, 92, 72, 64, 112, 96, 56, 56, 92, 80)
_RIGHT = frozenset({"due", "quantity", "strength", "price", "defective", "expired"})
_PLACE = {key: place for place, key in enumerate(KEYS)}
BASES = ("invoice", "market", "appraisal", "nominal", "unpriced")
# What is known only as a total is written with it in front.
TOTAL = "*"
# Fields of the service that have another column here.
_COLUMN_OF = {
    "purpose_unit": "purpose",
    "description": "item",
    "metric": "item",
    "amount": "price",
    "place": "store",
}


class Known:
    """The catalogue, the stores and the units as one types them."""

    def __init__(self, read: Read) -> None:
        self.items: dict[str, ItemRow] = {}
        self._rows = catalogue.list_items(read)
        names: dict[str, list[ItemRow]] = {}
        for row in self._rows:
            names.setdefault(_key(row.name), []).append(row)
            self.items[_key(row.code)] = row
            self.items[_key(row.title)] = row
        self.items |= {name: rows[0] for name, rows in names.items() if len(rows) == 1}
        self._twice = {name for name, rows in names.items() if len(rows) > 1}
        self.stores = {}
        for store in places.list_stores(read):
            self.stores[_key(store.name)] = self.stores[_key(store.code)] = store.id
        self.units = dict(units.unit_names(read))

    def item(self, text: str) -> ItemRow | None:
        """The item that a name, a name with its specification, or a code means."""
        return self.items.get(_key(text))

    def several(self, text: str) -> tuple[ItemRow, ...]:
        """The items that share a name, which alone says too little."""
        return tuple(row for row in self._rows if _key(row.name) == _key(text) and _key(text) in self._twice)

    def words(self, item: ItemRow) -> str:
        """What stands in the cell for an item: its name, with the specification where the name alone is not enough."""
        return item.title if _key(item.name) in self._twice else item.name

    def unit(self, text: str) -> int | None:
        """The unit that a name means."""
        return self.units.get(units.name_key(text))


def columns(
    known: Callable[[], Known], today: Callable[[], date], told: Mapping[Any, str]
) -> tuple[GridColumn, ...]:
    """`told` is what the service found wrong: by the whole row as it was and the key of the column."""
    checks: dict[str, Callable[[str, Sequence[str]], str | None]] = {
        "item": lambda text, row: _item(known(), text),
        "quantity": lambda text, row: _quantity(known(), text, row, needed=True),
        "due": lambda text, row: _quantity(known(), text, row),
        "defective": lambda text, row: _quantity(known(), text, row),
        "expired": lambda text, row: _quantity(known(), text, row),
        "expires_on": lambda text, row: _day(text, today()),
        "produced_on": lambda text, row: _day(text, today()),
        "strength": lambda text, row: _number(text),
        "price": lambda text, row: _number(text),
        "store": lambda text, row: _store(known(), text),
        "basis": lambda text, row: _basis(text),
    }

    def judge(key: str) -> Callable[[str, Sequence[str]], str | None]:
        check = checks.get(key)

        def judged(text: str, row: Sequence[str]) -> str | None:
            return (check(text, row) if check is not None else None) or told.get((tuple(row), key))

        return judged

    return tuple(
        GridColumn(
            key,
            t(f"supplies_in.line.{key}"),
            width,
            "right" if key in _RIGHT else "left",
            judge=judge(key),
            stretch=key == "item",
        )
        for key, width in zip(KEYS, _WIDTHS, strict=True)
    )


def proposed(known: Known, today: date, row: Sequence[str]) -> date | None:
    """The last day of use by the day of make typed in a row and the shelf life in the catalogue; None where it is not known."""
    item = known.item(row[_PLACE["item"]])
    try:
        made = parse_date(row[_PLACE["produced_on"]], today)
    except InputError:
        return None
    return receive_form.expected_expiry(item, made) if item is not None else None


def is_proposed(known: Known, today: date, row: Sequence[str]) -> bool:
    """Whether the expiry in a row is the one the catalogue proposes."""
    try:
        typed = parse_date(row[_PLACE["expires_on"]], today)
    except InputError:
        return False
    return typed is not None and typed == proposed(known, today, row)


def follows(
    known: Callable[[], Known], today: Callable[[], date]
) -> Callable[[Sequence[str], Sequence[str]], Mapping[int, str]]:
    """What is filled in as a line is typed: the unit of the item, and the expiry by the day of make.

    What was typed or read off the label is left; an earlier proposal is renewed.
    """

    def follow(before: Sequence[str], after: Sequence[str]) -> Mapping[int, str]:
        return {
            **_unit_follows(known(), before, after),
            **_expiry_follows(known(), today(), before, after),
        }

    return follow


def _unit_follows(known: Known, before: Sequence[str], after: Sequence[str]) -> Mapping[int, str]:
    item, unit = _PLACE["item"], _PLACE["unit"]
    was, now = known.item(before[item]), known.item(after[item])
    if before[item] == after[item] or now is None:
        return {}
    kept = after[unit].strip()
    renewed = was is not None and kept == before[unit].strip() == was.base_unit
    return {unit: now.base_unit} if not kept or renewed else {}


def _expiry_follows(
    known: Known, today: date, before: Sequence[str], after: Sequence[str]
) -> Mapping[int, str]:
    expires, sources = _PLACE["expires_on"], (_PLACE["item"], _PLACE["produced_on"])
    if all(before[place] == after[place] for place in sources):
        return {}
    kept = after[expires].strip()
    renewed = kept == before[expires].strip() and is_proposed(known, today, before)
    until = proposed(known, today, after)
    return {expires: until.isoformat()} if until is not None and (not kept or renewed) else {}


def lines_of(
    model: GridModel, known: Known, today: date, *, store: int | None, donated: bool
) -> tuple[list[Line], list[int]]:
    """The lines for the service and the row of the grid that each stands in. Cells must be in order."""
    lines: list[Line] = []
    rows: list[int] = []
    for row in range(model.rowCount()):
        cell = {key: model.text(row, place).strip() for key, place in _PLACE.items()}
        if not any(cell.values()):
            continue
        item = known.item(cell["item"])
        unit = known.unit(cell["purpose"]) if cell["purpose"] else None
        price = parse_number(cell["price"])
        basis = _basis_key(cell["basis"])
        if donated and basis is None and price is None:
            basis = "unpriced"
        lines.append(
            Line(
                item=item.id if item is not None else None,
                description="" if item is not None else cell["item"].removeprefix(TOTAL).strip(),
                quantity=cell["quantity"],
                unit=cell["unit"],
                due=cell["due"],
                defective=cell["defective"],
                expired=cell["expired"],
                lot=cell["lot"],
                produced_on=parse_date(cell["produced_on"], today),
                expires_on=parse_date(cell["expires_on"], today),
                strength=parse_number(cell["strength"].removesuffix("%")),
                price=price,
                amount=Decimal(1) if basis == "nominal" else None,
                basis=_basis_of(basis),
                purpose=cell["purpose"],
                purpose_unit=unit,
                store=known.stores.get(_key(cell["store"])) or store or (item.store_id if item else None),
            )
        )
        rows.append(row)
    return lines, rows


def faults_of(
    error: DutyDeskError, rows: Sequence[int], model: GridModel, *, width: int = len(KEYS)
) -> tuple[dict[Any, str], list[InputError]]:
    """What the service found wrong: by cell as it stands, and what belongs to the form."""
    errors = error.errors if isinstance(error, Problems) else [error] if isinstance(error, InputError) else []
    cells: dict[Any, str] = {}
    others: list[InputError] = []
    for each in errors:
        parts = each.field.split(".")
        if len(parts) == 3 and parts[0] == "lines" and int(parts[1]) < len(rows):
            row = rows[int(parts[1])]
            text = tuple(model.text(row, place) for place in range(width))
            key = _COLUMN_OF.get(parts[2], parts[2])
            cells[text, key if key in _PLACE else "item"] = each.text
        else:
            others.append(each)
    return cells, others


def _key(text: str) -> str:
    return "".join(search.normalise(text).split())


def _item(known: Known, text: str) -> str | None:
    if not text.strip():
        return t("supplies_in.error.item_missing")
    if text.strip().startswith(TOTAL) or known.item(text) is not None:
        return None
    if several := known.several(text):
        words = t("supplies_tab.mark").join(row.code for row in several)
        return t("supplies_in.error.item_several", text=text.strip()[:20], codes=words)
    return t("supplies_in.error.item_unknown", text=text.strip()[:20])


def _quantity(known: Known, text: str, row: Sequence[str], *, needed: bool = False) -> str | None:
    if not text.strip() and not needed:
        return None
    item = known.item(row[_PLACE["item"]])
    if item is None:
        return None if text.strip() else t("supplies_in.error.quantity_missing")
    try:
        quantities.read_quantity(text, row[_PLACE["unit"]], item, zero=not needed)
    except InputError as error:
        return error.text
    return None


def _day(text: str, today: date) -> str | None:
    parse_date(text, today)
    return None


def _number(text: str) -> str | None:
    try:
        value = parse_number(text.strip().removesuffix("%"))
    except ValueError:
        return t("kit.number.not_number")
    return t("supplies_in.error.below_zero") if value is not None and value < 0 else None


def _store(known: Known, text: str) -> str | None:
    return (
        t("supplies_in.error.store_unknown", text=text)
        if text.strip() and _key(text) not in known.stores
        else None
    )


def _basis(text: str) -> str | None:
    if not text.strip() or _basis_key(text) is not None:
        return None
    words = t("supplies_tab.mark").join(t(f"supplies_receive.basis.{key}") for key in BASES)
    return t("supplies_in.error.basis_unknown", words=words)


def _basis_key(text: str) -> str | None:
    wanted = _key(text)
    for key in BASES:
        for language in LANGUAGES:
            if wanted and wanted == _key(text_in(language, f"supplies_receive.basis.{key}")):
                return key
    return None


def _basis_of(key: str | None) -> Any:
    return receive_form.Basis(key) if key else None


def moment_or_now(value: object, now: datetime) -> datetime | None:
    """The moment in the form; None, for now, where it is within the minute."""
    if not isinstance(value, datetime) or abs((value - now).total_seconds()) < 60:
        return None
    return value
