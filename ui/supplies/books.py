"""The books: the month with what came and went, the ledgers of the sources, and closing a period for good (product rule S10)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import books, books_sheets, receive_form
from duty_desk.supplies.books_sheets import Sheet
from duty_desk.work import Read
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.drawer import DrawerRow
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.more import more_buttons
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.regions import Regions
from ui.supplies.papers import print_sheet, save_sheet
from ui.supplies.published import published_panel
from ui.supplies.view import SuppliesView
from ui.views.act_panel import ActPanel

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab

MONTH = "month"
LEDGERS = ("allocation", "donation", "purchase")
PIXELS_A_MM = 4.2


class BooksView(SuppliesView):
    """What is shown is what is printed and exported."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"movement", "sealed_period"})

    def __init__(self, tab: SuppliesTab) -> None:
        super().__init__(tab)
        self.head = QWidget(self)
        self.which = ComboBox(
            [(each, t(f"supplies_more.books.{each}")) for each in (MONTH, *LEDGERS)],
            MONTH,
            name=t("supplies_more.books.name"),
            parent=self.head,
        )
        self.which.changed.connect(self.reload)
        self.period = PeriodFilter(lambda: self.desk.now, t("supplies_tab.card.days"))
        today = self.desk.now.date()
        first, last = books.month_of(today)
        self.period.put((first, min(last, today)))
        self.period.picked.connect(self.reload)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.which)
        line.addWidget(self.period)
        line.addStretch()
        out = Button(t("supplies_more.export"), icon="download", parent=self.head)
        out.clicked.connect(lambda: self.export())
        paper = Button(t("supplies_more.print"), icon="printer-outline", parent=self.head)
        paper.clicked.connect(self.print)
        line.addWidget(out)
        line.addWidget(paper)
        if tab.may(Permission.SEAL_BOOKS):
            seal = Button(
                t("supplies_more.books.seal"), icon="lock-outline", kind=Kind.DANGER, parent=self.head
            )
            seal.clicked.connect(self.ask_seal)
            line.addWidget(seal)
            for dots in more_buttons(
                t("supplies_more.published.more"),
                [(t("supplies_more.published.title"), self.ask_published)],
            ):
                line.addWidget(dots)
        self.panel: ActPanel | None = None
        self._row = DrawerRow()
        self._body = QVBoxLayout()
        self._row.addLayout(self._body, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addLayout(self._row)
        self.list: LedgerView | None = None
        self._titles: tuple[str, ...] = ()
        for key, act in (("Ctrl+E", lambda: self.export()), ("Ctrl+P", self.print)):
            shortcut = QShortcut(
                QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            shortcut.activated.connect(act)
        Regions(
            self,
            lambda: [
                self.which,
                *([self.list] if self.list else []),
                *([self.panel] if self.panel else []),
            ],
        )

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("Ctrl+E", t("views.key.export")),
            KeyHint("Ctrl+P", t("views.key.print")),
        )

    def choose(self, which: str) -> None:
        """Show the month, or the ledger of one source."""
        self.which.set_value(which)
        self.reload()

    def reload(self) -> None:
        try:
            with self.desk.read() as read:
                sheet = self._sheet(read)
                sealed = books.list_sealed(read)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        self._show(sheet)
        if sealed and self.list is not None:
            self.list.foot.set_left(t("supplies_more.books.sealed", day=formats.full_day(sealed[0].until)))

    def focus_first(self) -> None:
        if self.list is not None:
            self.list.setFocus()

    def unsaved(self) -> bool:
        return self.panel is not None and self.panel.unsaved

    def ask_published(self) -> ActPanel:
        """To which days the bulletin counts goods, and which batches it names."""
        panel = published_panel(self.shell, self)

        def done(_given: object) -> None:
            self.close_panel()
            self.shell.notify(t("supplies_more.published.saved"), locked=t("supplies_more.published.locked"))

        panel.done.connect(done)
        self.panel = panel
        self._row.put(panel, self.close_panel)
        panel.start()
        return panel

    def close_panel(self) -> None:
        """Back to the sheet alone."""
        self.panel = None
        self._row.put(None, self.close_panel)
        self.focus_first()

    def export(self, path: str = "") -> None:
        """The sheet shown, as a workbook."""
        save_sheet(self.shell, self._sheet, self, t(f"supplies_more.books.{self.which.value()}"), path)

    def print(self) -> None:
        """The sheet shown, on paper."""
        print_sheet(self.shell, self._sheet)

    def ask_seal(self) -> Any:
        """Close the books up to the last day of the month before; it cannot be undone."""
        from ui.kit.date_fields import DateField
        from ui.kit.dialogs import Dialog

        before = self.desk.now.date().replace(day=1) - timedelta(days=1)
        dialog = Dialog(
            self.window(),
            t("supplies_more.books.question"),
            t("supplies_more.books.question_body"),
            act=t("supplies_more.books.seal"),
            keep=t("supplies_more.books.keep"),
            icon="lock-outline",
        )
        field = DateField(lambda: self.desk.now, before, name=t("supplies_more.books.until"))
        dialog.add(field)

        def act() -> None:
            until = field.value()
            if not isinstance(until, date):
                dialog.refuse(field.problem() or t("supplies_more.books.day_missing"))
                return
            try:
                with self.desk.work() as work:
                    books.seal(work, until=until)
            except DutyDeskError as error:
                dialog.refuse(error.text)
                return
            dialog.accept()
            self.reload()
            self.shell.notify(
                t("supplies_more.books.sealed", day=formats.full_day(until)),
                locked=t("supplies_more.books.locked"),
            )

        dialog.acted.connect(act)
        dialog.open()
        return dialog

    def _sheet(self, read: Read) -> Sheet:
        first, last = self._days()
        key = self.which.value()
        if key == MONTH:
            return books_sheets.monthly(read, first, last)
        source = next(each for each in receive_form.SOURCES if each.value == key)
        return books_sheets.source_ledger(read, source, first, last)

    def _days(self) -> tuple[date, date]:
        first, last = self.period.value()
        today = self.desk.now.date()
        return first or date(today.year, 1, 1), min(last or today, today)

    def _show(self, sheet: Sheet) -> None:
        lines = (*sheet.rows, *([sheet.total] if sheet.total else ()))
        rows = [_Row(n, row) for n, row in enumerate(lines, 1)]
        titles = tuple(column.title for column in sheet.columns)
        if self.list is not None and titles == self._titles and isinstance(self.list.source, ListSource):
            self.list.source.put(rows)
            self.list.reload()
            return
        widest = max(range(len(titles)), key=lambda n: sheet.columns[n].width)
        columns = [
            Column(
                str(n),
                column.title,
                width=round(column.width * PIXELS_A_MM),
                align="right" if column.kind == "number" else "left",
                stretch=n == widest,
            )
            for n, column in enumerate(sheet.columns)
        ]
        view = LedgerView(
            ListSource(columns, rows, _cell),
            self.shell.tasks,
            key=f"supplies.books.{self.which.value()}",
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            menu=False,
            parent=self,
        )
        view.set_empty(
            lambda: EmptyState(
                t("supplies_more.books.empty"), t("supplies_more.books.empty_next"), icon="history", tone=None
            )
        )
        if self.list is not None:
            self._body.replaceWidget(self.list, view)
            self.list.hide()
            self.list.deleteLater()
        else:
            self._body.addWidget(view)
        self.list, self._titles = view, titles
        view.show()
        view.reload()


class _Row:
    """A line of a sheet under a number of its own."""

    def __init__(self, number: int, cells: tuple[Any, ...]) -> None:
        self.id, self.cells = number, cells


def _cell(column: ColumnLike, row: Any) -> Cell:
    value = row.cells[int(column.key)] if int(column.key) < len(row.cells) else ""
    if isinstance(value, Decimal | int | float):
        return Cell(formats.number(value) if value else "")
    return Cell(books_sheets.cell_text(value))
