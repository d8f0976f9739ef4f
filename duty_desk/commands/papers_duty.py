"""Papers of the duty office on the command line: page of a shift, work orders, sheets of rounds, telephone list."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from types import MappingProxyType

from db.vocabulary import Shift
from duty_desk.errors import InputError
from duty_desk.strings import t
from duty_desk.work import Work


def _page(work: Work, options: argparse.Namespace) -> None:
    """The shift that runs; with a day the day shift of that day, with `night` after it the night shift."""
    from duty_desk import duty
    from duty_desk.duty import papers_log

    words = [word.lower() for word in options.numbers]
    if unknown := [word for word in words if word not in (Shift.DAY, Shift.NIGHT)]:
        raise InputError("number", "cli.error.not_there", number=unknown[0])
    span = duty.span_at(work, work.at)
    if options.first or words:
        shift = Shift(words[0]) if words else Shift.DAY
        span = duty.span_of(work, options.first or work.at.date(), shift)
    papers_log.print_page(work, options.file, span)


def _orders(work: Work, options: argparse.Namespace) -> None:
    from duty_desk import paper
    from duty_desk.duty import papers_repair, repair_rows

    if not options.numbers:
        raise InputError("number", "cli.error.no_numbers")
    ids: list[int] = []
    for number in options.numbers:
        found = repair_rows.find_repair(work, number)
        if found is None:
            raise InputError("number", "cli.error.not_there", number=number)
        ids.append(found)
    sheets = [papers_repair.work_order(work, repair) for repair in ids]
    paper.write_layouts(options.file, t("duty_repairs.paper.title"), sheets)
    for repair in ids:
        papers_repair.record_order(work, repair, "PDF")


def _patrol(work: Work, options: argparse.Namespace) -> None:
    """The empty sheet of a route."""
    from duty_desk.duty import papers_patrol

    if len(options.numbers) != 1:
        raise InputError("number", "cli.error.no_numbers")
    (route,) = options.numbers
    printed = papers_patrol.draw_blank(work, options.file, route)
    papers_patrol.record_sheet(work, route, rows=printed.rows)


def _phones(work: Work, options: argparse.Namespace) -> None:
    from duty_desk import paper
    from duty_desk.duty import papers_phones

    sheet = papers_phones.phone_list(work)
    paper.write_layouts(options.file, t("duty_references.paper.title"), [sheet])
    papers_phones.record_list(work)


PAPERS: Mapping[str, Callable[[Work, argparse.Namespace], None]] = MappingProxyType(
    {
        "log-page": _page,
        "work-order": _orders,
        "patrol-sheet": _patrol,
        "phone-list": _phones,
    }
)
