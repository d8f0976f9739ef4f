"""Who comes back to campus: batches, arrivals that the gate ticks, health records, who must be observed (product rule R7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.screening import papers, return_rows, returns
from duty_desk.screening.return_ledger import RETURNEES, TONES
from duty_desk.screening.return_rows import BatchRow, ReturneeRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.reports import returns_forms
from ui.reports.screening_lines import DatedLine, DatedLines
from ui.reports.screening_panel import RecordPanel
from ui.reports.screening_papers import print_list
from ui.reports.screening_sums import Sums
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

WIDTHS = {"batch": 96, "unit": 136, "coming_from": 96, "record": 80, "must_observe": 80, "state": 112}
SUMS = ("all", "arrived", "observed", "expected", "must_observe")
_GAP = "\N{IDEOGRAPHIC SPACE}"


class ReturnsView(ListView):
    """Enter opens; E fills the health record in; Ctrl+P prints the list for the gate."""

    LEDGER = fitted(RETURNEES, WIDTHS, ("transport", "staff_number"))
    STRONG = "name"
    SEARCHES = "reports_returns.search"
    SEARCH_WIDTH = 136
    WATCHES: ClassVar[frozenset[str]] = frozenset({"return_batch", "returnee", "returnee_day"})
    HINTS = (("↑↓", "views.hint.choose"), ("Enter", "views.hint.open"), ("E", "reports_returns.record.short"))
    KEYS = (("E", "reports_returns.record.short"),)

    def __init__(self, tab: Any) -> None:
        self.batches: tuple[BatchRow, ...] = ()
        super().__init__(tab)

    def controls(self) -> Sequence[QWidget]:
        self.batch = ComboBox([(None, t("reports_returns.all_batches"))], None, parent=self.head)
        self.batch.setFixedWidth(152)
        self.batch.setAccessibleName(t("returns.column.batch"))
        self.batch.currentIndexChanged.connect(lambda _index: self._batch_chosen())
        return (self.batch,)

    def buttons(self) -> Sequence[QWidget]:
        found: list[QWidget] = []
        paper = Button(t("reports_returns.print"), icon="printer-outline", parent=self.head)
        paper.clicked.connect(lambda: self.print_current())
        found.append(paper)
        if self.tab.may(Permission.EDIT_REPORTING):
            edit = Button(t("reports_returns.edit"), icon="pencil-outline", parent=self.head)
            menu = QMenu(edit)
            menu.aboutToShow.connect(lambda: self._fill_menu(menu))
            edit.set_popup(menu)
            new = Button(t("reports_returns.batch.new"), icon="plus", kind=Kind.PRIMARY, parent=self.head)
            new.clicked.connect(lambda: self.new_batch())
            found += [edit, new]
        return found

    def fill_top(self, column: QVBoxLayout) -> None:
        self.sums = Sums([(key, t(f"reports_returns.sum.{key}")) for key in SUMS], parent=self)
        column.addWidget(self.sums)
        super().fill_top(column)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        self.batches = return_rows.list_batches(read)
        self._fill_batches()
        self._show_sums()
        found = {ALL: Chip(t("views.all"))}
        for key in ("expected", "absent", "arrived", "observed"):
            tone, icon = TONES[key]
            found[key] = Chip(t(f"returns.state.{key}"), {"state": [key]}, icon, Tone(tone))
        found["must_observe"] = Chip(
            t("returns.column.must_observe"), {"must_observe": True}, "eye-outline", Tone.WARN
        )
        found["incomplete"] = Chip(t("returns.filter.incomplete"), {"incomplete": True}, "alert", Tone.WARN)
        if any(batch.dropped for batch in self.batches):
            found["dropped"] = Chip(t("returns.state.dropped"), {"state": ["dropped"]}, "cancel")
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {
            "record": lambda row: Cell(row.record, tone=None if row.complete else Tone.WARN),
            "must_observe": lambda row: (
                Cell(t("reports_returns.observe.yes"), tone=Tone.WARN) if row.must_observe else Cell()
            ),
        }

    def faint(self, row: Any) -> bool:
        return row.state == "dropped"

    def empty(self) -> QWidget:
        return EmptyState(
            t("reports_returns.empty"),
            t("reports_returns.empty_next"),
            icon="account-group-outline",
            tone=None,
        )

    def facts(self) -> str:
        open_ones = [batch for batch in self.batches if batch.state == return_rows.OPEN]
        coming = sum(batch.expected for batch in open_ones)
        return t("reports_returns.facts", batches=len(open_ones), count=coming) if open_ones else ""

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if letter == "E" and row is not None:
            self.fill_record(row.id)

    def print_current(self) -> None:
        """The list for the gate: of the batch that is shown, else of all."""
        chosen = self._batch()
        print_list(
            self.shell,
            papers.RETURN_LIST,
            lambda read, target: papers.draw_returnees(
                read, target, batch=chosen.id if chosen is not None else None
            ),
            t("returns.paper.list"),
        )

    def show_row(self, row_id: int) -> None:
        try:
            with self.desk.read() as read:
                row = return_rows.get_returnee(read, row_id)
                days = return_rows.health_record(read, row_id)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = self.panel
        if not isinstance(panel, RecordPanel):
            panel = RecordPanel(self)
            self.put_panel(panel)
        tone, icon = TONES[row.state]
        record = DatedLines(
            t("reports_returns.record.head", record=row.record_words),
            _by_day(row, days),
            t("reports_returns.record.empty"),
        )
        panel.show_record(
            row.id,
            row.name,
            _GAP.join(filter(None, (row.batch, row.unit))),
            Mark(t(f"returns.state.{row.state}"), Tone(tone), icon),
            _facts(row),
            [record],
            _banners(row),
        )
        panel.show_acts(*self._acts(row))

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordPanel) and self.panel.record:
            self.show_row(self.panel.record)

    def open_record(self, kind: str, record_id: int) -> bool:
        if kind == "return_batch":
            self.batch.set_value(record_id)
            self._batch_chosen()
            return True
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def clear_filters(self) -> None:
        self.batch.set_value(None)
        self._show_sums()

    # --- what is done ---

    def new_batch(self) -> ActPanel:
        """Add a batch and show it."""
        panel = returns_forms.batch_panel(self.shell, None, self)
        panel.done.connect(lambda given: self._saved("batch", batch=given))
        return self._start(panel)

    def change_batch(self) -> ActPanel | None:
        """Change the batch that is shown."""
        chosen = self._batch()
        if chosen is None:
            return None
        panel = returns_forms.batch_panel(self.shell, chosen, self)
        panel.done.connect(lambda given: self._saved("batch", batch=given))
        return self._start(panel)

    def add_person(self) -> ActPanel | None:
        """Put somebody into the batch that is shown."""
        chosen = self._batch()
        if chosen is None:
            return None
        panel = returns_forms.person_panel(self.shell, chosen, self)
        panel.done.connect(lambda _given: self._saved("person"))
        return self._start(panel)

    def fill_record(self, returnee: int) -> ActPanel | None:
        """Day after day of a health record, the missing ones first."""
        if not self.tab.may(Permission.FILE_REPORT):
            return None
        with self.desk.read() as read:
            row = return_rows.get_returnee(read, returnee)
            days = return_rows.health_record(read, returnee)
        place = next((day.place for day in reversed(days) if day.place), row.coming_from)
        panel = returns_forms.day_panel(self.shell, row, place, self)

        def done(_given: object) -> None:
            with self.desk.read() as read:
                left = return_rows.get_returnee(read, returnee).missing
            self.shell.notify(t("reports_returns.record.done"), locked=t("reports_returns.locked"))
            if left:
                self.fill_record(returnee)
            else:
                self._back_to(returnee)

        panel.done.connect(done)
        self._start(panel)
        if row.missing:
            panel.form.field("temperature").take_focus()
        return panel

    def ask(self, returnee: int, key: str) -> ActPanel:
        """Observation or drop, each a small form."""
        with self.desk.read() as read:
            row = return_rows.get_returnee(read, returnee)
        make = {"observe": returns_forms.observe_panel, "drop": returns_forms.drop_panel}[key]
        panel = make(self.shell, row, self)

        def done(_given: object) -> None:
            self._back_to(returnee)
            self.shell.notify(t(f"reports_returns.{key}.done"), locked=t("reports_returns.locked"))

        panel.done.connect(done)
        return self._start(panel)

    def put_back(self, row: ReturneeRow) -> None:
        """Somebody comes after all."""
        self.attempt(lambda work: returns.restore(work, row.id, version=row.version) or True)
        self.show_row(row.id)

    def set_open(self, batch: BatchRow, on: bool) -> None:
        """Close a batch, or go on with it."""
        act = returns.reopen_batch if on else returns.close_batch
        if self.attempt(lambda work: act(work, batch.id, version=batch.version) or True):
            key = "reopened" if on else "closed"
            self.shell.notify(
                t(f"reports_returns.batch.{key}", name=batch.name), locked=t("reports_returns.locked")
            )

    # --- inside ---

    def _acts(self, row: ReturneeRow) -> tuple[list[Any], list[Any]]:
        if not self.tab.may(Permission.FILE_REPORT):
            return [], []
        verbs: list[Any] = []
        more: list[Any] = []
        if row.state in ("expected", "absent"):
            verbs.append(
                (t("reports_returns.record.short"), "pencil-outline", "E", lambda: self.fill_record(row.id))
            )
            more += [
                (t("reports_returns.observe.menu"), lambda: self.ask(row.id, "observe")),
                (t("reports_returns.drop.menu"), lambda: self.ask(row.id, "drop")),
            ]
        elif row.state == "dropped":
            verbs.append((t("reports_returns.restore"), "undo", "", lambda: self.put_back(row)))
        return verbs, more

    def _fill_menu(self, menu: QMenu) -> None:
        menu.clear()
        chosen = self._batch()
        if chosen is not None:
            menu.addAction(t("reports_returns.person.menu")).triggered.connect(
                lambda _=False: self.add_person()
            )
            menu.addAction(t("reports_returns.batch.change")).triggered.connect(
                lambda _=False: self.change_batch()
            )
            closed = chosen.state != return_rows.OPEN
            menu.addAction(t(f"reports_returns.batch.{'reopen' if closed else 'close'}")).triggered.connect(
                lambda _=False: self.set_open(chosen, closed)
            )
        if self.tab.may(Permission.IMPORT):
            menu.addAction(t("reports_returns.import")).triggered.connect(
                lambda _=False: self.shell.open_import("returnees")
            )

    def _start(self, panel: ActPanel) -> ActPanel:
        self.put_panel(panel)
        panel.start()
        return panel

    def _saved(self, key: str, batch: object = None) -> None:
        self.put_panel(None)
        self.reload()
        if isinstance(batch, int):
            self.batch.set_value(batch)
            self._batch_chosen()
        self.list.setFocus()
        self.shell.notify(t(f"reports_returns.{key}.done"), locked=t("reports_returns.locked"))

    def _back_to(self, returnee: int) -> None:
        self.put_panel(None)
        self.list.setFocus()
        self.list.select_id(returnee)
        self.show_row(returnee)

    def _batch(self) -> BatchRow | None:
        chosen = self.batch.value()
        return next((batch for batch in self.batches if batch.id == chosen), None)

    def _fill_batches(self) -> None:
        chosen = self.batch.value()
        options: list[tuple[object, ...]] = [(None, t("reports_returns.all_batches"))]
        options += [
            (batch.id, batch.name, formats.period(batch.from_on, batch.until_on)) for batch in self.batches
        ]
        self.batch.blockSignals(True)
        self.batch.set_options(options, chosen)
        self.batch.blockSignals(False)

    def _batch_chosen(self) -> None:
        chosen = self._batch()
        self.narrow(batch=chosen.id if chosen is not None else None)
        self._show_sums()

    def _show_sums(self) -> None:
        chosen = self._batch()
        shown = [chosen] if chosen is not None else list(self.batches)
        absent = sum(batch.absent for batch in shown)
        for key in SUMS:
            number = sum(getattr(batch, key) for batch in shown)
            self.sums.put(key, formats.number(number), self._below(key, chosen, absent))

    def _below(self, key: str, chosen: BatchRow | None, absent: int) -> str:
        if key == "expected":
            return t("reports_returns.sum.of_them_absent", count=absent) if absent else ""
        if key != "all" or chosen is None:
            return ""
        hours = ""
        if chosen.from_time is not None and chosen.until_time is not None:
            hours = formats.hours(chosen.from_time, chosen.until_time)
        days = formats.period(chosen.from_on, chosen.until_on)
        return _GAP.join(filter(None, (days, hours, chosen.gate)))


def _by_day(row: ReturneeRow, days: Sequence[return_rows.DayRow]) -> list[DatedLine]:
    known = {day.day: DatedLine(formats.day(day.day), day.said, "", bool(day.symptoms)) for day in days}
    for day in row.missing:
        known.setdefault(day, DatedLine(formats.day(day), t("reports_returns.record.none"), "", True))
    return [known[day] for day in sorted(known, reverse=True)]


def _facts(row: ReturneeRow) -> list[list[tuple[str, str]]]:
    days = formats.period(row.from_on, row.until_on)
    return [
        [
            (t("reports_returns.fact.planned"), _GAP.join(filter(None, (days, row.gate)))),
            (t("returns.column.coming_from"), row.coming_from),
            (t("returns.column.transport"), _GAP.join(filter(None, (row.transport, row.vehicle)))),
            (t("returns.column.arrived_at"), formats.moment(row.arrived_at)),
        ],
        [
            (t("returns.column.staff_number"), row.staff_number),
            (t("returns.column.phone"), row.phone),
            (t("reports_returns.fact.dropped"), row.dropped_reason),
            (t("returns.column.remark"), row.remark),
        ],
    ]


def _banners(row: ReturneeRow) -> list[tuple[Tone, str, str]]:
    found: list[tuple[Tone, str, str]] = []
    if row.must_observe:
        found.append(
            (
                Tone.WARN,
                t("reports_returns.observe.banner", reason=row.observe_reason),
                t("reports_returns.observe.next"),
            )
        )
    if row.worrying:
        found.append(
            (Tone.DANGER, t("reports_returns.record.worrying"), t("reports_returns.record.worrying_next"))
        )
    return found
