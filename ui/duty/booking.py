"""Bookings: a facility, a day, its slots or orders with who has them; booked, ticked off, pasted from a chat, printed (rule W8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import bookings, formats, masking
from duty_desk.bookings import BookingRow, BookingState, FacilityDay, FacilityRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.duty import booking_acts, booking_papers
from ui.duty.booking_form import BookingForm
from ui.duty.booking_lines import Line, cell_of, columns, day_choice, lines_of
from ui.duty.booking_panel import BookingPanel
from ui.duty.booking_paste import PastePanel
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.choices import FilterChips
from ui.kit.combo import ComboBox
from ui.kit.drawer import DrawerRow
from ui.kit.labels import Label
from ui.kit.ledger_source import ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.panels import SidePanel
from ui.kit.regions import Regions
from ui.kit.tokens import SMALL
from ui.views.view import View

WEEK = 7
KEYS = (
    ("Return", "duty_bookings.key.open"),
    ("F2", "duty_bookings.key.book"),
    ("U", "duty_bookings.key.used"),
    ("M", "duty_bookings.key.missed"),
    ("X", "duty_bookings.key.cancel"),
    ("Ctrl+V", "duty_bookings.key.paste"),
    ("Ctrl+P", "views.key.print"),
)


class BookingsView(View):
    """Enter books a free slot or shows a booking; digits choose the day of the week."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"facility", "facility_rule", "booking", "booking_day"})

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        self.facility: FacilityRow | None = None
        self.day = self.desk.now.date()
        self.found: FacilityDay | None = None
        self.panel: SidePanel | None = None
        self._kept = 0
        self._build_head()
        self.days = FilterChips([], name=t("duty_bookings.days"), parent=self)
        self.days.chosen.connect(lambda key: self.show_day(date.fromisoformat(key)))
        self.fact = Label("", px=SMALL, colour="text2", elide=True, parent=self)
        self.source = ListSource(columns(), (), cell_of)
        self.list = LedgerView(
            self.source,
            self.shell.tasks,
            key="duty.bookings",
            name=t("duty_tab.view.bookings"),
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            hints=[(key, t(words)) for key, words in KEYS[:5]],
            strong="slot",
            menu=False,
            parent=self,
        )
        self.list.set_empty(self._empty)
        self.list.opened.connect(self.open_line)
        self.list.verb_pressed.connect(lambda row, _key: self.open_line(row))
        self.list.current_changed.connect(self._moved)
        self.list.letter_pressed.connect(self.letter)
        self.list.clear_asked.connect(self.close_panel)
        self.days.serve_digits_of(self.list.table)
        self._body = DrawerRow()
        self._body.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.days)
        column.addWidget(self.fact)
        column.addLayout(self._body, 1)
        # In a field or a grid Ctrl+V is theirs.
        for key, around, act in (
            ("F2", self, self.book),
            ("Ctrl+P", self, self.print_list),
            ("Ctrl+V", self.list, self.paste),
        ):
            shortcut = QShortcut(QKeySequence(key), around)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        Regions(self, lambda: [self.list, *([self.panel] if self.panel else [])])

    def _build_head(self) -> None:
        self.head = QWidget(self)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.which = ComboBox([], None, name=t("duty_bookings.facility.name"), parent=self.head)
        self.which.changed.connect(self._chosen)
        self.back = icon_button("chevron-left", t("duty_bookings.week_back"), "Alt+Left")
        self.on = icon_button("chevron-right", t("duty_bookings.week_on"), "Alt+Right")
        self.back.clicked.connect(lambda: self.show_day(self.day - timedelta(days=WEEK)))
        self.on.clicked.connect(lambda: self.show_day(self.day + timedelta(days=WEEK)))
        self.new = Button(
            t("duty_bookings.book"), icon="plus", kind=Kind.PRIMARY, key="F2", bind=False, parent=self.head
        )
        self.new.clicked.connect(self.book)
        self.list_button = Button(
            t("duty_bookings.paste.verb"), icon="clipboard-text-outline", parent=self.head
        )
        self.list_button.clicked.connect(self.paste)
        self.paper = icon_button("printer-outline", t("duty_bookings.print.menu"))
        self.paper.set_popup(self._print_menu())
        self.manage = icon_button("cog-outline", t("duty_bookings.facility.menu"))
        self.manage.set_popup(booking_acts.menu(self))
        for widget in (self.which, self.back, self.on):
            line.addWidget(widget)
        line.addStretch()
        for widget in (self.new, self.list_button, self.paper, self.manage):
            line.addWidget(widget)
        self.manage.setVisible(self.tab.may(Permission.EDIT_FACILITIES))
        may = self.tab.may(Permission.BOOK)
        self.new.setVisible(may)
        self.list_button.setVisible(may)

    def _print_menu(self) -> QMenu:
        menu = QMenu(self.head)
        for words, act in (("list", self.print_list), ("totals", self.print_totals)):
            menu.addAction(t(f"duty_bookings.print.{words}")).triggered.connect(
                lambda _=False, act=act: act()
            )
        return menu

    # --- what the screen asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        return tuple(KeyHint(key, t(words)) for key, words in KEYS)

    def facts(self) -> str:
        if self.found is None:
            return ""
        name, day = self.found.facility.name, formats.day(self.day)
        return t(
            "duty_bookings.facts", name=name, day=day, taken=self.found.taken, capacity=self.found.capacity
        )

    def reload(self) -> None:
        with self.desk.read() as read:
            rows = bookings.list_facilities(read)
            wanted = self.facility.id if self.facility is not None else self._kept
            self.facility = next((row for row in rows if row.id == wanted), rows[0] if rows else None)
            if self.facility is None:
                self.found = None
                week: Sequence[bookings.DayTotal] = ()
            else:
                self.found = bookings.facility_day(read, self.facility.id, self.day)
                week = bookings.week(read, self.facility.id, self._monday(), WEEK)
        chosen = self.facility.id if self.facility is not None else None
        self.which.set_options([(row.id, row.name) for row in rows], chosen)
        for widget in (self.which, self.back, self.on, self.days, self.fact):
            widget.setVisible(bool(rows))
        for widget in (self.new, self.list_button, self.paper):
            widget.setEnabled(bool(rows))
        self.days.set_choices([day_choice(each) for each in week], self.day.isoformat())
        self._say()
        self.source.put(lines_of(self.found, self.desk.now) if self.found is not None else [])
        self.list.reload()
        self._refresh_panel()
        self.tab.facts_changed.emit()

    def focus_first(self) -> None:
        self._to_now()
        self.list.setFocus()

    def _to_now(self) -> None:
        """Where the day has come to."""
        if self.list.current_id() is None and self.found is not None:
            lines = lines_of(self.found, self.desk.now)
            now = next((each for each in lines if isinstance(each, Line) and not each.over), None)
            if now is not None:
                self.list.select_id(now.id)

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    def state(self) -> dict[str, Any]:
        return {"facility": self.facility.id if self.facility is not None else 0}

    def restore(self, state: Any) -> None:
        kept = state.get("facility")
        self._kept = kept if isinstance(kept, int) else 0

    def open_record(self, kind: str, record_id: int) -> bool:
        if kind == "booking":
            with self.desk.read() as read:
                row = bookings.get_booking(read, record_id)
            self._show(row.facility_id, row.day)
            return self.list.select_id(record_id)
        with self.desk.read() as read:
            ahead = next((row.order_days for row in bookings.list_facilities(read) if row.id == record_id), 0)
        # Of orders the day that is being closed, of slots today.
        self._show(record_id, self.desk.now.date() + timedelta(days=ahead))
        return self.facility is not None and self.facility.id == record_id

    # --- the day ---

    def show_day(self, day: date) -> None:
        """Another day of the same facility."""
        self.day = day
        self.put_panel(None)
        self.reload()
        self._to_now()

    def _show(self, facility: int, day: date) -> None:
        self.facility, self._kept = None, facility
        self.show_day(day)

    def _chosen(self) -> None:
        value = self.which.value()
        if isinstance(value, int) and (self.facility is None or value != self.facility.id):
            self._show(value, self.day)

    def _monday(self) -> date:
        return self.day - timedelta(days=self.day.weekday())

    def _say(self) -> None:
        found = self.found
        if found is None:
            return
        parts = [found.facility.place, found.facility.phone or "", found.facility.note or ""]
        if found.until is not None:
            parts.append(t("duty_bookings.until", at=formats.moment(found.until)))
        if found.exception is not None:
            key = "closed" if found.exception.is_closed else "opened"
            parts.append(t(f"duty_bookings.{key}", reason=found.exception.reason))
        self.fact.setText("\N{IDEOGRAPHIC SPACE}".join(part for part in parts if part))

    def _empty(self) -> QWidget:
        if self.facility is None:
            button = None
            if self.tab.may(Permission.EDIT_FACILITIES):
                button = Button(t("duty_bookings.facility.add"))
                button.clicked.connect(lambda: booking_acts.add(self))
            return EmptyState(
                t("duty_bookings.empty"), t("duty_bookings.empty_next"), icon="calendar-clock-outline", tone=None, button=button
            )  # fmt: skip
        closed = (
            self.found is not None and self.found.exception is not None and self.found.exception.is_closed
        )
        key = "day_closed" if closed else "day_empty"
        return EmptyState(
            t(f"duty_bookings.{key}", day=formats.day(self.day)),
            t("duty_bookings.day_next"),
            icon="calendar-clock-outline",
            tone=None,
        )

    # --- acts ---

    def open_line(self, row: Any) -> None:
        """Enter: book what is free, show what is not."""
        if not isinstance(row, Line):
            return
        if row.booking is not None:
            self.show_booking(row.booking)
        elif not row.over:
            self.book(row.slot.slot.key)

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if not isinstance(row, Line) or row.booking is None or not self.tab.may(Permission.BOOK):
            return
        acts = {"U": BookingState.USED, "M": BookingState.MISSED}
        if letter in acts:
            self.mark(row.booking, acts[letter])
        elif letter == "X":
            self.cancel(row.booking)

    def book(self, slot: str = "") -> BookingForm | None:
        """F2: somebody wants a slot or a set."""
        if self.found is None or not self.found.slots or not self.tab.may(Permission.BOOK):
            return None
        panel = BookingForm(self.shell, self.found, slot, parent=self)
        panel.done.connect(self._booked)
        self.put_panel(panel)
        panel.start()
        return panel

    def paste(self) -> PastePanel | None:
        """Ctrl+V: a list out of the group chat, every line judged first."""
        if self.found is None or not self.tab.may(Permission.BOOK):
            return None
        panel = PastePanel(self.shell, self.found.facility, self.day, parent=self)
        panel.done.connect(self._pasted)
        self.put_panel(panel)
        panel.start()
        return panel

    def show_booking(self, row: BookingRow) -> BookingPanel:
        """One booking with what can be done with it."""
        panel = self.panel
        if not isinstance(panel, BookingPanel):
            panel = BookingPanel(self)
            self.put_panel(panel)
        panel.show_row(row)
        if self.tab.may(Permission.BOOK):
            panel.show_acts(lambda state: self.mark(row, state), lambda: self.cancel(row))
        return panel

    def mark(self, row: BookingRow, state: BookingState) -> None:
        """Somebody came, or did not; the next line follows."""
        done = self.attempt(lambda work: bookings.mark(work, row.id, state) or row.id)
        if done is None:
            return
        words = t(f"duty_bookings.marked.{state.value}", name=masking.mask_name(row.name), slot=row.slot)
        self.shell.notify(
            words, undo=lambda: self.attempt(lambda work: bookings.mark(work, row.id, row.state))
        )

    def cancel(self, row: BookingRow) -> None:
        """Give the place back; it can be taken back for a while."""
        done = self.attempt(lambda work: bookings.cancel(work, row.id) or row.id)
        if done is None:
            return
        self.put_panel(None)
        self.list.setFocus()
        words = t("duty_bookings.cancelled", name=masking.mask_name(row.name), slot=row.slot)
        self.shell.notify(words, undo=lambda: self.attempt(lambda work: bookings.restore(work, row.id)))

    def print_list(self) -> None:
        """Ctrl+P: the list for the door or the kitchen."""
        if self.found is not None:
            booking_papers.print_list(self.shell, self.found.facility, self.day)

    def print_totals(self) -> None:
        """What all canteens make on the day."""
        booking_papers.print_totals(self.shell, self.day)

    # --- the panel ---

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the list; what was there goes."""
        self.panel = panel
        self._body.put(panel, self.close_panel)

    def close_panel(self) -> None:
        """Back to the list alone."""
        self.put_panel(None)
        self.list.setFocus()

    def _moved(self, row: Any) -> None:
        if isinstance(self.panel, BookingPanel) and isinstance(row, Line) and row.booking is not None:
            self.show_booking(row.booking)

    def _refresh_panel(self) -> None:
        if isinstance(self.panel, BookingPanel) and self.found is not None:
            row = next((each for each in self.found.bookings if each.id == self.panel.booking), None)  # pyright: ignore[reportAttributeAccessIssue]
            if row is None:
                self.put_panel(None)
            else:
                self.show_booking(row)

    def _booked(self, booking: int) -> None:
        with self.desk.read() as read:
            row = bookings.get_booking(read, booking)
        self.put_panel(None)
        self.list.setFocus()
        self.list.select_id(booking)
        words = t("duty_bookings.booked", name=masking.mask_name(row.name), slot=row.slot)
        self.shell.notify(words, undo=lambda: self.attempt(lambda work: bookings.cancel(work, booking)))

    def _pasted(self, taken: bookings.Taken) -> None:
        self.put_panel(None)
        self.list.setFocus()
        words = t("duty_bookings.paste.done", new=taken.new, changed=taken.changed)
        self.shell.notify(words, locked=t("duty_bookings.paste.locked"))
