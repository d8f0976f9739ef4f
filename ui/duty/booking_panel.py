"""One booking beside the list: who, when, how many, and whether somebody came."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from duty_desk import formats, masking
from duty_desk.bookings import TONES, BookingRow, BookingState, FacilityKind
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.facts import Facts
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone


def state_mark(row: BookingRow) -> Mark:
    """The state of a booking as it stands everywhere; an order is fetched, a slot used."""
    tone, icon = TONES[row.state.value]
    key = "fetched" if row.state is BookingState.USED and row.kind is FacilityKind.ORDER else row.state.value
    words = t("duty_bookings.fetched") if key == "fetched" else t(f"bookings.state.{key}")
    return Mark(words, Tone(tone), icon)


class BookingPanel(SidePanel):
    """`booking` is which is shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.booking = 0
        self.row: BookingRow | None = None
        self.buttons: list[Button] = []

    def show_row(self, row: BookingRow) -> None:
        """Name and number shortened."""
        self.booking, self.row = row.id, row
        when = (
            formats.hours(row.starts, row.ends)
            if row.starts is not None and row.ends is not None
            else row.slot
        )
        note = "\N{IDEOGRAPHIC SPACE}".join((row.facility, formats.day(row.day), when))
        self.set_head(masking.mask_name(row.name), note, state_mark(row))
        facts = Facts()
        for key, value in (
            ("option", row.option),
            ("quantity", formats.number(row.quantity)),
            ("place", row.place or ""),
            ("phone", masking.mask_phone(row.phone)),
            ("note", row.note or ""),
            ("source", t(f"bookings.source.{row.source}")),
            ("made_at", formats.moment(row.made_at)),
        ):
            facts.add(key, t(f"bookings.column.{key}"), value)
        facts.finish()
        self.set_body(facts)
        self.set_foot()

    def show_acts(self, mark: Callable[[BookingState], object], cancel: Callable[[], object]) -> None:
        """What can be done in this state."""
        row = self.row
        if row is None:
            return
        self.buttons = []
        order = row.kind is FacilityKind.ORDER
        right: list[QWidget] = []
        if row.state is BookingState.BOOKED:
            used = Button(
                t("duty_bookings.verb.fetched" if order else "duty_bookings.verb.used"),
                icon="check",
                kind=Kind.PRIMARY,
                key="U",
                bind=False,
                parent=self,
            )
            used.clicked.connect(lambda: mark(BookingState.USED))
            missed = Button(t("duty_bookings.verb.missed"), key="M", bind=False, parent=self)
            missed.clicked.connect(lambda: mark(BookingState.MISSED))
            drop = Button(t("duty_bookings.verb.cancel"), kind=Kind.DANGER, key="X", bind=False, parent=self)
            drop.clicked.connect(cancel)
            self.buttons = [used, missed]
            right.append(drop)
        elif row.state is not BookingState.CANCELLED:
            again = Button(t("duty_bookings.verb.again"), icon="undo", parent=self)
            again.clicked.connect(lambda: mark(BookingState.BOOKED))
            self.buttons = [again]
        self.set_foot(self.buttons, right)
