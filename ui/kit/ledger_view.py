"""A list as every screen has it: head, rows, foot with keys, sums and count; quick at a million rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit import ledger_menu
from ui.kit.buttons import Button, icon_button
from ui.kit.ledger_columns import LedgerColumns
from ui.kit.ledger_copy import mime
from ui.kit.ledger_foot import LedgerFoot
from ui.kit.ledger_head import HeadEnd
from ui.kit.ledger_model import FIRST, LedgerModel
from ui.kit.ledger_source import GroupRow, LedgerSource, Request
from ui.kit.ledger_table import LedgerTable
from ui.kit.memory import BriefMemory, Memory
from ui.kit.notices import EmptyState
from ui.kit.panels import Surface
from ui.kit.tasks import Tasks
from ui.kit.tokens import HEAD, ROW, Tone

Hint = tuple[str, str]


class LedgerView(Surface):
    """Shows `source`. Signals carry the row itself.

    `opened` is Enter or double click; `current_changed` follows the bar (None when nothing is current).
    `letter_pressed` is a single letter while the list has the focus; `unfold_asked` is Right (True) or Left on a row
    that stands for several; `asked` is one of the menu's export_excel, export_pdf, print.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    ticks_changed = Signal()
    verb_pressed = Signal(object, str)
    letter_pressed = Signal(str)
    unfold_asked = Signal(object, bool)
    filter_asked = Signal()
    clear_asked = Signal()
    asked = Signal(str)
    loaded = Signal()

    def __init__(
        self,
        source: LedgerSource,
        tasks: Tasks | None = None,
        *,
        request: Any = None,
        key: str = "ledger",
        name: str = "",
        memory: Memory | None = None,
        hints: Sequence[Hint] = (),
        row_height: int = ROW,
        strong: str = "",
        menu: bool = True,
        foot: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.source = source
        self._tasks = tasks or Tasks(parent=self)
        self.request: Any = request if request is not None else Request()
        self._generation, self._complete = 0, True
        self._begins, self._high = True, 0
        self.model = LedgerModel(source, self.request)
        self.table = LedgerTable(self.model, row_height)
        # A side list without a title is told by what its columns hold.
        columns = "\N{IDEOGRAPHIC SPACE}".join(filter(None, map(source.title, source.columns)))
        self.table.setAccessibleName(name or getattr(source, "name", "") or columns)
        column_keys = [column.key for column in source.columns]
        self.table.painter.strong_column = column_keys.index(strong) if strong else -1
        self.columns = LedgerColumns(self.table.head, self.model, f"ledger.{key}", memory or BriefMemory())
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self.table, 1)
        self.foot = LedgerFoot(hints)
        box.addWidget(self.foot)
        self.foot.setVisible(foot)
        self.setFocusProxy(self.table)
        self._empty: QWidget | None = None
        self._own_empty: Callable[[], QWidget] | None = None
        self._build_more(menu)
        self._connect()

    def ask_for(self, high: int) -> None:
        """Ask for that height alone and take what there is: for a list in a column that is scrolled as a whole."""
        self._high = high
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        usual = super().sizeHint()
        return QSize(usual.width(), self._high or usual.height())

    def minimumSizeHint(self) -> QSize:
        usual = super().minimumSizeHint()
        return QSize(usual.width(), self._high or usual.height())

    def _build_more(self, menu: bool) -> None:
        self._head_end = HeadEnd(self)
        self.more = icon_button("dots-horizontal", t("kit.ledger.more"))
        self.more.setParent(self)
        self.more.setVisible(menu)
        self.columns.tail = self.table.head.tail = HEAD if menu else 0
        self.more.clicked.connect(self.open_menu)

    def _connect(self) -> None:
        table = self.table
        table.opened.connect(lambda number: self._tell(self.opened, number))
        table.current_moved.connect(lambda: self.current_changed.emit(self.current_row()))
        table.ticks_changed.connect(self._ticked)
        table.verb_pressed.connect(lambda number, key: self.verb_pressed.emit(self.model.row(number), key))
        table.letter_pressed.connect(self.letter_pressed)
        table.unfold_pressed.connect(lambda on: self.unfold_asked.emit(self.current_row(), on))
        table.filter_asked.connect(self.filter_asked)
        table.escape_pressed.connect(self.clear_asked)
        table.copy_asked.connect(self.copy)
        table.resized.connect(self._place)
        table.head.sectionClicked.connect(self.sort_by)

    def set_request(self, request: Any) -> None:
        """Show something else from the top; ticks are cleared."""
        self.request = request
        self.table.ticks.clear()
        self.table.ticks_moved()
        self._load(keep=False)

    def search(self, text: str) -> None:
        self.set_request(replace(self.request, search=text))

    def filter(self, **chosen: Any) -> None:
        """Set filters; a value of None takes one off."""
        filters = {**self.request.filters, **chosen}
        filters = {key: value for key, value in filters.items() if value is not None}
        self.set_request(replace(self.request, filters=filters))

    def sort_by(self, column: int) -> None:
        """As a click on a head: sort, and turn round when it already sorts."""
        chosen = self.model.columns[column]
        if not chosen.sortable:
            return
        down = self.request.sort == chosen.key and not self.request.descending
        self.request = replace(self.request, sort=chosen.key, descending=down)
        self._load(keep=True)

    def shown_columns(self) -> list[Any]:
        """The columns in sight in their order: what is taken out of the list is what it shows."""
        return [self.model.columns[index] for index in self.columns.shown()]

    def reload(self) -> None:
        """Read again, keeping current row, ticks, sort and scroll."""
        self._load(keep=True)

    def _load(self, keep: bool) -> None:
        self._generation += 1
        identifier, top = self.current_id(), self.table.verticalScrollBar().value()
        self._begins = identifier is None
        if keep and self.model.request == self.request and len(self.model.ids) > FIRST:
            self._count_again(identifier, top)
            return
        quiet = self.table.blockSignals(keep)
        try:
            rows, more = self.source.first_page(self.request, FIRST)
        except DutyDeskError as error:
            self.table.blockSignals(quiet)
            self._fail(error)
            return
        self._complete = not more
        self.model.request = self.request
        self.model.show(rows)
        self.table.lay_groups()
        self._show_sort()
        if keep:
            self._restore(identifier, top)
        else:
            self.table.scrollToTop()
        self.table.blockSignals(quiet)
        if more:
            self._count(identifier if keep else None, top if keep else 0)
        elif keep and identifier is not None and self.current_id() != identifier:
            self.current_changed.emit(self.current_row())
        self.foot.show_sums(() if more else self.source.totals(self.request))
        self._settle()

    def _count_again(self, identifier: int | None, top: int) -> None:
        """The same long list once more: what is seen stays until the new order is known."""
        self.model.forget_rows()
        self._count(identifier, top)

    def _count(self, identifier: int | None, top: int) -> None:
        generation, request = self._generation, self.request
        self._tasks.run(
            lambda: (self.source.identifiers(request), self.source.totals(request)),
            done=lambda found: self._arrived(generation, found[0], found[1], identifier, top),
            failed=self._failed,
            asker=self,
        )

    def _arrived(
        self, generation: int, ids: array[int], sums: Sequence[Any], identifier: int | None, top: int
    ) -> None:
        if generation != self._generation:
            return
        self._complete = True
        here = self.current_id() if self.current_id() is not None else identifier
        quiet = self.table.blockSignals(True)
        if not self.model.extend(ids):
            self.model.replace(ids)
        self._restore(here, top if top else self.table.verticalScrollBar().value())
        self.table.blockSignals(quiet)
        if here is not None and self.current_id() != here:
            self.current_changed.emit(self.current_row())
        self.foot.show_sums(sums)
        self._settle()

    def _restore(self, identifier: int | None, top: int) -> None:
        number = self.model.number_of(identifier) if identifier is not None else -1
        if number >= 0 and number != self.table.current_number():
            self.table.setCurrentIndex(self.model.index(number, self.table.painter.first_column()))
        self.table.verticalScrollBar().setValue(top)

    def _settle(self) -> None:
        count = len(self.model.ids) - len(self.model.group_numbers())
        self.foot.show_count(count if self._complete else None)
        self._show_empty(count == 0 and self._complete)
        if self._begins and self.table.hasFocus() and self.current_id() is None:
            # The keyboard was here before there was anything to stand on.
            self.table.begin()
        self.columns.fit()
        self.loaded.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self._fail(error)

    def _fail(self, error: DutyDeskError) -> None:
        retry = Button(t("kit.ledger.retry"))
        retry.clicked.connect(self.reload)
        self._cover(
            EmptyState(
                t("kit.ledger.failed"), error.text, icon="alert-octagon", tone=Tone.DANGER, button=retry
            )
        )

    def set_empty(self, make: Callable[[], QWidget]) -> None:
        """What stands in the list when there is nothing at all, unfiltered."""
        self._own_empty = make

    def _show_empty(self, empty: bool) -> None:
        if not empty:
            self._cover(None)
            return
        if self.request.search or self.request.filters or self._own_empty is None:
            clear = (
                Button(t("kit.empty.clear"), key="Esc")
                if self.request.search or self.request.filters
                else None
            )
            if clear is not None:
                clear.clicked.connect(self.clear_asked)
            self._cover(EmptyState(t("kit.empty.no_match"), icon="magnify", tone=None, button=clear))
        else:
            self._cover(self._own_empty())

    def _cover(self, widget: QWidget | None) -> None:
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = widget
        if widget is not None:
            widget.setParent(self)
            widget.show()
            self._place()

    def _place(self) -> None:
        place = self.table.geometry()
        rest = place.width() - self.table.viewport().width()
        self._head_end.setGeometry(place.right() - rest + 1, place.top(), rest, HEAD)
        self._head_end.raise_()
        self.more.setGeometry(place.right() - rest - HEAD + 1, place.top(), HEAD, HEAD)
        self.more.raise_()
        if self._empty is not None:
            self._empty.setGeometry(place.adjusted(0, HEAD, 0, 0))
            self._empty.raise_()
        self.columns.fit()

    def _show_sort(self) -> None:
        keys = [column.key for column in self.model.columns]
        sort = self.request.sort
        self.table.head.show_sort(keys.index(sort) if sort in keys else -1, bool(self.request.descending))

    def _tell(self, signal: Any, number: int) -> None:
        row = self.model.row(number)
        if row is not None and not isinstance(row, GroupRow):
            signal.emit(row)

    def current_row(self) -> Any | None:
        row = self.model.row(self.table.current_number())
        return None if isinstance(row, GroupRow) else row

    def current_id(self) -> int | None:
        number = self.table.current_number()
        return self.model.ids[number] if 0 <= number < len(self.model.ids) else None

    def select_id(self, identifier: int) -> bool:
        """Make a row current by its identifier; False when it is not in the list."""
        number = self.model.number_of(identifier)
        if number >= 0:
            self.table.go_to(number)
        return number >= 0

    def ticked_ids(self) -> array[int]:
        """Identifiers of the ticked rows in the order shown."""
        return self.table.ticks.of(self.model.ids) if self.table.ticks else array("q")

    def clear_ticks(self) -> None:
        self.table.ticks.clear()
        self.table.ticks_moved()

    def _ticked(self) -> None:
        self.columns.make_tick_room(bool(self.table.ticks))
        self.foot.show_ticks(self.table.ticks.count(len(self.model.ids)))
        self.ticks_changed.emit()

    def copied_rows(self) -> list[list[str]]:
        """The ticked rows, or the current one, as they are seen; masked values stay masked."""
        current = self.current_id()
        ids = self.ticked_ids() or array("q", [] if current is None else [current])
        shown = [self.model.columns[index] for index in self.columns.shown()]
        shown = [column for column in shown if str(column.kind) != "verb"]
        table: list[list[str]] = []
        for start in range(0, len(ids), FIRST):
            for row in self.source.rows(ids[start : start + FIRST]):
                table.append([self.source.cell(column, row).spoken for column in shown])
        return table

    def copy(self, with_titles: bool = False) -> None:
        rows = self.copied_rows()
        shown = [self.model.columns[index] for index in self.columns.shown()]
        titles = [self.source.title(column) for column in shown if str(column.kind) != "verb"]
        if rows:
            QApplication.clipboard().setMimeData(mime(rows, titles if with_titles else ()))

    def open_menu(self) -> None:
        """The menu of columns, export and print."""
        menu = ledger_menu.build(self, self.columns, self.model, self.asked.emit)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self.columns, self.columns.fit)
