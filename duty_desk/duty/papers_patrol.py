"""The sheet of a round: empty to take along, or as it was filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from duty_desk import audit, formats, paper, settings
from duty_desk.duty import patrol_rows
from duty_desk.duty.patrol_rows import PatrolDetail, PointRow, StopRow
from duty_desk.errors import Refusal
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target
    from duty_desk.paper.layout import Align

_GAP: Final = "\N{IDEOGRAPHIC SPACE}"
_BOX: Final = "\N{WHITE SQUARE}"
_WIDTHS: Final[tuple[tuple[str, float, Align], ...]] = (
    ("order", 8, "right"),
    ("name", 36, "left"),
    ("look_at", 46, "left"),
    ("bounds", 30, "left"),
    ("value", 22, "right"),
    ("normal", 24, "left"),
    ("text", 50, "left"),
    ("at", 16, "left"),
)
_SIGN: Final = ("walker", "officer")


def draw_blank(read: Read, target: Target, route: str) -> Printed:
    """The sheet of a route with boxes to tick and lines to fill in."""
    require(read, Permission.PRINT)
    points = patrol_rows.list_points(read, route)
    if not points:
        raise Refusal("duty_patrols.refusal.no_points", route=route)
    rows = [_blank(order, point) for order, point in enumerate(points, 1)]
    note = "\n".join((t("duty_patrols.paper.walked_on"), t("duty_patrols.paper.blank")))
    return _write(read, target, rows, route, note, by_hand=True)


def draw_patrol(read: Read, target: Target, patrol: int) -> Printed:
    """The sheet of one round as it was filled in."""
    require(read, Permission.PRINT)
    found = patrol_rows.get_patrol(read, patrol)
    rows = [_filled(order, stop) for order, stop in enumerate(found.points, 1)]
    return _write(read, target, rows, found.row.route, _about(found))


@requires(Permission.PRINT)
def record_sheet(work: Work, route: str, *, rows: int) -> None:
    """Put on record that a sheet was printed."""
    audit.record(work, action="patrol.print", after={"route": route, "count": rows})


def _write(
    read: Read, target: Target, rows: list[tuple[str, ...]], route: str, note: str, *, by_hand: bool = False
) -> Printed:
    return paper.write_list(
        target,
        title=t("duty_patrols.paper.title"),
        office=str(settings.get(read, "office.name", "") or ""),
        columns=[
            paper.ListColumn(t(f"duty_patrols.paper_column.{key}"), width, align)
            for key, width, align in _WIDTHS
        ],
        rows=rows,
        officer=read.officer.name,
        printed_at=read.at,
        filter_text=route,
        note=note,
        by_hand=by_hand,
        signatures=[t(f"duty_patrols.paper.sign_{who}") for who in _SIGN],
        watermark=paper.demo_mark() if settings.get(read, "office.demo", False) else None,
    )


def _blank(order: int, point: PointRow) -> tuple[str, ...]:
    box = t("duty_patrols.paper.boxes", box=_BOX)
    return str(order), point.name, point.look_at, point.bounds, point.unit, box, "", ""


def _filled(order: int, stop: StopRow) -> tuple[str, ...]:
    found: Any = stop.finding
    if found is None:
        return str(order), stop.name, stop.look_at, stop.bounds, "", t("duty_patrols.paper.left_out"), "", ""
    value = f"{formats.number(found.value)} {stop.unit}".strip() if found.value is not None else ""
    said = t(f"duty_patrols.finding.{'normal' if found.normal else 'abnormal'}")
    repair = found.repair[1] if found.repair else ""
    text = _GAP.join(part for part in (found.text, repair) if part)
    return str(order), stop.name, stop.look_at, stop.bounds, value, said, text, formats.clock(found.at)


def _about(found: PatrolDetail) -> str:
    row = found.row
    words = t(
        "duty_patrols.paper.about",
        walker=row.walker,
        start=formats.moment(row.started_at),
        end=formats.moment(row.ended_at) or t("duty_patrols.paper.under_way"),
        looked=row.looked,
        total=row.total,
        abnormal=row.abnormal,
    )
    return _GAP.join(part for part in (words, row.note) if part)
