"""What bookings put on the list of things to do: orders whose time is over and that the kitchen has not got yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from db.vocabulary import FacilityKind
from duty_desk import printing
from duty_desk.bookings import facilities, papers, queries, rules
from duty_desk.open_item import OpenItem
from duty_desk.work import Read

ORDERS_DUE = "orders_due"
WHATS = (ORDERS_DUE,)


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Orders for today and the days that are already closed for ordering, until their list was printed after the cut-off."""
    items: list[OpenItem] = []
    today = read.at.date()
    for row in facilities.list_facilities(read):
        if row.kind is not FacilityKind.ORDER or row.order_until is None:
            continue
        for step in range(row.order_days + 1):
            day = today + timedelta(days=step)
            until = rules.cut_off(day, row.order_until, row.order_days)
            if until is None or read.at < until or _is_sent(read, row.id, day, until):
                continue
            found = queries.facility_day(read, row.id, day)
            if found.taken:
                subject = ("facility", row.id)
                items.append(OpenItem(ORDERS_DUE, until, subject, row.name, row.place, str(found.taken)))
    return tuple(sorted(items, key=lambda item: item.due_at))


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    return {ORDERS_DUE: len(list_open_items(read))}


def _is_sent(read: Read, facility: int, day: date, until: datetime) -> bool:
    prints = printing.list_prints(read, papers.day_subject(facility, day))
    return any(each.printed_at >= until for each in prints)
