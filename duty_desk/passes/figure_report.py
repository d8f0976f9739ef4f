"""The figures of a period as the parts of a printed report: chart by day, table by day, by unit, by officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk import formats
from duty_desk.paper import ListColumn
from duty_desk.passes.figures import Figures
from duty_desk.strings import t

if TYPE_CHECKING:
    from duty_desk.paper.figures import FigurePart

# More days than this are drawn by week.
MOST_DAYS = 62


def parts_of(found: Figures) -> tuple[FigurePart, ...]:
    """Chart and tables; every table's last row is the same total."""
    from duty_desk.paper.chart import Series, day_labels
    from duty_desk.paper.figures import FigureChart, FigureTable

    groups = list(found.by_group)
    days = found.days[-MOST_DAYS:]
    chart = FigureChart(
        t("passes.figures.by_day"),
        day_labels(days),
        tuple(
            Series(group, tuple(found.by_day_and_group[day].get(group, 0) for day in days))
            for group in groups
        ),
        t("passes.figures.unit"),
    )
    number = "right"
    by_day = FigureTable(
        t("passes.figures.day_table"),
        (
            ListColumn(t("passes.figures.day"), 24),
            ListColumn(t("passes.figures.weekday"), 16),
            *(ListColumn(group, 26, number) for group in groups),
            ListColumn(t("passes.figures.sum"), 20, number),
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
    lists = (
        ("by_unit", "unit_name", found.by_unit),
        ("by_officer", "officer_name", found.by_officer),
    )
    tables = tuple(
        FigureTable(
            t(f"passes.figures.{heading}"),
            (ListColumn(t(f"passes.figures.{title}"), 90), ListColumn(t("passes.figures.sum"), 24, number)),
            tuple((name or t("passes.figures.unknown"), formats.number(n)) for name, n in rows.items()),
            (t("passes.figures.total"), formats.number(found.total)),
        )
        for heading, title, rows in lists
    )
    return (chart, by_day, *tables)
