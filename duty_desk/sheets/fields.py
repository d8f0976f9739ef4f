"""Reading one field of a row by its type, against what the office knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from duty_desk.errors import InputError
from duty_desk.sheets.book import NUMBER, TEXT, Cell
from duty_desk.sheets.forms import Field
from duty_desk.sheets.stock import Stock
from duty_desk.sheets.values import (
    Context,
    at,
    plain_text,
    read_date,
    read_moment,
    read_number,
    read_temperature,
    read_time,
    text_of,
)
from duty_desk.sheets.verdicts import Draft, Verdict
from duty_desk.sheets.words import half_width, words
from duty_desk.sheets.world import Checked, World

_NOON = "12:00"
_WIDE_GAP = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff])\u3000([\u3400-\u9fff])(?![\u3400-\u9fff])")
_BRACKETS = str.maketrans("[]\u3010\u3011\uff3b\uff3d()\uff08\uff09", "\u3014\u3015" * 5)


class Ledger:
    """What the rows so far have used up; a class because rows are judged in order against it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.numbers: dict[str, int] = {}
        self.ids: dict[str, int] = {}
        self.stock = Stock(world.stock) if world.stock is not None else None
        self.taken: list[tuple[Any, ...]] = []

    def close(self, draft: Draft, verdict: Verdict) -> None:
        """Book what a row takes out of stock, unless the row is refused or uncertain."""
        if self.stock and self.taken and verdict != Verdict.REFUSE and draft.certain:
            for taking in self.taken:
                self.stock.take(*taking)
        self.taken.clear()


Reader = Callable[[Cell, Field, Draft, Context, Ledger], Any]


