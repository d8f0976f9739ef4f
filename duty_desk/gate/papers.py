"""The gate's papers: the visitor's slip, the run sheet, the log, and who is inside – for the hand-over and for a fire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from db.models import Visit
from duty_desk import audit, formats, ledger, masking, paper, printing, settings
from duty_desk.errors import Refusal, StaleError
from duty_desk.gate import inside, run_queries, visit_queries
from duty_desk.gate.log import LOG
from duty_desk.gate.run_sheet import layout_run
from duty_desk.gate.visit_slip import SlipContent, layout_slip_a6, layout_slip_receipt
from duty_desk.ledger import Request
from duty_desk.passes import tokens
from duty_desk.passes.registers import frame_of
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Layout, Printed, Progress, Target

SLIP_FORMS = ("receipt", "a6")
_SLIP, _SHEET = "visit_slip", "run_sheet"


def slip_layout(read: Read, visit: int, form: str = "receipt") -> Layout:
    """The visitor's slip in millimetres: `receipt` is 80 mm wide, `a6` the card. Raises Refusal for a visit without one."""
    row = visit_queries.get_visit(read, visit)
    sealed = read.session.scalar(select(Visit.sealed_token).where(Visit.id == visit))
    if row.number is None or sealed is None:
        raise Refusal("gate.refusal.no_slip")
    content = SlipContent(
        office=str(settings.get(read, "office.name", "") or ""),
        phone=str(settings.get(read, "office.phone", "") or ""),
        number=row.number,
        check_code=read.session.scalar(select(Visit.check_code).where(Visit.id == visit)) or "",
        payload=tokens.unseal(read, sealed),
        name=row.name,
        document=masking.mask_id(row.id_number),
        firm=row.firm or "",
        plate=row.plate or "",
        purpose=row.purpose,
        host=row.host_name,
        host_unit=row.host_unit or "",
        places=row.places or "",
        came_at=row.came_at,
        until=row.due_at,
        officer=read.officer.name,
        reprint=printing.copies(read, ("visit", visit), _SLIP),
        demo=tokens.is_demo(read),
    )
    return layout_slip_a6(content) if form == "a6" else layout_slip_receipt(content)


def draw(layouts: Sequence[Layout], title: str, progress: Progress | None = None) -> bytes:
    """Layouts as one PDF."""
    target = BytesIO()
    paper.write_layouts(target, title, layouts, progress)
    return target.getvalue()


@requires(Permission.PRINT)
def record_slip(work: Work, visit: int, form: str, destination: str) -> int:
    """Count a print of a slip; returns its copy number."""
    return printing.record(work, ("visit", visit), _SLIP, destination, {"form": form})


def run_sheet(read: Read, run: int) -> Layout:
    """The sheet of a run, one page A4: five checkpoints, people, conduct, what is against it."""
    row = run_queries.get_run(read, run)
    return layout_run(
        row,
        office=str(settings.get(read, "office.name", "") or ""),
        officer=read.officer.name,
        printed_at=read.at,
        copy=printing.copies(read, ("vehicle_run", run), _SHEET) + 1,
        watermark=paper.demo_mark() if tokens.is_demo(read) else None,
    )


@requires(Permission.PRINT)
def record_run_sheet(work: Work, run: int, destination: str) -> int:
    """Count a print of a run sheet; returns its copy number."""
    return printing.record(work, ("vehicle_run", run), _SHEET, destination)


def draw_log(
    read: Read,
    target: Target,
    first: date,
    last: date,
    *,
    gates: Sequence[int] = (),
    progress: Progress | None = None,
) -> Printed:
    """The log of a period as a register, oldest first, names shortened. Put it on record afterwards with `record_log`.

    Drawn from a reading, so that a long log keeps no gate from writing.
    """
    require(read, Permission.PRINT)
    if last < first:
        raise StaleError("storage.stale")
    request = Request(filters={"period": (first, last), "gates": list(gates)}, sort="at")
    columns = [column for column in LOG.columns if not column.hidden]
    return paper.write_list(
        target,
        title=t("gate.paper.log"),
        columns=[paper.ListColumn(t(column.title), float(column.width)) for column in columns],
        rows=(
            [ledger.cell_text(column, row) for column in columns]
            for row in ledger.iterate(LOG, read, request)
        ),
        filter_text=LOG.describe(read, request) if LOG.describe is not None else "",
        signatures=tuple(t(f"gate.paper.sign_{who}") for who in ("guard", "chief")),
        cut_off=read.at,
        progress=progress,
        **frame_of(read, False),
    )


