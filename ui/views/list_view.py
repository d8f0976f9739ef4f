"""A list of a screen with its chips, search and controls, and beside it the panel of one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import ledger
from duty_desk.errors import DutyDeskError
from duty_desk.ledger import Ledger, Request
from duty_desk.strings import t
from ui.feature_tab import FeatureTab, KeyHint
from ui.kit.choices import Choice, FilterChips
from ui.kit.desk_source import CellMaker, DeskSource
from ui.kit.drawer import DrawerRow
from ui.kit.fields import LineEdit
from ui.kit.ledger_source import ColumnLike
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.panels import SidePanel
from ui.kit.regions import Regions
from ui.kit.tokens import Tone
from ui.views.view import View

ALL = "all"
TYPING_MS = 250
LITTLE_SEARCH = 88


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice over a list: its words and the filters behind it."""

    words: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    icon: str = ""
    tone: Tone | None = None


class ListView(View):
    """Subclasses name the ledger, the chips and the panel of a record; the rest is the same for every list."""

    LEDGER: ClassVar[Ledger]
    STRONG: ClassVar[str] = ""
    # Key and text of each hint at the foot.
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "views.hint.open"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = ()
    # What can be searched for, and the room for it.
    SEARCHES: ClassVar[str] = "views.search"
    SEARCH_WIDTH: ClassVar[int] = 176
    # Whether names are read in full; only where comparing a person with a paper is the task.
    reveals = False

    def __init__(self, tab: FeatureTab) -> None:
        super().__init__(tab)
        self.ledger = self.LEDGER
        self._base = Request(sort=self.ledger.default_sort, descending=self.ledger.default_descending)
        self._chip = ALL
        self._chips: Mapping[str, Chip] = {ALL: Chip(t("views.all"))}
        self._counting: Request | None = None
        self._stale = False
        self.panel: SidePanel | None = None
        self.head = QWidget(self)
        self.search = LineEdit(placeholder=t(self.SEARCHES), icon="magnify", hint="/", parent=self)
        self.search.setMinimumWidth(min(LITTLE_SEARCH, self.SEARCH_WIDTH))
        self.search.setMaximumWidth(self.SEARCH_WIDTH)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._search)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self._search_now)
        self.chips = FilterChips([], name=t("views.chips"), parent=self)
        self.chips.chosen.connect(self.choose)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.fill_head(line)
        self.list = self._make_list()
        self._lay_out()

    # --- what a list says about itself ---

    def fill_head(self, line: QHBoxLayout) -> None:
        """What stands in the line of the switch."""
        line.addWidget(self.search)
        for widget in self.controls():
            line.addWidget(widget)
        line.addStretch()
        for widget in self.buttons():
            line.addWidget(widget)

    def fill_top(self, column: QVBoxLayout) -> None:
        """What stands between that line and the list."""
        column.addWidget(self.chips)

    def controls(self) -> Sequence[QWidget]:
        """Further filters right of the search; built with `parent=self.head`."""
        return ()

    def buttons(self) -> Sequence[QWidget]:
        """What can be started, at the right; built with `parent=self.head`."""
        return ()

    def choices(self, read: Any) -> Mapping[str, Chip]:
        """The chips, beginning with the one for everything; asked again at every reading."""
        return {ALL: Chip(t("views.all"))}

    def cells(self) -> Mapping[str, CellMaker]:
        """Cells that are more than their text."""
        return {}

    def extra(self) -> Sequence[ColumnLike]:
        """Columns of the screen alone, each with an entry in `cells`; a verb has the kind "verb"."""
        return ()

    def verb(self, row: Any, key: str) -> None:
        """The verb of a row was pressed."""

    def faint(self, row: Any) -> bool:
        """Whether a record has ended."""
        return False

    def show_row(self, row_id: int) -> None:
        """Open one record beside the list."""

    def follow(self, row: Any) -> None:
        """The bar moved while a panel is open."""
        self.show_row(row.id)

    def refresh_panel(self) -> None:
        """The list was read again: the panel of a record is too."""

    def empty(self) -> QWidget:
        """What stands in a list without any record."""
        raise TypeError("a list says what belongs in it")

    def letter(self, letter: str) -> None:
        """A single letter was typed in the list."""

    def foot_words(self) -> str:
        """Facts at the left of the foot in the place of the keys."""
        return ""

    # --- the same for all ---

    def keys(self) -> tuple[KeyHint, ...]:
        shared = (
            ("/", "views.key.search"),
            ("Enter", "views.key.open"),
            ("Ctrl+E", "views.key.export"),
            ("Ctrl+P", "views.key.print"),
            ("F6", "views.key.region"),
            ("Esc", "views.key.back"),
        )
        return tuple(KeyHint(key, t(words)) for key, words in (*self.KEYS, *shared))

    def reload(self) -> None:
        with self.desk.read() as read:
            self._chips = self.choices(read)
        if self._chip not in self._chips:
            self._chip = ALL
        self.chips.set_choices(
            [Choice(key, chip.words, None, chip.icon, chip.tone) for key, chip in self._chips.items()],
            self._chip,
        )
        self.chips.setVisible(len(self._chips) > 1)
        wanted = self._wanted()
        if wanted == self.list.request:
            self.list.reload()
        else:
            self.list.set_request(wanted)
        self._count()
        if words := self.foot_words():
            self.list.foot.set_left(words)
        self.refresh_panel()

    def focus_first(self) -> None:
        self.list.setFocus()

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    def state(self) -> Mapping[str, Any]:
        return {"chip": self._chip}

    def restore(self, state: Mapping[str, Any]) -> None:
        if isinstance(state.get("chip"), str):
            self._chip = str(state["chip"])

    def show_matches(self, text: str) -> None:
        self.search.setText(text)
        self._search_now()

    @property
    def chip(self) -> str:
        """The choice shown."""
        return self._chip

    def choose(self, key: str) -> None:
        """Show what stands behind a chip."""
        self._chip = key
        self.chips.set_value(key)
        self._apply()

    def narrow(self, **chosen: Any) -> None:
        """Set filters that hold beside the chips; None takes one off."""
        filters = {**self._base.filters, **chosen}
        self._base = replace(self._base, filters={k: v for k, v in filters.items() if v is not None})
        self._apply()

    def show_only(self, row_id: int, search: str = "") -> bool:
        """Make a record current, whatever was filtered; False when it is gone."""
        if self.list.select_id(row_id):
            return True
        self._clear(search)
        self.choose(ALL)
        return self.list.select_id(row_id)

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the list; what was there goes, half typed things are kept as a draft."""
        self.panel = panel
        self._body.put(panel, self.close_panel)

    def close_panel(self) -> None:
        """Back to the list alone."""
        self.put_panel(None)
        self.list.setFocus()

    def take_out(self, how: str) -> None:
        """The list as it is shown, to a workbook, a PDF or the printer."""
        shown = [self.list.model.columns[i].key for i in self.list.columns.shown()]
        own = {column.key for column in self.extra()}
        columns = [self.ledger.column(key) for key in shown if key not in own]
        self.shell.export(self.ledger, self.list.request, how, columns)

    def print_current(self) -> None:
        """Ctrl+P: the list, unless a record has a paper of its own."""
        self.take_out("print")

    def ticked(self) -> list[int]:
        """The ticked records, else the current one."""
        current = self.list.current_id()
        return list(self.list.ticked_ids()) or ([] if current is None else [current])

    def show_ledger(self, shown: Ledger) -> None:
        """Another reckoning of the same list, with the same columns."""
        self.put_ledger(shown)
        self._apply()

    def put_ledger(self, shown: Ledger) -> None:
        """The same for a list that is still to be read."""
        self.ledger = shown
        source = self._source()
        self.list.source = source
        self.list.model.source = source
        self.list.model.columns = tuple(source.columns)

    # --- inside ---

    def _make_list(self) -> LedgerView:
        view = LedgerView(
            self._source(),
            self.shell.tasks,
            request=self._wanted(),
            key=self.ledger.key,
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            hints=[(key, t(words)) for key, words in self.HINTS],
            strong=self.STRONG,
            parent=self,
        )
        view.set_empty(self.empty)
        view.opened.connect(lambda row: self.show_row(row.id))
        view.current_changed.connect(self._moved)
        view.letter_pressed.connect(self.letter)
        view.verb_pressed.connect(self.verb)
        view.filter_asked.connect(lambda: self.search.setFocus(Qt.FocusReason.OtherFocusReason))
        view.clear_asked.connect(self._escape)
        view.asked.connect(self.take_out)
        if self.ledger.health:
            view.foot.set_mark(t("views.health"))
        self.chips.serve_digits_of(view.table)
        return view

    def _source(self) -> DeskSource:
        extra, cells = self.extra(), self.cells()
        return DeskSource(
            self.desk, self.ledger, cells=cells, faint=self.faint, extra=extra, reveal=self.reveals
        )

    def _lay_out(self) -> None:
        self._body = DrawerRow()
        self._body.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.fill_top(column)
        column.addLayout(self._body, 1)
        for key, act in (
            ("Ctrl+E", lambda: self.take_out("export_excel")),
            ("Ctrl+P", lambda: self.print_current()),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        # The field to search in stands in the head, beside the switch of views.
        self.regions = Regions(self, self._regions, self.head)

    def _regions(self) -> Sequence[QWidget]:
        return [self.search, self.list, *([self.panel] if self.panel else [])]

    def _moved(self, row: Any) -> None:
        if row is not None and self.panel is not None and not self.unsaved():
            self.follow(row)

    def _wanted(self) -> Request:
        chip = self._chips.get(self._chip)
        return self.narrowed(self._base, chip) if chip is not None else self._base

    def narrowed(self, request: Request, chip: Chip) -> Request:
        """The request with what stands behind a chip; also asked beside the window."""
        return replace(request, filters={**request.filters, **chip.filters})

    def _apply(self) -> None:
        shown = self.list.request
        self._base = replace(self._base, sort=shown.sort, descending=shown.descending)
        self.list.set_request(self._wanted())
        self._count()

    def _search_now(self) -> None:
        self._search()
        if self.search.text().strip():
            self.list.setFocus()

    def _search(self) -> None:
        self._typing.stop()
        typed = self.search.text().strip()
        if typed != self._base.search:
            self._base = replace(self._base, search=typed)
            self._apply()

    def _escape(self) -> None:
        if self.panel is not None:
            self.close_panel()
            return
        self._clear("")
        self.choose(ALL)

    def _clear(self, search: str) -> None:
        self.search.blockSignals(True)
        self.search.setText(search)
        self.search.blockSignals(False)
        self._typing.stop()
        self._base = replace(self._base, search=search, filters={})
        self.clear_filters()

    def clear_filters(self) -> None:
        """Put further controls back to showing everything."""

    def _count(self) -> None:
        """Numbers on the chips, counted beside the window; one count at a time, however often is asked."""
        base, chips, shown = replace(self._base, sort=None), self._chips, self.ledger
        if self._counting is not None:
            self._stale = True
            return
        self._counting, self._stale = base, False

        def count() -> Mapping[str, int]:
            with self.desk.read() as read:
                return {
                    key: ledger.count(shown, read, self.narrowed(base, chip)) for key, chip in chips.items()
                }

        def counted(found: Mapping[str, int]) -> None:
            self._counting = None
            if replace(self._base, sort=None) == base:
                self.chips.set_counts(found)
            if self._stale:
                self._count()

        def failed(error: Exception) -> None:
            self._counting = None
            # The list itself says what is wrong.
            if not isinstance(error, DutyDeskError):
                raise error

        self.shell.tasks.run(count, done=counted, failed=failed)