def _text(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    text = text_of(cell, context)
    if cell.kind == TEXT and words().unsafe.search(text):
        draft.add("UNSAFE_TEXT", field)
    drop = field.options.get("drop")
    return text.removesuffix(drop) if drop else text


def _list(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> tuple[str, ...]:
    text = _text(cell, field, draft, context, ledger)
    return tuple(part.strip() for part in words().list_separators.split(text) if part.strip())


def _name(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    text = str(cell.value) if cell.kind == TEXT else text_of(cell, context)
    return _identity(draft, field, text.strip(" "), ledger.world.identity.check_name)


def _names(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> tuple[str, ...]:
    """Several names in one cell; a department in brackets behind a name is kept with it."""
    found: list[str] = []
    for part in split_names(text_of(cell, context)):
        name, bracket, rest = part.partition("(")
        found.append(_identity(draft, field, name, ledger.world.identity.check_name) + bracket + rest)
    return tuple(found)


def split_names(text: str) -> list[str]:
    """Names one by one, however they were separated; the wide gap inside a two-character name is no separator."""
    text = _WIDE_GAP.sub(r"\1\2", text).replace("\uff08", "(").replace("\uff09", ")")
    return [part for part in words().name_separators.split(text) if part]


def _identity(draft: Draft, field: Field, text: str, check: Callable[..., Checked | str]) -> str:
    try:
        checked = check(text, field=field.key)
    except InputError as error:
        draft.add_identity(error.key, error.values, field.key, _unknown(field))
        return text
    if isinstance(checked, str):
        return checked
    for caution in checked.cautions:
        verdict = Verdict.ACCEPT if caution.harmless else Verdict.WARN
        draft.add_identity(caution.key, caution.values, caution.field, verdict)
    return checked.value


def _phone(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    return _identity(draft, field, text_of(cell, context), ledger.world.identity.check_phone)


def _plate(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    return _identity(draft, field, text_of(cell, context), ledger.world.identity.check_plate)


def _uscc(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    return _identity(draft, field, text_of(cell, context), ledger.world.identity.check_uscc)


def _staff_number(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    return _identity(draft, field, text_of(cell, context), ledger.world.identity.check_staff_number)


def _id_or_staff(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    if cell.kind == NUMBER and float(cell.value) >= 1e15:
        draft.add("ID_SCIENTIFIC", field)
    return ledger.world.identity.normalise_number(text_of(cell, context))


def _sex(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str | None:
    text = text_of(cell, context)
    if text not in words().sexes:
        draft.add("CATEGORY_UNKNOWN", field, value=text[:40])
    return words().sexes.get(text)


def _id_kind(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    text = "".join(text_of(cell, context).split())
    if text not in words().id_kinds:
        draft.add("ID_KIND_UNKNOWN", field, value=text[:40])
    return words().id_kinds.get(text, "other")


def _choice(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str | None:
    text = text_of(cell, context)
    found = field.choices.get(text) or field.choices.get(half_width(text))
    if found is None:
        draft.add("CATEGORY_UNKNOWN", field, _unknown(field), value=text[:40])
    return found


def _unknown(field: Field) -> Verdict:
    return Verdict.WARN if field.unknown == "warn" else Verdict.REFUSE


def _yes_no(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> bool | None:
    text = text_of(cell, context)
    if text not in words().yes_no:
        draft.add("YES_NO_UNKNOWN", field, value=text[:40])
    return words().yes_no.get(text)


def _number(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> int | float | None:
    value, trouble = read_number(cell, context)
    draft.add_trouble(trouble, field)
    if value is not None and value < 0 and field.type == "integer":
        draft.add("NUMBER_NEGATIVE", field)
    return value


def _temperature(
    cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger
) -> int | float | None:
    value, trouble = read_temperature(cell, context)
    draft.add_trouble(trouble, field)
    if value is None:
        return None
    low, high = ledger.world.plausible
    if not low <= value <= high:
        tenth = round(value / 10, 1)
        if low <= tenth <= high:
            draft.add("TEMP_SUGGEST", field, value=value, suggestion=tenth)
        else:
            draft.add("TEMP_RANGE", field, value=value)
        draft.certain = False
        return value
    return value


def _date(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> date | None:
    value, trouble = read_date(cell, context)
    draft.add_trouble(trouble, field)
    return value


def _time(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str | None:
    value, trouble = read_time(cell, context)
    draft.add_trouble(trouble, field)
    return value


def _night_time(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> datetime | None:
    """A time of a night shift: before noon it is on the day after the date in field `base`."""
    value = _time(cell, field, draft, context, ledger)
    night = draft.values.get(field.options["base"])
    if value is None or night is None:
        return None
    return at(night + timedelta(days=1) if value < _NOON else night, value)


def _moment(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> datetime | None:
    value, trouble = read_moment(cell, context)
    draft.add_trouble(trouble, field)
    return value


def _period(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    """Two dates in one cell; they are kept under the keys `first` and `last` of the field."""
    text = text_of(cell, context)
    translated = text.translate({**words().marks, ord("\u2014"): "~", ord("\u2013"): "~"})
    days: list[date | None] = []
    for part in translated.split("~"):
        day, trouble = read_date(Cell(part.strip()), context)
        draft.add_trouble(trouble, field)
        days.append(day)
    draft.values[field.options["first"]] = days[0]
    draft.values[field.options["last"]] = days[-1]
    return text


def _register(code: str, known: Callable[[World], Mapping[str, str] | None]) -> Reader:
    def read(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
        text = plain_text(cell, context)
        table = known(ledger.world)
        found = find_name(text, table) if table is not None else text
        if found is None:
            if field.unknown != "keep":
                draft.add(code, field, _unknown(field), value=text[:40])
            return text
        return found

    return read


def find_name(text: str, table: Mapping[str, str]) -> str | None:
    """The kept name for a full name or alias; whole words only."""
    return table.get(text) or table.get("".join(half_width(text).split()))


_org = _register("ORG_UNKNOWN", lambda world: world.units)
_store = _register("STORE_UNKNOWN", lambda world: world.stores)


def _household(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    text = half_width(text_of(cell, context)).upper()
    known = ledger.world.households
    if known is not None and text not in known:
        draft.add("HOUSEHOLD_UNKNOWN", field, _unknown(field), value=text[:40])
    return text


def _org_or_household(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    text = half_width(text_of(cell, context))
    known = ledger.world.households
    at_home = bool(words().household.match(text.upper())) or (known is not None and text.upper() in known)
    draft.values["is_household"] = at_home
    return text.upper() if at_home else _org(cell, field, draft, context, ledger)


def _one_gate(text: str, field: Field, draft: Draft, ledger: Ledger) -> str:
    gates = ledger.world.gates
    if gates is not None:
        if text not in gates:
            draft.add("GATE_UNKNOWN", field, _unknown(field), value=text[:40])
        elif not gates[text] and not field.options.get("closed"):
            draft.add("GATE_CLOSED", field, value=text)
    return text


def _gate(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    return _one_gate(text_of(cell, context), field, draft, ledger)


def _gates(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> tuple[str, ...]:
    parts = words().list_separators.split(text_of(cell, context))
    return tuple(_one_gate(part.strip(), field, draft, ledger) for part in parts if part.strip())


def paper_number(text: str) -> str:
    """A paper's number with one kind of brackets and without gaps."""
    return "".join(half_width(text).split()).translate(_BRACKETS)


def _paper(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    """A number that must be new, unless the field refers to an existing paper (`known`)."""
    number = paper_number(text_of(cell, context))
    if field.auto:
        row = ledger.numbers.get(number)
        if row is not None or number in ledger.world.numbers:
            draft.add("NUMBER_DUPLICATE", field, value=number, where=_where(row))
        ledger.numbers.setdefault(number, draft.row.number)
    return number


def _where(row: int | None) -> str:
    from duty_desk.strings import t

    return t("sheets.written.where_known") if row is None else t("sheets.written.where_row", row=row)


def _item(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    return half_width(text_of(cell, context)).upper()


def _plain(cell: Cell, field: Field, draft: Draft, context: Context, ledger: Ledger) -> str:
    return text_of(cell, context)


READERS: Mapping[str, Reader] = {
    "batch": _plain, "choice": _choice, "date": _date, "gate": _gate, "gates": _gates, "household": _household,
    "id": _plain, "id_kind": _id_kind, "id_or_staff": _id_or_staff, "integer": _number, "item": _item,
    "list": _list, "moment": _moment, "money": _number, "name": _name, "names": _names,
    "night_time": _night_time, "number": _number, "org": _org, "org_or_household": _org_or_household,
    "paper": _paper, "period": _period, "phone": _phone, "plate": _plate, "quantity": _plain, "sex": _sex,
    "staff_number": _staff_number, "store": _store, "temperature": _temperature, "text": _text, "time": _time,
    "unit": _plain, "uscc": _uscc, "yes_no": _yes_no,
}  # fmt: skip
