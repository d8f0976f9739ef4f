"""The figures of the gates: per gate and reporting day, with numbers and a chart, ready to print and as a workbook (G8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.gate import figure_report
from duty_desk.gate.figure_report import MEASURES, Report
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.gate.figures_chart import ChartView
from ui.gate.view import GateView
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.choices import Choice, Segmented
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.panels import Panel
from ui.kit.period_filter import PeriodFilter
from ui.kit.printing import Printout
from ui.kit.tokens import TITLE, Tone

if TYPE_CHECKING:
    from ui.gate.tab import GateTab

WAYS = ("gate", "day", "reason")
USUAL_DAYS = 14
CHART = 216


class _Line:
    """One line of the table: its name, its numbers, and whether it is the sum."""

    def __init__(self, number: int, name: str, numbers: Sequence[int], total: bool = False) -> None:
        self.id, self.name, self.numbers, self.total = number, name, tuple(numbers), total


class FiguresView(GateView):
    """Chart over a table; the table by gate, by day, or by reason of turning away."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"crossing", "refusal", "visit", "retest", "gate", "policy"}
    )

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self.report: Report | None = None
        self._asked = 0
        with self.desk.read() as read:
            may_print, may_export = may(read, Permission.PRINT), may(read, Permission.EXPORT)
        self.head = QWidget(self)
        self.period = PeriodFilter(lambda: self.desk.now, t("gate_views.figures.days"))
        self.period.setParent(self.head)
        today = self.desk.now.date()
        self.period.put((today - timedelta(days=USUAL_DAYS - 1), today))
        self.period.picked.connect(self.reload)
        self.excel = Button(
            t("gate_views.figures.excel"), icon="file-excel-outline", key="Ctrl+E", parent=self.head
        )
        self.excel.clicked.connect(lambda: self.save_workbook())
        self.excel.setVisible(may_export)
        self.paper = Button(
            t("gate_views.figures.print"),
            icon="printer-outline",
            key="Ctrl+P",
            kind=Kind.PRIMARY,
            parent=self.head,
        )
        self.paper.clicked.connect(self.print_report)
        self.paper.setVisible(may_print)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        for widget in (self.period, self.excel, self.paper):
            head.addWidget(widget)
        head.addStretch()
        self.total = Label(px=TITLE, elide=True)
        self.chart = ChartView(self.shell.tasks, self)
        self.chart.setFixedHeight(CHART)
        self.ways = Segmented(
            [Choice(way, t(f"gate_views.figures.by.{way}")) for way in WAYS],
            WAYS[0],
            name=t("gate_views.figures.ways"),
        )
        self.ways.chosen.connect(lambda _way: self._show_table())
        self._holder = QVBoxLayout()
        self.table = self._make_table(WAYS[0])
        panel = Panel(t("gate.figures.chart"), parent=self)
        panel.body.addWidget(self.chart)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.ways)
        line.addWidget(self.total, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(panel)
        column.addLayout(line)
        column.addLayout(self._holder, 1)
        self._holder.addWidget(self.table)

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("Ctrl+P", t("gate_views.figures.print")),
            KeyHint("Ctrl+E", t("views.key.export")),
        )

    def facts(self) -> str:
        return figure_report.period_text(self.report) if self.report is not None else ""

    def focus_first(self) -> None:
        self.table.setFocus()

    def reload(self) -> None:
        first, last = self._days()
        self._asked += 1
        asked = self._asked

        def read_report() -> Report:
            with self.desk.read() as read:
                return figure_report.report(read, first, last)

        def arrived(found: Report) -> None:
            if asked == self._asked:
                self._put(found)

        self.shell.tasks.run(read_report, done=arrived)

    def print_report(self) -> None:
        """Chart and tables as a paper, through the preview."""
        found = self.report
        if found is None:
            return

        def draw() -> bytes:
            target = BytesIO()
            with self.desk.read() as read:
                figure_report.draw_figures(read, target, found)
            return target.getvalue()

        title = t("gate.figures.title")
        self.shell.tasks.run(
            draw,
            done=lambda pdf: self.shell.show_paper(
                Printout(pdf, title, f"{title}.pdf", "list"), lambda _outcome: self._record(found, "print")
            ),
            failed=self._failed,
        )

    def save_workbook(self, path: str = "") -> None:
        """One row for each gate and day, as a workbook."""
        found = self.report
        path = path or self._ask_path()
        if found is None or not path:
            return

        def write() -> int:
            with self.desk.read() as read:
                return figure_report.write_workbook(read, path, found)

        def told(rows: int) -> None:
            self._record(found, "excel")
            self.shell.notify(t("gate_views.figures.saved", name=Path(path).name, count=formats.number(rows)))

        self.shell.tasks.run(write, done=told, failed=self._failed)

    def _ask_path(self) -> str:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{t('gate.figures.title')} {self.desk.now.date().isoformat()}.xlsx"
        chosen, _filter = QFileDialog.getSaveFileName(
            self, t("shell.export.where"), str(Path(folder) / name), t("shell.export.kind_xlsx")
        )
        return chosen

    def _record(self, found: Report, how: str) -> None:
        with self.desk.work() as work:
            figure_report.record_figures(work, found, how)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)

    def _days(self) -> tuple[date, date]:
        first, last = self.period.value()
        today = self.desk.now.date()
        last = last or today
        return (first or last - timedelta(days=USUAL_DAYS - 1)), last

    def _put(self, found: Report) -> None:
        self.report = found
        total = found.whole.total
        self.total.setText(
            t(
                "gate_views.figures.total",
                came=formats.number(total.came),
                left=formats.number(total.left),
                refused=formats.number(total.refusals),
                fevers=formats.number(total.fevers),
            )
        )
        self.chart.put(*figure_report.columns_of(found))
        self._show_table()
        self.tab.facts_changed.emit()

    def _show_table(self) -> None:
        way = self.ways.value()
        old = self.table
        self.table = self._make_table(way)
        self._holder.replaceWidget(old, self.table)
        old.hide()
        old.deleteLater()
        source = self.table.source
        assert isinstance(source, ListSource)
        source.put(self._lines(way))
        self.table.reload()

    def _lines(self, way: str) -> list[Any]:
        found = self.report
        if found is None:
            return []
        whole = found.whole
        if way == "reason":
            named = [(t(f"gate.reason.{reason.value}"), (n,)) for reason, n in whole.total.refused.items()]
            sums: tuple[int, ...] = (whole.total.refusals,)
        elif way == "day":
            named = [
                (f"{formats.day(day)} {formats.weekday(day)}", figure_report.numbers_of(each.total))
                for day, each in found.days.items()
            ]
            sums = figure_report.numbers_of(whole.total)
        else:
            named = [(figure_report.name_of(line), figure_report.numbers_of(line)) for line in whole.gates]
            sums = figure_report.numbers_of(whole.total)
        lines = [_Line(place, name, numbers) for place, (name, numbers) in enumerate(named, 1)]
        return [*lines, _Line(len(lines) + 1, t("gate.figures.total"), sums, total=True)]

    def _make_table(self, way: str) -> LedgerView:
        return LedgerView(
            ListSource(_columns(way), (), _cell),
            self.shell.tasks,
            key=f"gate.figures.{way}",
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            menu=False,
            foot=False,
            strong="name",
            parent=self,
        )


def _columns(way: str) -> tuple[Column, ...]:
    name = Column("name", t(f"gate.figures.{way}"), width=136, stretch=True)
    if way == "reason":
        return name, Column("0", t("gate.figures.count"), width=104, align="right")
    return name, *(
        Column(str(place), t(f"gate.figures.measure.{measure}"), width=72, align="right")
        for place, measure in enumerate(MEASURES)
    )


def _cell(column: ColumnLike, line: Any) -> Cell:
    if column.key == "name":
        return Cell(line.name, bold=line.total)
    place = int(column.key)
    number = line.numbers[place]
    alarming = len(line.numbers) > 1 and MEASURES[place] in ("fevers", "forced")
    tone = Tone.DANGER if number and alarming else None
    return Cell(formats.number(number), bold=line.total, faint=number == 0, tone=tone)
