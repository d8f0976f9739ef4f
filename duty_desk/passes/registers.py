"""The register of issue on paper and as a workbook, and the report of figures with its chart (product rule P9)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from db.vocabulary import PassKind
from duty_desk import audit, formats, paper, settings
from duty_desk.passes import figures, tokens
from duty_desk.passes.register_columns import RegisterColumn, columns_of, entries
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target
    from duty_desk.paper.writer import Progress


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
    """The register of issue of a period as PDF, with the sums of the bulletin in its last row."""
    columns = columns_of(kind)
    _allow(work, reveal)
    printed = paper.write_list(
        target,
        title=t("passes.register.title", kind=t(f"passes.kind.{kind.value}")),
        columns=[paper.ListColumn(t(column.title), column.width, _align(column)) for column in columns],
        rows=(
            [_said(column.value(entry)) for column in columns]
            for entry in entries(work, kind, first, last, reveal)
        ),
        filter_text=period_text(first, last),
        totals=[_sums(work, kind, first, last), *([""] * (len(columns) - 1))],
        signatures=tuple(t(f"passes.register.sign_{who}") for who in ("made", "checked", "leader")),
        cut_off=work.at,
        progress=progress,
        **frame_of(work, reveal),
    )
    record_paper(work, "pass.print_register", kind, first, last, printed.rows, reveal, purpose)
    return printed


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
    """The register of issue of a period as a workbook; returns its rows."""
    from duty_desk.sheets.writing import OutColumn, write_table

    columns = columns_of(kind)
    _allow(work, reveal)
    lines = [
        str(settings.get(work, "office.name", "") or ""),
        period_text(first, last),
        t("passes.register.cut_off", moment=formats.full_moment(work.at), officer=work.officer.name),
        _sums(work, kind, first, last),
    ]
    rows = write_table(
        path,
        title=t("passes.register.title", kind=t(f"passes.kind.{kind.value}")),
        subtitle=[line for line in lines if line],
        columns=[
            OutColumn(t(column.title), column.kind, round(column.width / 2, 1), _align(column))
            for column in columns
        ],
        rows=(
            [column.value(entry) for column in columns] for entry in entries(work, kind, first, last, reveal)
        ),
        progress=progress,
    )
    record_paper(work, "pass.export_register", kind, first, last, rows, reveal, purpose)
    return rows


@requires(Permission.PRINT)
def print_figures(
    work: Work,
    target: Target,
    kinds: Sequence[PassKind],
    first: date | None = None,
    last: date | None = None,
) -> Printed | None:
    """The figures of a period with their chart, numbers beside it; None when nothing was issued."""
    from duty_desk.paper.figures import write_figures
    from duty_desk.passes.figure_report import parts_of

    found = figures.period_figures(work, kinds, first, last)
    if found is None:
        return None
    printed = write_figures(
        target,
        title=t("passes.figures.title"),
        parts=parts_of(found),
        filter_text=t("passes.list_mark").join(t(f"passes.kind.{kind.value}") for kind in kinds)
        + "\N{IDEOGRAPHIC SPACE}"
        + period_text(found.first, found.last),
        cut_off=work.at,
        **frame_of(work, False),
    )
    record_paper(work, "pass.print_figures", None, found.first, found.last, found.total, False, "")
    return printed


def period_text(first: date | None, last: date | None) -> str:
    """A period as papers say it, with its year."""
    if first is None or last is None:
        return t("passes.register.all")
    if first == last:
        return formats.full_day(first)
    return t("passes.register.period", first=formats.full_day(first), last=formats.full_day(last))


def _sums(read: Read, kind: PassKind, first: date | None, last: date | None) -> str:
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


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    return "" if value is None else str(value)


def _align(column: RegisterColumn) -> Any:
    return "right" if column.kind == "number" else "left"


def _allow(work: Work, reveal: bool) -> None:
    if reveal:
        require(work, Permission.EXPORT_UNMASKED)


def frame_of(work: Work, reveal: bool) -> dict[str, Any]:
    """Who prints what office's paper when, with its watermark and the anchor of the audit chain."""
    return {
        "office": str(settings.get(work, "office.name", "") or ""),
        "officer": work.officer.name,
        "printed_at": work.at,
        "watermark": _watermark(work, reveal),
        "sheet_number": audit.anchor(work),
    }


def _watermark(work: Work, reveal: bool) -> str | None:
    if tokens.is_demo(work):
        return paper.demo_mark()
    return paper.private_mark(work.officer.name, work.at) if reveal else None


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
