"""Takes exactly what a list shows to a workbook or to paper: its columns, filter, order, sums and cut-off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duty_desk import audit, ledger, paper, settings
from duty_desk.ledger import Column, Ledger, Request
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import has, t
from duty_desk.work import Read, Work

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be taken out: `columns` are those on the screen, in their order; `reveal` gives numbers in full."""

    ledger: Ledger
    request: Request
    columns: tuple[Column, ...]
    reveal: bool = False
    purpose: str = ""


@requires(Permission.EXPORT)
def write_excel(work: Work, shown: Shown, path: Path, progress: Progress | None = None) -> int:
    """Write a workbook; returns the number of rows. Recorded, and in full only for those who may."""
    from duty_desk.sheets.ledgers import write_ledger

    _allow(work, shown)
    total = ledger.count(shown.ledger, work, shown.request)
    parts = [
        str(settings.get(work, "office.name", "")),
        _filter_text(work, shown),
        t("exporting.made_by", name=work.officer.name),
        t("exporting.purpose", purpose=shown.purpose) if shown.purpose else "",
    ]
    rows = write_ledger(
        path,
        shown.ledger,
        work,
        shown.request,
        filter_text="\N{IDEOGRAPHIC SPACE}".join(part for part in parts if part),
        columns=shown.columns,
        reveal=shown.reveal,
        progress=(lambda done: progress(done, total)) if progress is not None else None,
    )
    _record(work, shown, "excel", rows)
    return rows


@requires(Permission.EXPORT)
def write_pdf(
    work: Work, shown: Shown, path: Path, progress: Progress | None = None, *, demo: bool = False
) -> int:
    """Write a register as PDF; returns the number of rows."""
    _allow(work, shown)
    rows = ledger.count(shown.ledger, work, shown.request)
    paper.write_list(
        path,
        title=t(shown.ledger.title),
        office=str(settings.get(work, "office.name", "")),
        columns=[
            paper.ListColumn(t(column.title), column.width, "right" if column.align == "right" else "left")
            for column in shown.columns
        ],
        rows=(
            [ledger.cell_text(column, row, reveal=shown.reveal) for column in shown.columns]
            for row in _counted(work, shown, rows, progress)
        ),
        officer=work.officer.name,
        printed_at=work.at,
        cut_off=work.at,
        filter_text=_filter_text(work, shown),
        totals=_total_cells(work, shown, rows),
        watermark=_watermark(work, shown, demo),
    )
    _record(work, shown, "pdf", rows)
    return rows


def _counted(read: Read, shown: Shown, total: int, progress: Progress | None) -> Iterator[Any]:
    for number, row in enumerate(ledger.iterate(shown.ledger, read, shown.request), 1):
        if progress is not None and number % 200 == 0:
            progress(number, total)
        yield row


def _allow(work: Work, shown: Shown) -> None:
    if shown.reveal:
        require(work, Permission.EXPORT_UNMASKED)


def _filter_text(read: Read, shown: Shown) -> str:
    return shown.ledger.describe(read, shown.request) if shown.ledger.describe is not None else ""


def _totals(read: Read, shown: Shown) -> Sequence[tuple[str, str]]:
    if shown.ledger.totals is None:
        return ()
    return tuple((_words(total.title), total.text) for total in shown.ledger.totals(read, shown.request))


def _total_cells(read: Read, shown: Shown, rows: int) -> list[str]:
    parts = [t("exporting.count", count=f"{rows:,}")]
    parts += [f"{title} {text}" for title, text in _totals(read, shown)]
    return ["\N{IDEOGRAPHIC SPACE}".join(parts), *([""] * (len(shown.columns) - 1))]


def _words(title: str) -> str:
    return t(title) if has(title) else title


def _watermark(read: Read, shown: Shown, demo: bool) -> str | None:
    if demo:
        return paper.demo_mark()
    return paper.private_mark(read.officer.name, read.at) if shown.reveal else None


def _record(work: Work, shown: Shown, kind: str, rows: int) -> None:
    audit.record(
        work,
        action="ledger.export",
        after={"ledger": shown.ledger.key, "kind": kind, "rows": rows, "in_full": shown.reveal},
        reason=shown.purpose or None,
    )
