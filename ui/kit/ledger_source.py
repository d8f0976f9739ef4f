"""What a list on the screen needs to know about where its rows come from."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ui.kit.cells import Cell


class ColumnLike(Protocol):
    """A column as `duty_desk.ledger.Column` describes it; `Column` below is enough for small lists."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def align(self) -> str: ...
    @property
    def sortable(self) -> bool: ...
    @property
    def hidden(self) -> bool: ...
    @property
    def stretch(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a small list; `title` is ready to read."""

    key: str
    title: str
    kind: str = "text"
    width: int = 120
    align: str = "left"
    sortable: bool = False
    hidden: bool = False
    stretch: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What to show; the same shape as `duty_desk.ledger.Request`."""

    search: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: str | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A heading between the rows of a small list: bold words, then the small ones. Its `id` is below zero, as no row's is."""

    id: int
    title: str
    note: str = ""
    tone: str = ""


class LedgerSource(Protocol):
    """Rows by request. Rows have an `id`. `identifiers` and `totals` of long lists are called in a worker."""

    @property
    def columns(self) -> Sequence[ColumnLike]: ...

    def title(self, column: ColumnLike) -> str:
        """The words in the head."""
        ...

    def first_page(self, request: Any, limit: int) -> tuple[Sequence[Any], bool]:
        """The first rows and whether there are more. Must be quick whatever the number of rows."""
        ...

    def identifiers(self, request: Any) -> array[int]:
        """All identifiers in order."""
        ...

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        """The rows of `ids`; one removed meanwhile is left out."""
        ...

    def totals(self, request: Any) -> Sequence[tuple[str, str]]:
        """Sums for the foot as (title, text)."""
        ...

    def cell(self, column: ColumnLike, row: Any) -> Cell:
        """What the cell shows."""
        ...


class ListSource:
    """Rows held in memory: side lists and queues up to some thousands. Rows may contain `GroupRow`s."""

    def __init__(
        self,
        columns: Sequence[ColumnLike],
        rows: Sequence[Any] = (),
        cell: Callable[[ColumnLike, Any], Cell] | None = None,
        totals: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.columns = columns
        self._cell, self._totals = cell, totals
        self.put(rows)

    def put(self, rows: Sequence[Any]) -> None:
        """Show other rows from the next reload on."""
        self._rows = tuple(rows)
        self._by_id = {row.id: row for row in self._rows}

    def title(self, column: ColumnLike) -> str:
        return getattr(column, "title", column.key)

    def first_page(self, request: Any, limit: int) -> tuple[Sequence[Any], bool]:
        rows = self._sorted(request)
        return rows[:limit], len(rows) > limit

    def identifiers(self, request: Any) -> array[int]:
        return array("q", (row.id for row in self._sorted(request)))

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        return [self._by_id[each] for each in ids if each in self._by_id]

    def totals(self, request: Any) -> Sequence[tuple[str, str]]:
        return self._totals

    def cell(self, column: ColumnLike, row: Any) -> Cell:
        if self._cell is not None:
            return self._cell(column, row)
        value = getattr(row, column.key, "")
        return value if isinstance(value, Cell) else Cell("" if value is None else str(value))

    def _sorted(self, request: Any) -> Sequence[Any]:
        key = request.sort if request is not None else None
        if request is None or not key or any(isinstance(row, GroupRow) for row in self._rows):
            return self._rows
        return sorted(self._rows, key=lambda row: _order(getattr(row, key, None)), reverse=request.descending)


def _order(value: Any) -> tuple[int, Any]:
    """Empty values last, numbers before words."""
    if value is None:
        return 2, ""
    if isinstance(value, Cell):
        return 1, value.text
    return (0, value) if isinstance(value, int | float) else (1, str(value))
