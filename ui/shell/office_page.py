"""The window's inside while an officer is signed in: the screens and the frame around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.changes import Changes, concerns
from ui.feature_tab import FeatureTab
from ui.shell.rail import Rail
from ui.shell.top_line import TopLine
from ui.tabs import TABS, TabEntry

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.theme import Theme

NARROW_WINDOW = 1280


class OfficePage(QWidget):
    """Implements `ui.feature_tab.Shell` for the screens it holds."""

    def __init__(
        self, desk: Desk, theme: Theme, tabs: tuple[TabEntry, ...] = TABS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._theme = desk, theme
        self.changes = Changes(desk, self)
        self._entries = {entry.key: entry for entry in tabs}
        self._tabs: dict[str, FeatureTab] = {}
        self._stale: set[str] = set(self._entries)
        self._current = ""
        self._lay_out(tabs)
        self.changes.written.connect(self._heard)
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start()
        self._tick()

    @property
    def desk(self) -> Desk:
        return self._desk

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def current(self) -> FeatureTab:
        """The screen in front."""
        return self._tabs[self._current]

    def go(self, key: str) -> FeatureTab:
        """Bring a screen to the front, building it when it was not needed before."""
        self._current = key
        tab = self._tab(key)
        self.stack.setCurrentWidget(tab)
        self.rail.mark(key)
        self._refresh(key)
        self._show_facts(key)
        tab.focus_first()
        return tab

    def notify(self, text: str, *, undo: Callable[[], None] | None = None) -> None:
        self.top.facts.setText(text)

    def refuse(self, error: DutyDeskError) -> None:
        self.top.facts.setText(error.text)

    def open_record(self, kind: str, record_id: int) -> bool:
        for key, entry in self._entries.items():
            if kind in entry.opens:
                return self.go(key).open_record(kind, record_id)
        return False

    def open_import(self, form: str) -> None:
        self.open_record("import", 0)

    def recall(self, key: str, default: Any = None) -> Any:
        return default

    def remember(self, key: str, value: Any) -> None:
        del key, value

    def close_office(self) -> None:
        """Let go of the desk's news before the desk is closed."""
        self._ticking.stop()
        self.changes.close()

    def _lay_out(self, tabs: tuple[TabEntry, ...]) -> None:
        self.rail = Rail(t("shell.mark"), t("shell.rail"))
        self.top = TopLine()
        self.stack = QStackedWidget()
        for entry in tabs:
            hint = f"Ctrl+{entry.digit}" if entry.digit else ""
            self.rail.add(entry.key, entry.icon, t(f"shell.tab.{entry.key}"), hint, at_foot=entry.at_foot)
            if entry.digit:
                QShortcut(QKeySequence(hint), self).activated.connect(lambda key=entry.key: self.go(key))
        self.rail.picked.connect(self.go)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    def _tab(self, key: str) -> FeatureTab:
        if key not in self._tabs:
            tab = self._entries[key].make(self)
            tab.facts_changed.connect(lambda: self._show_facts(key))
            self.stack.addWidget(tab)
            self._tabs[key] = tab
        return self._tabs[key]

    def _refresh(self, key: str) -> None:
        if key in self._stale:
            self._stale.discard(key)
            self._tabs[key].reload()

    def _show_facts(self, key: str) -> None:
        tab = self._tabs[key]
        self.rail.item(key).set_badge(*tab.badge())
        if key == self._current:
            self.top.show_screen(t(f"shell.tab.{key}"), tab.facts())

    def _heard(self, tables: frozenset[str]) -> None:
        for key, tab in self._tabs.items():
            if concerns(tab.WATCHES, tables):
                self._stale.add(key)
        if self._current in self._tabs:
            self._refresh(self._current)

    def _tick(self) -> None:
        self.top.show_moment(self._desk.now)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.top.fit(event.size())
        self.rail.set_narrow(event.size().width() < NARROW_WINDOW)
