"""Papers of disinfection on the command line: records of a week, door sheets, ways of teams, labels, records of rooms."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from duty_desk.errors import InputError
from duty_desk.strings import t
from duty_desk.work import Work


def _week(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.disinfection import papers

    areas = _areas(work, options)
    if len(areas) > 1:
        raise InputError("number", "cli.error.one_area")
    papers.print_week(work, options.file, _day(work, options), area=areas[0] if areas else None)


def _door(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.disinfection import papers

    areas = _areas(work, options)
    if not areas:
        raise InputError("number", "cli.error.no_numbers")
    papers.print_doors(work, options.file, _day(work, options), areas)


def _route(work: Work, options: argparse.Namespace) -> None:
    from duty_desk.disinfection import papers

    if len(options.numbers) > 1:
        raise InputError("number", "cli.error.one_team")
    papers.print_routes(
        work, options.file, _day(work, options), team=options.numbers[0] if options.numbers else None
    )


def _label(work: Work, options: argparse.Namespace) -> None:
    from duty_desk import paper
    from duty_desk.disinfection import papers

    found = [(number, papers.find_mix(work, number)) for number in options.numbers]
    ids = _known(found)
    paper.write_layouts(
        options.file, t("disinfection_papers.title.label"), [papers.mix_label(work, mix) for mix in ids]
    )
    for mix in ids:
        papers.record_label(work, mix, "PDF")


def _terminal(work: Work, options: argparse.Namespace) -> None:
    from duty_desk import paper
    from duty_desk.disinfection import papers

    ids = _known([(room, papers.find_terminal(work, room)) for room in options.numbers])
    layouts = [page for record in ids for page in papers.terminal_sheet(work, record)]
    paper.write_layouts(options.file, t("disinfection_papers.title.terminal"), layouts)
    for record in ids:
        papers.record_terminal(work, record, "PDF")


def _areas(work: Work, options: argparse.Namespace) -> list[int]:
    from duty_desk.disinfection import papers

    return (
        _known([(code, papers.find_area(work, code)) for code in options.numbers]) if options.numbers else []
    )


def _known(found: list[tuple[str, int | None]]) -> list[int]:
    """The identifiers. Raises InputError for the first that is not there, or when none was named."""
    if not found:
        raise InputError("number", "cli.error.no_numbers")
    ids: list[int] = []
    for name, identity in found:
        if identity is None:
            raise InputError("number", "cli.error.not_there", number=name)
        ids.append(identity)
    return ids


def _day(work: Work, options: argparse.Namespace) -> date:
    return options.first or options.last or work.at.date()


PAPERS: Mapping[str, Callable[[Work, argparse.Namespace], None]] = MappingProxyType(
    {
        "disinfection-week": _week,
        "disinfection-door": _door,
        "disinfection-route": _route,
        "mix-label": _label,
        "terminal-record": _terminal,
    }
)
