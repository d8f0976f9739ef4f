"""The papers of screening: the list to call from, the figures of key persons, who comes back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from duty_desk import audit, formats, paper, settings
from duty_desk.roles import Permission, require, requires
from duty_desk.screening import key_rows, return_rows
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target

_GAP = "\N{IDEOGRAPHIC SPACE}"
KEY_LIST, KEY_FIGURES, RETURN_LIST = "key_list", "key_figures", "return_list"
_BOX, _TICK = "\N{WHITE SQUARE}", "\N{CHECK MARK}"


def draw_key_list(read: Read, target: Target, *, in_full: bool = False) -> Printed:
    """Who is called today, with room to write down what was said. `in_full` needs the right to see personal data and marks every page."""
    require(read, Permission.PRINT)
    if in_full:
        require(read, Permission.REVEAL)
    rows = key_rows.list_key_people(read, revealed=in_full)
    widths = (
        ("n", 10), ("name", 24), ("unit", 44), ("home", 44), ("phone", 30), ("came_on", 20), ("calls", 14),
        ("said", 40), ("temperature", 18), ("symptoms", 30), ("officer", 20),
    )  # fmt: skip
    done = sum(row.state in key_rows.DONE for row in rows)
    return paper.write_list(
        target,
        title=t("key_people.paper.list"),
        columns=_columns(widths),
        rows=[
            [
                str(number),
                row.name,
                row.unit,
                row.home,
                row.phone,
                formats.day(row.came_on),
                formats.number(row.calls),
                "" if row.state is key_rows.Followed.WAITING else row.said,
                "",
                "",
                row.last.officer if row.last is not None else "",
            ]
            for number, row in enumerate(rows, 1)
        ],
        filter_text=formats.full_day(read.at.date()),
        note=t("key_people.paper.count", count=len(rows), done=done),
        signatures=tuple(t(f"key_people.paper.sign_{who}") for who in ("caller", "checker")),
        purpose=t("key_people.paper.purpose") if in_full else "",
        **frame_of(read, in_full=in_full),
    )


def draw_key_figures(read: Read, target: Target, *, day: date | None = None) -> Printed:
    """What the units said, with the sums and how they hang together: figures, no names."""
    require(read, Permission.PRINT)
    rows = key_rows.counts(read, day)
    sums = key_rows.total_of(rows)
    widths = (
        ("unit", 64), ("staff_origin", 28), ("student_origin", 28), ("staff_there", 28), ("student_there", 28),
        ("back", 28), ("day", 24),
    )  # fmt: skip
    return paper.write_list(
        target,
        title=t("key_people.paper.figures"),
        columns=_columns(widths),
        rows=[
            [
                row.unit,
                *(formats.number(getattr(row, name)) for name in _FIGURES),
                formats.day(row.day),
            ]
            for row in rows
        ],
        totals=[t("key_people.paper.sum"), *(formats.number(getattr(sums, name)) for name in _FIGURES)],
        filter_text=formats.full_day(sums.day) if sums.day is not None else "",
        note=t(
            "key_people.paper.parts",
            origin=formats.number(sums.origin),
            there=formats.number(sums.there),
            left=formats.number(sums.origin - sums.there),
            back=formats.number(sums.back),
        ),
        signatures=tuple(t(f"key_people.paper.sign_{who}") for who in ("made", "checker")),
        **frame_of(read),
    )


def draw_returnees(
    read: Read, target: Target, *, batch: int | None = None, gate: int | None = None, day: date | None = None
) -> Printed:
    """Who comes back, for the gate to tick by hand: of a batch, of a gate, of a day."""
    require(read, Permission.PRINT)
    batches = {
        row.id: row
        for row in return_rows.list_batches(read)
        if (batch is None or row.id == batch)
        and (gate is None or row.gate_id in (gate, None))
        and (day is None or row.from_on <= day <= row.until_on)
    }
    rows = [
        row
        for row in return_rows.list_returnees(read, batch)
        if row.batch_id in batches and row.state != "dropped"
    ]
    widths = (
        ("n", 10), ("name", 22), ("staff_number", 26), ("unit", 46), ("coming_from", 34), ("transport", 34),
        ("record", 22), ("observe", 34), ("tick", 14), ("at", 18), ("temperature", 18),
    )  # fmt: skip
    cells: list[list[str]] = []
    before = 0
    for number, row in enumerate(rows, 1):
        if row.batch_id != before:
            before = row.batch_id
            cells.append([_batch_words(batches[before])])
        cells.append(_returnee_cells(number, row))
    states = Counter(row.state for row in rows)
    return paper.write_list(
        target,
        title=t("returns.paper.list"),
        columns=[
            paper.ListColumn(t(f"returns.paper.column.{key}"), width, "centre" if key == "tick" else "left")
            for key, width in widths
        ],
        rows=cells,
        filter_text=_GAP.join(
            part
            for part in (
                formats.full_day(day) if day is not None else "",
                next((row.gate for row in batches.values() if gate is not None and row.gate), ""),
            )
            if part
        ),
        note=t(
            "returns.paper.count",
            count=len(rows),
            arrived=states["arrived"],
            observed=states["observed"],
            expected=states["expected"] + states["absent"],
            observe=sum(row.must_observe for row in rows),
        ),
        signatures=tuple(t(f"returns.paper.sign_{who}") for who in ("gate", "desk")),
        **frame_of(read),
    )


@requires(Permission.PRINT)
def record_print(work: Work, form: str, rows: int, *, in_full: bool = False) -> None:
    """Put on record that a list went to a printer or a file."""
    audit.record(
        work,
        action="screening.print",
        after={"form": form, "rows": rows, "in_full": in_full},
        reason=t("key_people.paper.purpose") if in_full else None,
    )


def frame_of(read: Read, *, in_full: bool = False) -> dict[str, Any]:
    """Whose list it is, who prints it when, and the mark of papers with names in full."""
    mark = paper.private_mark(read.officer.name, read.at) if in_full else None
    sample = paper.demo_mark() if settings.get(read, "office.demo", False) else None
    return {
        "office": str(settings.get(read, "office.name", "") or ""),
        "officer": read.officer.name,
        "printed_at": read.at,
        "watermark": sample or mark,
    }


_FIGURES = ("staff_origin", "student_origin", "staff_there", "student_there", "back")


def _columns(widths: tuple[tuple[str, float], ...]) -> list[Any]:
    return [
        paper.ListColumn(
            t(f"key_people.paper.column.{key}"), width, "right" if key in (*_FIGURES, "calls") else "left"
        )
        for key, width in widths
    ]


def _batch_words(row: return_rows.BatchRow) -> str:
    hours = formats.hours(row.from_time, row.until_time) if row.from_time and row.until_time else ""
    days = formats.period(row.from_on, row.until_on)
    return _GAP.join(part for part in (row.name, days, hours, row.gate, row.transport) if part)


def _returnee_cells(number: int, row: return_rows.ReturneeRow) -> list[str]:
    return [
        str(number),
        row.name,
        row.staff_number,
        row.unit,
        row.coming_from,
        _GAP.join(part for part in (row.transport, row.vehicle) if part),
        row.record_words,
        row.observe_reason,
        _TICK if row.arrived_at is not None else _BOX,
        formats.clock(row.arrived_at) if row.arrived_at is not None else "",
        "",
    ]
