"""The list for the door of a facility, that for the kitchen, and what all canteens make on a day (product rule W8)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from db.vocabulary import FacilityKind
from duty_desk import formats, masking, paper, printing, settings
from duty_desk.bookings import queries
from duty_desk.bookings.queries import BookingRow, FacilityDay
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target

DOOR, KITCHEN = "booking_door", "booking_kitchen"
SUBJECT = "booking_day"
# Orders of all canteens together have no facility of their own.
ALL = 0
_BOX = "\N{WHITE SQUARE}"
_GAP = "\N{IDEOGRAPHIC SPACE}"
_FACTOR = 1_000_000


def day_subject(facility: int, day: date) -> tuple[str, int]:
    """A facility on a day, as prints are counted."""
    return SUBJECT, facility * _FACTOR + day.toordinal() - date(2000, 1, 1).toordinal()


def draw_door(read: Read, target: Target, facility: int, day: date) -> Printed:
    """Slot by slot who comes, with a box to tick; the door compares names with papers, so they stand in full.

    It hangs at the door: no number of anybody is on it (check S-46).
    """
    require(read, Permission.PRINT)
    found = queries.facility_day(read, facility, day)
    columns = (("slot", 30), ("option", 24), ("name", 44), ("place", 68), ("came", 14))
    rows: list[list[str]] = []
    for each in found.slots:
        hours = formats.hours(each.slot.starts, each.slot.ends) if each.slot.starts else each.slot.key
        names: tuple[BookingRow | None, ...] = each.bookings or (None,)
        rows += [_door_cells(hours, each.slot.option, row) for row in names]
    return paper.write_list(
        target,
        title=t("bookings.paper.door", facility=found.facility.name),
        columns=[paper.ListColumn(t(f"bookings.paper.{key}"), width) for key, width in columns],
        rows=rows,
        filter_text=_GAP.join(part for part in (_day(day), found.facility.place) if part),
        note=t("bookings.paper.taken", taken=found.taken, capacity=found.capacity),
        signatures=(t("bookings.paper.sign_door"),),
        landscape=False,
        **_frame(read),
    )


def draw_kitchen(read: Read, target: Target, facility: int, day: date) -> Printed:
    """How many of each set, then order by order with room to sign."""
    require(read, Permission.PRINT)
    found = queries.facility_day(read, facility, day)
    columns = (("name", 34), ("quantity", 18), ("place", 56), ("phone", 32), ("fetched", 30))
    rows: list[list[str]] = []
    for each in found.slots:
        rows.append(
            [t("bookings.paper.set", option=each.slot.key, count=each.taken, orders=len(each.bookings))]
        )
        rows += [
            [row.name, formats.number(row.quantity), row.place or "", masking.mask_phone(row.phone), ""]
            for row in each.bookings
        ]
    until = t("bookings.paper.until", at=formats.moment(found.until)) if found.until else ""
    return paper.write_list(
        target,
        title=t("bookings.paper.kitchen", facility=found.facility.name),
        columns=[
            paper.ListColumn(t(f"bookings.paper.{key}"), width, "right" if key == "quantity" else "left")
            for key, width in columns
        ],
        rows=rows,
        totals=[t("bookings.paper.total"), formats.number(found.taken)],
        filter_text=_GAP.join(part for part in (_day(day), found.facility.place, until) if part),
        note=_sets(found),
        signatures=tuple(t(f"bookings.paper.sign_{who}") for who in ("desk", "kitchen")),
        landscape=False,
        **_frame(read),
    )


def draw_totals(read: Read, target: Target, day: date) -> Printed:
    """What all canteens make on a day, by set."""
    require(read, Permission.PRINT)
    found = queries.kitchen(read, day)
    columns = (("canteen", 60), ("set_name", 60), ("quantity", 30), ("orders", 30))
    return paper.write_list(
        target,
        title=t("bookings.paper.totals"),
        columns=[
            paper.ListColumn(t(f"bookings.paper.{key}"), width, "right" if place > 1 else "left")
            for place, (key, width) in enumerate(columns)
        ],
        rows=[
            [row.canteen, row.option, formats.number(row.quantity), formats.number(row.orders)]
            for row in found
        ],
        totals=[
            t("bookings.paper.total"),
            "",
            formats.number(sum(row.quantity for row in found)),
            formats.number(sum(row.orders for row in found)),
        ],
        filter_text=_day(day),
        signatures=tuple(t(f"bookings.paper.sign_{who}") for who in ("desk", "kitchen")),
        landscape=False,
        **_frame(read),
    )


def draw(read: Read, target: Target, facility: int, day: date) -> Printed:
    """The list that belongs to the facility: for the door, or for the kitchen."""
    kind = queries.facility_day(read, facility, day).facility.kind
    return (draw_kitchen if kind is FacilityKind.ORDER else draw_door)(read, target, facility, day)


@requires(Permission.PRINT)
def record_print(work: Work, facility: int, day: date, form: str, destination: str) -> int:
    """Note that the list of a day was printed: orders count as sent with it."""
    return printing.record(work, day_subject(facility, day), form, destination)


def _door_cells(hours: str, option: str, row: BookingRow | None) -> list[str]:
    if row is None:
        return [hours, option, "", "", ""]
    many = f" \N{MULTIPLICATION SIGN}{row.quantity}" if row.quantity > 1 else ""
    return [hours, option, f"{row.name}{many}", row.place or "", _BOX]


def _sets(found: FacilityDay) -> str:
    return _GAP.join(
        t("bookings.paper.set_sum", option=each.slot.key, count=each.taken) for each in found.slots
    )


def _day(day: date) -> str:
    return f"{formats.full_day(day)}{_GAP}{formats.weekday(day)}"


def _frame(read: Read) -> dict[str, Any]:
    return {
        "office": str(settings.get(read, "office.name", "") or ""),
        "officer": read.officer.name,
        "printed_at": read.at,
        "cut_off": read.at,
        "watermark": paper.demo_mark() if settings.get(read, "office.demo", False) else None,
    }
