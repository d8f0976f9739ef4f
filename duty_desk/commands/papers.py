"""Papers as PDF: cards of passes, registers, figures, the lists for a power cut, what passed the gates and who is inside."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from duty_desk.commands import papers_disinfection, papers_duty, papers_handover, papers_reports, papers_units
from duty_desk.commands.access import opened
from duty_desk.errors import InputError
from duty_desk.strings import t
from duty_desk.work import Work


def add_commands(commands: Any) -> None:
    """print, report."""
    paper = commands.add_parser("print", help=t("cli.help.print"))
    paper.add_argument("paper", choices=tuple(_PAPERS), help=t("cli.help.paper"))
    paper.add_argument("file", type=Path, metavar="FILE.pdf")
    paper.add_argument("numbers", nargs="*", metavar="NUMBER", help=t("cli.help.numbers"))
    paper.add_argument("--kind", default="temporary", help=t("cli.help.kind"))
    paper.add_argument("--form", default="a6", help=t("cli.help.form"))
    paper.add_argument(
        "--from",
        dest="first",
        type=date.fromisoformat,
        metavar="DATE",
        help=t("cli.help.first"),
    )
    paper.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE", help=t("cli.help.last"))
    paper.set_defaults(run=_print)
    report = commands.add_parser("report", help=t("cli.help.report"))
    report.add_argument("file", type=Path, metavar="FILE.pdf")
    report.add_argument(
        "--from",
        dest="first",
        type=date.fromisoformat,
        metavar="DATE",
        help=t("cli.help.first"),
    )
    report.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE", help=t("cli.help.last"))
    report.set_defaults(run=_print, paper="figures")


def _print(options: argparse.Namespace) -> int:
    with opened(options) as desk, desk.work() as work:
        _PAPERS[options.paper](work, options)
    print(t("cli.printed", file=options.file))
    return 0


def _cards(work: Work, options: argparse.Namespace) -> None:
    from duty_desk import passes
    from duty_desk.passes import papers

    if options.form not in papers.FORMS:
        raise InputError("form", "cli.error.no_form", forms=", ".join(papers.FORMS))
    ids: list[int] = []
    for number in options.numbers:
        found = passes.find_by_number(work, number)
        if found is None:
            raise InputError("number", "cli.error.no_pass", number=number)
        ids.append(found)
    if not ids:
        raise InputError("number", "cli.error.no_numbers")
    papers.give_codes(work, ids)
    options.file.write_bytes(papers.draw(papers.cards_to_print(work, ids), options.form))
    papers.record_prints(work, ids, options.form, "PDF")


def _register(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.passes import registers

    registers.print_register(work, options.file, _kind(options), options.first, options.last)


def _figures(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.passes import PassKind, registers

    kinds = (PassKind.TEMPORARY, PassKind.MATERIAL)
    if registers.print_figures(work, options.file, kinds, options.first, options.last) is None:
        raise InputError("from", "cli.error.nothing_issued")


def _valid(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.passes import outage

    outage.print_valid(work, options.file)


def _revoked(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.passes import outage

    outage.print_revoked(work, options.file)


def _log(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.gate import papers

    today = work.at.date()
    papers.print_log(work, options.file, options.first or options.last or today, options.last or today)


def _inside(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.gate import papers

    papers.print_inside(work, options.file)


def _gate_card(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.gate import quick_card

    options.file.write_bytes(quick_card.draw(work))


def _recovery_sheet(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.backup import recovery_sheet

    options.file.write_bytes(recovery_sheet.draw(work))


def _stay_paper(work: Work, options: argparse.Namespace) -> None:
    """A paper of each stay that is named by its number."""
    from duty_desk.isolation import papers

    make, form = {
        "notice": (papers.notice, papers.NOTICE),
        "release": (papers.release_notice, papers.RELEASE),
        "monitor": (papers.monitor_sheet, papers.MONITOR),
    }[options.paper]
    stays: list[int] = []
    for number in options.numbers:
        found = papers.find_by_number(work, number)
        if found is None:
            raise InputError("number", "cli.error.no_stay", number=number)
        stays.append(found)
    if not stays:
        raise InputError("number", "cli.error.no_numbers")
    options.file.write_bytes(
        papers.draw([page for stay in stays for page in make(work, stay)], options.paper)
    )
    for stay in stays:
        papers.record_print(work, stay, form, "PDF")


def _site_list(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.isolation import papers

    papers.print_list(work, options.file, options.paper, day=options.last)


def _rooms(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.isolation import papers

    layouts = papers.board(work)
    options.file.write_bytes(papers.draw(layouts, "rooms"))
    papers.record_list(work, "board", len(layouts))


def _roster(work: Work, options: argparse.Namespace) -> None:
    """The month of a day, today's when none is given."""
    from duty_desk.roster import papers

    first = (options.first or work.at.date()).replace(day=1)
    papers.print_month(work, options.file, first, as_calendar=options.paper == "roster_weeks")


def _kind(options: argparse.Namespace) -> Any:
    from duty_desk.passes import PassKind

    try:
        return PassKind(options.kind)
    except ValueError as error:
        raise InputError("kind", "cli.error.no_kind", kinds=", ".join(PassKind)) from error


_PAPERS: dict[str, Callable[[Work, argparse.Namespace], None]] = {
    "cards": _cards,
    "register": _register,
    "figures": _figures,
    "valid": _valid,
    "revoked": _revoked,
    "log": _log,
    "inside": _inside,
    "gate-card": _gate_card,
    "recovery-sheet": _recovery_sheet,
    **papers_disinfection.PAPERS,
    **papers_duty.PAPERS,
    **papers_handover.PAPERS,
    **papers_reports.PAPERS,
    **papers_units.PAPERS,
    "notice": _stay_paper,
    "release": _stay_paper,
    "monitor": _stay_paper,
    "doors": _site_list,
    "kitchen": _site_list,
    "corridor": _site_list,
    "observed": _site_list,
    "rooms": _rooms,
    "roster": _roster,
    "roster_weeks": _roster,
}
