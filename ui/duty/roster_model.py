"""The roster as a table: a line a person, a column a day, and what each cell says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from duty_desk import formats
from duty_desk.roster.cells import Place
from duty_desk.roster.month import DayHead, Month, PersonLine
from duty_desk.roster.rules import NOTHING, SHIFTS, Cell, Shift, Step, is_attended, over_limit
from duty_desk.strings import t
from ui.kit.paint import Mark
from ui.kit.tokens import Tone

Index = QModelIndex | QPersistentModelIndex
NAME, POST, RUN, FIRST_DAY = 0, 1, 2, 3
# After the shift of somebody who may not work.
NOT_FIT = "\N{MULTIPLICATION SIGN}"
STEPS = {Step.NONE: Tone.NEUTRAL, Step.NOTE: Tone.NEUTRAL, Step.WARN: Tone.WARN, Step.OVER: Tone.DANGER}
_ICONS = {Tone.NEUTRAL: "check", Tone.WARN: "alert", Tone.DANGER: "alert-octagon"}


def glyphs(cell: Collection[Any]) -> str:
    """A cell in the letters of the roster."""
    return "".join(t(f"roster.glyph.{shift.value}") for shift in SHIFTS if shift in cell)


def words(cell: Collection[Any]) -> str:
    """A cell in words; that nothing is planned is said too."""
    said = [t(f"roster.shift.{shift.value}") for shift in SHIFTS if shift in cell]
    return t("duty_roster.and").join(said) or t("roster.shift.none")


def run_mark(line: PersonLine) -> Mark:
    """How long somebody has been on duty without a day off, or what they have today instead."""
    if line.run is None:
        state = words(line.now) if line.now else t("roster.shift.none")
        return Mark(state, Tone.NEUTRAL, "minus")
    tone = STEPS[line.step]
    return Mark(t("duty_roster.run", days=line.run.days), tone, _ICONS[tone])


class RosterModel(QAbstractTableModel):
    """`lines` are those shown; `proposed` are cells that were proposed and are not on the roster yet."""

    def __init__(self) -> None:
        super().__init__()
        self.month: Month | None = None
        self.lines: tuple[PersonLine, ...] = ()
        self.proposed: Mapping[Place, Cell] = {}
        self.left: frozenset[Place] = frozenset()
        self._over: dict[int, frozenset[date]] = {}
        self._more: Counter[tuple[date, Shift]] = Counter()

    def put(self, month: Month, lines: Sequence[PersonLine]) -> None:
        """Show a month."""
        same = self.month is not None and (
            [line.person.id for line in self.lines] == [line.person.id for line in lines]
            and self.month.first == month.first
        )
        if same:
            self.month, self.lines = month, tuple(lines)
            self._judge()
            self._all_changed()
            return
        self.beginResetModel()
        self.month, self.lines = month, tuple(lines)
        self._judge()
        self.endResetModel()

    def propose(self, cells: Mapping[Place, Cell], left: Collection[Place] = ()) -> None:
        """Show cells as they might be."""
        self.proposed, self.left = dict(cells), frozenset(left)
        self._judge()
        self._all_changed()

    def _judge(self) -> None:
        """What would be over the limit, and how many people each shift would have."""
        self._over, self._more = {}, Counter()
        month = self.month
        if month is None or not self.proposed:
            return
        changed = {person for person, _ in self.proposed}
        for line in month.lines:
            if line.person.id not in changed:
                continue
            attended = {month.first - timedelta(days=number + 1) for number in range(line.carried)}
            for head, held in zip(month.days, line.cells, strict=True):
                cell = self.proposed.get((line.person.id, head.day), held)
                self._more.update((head.day, shift) for shift in cell)
                self._more.subtract((head.day, shift) for shift in held)
                if is_attended(cell):
                    attended.add(head.day)
            self._over[line.person.id] = over_limit(attended, month.limits, month.today)

    def is_over(self, row: int, column: int) -> bool:
        """Whether a cell is beyond the limit, with what was proposed."""
        place = self.place(row, column)
        if place is None:
            return False
        return place[1] in self._over.get(place[0], self.lines[row].over) or place in self.left

    def unfit(self, row: int, column: int) -> str:
        """Why a cell's person may not do what is drawn for them, with what was proposed; empty when they may."""
        place = self.place(row, column)
        if place is None or not is_attended(self.cell(row, column)):
            return ""
        return self.lines[row].barred.get(place[1], "")

    def counts(self, head: DayHead) -> Mapping[Shift, int]:
        """How many people each shift of a day has, with what was proposed."""
        return {shift: head.counts.get(shift, 0) + self._more[head.day, shift] for shift in SHIFTS}

    @property
    def days(self) -> int:
        """How many columns are days."""
        return len(self.month.days) if self.month is not None else 0

    def day(self, column: int) -> date | None:
        """The day of a column."""
        number = column - FIRST_DAY
        return self.month.days[number].day if self.month is not None and 0 <= number < self.days else None

    def column_of(self, day: date) -> int:
        """The column of a day of this month; -1 for another one."""
        if self.month is None or not self.month.first <= day <= self.month.last:
            return -1
        return FIRST_DAY + (day - self.month.first).days

    def row_of(self, person: int) -> int:
        """The line of a person; -1 when it is not shown."""
        return next((row for row, line in enumerate(self.lines) if line.person.id == person), -1)

    def place(self, row: int, column: int) -> Place | None:
        """Person and day of a cell."""
        day = self.day(column)
        return (self.lines[row].person.id, day) if day is not None and 0 <= row < len(self.lines) else None

    def held(self, row: int, column: int) -> Cell:
        """What the roster has in a cell."""
        return self.lines[row].cells[column - FIRST_DAY] if self.day(column) is not None else NOTHING

    def cell(self, row: int, column: int) -> Cell:
        """What a cell shows: what was proposed goes before what is there."""
        place = self.place(row, column)
        return self.proposed.get(place, self.held(row, column)) if place is not None else NOTHING

    def is_proposed(self, row: int, column: int) -> bool:
        """Whether a cell would change."""
        place = self.place(row, column)
        return place is not None and self.proposed.get(place, self.held(row, column)) != self.held(
            row, column
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else FIRST_DAY + self.days

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return self._text(section, NAME) if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < FIRST_DAY:
            return t(f"duty_roster.column.{('name', 'post', 'run')[section]}")
        return self.day_words(section)

    def day_words(self, column: int) -> str:
        """A day as it is said aloud: date, weekday, lunar date, what it is called."""
        assert self.month is not None
        info = self.month.days[column - FIRST_DAY].info
        parts = [formats.day(info.day), formats.weekday(info.day), info.lunar, info.name]
        if info.kind.value != "normal":
            parts.append(t(f"roster.day_kind.{info.kind.value}"))
        return " ".join(part for part in parts if part)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index.row(), index.column())
        return None

    def _text(self, row: int, column: int) -> str:
        line = self.lines[row]
        if column == NAME:
            return line.person.title
        if column == POST:
            return line.person.post
        if column == RUN:
            return run_mark(line).word
        return glyphs(self.cell(row, column))

    def warning(self, row: int, column: int) -> str:
        """What is wrong with a cell, in words; empty when nothing is."""
        place = self.place(row, column)
        if place is None or self.is_proposed(row, column):
            return ""
        line = self.lines[row]
        assert self.month is not None
        if self.is_over(row, column):
            return t("duty_roster.over", days=self.month.limits.limit)
        return t("duty_roster.short_rest") if place[1] in line.short else ""

    def spoken(self, row: int, column: int) -> str:
        """A cell in one sentence: who, when, what, and what is wrong with it."""
        if column < FIRST_DAY:
            return self._text(row, column)
        said = t(
            "duty_roster.spoken",
            name=self.lines[row].person.title,
            day=self.day_words(column),
            shift=words(self.cell(row, column)),
        )
        extra = t("duty_roster.proposed") if self.is_proposed(row, column) else self.warning(row, column)
        return " ".join(part for part in (said, extra, self.unfit(row, column)) if part)

    def _all_changed(self) -> None:
        if self.lines:
            last = self.index(len(self.lines) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
