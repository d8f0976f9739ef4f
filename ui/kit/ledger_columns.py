"""Which columns are shown, how wide and in which order; each officer finds them as he left them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QHeaderView

from ui.kit.cells import EDGE
from ui.kit.ledger_model import LedgerModel
from ui.kit.memory import Memory
from ui.kit.tokens import SMALL, look, text_width

NARROWEST = 48
TICK_ROOM = 26
# What the sign of the order takes beside a title.
ARROW = 18
STEP = 8
_WORDS = frozenset({"text", "name"})


class LedgerColumns(QObject):
    """Keeps the head of one list in step with what is remembered under `key`."""

    def __init__(self, head: QHeaderView, model: LedgerModel, key: str, memory: Memory) -> None:
        super().__init__(head)
        self._head, self._model, self._key, self._memory = head, model, key, memory
        self._busy = self._ticking = False
        self.tail = 0
        self._widths: dict[str, int] = {}
        self._later = QTimer(self, singleShot=True, interval=400)
        self._later.timeout.connect(self.save)
        self.restore()
        head.sectionResized.connect(self._resized)
        head.sectionMoved.connect(self._moved)

    def _keys(self) -> list[str]:
        return [column.key for column in self._model.columns]

    def restore(self) -> None:
        """As remembered; a damaged or foreign memory is as good as none."""
        kept = self._memory.load(self._key)
        keys = self._keys()
        widths, hidden, order = kept.get("widths"), kept.get("hidden"), kept.get("order")
        self._widths = {
            key: int(width)
            for key, width in (widths.items() if isinstance(widths, dict) else ())
            if key in keys and isinstance(width, int) and 32 <= width <= 2000
        }
        hide = [each for each in hidden if each in keys] if isinstance(hidden, list) else None
        if hide is None or len(hide) >= len(keys):
            hide = [column.key for column in self._model.columns if column.hidden]
        self._busy = True
        for index, key in enumerate(keys):
            self._head.setSectionHidden(index, key in hide)
        wanted = [each for each in order if each in keys] if isinstance(order, list) else keys
        wanted += [each for each in keys if each not in wanted]
        for place, key in enumerate(wanted):
            self._head.moveSection(self._head.visualIndex(keys.index(key)), place)
        self._busy = False
        self.fit()

    def reset(self) -> None:
        """The columns of the design again."""
        self._memory.save(self._key, {})
        self.restore()

    def shown(self) -> list[int]:
        """Column indexes in the order seen, hidden ones left out."""
        order = (self._head.logicalIndex(place) for place in range(self._head.count()))
        return [index for index in order if not self._head.isSectionHidden(index)]

    def is_shown(self, index: int) -> bool:
        return not self._head.isSectionHidden(index)

    def show_column(self, index: int, on: bool) -> None:
        """Show or hide; the last column that is shown stays."""
        if not on and len(self.shown()) <= 1:
            return
        self._head.setSectionHidden(index, not on)
        self.fit()
        self.save()

    def move(self, index: int, by: int) -> None:
        """One place to the left (-1) or right (1) among the columns shown."""
        shown = self.shown()
        place = shown.index(index) + by
        if 0 <= place < len(shown):
            self._head.moveSection(self._head.visualIndex(index), self._head.visualIndex(shown[place]))
            self.save()

    def make_tick_room(self, ticking: bool) -> None:
        """The first column is wider while tick boxes stand in it."""
        if ticking is not self._ticking:
            self._ticking = ticking
            self.fit()

    def fit(self) -> None:
        """Spread the columns over the room there is: stretching ones take what is left, none gets unreadable."""
        # The table's own room: the head learns only later that a scroll bar came or went.
        table = self._head.parentWidget()
        around = table.viewport() if isinstance(table, QAbstractScrollArea) else self._head.viewport()
        room = around.width() or self._head.width()
        shown = self.shown()
        # A state is never cut, whatever the language: it is what one looks for. Nor is a head: it has no tip.
        base = {index: max(self._base(index), self._chip(index), self._title(index)) for index in shown}
        if self._ticking and shown:
            base[shown[0]] += TICK_ROOM
        if shown and self.tail:
            # The button at the end of the head covers no title.
            base[shown[-1]] = max(base[shown[-1]], self._title(shown[-1]) + self.tail)
        spare = room - sum(base.values())
        spare += self._give_up(base, -spare)
        spare += self._narrow(base, -spare - self._elastic(base))
        for index in shown:
            # Before the widest column takes what is left, the others take what their words need.
            wider = min(self._wanted(index) - base[index], spare)
            if wider > 0:
                base[index] += wider
                spare -= wider
        elastic = [index for index in shown if self._model.columns[index].stretch] or shown[-1:]
        for place, index in enumerate(elastic):
            share = spare // (len(elastic) - place)
            width = max(self._least(index), base[index] + share) if spare < 0 else base[index] + share
            spare -= width - base[index]
            base[index] = width
        self._busy = True
        for index, width in base.items():
            self._head.resizeSection(index, width)
        self._busy = False

    def _least(self, index: int) -> int:
        return max(NARROWEST * 2, self._title(index))

    def _elastic(self, base: dict[int, int]) -> int:
        """What the stretching columns still give."""
        return sum(
            max(0, width - self._least(index))
            for index, width in base.items()
            if self._model.columns[index].stretch
        )

    def _narrow(self, base: dict[int, int], lacking: int) -> int:
        """Cut the widest words, whose rest is in their tips, before a state goes out of sight; taken off `base`."""
        given = 0
        words = [each for each in base if self._may_give(each)]
        while given < lacking:
            widest = max(words, key=lambda index: base[index] - self._least(index), default=None)
            if widest is None or base[widest] <= self._least(widest):
                break
            step = min(STEP, base[widest] - self._least(widest), lacking - given)
            base[widest] -= step
            given += step
        return given

    def _may_give(self, index: int) -> bool:
        column = self._model.columns[index]
        return not column.stretch and column.key not in self._widths and str(column.kind) in _WORDS

    def _base(self, index: int) -> int:
        column = self._model.columns[index]
        return self._widths.get(column.key, round(column.width * look().scale / 100))

    def _title(self, index: int) -> int:
        column = self._model.columns[index]
        if column.key in self._widths:
            return 0
        arrow = ARROW if getattr(self._head, "sorted_column", -1) == index else 0
        return text_width(self._model.source.title(column), SMALL) + arrow + 2 * EDGE

    def _chip(self, index: int) -> int:
        column = self._model.columns[index]
        if str(column.kind) != "chip" or column.key in self._widths:
            return 0
        return round(min(self._model.widest(index), column.width * 2 * look().scale / 100))

    def _give_up(self, base: dict[int, int], lacking: int) -> int:
        """What columns of words can do without before the list scrolls sideways; taken off `base`."""
        given = 0
        for index in base:
            if lacking > given and self._may_give(index) and self._model.widest(index):
                share = max(0, min(base[index] - self._wanted(index), lacking - given))
                base[index] -= share
                given += share
        return given

    def _wanted(self, index: int) -> int:
        """The width that shows what stands in a column in full, as far as its rows are here."""
        column = self._model.columns[index]
        if column.stretch or column.key in self._widths:
            return 0
        words = self._model.widest(index) if str(column.kind) in _WORDS else 0
        return round(max(self._title(index), min(words, column.width * 2 * look().scale / 100)))

    def _resized(self, index: int, _old: int, new: int) -> None:
        if not self._busy and new > 0:
            self._widths[self._keys()[index]] = new
            self._later.start()

    def _moved(self, *_places: int) -> None:
        if not self._busy:
            self._later.start()

    def save(self) -> None:
        keys = self._keys()
        kept: dict[str, Any] = {
            "widths": dict(self._widths),
            "hidden": [key for index, key in enumerate(keys) if self._head.isSectionHidden(index)],
            "order": [keys[self._head.logicalIndex(place)] for place in range(self._head.count())],
        }
        self._memory.save(self._key, kept)
