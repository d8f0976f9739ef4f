"""Takes exactly what a list shows to a workbook or to paper: its columns, filter, order, sums and cut-off.

Lists are read beside whoever works, for a long one must keep no desk from writing; that it was taken out is put on record afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from duty_desk import audit, formats, ledger, settings
from duty_desk.desk import Desk
from duty_desk.errors import InputError
from duty_desk.ledger import Column, Ledger, Request
from duty_desk.roles import Permission, require
from duty_desk.strings import has, t
from duty_desk.work import Read

if TYPE_CHECKING:
    from duty_desk.paper import Target

Progress = Callable[[int, int], None]
# A column of the screen is this many mm of paper to the pixel, before the list is scaled to the page.
_MM = 0.26


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be taken out: `columns` are those on the screen, in their order; `reveal` gives numbers in full."""

    ledger: Ledger
    request: Request
    columns: tuple[Column, ...]
    reveal: bool = False
    purpose: str = ""


def as_shown(
    which: Ledger,
    request: Request,
    columns: Sequence[Column] | None = None,
    *,
    reveal: bool = False,
    purpose: str = "",
) -> Shown:
    """A list as a new screen shows it, or with the columns chosen there."""
    chosen = columns if columns is not None else [column for column in which.columns if not column.hidden]
    return Shown(which, request, tuple(chosen), reveal, purpose)


def write_excel(desk: Desk, shown: Shown, path: Path, progress: Progress | None = None) -> int:
    """Write a workbook; returns the number of rows. Raises Denied for who may not take lists out, or not in full."""
    from duty_desk.sheets.ledgers import write_ledger

    with desk.read() as read:
        _allow(read, shown, Permission.EXPORT)
        total = ledger.count(shown.ledger, read, shown.request)
        made = [
            t("exporting.made_by", name=read.officer.name, moment=formats.full_moment(read.at)),
            t("exporting.purpose", purpose=_purpose(shown)) if _purpose(shown) else "",
            t("exporting.health") if shown.ledger.health else "",
        ]
        rows = write_ledger(
            path,
            shown.ledger,
            read,
            shown.request,
            about=(str(settings.get(read, "office.name", "")), _joined(made)),
            filter_text=_filter_text(read, shown),
            columns=shown.columns,
            reveal=shown.reveal,
            progress=(lambda done: progress(done, total)) if progress is not None else None,
        )
    with _kept_only_on_record(path):
        _record(desk, shown, "xlsx", rows)
    return rows


def write_pdf(desk: Desk, shown: Shown, path: Path, progress: Progress | None = None) -> int:
    """Write a register as PDF; returns the number of rows. Raises Denied as `write_excel` does."""
    rows = _draw(desk, shown, path, Permission.EXPORT, progress)
    with _kept_only_on_record(path):
        _record(desk, shown, "pdf", rows)
    return rows


def draw_pdf(desk: Desk, shown: Shown, progress: Progress | None = None) -> bytes:
    """The register as PDF for the preview, put on record as printed. Raises Denied for who may not print."""
    drawn = BytesIO()
    rows = _draw(desk, shown, drawn, Permission.PRINT, progress)
    _record(desk, shown, "print", rows)
    return drawn.getvalue()


def _draw(desk: Desk, shown: Shown, target: Target, permission: Permission, progress: Progress | None) -> int:
    from duty_desk import paper

    with desk.read() as read:
        _allow(read, shown, permission)
        total = ledger.count(shown.ledger, read, shown.request)
        printed = paper.write_list(
            target,
            title=t(shown.ledger.title),
            office=str(settings.get(read, "office.name", "")),
            columns=[
                paper.ListColumn(t(c.title), c.width * _MM, "right" if c.align == "right" else "left")
                for c in shown.columns
            ],
            rows=(
                [ledger.cell_text(column, row, reveal=shown.reveal) for column in shown.columns]
                for row in ledger.iterate(shown.ledger, read, shown.request)
            ),
            officer=read.officer.name,
            printed_at=read.at,
            cut_off=read.at,
            filter_text=_joined(
                [_filter_text(read, shown), t("exporting.health") if shown.ledger.health else ""]
            ),
            purpose=_purpose(shown),
            totals=_total_cells(read, shown, total),
            watermark=_watermark(desk, read, shown),
            progress=(lambda done, _all: progress(done, total)) if progress is not None else None,
        )
    return printed.rows


def allow(read: Read, shown: Shown, is_print: bool) -> None:
    """Raises Denied for who may not take the list out, or print it, whatever it is for."""
    require(read, Permission.PRINT if is_print else Permission.EXPORT)
    if shown.reveal:
        require(read, Permission.EXPORT_UNMASKED)
    if shown.ledger.health:
        require(read, Permission.HANDLE_HEALTH)


def _allow(read: Read, shown: Shown, permission: Permission) -> None:
    allow(read, shown, permission is Permission.PRINT)
    if asks_purpose(shown) and not shown.purpose.strip():
        raise InputError("purpose", "exporting.error.purpose")


def asks_purpose(shown: Shown) -> bool:
    """Whether somebody has to say what it is for: numbers in full, and whatever tells of somebody's health."""
    return shown.reveal or shown.ledger.health


def _purpose(shown: Shown) -> str:
    """What is written on it: what was said, else that lists of persons are for the work of the desk."""
    if shown.purpose.strip():
        return shown.purpose.strip()
    return t("exporting.desk_work") if any(column.masked for column in shown.columns) else ""


def _filter_text(read: Read, shown: Shown) -> str:
    if shown.ledger.describe is None:
        return shown.request.search
    return shown.ledger.describe(read, shown.request)


def _total_cells(read: Read, shown: Shown, rows: int) -> list[str]:
    parts = [t("exporting.count", count=f"{rows:,}")]
    sums = shown.ledger.totals(read, shown.request) if shown.ledger.totals is not None else ()
    parts += [f"{t(total.title) if has(total.title) else total.title} {total.text}" for total in sums]
    return [_joined(parts), *([""] * (len(shown.columns) - 1))]


def _joined(parts: Sequence[str]) -> str:
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in parts if part)


def _watermark(desk: Desk, read: Read, shown: Shown) -> str | None:
    from duty_desk import paper

    if desk.is_demo:
        return paper.demo_mark()
    return paper.private_mark(read.officer.name, read.at) if shown.reveal else None


@contextmanager
def _kept_only_on_record(path: Path) -> Generator[None]:
    """What cannot be put on record is not left lying about either."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _record(desk: Desk, shown: Shown, kind: str, rows: int) -> None:
    """Who took which list, how many rows, never what was in them."""
    with desk.work() as work:
        audit.record(
            work,
            action="ledger.export",
            after={"ledger": shown.ledger.key, "kind": kind, "rows": rows, "in_full": shown.reveal},
            reason=shown.purpose.strip() or None,
        )
