"""A short list of isolation, held in memory, with what narrows it above and the panel of one record beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.kit.cells import Cell
from ui.kit.drawer import DrawerRow
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.panels import SidePanel
from ui.kit.regions import Regions
from ui.views.view import View

if TYPE_CHECKING:
    from ui.views.tab import ViewsTab


class ShortListView(View):
    """Subclasses say what stands over the list, its columns, rows and cells, and what opening a row shows."""

    KEY = ""
    HINTS: Sequence[tuple[str, str]] = ()
    STRONG = ""

    def __init__(self, tab: ViewsTab) -> None:
        super().__init__(tab)
        self.panel: SidePanel | None = None
        self.head = QWidget(self)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in self.controls():
            line.addWidget(widget)
        line.addStretch()
        for widget in self.buttons():
            line.addWidget(widget)
        self.source = ListSource(self.columns(), (), self.cell)
        self.list = LedgerView(
            self.source,
            self.shell.tasks,
            key=f"isolation.{self.KEY}",
            name=self.list_name(),
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            hints=[(key, t(words)) for key, words in self.HINTS],
            strong=self.STRONG,
            menu=False,
            parent=self,
        )
        self.list.set_empty(self.empty)
        self.list.opened.connect(self.open_row)
        self.list.current_changed.connect(self._moved)
        self.list.letter_pressed.connect(self.letter)
        self.list.clear_asked.connect(self.close_panel)
        self._body = DrawerRow()
        self._body.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in self.above():
            column.addWidget(widget)
        column.addLayout(self._body, 1)
        self.bind("Ctrl+P", self.print)
        Regions(self, lambda: [self.list, *([self.panel] if self.panel else [])])

    # --- what a list says about itself ---

    def list_name(self) -> str:
        """What a screen reader calls the list."""
        raise TypeError("a list has a name")

    def controls(self) -> Sequence[QWidget]:
        """What narrows the list; built with `parent=self.head`."""
        return ()

    def buttons(self) -> Sequence[QWidget]:
        """What can be started, at the right; built with `parent=self.head`."""
        return ()

    def above(self) -> Sequence[QWidget]:
        """What stands between the head and the list."""
        return ()

    def columns(self) -> Sequence[Column]:
        """The columns."""
        raise TypeError("a list has columns")

    def rows(self) -> Sequence[Any]:
        """The rows as they are now."""
        raise TypeError("a list has rows")

    def cell(self, column: ColumnLike, row: Any) -> Cell:
        """What a cell shows."""
        raise TypeError("a list has cells")

    def empty(self) -> QWidget:
        """What stands in a list without any row."""
        raise TypeError("a list says what belongs in it")

    def open_row(self, row: Any) -> None:
        """Enter on a row."""

    def refresh_panel(self) -> None:
        """The list was read again: the panel of a record is too."""

    def letter(self, letter: str) -> None:
        """A single letter was typed in the list."""

    def print(self) -> None:
        """Ctrl+P."""

    # --- the same for all ---

    def bind(self, key: str, act: Any) -> None:
        """A key of this view."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def keys(self) -> tuple[KeyHint, ...]:
        own = tuple(KeyHint(key, t(words)) for key, words in self.HINTS)
        return (*own, KeyHint("F6", t("views.key.region")), KeyHint("Esc", t("views.key.back")))

    def reload(self) -> None:
        self.source.put(self.rows())
        self.list.reload()
        self.refresh_panel()

    def focus_first(self) -> None:
        self.list.setFocus()

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the list; what was there goes."""
        self.panel = panel
        self._body.put(panel, self.close_panel)

    def close_panel(self) -> None:
        """Back to the list alone."""
        self.put_panel(None)
        self.list.setFocus()

    def _moved(self, row: Any) -> None:
        if row is not None and self.panel is not None and not self.unsaved():
            self.open_row(row)
