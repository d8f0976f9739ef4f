"""The page of a shift in the duty log: everything written for it, what is still open, and who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duty_desk import audit, formats, masking, paper, settings
from duty_desk.duty import log_rows
from duty_desk.duty.log_rows import DONE, OPEN, OVERDUE, STRUCK, LogRow
from duty_desk.roles import Permission, require, requires
from duty_desk.spans import Span
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target
    from duty_desk.paper.layout import Align

_GAP: Final = "\N{IDEOGRAPHIC SPACE}"
_WIDTHS: Final[tuple[tuple[str, float, Align], ...]] = (
    ("at", 14, "left"),
    ("number", 16, "left"),
    ("kind", 12, "left"),
    ("from_whom", 28, "left"),
    ("text", 92, "left"),
    ("follow", 34, "left"),
    ("officer", 16, "left"),
)
_SIGN: Final = ("officer", "next", "leader")


def draw_page(read: Read, target: Target, span: Span) -> Printed:
    """The page of one shift; telephone numbers are shortened."""
    require(read, Permission.PRINT)
    rows = log_rows.list_span(read, span)
    waiting = sum(row.state in (OPEN, OVERDUE) for row in rows)
    mark = paper.demo_mark() if settings.get(read, "office.demo", False) else None
    return paper.write_list(
        target,
        title=t("duty_log.paper.title"),
        office=str(settings.get(read, "office.name", "") or ""),
        columns=[
            paper.ListColumn(t(f"duty_log.paper_column.{key}"), width, align) for key, width, align in _WIDTHS
        ],
        rows=[_cells(row) for row in rows],
        officer=read.officer.name,
        printed_at=read.at,
        filter_text=span.text,
        note=t("duty_log.paper.note", span=span.text, count=len(rows), open=waiting),
        signatures=[t(f"duty_log.paper.sign_{who}") for who in _SIGN],
        watermark=mark,
        landscape=False,
    )


@requires(Permission.PRINT)
def record_page(work: Work, span: Span, *, rows: int) -> None:
    """Put on record that the page of a shift was printed."""
    audit.record(work, action="log.print", after={"day": span.day, "shift": span.shift.value, "count": rows})


@requires(Permission.PRINT)
def print_page(work: Work, target: Target, span: Span) -> Printed:
    """Draw the page of a shift and put that on record."""
    printed = draw_page(work, target, span)
    record_page(work, span, rows=printed.rows)
    return printed


def _cells(row: LogRow) -> tuple[str, ...]:
    said = [row.text]
    if row.handling:
        said.append(t("duty_log.paper.handling", text=row.handling))
    if row.done_note:
        said.append(row.done_note)
    if row.state == STRUCK:
        said.append(t("duty_log.paper.struck", reason=row.struck_reason, by=row.struck_by))
    caller = _GAP.join(part for part in (row.from_whom, masking.mask_phone(row.phone)) if part)
    return (
        formats.clock(row.at),
        _short(row.number),
        t(f"duty_log.kind.{row.kind}"),
        caller,
        "\n".join(said),
        _follow(row),
        row.officer,
    )


def _follow(row: LogRow) -> str:
    if row.due_at is None or row.state == STRUCK:
        return ""
    if row.state == DONE:
        return t("duty_log.paper.due_done", responsible=row.responsible, done=formats.moment(row.done_at))
    return t("duty_log.paper.due", responsible=row.responsible, due=formats.moment(row.due_at))


def _short(number: str) -> str:
    """The last figures of a number: the page is of one shift, its year stands at the head."""
    figures = "".join(sign if sign.isdigit() else " " for sign in number).split()
    return figures[-1] if figures else number
