"""The sheet of a vehicle's run: one page A4 that travels with the inspector and is filed (domain form A1.19)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from duty_desk import formats, masking
from duty_desk.gate.run_queries import RunRow
from duty_desk.gate.run_rules import STAGES
from duty_desk.paper import Item, Layout, Line, Text, middle
from duty_desk.paper.forms import FormColumn, field, grid, grid_height, imprint, seal_place, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.strings import t

A4: Final = (210.0, 297.0)
LEFT, RIGHT = 18.0, 192.0
_LEAST_PEOPLE = 3


def layout_run(
    row: RunRow,
    *,
    office: str,
    officer: str,
    printed_at: datetime,
    copy: int,
    watermark: str | None = None,
) -> Layout:
    """The whole sheet; what is not recorded yet is left to be written by hand."""
    width = RIGHT - LEFT
    items: list[Item] = [
        *(watermark_items(watermark, *A4) if watermark else ()),
        Text(105, middle(22, 20), t("gate.sheet.title"), 20, bold=True, align="centre", shrink_to=width),
        Text(LEFT, middle(33, 10.5), office, 10.5, shrink_to=100),
        Text(RIGHT, middle(33, 10.5), t("gate.sheet.number", number=row.number), 10.5, align="right"),
        Line(LEFT, 37, RIGHT, 37, 0.4),
    ]
    half = width / 2 - 2
    y = 44.0
    for (key, value), (other, second) in zip(_particulars(row)[::2], _particulars(row)[1::2], strict=True):
        items += _particular(LEFT, y, key, value, half)
        items += _particular(LEFT + half + 4, y, other, second, half)
        y += 7
    y += 1
    columns = (
        FormColumn(t("gate.sheet.stage"), 44, bold=True),
        FormColumn(t("gate.sheet.time"), 34),
        FormColumn(t("gate.sheet.by"), 28),
        FormColumn(t("gate.sheet.outcome"), 68),
    )
    items += grid(LEFT, y, columns, _stages(row), row=9, size=10, tint=True)
    y += grid_height(len(STAGES), row=9) + 6
    people = (
        FormColumn(t("gate.sheet.person"), 40),
        FormColumn(t("gate.sheet.role"), 24),
        FormColumn(t("gate.sheet.temperature"), 30, "centre"),
        FormColumn(t("gate.sheet.came"), 40, "centre"),
        FormColumn(t("gate.sheet.left"), 40, "centre"),
    )
    items += grid(LEFT, y, people, _people(row), row=8, size=10, least=_LEAST_PEOPLE)
    y += grid_height(len(row.people), row=8, least=_LEAST_PEOPLE) + 7
    items += field(LEFT, y, t("gate.sheet.conduct"), _conduct(row), room=width)
    items += field(LEFT, y + 8, t("gate.sheet.result"), _result(row), room=width, bold=True)
    items += _particular(LEFT, y + 16, "note", row.note or "", width)
    items += signatures(LEFT, y + 30, [t("gate.sheet.sign_inspector"), t("gate.sheet.sign_driver")], step=58)
    items += seal_place(RIGHT - 42, y + 24)
    items += imprint(LEFT, RIGHT, 286, officer=officer, printed_at=printed_at, copy=copy, page=1, pages=1)
    return Layout(*A4, tuple(items))


def _particular(x: float, y: float, key: str, value: str, room: float) -> tuple[Item, ...]:
    """What is known, or a line to write it on."""
    label = t(f"gate.sheet.{key}")
    return field(x, y, label, value, room=room)


def _particulars(row: RunRow) -> list[tuple[str, str]]:
    limit = t("gate.sheet.minutes", count=row.route_minutes) if row.route_minutes is not None else ""
    route = "\N{IDEOGRAPHIC SPACE}".join(part for part in (row.route, row.route_name, limit) if part)
    found = [
        ("night", formats.full_day(row.night)),
        ("plate", row.plate),
        ("owner", row.owner),
        ("goods", " ".join(part for part in (row.goods or row.use, row.quantity or "") if part)),
        ("route", route),
        ("point", row.point),
        ("receiver", row.receiver or ""),
        ("test_at", formats.moment(row.test_at)),
        ("video", row.video or ""),
        ("inspector", row.inspector or ""),
    ]
    if row.origin or row.destination:
        found += [("origin", row.origin or ""), ("destination", row.destination or "")]
    return found


def _stages(row: RunRow) -> list[list[str]]:
    done = {stage.stage: stage for stage in row.stages}
    cells: list[list[str]] = []
    for number in STAGES:
        stage = done.get(number)
        name = f"{number}\N{IDEOGRAPHIC SPACE}{t(f'gate.stage.{number}')}"
        if stage is None:
            cells.append([name, "", "", ""])
            continue
        outcome = t("gate.sheet.passed" if stage.passed else "gate.sheet.failed")
        words = "\N{IDEOGRAPHIC SPACE}".join(part for part in (outcome, stage.note or "") if part)
        cells.append([name, formats.moment(stage.at), stage.officer or "", words])
    return cells


def _people(row: RunRow) -> list[list[str]]:
    left_known = any(stage.stage == STAGES[-1] for stage in row.stages)
    return [
        [
            masking.mask_name(person.name),
            t(f"gate.role.{person.role}"),
            f"{person.temperature:.1f}" if person.temperature is not None else "",
            t("gate.sheet.yes") if person.came else "",
            (t("gate.sheet.yes") if person.left else t("gate.sheet.no")) if left_known else "",
        ]
        for person in row.people
    ]


def _conduct(row: RunRow) -> str:
    said: list[str] = []
    for key, value in (
        ("windows", row.windows_closed),
        ("cab", row.stayed_in_cab),
        ("masks", row.masks_worn),
    ):
        box = (
            "\N{WHITE SQUARE}" if value is None else "\N{CHECK MARK}" if value else "\N{MULTIPLICATION SIGN}"
        )
        said.append(f"{t(f'gate.sheet.{key}')} {box}")
    return "\N{IDEOGRAPHIC SPACE}".join(said)


def _result(row: RunRow) -> str:
    state = t(f"gate.run_state.{row.state.value}")
    if not row.faults:
        return state
    faults = t("gate.list_mark").join(t(f"gate.fault.{fault.value}") for fault in row.faults)
    return f"{state}\N{IDEOGRAPHIC SPACE}{faults}"
