"""Today: eight counts, the work queue, and who is on duty; read beside the window, so that nothing waits for it (product rules T1, T2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from duty_desk.agenda.items import Item
from duty_desk.agenda.rules import Group
from duty_desk.agenda.shapes import CallOutcome, Contact, Post, Whose
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.feature_tab import FeatureTab, KeyHint, Shell
from ui.kit.buttons import Button
from ui.kit.growing import hold_width
from ui.kit.notices import Banner
from ui.kit.panels import Scroll
from ui.kit.regions import Regions
from ui.kit.tokens import GAP, MARGIN, Tone
from ui.today import acts, rows
from ui.today.call_strip import CallStrip
from ui.today.detail import Detail
from ui.today.queue import QueueView
from ui.today.rows import QueueRow
from ui.today.side import SideColumn
from ui.today.snooze_menu import SnoozeMenu
from ui.today.tiles import Tiles
from ui.today.wall import TodayWall

if TYPE_CHECKING:
    from ui.today.reading import Reading

WIDE, LOW = 1600, 740
SIDE, SIDE_WIDE = 320, 344
# What is due becomes late with the clock alone.
EVERY_MS = 60_000
# A busy gate writes every few seconds; the queue follows a moment later.
FIRST_MS, PAUSE_MS = 100, 700


# Nearly everything: news of anything else changes nothing on this screen.
_TABLES = (
    "incident incident_entry crossing visit vehicle_run run_stage retest refusal admission_draft parcel_count "
    "pass reserved_number restriction stay stay_room reading stay_test room round disinfection_record "
    "area plan stock lot item dispatch transfer stocktake unit_report report_call report_exemption "
    "unit log_entry repair patrol routine_entry snooze duty roster_person watch handover officer gate "
    "policy key_person key_call key_draw booking health_check grid_member returnee desk_thing person_test "
    "setting destruction"
)


class TodayTab(FeatureTab):
    """Enter acts, P calls, Z puts aside, digits narrow to a tile, F11 shows it on a wall."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(_TABLES.split())
    READS_RAIL = True

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.reading: Reading | None = None
        self.wall: TodayWall | None = None
        self._calling: tuple[Item, Contact, str] | None = None
        self._busy = self._again = self._unread = self._goes_on = False
        self.tiles, self.queue, self.side = Tiles(self), QueueView(shell, self), SideColumn(self)
        self.strip, self.detail = CallStrip(self), Detail(shell, self)
        self.trouble = Banner(Tone.WARN, " ", parent=self)
        again = Button(t("today_tab.again"), parent=self.trouble)
        again.clicked.connect(self.reload)
        self.trouble.add_button(again)
        self.trouble.hide()
        self._lay_out()
        self._connect()
        self._clock = QTimer(self, interval=EVERY_MS)
        self._clock.timeout.connect(lambda: self.reload() if self.isVisible() else None)
        self._clock.start()
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._read)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addWidget(self.trouble)
        left.addWidget(self.queue, 1)
        left.addWidget(self.strip)
        self._column = Scroll(self.side, self)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addLayout(left, 1)
        row.addWidget(self.detail)
        row.addWidget(self._column)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.setSpacing(12)
        column.addWidget(self.tiles)
        column.addLayout(row, 1)
        self.detail.hide()
        Regions(self, lambda: [self.tiles, self.queue, self.strip, self.detail, self._column])

    def _connect(self) -> None:
        self.tiles.chosen.connect(self.queue.narrow)
        self.tiles.again.connect(self.reload)
        self.queue.acted.connect(self.act)
        self.queue.called.connect(self.call)
        self.queue.put_aside.connect(self.ask_snooze)
        self.queue.moved.connect(self._moved)
        self.queue.digit.connect(self.tiles.press)
        self.queue.all_asked.connect(lambda: self.tiles.choose(""))
        self.queue.wake_asked.connect(self.wake)
        self.queue.changed.connect(lambda: self._moved(self.queue.current()))
        self.detail.acted.connect(self.go_to)
        self.detail.put_aside.connect(self.ask_snooze)
        self.detail.called.connect(self.call)
        self.detail.saved.connect(self._saved)
        self.strip.ended.connect(self._called)
        self.side.handover.asked.connect(self.begin_handover)
        self.side.duty.called.connect(self.call_post)
        wall = QShortcut(QKeySequence("F11"), self)
        wall.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        wall.activated.connect(self.show_wall)

    # --- what the window asks ---

    def facts(self) -> str:
        return rows.facts_of(self.reading.board.queue) if self.reading is not None else ""

    def badge(self) -> tuple[int, Tone]:
        if self.reading is None:
            return 0, Tone.NEUTRAL
        queue = self.reading.board.queue
        late = queue.count(Group.LATE)
        return (late, Tone.DANGER) if late else (queue.count(Group.BEFORE), Tone.WARN)

    def keys(self) -> tuple[KeyHint, ...]:
        own = (
            KeyHint("Enter", t("today_tab.key.act")),
            KeyHint("P", t("today_tab.key.call")),
            KeyHint("Z", t("today_tab.key.snooze")),
            KeyHint("/", t("today_tab.key.filter")),
            KeyHint("1\N{EN DASH}8", t("today_tab.key.tiles")),
            KeyHint("0", t("today_tab.key.all")),
            KeyHint("Right", t("today_tab.key.unfold")),
            KeyHint("Left", t("today_tab.key.fold")),
            KeyHint("F6", t("views.key.region")),
        )
        return (*own, KeyHint("F11", t("today_tab.key.wall"), in_status=True))

    def reload(self) -> None:
        """Begin to read; what is shown stays until it is there."""
        if self._busy:
            self._again = True
        elif not self._pause.isActive():
            # Once the screen stands: whoever only passes it by waits for nothing.
            self._pause.start(FIRST_MS if self.reading is None else PAUSE_MS)

    def focus_first(self) -> None:
        self.queue.list.setFocus()

    def show_matches(self, text: str) -> None:
        self.queue.ask_filter()
        self.queue.field.setText(text)

    def state(self) -> Mapping[str, Any]:
        return self.queue.state()

    def restore(self, state: Mapping[str, Any]) -> None:
        self.queue.restore(state)

    def unsaved(self) -> bool:
        return self.detail.unsaved

    # --- reading ---

    @property
    def is_settled(self) -> bool:
        """Whether everything that was asked for is shown."""
        return self.reading is not None and not (self._busy or self._pause.isActive())

    def _read(self) -> None:
        if not self.isVisible():
            self._unread = True
            return
        desk = self.desk
        self._unread = False
        self._busy, self._again = True, False

        def work() -> Reading:
            # What all desks need is loaded here, where nobody waits for it.
            from ui.today.reading import read_today

            with desk.read() as read:
                return read_today(read)

        self.shell.tasks.run(work, done=self._put, failed=self._failed)

    def _put(self, reading: Reading) -> None:
        self._busy = False
        self.reading = reading
        board = reading.board
        self.tiles.put(board.counts)
        self.queue.put(board)
        self.side.put(board, reading.ready, self._is_wide())
        names = t("agenda.list_mark").join(
            t(f"today_tab.source.{feature}") for feature in sorted(board.failed)
        )
        self.trouble.say(t("today_tab.trouble", names=names), t("today_tab.trouble_next"))
        self.trouble.setVisible(bool(board.failed))
        if self.wall is not None:
            self.wall.put(board)
        self.facts_changed.emit()
        self.rail_read.emit(reading.badges)
        if self._again:
            self._pause.start(PAUSE_MS)
        elif self._goes_on:
            self._go_on()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, DutyDeskError):
            raise error
        if self.reading is None:
            self.tiles.put(())
        self.shell.refuse(error)

    # --- acts ---

    def act(self, row: QueueRow) -> None:
        """Enter: the form beside the queue where there is one, else the record; a line of several unfolds."""
        if not self.detail.isHidden():
            self.detail.show_row(row)
            if self.detail.take_focus():
                return
        if acts.opens_first(row):
            self.go_to(row)
        else:
            self.queue.unfold(row.line, not row.unfolded)

    def go_to(self, row: QueueRow) -> None:
        """The record of the row on its own screen."""
        try:
            found = acts.open_item(self.shell, row.parts[0].item)
        except DutyDeskError as error:
            self.shell.refuse(error)
            self.reload()
            return
        if not found:
            self.shell.notify(t("today_tab.nowhere"))

    def call(self, row: QueueRow) -> None:
        """P: the number large and copied, and the call in the log."""
        from duty_desk.agenda import contacts

        item = row.parts[0].item
        with self.desk.read() as read:
            contact = contacts.contact_of(read, item, row.line.hands)
        if contact is None:
            self.shell.notify(t("today_tab.call.nobody"))
            return
        self._call(item, contact, row.title)

    def call_post(self, post: Post) -> None:
        """The number of somebody on duty; nothing to be logged about it."""
        contact = Contact(post.names, post.phone, Whose.DESK)
        self.strip.call(contact, contact.phone, post.post, logged=False)
        self._calling = None

    def _call(self, item: Item, contact: Contact, title: str) -> None:
        from duty_desk.agenda import contacts

        number = contact.phone
        if contact.is_private:
            # A look at what is masked.
            number = self.attempt(lambda work: contacts.number_of(work, contact))
        if number is None:
            return
        with self.desk.read() as read:
            logged = may(read, Permission.WRITE_LOG)
        self._calling = (item, contact, title)
        self.strip.call(contact, number, title, logged=logged)

    def _called(self, outcome: CallOutcome | None) -> None:
        calling, self._calling = self._calling, None
        self.queue.list.setFocus()
        if calling is None or outcome is None:
            return
        from duty_desk.agenda import contacts

        item, contact, title = calling
        entry = self.attempt(
            lambda work: contacts.log_call(work, item, contact, title=title, outcome=outcome)
        )
        if entry is not None:
            self.shell.notify(t("today_tab.call.logged", name=contact.name))

    def ask_snooze(self, row: QueueRow) -> SnoozeMenu:
        """Z: for how long; never past the hand-over."""
        end = self.reading.board.shift.end if self.reading is not None else self.desk.now
        menu = SnoozeMenu(self.desk.now, end, self)
        menu.chosen.connect(lambda minutes: self.snooze(row, minutes))
        table = self.queue.list.table
        place = table.visualRect(table.currentIndex())
        menu.popup(table.viewport().mapToGlobal(QPoint(place.left() + 136, place.bottom())))
        return menu

    def snooze(self, row: QueueRow, minutes: int | None) -> None:
        """Put a line aside; the hand-over shows it all the same."""
        from duty_desk.agenda import snooze

        items = [part.item for part in row.parts]
        until = self.attempt(lambda work: snooze.snooze(work, items, minutes))
        if until is None:
            return
        keys = [snooze.key_of(item) for item in items]
        self.shell.notify(
            t("today_tab.snooze.done", title=row.title, time=f"{until:%H:%M}"),
            undo=lambda: self.attempt(lambda work: snooze.wake(work, keys)),
        )

    def wake(self) -> None:
        """Show again what was put aside."""
        from duty_desk.agenda import snooze

        self.attempt(snooze.wake)

    def begin_handover(self) -> None:
        """F10: where the desk is handed over."""
        if not self.shell.open_place("duty", "handover"):
            self.shell.notify(t("today_tab.nowhere"))

    def show_wall(self) -> TodayWall:
        """F11: over the whole screen, for a wall."""
        if self.wall is None:
            self.wall = TodayWall(self)
            self.wall.destroyed.connect(self._wall_closed)
            if self.reading is not None:
                self.wall.put(self.reading.board)
            self.wall.open()
        return self.wall

    def _wall_closed(self) -> None:
        self.wall = None

    def attempt(self, act: Callable[[Any], Any]) -> Any:
        """Run an act as one transaction; a refusal is shown as a notice and gives None."""
        try:
            with self.desk.work() as work:
                return act(work)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return None

    # --- the form beside the queue ---

    def _moved(self, row: QueueRow | None) -> None:
        if not self.detail.isHidden():
            self.detail.show_row(row)

    def _saved(self) -> None:
        """The line in front is done: the next one comes, once the queue was read again."""
        self._goes_on = True
        self.reload()

    def _go_on(self) -> None:
        self._goes_on = False
        self.detail.show_row(self.queue.current())
        if not self.detail.take_focus():
            self.queue.list.setFocus()

    def _is_wide(self) -> bool:
        return self.window().width() >= WIDE

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._unread:
            self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self._is_wide()
        hold_width(self._column, SIDE_WIDE if wide else SIDE)
        self.side.figures.setVisible(self.window().height() >= LOW)
        if wide is self.detail.isHidden():
            self.detail.setVisible(wide)
            if wide:
                self._moved(self.queue.current())
            else:
                self.detail.clear()
            if self.reading is not None:
                self.side.put(self.reading.board, self.reading.ready, wide)
