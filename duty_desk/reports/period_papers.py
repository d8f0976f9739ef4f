"""The charts of a period on paper and as a workbook, put on record."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duty_desk import audit, formats, settings
from duty_desk.passes.registers import frame_of, period_text
from duty_desk.reports import period
from duty_desk.reports.period import Chart
from duty_desk.reports.scope import ONE, Rows
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target
    from duty_desk.paper.chart import Series
    from duty_desk.paper.figures import FigurePart


def drawn_series(chart: Chart) -> tuple[Series, ...]:
    """The series as the chart draws them."""
    from duty_desk.paper.chart import Series

    return tuple(Series(one.name, period.floats(one.values)) for one in chart.series)


def drawn_line(chart: Chart) -> Series | None:
    """The line over them, where there is one."""
    from duty_desk.paper.chart import Series

    return Series(chart.line, period.floats(chart.line_values)) if chart.line else None


def titles(chart: Chart) -> tuple[str, ...]:
    """The heads of the numbers beside a chart: column, series, their sum, the line."""
    head = [t(f"reports_figures.step.{chart.step}"), *(one.name for one in chart.series)]
    if chart.totals is not None:
        head.append(t("reports_figures.sum"))
    if chart.line:
        head.append(chart.line)
    return tuple(head)


def numbers(chart: Chart) -> Iterator[tuple[str | Decimal | None, ...]]:
    """The numbers beside a chart, line by line."""
    totals = chart.totals
    for place, name in enumerate(chart.names):
        row: list[str | Decimal | None] = [name, *(one.values[place] for one in chart.series)]
        if totals is not None:
            row.append(totals[place])
        if chart.line:
            row.append(chart.line_values[place])
        yield tuple(row)


def sums(chart: Chart) -> tuple[str | Decimal | None, ...] | None:
    """The last line: the sum of what may be added up over the period."""
    if not all(one.sums for one in chart.series):
        return None
    whole = [sum(one.values, Decimal(0)) for one in chart.series]
    row: list[str | Decimal | None] = [t("reports_figures.total"), *whole]
    if chart.totals is not None:
        row.append(sum(whole, Decimal(0)))
    if chart.line:
        row.append(None)
    return tuple(row)


def draw(read: Read, target: Target, chart: Chart) -> Printed:
    """A chart with its numbers as PDF. Put it on record afterwards."""
    from duty_desk.paper.figures import write_figures

    require(read, Permission.PRINT)
    return write_figures(
        target,
        title=period.title(chart.kind),
        parts=_parts(chart),
        filter_text=_scope(chart),
        signatures=tuple(t(f"reports_figures.sign.{who}") for who in ("made", "checked", "leader")),
        cut_off=read.at,
        **frame_of(read, False),
    )


def write(read: Read, path: str | os.PathLike[str], chart: Chart) -> int:
    """The numbers as a workbook; gives its rows. Put it on record afterwards."""
    from duty_desk.sheets.writing import OutColumn, write_table

    require(read, Permission.EXPORT)
    head = titles(chart)
    last = sums(chart)
    lines = [
        str(settings.get(read, "office.name", "") or ""),
        _scope(chart),
        t("passes.register.cut_off", moment=formats.full_moment(read.at), officer=read.officer.name),
    ]
    return write_table(
        path,
        title=period.title(chart.kind),
        subtitle=[line for line in lines if line],
        columns=[
            OutColumn(head[0], "text", 20),
            *(OutColumn(name, "number", 14, "right") for name in head[1:]),
        ],
        rows=numbers(chart),
        totals=dict(enumerate(last)) if last is not None else None,
    )


@requires(Permission.PRINT)
def record_print(work: Work, chart: Chart) -> None:
    """Note that a chart was printed."""
    after = {"chart": chart.kind, "first": chart.first, "last": chart.last}
    audit.record(work, action="reports.print", after=after)


@requires(Permission.EXPORT)
def record_export(work: Work, chart: Chart) -> None:
    """Note that the numbers of a chart were taken out."""
    after = {"chart": chart.kind, "first": chart.first, "last": chart.last}
    audit.record(work, action="reports.export", after=after)


def write_rows(read: Read, path: str | os.PathLike[str], name: str, scope: str, rows: Rows) -> int:
    """The rows behind a figure as a workbook; gives how many. Put it on record afterwards."""
    from duty_desk.sheets.writing import OutColumn, write_table

    require(read, Permission.EXPORT)
    amounts = rows.whole is None and any(line.amount != ONE for line in rows.lines)
    columns = [OutColumn(t(f"reports.column.{name}"), "text", 18) for name in rows.columns]
    if amounts:
        columns.append(OutColumn(t("reports.column.count"), "number", 12, "right"))
    office = str(settings.get(read, "office.name", "") or "")
    made = t("passes.register.cut_off", moment=formats.full_moment(read.at), officer=read.officer.name)
    return write_table(
        path,
        title=name,
        subtitle=[line for line in (office, scope, made) if line],
        columns=columns,
        rows=([*line.cells, *([line.amount] if amounts else [])] for line in rows.lines),
        totals={0: t("reports_figures.total"), len(columns) - 1: rows.total},
    )


@requires(Permission.EXPORT)
def record_rows(work: Work, key: str, count: int) -> None:
    """Note that the rows behind a figure were taken out."""
    audit.record(work, action="reports.export_rows", after={"figure": key, "rows": count})


def _parts(chart: Chart) -> tuple[FigurePart, ...]:
    from duty_desk.paper import ListColumn
    from duty_desk.paper.figures import FigureChart, FigureTable

    head = titles(chart)
    last = sums(chart)
    wide = max(18.0, min(30.0, 118.0 / max(1, len(head) - 1)))
    table = FigureTable(
        # Goods of several units have none in common.
        t("reports_figures.numbers" if chart.unit else "reports_figures.numbers_bare", unit=chart.unit),
        (ListColumn(head[0], 40), *(ListColumn(name, wide, "right") for name in head[1:])),
        tuple(_said(row) for row in numbers(chart)),
        _said(last) if last is not None else None,
    )
    if chart.is_empty:
        return (table,)
    drawn = FigureChart(
        t(f"reports_figures.by.{chart.step}"), chart.labels, drawn_series(chart), chart.unit,
        beside=chart.beside, line=drawn_line(chart),
    )  # fmt: skip
    return (drawn, table)


def _said(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple(value if isinstance(value, str) else formats.number(value) for value in row)


def _scope(chart: Chart) -> str:
    words = (chart.chosen, period_text(chart.first, chart.last))
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in words if part)
