"""All incidents of the office: the list, the record beside it, and the form (F4); Ctrl+P prints the register sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats, incidents, ledger
from duty_desk.incidents import INCIDENTS
from duty_desk.ledger import Request
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.incidents.form import IncidentForm
from ui.incidents.record import RecordPanel, tell_mark
from ui.incidents.sheet import print_sheet
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import Tone
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {"found_at": 112, "kind": 88, "title": 120, "place": 88, "level": 48, "number": 56, "told_at": 128}


class IncidentsView(ListView):
    """Those that still need somebody first on the chips."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"incident", "incident_entry", "incident_person", "incident_subject"}
    )
    LEDGER = fitted(INCIDENTS, _WIDTHS)
    STRONG = "title"
    SEARCHES = "views.search"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F4", "incidents.new_short"),
        ("Enter", "views.hint.open"),
        ("Ctrl+P", "incidents.key.print"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F4", "incidents.new_short"),
        ("Ctrl+Enter", "incidents.key.save"),
    )

    def __init__(self, tab: Any) -> None:
        self._counts = (0, 0)
        super().__init__(tab)

    # --- the list ---

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("incidents.column.found_at"))
        self.period.picked.connect(self._choose_days)
        return (self.period,)

    def buttons(self) -> Sequence[QWidget]:
        self.new = Button(
            t("incidents.new_short"), icon="plus", note="F4", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(self.start)
        return (self.new,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        self.new.setVisible(self.tab.may(Permission.REPORT_INCIDENT))
        self._counts = (
            ledger.count(INCIDENTS, read, Request(filters={"state": "open"})),
            sum(row.is_overdue(read.at) for row in incidents.list_incidents(read, only_open=True)),
        )
        return {
            ALL: Chip(t("views.all")),
            "open": Chip(t("incidents.state.open"), {"state": "open"}, "alert", Tone.WARN),
            "untold": Chip(t("incidents.chip.untold"), {"untold": True}, "alert-octagon", Tone.DANGER),
            "closed": Chip(t("incidents.state.closed"), {"state": "closed"}, "check-circle", Tone.OK),
        }

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": number_cell, "told_at": self._tell_cell}

    def faint(self, row: Any) -> bool:
        return row.closed_at is not None

    def facts(self) -> str:
        open_, late = self._counts
        return t("incidents.facts", open=open_, late=late)

    def empty(self) -> QWidget:
        button = None
        if self.tab.may(Permission.REPORT_INCIDENT):
            button = Button(t("incidents.new"), note="F4", kind=Kind.PRIMARY)
            button.clicked.connect(self.start)
        return EmptyState(t("incidents.none"), t("incidents.none_next"), icon="check-circle", button=button)

    def clear_filters(self) -> None:
        self.period.put((None, None))

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            detail = incidents.get_incident(read, row_id)
        panel = RecordPanel(
            self.desk,
            may_report=self.tab.may(Permission.REPORT_INCIDENT),
            may_close=self.tab.may(Permission.CLOSE_INCIDENT),
            may_print=self.tab.may(Permission.PRINT),
            reveal=self.tab.may(Permission.REVEAL),
            may_change=True,
            tasks=self.shell.tasks,
            parent=self,
        )
        panel.put(detail)
        panel.record_asked.connect(self.shell.open_record)
        panel.print_asked.connect(lambda incident: print_sheet(self.shell, incident))
        panel.change_asked.connect(self.change)
        panel.changed.connect(lambda words: self._changed(panel, words))
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordPanel) and not self.panel.unsaved and self.panel.detail is not None:
            self._put(self.panel, self.panel.detail.row.id)

    def print_current(self) -> None:
        row = self.list.current_row()
        shown = self.panel.detail if isinstance(self.panel, RecordPanel) else None
        if shown is not None:
            print_sheet(self.shell, shown.row.id)
        elif row is not None:
            print_sheet(self.shell, row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        if not self.show_only(record_id):
            return False
        self.show_row(record_id)
        return True

    # --- acts ---

    def start(self) -> None:
        """F4: a new one; what was half typed is still there."""
        if not self.tab.may(Permission.REPORT_INCIDENT):
            return
        panel = IncidentForm(self.shell, parent=self)
        panel.done.connect(lambda found: self._opened(found, "opened"))
        self.put_panel(panel)
        panel.start()

    def change(self, incident: int) -> None:
        """Correct what it is, name further people."""
        with self.desk.read() as read:
            detail = incidents.get_incident(read, incident)
        panel = IncidentForm(self.shell, detail=detail, parent=self)
        panel.done.connect(lambda found: self._opened(found, "changed"))
        self.put_panel(panel)
        panel.start()

    def _opened(self, incident: Any, said: str) -> None:
        with self.desk.read() as read:
            number = incidents.get_incident(read, int(incident)).row.number
        self.shell.notify(t(f"incidents.{said}", number=number))
        self.reload()
        self.open_record("incident", int(incident))

    def _changed(self, panel: RecordPanel, words: str) -> None:
        self.shell.notify(words)
        shown = panel.detail
        self.reload()
        if shown is not None and self.panel is panel and not panel.unsaved:
            self._put(panel, shown.row.id)

    def _put(self, panel: RecordPanel, incident: int) -> None:
        with self.desk.read() as read:
            panel.put(incidents.get_incident(read, incident))

    def _tell_cell(self, row: Any) -> Cell:
        if row.closed_at is not None or row.told_at is not None:
            return Cell(formats.moment(row.told_at), faint=row.closed_at is not None)
        return Cell(mark=tell_mark(row, self.desk.now))

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(first=first, last=last)
