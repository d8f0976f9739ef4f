"""The day as a table: groups and areas downwards, eight slots of two hours across, and what each cell says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from duty_desk import formats
from duty_desk.disinfection.grid import AreaDay, Cell, Grid
from duty_desk.disinfection.record_rows import RoundRow
from duty_desk.masking import mask_name
from duty_desk.strings import t
from ui.kit.tokens import Tone

Index = QModelIndex | QPersistentModelIndex

AREA, RULE, FIRST_SLOT, SLOTS = 0, 1, 2, 8
FIRST_HOUR, SLOT_HOURS = 6, 2
LOOKS: dict[str, tuple[Tone, str]] = {
    "done": (Tone.OK, "check-circle"),
    "due": (Tone.WARN, "alert"),
    "overdue": (Tone.DANGER, "alert-octagon"),
    "later": (Tone.NEUTRAL, "clock-outline"),
    "missed": (Tone.DANGER, "cancel"),
    "exempt": (Tone.NEUTRAL, "minus-circle-outline"),
}
# States drawn in a box: they want a hand.
BOXED = frozenset({"due", "overdue"})


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The heading of areas of one kind."""

    kind: str
    areas: int
    rounds: int

    @property
    def title(self) -> str:
        return t(f"disinfection.area_kind.{self.kind}")

    @property
    def note(self) -> str:
        return t("disinfection_tab.day.group", areas=self.areas, rounds=self.rounds)


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says: the first of `words` that fits is painted, `spoken` is for screen readers and the tool tip."""

    state: str
    words: tuple[str, ...]
    spoken: str
    more: int = 0


def slot_words(slot: int) -> str:
    """The hours of a slot, counted from 0."""
    first = FIRST_HOUR + SLOT_HOURS * slot
    return f"{first:02d}\N{EN DASH}{first + SLOT_HOURS:02d}"


def slot_of(moment: datetime) -> int:
    """The slot a moment of the day lies in; earlier and later ones count to the first and last."""
    return max(0, min(SLOTS - 1, (moment.hour - FIRST_HOUR) // SLOT_HOURS))


def surname(name: str) -> str:
    """Who it was, in the room there is."""
    return mask_name(name).split("*")[0]


def hours_minutes(minutes: int) -> str:
    """How late, as tight as a cell needs it: 1:20."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def say(rounds: Sequence[RoundRow], more: int) -> Said | None:
    """What the cell of these rounds says, the worst first; None for an empty one."""
    if not rounds:
        return None
    worst = rounds[0]
    clock = formats.clock(worst.due_at)
    word = t(f"disinfection_tab.state.{worst.shown}")
    match worst.shown:
        case "done":
            record = worst.record
            at = formats.clock(record.started_at) if record is not None else clock
            who = surname(record.done_by) if record is not None else ""
            late = t("disinfection_tab.day.cell.late") if record is not None and record.is_late else ""
            words = (" ".join(part for part in (at, who, late) if part), f"{at} {late}".strip(), at)
            spoken = t(
                "disinfection_tab.day.spoken.done", at=at, who=record.done_by if record else "", late=late
            )
        case "overdue":
            short = hours_minutes(worst.late_by)
            words = (t("disinfection_tab.day.cell.overdue", late=short), short)
            late = formats.duration(timedelta(minutes=worst.late_by))
            spoken = t("disinfection_tab.day.spoken.overdue", at=clock, late=late)
        case "due":
            words = (t("disinfection_tab.day.cell.due", at=clock), clock)
            spoken = f"{clock} {word}"
        case "exempt" | "missed":
            short = t("disinfection_tab.day.cell.exempt") if worst.shown == "exempt" else word
            words = (f"{short} {worst.reason or ''}".strip(), short)
            spoken = f"{clock} {word} {worst.reason or ''}"
        case _:
            words, spoken = (clock,), f"{clock} {word}"
    if worst.kind == "concurrent":
        spoken = f"{t('disinfection.kind.concurrent')} {spoken}"
    return Said(worst.shown, words, spoken.strip(), more)


class DayModel(QAbstractTableModel):
    """`lines` are `GroupLine`s and the area rows of the grid; the rounds of a cell stand in `AreaDay.cells`."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[GroupLine | AreaDay] = []
        self.now_slot = -1

    def put(self, grid: Grid, state: str, now_slot: int) -> None:
        """Show a day; with `state`, only the areas and rounds that are in it."""
        self.beginResetModel()
        self.now_slot = now_slot
        self.lines = []
        for group in grid.groups:
            rows = [row for row in group.rows if any(_shown(cell, state) for cell in row.cells)]
            if rows:
                rounds = sum(len(_shown(cell, state)) for row in rows for cell in row.cells)
                self.lines.append(GroupLine(str(group.kind), len(rows), rounds))
                self.lines += rows
        self._state = state
        self.endResetModel()

    def area_row(self, number: int) -> AreaDay | None:
        """The area of a line, None for a heading."""
        line = self.lines[number] if 0 <= number < len(self.lines) else None
        return None if line is None or isinstance(line, GroupLine) else line

    def rounds(self, row: int, column: int) -> tuple[RoundRow, ...]:
        """The rounds of a cell, the worst first."""
        line = self.area_row(row)
        if line is None or not FIRST_SLOT <= column < FIRST_SLOT + SLOTS:
            return ()
        return _shown(line.cells[column - FIRST_SLOT], self._state)

    def place_of(self, round_id: int) -> tuple[int, int] | None:
        """Line and column of a round."""
        for row in range(len(self.lines)):
            for column in range(FIRST_SLOT, FIRST_SLOT + SLOTS):
                if any(each.id == round_id for each in self.rounds(row, column)):
                    return row, column
        return None

    def said(self, row: int, column: int) -> Said | None:
        """What a cell says."""
        rounds = self.rounds(row, column)
        return say(rounds, len(rounds) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else FIRST_SLOT + SLOTS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return self._text(section, AREA) if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == AREA:
            return t("disinfection_tab.day.area")
        return t("disinfection_tab.day.rule") if section == RULE else slot_words(section - FIRST_SLOT)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index.row(), index.column())
        return None

    def _text(self, row: int, column: int) -> str:
        line = self.lines[row]
        if isinstance(line, GroupLine):
            return f"{line.title} {line.note}" if column == AREA else ""
        if column == AREA:
            return line.area.name
        if column == RULE:
            return line.rule
        said = self.said(row, column)
        return said.words[0] if said is not None else ""

    def spoken(self, row: int, column: int) -> str:
        """The cell in one sentence: area, hours, state."""
        line = self.area_row(row)
        if line is None or column < FIRST_SLOT:
            return self._text(row, column)
        said = self.said(row, column)
        words = t("disinfection_tab.day.spoken.none") if said is None else said.spoken
        if said is not None and said.more:
            words = t("disinfection_tab.day.spoken.more", words=words, count=said.more)
        return t(
            "disinfection_tab.day.spoken.cell",
            area=line.area.name,
            slot=slot_words(column - FIRST_SLOT),
            words=words,
        )


_ORDER = ("overdue", "due", "missed", "later", "exempt", "done")


def _shown(cell: Cell, state: str) -> tuple[RoundRow, ...]:
    rounds = [each for each in cell.rounds if not state or each.shown == state]
    return tuple(sorted(rounds, key=lambda each: (_ORDER.index(each.shown), each.due_at, each.id)))
