"""Paper for the hours without power: who may pass, who may not, and slips with numbers to fill in by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from duty_desk.paper import dates
from duty_desk.paper.forms import blank, seal_place
from duty_desk.paper.layout import Item, Layout, Line, Text, middle, moved
from duty_desk.paper.lists import ListColumn, Printed, write_list
from duty_desk.paper.writer import Progress, Target, write_layouts
from duty_desk.strings import language, t

A4: Final = (210.0, 297.0)
SLIPS: Final = 3  # on a sheet


@dataclass(frozen=True, slots=True)
class ValidPass:
    """A pass as the gate compares it by eye when nothing else works."""

    number: str
    check_code: str
    holder: str
    unit: str
    gates: str
    hours: str
    valid_until: date
    # Only of a pass that does not hold yet: the gate must see from when.
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class RevokedPass:
    """A pass that must be taken back although its date has not come."""

    number: str
    check_code: str
    holder: str
    state: str
    since: datetime | None
    reason: str


def write_valid_list(
    target: Target,
    passes: Sequence[ValidPass],
    *,
    office: str,
    officer: str,
    at: datetime,
    sheet_number: str = "",
    watermark: str | None = None,
    progress: Progress | None = None,
) -> Printed:
    """All passes valid at `at`, with their check codes; the moment stands on every page."""
    columns = (
        ListColumn(t("paper.fallback.number"), 38),
        ListColumn(t("paper.fallback.check_code"), 22),
        ListColumn(t("paper.fallback.holder"), 40),
        ListColumn(t("paper.fallback.unit"), 48),
        ListColumn(t("paper.fallback.gates"), 52),
        ListColumn(t("paper.fallback.hours"), 30),
        ListColumn(t("paper.fallback.until"), 30),
    )
    rows = [(p.number, p.check_code, p.holder, p.unit, p.gates, p.hours, _validity(p, at)) for p in passes]
    return write_list(
        target,
        title=t("paper.fallback.valid_title"),
        office=office,
        columns=columns,
        rows=rows,
        officer=officer,
        printed_at=at,
        sheet_number=sheet_number,
        watermark=watermark,
        note=t("paper.fallback.valid_note"),
        totals=[t("paper.fallback.count", count=f"{len(rows):,}")],
        progress=progress,
    )


def write_revoked_list(
    target: Target,
    passes: Sequence[RevokedPass],
    *,
    office: str,
    officer: str,
    at: datetime,
    sheet_number: str = "",
    watermark: str | None = None,
    progress: Progress | None = None,
) -> Printed:
    """All passes withdrawn before their date, with why; the moment stands on every page."""
    columns = (
        ListColumn(t("paper.fallback.number"), 40),
        ListColumn(t("paper.fallback.check_code"), 24),
        ListColumn(t("paper.fallback.holder"), 46),
        ListColumn(t("paper.fallback.state"), 20),
        ListColumn(t("paper.fallback.since"), 36),
        ListColumn(t("paper.fallback.reason"), 90),
    )
    rows = [
        (
            p.number,
            p.check_code,
            p.holder,
            p.state,
            dates.since(p.since, at, language()) if p.since else "",
            p.reason,
        )
        for p in passes
    ]
    return write_list(
        target,
        title=t("paper.fallback.revoked_title"),
        office=office,
        columns=columns,
        rows=rows,
        officer=officer,
        printed_at=at,
        sheet_number=sheet_number,
        watermark=watermark,
        note=t("paper.fallback.revoked_note"),
        totals=[t("paper.fallback.count", count=f"{len(rows):,}")],
        progress=progress,
    )


def _validity(row: ValidPass, at: datetime) -> str:
    """Until when; of a pass that does not hold yet also from when, in a line of its own."""
    until = dates.until(row.valid_until, at.date(), language())
    if row.valid_from is None or row.valid_from <= at:
        return until
    return f"{until}\n{t('paper.fallback.from', moment=dates.since(row.valid_from, at, language()))}"


def write_slips(
    target: Target,
    numbers: Sequence[str],
    *,
    office: str,
    phone: str = "",
    printed: str = "",
    watermark: str | None = None,
    vehicles: Collection[str] = (),
    progress: Progress | None = None,
) -> int:
    """Blank slips with reserved numbers, three on an A4 sheet, those of `vehicles` for a plate; `printed` says when and by whom.

    Gives the number of pages.
    """
    sheets: list[Layout] = []
    height = A4[1] / SLIPS
    slip = partial(layout_slip, office=office, phone=phone, printed=printed, watermark=watermark)
    for start in range(0, len(numbers), SLIPS):
        items: list[Item] = []
        for place, number in enumerate(numbers[start : start + SLIPS]):
            items += moved(slip(number, vehicle=number in vehicles).items, 0, place * height)
            if place:
                items.append(Line(0, place * height, A4[0], place * height, 0.2, dash=(1.5, 1.2)))
        sheets.append(Layout(*A4, tuple(items)))
    return write_layouts(target, t("paper.fallback.slips"), sheets, progress)


def layout_slip(
    number: str,
    *,
    office: str,
    phone: str = "",
    printed: str = "",
    watermark: str | None = None,
    vehicle: bool = False,
) -> Layout:
    """One blank slip, 210 × 99 mm, with room to write by hand."""
    left, right = 16.0, 194.0
    half = (right - left) / 2
    items: list[Item] = []
    if watermark:
        items.append(
            Text(105, 62, watermark, 40, bold=True, align="centre", shrink_to=150, ink="faint", angle=16)
        )
    items += [
        Text(
            left,
            middle(12, 15),
            t("paper.slip.vehicle" if vehicle else "paper.slip.title"),
            15,
            bold=True,
            shrink_to=56,
        ),
        Text(right, middle(12, 12), number, 12, bold=True, align="right", shrink_to=70),
        Text(105, middle(9.5, 9), f"{office}  {phone}".strip(), 9, align="centre", shrink_to=58),
        Text(105, middle(14, 7.5), printed, 7.5, align="centre", shrink_to=58),
        Line(left, 17, right, 17, 0.4),
    ]
    fields = (
        (t("paper.slip.plate"), t("paper.slip.driver"))
        if vehicle
        else (t("paper.slip.holder"), t("paper.slip.document")),
        (t("paper.slip.unit"), t("paper.slip.phone")),
        (t("paper.slip.reason"), t("paper.slip.gates")),
        (t("paper.slip.temperature"), t("paper.slip.issuer")),
    )
    y = 25.5
    for first, second in fields:
        items += blank(left, y, first, room=half - 4)
        items += blank(left + half, y, second, room=half)
        y += 10.5
    items += [
        Text(left, middle(y, 10.5), t("paper.slip.valid"), 10.5),
        Text(left + 18, middle(y, 10.5), t("paper.slip.span"), 10.5, shrink_to=112),
        *blank(left, y + 10.5, t("paper.slip.approver"), room=half - 4),
        *seal_place(right - 44, y - 4, t("paper.slip.seal"), width=44, height=22),
        Line(left, 88, right, 88, 0.25),
        Text(left, middle(91.4, 8), t("paper.slip.note"), 8, shrink_to=108),
        Text(right, middle(91.4, 8), t("paper.slip.keyed"), 8, align="right", shrink_to=66),
    ]
    return Layout(A4[0], A4[1] / SLIPS, tuple(items))
