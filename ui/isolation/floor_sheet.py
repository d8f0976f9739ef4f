"""The temperatures of a whole floor (T): a line for each person, numbers only, Enter goes on and each line is saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.isolation import floor_sheet, papers_lists, reading_rows, readings
from duty_desk.isolation.floor_sheet import FloorChoice, SheetRow
from duty_desk.isolation.readings import Recorded
from duty_desk.isolation.slot_rules import NOON, ReadingSlot
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.isolation.floor_sheet_line import Ask, SheetLine, titles
from ui.isolation.stays_papers import print_list
from ui.kit.buttons import Button
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import ClockField, DateField
from ui.kit.labels import Label, Line
from ui.kit.notices import Banner, EmptyState
from ui.kit.panels import Scroll, Surface
from ui.kit.regions import Regions
from ui.kit.tokens import SMALL, Tone
from ui.views.view import View

if TYPE_CHECKING:
    from ui.views.tab import ViewsTab


class FloorSheetView(View):
    """Floor, day and slot above; what was typed stays while others write."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"reading", "stay", "stay_room", "room"})

    def __init__(self, tab: ViewsTab) -> None:
        super().__init__(tab)
        self.lines: dict[int, SheetLine] = {}
        self._floor: tuple[str, int] | None = None
        self._wanted: tuple[str, int] | None = None
        now = self.desk.now
        self.head = QWidget(self)
        self.floors = ComboBox(
            [],
            None,
            placeholder=t("isolation_forms.sheet.no_floor"),
            name=t("isolation_forms.sheet.floor"),
            parent=self.head,
        )
        self.floors.changed.connect(self._floor_chosen)
        self.slot = Segmented(
            [
                Choice(slot.value, t(f"isolation_care.slot.{slot.value}"))
                for slot in (ReadingSlot.AM, ReadingSlot.PM)
            ],
            self._slot_now(now).value,
            name=t("isolation_forms.sheet.slot"),
            parent=self.head,
        )
        self.slot.chosen.connect(lambda _key: self._again())
        self.day = DateField(
            lambda: self.desk.now, now.date(), name=t("isolation_forms.sheet.day"), parent=self.head
        )
        self.day.setFixedWidth(136)
        self.day.left.connect(self._again)
        self.day.returnPressed.connect(self._again)
        clock_words = t("isolation_forms.sheet.clock")
        self.clock = ClockField(None, name=clock_words, placeholder=clock_words, parent=self.head)
        # Only of a day gone by; shown at first it would make the window wider.
        self.clock.hide()
        paper = Button(
            t("isolation_forms.sheet.print"),
            icon="printer-outline",
            parent=self.head,
        )
        paper.clicked.connect(self.print)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (self.floors, self.slot, self.day, self.clock):
            line.addWidget(widget)
        line.addStretch()
        line.addWidget(paper)
        self.banner = Banner(Tone.DANGER, "")
        self.banner.hide()
        self._surface = Surface(self)
        inner = QVBoxLayout(self._surface)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        inner.addWidget(titles())
        inner.addWidget(Line())
        self._scroll = Scroll()
        inner.addWidget(self._scroll, 1)
        inner.addWidget(Line())
        self.foot = Label("", px=SMALL, colour="text2")
        self.foot.setContentsMargins(16, 6, 16, 6)
        inner.addWidget(self.foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.banner)
        column.addWidget(self._surface, 1)
        for key, act in (
            (QKeySequence("Ctrl+P"), self.print),
            (QKeySequence(Qt.Key.Key_PageDown), lambda: self._other_floor(1)),
            (QKeySequence(Qt.Key.Key_PageUp), lambda: self._other_floor(-1)),
        ):
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        Regions(self, lambda: [self.floors, self._surface])

    # --- what the screen asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        return tuple(
            KeyHint(key, t(f"isolation_forms.sheet.key_{what}"))
            for key, what in (
                ("Enter", "next"),
                ("N", "not_taken"),
                ("\N{UPWARDS ARROW}\N{DOWNWARDS ARROW}", "walk"),
                ("PgDown", "floor"),
                ("Ctrl+P", "print"),
            )
        )

    def start_with(self, building: str, floor: int) -> None:
        """The floor somebody asked for, in the slot that is read now."""
        self._wanted = (building, floor)
        self.day.set_value(self.desk.now.date())
        self.slot.set_value(self._slot_now(self.desk.now).value)
        self._again()

    def reload(self) -> None:
        day, slot = self._day(), self._slot()
        with self.desk.read() as read:
            floors = floor_sheet.list_floors(read, day=day, slot=slot)
            places = [(row.building, row.floor) for row in floors]
            here = self._wanted or self._floor
            if here not in places:
                here = next(
                    ((row.building, row.floor) for row in floors if row.open), places[0] if places else None
                )
            rows = ()
            if here is not None:
                rows = floor_sheet.floor_sheet(read, building=here[0], floor=here[1], day=day, slot=slot)
        same = here == self._floor and set(self.lines) == {row.stay for row in rows} and bool(rows)
        self._floor, self._wanted = here, None
        self._show_floors(floors)
        self.clock.setVisible(day < self.desk.now.date())
        if same:
            for row in rows:
                self.lines[row.stay].put(row)
        else:
            self._build(rows)
        self._count(rows)

    def focus_first(self) -> None:
        line = next((line for line in self.lines.values() if line.is_open), None)
        line = line or next(iter(self.lines.values()), None)
        if line is not None:
            line.take_focus()
        else:
            self.floors.setFocus()

    def unsaved(self) -> bool:
        return any(line.field.text() for line in self.lines.values())

    def state(self) -> Mapping[str, Any]:
        return {"floor": list(self._floor)} if self._floor else {}

    def restore(self, state: Mapping[str, Any]) -> None:
        kept = state.get("floor")
        if isinstance(kept, list) and len(kept) == 2:
            self._wanted = (str(kept[0]), int(kept[1]))

    # --- acts ---

    def record(self, stay: int, value: Decimal) -> None:
        """A first temperature of a line."""
        given = self._write(
            stay,
            lambda work: readings.record_reading(
                work,
                stay=stay,
                day=self._day(),
                slot=self._slot(),
                temperature=float(value),
                at=self._at(),
            ),
        )
        if given is not None:
            self._after(stay, given)

    def record_second(self, stay: int, value: Decimal) -> None:
        """The second temperature of a line."""
        reading = self.lines[stay].row.view.reading_id
        if reading is None:
            return
        given = self._write(stay, lambda work: readings.add_retest(work, reading, retest=float(value)))
        if given is not None:
            self._after(stay, given)

    def record_not_taken(self, stay: int, reason: str) -> None:
        """Somebody was there and it could not be taken."""
        given = self._write(
            stay,
            lambda work: readings.record_not_taken(
                work, stay=stay, day=self._day(), slot=self._slot(), reason=reason
            ),
        )
        if given is not None:
            self._settle(stay)
            self._next(stay)

    def correct(self, stay: int, value: Decimal, reason: str) -> None:
        """Another value in the place of a wrong one."""
        reading = self.lines[stay].row.view.reading_id
        if reading is None:
            return
        given = self._write(
            stay,
            lambda work: readings.correct_reading(work, reading, temperature=float(value), reason=reason),
        )
        if given is not None:
            self._after(stay, given)

    def print(self) -> None:
        """The sheet of the floor to write on."""
        if self._floor is None:
            return
        building, floor = self._floor
        day = self._day()
        print_list(
            self.shell,
            "corridor",
            lambda read, target: papers_lists.draw_corridor(
                read, target, day, building=building, floor=floor
            ),
            t("isolation_papers.corridor.title"),
        )

    # --- inside ---

    def _write(self, stay: int, act: Any) -> Any:
        line = self.lines[stay]
        try:
            with self.desk.work() as work:
                return act(work)
        except DutyDeskError as error:
            line.tell(error.text, Tone.DANGER)
            line.take_focus()
            return None

    def _after(self, stay: int, given: Recorded) -> None:
        """An abnormal value stops at its line and asks for the second; anything else goes on to the next."""
        self._settle(stay)
        line = self.lines.get(stay)
        if line is None:
            return
        if given.fever:
            said = t("isolation_forms.sheet.fever", room=line.row.room, name=line.row.name)
            self.banner.say(said, t("isolation_forms.sheet.fever_next"), Tone.DANGER)
            self.banner.show()
            line.tell(t("isolation_forms.sheet.fever_line"), Tone.DANGER)
            self._next(stay)
        elif given.needs_retest:
            line.ask_second(t("isolation_forms.sheet.again", clock=formats.clock(given.rest_until)))
            line.take_focus()
        else:
            self._next(stay)

    def _settle(self, stay: int) -> None:
        self.reload()
        line = self.lines.get(stay)
        if line is not None:
            line.settle(line.row)

    def _next(self, stay: int) -> None:
        """The next line down the corridor that still waits; after the last one the first."""
        order = list(self.lines)
        here = order.index(stay) if stay in order else -1
        for each in (*order[here + 1 :], *order[: max(here, 0)]):
            line = self.lines[each]
            if line.is_open and line.asking is Ask.NOTHING:
                line.take_focus()
                self._scroll.ensureWidgetVisible(line)
                return
        self.foot.setText(t("isolation_forms.sheet.finished"))
        self.floors.setFocus()

    def _walk(self, stay: int, by: int) -> None:
        order = list(self.lines)
        place = order.index(stay) + by
        if 0 <= place < len(order):
            line = self.lines[order[place]]
            line.take_focus()
            self._scroll.ensureWidgetVisible(line)

    def _build(self, rows: tuple[SheetRow, ...]) -> None:
        self.lines = {}
        self.banner.hide()
        if not rows:
            self._scroll.hold(
                EmptyState(
                    t("isolation_forms.sheet.empty"),
                    t("isolation_forms.sheet.empty_next"),
                    icon="thermometer",
                    tone=None,
                )
            )
            return
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        for row in rows:
            line = SheetLine(row)
            stay = row.stay
            line.typed.connect(lambda value, stay=stay: self.record(stay, value))
            line.again.connect(lambda value, stay=stay: self.record_second(stay, value))
            line.reasoned.connect(lambda reason, stay=stay: self.record_not_taken(stay, reason))
            line.corrected.connect(lambda value, why, stay=stay: self.correct(stay, value, why))
            line.walked.connect(lambda by, stay=stay: self._walk(stay, by))
            self.lines[stay] = line
            column.addWidget(line)
        column.addStretch()
        self._scroll.hold(holder)

    def _count(self, rows: tuple[SheetRow, ...]) -> None:
        still = sum(row.view.reading_id is None for row in rows)
        with self.desk.read() as read:
            window = reading_rows.windows_of(read, self._day()).of(self._slot())
            limit = reading_rows.lines_of(read, self._day()).abnormal
        self.foot.setText(
            t(
                "isolation_forms.sheet.count",
                done=len(rows) - still,
                all=len(rows),
                window=formats.hours(window.start, window.end),
                limit=f"{limit:.1f}",
            )
        )

    def _show_floors(self, floors: tuple[FloorChoice, ...]) -> None:
        options = [
            (
                (row.building, row.floor),
                t("isolation_forms.sheet.floor_named", building=row.building, floor=row.floor),
                t("isolation_forms.sheet.floor_open", open=row.open, people=row.people),
            )
            for row in floors
        ]
        self.floors.set_options(options, self._floor)

    def _floor_chosen(self) -> None:
        chosen = self.floors.value()
        if isinstance(chosen, tuple):
            self._wanted = (str(chosen[0]), int(chosen[1]))
            self._again()

    def _other_floor(self, by: int) -> None:
        place = self.floors.currentIndex() + by
        if 0 <= place < self.floors.count():
            self.floors.setCurrentIndex(place)

    def _again(self) -> None:
        self.lines = {}
        self.reload()
        self.focus_first()

    def _slot(self) -> ReadingSlot:
        return ReadingSlot(self.slot.value())

    def _day(self) -> date:
        value = self.day.value()
        return value if isinstance(value, date) else self.desk.now.date()

    def _at(self) -> datetime | None:
        """When it was read: now, or on a day gone by at the time that is typed above."""
        day, clock = self._day(), self.clock.value()
        if day >= self.desk.now.date() or clock is None:
            return None
        return datetime.combine(day, clock)  # type: ignore[arg-type]

    @staticmethod
    def _slot_now(now: datetime) -> ReadingSlot:
        return ReadingSlot.AM if now.time() < NOON else ReadingSlot.PM
