"""The duty log: everything written down, newest first; F2 writes, D finishes, T gives a term, X strikes out, Ctrl+P prints the shift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from duty_desk import duty, formats, masking
from duty_desk.duty import LOG, LogKind, LogRow, Span, log_rows, papers_log
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Read
from ui.duty.dialling import show_number
from ui.duty.log_form import LogForm
from ui.duty.log_offer import show_paper
from ui.duty.log_panel import LogPanel
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.date_fields import MomentField
from ui.kit.desk_source import CellMaker
from ui.kit.fields import LineEdit
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel, filled
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {
    "number": 64,
    "at": 104,
    "kind": 64,
    "from_whom": 104,
    "text": 240,
    "responsible": 80,
    "due_at": 104,
}
_KINDS = (LogKind.CALL, LogKind.VISIT, LogKind.ORDER, LogKind.ENERGY)
_SHIFTS = 4


class LogView(ListView):
    """The list with what is still to be followed up on its chips."""

    SEARCHES = "duty_log.view.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"log_entry", "policy"})
    LEDGER = fitted(LOG, _WIDTHS, ("officer",))
    STRONG = "text"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F2", "duty_log.view.new"),
        ("D", "duty_log.panel.finish"),
        ("T", "duty_log.panel.postpone"),
        ("X", "duty_log.panel.strike"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (*HINTS, ("P", "people.dial.show"))

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        new = QShortcut(QKeySequence("F2"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(lambda: self.start())

    # --- the list ---

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("duty_log.column.at"))
        self.period.picked.connect(self._choose_days)
        return (self.period,)

    def buttons(self) -> Sequence[QWidget]:
        self.printing = Button(t("duty_log.view.page"), icon="printer-outline", parent=self.head)
        self.pages = QMenu(self.printing)
        self.pages.aboutToShow.connect(self._offer_pages)
        self.printing.set_popup(self.pages)
        self.new = Button(
            t("duty_log.view.new"), icon="phone-outline", note="F2", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(lambda: self.start())
        return self.printing, self.new

    def choices(self, read: Any) -> Mapping[str, Chip]:
        self.new.setVisible(self.tab.may(Permission.WRITE_LOG))
        self.printing.setVisible(self.tab.may(Permission.PRINT))
        found = {
            ALL: Chip(t("views.all")),
            "span": Chip(t("duty_log.view.this_shift"), {"span": duty.span_at(read, read.at)}),
            "waiting": Chip(t("duty_log.state.open"), {"state": "waiting"}, "clock-outline", Tone.INFO),
            "overdue": Chip(t("duty_log.state.overdue"), {"state": "overdue"}, "alert-octagon", Tone.DANGER),
        }
        for kind in _KINDS:
            found[kind.value] = Chip(
                t(f"duty_log.kind.{kind.value}"), {"kind": kind.value}, log_rows.KIND_ICONS[kind]
            )
        found["struck"] = Chip(t("duty_log.state.struck"), {"state": "struck"}, "cancel")
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": number_cell, "kind": _kind_cell, "text": _text_cell}

    def faint(self, row: Any) -> bool:
        return row.state == log_rows.STRUCK

    def empty(self) -> QWidget:
        button = None
        if self.tab.may(Permission.WRITE_LOG):
            button = Button(t("duty_log.view.new"), note="F2", kind=Kind.PRIMARY)
            button.clicked.connect(lambda: self.start())
        return EmptyState(
            t("duty_log.view.empty"),
            t("duty_log.view.empty_next"),
            icon="note-text-outline",
            tone=None,
            button=button,
        )

    def clear_filters(self) -> None:
        self.period.put((None, None))

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if not isinstance(row, LogRow) or not self.tab.may(Permission.WRITE_LOG):
            return
        if letter == "P":
            self.dial(row)
        if row.state == log_rows.STRUCK:
            return
        waits = row.state in (log_rows.OPEN, log_rows.OVERDUE)
        if letter == "D" and waits:
            self.finish(row)
        elif letter == "T" and row.state != log_rows.DONE:
            self.postpone(row)
        elif letter == "X":
            self.strike(row)

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            row = duty.get_entry(read, row_id)
        panel = LogPanel(self.shell, row, may_write=self.tab.may(Permission.WRITE_LOG), parent=self)
        panel.setProperty("record", row.id)
        panel.finish_asked.connect(lambda: self.finish(row))
        panel.postpone_asked.connect(lambda: self.postpone(row))
        panel.strike_asked.connect(lambda: self.strike(row))
        panel.dial_asked.connect(lambda: self.dial(row))
        panel.subject_asked.connect(lambda: row.subject and self.shell.open_record(*row.subject))
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, LogPanel):
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        found = self.show_only(record_id)
        self.show_row(record_id)
        return found or self.panel is not None

    # --- acts ---

    def start(self, like: LogRow | None = None) -> LogForm | None:
        """Write an entry; with `like` one in the place of another that was struck out."""
        if not self.tab.may(Permission.WRITE_LOG):
            return None
        panel = LogForm(self.shell, like=like, parent=self)
        panel.done.connect(lambda entry: self._written(int(entry)))
        self.put_panel(panel)
        panel.start()
        return panel

    def dial(self, row: LogRow) -> None:
        """P: the whole number, in the panel and copied; the look is on record."""
        if masking.mask_phone(row.phone) == row.phone:
            return
        if not isinstance(self.panel, LogPanel) or self.panel.row.id != row.id:
            self.show_row(row.id)
        panel = self.panel
        if isinstance(panel, LogPanel):
            show_number(self, ("log_entry", row.id), lambda phone: panel.facts.change("phone", phone))

    def finish(self, row: LogRow) -> ActPanel:
        """What had to be followed up was done."""
        panel = ActPanel(
            self.shell,
            t("duty_log.act.finish_title", number=row.number),
            row.text,
            t("duty_log.panel.finish"),
            lambda work, values, _second: duty.finish(work, row.id, note=values["note"], version=row.version),
            icon="check",
            parent=self,
        )
        note = LineEdit(placeholder=t("duty_log.form.optional"))
        panel.form.add("note", t("duty_log.act.result"), note)
        note.returnPressed.connect(panel.submit)
        panel.done.connect(lambda _given: self._finished(row))
        self.put_panel(panel)
        panel.start()
        return panel

    def postpone(self, row: LogRow) -> ActPanel:
        """Another term, or a first one."""
        panel = ActPanel(
            self.shell,
            t("duty_log.act.postpone_title", number=row.number),
            row.text,
            t("duty_log.act.postpone"),
            lambda work, values, _second: duty.postpone(
                work,
                row.id,
                due_at=values["due_at"],
                responsible=values["responsible"],
                version=row.version,
            ),
            icon="clock-outline",
            parent=self,
        )
        later = row.due_at or self.desk.now.replace(second=0, microsecond=0) + timedelta(hours=2)
        panel.form.add(
            "due_at",
            t("duty_log.column.due_at"),
            MomentField(lambda: self.desk.now, later),
            check=filled(t("duty_log.error.due")),
        )
        panel.form.add(
            "responsible",
            t("duty_log.column.responsible"),
            LineEdit(row.responsible or self.desk.officer.name),
        )
        panel.done.connect(lambda _given: self._postponed(row))
        self.put_panel(panel)
        panel.start()
        return panel

    def strike(self, row: LogRow) -> ActPanel:
        """It was written wrongly: it stays to be read."""
        panel = ActPanel(
            self.shell,
            t("duty_log.act.strike_title", number=row.number),
            row.text,
            t("duty_log.panel.strike"),
            lambda work, values, _second: duty.strike(
                work, row.id, reason=values["reason"], version=row.version
            ),
            kind=Kind.DANGER,
            icon="cancel",
            parent=self,
        )
        panel.explain(t("duty_log.act.strike_explain"))
        panel.ask_reason(missing=t("duty_log.error.reason"))
        panel.done.connect(lambda _given: self._struck(row))
        self.put_panel(panel)
        panel.start()
        return panel

    def print_page(self, span: Span) -> None:
        """The page of a shift."""
        title = t("duty_log.paper.title")
        kept: list[int] = []

        def draw(read: Read) -> bytes:
            target = BytesIO()
            kept.append(papers_log.draw_page(read, target, span).rows)
            return target.getvalue()

        show_paper(
            self.shell,
            draw,
            title,
            lambda work, _where: papers_log.record_page(work, span, rows=kept[-1]),
            "list",
        )

    def print_current(self) -> None:
        """Ctrl+P: the page of the shift that the chosen entry belongs to, else of this shift."""
        if not self.tab.may(Permission.PRINT):
            return
        row = self.list.current_row()
        at = row.at if isinstance(row, LogRow) else self.desk.now
        self.print_page(self._span(at))

    # --- inside ---

    def _span(self, at: datetime) -> Span:
        with self.desk.read() as read:
            return duty.span_at(read, at)

    def _offer_pages(self) -> None:
        self.pages.clear()
        with self.desk.read() as read:
            span = duty.span_at(read, read.at)
            spans = [span]
            for _ in range(_SHIFTS):
                span = duty.last_span(read, span)
                spans.append(span)
        for each in spans:
            self.pages.addAction(each.text).triggered.connect(
                lambda _=False, each=each: self.print_page(each)
            )

    def _written(self, entry: int) -> None:
        def undo() -> None:
            with self.desk.work() as work:
                duty.strike(work, entry, reason=t("duty_log.act.undone"))

        with self.desk.read() as read:
            number = duty.get_entry(read, entry).number
        self.shell.notify(t("duty_log.act.written", number=number), undo=undo)
        self.reload()
        # Calls come one after another: the next line opens by itself.
        self.start()

    def _finished(self, row: LogRow) -> None:
        def undo() -> None:
            with self.desk.work() as work:
                duty.reopen(work, row.id)

        self._said(t("duty_log.act.finished", number=row.number), row, undo)

    def _postponed(self, row: LogRow) -> None:
        due, responsible = row.due_at, row.responsible

        def undo() -> None:
            assert due is not None
            with self.desk.work() as work:
                duty.postpone(work, row.id, due_at=due, responsible=responsible)

        self._said(t("duty_log.act.postponed", number=row.number), row, undo if due else None)

    def _struck(self, row: LogRow) -> None:
        self.shell.notify(t("duty_log.act.struck", number=row.number), locked=t("duty_log.act.struck_locked"))
        self.reload()
        # Mostly it is written anew, a little differently.
        self.start(row)

    def _said(self, words: str, row: LogRow, undo: Any) -> None:
        self.shell.notify(words, undo=undo)
        self.put_panel(None)
        self.reload()
        self.list.select_id(row.id)
        self.list.setFocus()

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(**{"from": first, "to": last})


def _kind_cell(row: Any) -> Cell:
    faint = row.state == log_rows.STRUCK
    return Cell(t(f"duty_log.kind.{row.kind}"), faint=faint, tip=formats.moment(row.at))


def _text_cell(row: Any) -> Cell:
    struck = row.state == log_rows.STRUCK
    second = row.struck_reason if struck else row.handling
    return Cell(row.text, second, faint=struck, struck=struck)
