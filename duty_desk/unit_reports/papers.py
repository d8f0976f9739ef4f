"""The papers of the units' reports: the sheet of a day with its sums, who is to be called, and a period with its chart (rule R1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from db.vocabulary import ReportState
from duty_desk import audit, formats, masking, paper, printing, settings
from duty_desk.roles import Permission, may, require, requires
from duty_desk.strings import t
from duty_desk.unit_reports import queries, wording
from duty_desk.unit_reports.queries import Day, DayCount, UnitDay
from duty_desk.unit_reports.rules import FIGURES
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target
    from duty_desk.paper.figures import FigurePart

SUMMARY = "report_summary"
SUBJECT = "report_day"
# Columns that stand on the sheet only where somebody said something of them.
_SELDOM = frozenset({"asymptomatic", "sub_close", "risk", "returned", "untested"})
_WIDTHS = {"due": 15.0, "on_campus": 14.0, "off_campus": 14.0}
_CHARTED = ("on_time", "late", "missing")
_DAILY = (
    "fever",
    "symptom",
    "visit",
    "suspected",
    "confirmed",
    "close",
    "central",
    "home",
    "new",
    "released",
)
_GAP = "\N{IDEOGRAPHIC SPACE}"


def draw_summary(read: Read, target: Target, day: date, *, as_of: datetime | None = None) -> Printed:
    """The sheet of all units for a day as it stood at `as_of`; the sums are those of the rows above them."""
    require(read, Permission.PRINT)
    found = queries.day_view(read, day, as_of=as_of)
    shown = figures_shown(found)
    widths = [38.0, *(_WIDTHS.get(name, 11.5) for name in shown), 14.0, 42.0]
    titles = [
        t("unit_reports.paper.unit"),
        *(t(f"unit_reports.short.{name}") for name in shown),
        t("unit_reports.paper.time"),
        t("unit_reports.paper.note"),
    ]
    last = len(titles) - 1
    return paper.write_list(
        target,
        title=t("unit_reports.paper.summary"),
        columns=[
            paper.ListColumn(title, width, "left" if place in (0, last) else "right")
            for place, (title, width) in enumerate(zip(titles, widths, strict=True))
        ],
        rows=[_cells(row, shown) for row in _in_order(found.rows)],
        totals=[t("unit_reports.paper.total"), *(_number(found.totals[name]) for name in shown), "", ""],
        filter_text=formats.full_day(day),
        note=counts_words(found),
        cut_off=found.as_of,
        signatures=tuple(t(f"unit_reports.paper.sign_{who}") for who in ("made", "checked", "leader")),
        **frame_of(read),
    )


def draw_chase(
    read: Read, target: Target, day: date, *, as_of: datetime | None = None, in_full: bool = False
) -> Printed:
    """Who has not reported, with whom to call, how often it was tried, and room to write what was said.

    `in_full` gives whole numbers to who may call the units, for the sheet that stays at the desk: it says on every page what for, and is
    put on record by `record_list` before anybody sees it.
    """
    require(read, Permission.PRINT)
    if in_full:
        require(read, Permission.FILE_REPORT)
    found = queries.day_view(read, day, as_of=as_of)
    missing = found.of(ReportState.MISSING)
    columns = (("unit", 52), ("contact", 24), ("phone", 36), ("calls", 30), ("said", 44))
    return paper.write_list(
        target,
        title=t("unit_reports.paper.chase"),
        columns=[paper.ListColumn(t(f"unit_reports.paper.{key}"), width) for key, width in columns],
        rows=[
            [
                row.name,
                row.contact or "",
                (row.phone or "") if in_full else masking.mask_phone(row.phone),
                wording.called(row) if row.calls else "",
                "",
            ]
            for row in missing
        ],
        purpose=t("unit_reports.paper.call_purpose") if in_full else "",
        filter_text=_GAP.join(
            (formats.full_day(day), t("unit_reports.paper.deadline", at=formats.clock(found.deadline)))
        ),
        note=counts_words(found),
        cut_off=found.as_of,
        signatures=(t("unit_reports.paper.sign_called"),),
        landscape=False,
        **frame_of(read, in_full=in_full),
    )


def draw_period(
    read: Read, target: Target, first: date, last: date, *, as_of: datetime | None = None
) -> Printed:
    """How the reports of a period came in and what they say, a chart with the numbers beside it."""
    from duty_desk.paper.figures import write_figures

    require(read, Permission.PRINT)
    at = as_of or read.at
    days = queries.series(read, first, last, as_of=at)
    return write_figures(
        target,
        title=t("unit_reports.paper.period"),
        parts=_parts(days),
        filter_text=formats.period(first, last),
        cut_off=at,
        landscape=True,
        signatures=tuple(t(f"unit_reports.paper.sign_{who}") for who in ("made", "checked")),
        **frame_of(read),
    )


def figures_shown(found: Day) -> tuple[str, ...]:
    """The columns of the sheet: those that came later only where a unit gave them."""
    return tuple(name for name in FIGURES if name not in _SELDOM or found.totals[name])


def counts_words(found: Day) -> str:
    """How many reported and how, in one line."""
    counts = found.counts
    return t(
        "unit_reports.paper.counts",
        due=found.due,
        received=found.received,
        zero=counts[ReportState.ZERO],
        late=counts[ReportState.LATE],
        missing=counts[ReportState.MISSING],
        exempt=counts[ReportState.EXEMPT],
    )


def may_call(read: Read) -> bool:
    """Whether the officer calls the units, and so prints the list of whom to call with whole numbers."""
    return may(read, Permission.FILE_REPORT)


def frame_of(read: Read, *, in_full: bool = False) -> dict[str, Any]:
    """Whose paper it is, who prints it when, and the mark of papers with numbers in full."""
    mark = paper.private_mark(read.officer.name, read.at) if in_full else None
    return {
        "office": str(settings.get(read, "office.name", "") or ""),
        "officer": read.officer.name,
        "printed_at": read.at,
        "watermark": paper.demo_mark() if settings.get(read, "office.demo", False) else mark,
    }


@requires(Permission.PRINT)
def record_summary(work: Work, day: date, destination: str) -> int:
    """Note that the sheet of a day was printed: with that it counts as handed on."""
    return printing.record(work, (SUBJECT, day.toordinal()), SUMMARY, destination)


@requires(Permission.PRINT)
def record_list(work: Work, name: str, rows: int, *, in_full: bool = False) -> None:
    """Note that the list of whom to call or the figures of a period were printed, and what whole numbers were for."""
    audit.record(
        work,
        action="unit_report.print",
        after={"list": name, "rows": rows, "in_full": in_full},
        reason=t("unit_reports.paper.call_purpose") if in_full else None,
    )


def is_handed_on(read: Read, day: date) -> bool:
    """Whether the sheet of a day was printed."""
    return printing.copies(read, (SUBJECT, day.toordinal()), SUMMARY) > 0


def _in_order(rows: Sequence[UnitDay]) -> list[UnitDay]:
    """As the office's list has them: a sheet is read unit by unit, not by what they have done."""
    return sorted(rows, key=lambda row: row.place)


