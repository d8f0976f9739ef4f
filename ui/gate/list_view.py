"""A list of the gates with its chips, search and days, and beside it the panel of one record; visitors, runs and the log are such."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.gate import chips
from duty_desk.ledger import Ledger, Request
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.gate.view import GateView
from ui.kit.choices import Choice, FilterChips
from ui.kit.desk_source import CellMaker, DeskSource
from ui.kit.drawer import DrawerRow
from ui.kit.fields import LineEdit
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.panels import SidePanel
from ui.kit.period_filter import PeriodFilter
from ui.kit.regions import Regions
from ui.kit.tokens import GAP

if TYPE_CHECKING:
    from duty_desk.work import Work
    from ui.gate.tab import GateTab

Result = TypeVar("Result")
SEARCH = 240
TYPING_MS = 250


class ListView(GateView):
    """Subclasses name the ledger, show a record and add their buttons; the rest is the same for every list."""

    LEDGER: ClassVar[Ledger]
    # Prefix of its texts: gate_views.<NAME>.
    NAME: ClassVar[str] = ""
    # Column of what a record is called, its hints at the foot, and what each choice is about.
    STRONG: ClassVar[str] = ""
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (("↑↓", "choose"), ("Enter", "open"))
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self._base = Request(sort=self.LEDGER.default_sort, descending=self.LEDGER.default_descending)
        self._chip = chips.ALL
        self._choices: Mapping[str, Mapping[str, Any]] = {chips.ALL: {}}
        self._counting: Request | None = None
        self._stale = False
        self.panel: SidePanel | None = None
        with self.desk.read() as read:
            self._choices = chips.CHOICES[self.LEDGER.key](read)
            self.may_work = may(read, Permission.WORK_GATE)
            # Comparing a person with a paper is the gate's task: whoever may, reads names in full.
            self.may_reveal = may(read, Permission.REVEAL)
            self.may_receive = may(read, Permission.RECEIVE_GOODS)
            self.may_import = may(read, Permission.IMPORT)
            self.may_print = may(read, Permission.PRINT)
        self.head = QWidget(self)
        self.chips = FilterChips(
            [Choice(key, t(f"gate_views.{self.NAME}.chip.{key}"), 0) for key in self._choices],
            chips.ALL,
            name=t(f"gate_views.{self.NAME}.chips"),
            parent=self.head,
        )
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(GAP)
        for widget in self.before_chips():
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignVCenter)
        self.chips.chosen.connect(self.choose)
        self.search = LineEdit(
            placeholder=t(f"gate_views.{self.NAME}.search"),
            icon="magnify",
            hint="/",
            width=SEARCH,
            parent=self,
        )
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._search)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self._search_now)
        self.period = PeriodFilter(lambda: self.desk.now, t(f"gate_views.{self.NAME}.days"))
        self.period.picked.connect(self._choose_days)
        self.list = self._make_list()
        self._lay_out()

    # --- what a list says about itself ---

    def cells(self) -> Mapping[str, CellMaker]:
        """Cells that are more than their text."""
        return {}

    def faint(self, row: Any) -> bool:
        """Whether a record has ended."""
        return False

    def before_chips(self) -> Sequence[QWidget]:
        """What stands before the chips in the line of the switch."""
        return ()

    def filters(self) -> Sequence[QWidget]:
        """Further controls after the days."""
        return ()

    def buttons(self) -> Sequence[QWidget]:
        """What can be started, at the right of the second line."""
        return ()

    def show_row(self, row_id: int) -> None:
        """Open one record beside the list."""

    def refresh_panel(self) -> None:
        """The list was read again: the panel of a record is too."""

    def empty(self) -> QWidget:
        """What stands in a list without any record."""
        raise TypeError("a list says what belongs in it")

    def letter(self, letter: str) -> None:
        """A single letter was typed in the list."""

    # --- the same for all ---

    def keys(self) -> tuple[KeyHint, ...]:
        shared = (("/", "search"), ("Enter", "open"), ("Ctrl+E", "export"), ("Esc", "back"))
        own = tuple(KeyHint(key, t(f"gate_views.{self.NAME}.key.{name}")) for key, name in self.KEYS)
        return own + tuple(KeyHint(key, t(f"gate_views.key.{name}")) for key, name in shared)

    def reload(self) -> None:
        with self.desk.read() as read:
            self._choices = chips.CHOICES[self.LEDGER.key](read)
        wanted = self._wanted()
        if wanted == self.list.request:
            self.list.reload()
        else:
            # The day has changed meanwhile: today is another one.
            self.list.set_request(wanted)
        self._count()
        self.refresh_panel()

    def focus_first(self) -> None:
        self.list.setFocus()

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    def state(self) -> Mapping[str, Any]:
        return {"chip": self._chip}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("chip") in self._choices:
            self.choose(str(state["chip"]))

    def choose(self, key: str) -> None:
        """Show what stands behind a chip."""
        self._chip = key
        self.chips.set_value(key)
        self._apply()

    @property
    def chip(self) -> str:
        """The choice shown."""
        return self._chip

    def narrow(self, **chosen: Any) -> None:
        """Set filters that hold beside the chips; None takes one off."""
        filters = {**self._base.filters, **chosen}
        self._base = replace(self._base, filters={k: v for k, v in filters.items() if v is not None})
        self._apply()

    def show_only(self, row_id: int, search: str = "") -> bool:
        """Make a record current, whatever was filtered; False when it is gone."""
        if self.list.select_id(row_id):
            return True
        self.search.blockSignals(True)
        self.search.setText(search)
        self.search.blockSignals(False)
        self.period.put((None, None))
        self._base = replace(self._base, search=search, filters={})
        self.choose(chips.ALL)
        return self.list.select_id(row_id)

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the list; what was there goes, half typed things are kept as a draft."""
        old = self.panel
        if old is panel:
            return
        if old is not None:
            keep: Callable[[], object] | None = getattr(old, "save_draft", None)
            if keep is not None:
                keep()
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.panel = panel
        if panel is not None:
            self._body.addWidget(panel)
            panel.close_asked.connect(self.close_panel)

    def close_panel(self) -> None:
        """Back to the list alone."""
        self.put_panel(None)
        self.list.setFocus()

    def attempt(self, act: Callable[[Work], Result]) -> Result | None:
        """Run an act as one transaction; a refusal is shown as a notice and gives None."""
        try:
            with self.desk.work() as work:
                return act(work)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return None

    def take_out(self, how: str) -> None:
        """The list as it is shown, to a workbook, a PDF or the printer."""
        columns = [self.LEDGER.column(self.list.model.columns[i].key) for i in self.list.columns.shown()]
        self.shell.export(self.LEDGER, self.list.request, how, columns)

    def ticked(self) -> list[int]:
        """The ticked records, else the current one."""
        current = self.list.current_id()
        return list(self.list.ticked_ids()) or ([] if current is None else [current])

    # --- inside ---

    def _make_list(self) -> LedgerView:
        source = DeskSource(
            self.desk, self.LEDGER, cells=self.cells(), faint=self.faint, reveal=self.may_reveal
        )
        view = LedgerView(
            source,
            self.shell.tasks,
            request=self._wanted(),
            key=self.LEDGER.key,
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            hints=[(key, t(f"gate_views.hint.{name}")) for key, name in self.HINTS],
            strong=self.STRONG,
            parent=self,
        )
        view.set_empty(self.empty)
        view.opened.connect(lambda row: self.show_row(row.id))
        view.current_changed.connect(self._moved)
        view.letter_pressed.connect(self.letter)
        view.filter_asked.connect(lambda: self.search.setFocus(Qt.FocusReason.OtherFocusReason))
        view.clear_asked.connect(self._escape)
        view.asked.connect(self.take_out)
        self.chips.serve_digits_of(view.table)
        return view

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self.search, self.period, *self.filters()):
            line.addWidget(widget)
        line.addStretch()
        for widget in self.buttons():
            line.addWidget(widget)
        self._body = DrawerRow()
        self._body.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addLayout(self._body, 1)
        for key, act in (
            ("Ctrl+E", lambda: self.take_out("export_excel")),
            ("Ctrl+P", self.print_current),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        Regions(self, lambda: [self.search, self.list, *([self.panel] if self.panel else [])])

    def print_current(self) -> None:
        """Ctrl+P: the list, unless a record has a paper of its own."""
        self.take_out("print")

    def _moved(self, row: Any) -> None:
        if row is not None and self.panel is not None and not self.unsaved():
            self.follow(row)

    def follow(self, row: Any) -> None:
        """The bar moved while a panel is open."""

    def _wanted(self) -> Request:
        return chips.narrowed(self._base, self._choices.get(self._chip, {}))

    def _apply(self) -> None:
        shown = self.list.request
        self._base = replace(self._base, sort=shown.sort, descending=shown.descending)
        self.list.set_request(self._wanted())
        self._count()

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(period=None if first is None and last is None else (first, last))

    def days(self) -> tuple[date | None, date | None]:
        """The days chosen by hand."""
        return self.period.value()

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
        self.search.clear()
        self.period.put((None, None))
        self._base = replace(self._base, search="", filters={})
        self.clear_filters()
        self.choose(chips.ALL)

    def clear_filters(self) -> None:
        """Put further controls back to showing everything."""

    def _count(self) -> None:
        """Numbers on the chips, counted beside the window; one count at a time, however often the gates write meanwhile."""
        base = replace(self._base, sort=None)
        if self._counting is not None:
            self._stale = True
            return
        self._counting, self._stale = base, False

        def count() -> Mapping[str, int]:
            with self.desk.read() as read:
                return chips.count_choices(read, self.LEDGER, base)

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