@requires(Permission.PRINT)
def record_log(work: Work, first: date, last: date, rows: int) -> None:
    """Note in the audit chain that the log of a period was printed."""
    audit.record(work, action="gate.print_log", after={"first": first, "last": last, "rows": rows})


@requires(Permission.PRINT)
def print_log(work: Work, target: Target, first: date, last: date, *, gates: Sequence[int] = ()) -> Printed:
    """Draw the log of a period and put it on record."""
    printed = draw_log(work, target, first, last, gates=gates)
    record_log(work, first, last, printed.rows)
    return printed


def draw_inside(read: Read, target: Target, *, for_fire: bool = False) -> Printed:
    """Who is inside now. `for_fire`: by place, names in full, with a box to tick off each one at the meeting point.

    Put it on record afterwards with `record_inside`.
    """
    require(read, Permission.PRINT)
    rows = inside.list_inside(read)
    columns = _inside_columns(for_fire)
    frame = frame_of(read, for_fire)
    people = sum(row.people for row in rows)
    return paper.write_list(
        target,
        title=t("gate.paper.fire" if for_fire else "gate.paper.inside"),
        columns=columns,
        rows=_fire_rows(rows) if for_fire else [_inside_cells(row) for row in rows],
        note=t("gate.paper.people", people=formats.number(people), entries=formats.number(len(rows))),
        signatures=tuple(t(f"gate.paper.sign_{who}") for who in ("guard", "chief")),
        cut_off=read.at,
        landscape=not for_fire,
        **frame,
    )


@requires(Permission.PRINT)
def record_inside(work: Work, rows: int, *, for_fire: bool) -> None:
    """Note in the audit chain that a list of those inside was printed, and whether with names in full."""
    audit.record(work, action="gate.print_inside", after={"rows": rows, "in_full": for_fire})


@requires(Permission.PRINT)
def print_inside(work: Work, target: Target, *, for_fire: bool = False) -> Printed:
    """Draw who is inside now and put it on record."""
    printed = draw_inside(work, target, for_fire=for_fire)
    record_inside(work, printed.rows, for_fire=for_fire)
    return printed


def _inside_columns(for_fire: bool) -> list[Any]:
    if for_fire:
        named = (("name", 34), ("kind", 22), ("place", 48), ("since", 26), ("plate", 24), ("ticked", 16))
    else:
        named = (
            ("name", 30),
            ("kind", 22),
            ("place", 56),
            ("zone", 44),
            ("gate", 30),
            ("since", 30),
            ("until", 30),
            ("overdue", 20),
            ("number", 44),
        )
    return [
        paper.ListColumn(t(f"gate.paper.column.{key}"), float(width), "centre" if key == "ticked" else "left")
        for key, width in named
    ]


def _inside_cells(row: inside.InsideRow) -> list[str]:
    return [
        row.name if row.plate == row.name else masking.mask_name(row.name),
        t(f"gate.kind.{row.kind.value}"),
        row.place,
        row.zone,
        row.gate,
        formats.moment(row.since),
        formats.end_moment(row.until),
        t("gate.paper.late") if row.overdue else "",
        row.number,
    ]


def _fire_rows(rows: Sequence[inside.InsideRow]) -> list[list[str]]:
    """Each place with how many are there, then its people."""
    lines: list[list[str]] = []
    for zone, there in inside.by_zone(rows).items():
        count = sum(row.people for row in there)
        heading = t("gate.paper.zone", zone=zone or t("gate.paper.no_zone"), count=count)
        lines.append([heading])
        for row in there:
            name = row.name
            if row.people > 1:
                name = t("gate.paper.with_people", name=row.name, count=row.people)
            lines.append(
                [
                    name,
                    t(f"gate.kind.{row.kind.value}"),
                    row.place,
                    formats.moment(row.since),
                    row.plate or "",
                    "\N{WHITE SQUARE}",
                ]
            )
    return lines
