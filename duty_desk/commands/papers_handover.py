"""Papers of hand-over and incidents on the command line, by the number on them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from db.models import Handover, Incident
from duty_desk import numbering
from duty_desk.errors import InputError
from duty_desk.strings import t
from duty_desk.work import Work


def _handovers(work: Work, options: argparse.Namespace) -> None:
    """Hand-overs that were done, the latest where none is named."""
    from duty_desk import paper
    from duty_desk.handover import papers, records

    found = _ids(work, options.numbers, "handover", Handover) or list(records.list_recent(work, 1))
    if not found:
        raise InputError("number", "cli.error.no_numbers")
    sheets = [sheet for one in found for sheet in papers.handover_sheet(work, one)]
    paper.write_layouts(options.file, t("handover.sheet.title"), sheets)
    for one in found:
        papers.record_sheet(work, one, "PDF")


def _incidents(work: Work, options: argparse.Namespace) -> None:
    from duty_desk import paper
    from duty_desk.incidents import papers

    found = _ids(work, options.numbers, "incident", Incident)
    if not found:
        raise InputError("number", "cli.error.no_numbers")
    sheets = [sheet for one in found for sheet in papers.incident_sheet(work, one)]
    paper.write_layouts(options.file, t("incidents.sheet.title"), sheets)
    for one in found:
        papers.record_sheet(work, one, "PDF")


def _ids(work: Work, numbers: list[str], series: str, model: Any) -> list[int]:
    found: list[int] = []
    for typed in numbers:
        number = numbering.parse(work, series, typed)
        text = number.text if number is not None else typed
        one = work.session.scalar(select(model.id).where(model.number == text))
        if one is None:
            raise InputError("number", "cli.error.not_there", number=typed)
        found.append(int(one))
    return found


PAPERS: Mapping[str, Callable[[Work, argparse.Namespace], None]] = MappingProxyType(
    {"handover": _handovers, "incident": _incidents}
)
