"""What was done, as the register has it: found, accepted by another person, taken back with a reason, exported and printed (D2, A1.12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk.disinfection import record_rows
from duty_desk.disinfection.ledgers import RECORDS, STATE_TONES
from duty_desk.disinfection.record_rows import RecordRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.disinfection.detail import RecordDetail, ask_accept, ask_withdraw
from ui.disinfection.sheets import print_terminal, print_week
from ui.kit.buttons import Button
from ui.kit.cells import Cell
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import Tone
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {"place": 152, "started_at": 112, "agent_text": 136}
_LEFT_OUT = (
    "day", "area_code", "kind", "ended_at", "points", "is_late", "minutes", "findings_text", "note",
    "strength_text",
)  # fmt: skip
LATE, TERMINAL = "late", "terminal"


class RecordsView(ListView):
    """Enter opens a record; C looks at one that waits for its check, W takes one back."""

    SEARCHES = "disinfection_tab.records.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"disinfection_record", "round"})
    LEDGER = fitted(RECORDS, _WIDTHS, _LEFT_OUT)
    STRONG = "place"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "views.hint.open"),
        ("C", "disinfection_tab.record.accept"),
        ("W", "disinfection_tab.record.withdraw"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("C", "disinfection_tab.record.accept"),
        ("W", "disinfection_tab.record.withdraw"),
    )

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("disinfection_tab.records.days"))
        self.period.picked.connect(self._choose_days)
        return (self.period,)

    def buttons(self) -> Sequence[QWidget]:
        week = Button(t("disinfection_tab.records.week"), icon="printer-outline", parent=self.head)
        week.clicked.connect(self.print_week)
        week.refuse("" if self.tab.may(Permission.PRINT) else t("disinfection_tab.may_not"))
        return (week,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for state in ("unchecked", "passed", "failed", "running", "withdrawn"):
            tone, icon = STATE_TONES[state]
            found[state] = Chip(t(f"disinfection.record_state.{state}"), {"state": state}, icon, Tone(tone))
        found[LATE] = Chip(t("disinfection_tab.record.late"), {"late": True}, "history")
        found[TERMINAL] = Chip(t("disinfection_tab.view.terminal"), {"kind": "terminal"}, "bed-outline")
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"place": _place_cell}

    def faint(self, row: Any) -> bool:
        return row.withdrawn_at is not None

    def empty(self) -> QWidget:
        return EmptyState(
            t("disinfection_tab.records.empty"),
            t("disinfection_tab.records.empty_next"),
            icon="spray-bottle",
            tone=None,
        )

    def clear_filters(self) -> None:
        self.period.put((None, None))

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if not isinstance(row, RecordRow) or not self.tab.may(Permission.RECORD_DISINFECTION):
            return
        if letter == "C" and row.state == "unchecked":
            self.accept(row)
        elif letter == "W" and row.withdrawn_at is None:
            self.withdraw(row)

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            found = record_rows.fetch_records(read, [row_id])
        if not found:
            return
        row = found[0]
        panel = RecordDetail(row, may_record=self.tab.may(Permission.RECORD_DISINFECTION), parent=self)
        panel.accept_asked.connect(lambda: self.accept(row))
        panel.withdraw_asked.connect(lambda: self.withdraw(row))
        if row.kind == "terminal" and row.ended_at is not None and self.tab.may(Permission.PRINT):
            panel.add_print(lambda: print_terminal(self.shell, row.id))
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordDetail):
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def accept(self, row: RecordRow) -> None:
        """Another person says whether it was well done."""
        panel = ask_accept(self.shell, row, lambda: self._again(row.id), self)
        self.put_panel(panel)
        panel.form.field("verdict").take_focus()

    def withdraw(self, row: RecordRow) -> None:
        """A wrong record is taken back."""
        panel = ask_withdraw(self.shell, row, lambda: self._withdrawn(row.id), self)
        self.put_panel(panel)
        panel.form.field("reason").take_focus()

    def print_week(self) -> None:
        """The register of the week in which the current record lies, else of this week."""
        row = self.list.current_row()
        day = row.day if isinstance(row, RecordRow) else self.desk.now.date()
        print_week(self.shell, day)

    def _again(self, record: int) -> None:
        self.put_panel(None)
        self.reload()
        self.show_row(record)
        self.list.setFocus()

    def _withdrawn(self, record: int) -> None:
        self.shell.notify(t("disinfection_tab.record.withdrawn_done"))
        self._again(record)

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(first=first, last=last)


def _place_cell(row: Any) -> Cell:
    """The place; a record that came late says so, and one against which the rules said something."""
    second = t("disinfection_tab.record.late") if row.is_late else ""
    if row.findings:
        return Cell(
            row.place, row.findings_text, icon="alert", tone=None, tip=f"{row.place} {row.findings_text}"
        )
    return Cell(row.place, second)
