"""The units of a reporting day: who has not reported first, told by phone, reminded, corrected, printed (product rule R1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from duty_desk import formats, unit_reports
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.unit_reports import CallOutcome, Day, ExemptionRow, ReportState, UnitDay
from duty_desk.unit_reports.ledgers import TONES, UNITS, units_of
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.cells import Cell
from ui.kit.date_fields import DateField
from ui.kit.desk_source import CellMaker
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.notices import EmptyState
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone
from ui.reports import unit_calls, unit_papers
from ui.reports.unit_acts import end_exemption, exempt_panel
from ui.reports.unit_form import Drafts, ReportForm
from ui.reports.unit_panel import UnitPanel, unit_mark
from ui.reports.unit_side import UnitsSide
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

WIDTHS = {"name": 160, "state": 88, "time": 56, "heads": 64, "note": 176}
# Beside key persons and bulletin.
BESIDE = {"name": 120, "state": 80, "time": 52, "heads": 60, "note": 104}
WEEKS = 14
# From here on the sums stay in sight beside the panel of a unit; below it there is room for one of the two.
WIDE, NARROW = 1500, 1000


class UnitsView(ListView):
    """Enter takes the report down or shows it; C reminds, E corrects."""

    LEDGER = fitted(UNITS, WIDTHS)
    STRONG = "name"
    SEARCHES = "reports_units.search"
    SEARCH_WIDTH = 136
    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"unit_report", "report_call", "report_exemption", "unit", "policy"}
    )
    HINTS = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "reports_units.hint.open"),
        ("C", "reports_units.call.verb"),
        ("E", "reports_units.form.correct_verb"),
    )
    KEYS = (
        ("C", "reports_units.call.verb"),
        ("E", "reports_units.form.correct_verb"),
        ("Ctrl+0", "reports_units.key.zero"),
        ("Ctrl+Return", "reports_units.key.keep"),
        ("Alt+Left", "reports_units.day.back"),
        ("Alt+Right", "reports_units.day.on"),
    )

    def __init__(self, tab: Any) -> None:
        self.found: Day | None = None
        self.joined = False
        self._drafts: Drafts = {}
        with tab.desk.read() as read:
            self.day = unit_reports.today(read)
        super().__init__(tab)
        self.side = UnitsSide(self)
        self.side.day_chosen.connect(self.show_day)
        self._body.insertWidget(1, self.side)
        self.put_ledger(self._ledger())

    # --- the line over the list ---

    def controls(self) -> Sequence[QWidget]:
        self.back = icon_button("chevron-left", t("reports_units.day.back"), "Alt+Left")
        self.on = icon_button("chevron-right", t("reports_units.day.on"), "Alt+Right")
        self.field = DateField(lambda: self.desk.now, self.day, name=t("reports_units.day.name"))
        self.field.setFixedWidth(112)
        self.back.clicked.connect(lambda: self.show_day(self.day - timedelta(days=1)))
        self.on.clicked.connect(lambda: self.show_day(self.day + timedelta(days=1)))
        self.field.returnPressed.connect(self._typed_day)
        self.field.left.connect(self._typed_day)
        return self.back, self.field, self.on

    def buttons(self) -> Sequence[QWidget]:
        self.all = Button(t("reports_units.call.all", count=0), icon="bell-outline", parent=self.head)
        self.all.clicked.connect(lambda: unit_calls.call_all(self))
        self.template = icon_button("file-excel-outline", t("reports_units.template.menu"))
        self.template.set_popup(self._template_menu())
        self.paper = icon_button("printer-outline", t("reports_units.print.menu"))
        self.paper.set_popup(self._print_menu())
        return self.all, self.template, self.paper

    def _template_menu(self) -> QMenu:
        menu = QMenu(self.head)
        takes = self.tab.may(Permission.IMPORT) and self.tab.may(Permission.FILE_REPORT)
        acts: list[tuple[str, Any]] = [
            ("all", lambda: unit_papers.send_all(self, self.shell, self.day)),
            ("each", lambda: unit_papers.send_each(self, self.shell, self.day)),
        ]
        if takes:
            acts.append(("read", lambda: unit_papers.read_back(self, self.shell)))
            acts.append(("import", lambda: self.shell.open_import("reports")))
        for words, act in acts:
            menu.addAction(t(f"reports_units.template.{words}")).triggered.connect(
                lambda _=False, act=act: act()
            )
        return menu

    def _print_menu(self) -> QMenu:
        menu = QMenu(self.head)
        for words, act in (
            ("summary", unit_papers.print_summary),
            ("chase", unit_papers.print_chase),
            ("period", unit_papers.print_period),
        ):
            menu.addAction(t(f"unit_reports.paper.{words}")).triggered.connect(
                lambda _=False, act=act: act(self.shell, self.day)
            )
        return menu

    # --- the list ---

    def choices(self, read: Any) -> Mapping[str, Chip]:
        self.found = unit_reports.day_view(read, self.day)
        days = unit_reports.series(read, self.day - timedelta(days=WEEKS - 1), self.day)
        self.side.put(self.found, days, self.day)
        missing = self.found.counts[ReportState.MISSING]
        self.all.set_words(t("reports_units.call.all", count=missing))
        self.all.setVisible(bool(missing) and self.tab.may(Permission.FILE_REPORT))
        found = {ALL: Chip(t("views.all"))}
        for state, (tone, icon) in TONES.items():
            if state == "exempt" and not self.found.counts[ReportState.EXEMPT]:
                continue
            found[state] = Chip(t(f"unit_reports.state.{state}"), {"state": state}, icon, Tone(tone))
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {
            "state": lambda row: Cell(mark=unit_mark(row.unit, self.is_over)),
            "note": lambda row: Cell(
                row.note,
                tip=row.note,
                small=False,
                tone=Tone.DANGER if row.state == "missing" and row.unit.calls else None,
                faint=True,
            ),
            "verb": lambda row: Cell(self._verb_words(row.unit), verb=True),
        }

    def extra(self) -> Sequence[ColumnLike]:
        return (Column("verb", "", kind="verb", width=56),)

    def verb(self, row: Any, key: str) -> None:
        if row.state == ReportState.MISSING.value and self.tab.may(Permission.FILE_REPORT):
            self.call(row.unit)
        else:
            self.show_row(row.id)

    def faint(self, row: Any) -> bool:
        return str(row.state) == "exempt"

    def empty(self) -> QWidget:
        button = Button(t("reports_units.empty_button"))
        button.clicked.connect(lambda: self.shell.open_import("units"))
        return EmptyState(
            t("reports_units.empty"),
            t("reports_units.empty_next"),
            icon="file-chart-outline",
            tone=None,
            button=button,
        )

    def facts(self) -> str:
        found = self.found
        if found is None or not found.due:
            return ""
        return t(
            "reports_units.facts",
            day=formats.day(found.day),
            at=formats.clock(found.deadline),
            due=found.due,
            received=found.received,
            missing=found.counts[ReportState.MISSING],
        )

    @property
    def is_over(self) -> bool:
        """Whether the units should have reported by now."""
        return self.found is None or self.desk.now > self.found.deadline

    def row_of(self, unit: int) -> UnitDay | None:
        """A unit of the day in front."""
        return next((row for row in self.found.rows if row.id == unit), None) if self.found else None

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if row is None or not self.tab.may(Permission.FILE_REPORT):
            return
        if letter == "C" and row.unit.report is None:
            self.call(row.unit)
        elif letter == "E" and row.unit.report is not None:
            self.correct(row.unit)

    # --- one unit ---

    def show_row(self, row_id: int) -> None:
        row = self.row_of(row_id)
        if row is None:
            return
        if row.report is None and row.state is ReportState.MISSING and self.tab.may(Permission.FILE_REPORT):
            self.take_down(row)
        else:
            self.show_unit(row)

    def follow(self, row: Any) -> None:
        # Walking through the list looks at reports; a form is opened by Enter alone.
        if isinstance(self.panel, UnitPanel):
            self.show_unit(row.unit)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, UnitPanel) and (row := self.row_of(self.panel.unit)) is not None:
            self.show_unit(row)

    def show_unit(self, row: UnitDay) -> UnitPanel:
        """What is known of a unit's day."""
        with self.desk.read() as read:
            editions = unit_reports.list_editions(read, row.id, self.day)
            calls = unit_reports.list_calls(read, row.id, self.day)
            exemption = unit_reports.find_exemption(read, row.id, self.day)
        panel = self.panel
        if not isinstance(panel, UnitPanel):
            panel = UnitPanel(self)
            self.put_panel(panel)
        panel.show_row(row, self.is_over, editions, calls, exemption)
        panel.show_acts(self._verbs(row, panel), self._more(row, exemption))
        return panel

    def _verbs(self, row: UnitDay, panel: UnitPanel) -> list[Any]:
        if not self.tab.may(Permission.FILE_REPORT):
            return []
        if row.report is not None:
            words = t("reports_units.form.correct_verb")
            edit = Button(words, icon="pencil-outline", key="E", bind=False, parent=panel)
            return [(edit, lambda: self.correct(row))]
        words = t("reports_units.form.enter")
        enter = Button(words, kind=Kind.PRIMARY, key="Return", bind=False, parent=panel)
        words = t("reports_units.call.verb")
        call = Button(words, icon="phone-outline", key="C", bind=False, parent=panel)
        return [(enter, lambda: self.take_down(row)), (call, lambda: self.call(row))]

    def _more(self, row: UnitDay, exemption: ExemptionRow | None = None) -> list[Any]:
        more: list[Any] = []
        if row.report is None and self.tab.may(Permission.FILE_REPORT):
            more.append((t("reports_units.call.missed"), lambda: self.call(row, outcome=CallOutcome.MISSED)))
            if not isinstance(self.panel, UnitPanel) or self.panel.unit != row.id:
                more.append((t("reports_units.panel.calls_menu"), lambda: self.show_unit(row)))
        if self.tab.may(Permission.EDIT_REPORTING):
            if exemption is None:
                more.append((t("reports_units.exempt.menu"), lambda: self.exempt(row)))
            else:
                more.append((t("reports_units.exempt.end"), lambda: end_exemption(self, exemption)))
        return more

    def take_down(self, row: UnitDay) -> ReportForm:
        """Enter on a unit that has not reported: figure by figure, as it is told by phone."""
        panel = ReportForm(self.shell, row, self.day, more=self._more(row), drafts=self._drafts, parent=self)
        panel.done.connect(lambda: self._filed(row))
        panel.call_asked.connect(lambda: self.call(row, keep=True))
        self.put_panel(panel)
        panel.start()
        return panel

    def correct(self, row: UnitDay) -> ReportForm:
        """E: the next edition, with the reason; both are kept."""
        panel = ReportForm(self.shell, row, self.day, edition=row.edition, drafts=self._drafts, parent=self)
        panel.done.connect(lambda: self._corrected(row))
        self.put_panel(panel)
        panel.start()
        return panel

    def exempt(self, row: UnitDay) -> SidePanel:
        """Let a unit be without reports for a time."""
        panel = exempt_panel(self, row, self.day)
        self.put_panel(panel)
        panel.start()
        return panel

    def call(self, row: UnitDay, *, outcome: CallOutcome = CallOutcome.REACHED, keep: bool = False) -> None:
        """C: note the reminder and put the number where it can be pasted; with `keep` the form stays in front."""
        if unit_calls.call(self, row, outcome) and not keep:
            self.list.setFocus()

    # --- the day ---

    def show_day(self, day: date) -> None:
        """Another reporting day, none to come."""
        with self.desk.read() as read:
            today = unit_reports.today(read)
        self.day = min(day, today)
        self.on.setEnabled(self.day < today)
        self.field.set_value(self.day)
        self.put_panel(None)
        self._take_day()
        self.reload()
        self.tab.facts_changed.emit()

    def open_record(self, kind: str, record_id: int) -> bool:
        if kind == "report_day":
            self.show_day(date.fromordinal(record_id))
            return True
        if not self.show_only(record_id):
            return False
        self.show_row(record_id)
        return True

    def show_of(self, unit: int, day: date) -> None:
        """One unit on one day."""
        self.show_day(day)
        self.list.select_id(unit)
        self.show_row(unit)

    def clear_filters(self) -> None:
        """The day stays, whatever else is cleared."""
        self._base = type(self._base)(
            self._base.search, {"day": self.day}, self._base.sort, self._base.descending
        )

    def put_panel(self, panel: SidePanel | None) -> None:
        super().put_panel(panel)
        self._make_room()
        if hasattr(self, "side"):
            self.tab.panel_changed(self)

    def join(self, on: bool) -> None:
        """Beside key persons and bulletin in a wide window, or by itself."""
        self.joined = on
        self.list.foot.setVisible(not on)
        self.side.join(on)
        if not on:
            self._body.insertWidget(1, self.side)
        self._take_day()
        self.list.columns.restore()
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    # --- inside ---

    def _make_room(self) -> None:
        if hasattr(self, "side") and not self.joined:
            beside = self.panel is not None and self.width() < WIDE
            self.side.setVisible(not beside and self.width() >= NARROW)

    def _take_day(self) -> None:
        self.clear_filters()
        self.show_ledger(self._ledger())

    def _ledger(self) -> Any:
        return fitted(units_of(self.day), BESIDE if self.joined else WIDTHS)

    def _typed_day(self) -> None:
        value = self.field.value()
        if isinstance(value, date) and value != self.day:
            self.show_day(value)

    def _verb_words(self, row: UnitDay) -> str:
        if row.state is ReportState.MISSING:
            return t("reports_units.call.verb") if self.tab.may(Permission.FILE_REPORT) else ""
        if row.state in (ReportState.FILED, ReportState.LATE) or row.is_corrected or row.findings:
            return t("reports_units.look")
        return ""

    def _filed(self, row: UnitDay) -> None:
        """The next unit that is missing opens by itself."""
        self.shell.notify(t("reports_units.form.done", unit=row.name), locked=t("reports_units.form.locked"))
        with self.desk.read() as read:
            missing = unit_reports.day_view(read, self.day).of(ReportState.MISSING)
        later = [each for each in missing if each.place > row.place] or list(missing)
        self.put_panel(None)
        self.list.setFocus()
        if later:
            self.list.select_id(later[0].id)
            self.take_down(later[0])

    def _corrected(self, row: UnitDay) -> None:
        self.shell.notify(
            t("reports_units.form.corrected", unit=row.name), locked=t("reports_units.form.locked")
        )
        self.put_panel(None)
        self.list.setFocus()
        self.show_row(row.id)
