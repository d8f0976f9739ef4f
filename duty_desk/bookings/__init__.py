"""What is used in slots or ordered for a day: who has booked, what is left, lists for the door and the kitchen (product rule W8)."""

from db.vocabulary import BookingState, FacilityKind
from duty_desk.bookings.booking import book, cancel, change_quantity, mark, restore
from duty_desk.bookings.facilities import (
    DayRow,
    FacilityRow,
    add_facility,
    close_day,
    get_facility,
    list_facilities,
    list_openings,
    list_slots,
    open_day,
    set_rules,
    update_facility,
)
from duty_desk.bookings.ledgers import BOOKINGS, TONES
from duty_desk.bookings.open_items import count_open_items, list_open_items
from duty_desk.bookings.pasting import Judged, Taken, Verdict, judge, write
from duty_desk.bookings.queries import (
    BookingRow,
    DayTotal,
    FacilityDay,
    KitchenRow,
    SlotDay,
    facility_day,
    get_booking,
    kitchen,
    week,
)
from duty_desk.bookings.rules import Opening, Slot

__all__ = [
    "BOOKINGS",
    "TONES",
    "BookingRow",
    "BookingState",
    "DayRow",
    "DayTotal",
    "FacilityDay",
    "FacilityKind",
    "FacilityRow",
    "Judged",
    "KitchenRow",
    "Opening",
    "Slot",
    "SlotDay",
    "Taken",
    "Verdict",
    "add_facility",
    "book",
    "cancel",
    "change_quantity",
    "close_day",
    "count_open_items",
    "facility_day",
    "get_booking",
    "get_facility",
    "judge",
    "kitchen",
    "list_facilities",
    "list_open_items",
    "list_openings",
    "list_slots",
    "mark",
    "open_day",
    "restore",
    "set_rules",
    "update_facility",
    "week",
    "write",
]
