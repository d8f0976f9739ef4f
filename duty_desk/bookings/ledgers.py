"""All bookings as one list (product rule X3). Filters: `facility`, `period`, `state`, `kind`; cancelled ones stay in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select

from db.models import Booking, Facility
from duty_desk import formats
from duty_desk.bookings.queries import BookingRow, fetch_bookings
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.people.selection import select_persons
from duty_desk.strings import t
from duty_desk.work import Read

TONES: Mapping[str, tuple[str, str]] = {
    "booked": ("info", "bookmark-outline"),
    "used": ("ok", "check-circle"),
    "missed": ("warn", "alert"),
    "cancelled": ("neutral", "cancel"),
}


def select_bookings(read: Read, request: Request) -> Select[Any]:
    """Bookings that match, the last day first, a day by time."""
    wanted = request.filters
    query: Any = select(Booking.id).join(Facility, Facility.id == Booking.facility_id)
    if wanted.get("facility"):
        query = query.where(Booking.facility_id == wanted["facility"])
    if wanted.get("state"):
        query = query.where(Booking.state == str(getattr(wanted["state"], "value", wanted["state"])))
    if wanted.get("kind"):
        query = query.where(Facility.kind == str(wanted["kind"]))
    first, last = wanted.get("period") or (None, None)
    if first is not None:
        query = query.where(Booking.day >= first)
    if last is not None:
        query = query.where(Booking.day <= last)
    if typed := request.search.strip():
        people = select_persons(read, Request(search=typed)).order_by(None)
        query = query.where(
            or_(
                Booking.person_id.in_(people),
                Booking.name.contains(typed, autoescape=True),
                Booking.phone == typed,
            )
        )
    orders: Mapping[str, Any] = {
        "facility": Facility.list_order,
        "slot": Booking.slot,
        "quantity": Booking.quantity,
        "state": Booking.state,
        "made_at": Booking.made_at,
    }
    rest = (Booking.starts, Booking.slot, Booking.id)
    if request.sort in orders:
        chosen = orders[request.sort]
        return query.order_by(chosen.desc() if request.descending else chosen, Booking.day.desc(), *rest)
    down = request.descending or request.sort is None
    return query.order_by(Booking.day.desc() if down else Booking.day, *rest)


def fetch(read: Read, ids: Sequence[int]) -> Sequence[BookingRow]:
    """The rows of these bookings."""
    return fetch_bookings(read, ids)


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    inner = select_bookings(read, request).order_by(None).subquery()
    query = select(func.coalesce(func.sum(Booking.quantity), 0)).where(
        Booking.id.in_(select(inner.c.id)), Booking.state != "cancelled"
    )
    return (Total("bookings.total", formats.number(int(read.session.scalar(query) or 0))),)


def _describe(read: Read, request: Request) -> str:
    said: list[str] = []
    if facility := request.filters.get("facility"):
        said.append(read.session.scalar(select(Facility.name).where(Facility.id == facility)) or "")
    first, last = request.filters.get("period") or (None, None)
    if first is not None and last is not None:
        said.append(formats.period(first, last))
    if state := request.filters.get("state"):
        said.append(t(f"bookings.state.{getattr(state, 'value', state)}"))
    if request.search.strip():
        said.append(t("bookings.filter.search", text=request.search.strip()))
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in said if part)


BOOKINGS = Ledger(
    key="bookings.bookings",
    title="bookings.ledger.bookings",
    columns=(
        Column("day", "bookings.column.day", Kind.DATE, 80),
        Column("facility", "bookings.column.facility", width=112),
        Column("slot", "bookings.column.slot", width=88),
        Column("option", "bookings.column.option", width=80, sortable=False, hidden=True),
        Column("name", "bookings.column.name", Kind.NAME, 96, sortable=False, masked=True),
        Column("quantity", "bookings.column.quantity", Kind.NUMBER, 56, align="right"),
        Column("place", "bookings.column.place", width=128, sortable=False, stretch=True),
        Column("phone", "bookings.column.phone", Kind.PHONE, 112, sortable=False, masked=True),
        Column("state", "bookings.column.state", Kind.CHIP, 88, words="bookings.state", tones=TONES),
        Column("note", "bookings.column.note", width=120, sortable=False, hidden=True),
        Column("source", "bookings.column.source", width=72, sortable=False, words="bookings.source", hidden=True),
        Column("made_at", "bookings.column.made_at", Kind.MOMENT, 112, hidden=True),
    ),
    statement=select_bookings,
    fetch=fetch,
    default_sort="day",
    default_descending=True,
    describe=_describe,
    totals=_totals,
)  # fmt: skip
