"""The work order on A4 in two parts: one for who repairs, with lines to fill in by hand, one that stays in the office (product rule W6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from db.vocabulary import RepairState
from duty_desk import formats, masking, paper, printing, settings
from duty_desk.duty import repair_rows
from duty_desk.duty.repair_rows import RepairRow
from duty_desk.errors import Refusal
from duty_desk.paper import dates
from duty_desk.paper.forms import cut_line, field, imprint, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Item, Layout, Line, Qr, Text, middle, moved
from duty_desk.paper.pass_card import zh
from duty_desk.roles import Permission, require, requires
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

ORDER: Final = "work_order"
A4: Final = (210.0, 297.0)
_LEFT: Final = 18.0
_RIGHT: Final = 192.0
_WIDTH: Final = _RIGHT - _LEFT
_HALF: Final = A4[1] / 2
_GAP: Final = "\N{IDEOGRAPHIC SPACE}"


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One work order, and who prints it."""

    row: RepairRow
    code: str
    copy: int
    office: str
    phone: str
    officer: str
    printed_at: datetime
    watermark: str | None


def work_order(read: Read, repair: int) -> Layout:
    """The sheet of one work order: the part for the workshop above, the office's below."""
    require(read, Permission.PRINT)
    row = repair_rows.get_repair(read, repair)
    facts = OrderFacts(
        row=row,
        code=repair_rows.code_of(read, row),
        copy=printing.copies(read, ("repair", repair), ORDER) + 1,
        office=str(settings.get(read, "office.name", "") or ""),
        phone=str(settings.get(read, "office.phone", "") or ""),
        officer=read.officer.name,
        printed_at=read.at,
        watermark=paper.demo_mark() if settings.get(read, "office.demo", False) else None,
    )
    layout = layout_order(facts)
    words = "".join(item.text for item in layout.items if isinstance(item, Text))
    if missing := paper.missing_characters(words):
        raise Refusal("duty.refusal.missing_characters", characters=" ".join(missing))
    return layout


def draw(layouts: Sequence[Layout], title: str) -> bytes:
    """Sheets as one PDF."""
    target = BytesIO()
    paper.write_layouts(target, title, layouts)
    return target.getvalue()


@requires(Permission.PRINT)
def record_order(work: Work, repair: int, destination: str) -> int:
    """Count a print of a work order; returns its copy number."""
    return printing.record(work, ("repair", repair), ORDER, destination)


def layout_order(facts: OrderFacts) -> Layout:
    """Both parts, with a line to cut along."""
    items: list[Item] = list(watermark_items(facts.watermark, *A4) if facts.watermark else ())
    items += _part(facts, "workshop")
    items += cut_line(_HALF, A4[0], chinese=True)
    items += moved(_part(facts, "office"), 0, _HALF)
    return Layout(*A4, tuple(items))


def _part(facts: OrderFacts, part: str) -> list[Item]:
    row = facts.row
    items: list[Item] = [
        Text(105, middle(16, 17), zh("duty_repairs.paper.title"), 17, bold=True, align="centre"),
        Text(_RIGHT - 22, middle(16, 9), zh(f"duty_repairs.paper.part_{part}"), 9, align="right"),
        Text(_LEFT, middle(26, 10.5), facts.office, 10.5, shrink_to=80),
        Text(_RIGHT - 22, middle(26, 10.5), row.number, 10.5, bold=True, align="right", shrink_to=70),
        Line(_LEFT, 30, _RIGHT - 20, 30, 0.4),
    ]
    if facts.code:
        items.append(Qr(_RIGHT - 16, 11, 16, facts.code))
        items.append(Text(_RIGHT - 8, middle(30, 7), facts.code, 7, align="centre", shrink_to=20))
    half = _WIDTH / 2 - 3
    y = 38.0
    for left, right in _pairs(facts):
        for x, (key, value) in ((_LEFT, left), (_LEFT + half + 6, right)):
            label = zh(f"duty_repairs.paper.{key}")
            items += field(x, y, label, value, room=half)
        y += 8
    for key, value in (("what", row.what), ("result", row.result), ("material", row.material)):
        label = zh(f"duty_repairs.paper.{key}")
        items += field(_LEFT, y, label, value or "", room=_WIDTH, bold=key == "what")
        y += 9
    labels = [zh(f"duty_repairs.paper.sign_{who}") for who in ("officer", "worker", "accepted")]
    items += signatures(_LEFT, y + 4, labels, step=58, dated=True, chinese=True)
    if part == "workshop":
        back = zh("duty_repairs.paper.back", phone=facts.phone)
        items.append(Text(_LEFT, middle(y + 22, 9), back, 9, shrink_to=_WIDTH))
    items += imprint(
        _LEFT, _RIGHT, _HALF - 9, officer=facts.officer, printed_at=facts.printed_at, copy=facts.copy, page=1, pages=1, chinese=True
    )  # fmt: skip
    return items


def _pairs(facts: OrderFacts) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
    row = facts.row
    trade = zh(f"duty_repairs.trade.{row.trade}")
    if row.is_urgent:
        trade = _GAP.join((trade, zh("duty_repairs.paper.urgent")))
    caller = _GAP.join(part for part in (row.caller, masking.mask_phone(row.phone)) if part)
    where = _GAP.join(part for part in (row.building, row.place) if part)
    workers = row.worker_names
    if not workers and row.workers:
        workers = zh("duty_repairs.paper.heads", count=row.workers)
    done = dates.full_moment(row.done_at, dates.CHINESE) if row.done_at else ""
    if row.done_at and row.hours is not None:
        done = _GAP.join((done, zh("duty_repairs.hours", hours=formats.number(row.hours))))
    state = ""
    if row.state is RepairState.DROPPED:
        state = _GAP.join((zh("duty_repairs.state.dropped"), row.dropped_reason))
    return (
        (("called_at", _moment(row.called_at)), ("caller", caller or zh("duty_repairs.paper.nobody"))),
        (("trade", trade), ("place", where)),
        (("assigned_to", row.assigned_to), ("workers", workers)),
        (("started_at", _moment(row.started_at)), ("done_at", done)),
        (("due_at", _moment(row.due_at)), ("remark", state)),
    )


def _moment(at: datetime | None) -> str:
    return dates.full_moment(at, dates.CHINESE) if at else ""
