"""The ledger of one kind of pass: filtered by the header, counted beside the window, ended records faint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from duty_desk import passes
from duty_desk.ledger import Request
from duty_desk.passes import PassKind, PassState
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.kit.desk_source import DeskSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.period_filter import period_of
from ui.passes.header import ALL, WAITING, Header
from ui.passes.manners import HINTS

if TYPE_CHECKING:
    from ui.feature_tab import Shell

_ENDED = frozenset(
    {PassState.EXPIRED, PassState.VOIDED, PassState.RETURNED, PassState.REFUSED, PassState.LOST}
)
_ASKED = frozenset({PassState.REQUESTED.value, PassState.REFUSED.value})


class PassLedger(QObject):
    """Holds the list of the kind shown and turns what the header says into its request.

    `opened` and `moved` carry a row; `escaped` comes with Esc when the list itself has nothing to take back.
    """

    opened = Signal(object)
    moved = Signal(object)
    letter = Signal(str)
    asked = Signal(str)
    escaped = Signal()

    def __init__(
        self, shell: Shell, header: Header, place: QBoxLayout, empty: Callable[[], QWidget], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._shell, self._header, self._place, self._empty = shell, header, place, empty
        self._memory = DeskMemory(shell.recall, shell.remember)
        self.kind = PassKind.TEMPORARY
        self.labels: tuple[tuple[str, str], ...] = ()
        with shell.desk.read() as read:
            self._decides = may(read, Permission.APPROVE_PASS)
        self.list = self._make()
        place.addWidget(self.list, 1)
        header.group_chosen.connect(self._choose_group)
        header.state_chosen.connect(self._choose_state)
        header.period_chosen.connect(self._choose_period)
        header.search.textChanged.connect(self._search_changed)

    def choose(self, kind: PassKind) -> None:
        """Show another kind from the top, unfiltered."""
        self.kind = kind
        self._clear_header()
        old, self.list = self.list, self._make()
        self._place.replaceWidget(old, self.list)
        old.hide()
        old.deleteLater()

    def filter(self, **chosen: Any) -> None:
        """Set filters; None takes one off."""
        self.list.filter(**chosen)
        self.count()

    def search(self, text: str) -> None:
        """Show what was typed, and go to the list."""
        self.list.search(text)
        self.count()
        if text:
            self.list.setFocus()

    def show_only(self, row: passes.PassRow) -> None:
        """A pass outside the filters: alone by its number, a request among those in its state."""
        self._header.search.set_value(row.number or "")
        states = {} if row.number else {"states": [row.state.value]}
        self._header.state.set_value(row.state.value if states else ALL)
        self.list.set_request(Request(search=row.number or "", filters=states))
        self.count()
        self.list.select_id(row.id)

    def show_waiting(self) -> None:
        """The requests that wait for a leader."""
        self._header.state.set_value(PassState.REQUESTED.value)
        self.filter(states=[PassState.REQUESTED.value], groups=None)

    def clear(self) -> None:
        """Take off every filter."""
        self._clear_header()
        request = self.list.request
        self.list.set_request(replace(Request(), sort=request.sort, descending=request.descending))
        self.count()

    def ticked(self) -> list[int]:
        """The ticked passes, else the current one."""
        ids = list(self.list.ticked_ids())
        current = self.list.current_id()
        return ids or ([] if current is None else [current])

    def count(self) -> None:
        """Numbers on chips and states, counted beside the window."""
        request, kind, shell = self.list.request, self.kind, self._shell
        states = {str(state) for state in request.filters.get("states") or ()}
        deciding = states == {PassState.REQUESTED.value}
        # The chips count what has a number, also while what waits is shown.
        filters = {key: each for key, each in request.filters.items() if key != "states" or not deciding}
        counted = replace(request, filters=filters)

        def count() -> Any:
            with shell.desk.read() as read:
                return passes.count_chips(read, kind, counted)

        shell.tasks.run(count, done=lambda found: self._counted(request, kind, found, deciding))

    def _counted(self, request: Request, kind: PassKind, found: Any, deciding: bool) -> None:
        if request != self.list.request or kind is not self.kind:
            return
        chosen = WAITING if deciding else (request.filters.get("groups") or [""])[0]
        groups = [(key, label, found.groups.get(key, 0)) for key, label in self.labels]
        shown = [each for each in groups if each[2] or each[0] == chosen]
        waiting = found.states.get(PassState.REQUESTED, 0)
        self._header.put_groups(shown, chosen, sum(found.groups.values()), waiting)
        self._header.decide(deciding and bool(waiting) and self._decides)
        self._header.totals.put({state.value: n for state, n in found.states.items()})

    def _make(self) -> LedgerView:
        ledger = passes.LEDGERS[self.kind]
        with self._shell.desk.read() as read:
            # Issuing means comparing a person with a paper: whoever may, reads names in full (X8).
            in_full = may(read, Permission.REVEAL)
        source = DeskSource(self._shell.desk, ledger, faint=lambda row: row.state in _ENDED, reveal=in_full)
        view = LedgerView(
            source,
            self._shell.tasks,
            request=Request(),
            key=ledger.key,
            memory=self._memory,
            hints=[(key, t(f"passes_tab.hint.{name}")) for key, name in HINTS],
            strong="holder_name",
        )
        view.set_empty(self._empty)
        view.opened.connect(self.opened)
        view.current_changed.connect(self.moved)
        view.letter_pressed.connect(self.letter)
        view.filter_asked.connect(lambda: self._header.search.setFocus(Qt.FocusReason.OtherFocusReason))
        view.clear_asked.connect(self.escaped)
        view.asked.connect(self.asked)
        view.ticks_changed.connect(lambda: self._header.requests.show_ticks(len(view.ticked_ids())))
        return view

    def _clear_header(self) -> None:
        self._header.search.clear()
        self._header.state.set_value(ALL)
        self._header.period.put((None, None))

    def _choose_group(self, key: str) -> None:
        if key == WAITING:
            self.show_waiting()
            return
        chosen: dict[str, Any] = {"groups": None if key == ALL else [key]}
        if set(self.list.request.filters.get("states") or ()) <= _ASKED:
            chosen["states"] = None
            self._header.state.set_value(ALL)
        self.filter(**chosen)

    def _choose_state(self, key: str) -> None:
        self.filter(states=None if key == ALL else [key])

    def _choose_period(self) -> None:
        period = self._header.issued()
        self.filter(issued=None if period == period_of("all", self._shell.desk.now.date()) else period)

    def _search_changed(self, text: str) -> None:
        if not text and self.list.request.search:
            self.search("")
