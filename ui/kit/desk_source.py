"""Rows of one of the office's ledgers, read from the desk as the list asks for them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from duty_desk.strings import t
from ui.kit.cells import Cell
from ui.kit.ledger_source import ColumnLike
from ui.kit.paint import Mark
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.ledger import Ledger

CellMaker = Callable[[Any], Cell]


class DeskSource:
    """A `LedgerSource` over a `duty_desk.ledger.Ledger`.

    `cells` gives the cell of a column by key where the plain text is not enough (bars, icons, verbs). `faint` tells which
    records have ended. `extra` columns (a verb, for instance) follow those of the ledger and need an entry in `cells`.
    """

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        *,
        cells: Mapping[str, CellMaker] | None = None,
        faint: Callable[[Any], bool] | None = None,
        extra: Sequence[ColumnLike] = (),
        reveal: bool = False,
    ) -> None:
        self._desk, self.ledger = desk, ledger
        self._cells, self._faint, self._extra = dict(cells or {}), faint, tuple(extra)
        self.reveal = reveal
        self.columns: tuple[Any, ...] = (*ledger.columns, *self._extra)

    @property
    def name(self) -> str:
        """What the list is called."""
        return t(self.ledger.title)

    def title(self, column: ColumnLike) -> str:
        title = str(getattr(column, "title", column.key))
        return title if column in self._extra else t(title)

    def first_page(self, request: Any, limit: int) -> tuple[Sequence[Any], bool]:
        from duty_desk import ledger

        with self._desk.read() as read:
            page = ledger.page(self.ledger, read, request, limit)
        return page.rows, page.more

    def identifiers(self, request: Any) -> array[int]:
        from duty_desk import ledger

        with self._desk.read() as read:
            return ledger.identifiers(self.ledger, read, request)

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        from duty_desk import ledger

        with self._desk.read() as read:
            return ledger.rows(self.ledger, read, ids)

    def totals(self, request: Any) -> Sequence[tuple[str, str]]:
        if self.ledger.totals is None:
            return ()
        with self._desk.read() as read:
            return tuple((_words(total.title), total.text) for total in self.ledger.totals(read, request))

    def cell(self, column: ColumnLike, row: Any) -> Cell:
        from duty_desk import ledger

        made = self._cells.get(column.key)
        if made is not None:
            return made(row)
        described: Any = column
        # Numbers are shown in full to who gives a reason, one person at a time: never by the list.
        reveal = self.reveal and described.kind not in ledger.AS_TEXT
        text = ledger.cell_text(described, row, reveal=reveal)
        faint = self._faint is not None and self._faint(row)
        value = getattr(row, column.key)
        # As words are looked up: yes and no are written small.
        tone = described.tones.get(str(value).lower()) if described.tones else None
        if tone is not None and text:
            return Cell(mark=Mark(text, Tone(tone[0]), tone[1]))
        second = str(getattr(row, described.second) or "") if described.second else ""
        return Cell(text, second, faint=faint)


def _words(title: str) -> str:
    """A catalogue key becomes its words; words stay."""
    from duty_desk.strings import has

    return t(title) if has(title) else title
