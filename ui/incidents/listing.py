"""The list of incidents, those open first; Enter opens the record, Ctrl+P prints its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats, incidents
from duty_desk.errors import StaleError
from duty_desk.incidents import IncidentRow
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.incidents.record import RecordPanel, state_mark, tell_mark
from ui.incidents.sheet import print_sheet
from ui.kit.beside import Beside
from ui.kit.cells import Cell
from ui.kit.choices import Choice, FilterChips
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.regions import Regions

if TYPE_CHECKING:
    from ui.feature_tab import Shell

OPEN, ALL = "open", "all"


class IncidentList(QWidget):
    """Stands in any tab: `sources` narrows it to what that tab opens, nothing shows all. `facts_changed` after every reading."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"incident", "incident_entry", "incident_person"})

    facts_changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget, *, sources: Sequence[str] = ()) -> None:
        super().__init__(parent)
        self._shell, self._sources = shell, tuple(sources)
        self._rows: tuple[IncidentRow, ...] = ()
        self.chips = FilterChips(
            [Choice(key, t(f"incidents.filter_{key}"), 0) for key in (OPEN, ALL)],
            OPEN,
            name=t("incidents.pick"),
            parent=self,
        )
        self.chips.chosen.connect(lambda _key: self._show())
        self.source = ListSource(_columns(), (), self._cell)
        self.list = LedgerView(
            self.source,
            shell.tasks,
            key="incidents",
            memory=DeskMemory(shell.recall, shell.remember),
            hints=[],
            menu=False,
            strong="what",
            parent=self,
        )
        self.list.set_empty(
            lambda: EmptyState(t("incidents.none"), t("incidents.none_next"), icon="check-circle")
        )
        self.chips.serve_digits_of(self.list.table)
        with shell.desk.read() as read:
            self.panel = RecordPanel(
                shell.desk,
                may_report=may(read, Permission.REPORT_INCIDENT),
                may_close=may(read, Permission.CLOSE_INCIDENT),
                may_print=may(read, Permission.PRINT),
                reveal=may(read, Permission.REVEAL),
                tasks=shell.tasks,
                parent=self,
            )
        self.panel.changed.connect(self._changed)
        self.panel.record_asked.connect(shell.open_record)
        self.panel.print_asked.connect(lambda incident: print_sheet(self._shell, incident))
        self.list.current_changed.connect(self._moved)
        self.list.opened.connect(lambda row: self._open(row.id))
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        self.beside = Beside(self)
        self.beside.put(left, self.panel)
        self.beside.closed.connect(self.list.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.beside, 1)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._print_current)
        Regions(self, lambda: [self.list, self.panel])

    def facts(self) -> str:
        """How many are open, and told too late."""
        now = self._shell.desk.now
        open_ = sum(row.closed_at is None for row in self._rows)
        return t("incidents.facts", open=open_, late=sum(row.is_overdue(now) for row in self._rows))

    def keys(self) -> tuple[KeyHint, ...]:
        """Keys of the list and its record."""
        return (
            KeyHint("Ctrl+Enter", t("incidents.key.save")),
            KeyHint("Ctrl+P", t("incidents.key.print")),
        )

    def reload(self) -> None:
        """Read again; a line half typed stays."""
        with self._shell.desk.read() as read:
            self._rows = incidents.list_incidents(read, sources=self._sources)
        open_ = sum(row.closed_at is None for row in self._rows)
        self.chips.set_counts({OPEN: open_, ALL: len(self._rows)})
        self._show()
        self.facts_changed.emit()

    def show_record(self, incident: int) -> bool:
        """Show one, open or closed; False when there is none."""
        self.reload()
        row = next((row for row in self._rows if row.id == incident), None)
        if row is None:
            return False
        if row.closed_at is not None:
            self.chips.set_value(ALL)
            self._show()
        self.list.select_id(incident)
        self._open(incident)
        return True

    def unsaved(self) -> bool:
        """Whether a line is half typed."""
        return self.panel.unsaved

    def _print_current(self) -> None:
        row = self.list.current_row()
        if row is not None:
            print_sheet(self._shell, row.id)

    def _show(self) -> None:
        chosen = self.chips.value()
        self.source.put([row for row in self._rows if chosen == ALL or row.closed_at is None])
        self.list.reload()
        row = self.list.current_row()
        if row is None and self.list.model.ids:
            self.list.select_id(self.list.model.ids[0])
            row = self.list.current_row()
        self._moved(row)

    def _moved(self, row: Any) -> None:
        shown = self.panel.detail
        if self.panel.unsaved and shown is not None and (row is None or row.id != shown.row.id):
            self._shell.notify(t("incidents.unsaved"))
            return
        self.panel.setEnabled(row is not None)
        if row is not None and not self.panel.unsaved:
            self._put(row.id)

    def _open(self, incident: int) -> None:
        self._put(incident)
        self.beside.bring()

    def _put(self, incident: int) -> None:
        if self.panel.unsaved:
            return
        try:
            with self._shell.desk.read() as read:
                detail = incidents.get_incident(read, incident)
        except StaleError:
            return
        self.panel.put(detail)

    def _changed(self, words: str) -> None:
        self._shell.notify(words)
        shown = self.panel.detail
        self.reload()
        if shown is not None:
            self._put(shown.row.id)

    def _cell(self, column: ColumnLike, row: Any) -> Cell:
        faint = row.closed_at is not None
        match column.key:
            case "number":
                return Cell(row.number, faint=faint)
            case "found_at":
                return Cell(formats.moment(row.found_at), faint=faint)
            case "kind":
                level = t(f"incidents.level.{row.level}")
                return Cell(t(f"incidents.kind.{row.kind.value}"), level, faint=faint)
            case "what":
                return Cell(row.title, faint=faint)
            case "tell":
                return Cell(mark=tell_mark(row, self._shell.desk.now))
            case _:
                return Cell(mark=state_mark(row))


def _columns() -> tuple[Column, ...]:
    return (
        Column("found_at", t("incidents.column.found_at"), width=112),
        Column("kind", t("incidents.column.kind"), width=136),
        Column("what", t("incidents.column.what"), width=144, stretch=True),
        Column("number", t("incidents.column.number"), width=168),
        Column("tell", t("incidents.column.tell"), width=168),
        Column("state", t("incidents.column.state"), width=88),
    )
