"""Figures and charts of a period: one chart at a time with its numbers beside it, to print and as a workbook (product rule R5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.reports import figures, period, period_papers
from duty_desk.reports.period import KINDS, Chart
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button
from ui.kit.cells import Cell
from ui.kit.choices import Choice, FilterChips
from ui.kit.combo import ComboBox
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import EmptyState
from ui.kit.pages import Pages
from ui.kit.panels import Panel
from ui.kit.period_filter import PeriodFilter
from ui.kit.printing import Printout
from ui.kit.regions import Regions
from ui.kit.tokens import GAP, SMALL
from ui.reports.chart import ChartView
from ui.reports.files import ask_workbook
from ui.views.view import View

if TYPE_CHECKING:
    from ui.reports.tab import ReportsTab

USUAL_DAYS = 26
NUMBERS = 464


class _Line:
    """One line of the numbers, by place."""

    def __init__(self, number: int, cells: tuple[str, ...], *, is_sum: bool = False) -> None:
        self.id, self.cells, self.is_sum = number, cells, is_sum


class FiguresView(View):
    """Chips choose the chart; period and choices stand in the line of the switch.

    Counted when it is shown and on F5: at the gates something happens every second, and a chart that moves cannot be read.
    """

    def __init__(self, tab: ReportsTab) -> None:
        super().__init__(tab)
        self.kind = KINDS[0]
        self.chart_shown: Chart | None = None
        self._choices: dict[str, dict[str, str]] = {}
        self._asked = 0
        self.head = self._make_head()
        self.chips = FilterChips(
            [Choice(kind, period.title(kind)) for kind in KINDS],
            self.kind,
            name=t("reports_figures.view.kinds"),
            parent=self,
        )
        self.chips.chosen.connect(self.show_kind)
        self.panel = Panel(" ", parent=self)
        self.chart = ChartView(self.shell.tasks)
        self.said = Label(px=SMALL, colour="text2", elide=True)
        self.chart.said.connect(self.said.setText)
        self.chips.serve_digits_of(self.chart)
        self.panel.body.addWidget(self.chart, 1)
        self.panel.body.addWidget(self.said)
        self.table: LedgerView | None = None
        self._both = QWidget()
        self._halves = QHBoxLayout(self._both)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(GAP)
        self._halves.addWidget(self.panel, 1)
        self.nothing = EmptyState(
            t("reports_figures.view.nothing"),
            t("reports_figures.view.nothing_next"),
            icon="file-chart-outline",
            tone=None,
        )
        self.pages = Pages(self)
        self.pages.addWidget(self._both)
        self.pages.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self.pages, 1)
        Regions(self, lambda: [self.chips, self.chart, *([self.table] if self.table else [])])
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.print)
        again = QShortcut(QKeySequence("F5"), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self.reload)
        export = QShortcut(QKeySequence("Ctrl+E"), self)
        export.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        export.activated.connect(self.choose_file)

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("Left", t("reports_figures.view.left_right")),
            KeyHint("F5", t("reports_figures.view.again"), in_status=True),
            KeyHint("Ctrl+P", t("reports_figures.view.print"), in_status=True),
            KeyHint("Ctrl+E", t("reports_figures.view.excel"), in_status=True),
            KeyHint("F6", t("views.key.region")),
        )

    def facts(self) -> str:
        shown = self.chart_shown
        if shown is None:
            return ""
        words = (period.title(shown.kind), shown.chosen, formats.period(shown.first, shown.last))
        return "\N{IDEOGRAPHIC SPACE}".join(part for part in words if part)

    def reload(self) -> None:
        """Count again beside the window; what is shown stays until the numbers are there."""
        self._asked += 1
        asked, desk, kind, choices = self._asked, self.desk, self.kind, dict(self._choices.get(self.kind, {}))
        first, last = self.days()

        def work() -> tuple[int, Chart]:
            with desk.read() as read:
                return asked, period.chart(read, kind, first, last, choices)

        self.shell.tasks.run(work, done=self._arrived, failed=self._failed)

    def focus_first(self) -> None:
        self.chips.setFocus()

    def state(self) -> Mapping[str, Any]:
        return {"kind": self.kind, "choices": self._choices}

    def restore(self, state: Mapping[str, Any]) -> None:
        kept = state.get("choices")
        if isinstance(kept, dict):
            self._choices = {str(kind): dict(each) for kind, each in kept.items() if kind in KINDS}
        if state.get("kind") in KINDS:
            self.kind = str(state["kind"])
            self.chips.set_value(self.kind)
        self._ask_choices()

    def days(self) -> tuple[date, date]:
        """First and last day shown; everything begins with the first day on record."""
        first, last = self.when.value()
        end = last or self.desk.now.date()
        if first is None:
            with self.desk.read() as read:
                first = min(period.earliest(read), end)
        return first, end

    def show_kind(self, kind: str) -> None:
        """Another chart."""
        self.kind = kind
        self.chips.set_value(kind)
        self._ask_choices()
        self.reload()

    def print(self) -> None:
        """The chart with its numbers, through the preview."""
        chart, desk = self.chart_shown, self.desk
        if chart is None or not self.tab.may(Permission.PRINT):
            return
        title = period.title(chart.kind)

        def drawing() -> bytes:
            target = BytesIO()
            with desk.read() as read:
                period_papers.draw(read, target, chart)
            return target.getvalue()

        def went(_outcome: object) -> None:
            with desk.work() as work:
                period_papers.record_print(work, chart)

        self.shell.tasks.run(
            drawing,
            done=lambda pdf: self.shell.show_paper(Printout(pdf, title, f"{title}.pdf", "list"), went),
            failed=self._failed,
        )

    def choose_file(self) -> None:
        """Ask where the workbook is to be kept."""
        chart = self.chart_shown
        if chart is not None and self.tab.may(Permission.EXPORT):
            name = f"{period.title(chart.kind)} {chart.last.isoformat()}.xlsx"
            ask_workbook(self.window(), t("reports_figures.view.excel"), name, self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the numbers as a workbook beside the window."""
        chart, desk, shell = self.chart_shown, self.desk, self.shell
        if chart is None:
            return

        def work() -> int:
            with desk.read() as read:
                rows = period_papers.write(read, path, chart)
            with desk.work() as work:
                period_papers.record_export(work, chart)
            return rows

        def told(rows: int) -> None:
            shell.notify(t("shell.export.done", name=path.name, count=formats.number(rows)))

        shell.tasks.run(work, done=told, failed=self._failed)

    # --- inside ---

    def _make_head(self) -> QWidget:
        head = QWidget(self)
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.when = PeriodFilter(lambda: self.desk.now, t("reports_figures.view.period"))
        today = self.desk.now.date()
        self.when.put((today - timedelta(days=USUAL_DAYS - 1), today))
        self.when.picked.connect(lambda _period=None: self.reload())
        line.addWidget(self.when)
        self.picks: dict[str, ComboBox] = {}
        self._picks = QHBoxLayout()
        self._picks.setSpacing(8)
        line.addLayout(self._picks)
        line.addStretch()
        self.excel_button = Button(t("reports_figures.view.excel"), icon="file-excel-outline", parent=head)
        self.excel_button.clicked.connect(self.choose_file)
        self.print_button = Button(t("reports_figures.view.print"), icon="printer-outline", parent=head)
        self.print_button.clicked.connect(self.print)
        self.excel_button.setVisible(self.tab.may(Permission.EXPORT))
        self.print_button.setVisible(self.tab.may(Permission.PRINT))
        line.addWidget(self.excel_button)
        line.addWidget(self.print_button)
        return head

    def _ask_choices(self) -> None:
        """The drop-downs that belong to this chart."""
        for old in self.picks.values():
            self._picks.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.picks = {}
        kept = self._choices.setdefault(self.kind, {})
        with self.desk.read() as read:
            for pick in period.picks_of(self.kind):
                options = pick.options(read) if pick.options is not None else ()
                name = figures.pick_name(pick)
                if self.kind == "goods" and pick.name == "metric" and not kept and options:
                    kept["metric"] = options[0][0]
                every = ("", t("reports_figures.view.every", name=name))
                combo = ComboBox([every, *options], kept.get(pick.name, ""), name=name, parent=self.head)
                combo.setMaximumWidth(176)
                combo.changed.connect(lambda name=pick.name: self._picked(name))
                self.picks[pick.name] = combo
                self._picks.addWidget(combo)

    def _picked(self, name: str) -> None:
        kept = self._choices.setdefault(self.kind, {})
        kept[name] = str(self.picks[name].value() or "")
        # Goods are chosen by line of the summary or one by one: what is in one unit can be added up.
        other = {"metric": "item", "item": "metric"}.get(name)
        if other in self.picks and kept[name]:
            kept[other] = ""
            self.picks[other].set_value("")
        self.reload()

    def _arrived(self, answer: tuple[int, Chart]) -> None:
        asked, chart = answer
        if asked != self._asked:
            return
        before, self.chart_shown = self.chart_shown, chart
        self.pages.setCurrentIndex(1 if chart.is_empty else 0)
        by = t(f"reports_figures.by.{chart.step}")
        self.panel.set_head(
            period.title(chart.kind),
            "\N{IDEOGRAPHIC SPACE}".join(
                (by, t("reports_figures.view.cutoff", moment=formats.moment(self.desk.now)))
            ),
        )
        self.chart.put(chart)
        if before != chart:
            self._show_numbers(chart)
        self.tab.facts_changed.emit()

    def _show_numbers(self, chart: Chart) -> None:
        lines = [_Line(number, _cells(row)) for number, row in enumerate(period_papers.numbers(chart), 1)]
        last = period_papers.sums(chart)
        if last is not None:
            lines.append(_Line(len(lines) + 1, _cells(last), is_sum=True))
        head = period_papers.titles(chart)
        first = 128
        room = max(64, (NUMBERS - first - 20) // max(1, len(head) - 1))
        columns = [
            Column("0", head[0], width=first, stretch=len(head) < 4),
            *(Column(str(n), name, width=room, align="right") for n, name in enumerate(head[1:], 1)),
        ]
        source = ListSource(
            columns, lines, lambda column, line: Cell(line.cells[int(column.key)], bold=line.is_sum)
        )
        table = LedgerView(
            source,
            self.shell.tasks,
            key=f"reports.numbers.{chart.kind}",
            name=period.title(chart.kind),
            menu=False,
            foot=False,
            parent=self._both,
        )
        table.setFixedWidth(NUMBERS)
        if self.table is None:
            self._halves.addWidget(table)
        else:
            self._halves.replaceWidget(self.table, table)
            self.table.hide()
            self.table.deleteLater()
        self.table = table
        self.chips.serve_digits_of(table.table)
        table.show()
        table.reload()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)


def _cells(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(value if isinstance(value, str) else formats.number(value) for value in row)
