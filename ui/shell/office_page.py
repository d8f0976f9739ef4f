"""The window's inside while an officer is signed in: the screens and the frame around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import codes
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.appearance import Appearance
from ui.changes import Changes, concerns
from ui.feature_tab import FeatureTab
from ui.kit.key_sheet import KeySheet
from ui.kit.regions import leads_in
from ui.kit.room import Room, Screens
from ui.kit.scanner import Scanner
from ui.kit.tasks import Tasks
from ui.kit.toast import Toaster
from ui.search.box import SearchBox
from ui.shell.backup_keeper import BackupKeeper
from ui.shell.badges import RailBadges
from ui.shell.duty_menu import DutyMenu
from ui.shell.help_sheet import HelpSheet
from ui.shell.idle import Idle
from ui.shell.keys import key_groups
from ui.shell.notice_strip import NoticeStrip
from ui.shell.rail import Rail
from ui.shell.remembered import Remembered
from ui.shell.routine_reminder import RoutineReminder
from ui.shell.status_bar import StatusBar
from ui.shell.status_facts import StatusFacts
from ui.shell.tidying import Tidying
from ui.shell.top_line import TopLine
from ui.tabs import TABS, TabEntry, list_places, make_form

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.ledger import Column, Ledger, Request
    from duty_desk.work import OfficerRef
    from ui.feature_tab import Shell
    from ui.kit.panels import SidePanel
    from ui.kit.printing import Outcome, Printout
    from ui.shell.exporting import Exporter
    from ui.shell.papers import Papers
    from ui.theme import Theme

CURRENT = "tab"


class OfficePage(QWidget):
    """Implements `ui.feature_tab.Shell` for the screens it holds."""

    lock_asked = Signal()
    switch_asked = Signal()
    # Whoever was signed in is not any more; whether another office is to be opened.
    left = Signal(bool)
    # The desk was handed over: to whom, and what to do in their window.
    handed = Signal(object, object)

    def __init__(
        self,
        desk: Desk,
        appearance: Appearance,
        tasks: Tasks,
        scanner: Scanner,
        tabs: tuple[TabEntry, ...] = TABS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._appearance, self._tasks, self._scanner = desk, appearance, tasks, scanner
        scanner.foreign.connect(self._foreign)
        self.officer = desk.officer
        self._entries = {entry.key: entry for entry in tabs}
        self._tabs: dict[str, FeatureTab] = {}
        self._stale: set[str] = set(self._entries)
        self.current_key = ""
        self._exporter: Exporter | None = None
        self._papers: Papers | None = None
        self.remembered = Remembered(desk, self.screen().size(), self)
        appearance.take_personal(self.remembered.look)
        self.remembered.keep_look(appearance.personal())
        appearance.changed.connect(self._look_changed)
        self._read_office()
        self._lay_out(tabs)
        self.changes = Changes(desk, self)
        self.changes.written.connect(self._heard)
        self.status = StatusFacts(self, self.bar, self.changes)
        self.badges = RailBadges(self)
        self.idle = Idle(desk, self)
        self.idle.expired.connect(self.lock_asked)
        self.keeper = BackupKeeper(desk, tasks, self)
        self.keeper.told.connect(self.status.show_backup)
        self.tidying = Tidying(desk, tasks, self)
        self.tidying.found_wrong.connect(
            lambda: self.notices.say(t("shell.trouble.unfit"), t("shell.trouble.unfit_next"))
        )
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self._tick)

    # --- what screens may ask for ---

    @property
    def desk(self) -> Desk:
        return self._desk

    @property
    def tasks(self) -> Tasks:
        return self._tasks

    @property
    def scanner(self) -> Scanner:
        return self._scanner

    @property
    def appearance(self) -> Appearance:
        return self._appearance

    @property
    def theme(self) -> Theme:
        return self._appearance.theme

    def notify(self, text: str, *, undo: Callable[[], object] | None = None, locked: str = "") -> None:
        self.notices.dismiss()
        self.toaster.say(text, undo, locked=locked)

    def refuse(self, error: DutyDeskError) -> None:
        self.notices.refuse(error)

    def open_record(self, kind: str, record_id: int) -> bool:
        for key, entry in self._entries.items():
            if kind in entry.opens:
                return self.go(key).open_record(kind, record_id)
        return False

    def open_place(self, tab: str, name: str) -> bool:
        return tab in self._entries and self.go(tab).open_place(name)

    def form_of(self, kind: str, record_id: int, parent: QWidget) -> SidePanel | None:
        return make_form(self._entries.values(), self, kind, record_id, parent)

    def export(
        self, ledger: Ledger, request: Request, what: str, columns: Sequence[Column] | None = None
    ) -> object:
        return self.exporter.export(ledger, request, what, columns)

    def show_paper(self, printout: Printout, done: Callable[[Outcome], object] | None = None) -> None:
        self.papers.show(printout, done)

    def sign_in_again(self, *, elsewhere: bool = False) -> None:
        self.left.emit(elsewhere)

    def hand_to(self, officer: OfficerRef, then: Callable[[Shell], object]) -> None:
        self.handed.emit(officer, then)

    def hand_over(self) -> None:
        """F10 on any screen: the hand-over of the watch that runs."""
        self.open_place("duty", "handover")

    def open_import(self, form: str) -> None:
        self.open_place("office", f"import.{form}")

    def recall(self, key: str, default: Any = None) -> Any:
        return self.remembered.recall(key, default)

    def remember(self, key: str, value: Any) -> None:
        self.remembered.remember(key, value)

    # --- the window's side ---

    @property
    def exporter(self) -> Exporter:
        """Takes lists to workbooks and paper; the paper kit is imported with the first one."""
        if self._exporter is None:
            from ui.shell.exporting import Exporter

            self._exporter = Exporter(self)
        return self._exporter

    @property
    def papers(self) -> Papers:
        """Prints papers."""
        if self._papers is None:
            from ui.shell.papers import Papers

            self._papers = Papers(self)
        return self._papers

    @property
    def current(self) -> FeatureTab:
        """The screen in front."""
        return self._tabs[self.current_key]

    def tab_keys(self) -> list[str]:
        """The screens, in the order of the rail."""
        return list(self._entries)

    def start(self) -> None:
        """Show the screen the officer left last, or the first one."""
        last = self.recall(CURRENT)
        self.go(last if last in self._entries else next(iter(self._entries)))

    def resume(self) -> None:
        """The officer is back: time, news and idle watch run again."""
        self._tick()
        self._ticking.start()
        self.changes.start()
        self.keeper.start()
        self.keeper.read()
        self.tidying.start()
        self.badges.start()
        self.status.refresh()
        self.idle.start(0 if self._desk.is_demo else self._idle_minutes)
        self.current.focus_first()

    def pause(self) -> None:
        """Locked: nothing is read and nothing is shown."""
        self._keep_states()
        self._ticking.stop()
        self.idle.stop()
        self.badges.stop()

    def take_scan(self, code: str) -> None:
        """A scan belongs to the screen in front when it asks for one, else to the screen that opens such codes."""
        if self.current.take_scan(code):
            return
        for key, entry in self._entries.items():
            if entry.takes_scans and key != self.current_key and self._tab(key).take_scan(code):
                self.go(key)
                return
        self.notices.say(t("shell.scan.unknown", code=code[:12]), t("shell.scan.unknown_next"))

    def _foreign(self, code: str) -> None:
        """Nothing scanned goes without a word; what a code of others says is not shown."""
        if not self.isVisible() or self.current.take_foreign(code):
            return
        what = "incomplete" if codes.is_damaged(code) else "foreign"
        self.notices.say(t(f"shell.scan.{what}"), t(f"shell.scan.{what}_next"))

    def help(self) -> HelpSheet:
        """Keys and help of the screen in front."""
        key = self.current.help_key(self.current_key)
        return HelpSheet(self.window(), key, key_groups(self.current.keys()), self)

    def go(self, key: str) -> FeatureTab:
        """Bring a screen to the front, building it when it was not needed before."""
        self.current_key = key
        tab = self._tab(key)
        self.stack.setCurrentWidget(tab)
        self.rail.mark(key)
        self._refresh(key)
        self._show_facts(key)
        self.remember(CURRENT, key)
        tab.focus_first()
        return tab

    def close_office(self) -> None:
        """Let go of the desk's news before the desk is closed."""
        self._keep_states()
        self._ticking.stop()
        self.idle.stop()
        self.keeper.stop()
        self.badges.stop()
        self.tidying.stop()
        self.search.close()
        self.changes.close()

    def _lay_out(self, tabs: tuple[TabEntry, ...]) -> None:
        self.rail = Rail(t("shell.mark"), t("shell.rail"))
        self.top = TopLine()
        self.stack = Screens()
        self.bar = StatusBar()
        self.notices = NoticeStrip()
        self.toaster = Toaster(self)
        self.toaster.failed.connect(self.refuse)
        for entry in tabs:
            hint = f"Ctrl+{entry.digit}" if entry.digit else ""
            self.rail.add(entry.key, entry.icon, t(f"shell.tab.{entry.key}"), hint, at_foot=entry.at_foot)
            if entry.digit:
                self._key(hint, lambda key=entry.key: self.go(key))
        self.rail.picked.connect(self.go)
        self._key("F10", self.hand_over)
        self._key("Ctrl+L", self.lock_asked.emit)
        self._key("Ctrl+K", self._search)
        self._key("F1", self.help)
        self._key("Ctrl+/", lambda: KeySheet(self.window(), key_groups(self.current.keys())))
        self._key("Ctrl+Z", self.toaster.undo)
        self.search = SearchBox(self.top.search, self._desk, lambda: list_places(tabs, self.officer.role))
        self.search.opened.connect(self._open_found)
        self.search.opened_filtered.connect(self._open_filtered)
        self.top.show_officer(self.officer.name, t(f"roles.name.{self.officer.role}"))
        self.routine = RoutineReminder(self)
        menu = DutyMenu(self._appearance, self, is_due=self.routine.is_due)
        menu.routine_asked.connect(self.routine.open)
        menu.switch_asked.connect(self.switch_asked)
        menu.handover_asked.connect(self.hand_over)
        menu.lock_asked.connect(self.lock_asked)
        self.top.duty.set_popup(menu)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.notices)
        right.addWidget(Room(self.stack), 1)
        right.addWidget(self.bar)
        for around in (self.rail, self.top, self.bar):
            leads_in(around, lambda: self.current.focus_first())
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    def _key(self, key: str, act: Callable[[], Any]) -> None:
        QShortcut(QKeySequence(key), self).activated.connect(act)

    def _search(self) -> None:
        self.top.search.setFocus()
        self.top.search.selectAll()

    def _open_found(self, target: tuple[str, int] | tuple[str, str, str]) -> None:
        if len(target) == 2:
            self.open_record(*target)
        elif target[2]:
            self.open_place(target[1], target[2])
        else:
            self.go(target[1])

    def _open_filtered(self, target: tuple[str, int] | tuple[str, str, str], typed: str) -> None:
        self._open_found(target)
        if len(target) == 2:
            self.current.show_matches(typed)

    def _read_office(self) -> None:
        from duty_desk import policy, settings

        with self._desk.read() as read:
            self.office_name = str(settings.get(read, "office.name", ""))
            self._idle_minutes = policy.integer(read, "login.idle_minutes")

    def _tab(self, key: str) -> FeatureTab:
        if key not in self._tabs:
            tab = self._entries[key].make(self)
            self._tabs[key] = tab
            self.stack.addWidget(tab)
            tab.restore(self.recall(f"tab.{key}") or {})
            tab.facts_changed.connect(lambda: self._show_facts(key))
            tab.rail_read.connect(self.badges.put)
        return self._tabs[key]

    def _keep_states(self) -> None:
        for key, tab in self._tabs.items():
            self.remember(f"tab.{key}", dict(tab.state()))
        self.remembered.write()

    def _refresh(self, key: str) -> None:
        if key in self._stale:
            self._stale.discard(key)
            self._tabs[key].reload()

    def _show_facts(self, key: str) -> None:
        tab = self._tabs[key]
        self.rail.item(key).set_badge(*tab.badge())
        if key == self.current_key:
            self.top.show_screen(t(f"shell.tab.{key}"), tab.facts())
            self._show_hints()

    def _show_hints(self) -> None:
        own = self.current.keys()
        hints = [("F1", t("shell.hint.keys")), *((each.key, each.what) for each in own if each.in_status)]
        self.bar.set_hints(hints if self._appearance.choices.key_hints else ())

    def _heard(self, tables: frozenset[str]) -> None:
        for key, tab in self._tabs.items():
            if concerns(tab.WATCHES, tables):
                self._stale.add(key)
        self.badges.soon()
        if concerns(frozenset({"setting", "policy"}), tables):
            self._read_office()
        if self.current_key in self._tabs:
            self._refresh(self.current_key)

    def _look_changed(self, name: str) -> None:
        self.remembered.keep_look(self._appearance.personal())
        if name == "key_hints":
            self._show_hints()

    def _tick(self) -> None:
        self.top.show_moment(self._desk.now)
        self.status.tick()
        self.notices.show_clock(self._desk.clock_is_behind, self._desk.clock_is_ahead)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.top.fit(event.size())
        self.rail.fit(event.size())
        self.notices.fit(event.size())
