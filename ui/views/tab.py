"""A screen of several views under one switch: views are built when they are first needed, and remembered one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.feature_tab import FeatureTab, KeyHint, Shell
from ui.kit.buttons import Button
from ui.kit.choices import Choice, Segmented
from ui.kit.pages import Heads, Pages
from ui.kit.tokens import MARGIN
from ui.views.view import View


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """One view. `target` is imported when the view is first needed; `opens` kinds of records it shows.

    `under` names the view whose segment it shares; `more`: it stands in the menu after the segments; `asks`: it is there only for
    who may do that. Keys are fixed; they are kept in the settings of officers.
    """

    key: str
    target: str
    opens: tuple[str, ...] = ()
    under: str = ""
    more: bool = False
    asks: Permission | None = None

    def load(self) -> Any:
        """Import the view; its class."""
        module, name = self.target.split(":")
        return getattr(import_module(module), name)

    def make(self, tab: FeatureTab) -> View:
        """Build the view."""
        made = self.load()(tab)
        assert isinstance(made, View)
        return made


class ViewsTab(FeatureTab):
    """The switch at the left, what belongs to the view right of it. The first of `VIEWS` is in front at first."""

    VIEWS: ClassVar[tuple[ViewEntry, ...]]
    # Prefix of its texts: <TEXTS>.<key of a view>, <TEXTS>.name, and <TEXTS>.more where there is such a menu.
    TEXTS: ClassVar[str]

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.entries: dict[str, ViewEntry] = {}
        self._views: dict[str, View] = {}
        self._kept: dict[str, Mapping[str, Any]] = {}
        self.current_view = ""
        self._actions: dict[str, QAction] = {}
        self._ask_rights()
        self.switch = Segmented(self._choices({}), self.first, name=t(f"{self.TEXTS}.name"), parent=self)
        self.switch.chosen.connect(self.show_view)
        self._heads, self._bodies = Heads(self), Pages(self)
        line = self._line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.switch)
        self.more: Button | None = None
        if any(entry.more for entry in self.VIEWS):
            self.more = self._make_menu()
            line.addWidget(self.more)
        line.addWidget(self._heads, 1)
        line.addStretch()
        self._below = False
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self._bodies, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_heads()

    def minimumSizeHint(self) -> QSize:
        """As if what belongs to the view stood under the switch, where it goes when there is no room beside it."""
        lines = (self._switch_width(), self._heads.minimumSizeHint().width())
        usual = super().minimumSizeHint()
        wide = max(*lines, self._bodies.minimumSizeHint().width()) + 2 * MARGIN
        return QSize(min(usual.width(), wide), usual.height())

    def _switch_width(self) -> int:
        more = self.more.sizeHint().width() + self._line.spacing() if self.more is not None else 0
        return self.switch.sizeHint().width() + more

    def _place_heads(self) -> None:
        """What belongs to the view beside the switch, or under it."""
        head = self._heads.currentWidget()
        if head is None:
            return
        needed = self._switch_width() + self._line.spacing() + head.minimumSizeHint().width()
        below = needed > self.width() - 2 * MARGIN
        if below is self._below:
            return
        self._below = below
        if below:
            self._line.removeWidget(self._heads)
            self._column.insertWidget(1, self._heads)
        else:
            self._column.removeWidget(self._heads)
            self._line.insertWidget(self._line.count() - 1, self._heads, 1)

    @property
    def views_place(self) -> QWidget:
        return self._bodies

    # --- what a screen says about itself ---

    def read_facts(self) -> Mapping[str, int | None]:
        """Read what the head of the screen says; gives the numbers on the switch by view."""
        return {}

    def shared_keys(self) -> tuple[KeyHint, ...]:
        """Keys that hold in every view."""
        return ()

    def bind(self, key: str, act: Any) -> None:
        """A key of the whole screen."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # --- what the window asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        return (*self.shared_keys(), *self.view.keys())

    def help_key(self, key: str) -> str:
        return f"{key}.{self.current_view}"

    def reload(self) -> None:
        self._ask_rights()
        if self.current_view not in self.entries:
            self._bring(self.first)
        if self.more is not None:
            for key, action in self._actions.items():
                action.setVisible(key in self.entries)
        self.switch.set_choices(self._choices(self.read_facts()), self._segment())
        self._mark()
        self.view.reload()
        self.facts_changed.emit()

    def focus_first(self) -> None:
        self.view.focus_first()

    def open_record(self, kind: str, record_id: int) -> bool:
        for key, entry in self.entries.items():
            if kind in entry.opens:
                return self.show_view(key).open_record(kind, record_id)
        return False

    def open_place(self, name: str) -> bool:
        if name not in self.entries:
            return False
        self.show_view(name)
        return True

    def show_matches(self, text: str) -> None:
        self.show_view(self.first).show_matches(text)

    def state(self) -> Mapping[str, Any]:
        kept = {key: dict(view.state()) for key, view in self._views.items()}
        return {"view": self.current_view, "views": {**self._kept, **kept}}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._kept = dict(state.get("views") or {})
        for key, view in self._views.items():
            view.restore(self._kept.get(key) or {})
        if state.get("view") in self.entries:
            # It is read when the screen is, which comes next.
            self._bring(str(state["view"]))

    def unsaved(self) -> bool:
        return any(view.unsaved() for view in self._views.values())

    # --- what the views ask ---

    @property
    def first(self) -> str:
        """The view that is in front at first."""
        return self.VIEWS[0].key

    @property
    def view(self) -> View:
        """The view in front."""
        self._ensure()
        return self._views[self.current_view]

    def show_view(self, key: str) -> View:
        """Bring a view to the front, building it when it was not needed before."""
        self._bring(key)
        view = self._views[key]
        view.reload()
        self.facts_changed.emit()
        view.focus_first()
        return view

    def may(self, permission: Permission) -> bool:
        """Whether the officer at the desk may do it."""
        return self.allowed[permission]

    def _ask_rights(self) -> None:
        """What the officer at the desk may do, and which views are there for it."""
        with self.desk.read() as read:
            self.allowed = {each: may(read, each) for each in Permission}
        self.entries = {each.key: each for each in self.VIEWS if each.asks is None or self.allowed[each.asks]}

    def _make_menu(self) -> Button:
        button = Button(t(f"{self.TEXTS}.more"), parent=self)
        menu = QMenu(button)
        for entry in self.VIEWS:
            if entry.more:
                action = menu.addAction(t(f"{self.TEXTS}.{entry.key}"))
                action.triggered.connect(lambda _=False, key=entry.key: self.show_view(key))
                action.setVisible(entry.key in self.entries)
                self._actions[entry.key] = action
        button.set_popup(menu)
        return button

    def _choices(self, counts: Mapping[str, int | None]) -> list[Choice]:
        return [
            Choice(entry.key, t(f"{self.TEXTS}.{entry.key}"), counts.get(entry.key))
            for entry in self.entries.values()
            if not entry.under and not entry.more
        ]

    def _ensure(self) -> None:
        if not self.current_view:
            self._bring(self.first)

    def made(self, key: str) -> View:
        """A view, built when it was not needed before."""
        if key not in self._views:
            view = self.entries[key].make(self)
            if view.head is None:
                view.head = QWidget(view)
            self._views[key] = view
            self._heads.addWidget(view.head)
            self._bodies.addWidget(view)
            view.restore(self._kept.get(key) or {})
        return self._views[key]

    def put_front(self, view: View) -> None:
        """Show the view that has become the current one."""
        assert view.head is not None
        self._bodies.setCurrentWidget(view)
        self._heads.setCurrentWidget(view.head)
        self._place_heads()

    def _bring(self, key: str) -> None:
        view = self.made(key)
        self.current_view = key
        self._mark()
        self.put_front(view)

    def _segment(self) -> str:
        entry = self.entries.get(self.current_view)
        return (entry.under or entry.key) if entry is not None else self.first

    def _mark(self) -> None:
        entry = self.entries[self.current_view]
        self.switch.set_value(self._segment())
        if self.more is not None:
            self.more.set_words(t(f"{self.TEXTS}.{entry.key if entry.more else 'more'}"))
