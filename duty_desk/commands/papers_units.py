"""Papers of the units' daily reports and of bookings on the command line, for jobs by the clock."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from duty_desk.errors import InputError
from duty_desk.work import Work

_TWO_WEEKS = timedelta(days=13)


def _summary(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.unit_reports import papers

    day = _report_day(work, options)
    papers.draw_summary(work, options.file, day)
    papers.record_summary(work, day, "PDF")


def _chase(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.unit_reports import papers

    # With numbers shortened: a file made by the clock lies about until somebody comes.
    printed = papers.draw_chase(work, options.file, _report_day(work, options))
    papers.record_list(work, "chase", printed.rows)


def _period(work: Work, options: argparse.Namespace) -> None:
    from duty_desk import unit_reports
    from duty_desk.unit_reports import papers

    last = options.last or unit_reports.today(work)
    printed = papers.draw_period(work, options.file, options.first or last - _TWO_WEEKS, last)
    papers.record_list(work, "period", printed.rows)


def _bookings(work: Work, options: argparse.Namespace) -> None:
    """The list of one facility, named as it is called."""
    from duty_desk import bookings
    from duty_desk.bookings import FacilityKind, papers

    if len(options.numbers) != 1:
        raise InputError("number", "cli.error.no_numbers")
    known = {row.name: row for row in bookings.list_facilities(work)}
    row = known.get(options.numbers[0])
    if row is None:
        raise InputError("number", "cli.error.not_there", number=options.numbers[0])
    day = _day(work, options)
    papers.draw(work, options.file, row.id, day)
    form = papers.KITCHEN if row.kind is FacilityKind.ORDER else papers.DOOR
    papers.record_print(work, row.id, day, form, "PDF")


def _orders(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.bookings import papers

    day = _day(work, options)
    papers.draw_totals(work, options.file, day)
    papers.record_print(work, papers.ALL, day, papers.KITCHEN, "PDF")


def _day(work: Work, options: argparse.Namespace) -> date:
    return options.first or options.last or work.at.date()


def _report_day(work: Work, options: argparse.Namespace) -> date:
    from duty_desk import unit_reports

    return options.first or options.last or unit_reports.today(work)


PAPERS: Mapping[str, Callable[[Work, argparse.Namespace], None]] = MappingProxyType(
    {
        "unit-reports": _summary,
        "unit-chase": _chase,
        "unit-period": _period,
        "bookings": _bookings,
        "orders": _orders,
    }
)
