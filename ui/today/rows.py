"""The rows of the queue: heads, lines, and the parts of a line that is unfolded; what each cell of them shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duty_desk import formats
from duty_desk.agenda.rules import Group
from duty_desk.agenda.shapes import Line, Part, Queue
from duty_desk.strings import t
from ui.kit.cells import Cell
from ui.kit.ledger_source import Column, ColumnLike, GroupRow
from ui.kit.paint import Mark
from ui.today.looks import TONES, picture_of

if TYPE_CHECKING:
    from duty_desk.spans import Span

BY_TIME, BY_POST, BY_PLACE = "time", "post", "place"
VIEWS = (BY_TIME, BY_POST, BY_PLACE)
FOLDED, UNFOLDED = "\N{BLACK RIGHT-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"
SPACE = "\N{IDEOGRAPHIC SPACE}"
_TONES = {Group.LATE: "danger"}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line, or one part of a line that is unfolded."""

    id: int
    line: Line
    part: Part | None = None
    unfolded: bool = False

    @property
    def title(self) -> str:
        return self.part.title if self.part is not None else self.line.title

    @property
    def detail(self) -> str:
        return self.part.detail if self.part is not None else self.line.detail

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is acted on: one part, or all of the line."""
        return (self.part,) if self.part is not None else self.line.parts

    @property
    def is_heap(self) -> bool:
        """Whether it stands for several."""
        return self.part is None and len(self.line.parts) > 1


def columns() -> tuple[Column, ...]:
    """Time, kind, what, who, verb."""
    return (
        Column("chip", t("today_tab.column.chip"), width=136),
        Column("kind", t("today_tab.column.kind"), width=88),
        Column("what", t("today_tab.column.what"), width=320, stretch=True),
        Column("who", t("today_tab.column.who"), width=92),
        Column("verb", t("today_tab.column.verb"), width=68, align="right"),
    )


def cell(column: ColumnLike, row: QueueRow) -> Cell:
    """What a cell shows; a part leaves out what its line has said."""
    line, part = row.line, row.part
    match column.key:
        case "chip":
            return Cell() if part is not None else Cell(mark=Mark(line.chip, TONES[line.tone]))
        case "kind":
            if part is not None:
                return Cell()
            return Cell(t(f"agenda.kind.{line.kind}"), icon=picture_of(line.kind), faint=True)
        case "what":
            tip = SPACE.join(text for text in (row.title, row.detail) if text)
            fold = (UNFOLDED if row.unfolded else FOLDED) + " " if row.is_heap else ""
            return Cell((SPACE if part is not None else "") + row.title, fold + row.detail, tip=tip)
        case "who":
            return Cell("" if part is not None else line.who, faint=True)
        case _:
            return Cell(t(f"agenda.verb.{line.verb.value}"), verb=True)


def keep(lines: Iterable[Line], *, tile: str, mine: bool, typed: str) -> list[Line]:
    """The lines that the filters leave."""
    wanted = typed.strip().lower()
    return [
        line
        for line in lines
        if (not tile or line.tile == tile)
        and (not mine or line.is_mine)
        and (not wanted or wanted in _searched(line))
    ]


def grouped(
    lines: Sequence[Line],
    by: str,
    shift: Span,
    number: Callable[[str], int],
    unfolded: frozenset[str],
) -> list[GroupRow | QueueRow]:
    """Heads with their lines, and the parts of what is unfolded. `number` gives each key its own number."""
    heads: dict[str, list[Line]] = {}
    for line in lines:
        heads.setdefault(_head(line, by), []).append(line)
    names = sorted(heads) if by != BY_TIME else [each.value for each in Group if each.value in heads]
    found: list[GroupRow | QueueRow] = []
    for name in names:
        mine = heads[name]
        title = _title(name, shift) if by == BY_TIME else name
        tone = _TONES.get(mine[0].group, "") if by == BY_TIME else ""
        found.append(GroupRow(-1 - number(f"head {by} {name}"), title, count_words(mine), tone))
        for line in mine:
            open_now = line.key in unfolded and len(line.parts) > 1
            found.append(QueueRow(number(line.key), line, unfolded=open_now))
            if open_now:
                found += [
                    QueueRow(number(f"{line.key} {part.item.subject}"), line, part) for part in line.parts
                ]
    return found


def count_words(lines: Sequence[Line]) -> str:
    """How many lines, and how many things in them."""
    things = sum(len(line.parts) for line in lines)
    return t("today_tab.count", lines=formats.number(len(lines)), things=formats.number(things))


def facts_of(queue: Queue) -> str:
    """The line after the title."""
    late, before = queue.count(Group.LATE), queue.count(Group.BEFORE)
    if not late and not before:
        return t("today_tab.facts_none")
    return t("today_tab.facts", late=formats.number(late), before=formats.number(before))


def _head(line: Line, by: str) -> str:
    if by == BY_POST:
        return t(f"roles.name.{line.role.value}")
    if by == BY_PLACE:
        return line.where or t("agenda.place.several")
    return line.group.value


def _title(group: str, shift: Span) -> str:
    words: Mapping[str, str] = {
        "late": t("today_tab.group.late"),
        "before": t("today_tab.group.before", time=formats.clock(shift.end)),
        "later": t(f"today_tab.group.later_{shift.shift.value}"),
    }
    return words[group]


def _searched(line: Line) -> str:
    parts = (text for part in line.parts for text in (part.title, part.detail))
    return SPACE.join((line.title, line.detail, line.who, line.where, *parts)).lower()
