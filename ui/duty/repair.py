"""Repairs: F2 takes a call, A tells somebody, S begins, D finishes; Ctrl+P prints the work order, a scan of it opens it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from duty_desk import masking
from duty_desk.duty import RepairState, Trade, papers_repair, repair_rows, repairs
from duty_desk.duty.repair_rows import REPAIRS, RepairRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.duty import repair_forms
from ui.duty.dialling import show_number
from ui.duty.log_offer import show_paper
from ui.duty.repair_figures import FiguresPanel
from ui.duty.repair_panel import NEXT, RepairPanel, called_by
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {
    "number": 64,
    "called_at": 104,
    "trade": 72,
    "place": 104,
    "what": 160,
    "assigned_to": 80,
    "started_at": 104,
    "done_at": 104,
    "hours": 56,
}
_MAKERS = {
    "amend": repair_forms.amend_form,
    "assign": repair_forms.assign_form,
    "start": repair_forms.start_form,
    "finish": repair_forms.finish_form,
    "drop": repair_forms.drop_form,
}
_LETTERS = {"P": "dial", "E": "amend", "A": "assign", "S": "start", "D": "finish"}


class RepairsView(ListView):
    """The list with what waits and what is late on its chips."""

    SEARCHES = "duty_repairs.view.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"repair", "policy"})
    LEDGER = fitted(REPAIRS, _WIDTHS, ("started_at",))
    STRONG = "what"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F2", "duty_repairs.view.new"),
        ("A", "duty_repairs.panel.assign"),
        ("S", "duty_repairs.panel.start"),
        ("D", "duty_repairs.panel.finish"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        *HINTS,
        ("E", "duty_repairs.panel.amend"),
        ("P", "people.dial.show"),
    )

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        new = QShortcut(QKeySequence("F2"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.start)

    # --- the list ---

    def controls(self) -> Sequence[QWidget]:
        self.trade = ComboBox(
            [
                ("", t("duty_repairs.view.every_trade")),
                *((e.value, t(f"duty_repairs.trade.{e.value}")) for e in Trade),
            ],
            "",
            name=t("duty_repairs.column.trade"),
            parent=self.head,
        )
        self.trade.changed.connect(lambda: self.narrow(trade=self.trade.value() or None))
        self.period = PeriodFilter(lambda: self.desk.now, t("duty_repairs.column.called_at"))
        self.period.picked.connect(self._choose_days)
        return self.trade, self.period

    def buttons(self) -> Sequence[QWidget]:
        self.figures = Button(t("duty_repairs.view.figures"), icon="file-chart-outline", parent=self.head)
        self.figures.clicked.connect(self.show_figures)
        self.new = Button(
            t("duty_repairs.view.new"), icon="wrench-outline", note="F2", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(self.start)
        return self.figures, self.new

    def choices(self, read: Any) -> Mapping[str, Chip]:
        self.new.setVisible(self.tab.may(Permission.WRITE_LOG))
        found = {
            ALL: Chip(t("views.all")),
            "waiting": Chip(t("duty_repairs.view.waiting"), {"state": "waiting"}, "clock-outline", Tone.INFO),
            "overdue": Chip(
                t("duty_repairs.state.overdue"), {"state": "overdue"}, "alert-octagon", Tone.DANGER
            ),
        }
        for state in (RepairState.DONE, RepairState.DROPPED):
            icon = repair_rows.STATE_TONES[state][1]
            found[state.value] = Chip(t(f"duty_repairs.state.{state.value}"), {"state": state.value}, icon)
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": number_cell, "what": _what_cell}

    def faint(self, row: Any) -> bool:
        return row.state is RepairState.DROPPED

    def empty(self) -> QWidget:
        button = None
        if self.tab.may(Permission.WRITE_LOG):
            button = Button(t("duty_repairs.view.new"), note="F2", kind=Kind.PRIMARY)
            button.clicked.connect(self.start)
        return EmptyState(
            t("duty_repairs.view.empty"),
            t("duty_repairs.view.empty_next"),
            icon="wrench-outline",
            tone=None,
            button=button,
        )

    def clear_filters(self) -> None:
        self.period.put((None, None))
        self.trade.set_value("")

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        step = _LETTERS.get(letter)
        if isinstance(row, RepairRow) and step is not None and self.tab.may(Permission.WRITE_LOG):
            self.ask(step, row)

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            row = repair_rows.get_repair(read, row_id)
        panel = RepairPanel(
            row,
            may_write=self.tab.may(Permission.WRITE_LOG),
            may_print=self.tab.may(Permission.PRINT),
            parent=self,
        )
        panel.setProperty("record", row.id)
        panel.asked.connect(lambda step: self.ask(step, row))
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RepairPanel):
            self.show_row(self.panel.row.id)
        elif isinstance(self.panel, FiguresPanel):
            self.show_figures()

    def open_record(self, kind: str, record_id: int) -> bool:
        found = self.show_only(record_id)
        self.show_row(record_id)
        return found or self.panel is not None

    def print_current(self) -> None:
        row = self.list.current_row()
        if isinstance(row, RepairRow) and self.tab.may(Permission.PRINT):
            self.print_order(row)

    # --- acts ---

    def start(self) -> repair_forms.CallForm | None:
        """Take a call."""
        if not self.tab.may(Permission.WRITE_LOG):
            return None
        panel = repair_forms.CallForm(self.shell, parent=self)
        panel.done.connect(lambda repair: self._called(int(repair)))
        self.put_panel(panel)
        panel.start()
        return panel

    def ask(self, step: str, row: RepairRow) -> ActPanel | None:
        """A step of a work order, or where it leads."""
        match step:
            case "print":
                self.print_order(row)
            case "dial":
                self.dial(row)
            case "log" if row.log_entry is not None:
                self.shell.open_record("log_entry", row.log_entry)
            case "incident" if row.incident is not None:
                self.shell.open_record("incident", row.incident[0])
            case "back":
                self._back(row)
            case "amend" | "assign" | "start" | "finish" | "drop" if row.is_waiting:
                if step == "start" and row.state is RepairState.STARTED:
                    return None
                panel = _MAKERS[step](self.shell, row, self)
                panel.done.connect(lambda _given: self._stepped(step, row))
                self.put_panel(panel)
                panel.start()
                return panel
            case _:
                pass
        return None

    def dial(self, row: RepairRow) -> None:
        """P: the whole number of who called, in the panel and copied; the look is on record."""
        if masking.mask_phone(row.phone) == row.phone:
            return
        if not isinstance(self.panel, RepairPanel) or self.panel.row.id != row.id:
            self.show_row(row.id)
        panel = self.panel
        if isinstance(panel, RepairPanel):
            show_number(
                self, ("repair", row.id), lambda phone: panel.about.change("caller", called_by(row, phone))
            )

    def print_order(self, row: RepairRow) -> None:
        """The work order on paper, in two parts."""
        title = t("duty_repairs.view.paper", number=row.number)
        show_paper(
            self.shell,
            lambda read: papers_repair.draw([papers_repair.work_order(read, row.id)], title),
            title,
            lambda work, where: papers_repair.record_order(work, row.id, where),
        )

    def show_figures(self) -> FiguresPanel:
        """How many, how quickly, by trade, of the days shown or of the last thirty."""
        first, last = self.period.value()
        panel = FiguresPanel(self.shell, first, last, self)
        self.put_panel(panel)
        return panel

    # --- inside ---

    def _called(self, repair: int) -> None:
        def undo() -> None:
            with self.desk.work() as work:
                repairs.drop(work, repair, reason=t("duty_log.act.undone"))

        with self.desk.read() as read:
            row = repair_rows.get_repair(read, repair)
        self.shell.notify(t("duty_repairs.view.called", number=row.number), undo=undo)
        self.reload()
        self.show_only(repair)
        # Whoever took the call mostly tells somebody at once.
        self.ask(NEXT[RepairState.OPEN][0], row)

    def _stepped(self, step: str, row: RepairRow) -> None:
        def undo() -> None:
            with self.desk.work() as work:
                repairs.step_back(work, row.id)

        again = step == "amend" or (step == "assign" and row.state is not RepairState.OPEN)
        words = t(f"duty_repairs.view.{step}_done", number=row.number)
        self.shell.notify(words, undo=None if again else undo)
        self.reload()
        self.show_only(row.id)
        self.show_row(row.id)
        self.list.setFocus()

    def _back(self, row: RepairRow) -> None:
        def act(work: Any) -> bool:
            repairs.step_back(work, row.id)
            return True

        if self.attempt(act):
            self.shell.notify(t("duty_repairs.view.back_done", number=row.number))
            self.reload()

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(**{"from": first, "to": last})
        if isinstance(self.panel, FiguresPanel):
            self.show_figures()


def _what_cell(row: Any) -> Cell:
    urgent = row.is_urgent and row.is_waiting
    return Cell(
        row.what,
        icon="alert" if urgent else "",
        tone=Tone.WARN if urgent else None,
        faint=row.state is RepairState.DROPPED,
    )
