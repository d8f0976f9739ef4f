"""The register of issue on paper and as a workbook, and the report of figures with its chart (product rule P9)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from db.vocabulary import PassKind
from duty_desk import audit, formats, paper, settings
from duty_desk.errors import InputError
from duty_desk.passes import figures, tokens
from duty_desk.passes.register_columns import RegisterColumn, columns_of, entries, paper_columns_of
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target
    from duty_desk.paper.writer import Progress


def draw_register(
    read: Read,
    target: Target,
    kind: PassKind,
    first: date | None = None,
    last: date | None = None,
    *,
    reveal: bool = False,
    purpose: str = "",
    progress: Progress | None = None,
) -> Printed:
    """The register of issue of a period as PDF, with the sums of the bulletin in its last row. Put it on record afterwards.

    Drawn from a reading, so that a long register keeps no desk from writing.
    """
    require(read, Permission.PRINT)
    _allow(read, reveal, purpose)
    columns = paper_columns_of(kind)
    return paper.write_list(
        target,
        title=register_title(kind),
        columns=[paper.ListColumn(t(column.title), column.width, _align(column)) for column in columns],
        rows=(
            [_said(column.value(entry)) for column in columns]
            for entry in entries(read, kind, first, last, reveal)
        ),
        filter_text=period_text(first, last),
        totals=[sums_text(read, kind, first, last)],
        signatures=tuple(t(f"passes.register.sign_{who}") for who in ("made", "checked", "leader")),
        cut_off=read.at,
        purpose=purpose.strip(),
        progress=progress,
        **frame_of(read, reveal),
    )


@requires(Permission.PRINT)
def print_register(
    work: Work,
    target: Target,
    kind: PassKind,
    first: date | None = None,
    last: date | None = None,
    *,
    reveal: bool = False,
    purpose: str = "",
    progress: Progress | None = None,
) -> Printed:
    """Draw the register of issue and put it on record."""
    printed = draw_register(
        work, target, kind, first, last, reveal=reveal, purpose=purpose, progress=progress
    )
    record_paper(work, "pass.print_register", kind, first, last, printed.rows, reveal, purpose)
    return printed


def write_register(
    read: Read,
    path: str | os.PathLike[str],
    kind: PassKind,
    first: date | None = None,
    last: date | None = None,
    *,
    reveal: bool = False,
    purpose: str = "",
    progress: Callable[[int], None] | None = None,
) -> int:
    """The register of issue of a period as a workbook; returns its rows. Put it on record afterwards."""
    from duty_desk.sheets.writing import OutColumn, write_table

    require(read, Permission.EXPORT)
    _allow(read, reveal, purpose)
    columns = columns_of(kind)
    lines = [
        str(settings.get(read, "office.name", "") or ""),
        period_text(first, last),
        t("passes.register.cut_off", moment=formats.full_moment(read.at), officer=read.officer.name),
        t("exporting.purpose", purpose=purpose.strip()) if purpose.strip() else "",
        sums_text(read, kind, first, last),
    ]
    return write_table(
        path,
        title=register_title(kind),
        subtitle=[line for line in lines if line],
        columns=[
            OutColumn(
                t(column.title), column.kind, column.characters or round(column.width / 2, 1), _align(column)
            )
            for column in columns
        ],
        rows=(
            [column.value(entry) for column in columns] for entry in entries(read, kind, first, last, reveal)
        ),
        progress=progress,
    )


@requires(Permission.EXPORT)
def export_register(
    work: Work,
    path: str | os.PathLike[str],
    kind: PassKind,
    first: date | None = None,
    last: date | None = None,
    *,
    reveal: bool = False,
    purpose: str = "",
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the register of issue as a workbook and put it on record; returns its rows."""
    rows = write_register(work, path, kind, first, last, reveal=reveal, purpose=purpose, progress=progress)
    record_paper(work, "pass.export_register", kind, first, last, rows, reveal, purpose)
    return rows


def draw_figures(read: Read, target: Target, kinds: Sequence[PassKind], found: figures.Figures) -> Printed:
    """The figures of a period with their chart, numbers beside it. Put it on record afterwards."""
    from duty_desk.paper.figures import write_figures
    from duty_desk.passes.figure_report import parts_of

    require(read, Permission.PRINT)
    return write_figures(
        target,
        title=t("passes.figures.title"),
        parts=parts_of(found),
        filter_text=_scope(kinds, found.first, found.last),
        signatures=tuple(t(f"passes.register.sign_{who}") for who in ("made", "checked", "leader")),
        cut_off=read.at,
        **frame_of(read, False),
    )


