"""Hand-overs: those that were done as a list, and the one of the watch that runs beside it (F10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats, handover
from duty_desk.handover import HANDOVERS, Readiness, words
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.duty.handover_done import DonePanel
from ui.duty.handover_list import ThingsPanel
from ui.duty.handover_panel import HandoverPanel, finish
from ui.duty.handover_paper import print_handover
from ui.kit.buttons import Button, Kind
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import Tone
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {
    "number": 64,
    "done_at": 112,
    "shift": 64,
    "goes": 72,
    "comes": 72,
    "leader": 72,
    "items": 64,
    "refused": 56,
}


class HandoversView(ListView):
    """The history is never empty for long: the first line comes with the first evening."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"watch", "handover", "desk_thing"})
    LEDGER = fitted(HANDOVERS, _WIDTHS, ("anchor",))
    STRONG = "number"
    SEARCHES = "duty_handover.search"
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("F10", "duty_handover.start"),)

    def __init__(self, tab: Any) -> None:
        self._ready: Readiness | None = None
        super().__init__(tab)

    # --- the list ---

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("handover.column.done_at"))
        self.period.picked.connect(self._choose_days)
        return (self.period,)

    def buttons(self) -> Sequence[QWidget]:
        self.things_button = Button(t("duty_handover.list.title"), icon="key-outline", parent=self.head)
        self.things_button.clicked.connect(self.show_things)
        self.start_button = Button(
            t("duty_handover.start"), icon="swap-horizontal", note="F10", kind=Kind.PRIMARY, parent=self.head
        )
        self.start_button.clicked.connect(self.open_handover)
        return self.things_button, self.start_button

    def choices(self, read: Any) -> Mapping[str, Chip]:
        allowed = self.tab.may(Permission.HAND_OVER)
        for button in (self.things_button, self.start_button):
            button.setVisible(allowed)
        self._ready = handover.readiness(read)
        held = self._ready.watch is not None
        self.start_button.set_words(t("duty_handover.start" if held else "duty_handover.take_over"))
        return {
            ALL: Chip(t("views.all")),
            "late": Chip(t("handover.filter.late"), {"late": True}, "clock-outline", Tone.WARN),
            "refused": Chip(t("handover.filter.refused"), {"refused": True}, "alert", Tone.WARN),
        }

    def facts(self) -> str:
        """Who holds the desk, until when, and who comes."""
        ready = self._ready
        if ready is None or ready.watch is None:
            return t("duty_handover.facts_nobody")
        watch = ready.watch
        said = t(
            "duty_handover.facts",
            name=watch.officer_name,
            shift=words.shift(watch),
            until=formats.moment(watch.planned_until),
        )
        # Who took the desk before their shift begins is the one that the roster still waits for.
        follows = ready.comes not in ("", watch.officer_name)
        return t("duty_handover.facts_next", said=said, name=ready.comes) if follows else said

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": number_cell}

    def empty(self) -> QWidget:
        button = None
        if self.tab.may(Permission.HAND_OVER):
            held = self._ready is not None and self._ready.watch is not None
            button = Button(
                t("duty_handover.start" if held else "duty_handover.take_over"), note="F10", kind=Kind.PRIMARY
            )
            button.clicked.connect(self.open_handover)
        return EmptyState(
            t("duty_handover.none"),
            t("duty_handover.none_next"),
            icon="swap-horizontal",
            tone=None,
            button=button,
        )

    def clear_filters(self) -> None:
        self.period.put((None, None))

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            found = handover.get_done(read, row_id)
        panel = DonePanel(self.shell, found, may_print=self.tab.may(Permission.PRINT), parent=self)
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, HandoverPanel | ThingsPanel):
            self.panel.reload()

    def follow(self, row: Any) -> None:
        # The one being prepared stays, wherever the bar goes.
        if isinstance(self.panel, DonePanel):
            self.show_row(row.id)

    def print_current(self) -> None:
        if isinstance(self.panel, HandoverPanel):
            self.panel.print_paper()
        elif isinstance(self.panel, DonePanel):
            print_handover(self.shell, self.panel.found.id)
        else:
            super().print_current()

    def open_record(self, kind: str, record_id: int) -> bool:
        with self.desk.read() as read:
            state = handover.state_of(read, record_id)
        if state != "done":
            self.open_handover()
            return True
        if not self.show_only(record_id):
            return False
        self.show_row(record_id)
        return True

    # --- the one of the watch that runs ---

    def open_handover(self) -> None:
        """F10: begin it or go on; pressed once more where it stands, it asks to complete it. Where nobody holds the desk, take it."""
        if isinstance(self.panel, HandoverPanel):
            self.panel.ask()
            return
        with self.desk.read() as read:
            held = handover.current(read) is not None
        if not held:
            if self.attempt(handover.take_over) is not None:
                self.shell.notify(t("duty_handover.taken", name=self.desk.officer.name))
                self.reload()
                self.start_button.setFocus()
            return
        paper = self.attempt(handover.open_handover)
        if paper is None:
            return
        panel = HandoverPanel(self.shell, paper, self)
        panel.completed.connect(lambda done: finish(self.shell, done))
        self.put_panel(panel)
        panel.start()

    def show_things(self) -> None:
        """The list of what is counted."""
        panel = ThingsPanel(self.shell, self)
        panel.changed.connect(self.shell.notify)
        self.put_panel(panel)
        panel.start()

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(first=first, last=last)
