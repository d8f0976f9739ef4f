"""Papers of reports on the command line: the bulletin, the daily sheet, the chart of a period."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from types import MappingProxyType

from duty_desk.errors import InputError
from duty_desk.work import Work

USUAL_DAYS = 26


def _bulletin(work: Work, options: argparse.Namespace) -> None:
    """The issue that is named (20, or 2020-20), otherwise the draft or the newest issue."""
    from duty_desk.reports import bulletin_papers, bulletin_rows

    if len(options.numbers) > 1:
        raise InputError("number", "cli.error.one_bulletin")
    if options.numbers:
        found = bulletin_rows.find_bulletin(work, options.numbers[0])
    else:
        found = bulletin_rows.current_draft(work) or bulletin_rows.last_issued(work)
    if found is None:
        raise InputError("number", "cli.error.not_there", number=" ".join(options.numbers) or "-")
    options.file.write_bytes(bulletin_papers.draw(work, found))
    if not bulletin_rows.get_bulletin(work, found).is_draft:
        bulletin_papers.record_print(work, found, "PDF")


def _daily(work: Work, options: argparse.Namespace) -> None:
    """As of now, or of the end of a day."""
    from duty_desk.reports import daily, daily_paper

    cutoff = None
    if options.last is not None and options.last < work.at.date():
        cutoff = datetime.combine(options.last + timedelta(days=1), time()) - timedelta(minutes=1)
    found = daily.sheet(work, cutoff)
    options.file.write_bytes(daily_paper.draw(work, found))
    daily.record_print(work, found, "PDF")


def _chart(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.reports import period, period_papers

    kind = options.numbers[0] if options.numbers else period.KINDS[0]
    if kind not in period.KINDS:
        raise InputError("number", "cli.error.no_chart", kinds=", ".join(period.KINDS))
    last = options.last or work.at.date()
    first = options.first or last - timedelta(days=USUAL_DAYS - 1)
    chart = period.chart(work, kind, first, last)
    with options.file.open("wb") as target:
        period_papers.draw(work, target, chart)
    period_papers.record_print(work, chart)


PAPERS: Mapping[str, Callable[[Work, argparse.Namespace], None]] = MappingProxyType(
    {"bulletin": _bulletin, "daily": _daily, "chart": _chart}
)
