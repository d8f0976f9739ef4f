"""Lists of some dozens or hundreds of rows, held in memory and filtered by what is typed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from duty_desk.search import initials, normalise
from ui.kit.cells import Cell
from ui.kit.ledger_source import ColumnLike, ListSource


class SmallList(ListSource):
    """`words` gives what a row is found by; its first word also by pinyin initials."""

    def __init__(
        self,
        columns: Sequence[ColumnLike],
        cell: Callable[[ColumnLike, Any], Cell],
        words: Callable[[Any], Sequence[str | None]],
    ) -> None:
        super().__init__(columns, (), cell)
        self._words = words
        self._whole: tuple[Any, ...] = ()

    def put(self, rows: Sequence[Any]) -> None:
        self._whole = tuple(rows)
        super().put(rows)

    def first_page(self, request: Any, limit: int) -> tuple[Sequence[Any], bool]:
        super().put([row for row in self._whole if self._found(row, request.search)])
        # The search is done; what is left is sorting. All of it is at hand, so that any row can be gone to at once.
        return super().first_page(replace(request, search=""), max(limit, len(self._whole)))

    def identifiers(self, request: Any) -> array[int]:
        return super().identifiers(replace(request, search=""))

    def _found(self, row: Any, typed: str) -> bool:
        wanted = normalise(typed).replace(" ", "")
        if not wanted:
            return True
        words = [normalise(word).replace(" ", "") for word in self._words(row) if word]
        if any(wanted in word for word in words):
            return True
        return wanted.isascii() and bool(words) and initials(words[0]).startswith(wanted)
