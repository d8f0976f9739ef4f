"""The numbers beside the chart: by day, by reason, by unit, by issuing officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duty_desk import formats
from duty_desk.passes import Figures
from duty_desk.passes.figure_report import share_text
from duty_desk.strings import t
from ui.kit.cells import Bar, Cell
from ui.kit.ledger_source import Column, ColumnLike, ListSource

WAYS = ("day", "group", "unit", "officer")


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A line of a table; its cells in the order of the columns."""

    id: int
    cells: Mapping[str, Cell]


def source_of(way: str, found: Figures, words: Mapping[str, str]) -> ListSource:
    """The numbers of a period, counted one way; the foot has the sum."""
    columns, rows = _by_day(found, words) if way == "day" else _counted(way, found, words)
    sums = [(t("passes.figures.total"), formats.number(found.total))]
    return ListSource(columns, rows, _cell, sums)


def _by_day(found: Figures, words: Mapping[str, str]) -> tuple[list[Column], list[NumberRow]]:
    columns = [
        Column("day", t("passes.figures.day"), width=116),
    ]
    if len(found.by_group) > 1:
        columns += [
            Column(f"group.{group}", words.get(group, group), "number", 80, "right")
            for group in found.by_group
        ]
    columns.append(Column("sum", t("passes.figures.sum"), "number", 64, "right", stretch=True))
    rows = [
        NumberRow(
            place,
            {
                "day": Cell(formats.day(day), second=formats.weekday(day)),
                **{
                    f"group.{group}": Cell(formats.number(found.by_day_and_group[day].get(group, 0)))
                    for group in found.by_group
                },
                "sum": Cell(formats.number(found.by_day[day]), bold=True),
            },
        )
        for place, day in enumerate(found.days, 1)
    ]
    return columns, rows


def _counted(way: str, found: Figures, words: Mapping[str, str]) -> tuple[list[Column], list[NumberRow]]:
    counts: Mapping[str, int] = getattr(found, f"by_{way}")
    most = max(counts.values(), default=1)
    columns = [
        Column("name", t(f"passes.figures.{way}_name"), width=160, stretch=True),
        Column("bar", t("passes.figures.sum"), width=140, align="bar"),
        Column("share", t("passes.figures.share"), "number", 64, "right"),
    ]
    rows = [
        NumberRow(
            place,
            {
                "name": Cell(said := words.get(name, name) or t("passes.figures.unknown"), tip=said),
                "bar": Cell(formats.number(count), bar=Bar(count, most)),
                "share": Cell(share_text(count, found.total)),
            },
        )
        for place, (name, count) in enumerate(counts.items(), 1)
    ]
    return columns, rows


def _cell(column: ColumnLike, row: NumberRow) -> Cell:
    return row.cells[column.key]


def terms_of(found: Figures, words: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """The lines of the bulletin with their numbers."""
    return [(words.get(group, group), formats.number(count)) for group, count in found.by_group.items()]
