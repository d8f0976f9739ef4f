"""The record of a room's last disinfection on paper (form A1.12, supplement for rooms): what was done, measured, checked, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from duty_desk import formats
from duty_desk.disinfection.record_rows import FAILED, PASSED, RecordRow
from duty_desk.paper import dates
from duty_desk.paper.forms import FormColumn, field, grid, imprint, seal_place, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Item, Layout, Line, Text, middle
from duty_desk.paper.pass_card import zh
from duty_desk.rooms import RoomRow

A4: Final = (210.0, 297.0)
_LEFT: Final = 18.0
_RIGHT: Final = 192.0
_WIDTH: Final = _RIGHT - _LEFT
_PLACES: Final = ("surfaces", "floor", "bath", "air", "textiles", "waste")
_GAP: Final = "\N{IDEOGRAPHIC SPACE}"
_BOX: Final = "\N{WHITE SQUARE}"


@dataclass(frozen=True, slots=True)
class TerminalFacts:
    """One record of a room, and who prints it."""

    record: RecordRow
    room: RoomRow
    lot: str
    stock: str
    expires_on: date | None
    copy: int
    office: str
    officer: str
    printed_at: datetime
    watermark: str | None


def layout_terminal(facts: TerminalFacts) -> Layout:
    """One sheet; what nobody wrote down stays as a line to write on."""
    row = facts.record
    items: list[Item] = [
        *(watermark_items(facts.watermark, *A4) if facts.watermark else ()),
        Text(105, middle(22, 20), zh("disinfection_papers.title.terminal"), 20, bold=True, align="centre"),
        Text(_LEFT, middle(33, 10.5), facts.office, 10.5, shrink_to=100),
        Text(_RIGHT, middle(33, 10.5), dates.full(row.day), 10.5, align="right"),
        Line(_LEFT, 37, _RIGHT, 37, 0.4),
    ]
    y = 45.0
    half = _WIDTH / 2 - 3
    for pair in _pairs(facts):
        for n, (key, value) in enumerate(pair):
            label = zh(f"disinfection_papers.terminal.{key}")
            x = _LEFT + n * (half + 6)
            items += field(x, y, label, value, room=half)
        y += 8.6
    items += grid(_LEFT, y + 2, _columns(), [_place(key) for key in _PLACES], row=9, size=10)
    y += 2 + 9 * (len(_PLACES) + 1) + 8
    items += _check(facts, y)
    labels = [zh(f"disinfection_papers.sign.{who}") for who in ("operator", "responsible", "received")]
    items += signatures(_LEFT, 252, labels, step=58, dated=True, chinese=True)
    items += seal_place(_RIGHT - 42, 222, chinese=True)
    items += imprint(
        _LEFT, _RIGHT, 286, officer=facts.officer, printed_at=facts.printed_at, copy=facts.copy, page=1, pages=1, chinese=True
    )  # fmt: skip
    return Layout(*A4, tuple(items))


def _pairs(facts: TerminalFacts) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
    row, room = facts.record, facts.room
    where = _GAP.join((room.zone.site, room.building, room.name))
    last = facts.expires_on
    lot = facts.lot
    if lot and last is not None:
        lot = zh("disinfection_papers.terminal.lot_until", lot=lot, day=dates.full(last))
    return (
        (("kind", zh("disinfection_papers.terminal.kind_terminal")), ("object", where)),
        (("notified_by", ""), ("area", "")),
        (("agent", zh(f"disinfection_mix.product.{row.agent}")), ("method", zh(f"disinfection.method.{row.method}"))),
        (("lot", lot), ("stock", facts.stock)),
        (("mix", row.mix_number or row.ratio or ""), ("strength", _strength(row.strength, row.agent))),
        (("strip", _strength(row.strip, row.agent)), ("used", _litres(row.used_ml))),
        (("begun", _moment(row.started_at)), ("ended", _moment(row.ended_at))),
        (("contact", _minutes(row.minutes)), ("aired", _aired(facts))),
        (("climate", ""), ("protection", row.protection or "")),
        (("done_by", row.done_by), ("abnormal", _abnormal(row))),
    )  # fmt: skip


def _moment(at: datetime | None) -> str:
    """Day and time as this paper says them, whatever the screen speaks."""
    return dates.since(at, at) if at is not None else ""


def _strength(value: Decimal | None, agent: str) -> str:
    if value is None:
        return ""
    unit = "percent" if agent == "alcohol" else "mg"
    return zh(f"disinfection_mix.strength.{unit}", strength=formats.number(value))


def _litres(ml: Decimal | None) -> str:
    return "" if ml is None else zh("disinfection_papers.terminal.litres", litres=formats.number(ml / 1000))


def _minutes(minutes: int | None) -> str:
    return "" if minutes is None else zh("disinfection_papers.terminal.minutes", minutes=minutes)


def _aired(facts: TerminalFacts) -> str:
    row = facts.record
    if row.air_minutes is None or row.ended_at is None:
        return ""
    until = row.ended_at + timedelta(minutes=row.air_minutes)
    return zh("disinfection_papers.terminal.aired_until", minutes=row.air_minutes, until=formats.clock(until))


def _abnormal(row: RecordRow) -> str:
    said = [zh(f"disinfection.finding.{each}") for each in row.findings]
    return _GAP.join(part for part in (*said, row.reason or "", row.note or "") if part) or zh(
        "disinfection_papers.terminal.nothing"
    )


def _columns() -> tuple[FormColumn, ...]:
    widths = (("place", 38), ("how", 82), ("mark", 18), ("remark", 36))
    return tuple(
        FormColumn(zh(f"disinfection_papers.terminal.{key}"), width, "centre" if key == "mark" else "left")
        for key, width in widths
    )


def _place(key: str) -> tuple[str, str, str, str]:
    return (
        zh(f"disinfection_papers.terminal.place_{key}"),
        zh(f"disinfection_papers.terminal.how_{key}"),
        _BOX,
        "",
    )


def _check(facts: TerminalFacts, y: float) -> list[Item]:
    row = facts.record
    verdict = zh("disinfection_papers.terminal.verdict_blank")
    if row.verdict in (PASSED, FAILED):
        verdict = zh(f"disinfection_papers.terminal.verdict_{row.verdict}")
    checked = _GAP.join(part for part in (row.checked_by or "", _moment(row.checked_at)) if part)
    label, half = zh("disinfection_papers.terminal.checked_by"), _LEFT + _WIDTH / 2
    return [
        *field(_LEFT, y, zh("disinfection_papers.terminal.verdict"), verdict, room=_WIDTH / 2, bold=True),
        *field(half, y, label, checked, room=_WIDTH / 2),
        Text(
            _LEFT, middle(y + 9, 9), zh("disinfection_papers.terminal.rule"), 9, shrink_to=_WIDTH
        ),
    ]  # fmt: skip
