"""The figures of a period as the parts of a printed report: chart by day, table by day, by unit, by officer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from duty_desk import formats
from duty_desk.paper import ListColumn
from duty_desk.passes.figures import Figures
from duty_desk.strings import t

if TYPE_CHECKING:
    from duty_desk.paper.chart import Series
    from duty_desk.paper.figures import FigurePart

# A chart has at most so many columns: a longer period is drawn by week, a still longer one by month.
MOST_COLUMNS = 62


@dataclass(frozen=True, slots=True)
class Columns:
    """What the chart of a period shows: one column for each day, week or month, the groups on top of one another."""

    step: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    groups: Mapping[str, tuple[int, ...]]

    @property
    def totals(self) -> tuple[int, ...]:
        """How high each column is."""
        return tuple(map(sum, zip(*self.groups.values(), strict=True)))


def columns_of(found: Figures) -> Columns:
    """The columns of a period, as many as can be told apart."""
    from duty_desk.paper.chart import day_labels

    step, pieces = _divided(found.days)
    groups = {
        group: tuple(sum(found.by_day_and_group[day].get(group, 0) for day in piece) for piece in pieces)
        for group in found.by_group
    }
    if step == "month":
        names = tuple(
            t("passes.figures.month", year=piece[0].year, month=formats.month_name(piece[0]))
            for piece in pieces
        )
        return Columns(step, names, names, groups)
    names = tuple(formats.period(piece[0], piece[-1]) for piece in pieces)
    if step == "day":
        names = tuple(
            f"{name} {formats.weekday(piece[0])}" for name, piece in zip(names, pieces, strict=True)
        )
    return Columns(step, names, day_labels([piece[0] for piece in pieces]), groups)


def series_of(columns: Columns, words: Mapping[str, str] | None = None) -> tuple[Series, ...]:
    """The groups as the chart draws them, by the words given or their own."""
    from duty_desk.paper.chart import Series

    said = words or {}
    return tuple(Series(said.get(group, group), values) for group, values in columns.groups.items())


def parts_of(found: Figures) -> tuple[FigurePart, ...]:
    """Chart and tables; every table's last row is the same total."""
    from duty_desk.paper.figures import FigureChart

    columns = columns_of(found)
    chart = FigureChart(
        t(f"passes.figures.by_{columns.step}"),
        columns.labels,
        series_of(columns),
        t("passes.figures.unit"),
    )
    tables = (
        _counted(found, "by_group", "group_name", found.by_group),
        _by_day(found),
        _counted(found, "by_unit", "unit_name", found.by_unit),
        _counted(found, "by_officer", "officer_name", found.by_officer),
    )
    return (chart, *tables)


def share_text(part: int, whole: int) -> str:
    """How much of the whole, in per cent with one decimal."""
    return f"{part / whole:.1%}" if whole else ""


def _by_day(found: Figures) -> FigurePart:
    from duty_desk.paper.figures import FigureTable

    groups = list(found.by_group)
    return FigureTable(
        t("passes.figures.day_table"),
        (
            ListColumn(t("passes.figures.day"), 24),
            ListColumn(t("passes.figures.weekday"), 16),
            *(ListColumn(group, 26, "right") for group in groups),
            ListColumn(t("passes.figures.sum"), 20, "right"),
        ),
        tuple(
            (
                formats.day(day),
                formats.weekday(day),
                *(formats.number(found.by_day_and_group[day].get(group, 0)) for group in groups),
                formats.number(found.by_day[day]),
            )
            for day in found.days
        ),
        (
            t("passes.figures.total"),
            "",
            *(formats.number(n) for n in found.by_group.values()),
            formats.number(found.total),
        ),
    )


def _counted(found: Figures, heading: str, title: str, rows: Mapping[str, int]) -> FigurePart:
    from duty_desk.paper.figures import FigureTable

    return FigureTable(
        t(f"passes.figures.{heading}"),
        (
            ListColumn(t(f"passes.figures.{title}"), 90),
            ListColumn(t("passes.figures.sum"), 24, "right"),
            ListColumn(t("passes.figures.share"), 24, "right"),
        ),
        tuple(
            (name or t("passes.figures.unknown"), formats.number(n), share_text(n, found.total))
            for name, n in rows.items()
        ),
        (t("passes.figures.total"), formats.number(found.total), share_text(found.total, found.total)),
    )


def _divided(days: Sequence[date]) -> tuple[str, list[list[date]]]:
    """The days by themselves, or by calendar week or month."""
    if len(days) <= MOST_COLUMNS:
        return "day", [[day] for day in days]
    weeks = _gathered(days, lambda day: day - timedelta(days=day.weekday()))
    if len(weeks) <= MOST_COLUMNS:
        return "week", weeks
    return "month", _gathered(days, lambda day: day.replace(day=1))


def _gathered(days: Sequence[date], begins: Callable[[date], date]) -> list[list[date]]:
    found: dict[date, list[date]] = {}
    for day in days:
        found.setdefault(begins(day), []).append(day)
    return list(found.values())
