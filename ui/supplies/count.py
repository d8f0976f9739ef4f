"""The sheet of one count: what was found is typed with numbers and arrow keys; the book stays out of sight while it is blind."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import books_sheets, catalogue, quantities, stocktake_rows, stocktakes
from duty_desk.supplies.stocktake_rows import STATE_TONES, CountLine, StocktakeRow
from duty_desk.work import Work
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import Panel
from ui.kit.tokens import PADDING, SMALL, Tone
from ui.supplies.count_found import LotField
from ui.supplies.papers import print_sheet
from ui.supplies.view import SuppliesView

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab

LINE, ITEM, LOT, EXPIRES, COUNTED, BOOK, MOVED, GAP, RECOUNT, REASON, HANDLING = range(11)


class CountView(SuppliesView):
    """One count at a time; Ctrl+Enter keeps what is typed."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"stocktake", "stocktake_line"})

    def __init__(self, tab: SuppliesTab) -> None:
        super().__init__(tab)
        self.row: StocktakeRow | None = None
        self._lines: tuple[CountLine, ...] = ()
        self._items: dict[int, catalogue.ItemRow] = {}
        self.head = QWidget(self)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        self.give_up = Button(t("supplies_count.cancel"), kind=Kind.DANGER, icon="cancel", parent=self.head)
        self.give_up.clicked.connect(self.ask_cancel)
        paper = Button(t("supplies_more.print"), icon="printer-outline", key="Ctrl+P", parent=self.head)
        paper.clicked.connect(self.print)
        back = Button(t("supplies_tab.view.stocktakes"), icon="arrow-left", parent=self.head)
        back.clicked.connect(lambda: tab.show_view("stocktakes"))
        head.addStretch()
        head.addWidget(self.give_up)
        head.addWidget(paper)
        head.addWidget(back)
        self.panel = Panel(t("supplies_count.sheet"), " ", pad=False, parent=self)
        self.chip = Chip(Mark(" "))
        self.panel.add_to_head(self.chip)
        self.grid = Grid(self._columns(), (), self, growing=False)
        self.grid.setAccessibleName(t("supplies_count.sheet"))
        self.grid.changed.connect(self._typed)
        self.grid.saves_by(self.save)
        self.banner = Banner(Tone.DANGER, "")
        self.banner.hide()
        self.lot = LotField(self.shell, lambda: self.row.id if self.row is not None else 0, self)
        self.lot.picked.connect(self._add_lot)
        self.lot.left.connect(self._lot_left)
        self.lot.hide()
        self.words = Label("", px=SMALL, colour="text2", elide=True)
        self._lay_out()

    def keys(self) -> tuple[KeyHint, ...]:
        keys = (
            ("Enter", "supplies_moves.key.down"),
            ("Ctrl+Enter", "supplies_count.save"),
            ("Insert", "supplies_count.add"),
            ("F8", "supplies_in.key.problem"),
            ("Ctrl+Z", "supplies_in.key.undo"),
        )
        return tuple(KeyHint(key, t(words)) for key, words in keys)

    def show_count(self, stocktake: int) -> None:
        """Show a count."""
        self.row = None
        self._load(stocktake)
        self.focus_first()

    def reload(self) -> None:
        if self.row is not None and not self.unsaved():
            self._load(self.row.id)

    def focus_first(self) -> None:
        self.grid.setFocus()
        column = COUNTED if self._counting else RECOUNT
        first = next((n for n, line in enumerate(self._lines) if line.counted is None), 0)
        if self.grid.currentIndex().row() < 0 or self._counting:
            self.grid.go_to(first, column)

    def unsaved(self) -> bool:
        return self.row is not None and bool(self._changed())

    # --- what the officer does ---

    def save(self) -> bool:
        """Keep what is typed; the first wrong cell has the focus otherwise."""
        self.grid.setFocus()
        if self.row is None:
            return False
        if reason := self.grid.next_problem():
            self._say(reason)
            return False
        changed, row = self._changed(), self.row
        if not changed:
            return True
        try:
            with self.desk.work() as work:
                self._write(work, row, changed)
        except DutyDeskError as error:
            self._say(error.text)
            return False
        self._load(row.id)
        self.shell.notify(
            t("supplies_count.saved", count=len(changed)), locked=t("supplies_count.saved_locked")
        )
        return True

    def go_on(self) -> bool:
        """The next step: all is counted, or what was found is approved and posted."""
        if not self.save() or self.row is None:
            return False
        row = self.row
        try:
            with self.desk.work() as work:
                if row.state == "counting":
                    stocktakes.finish(work, row.id, version=row.version)
                else:
                    stocktakes.approve(work, row.id, version=row.version)
        except DutyDeskError as error:
            self._say(error.text)
            return False
        key = "finished" if row.state == "counting" else "posted"
        self._load(row.id)
        self.shell.notify(
            t(f"supplies_count.{key}", number=row.number), locked=t("supplies_count.saved_locked")
        )
        return True

    def ask_lot(self) -> None:
        """A lot lies there that is not on the sheet: look for it by its number or by what it is."""
        if self.add.isVisibleTo(self):
            self.lot.set_value(None)
            self.lot.show()
            self.lot.setFocus()

    def print(self) -> None:
        """The sheet to count on while it is counted, afterwards with book, over and short."""
        row = self.row
        if row is not None:
            blind = row.state == "counting"
            print_sheet(self.shell, lambda read: books_sheets.count_sheet(read, row.id, blind=blind))

    def ask_cancel(self) -> Any:
        """Give the count up, with the reason."""
        from ui.kit.dialogs import Dialog
        from ui.kit.fields import LineEdit

        row = self.row
        if row is None:
            return None
        dialog = Dialog(
            self.window(),
            t("supplies_count.cancel_question", number=row.number),
            t("supplies_count.cancel_body"),
            act=t("supplies_count.cancel"),
            keep=t("supplies_count.keep"),
            icon="cancel",
        )
        reason = LineEdit(placeholder=t("supplies_tab.reason"))
        dialog.add(reason)

        def act() -> None:
            try:
                with self.desk.work() as work:
                    stocktakes.cancel(work, row.id, reason=str(reason.value()), version=row.version)
            except DutyDeskError as error:
                dialog.refuse(error.text)
                return
            dialog.accept()
            self.tab.show_view("stocktakes")

        dialog.acted.connect(act)
        dialog.open()
        return dialog

    # --- inside ---

    def _add_lot(self, lot: int) -> None:
        """Its line comes last, with the keyboard where its count is typed; what was typed before is kept first."""
        row = self.row
        if row is None or not self.save():
            return
        try:
            with self.desk.work() as work:
                line = stocktakes.add_lot(work, row.id, lot)
        except DutyDeskError as error:
            self._say(error.text)
            return
        self._load(row.id)
        self._lot_left()
        self.grid.go_to(next(n for n, each in enumerate(self._lines) if each.id == line), COUNTED)
        self.shell.notify(t("supplies_count.added"), locked=t("supplies_count.added_locked"))

    def _lot_left(self) -> None:
        self.lot.hide()
        self.grid.setFocus()

    @property
    def _counting(self) -> bool:
        return self.row is not None and self.row.state == "counting"

    def _load(self, stocktake: int) -> None:
        try:
            with self.desk.read() as read:
                self.row = stocktake_rows.get_stocktake(read, stocktake)
                self._lines = stocktake_rows.list_lines(read, stocktake)
                self._items = {row.id: row for row in catalogue.list_items(read, active_only=False)}
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        row = self.row
        tone, icon = STATE_TONES[row.state]
        self.chip.set_mark(Mark(t(f"supplies_books.stocktake_state.{row.state}"), Tone(tone), icon))
        self.panel.set_head(
            t("supplies_count.sheet_of", number=row.number, store=row.store),
            t(
                "supplies_count.who",
                first=row.counter,
                second=row.second_counter,
                at=formats.moment(row.frozen_at),
            ),
        )
        here = self.grid.currentIndex()
        spot = (here.row(), here.column())
        self.grid.grid.columns = self._columns()
        self.grid.grid.load([self._cells(line) for line in self._lines])
        hidden = (
            {BOOK, MOVED, GAP, RECOUNT, REASON, HANDLING} if self._counting and row.is_blind else set[int]()
        )
        if self._counting:
            hidden |= {RECOUNT, REASON, HANDLING}
        for column in range(HANDLING + 1):
            self.grid.setColumnHidden(column, column in hidden)
        self.banner.hide()
        if spot[0] >= 0:
            self.grid.go_to(*spot)
        self._offer(row)
        self._typed()

    def _offer(self, row: StocktakeRow) -> None:
        counts, approves = self.tab.may(Permission.COUNT_GOODS), self.tab.may(Permission.APPROVE_GOODS)
        is_open = row.state in ("counting", "counted")
        self.keep.setVisible(is_open and counts)
        self.give_up.setVisible(is_open and counts)
        self.add.setVisible(row.state == "counting" and counts)
        self.lot.setVisible(self.lot.isVisibleTo(self) and row.state == "counting")
        self.next.set_words(
            t("supplies_count.finish" if row.state == "counting" else "supplies_count.approve")
        )
        self.next.setVisible(is_open and (counts if row.state == "counting" else approves))

    def _columns(self) -> tuple[GridColumn, ...]:
        state = self.row.state if self.row is not None else "counting"
        counting, explaining = state == "counting", state == "counted"
        return (
            GridColumn("line", t("supplies_out.allocation.number"), 40, "right", fixed=True),
            GridColumn("item", t("supplies_books.column.item"), 200, fixed=True, stretch=True),
            GridColumn("lot", t("supplies_books.column.lot"), 112, fixed=True),
            GridColumn("expires", t("supplies_tab.item.expires"), 96, fixed=True),
            GridColumn(
                "counted", t("supplies_count.counted"), 96, "right", judge=self._judge, fixed=not counting
            ),
            GridColumn("book", t("supplies_count.book"), 88, "right", fixed=True),
            GridColumn("moved", t("supplies_count.moved"), 80, "right", fixed=True),
            GridColumn("gap", t("supplies_count.gap"), 72, "right", fixed=True),
            GridColumn(
                "recount", t("supplies_count.recount"), 80, "right", judge=self._judge, fixed=not explaining
            ),
            GridColumn("reason", t("supplies_tab.reason"), 128, judge=self._explained, fixed=not explaining),
            GridColumn(
                "handling", t("supplies_count.handling"), 128, judge=self._explained, fixed=not explaining
            ),
        )

    def _cells(self, line: CountLine) -> tuple[str, ...]:
        return (
            str(line.line),
            f"{line.item} {line.spec}".strip(),
            line.lot,
            line.expires_on.isoformat() if line.expires_on else "\N{EM DASH}",
            formats.number(line.counted),
            formats.number(line.book),
            formats.number(line.moved) if line.moved else "",
            formats.number(line.gap),
            formats.number(line.recounted),
            line.reason,
            line.handling,
        )

    def _judge(self, text: str, row: Sequence[str]) -> str | None:
        line = self._line_of(row)
        if not text.strip() or line is None:
            return None
        try:
            quantities.read_quantity(text, "", self._items[line.item_id], zero=True)
        except InputError as error:
            return error.text
        return None

    def _explained(self, text: str, row: Sequence[str]) -> str | None:
        line = self._line_of(row)
        if line is None or self.row is None or self.row.state != "counted" or text.strip():
            return None
        if not line.gap or (row[RECOUNT].strip() and not row[REASON].strip() and not row[HANDLING].strip()):
            return None
        return t("supplies_count.explain") if row[REASON].strip() or row[HANDLING].strip() else None

    def _line_of(self, row: Sequence[str]) -> CountLine | None:
        place = int(row[LINE]) - 1 if row[LINE].isdigit() else -1
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def _changed(self) -> list[int]:
        """Lines whose cells differ from the record."""
        watched = (COUNTED,) if self._counting else (RECOUNT, REASON, HANDLING)
        return [
            n
            for n, line in enumerate(self._lines)
            if any(self.grid.grid.text(n, column).strip() != self._cells(line)[column] for column in watched)
        ]

    def _write(self, work: Work, row: StocktakeRow, changed: Sequence[int]) -> None:
        if row.state == "counting":
            counts = {self._lines[n].id: self._number(n, COUNTED) for n in changed}
            stocktakes.enter(work, row.id, counts=counts)
            return
        for n in changed:
            stocktakes.explain(
                work,
                row.id,
                self._lines[n].id,
                recounted=self._number(n, RECOUNT),
                reason=self.grid.grid.text(n, REASON),
                handling=self.grid.grid.text(n, HANDLING),
            )

    def _number(self, n: int, column: int) -> Decimal | None:
        text = self.grid.grid.text(n, column).strip()
        if not text:
            return None
        return quantities.read_quantity(text, "", self._items[self._lines[n].item_id], zero=True).base

    def _typed(self) -> None:
        done = sum(bool(self.grid.grid.text(n, COUNTED).strip()) for n in range(len(self._lines)))
        self.words.setText(t("supplies_count.progress", done=done, count=len(self._lines)))

    def _say(self, words: str) -> None:
        self.banner.say(words, tone=Tone.DANGER)
        self.banner.show()

    def _lay_out(self) -> None:
        body = self.panel.body
        body.setSpacing(0)
        body.addWidget(self.grid, 1)
        notes = QVBoxLayout()
        notes.setContentsMargins(PADDING, 8, PADDING, 0)
        notes.addWidget(self.banner)
        notes.addWidget(self.lot)
        body.addLayout(notes)
        foot = QHBoxLayout()
        foot.setContentsMargins(PADDING, 8, PADDING, 12)
        foot.setSpacing(8)
        foot.addWidget(self.words, 1)
        self.add = Button(t("supplies_count.add"), icon="plus", key="Insert", bind=True, parent=self)
        self.add.clicked.connect(self.ask_lot)
        self.keep = Button(t("supplies_count.save"), key="Ctrl+Return", parent=self)
        self.keep.clicked.connect(self.save)
        self.next = Button(t("supplies_count.finish"), kind=Kind.PRIMARY, icon="check", parent=self)
        self.next.clicked.connect(self.go_on)
        foot.addWidget(self.add)
        foot.addWidget(self.keep)
        foot.addWidget(self.next)
        body.addLayout(foot)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panel)
