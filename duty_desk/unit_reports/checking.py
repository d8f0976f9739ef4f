"""Proves that the daily reports fit together (I-12): no edition is missing, and none says of itself what its figures do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from db.models import Unit, UnitReport
from duty_desk import formats
from duty_desk.unit_reports.rules import NEWS
from duty_desk.work import Read

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything about reports that does not fit; whether they say what their figures do is looked at in full only."""
    yield from _named(read, _holes(), "report_hole")
    yield from _named(read, _late_otherwise(), "report_late_differs")
    if full:
        yield from _named(read, _no_zero(), "report_zero_differs")


def _holes() -> Any:
    """An edition is missing: somebody took it out."""
    return (
        select(Unit.name, UnitReport.day)
        .join(Unit, Unit.id == UnitReport.unit_id)
        .group_by(Unit.name, UnitReport.day)
        .having(func.count() != func.max(UnitReport.edition))
    )


def _late_otherwise() -> Any:
    """A correction does not change whether the report came in time."""
    first = aliased(UnitReport)
    return (
        select(Unit.name, UnitReport.day)
        .join(Unit, Unit.id == UnitReport.unit_id)
        .join(
            first,
            (first.unit_id == UnitReport.unit_id) & (first.day == UnitReport.day) & (first.edition == 1),
        )
        .where(UnitReport.edition > 1, UnitReport.is_late.is_distinct_from(first.is_late))
    )


def _no_zero() -> Any:
    """A report of zeros with a figure that is not."""
    said = or_(*(getattr(UnitReport, name) > 0 for name in NEWS))
    return (
        select(Unit.name, UnitReport.day)
        .join(Unit, Unit.id == UnitReport.unit_id)
        .where(UnitReport.is_zero, said)
    )


def _named(read: Read, query: Any, code: str) -> Iterator[Problem]:
    found: list[Any] = list(read.session.execute(query.limit(_EXAMPLES)))
    if found:
        examples = "\N{IDEOGRAPHIC SPACE}".join(f"{name} {formats.day(day)}" for name, day in found)
        yield Problem("I-12", code, {"examples": examples})
