"""One definition of a list for the screen, the workbook and the paper (product rule X3).

A ledger says how to select the identifiers of its rows in order (`statement`) and how to fetch rows by identifier (`fetch`). From
these come the first page at once, the vector of all identifiers for a scroll bar over a million rows, and exports in pieces.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select

from duty_desk import formats, masking
from duty_desk.strings import t
from duty_desk.work import Read

CHUNK = 500


class Kind(StrEnum):
    """How a column's values are written and aligned."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    FLAG = "flag"
    CHIP = "chip"
    ID = "id"
    PHONE = "phone"
    NAME = "name"
    PLATE = "plate"
    STAFF_NUMBER = "staff_number"


_MASKS: Mapping[Kind, Callable[[str | None], str]] = {
    Kind.ID: masking.mask_id,
    Kind.PHONE: masking.mask_phone,
    Kind.NAME: masking.mask_name,
    Kind.PLATE: masking.mask_plate,
    Kind.STAFF_NUMBER: masking.mask_staff_number,
}
# Long digit strings stay text in a workbook.
AS_TEXT = frozenset({Kind.ID, Kind.PHONE, Kind.STAFF_NUMBER})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` is the row's attribute; `title` a catalogue key; `width` in px at 100 %.

    `masked` columns of kind ID, PHONE, NAME, PLATE are shortened unless the reader asked to see them in full. `second` names an attribute
    shown smaller after the text. `words` is the catalogue prefix of a CHIP or FLAG value; `tones` gives each value (tone, icon).
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    width: int = 120
    align: str = "left"
    sortable: bool = True
    hidden: bool = False
    masked: bool = False
    stretch: bool = False
    second: str | None = None
    words: str | None = None
    tones: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """What to show: typed search, chosen filters, sort column."""

    search: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: str | None = None
    descending: bool = False

    def __post_init__(self) -> None:
        # What no database can write stands in none: a NUL would end the words looked for, half a character stop the search.
        if not self.search.isprintable():
            writable = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in self.search)
            object.__setattr__(self, "search", writable)


@dataclass(frozen=True, slots=True)
class Total:
    """One sum in the foot of a list, e.g. (title, "1,234")."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """A list of the office. `statement(read, request)` selects ordered identifiers; `fetch(read, ids)` gives rows having `.id`."""

    key: str
    title: str
    columns: tuple[Column, ...]
    statement: Callable[[Read, Request], Select[Any]]
    fetch: Callable[[Read, Sequence[int]], Sequence[Any]]
    default_sort: str
    default_descending: bool = False
    describe: Callable[[Read, Request], str] | None = None
    totals: Callable[[Read, Request], tuple[Total, ...]] | None = None
    # It tells of somebody's health: taken out only for a purpose that is named, by those who may.
    health: bool = False

    def column(self, key: str) -> Column:
        """The column named `key`."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class Page:
    """The first rows and whether there are more."""

    rows: tuple[Any, ...]
    more: bool


def page(ledger: Ledger, read: Read, request: Request, limit: int = 100) -> Page:
    """The first `limit` rows."""
    ids = [int(row[0]) for row in read.session.execute(ledger.statement(read, request).limit(limit + 1))]
    return Page(tuple(rows(ledger, read, ids[:limit])), len(ids) > limit)


def identifiers(ledger: Ledger, read: Read, request: Request) -> array[int]:
    """All identifiers in order: eight bytes a row."""
    session = read.session
    if session.autoflush:
        session.flush()
    # On the bare connection: a session makes each row ready for objects, which takes four times as long.
    result = session.connection().execute(
        ledger.statement(read, request), execution_options={"yield_per": 20_000}
    )
    return array("q", (row[0] for row in result))


def rows(ledger: Ledger, read: Read, ids: Sequence[int]) -> list[Any]:
    """Rows in the order of `ids`; a row removed meanwhile is left out."""
    if not ids:
        return []
    found = {row.id: row for row in ledger.fetch(read, ids)}
    return [found[i] for i in ids if i in found]


def count(ledger: Ledger, read: Read, request: Request) -> int:
    """How many rows match."""
    statement = ledger.statement(read, request).order_by(None)
    return read.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def iterate(ledger: Ledger, read: Read, request: Request) -> Iterator[Any]:
    """All rows in order, fetched in pieces; for exports."""
    ids = identifiers(ledger, read, request)
    for start in range(0, len(ids), CHUNK):
        yield from rows(ledger, read, ids[start : start + CHUNK])


def cell_text(column: Column, row: Any, *, reveal: bool = False) -> str:
    """What a cell says, the same on screen, paper and in a workbook."""
    value = getattr(row, column.key)
    if value is None or value == "":
        return ""
    if column.masked and not reveal:
        return _MASKS[column.kind](str(value))
    if column.words:
        return t(f"{column.words}.{_word(value)}")
    if column.kind is Kind.MONEY:
        return f"{value:,.2f}"
    match value:
        case bool():
            return t("ledger.yes") if value else ""
        case datetime():
            return formats.moment(value)
        case date():
            return formats.day(value)
        case time():
            return formats.clock(value)
        case int() | float() | Decimal():
            return formats.number(value)
        case _:
            return str(value)


def cell_value(column: Column, row: Any, *, reveal: bool = False) -> Any:
    """What a cell holds in a workbook: numbers and dates stay numbers and dates, everything else is text."""
    value = getattr(row, column.key)
    if column.kind in (Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.MOMENT) and not isinstance(value, str | bool):
        return value
    return cell_text(column, row, reveal=reveal)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