@requires(Permission.PRINT)
def print_figures(
    work: Work,
    target: Target,
    kinds: Sequence[PassKind],
    first: date | None = None,
    last: date | None = None,
) -> Printed | None:
    """Draw the figures of a period and put them on record; None when nothing was issued."""
    found = figures.period_figures(work, kinds, first, last)
    if found is None:
        return None
    printed = draw_figures(work, target, kinds, found)
    record_paper(work, "pass.print_figures", None, found.first, found.last, found.total, False, "")
    return printed


def write_figures(
    read: Read, path: str | os.PathLike[str], kinds: Sequence[PassKind], found: figures.Figures
) -> int:
    """The figures of a period as a workbook, a row for each day; returns its rows. Put it on record afterwards."""
    from duty_desk.sheets.writing import OutColumn, write_table

    require(read, Permission.EXPORT)
    groups = list(found.by_group)
    columns = [
        OutColumn(t("passes.figures.day"), "date", 12),
        OutColumn(t("passes.figures.weekday"), "text", 9),
        *(OutColumn(group, "number", 18, "right") for group in groups),
        OutColumn(t("passes.figures.sum"), "number", 10, "right"),
    ]
    totals: dict[int, Any] = {0: t("passes.figures.total"), len(groups) + 2: found.total}
    totals |= dict(enumerate(found.by_group.values(), 2))
    lines = [
        str(settings.get(read, "office.name", "") or ""),
        _scope(kinds, found.first, found.last),
        t("passes.register.cut_off", moment=formats.full_moment(read.at), officer=read.officer.name),
    ]
    return write_table(
        path,
        title=t("passes.figures.title"),
        subtitle=[line for line in lines if line],
        columns=columns,
        rows=(
            [
                day,
                formats.weekday(day),
                *(found.by_day_and_group[day].get(group, 0) for group in groups),
                found.by_day[day],
            ]
            for day in found.days
        ),
        totals=totals,
    )


def register_title(kind: PassKind) -> str:
    """What the register of a kind is called."""
    return t("passes.register.title", kind=t(f"passes.kind.{kind.value}"))


def period_text(first: date | None, last: date | None) -> str:
    """A period as papers say it, with its year."""
    if first is None or last is None:
        return t("passes.register.all")
    if first == last:
        return formats.full_day(first)
    return t("passes.register.period", first=formats.full_day(first), last=formats.full_day(last))


def sums_text(read: Read, kind: PassKind, first: date | None, last: date | None) -> str:
    """How many passes a register holds, by the lines of the bulletin."""
    found = figures.period_figures(read, [kind], first, last)
    if found is None:
        return t("passes.register.none")
    parts = [f"{group} {formats.number(n)}" for group, n in found.by_group.items()]
    said = t("passes.register.total", count=formats.number(found.total))
    return (
        said
        if len(parts) < 2
        else said + t("passes.register.of_which", parts=t("passes.list_mark").join(parts))
    )


def _scope(kinds: Sequence[PassKind], first: date, last: date) -> str:
    """Which kinds of pass, and of which days."""
    names = t("passes.list_mark").join(t(f"passes.kind.{kind.value}") for kind in kinds)
    return f"{names}\N{IDEOGRAPHIC SPACE}{period_text(first, last)}"


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    return "" if value is None else str(value)


def _align(column: RegisterColumn) -> Any:
    return "right" if column.kind == "number" else "left"


def _allow(read: Read, reveal: bool, purpose: str) -> None:
    """Numbers in full leave the office only with a right and a reason."""
    if reveal:
        require(read, Permission.EXPORT_UNMASKED)
        if not purpose.strip():
            raise InputError("purpose", "passes.error.why_missing")


def frame_of(read: Read, reveal: bool) -> dict[str, Any]:
    """Who prints what office's paper when, with its watermark and the anchor of the audit chain."""
    return {
        "office": str(settings.get(read, "office.name", "") or ""),
        "officer": read.officer.name,
        "printed_at": read.at,
        "watermark": _watermark(read, reveal),
        "sheet_number": audit.anchor(read),
    }


def _watermark(read: Read, reveal: bool) -> str | None:
    if tokens.is_demo(read):
        return paper.demo_mark()
    return paper.private_mark(read.officer.name, read.at) if reveal else None


def record_paper(
    work: Work,
    action: str,
    kind: PassKind | None,
    first: date | None,
    last: date | None,
    rows: int,
    reveal: bool,
    purpose: str,
) -> None:
    """Note in the audit chain that a list left the office."""
    audit.record(
        work,
        action=action,
        after={"kind": kind, "first": first, "last": last, "rows": rows, "in_full": reveal},
        reason=purpose.strip() or None,
    )