def _cells(row: UnitDay, shown: Sequence[str]) -> list[str]:
    if row.report is None:
        return [row.name, *("" for _ in shown), "", t(f"unit_reports.state.{row.state.value}")]
    return [
        row.name,
        *(_number(row.figures[name]) for name in shown),
        formats.clock(row.at),
        wording.situation(row),
    ]


def _number(value: int | None) -> str:
    return "" if value is None else formats.number(value)


def _parts(days: Sequence[DayCount]) -> list[FigurePart]:
    from duty_desk.paper.chart import Series, day_labels
    from duty_desk.paper.figures import FigureChart, FigureTable

    labels = day_labels([day.day for day in days])
    counted = tuple(
        Series(t(f"unit_reports.paper.{name}"), tuple(float(getattr(day, name)) for day in days))
        for name in _CHARTED
    )
    watched = tuple(
        Series(t(f"unit_reports.figure.{name}"), tuple(float(day.totals[name] or 0) for day in days))
        for name in ("central", "home")
    )
    columns = [paper.ListColumn(t("unit_reports.paper.day"), 24)]
    columns += [paper.ListColumn(t(f"unit_reports.paper.{name}"), 16, "right") for name in _CHARTED]
    columns += [paper.ListColumn(t(f"unit_reports.short.{name}"), 16, "right") for name in _DAILY]
    rows = tuple(
        (
            formats.day(day.day),
            *(str(getattr(day, name)) for name in _CHARTED),
            *(_number(day.totals[name]) for name in _DAILY),
        )
        for day in days
    )
    unit = t("unit_reports.paper.units")
    return [
        FigureChart(t("unit_reports.paper.received"), labels, counted, unit=unit, height=62.0),
        FigureTable(t("unit_reports.paper.numbers"), tuple(columns), rows),
        FigureChart(
            t("unit_reports.paper.observed"),
            labels,
            watched,
            unit=t("unit_reports.paper.people"),
            height=62.0,
        ),
    ]
