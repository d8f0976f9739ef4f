"""What the figures of passes need from the office: counts read and pictures drawn, all of it beside the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from duty_desk import passes
from duty_desk.passes import Figures, PassKind
from duty_desk.passes.figure_report import Columns, columns_of
from duty_desk.strings import t

if TYPE_CHECKING:
    from duty_desk.desk import Desk

PEOPLE = (PassKind.TEMPORARY, PassKind.MATERIAL)
BOTH = "both"


@dataclass(frozen=True, slots=True)
class Series:
    """Something to count: one kind of pass, or the two whose sum the bulletin gives."""

    key: str
    label: str
    kinds: tuple[PassKind, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of a series and period as they are shown. `words` are the short names of the bulletin's lines."""

    series: tuple[Series, ...]
    figures: Figures | None
    columns: Columns | None
    words: Mapping[str, str]


def kinds_of(key: str) -> tuple[PassKind, ...]:
    """The kinds that a series counts."""
    return PEOPLE if key == BOTH else (PassKind(key),)


def read_figures(desk: Desk, key: str, first: date | None, last: date | None) -> Found:
    """Count the passes of a series issued in a period."""
    with desk.read() as read:
        counts = passes.count_kinds(read)
        figures = passes.period_figures(read, kinds_of(key), first, last)
        words = dict(passes.list_groups(read))
    return Found(_series(counts, key), figures, columns_of(figures) if figures else None, words)


def draw_report(desk: Desk, key: str, first: date | None, last: date | None) -> bytes | None:
    """The report of figures as a PDF, put on record; None when nothing was issued."""
    from duty_desk.passes import registers

    kinds = kinds_of(key)
    target = BytesIO()
    with desk.read() as read:
        figures = passes.period_figures(read, kinds, first, last)
        if figures is None:
            return None
        registers.draw_figures(read, target, kinds, figures)
    with desk.work() as work:
        registers.record_paper(
            work, "pass.print_figures", None, figures.first, figures.last, figures.total, False, ""
        )
    return target.getvalue()


def save_workbook(desk: Desk, path: Path, key: str, first: date | None, last: date | None) -> int:
    """The figures as a workbook, put on record; returns its rows."""
    from duty_desk.passes import registers

    kinds = kinds_of(key)
    with desk.read() as read:
        figures = passes.period_figures(read, kinds, first, last)
        if figures is None:
            return 0
        rows = registers.write_figures(read, path, kinds, figures)
    with desk.work() as work:
        registers.record_paper(
            work, "pass.export_figures", None, figures.first, figures.last, rows, False, ""
        )
    return rows


def _series(counts: Mapping[PassKind, int], chosen: str) -> tuple[Series, ...]:
    found = [
        Series(kind.value, t(f"passes.kind.{kind.value}"), (kind,), counts.get(kind, 0))
        for kind in PassKind
        if counts.get(kind) or kind.value == chosen or kind is PassKind.TEMPORARY
    ]
    if all(counts.get(kind) for kind in PEOPLE) or chosen == BOTH:
        both = Series(BOTH, t("passes_figures.both"), PEOPLE, sum(counts.get(kind, 0) for kind in PEOPLE))
        place = sum(one.kinds[0] in PEOPLE for one in found)
        found.insert(place, both)
    return tuple(found)


def equation(found: Sequence[tuple[str, str]]) -> str:
    """The lines of the bulletin as the terms of a sum."""
    terms = [t("passes_figures.term", name=name, count=count) for name, count in found]
    return t("passes_figures.equals") + t("passes_figures.plus").join(terms)
