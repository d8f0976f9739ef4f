"""The gates' figures of a period on the screen, on paper and as a workbook: the same numbers in the same order (product rule G8)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from duty_desk import audit, formats, paper, settings
from duty_desk.gate.figures import Figures, GateFigures, gate_figures
from duty_desk.passes.registers import frame_of
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Progress, Target
    from duty_desk.paper.chart import Series
    from duty_desk.paper.figures import FigurePart

# What is counted, in the order of the table.
MEASURES = (
    "came",
    "left",
    "vehicles_in",
    "vehicles_out",
    "visitors_in",
    "visitors_out",
    "household_exits",
    "exempt_exits",
    "refusals",
    "forced",
    "measured_again",
    "fevers",
    "withdrawn",
)
# What the chart puts on top of one another: everybody who stood at a gate.
CHARTED = ("came", "left", "refusals")
# A chart has at most so many columns: a longer period is drawn by week, a still longer one by month.
MOST_COLUMNS = 62


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of a period, together and of each reporting day."""

    whole: Figures
    days: Mapping[date, Figures]

    @property
    def first(self) -> date:
        """The first reporting day."""
        return self.whole.first

    @property
    def last(self) -> date:
        """The last reporting day."""
        return self.whole.last


def report(read: Read, first: date, last: date) -> Report:
    """Figures of the reporting days from `first` to `last`."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return Report(gate_figures(read, first, last), {day: gate_figures(read, day) for day in days})


def numbers_of(figures: GateFigures) -> tuple[int, ...]:
    """The numbers of one line, in the order of MEASURES."""
    return tuple(int(getattr(figures, measure)) for measure in MEASURES)


def name_of(figures: GateFigures) -> str:
    """What a line is called; of registers of paper no gate is known."""
    return figures.gate or t("gate.figures.no_gate")


def columns_of(found: Report) -> tuple[tuple[str, ...], Mapping[str, tuple[int, ...]]]:
    """Labels and heights of the chart's columns."""
    pieces = _divided(list(found.days))
    labels = tuple(formats.day(piece[0]) for piece in pieces)
    if all(len(piece) == 1 for piece in pieces):
        from duty_desk.paper.chart import day_labels

        labels = day_labels([piece[0] for piece in pieces])
    heights = {
        measure: tuple(sum(int(getattr(found.days[day].total, measure)) for day in piece) for piece in pieces)
        for measure in CHARTED
    }
    return labels, heights


def series_of(heights: Mapping[str, tuple[int, ...]]) -> tuple[Series, ...]:
    """The columns as the chart draws them."""
    from duty_desk.paper.chart import Series

    return tuple(Series(t(f"gate.figures.measure.{measure}"), values) for measure, values in heights.items())


def draw_figures(read: Read, target: Target, found: Report, progress: Progress | None = None) -> Printed:
    """The figures of a period with their chart. Put it on record afterwards with `record_figures`."""
    from duty_desk.paper.figures import write_figures

    require(read, Permission.PRINT)
    return write_figures(
        target,
        title=t("gate.figures.title"),
        parts=_parts(found),
        filter_text=period_text(found),
        signatures=tuple(t(f"gate.paper.sign_{who}") for who in ("guard", "chief")),
        cut_off=read.at,
        landscape=True,
        progress=progress,
        **frame_of(read, False),
    )


def write_workbook(
    read: Read,
    path: str | os.PathLike[str],
    found: Report,
    progress: Callable[[int], None] | None = None,
) -> int:
    """One row for each gate and reporting day, and their sums; returns how many rows."""
    from duty_desk.sheets.writing import OutColumn, write_table

    require(read, Permission.EXPORT)
    rows = [
        [day, name_of(line), *numbers_of(line)] for day, each in found.days.items() for line in each.gates
    ]
    columns = [OutColumn(t("gate.figures.day"), "date", 12), OutColumn(t("gate.figures.gate"), "text", 16)]
    columns += [OutColumn(t(f"gate.figures.measure.{one}"), "number", 10, "right") for one in MEASURES]
    sums: dict[int, Any] = {0: t("gate.figures.total")}
    sums |= {place + 2: number for place, number in enumerate(numbers_of(found.whole.total))}
    return write_table(
        path,
        title=t("gate.figures.title"),
        subtitle=[
            str(settings.get(read, "office.name", "") or ""),
            period_text(found),
            t("gate.figures.cut_off", moment=formats.full_moment(read.at), officer=read.officer.name),
        ],
        columns=columns,
        rows=rows,
        totals=sums,
        progress=progress,
    )


@requires(Permission.READ)
def record_figures(work: Work, found: Report, how: str) -> None:
    """Note in the audit chain that the figures left the office: printed or exported."""
    audit.record(
        work,
        action="gate.figures",
        after={"first": found.first, "last": found.last, "how": how},
    )


def period_text(found: Report) -> str:
    """The period, and when its days begin where that is not midnight."""
    if found.first == found.last:
        said = formats.full_day(found.first)
    else:
        said = t(
            "gate.figures.period", first=formats.full_day(found.first), last=formats.full_day(found.last)
        )
    if found.whole.begin.time() == found.whole.begin.min.time():
        return said
    return said + t(
        "gate.figures.day_starts",
        begin=formats.moment(found.whole.begin),
        end=formats.moment(found.whole.end),
    )


def _parts(found: Report) -> tuple[FigurePart, ...]:
    from duty_desk.paper.figures import FigureChart, FigureTable

    labels, heights = columns_of(found)
    number = "right"
    measures = [paper.ListColumn(t(f"gate.figures.measure.{one}"), 17, number) for one in MEASURES]
    total = (t("gate.figures.total"), *(formats.number(n) for n in numbers_of(found.whole.total)))
    gates = FigureTable(
        t("gate.figures.by_gate"),
        (paper.ListColumn(t("gate.figures.gate"), 30), *measures),
        tuple((name_of(line), *(formats.number(n) for n in numbers_of(line))) for line in found.whole.gates),
        total,
    )
    days = FigureTable(
        t("gate.figures.by_day"),
        (paper.ListColumn(t("gate.figures.day"), 30), *measures),
        tuple(
            (formats.day(day), *(formats.number(n) for n in numbers_of(each.total)))
            for day, each in found.days.items()
        ),
        total,
    )
    refused = FigureTable(
        t("gate.figures.by_reason"),
        (
            paper.ListColumn(t("gate.figures.reason"), 60),
            paper.ListColumn(t("gate.figures.count"), 24, number),
        ),
        tuple(
            (t(f"gate.reason.{reason.value}"), formats.number(count))
            for reason, count in found.whole.total.refused.items()
        ),
        (t("gate.figures.total"), formats.number(found.whole.total.refusals)),
    )
    chart = FigureChart(t("gate.figures.chart"), labels, series_of(heights), t("gate.figures.unit"))
    return (gates, chart, refused, days)


def _divided(days: Sequence[date]) -> list[Sequence[date]]:
    """Days, weeks or months, so that no chart has more columns than can be told apart."""
    for step in (1, 7):
        if len(days) <= MOST_COLUMNS * step:
            return [days[start : start + step] for start in range(0, len(days), step)]
    months: dict[tuple[int, int], list[date]] = {}
    for day in days:
        months.setdefault((day.year, day.month), []).append(day)
    return list(months.values())
