"""The figures of passes: how many, of what kind, on which day, for whom and by whom; with a chart, ready to print (P9)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.passes.registers import period_text
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, FilterChips, Segmented
from ui.kit.labels import Label
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import EmptyState
from ui.kit.panels import SidePanel
from ui.kit.period_filter import PeriodFilter
from ui.kit.printing import Printout
from ui.kit.tokens import CONTROL, GAP, SMALL, TITLE
from ui.passes.figures_chart import ChartView
from ui.passes.figures_file import ask_workbook
from ui.passes.figures_tables import WAYS, source_of, terms_of
from ui.passes.figures_work import Found, draw_report, equation, kinds_of, read_figures, save_workbook

if TYPE_CHECKING:
    from ui.passes.tab import PassesTab

TABLE = 480
ANY_WIDTH = 16_777_215


class FiguresPanel(SidePanel):
    """Takes the whole screen of passes; Esc leads back to the list."""

    def __init__(self, tab: PassesTab) -> None:
        super().__init__(parent=tab)
        self._tab = tab
        self._key = tab.kind.value
        # What makes room: the list of passes, or the jobs of crews in its place.
        self._beneath = (tab.header, tab.crews if tab.list.isHidden() else tab.list)
        self._found: Found | None = None
        self._asked = 0
        self.setMinimumWidth(0)
        self.setMaximumWidth(ANY_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.series = FilterChips(name=t("passes_figures.series"))
        self.series.chosen.connect(self.show_series)
        self.period = PeriodFilter(lambda: tab.desk.now, t("passes_figures.issued"))
        self.period.put(tab.header.issued())
        self.period.picked.connect(self.refresh)
        self.total, self.sum = Label(px=TITLE, bold=True), Label(px=TITLE, wrap=True)
        self.chart = ChartView(tab.shell.tasks)
        self.ways = Segmented([Choice(way, t(f"passes_figures.by.{way}")) for way in WAYS], WAYS[0])
        self.ways.chosen.connect(lambda _key: self._show_table())
        self.table: LedgerView | None = None
        self.set_body(self._build(), pad=False)
        self._build_foot()
        self.setFocusProxy(self.series)
        tab.facts_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Count again beside the window; what is shown stays until the numbers are there."""
        self._asked += 1
        asked, key, (first, last) = self._asked, self._key, self.period.value()
        desk = self._tab.desk
        # A bound method: nothing arrives at a panel that was closed meanwhile.
        self._tab.shell.tasks.run(lambda: (asked, read_figures(desk, key, first, last)), done=self._arrived)

    def show_series(self, key: str) -> None:
        """Show another series: a kind of pass, or the two of the bulletin together."""
        self._key = key
        self.refresh()

    def print(self) -> None:
        """The report of what is shown, through the preview."""
        desk, key, (first, last) = self._tab.desk, self._key, self.period.value()
        title = t("passes.figures.title")

        def drawn(document: bytes | None) -> None:
            if document is not None:
                self._tab.shell.show_paper(Printout(document, title, f"{title}.pdf", "list"))

        self._tab.shell.tasks.run(
            lambda: draw_report(desk, key, first, last), done=drawn, failed=self._failed
        )

    def choose_file(self) -> None:
        """Ask where to keep the workbook."""
        name = f"{t('passes.figures.title')} {self._tab.desk.now.date().isoformat()}.xlsx"
        ask_workbook(self.window(), t("passes_figures.excel"), name, self.save_to)

    def save_to(self, path: Path) -> None:
        """Write what is shown as a workbook beside the window."""
        desk, key, (first, last) = self._tab.desk, self._key, self.period.value()
        shell = self._tab.shell

        def told(rows: int) -> None:
            if rows:
                shell.notify(t("shell.export.done", name=path.name, count=formats.number(rows)))

        shell.tasks.run(lambda: save_workbook(desk, path, key, first, last), done=told, failed=self._failed)

    def open_register(self) -> None:
        """The register of issue for what is shown."""
        from ui.passes.figures_register import RegisterPanel

        panel = RegisterPanel(self._tab, kinds_of(self._key)[0], self.period.value())
        self._tab.put_panel(panel)
        panel.setFocus()

    @property
    def found(self) -> Found | None:
        """What is shown."""
        return self._found

    def _build(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.series)
        line = QHBoxLayout()
        line.setSpacing(16)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(self.period, 0, top)
        for label in (self.total, self.sum):
            label.setMinimumHeight(CONTROL)
        line.addWidget(self.total, 0, top)
        line.addWidget(self.sum, 1)
        column.addLayout(line)
        self._both = QWidget()
        halves = QHBoxLayout(self._both)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(GAP)
        halves.addWidget(self._build_chart(), 1)
        self._right = QVBoxLayout()
        self._right.setSpacing(8)
        self._right.addWidget(self.ways)
        halves.addLayout(self._right)
        column.addWidget(self._both, 1)
        self.nothing = EmptyState(
            t("passes_figures.nothing"),
            t("passes_figures.nothing_next"),
            icon="file-chart-outline",
            tone=None,
        )
        self.nothing.hide()
        column.addWidget(self.nothing, 1)
        return body

    def _build_chart(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._heading = Label(bold=True)
        self._heading.setFixedHeight(CONTROL)
        self.said = Label(px=SMALL, colour="text2", elide=True)
        self.chart.said.connect(self.said.setText)
        column.addWidget(self._heading)
        column.addWidget(self.chart, 1)
        column.addWidget(self.said)
        return holder

    def _build_foot(self) -> None:
        with self._tab.desk.read() as read:
            may_print, may_export = (may(read, right) for right in (Permission.PRINT, Permission.EXPORT))
        register = Button(t("passes_tab.more.register"), icon="clipboard-text-outline")
        register.clicked.connect(self.open_register)
        self.print_button: Button | None = None
        right: list[QWidget] = []
        if may_export:
            excel = Button(t("passes_figures.excel"), icon="file-excel-outline")
            excel.clicked.connect(self.choose_file)
            right.append(excel)
        if may_print:
            self.print_button = Button(
                t("passes_figures.print"), icon="printer-outline", key="Ctrl+P", kind=Kind.PRIMARY, bind=False
            )
            self.print_button.clicked.connect(self.print)
            right.append(self.print_button)
        self.set_foot([register], right)

    def _arrived(self, answer: tuple[int, Found]) -> None:
        asked, found = answer
        if asked == self._asked:
            self._show(found)

    def _show(self, found: Found) -> None:
        before, self._found = self._found, found
        self.series.set_choices([Choice(one.key, one.label, one.count) for one in found.series], self._key)
        figures = found.figures
        days = (figures.first, figures.last) if figures else self.period.value()
        moment = formats.moment(self._tab.desk.now)
        self.set_head(
            t("passes_figures.title"), t("passes_figures.note", period=period_text(*days), moment=moment)
        )
        self._both.setVisible(figures is not None)
        self.nothing.setVisible(figures is None)
        self.total.setText(t("passes_figures.total", count=formats.number(figures.total if figures else 0)))
        terms = terms_of(figures, found.words) if figures else ()
        self.sum.setText(equation(terms) if len(terms) > 1 else "")
        if found.columns is not None:
            self._heading.setText(t(f"passes.figures.by_{found.columns.step}"))
        self.chart.put(found.columns, found.words)
        if before is None or before.figures != figures:
            self._show_table()

    def _show_table(self) -> None:
        if self._found is None or self._found.figures is None:
            return
        source = source_of(self.ways.value(), self._found.figures, self._found.words)
        way = t(f"passes_figures.by.{self.ways.value()}")
        tasks = self._tab.shell.tasks
        table = LedgerView(source, tasks, key="passes.figures", name=way, menu=False, parent=self._both)
        table.setFixedWidth(TABLE)
        if self.table is None:
            self._right.addWidget(table, 1)
        else:
            self._right.replaceWidget(self.table, table)
            self.table.hide()
            self.table.deleteLater()
        self.table = table
        table.clear_asked.connect(self.close_asked)
        table.show()
        table.reload()
        # The scroll bar takes its room only once the rows are laid out.
        QTimer.singleShot(0, table, table.columns.fit)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self._tab.shell.refuse(error)

    def event(self, event: QEvent) -> bool:
        # Ctrl+P prints what is shown here, not the pass that is current in the hidden list.
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Print):
            event.accept()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._make_room(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Going to another screen hides this too; only closing it brings the list back.
        if self.isHidden():
            self._make_room(False)

    def _make_room(self, whole: bool) -> None:
        for part in self._beneath:
            part.setVisible(not whole)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Print) and self.print_button is not None:
            self.print()
            return
        super().keyPressEvent(event)
