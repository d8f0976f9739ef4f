"""The lines of a day of a facility: bookings, free places, and a heading for each slot that holds several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duty_desk import formats, masking
from duty_desk.bookings import BookingRow, DayTotal, FacilityDay, SlotDay
from duty_desk.strings import t
from ui.duty.booking_panel import state_mark
from ui.kit.cells import Cell
from ui.kit.choices import Choice
from ui.kit.ledger_source import Column, ColumnLike, GroupRow
from ui.kit.paint import Mark
from ui.kit.tokens import Tone


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the day: a booking, or a free place of a slot. Free ones have negative identifiers."""

    id: int
    slot: SlotDay
    booking: BookingRow | None
    over: bool


def lines_of(found: FacilityDay, now: datetime) -> list[Any]:
    """A line for each booking, and for each free place where a slot holds one."""
    lines = list[Any]()
    many = any(each.slot.capacity > 1 for each in found.slots)
    for place, each in enumerate(found.slots):
        ends = each.slot.ends
        over = ends is not None and now >= datetime.combine(found.day, ends)
        if many:
            note = t("duty_bookings.group", taken=each.taken, capacity=each.slot.capacity, left=each.left)
            lines.append(GroupRow(-10_000 - place, hours_of(each), note))
        lines += [Line(row.id, each, row, over) for row in each.bookings]
        if not many and not each.bookings:
            lines.append(Line(-1 - place, each, None, over))
    return lines


def cell_of(column: ColumnLike, row: Line) -> Cell:
    """What a cell of the day shows; names and numbers shortened."""
    made = row.booking
    if column.key == "slot":
        return Cell(hours_of(row.slot), faint=row.over)
    if column.key == "verb":
        words = "book" if made is None else "look"
        return Cell("" if made is None and row.over else t(f"duty_bookings.verb.{words}"), verb=True)
    if made is None:
        if column.key == "option":
            return Cell(row.slot.slot.option, faint=row.over)
        if column.key == "state":
            words = "gone" if row.over else "free"
            icon = "history" if row.over else "circle-outline"
            return Cell(mark=Mark(t(f"duty_bookings.{words}"), Tone.NEUTRAL, icon))
        return Cell("")
    match column.key:
        case "option":
            return Cell("" if made.option == made.slot else made.option)
        case "name":
            return Cell(masking.mask_name(made.name))
        case "quantity":
            return Cell(formats.number(made.quantity))
        case "place":
            return Cell(made.place or made.note or "")
        case "phone":
            return Cell(masking.mask_phone(made.phone))
        case _:
            return Cell(mark=state_mark(made))


def columns() -> Sequence[Column]:
    """The columns of the day."""
    return (
        Column("slot", t("duty_bookings.column.slot"), width=112),
        Column("option", t("duty_bookings.column.option"), width=80),
        Column("name", t("duty_bookings.column.name"), kind="name", width=96),
        Column("quantity", t("duty_bookings.column.quantity"), kind="number", width=56, align="right"),
        Column("place", t("duty_bookings.column.place"), width=120, stretch=True),
        Column("phone", t("duty_bookings.column.phone"), width=112),
        Column("state", t("duty_bookings.column.state"), kind="chip", width=96),
        Column("verb", "", kind="verb", width=56),
    )


def hours_of(each: SlotDay) -> str:
    """From when to when, or the set."""
    if each.slot.starts is None:
        return each.slot.key
    if each.slot.ends is None:
        return formats.clock(each.slot.starts)
    return formats.hours(each.slot.starts, each.slot.ends)


def day_choice(each: DayTotal) -> Choice:
    """A day of the week with how much is given away on it."""
    words = f"{formats.weekday(each.day)} {each.day.month}/{each.day.day}"
    icon = "cancel" if each.is_closed else ""
    return Choice(each.day.isoformat(), words, each.taken if each.capacity or each.taken else None, icon)
