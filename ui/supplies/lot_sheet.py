"""The lots of one store as a sheet: how much of each goes elsewhere or is written off; a paper is made of what is typed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.people import places
from duty_desk.people.approvals import Approval
from duty_desk.strings import t
from duty_desk.supplies import catalogue, quantities, stock
from duty_desk.supplies.stock import Holding
from duty_desk.work import Work
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.form import Form
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.tokens import SMALL, Tone
from ui.supplies.sheet_layout import lay_out
from ui.supplies.view import SuppliesView
from ui.views.second_officer import SecondOfficer

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab

ITEM, LOT, SOURCE, EXPIRES, FREE, TAKEN, NOTE = range(7)


class LotSheetView(SuppliesView):
    """Subclasses add their fields to the form and say what is done with the lines."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"stock", "lot", "store"})
    # The view that closing this one leads to.
    BACK: ClassVar[str] = "transfers"

    def __init__(self, tab: SuppliesTab) -> None:
        super().__init__(tab)
        self._operation = secrets.token_hex(16)
        self._rows: tuple[Holding, ...] = ()
        self._items: dict[int, catalogue.ItemRow] = {}
        self._shown: int | None = None
        self.head = QWidget(self)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addStretch()
        back = Button(t(f"supplies_tab.view.{self.BACK}"), icon="arrow-left", parent=self.head)
        back.clicked.connect(lambda: tab.show_view(self.BACK))
        head.addWidget(back)
        self.form = Form()
        self.store = ComboBox([], None)
        self.form.add("store", self.store_words(), self.store)
        self.store.changed.connect(self._load)
        self.second: SecondOfficer | None = None
        self.add_fields()
        # A line belongs to a lot: there are no others to type into.
        self.grid = Grid(self._columns(), growing=False)
        self.grid.setAccessibleName(t("supplies_moves.sheet"))
        self.grid.changed.connect(self._typed)
        self.grid.saves_by(self.submit)
        self.banner = Banner(Tone.DANGER, "")
        self.banner.hide()
        self.words = Label("", px=SMALL, colour="text2", elide=True)
        self._lay_out()
        if self.second is not None:
            self.second.proving.connect(lambda running: self.save.setEnabled(not running))

    # --- what a sheet says about itself ---

    def title(self) -> str:
        """What is made here."""
        raise NotImplementedError

    def verb(self) -> str:
        """The button that makes it."""
        raise NotImplementedError

    def store_words(self) -> str:
        """What the store is called here."""
        return t("supplies_tab.store")

    def add_fields(self) -> None:
        """Further fields of the form."""

    def act(
        self,
        work: Work,
        store: int,
        lines: Sequence[tuple[int, Decimal, str | None]],
        second: Approval | None,
    ) -> Any:
        """Make the paper of these lines: lot, base units, note."""
        raise NotImplementedError

    def content(
        self, store: int, lines: Sequence[tuple[int, Decimal, str | None]]
    ) -> Mapping[str, object] | None:
        """What a second officer says yes to; None when nobody is asked."""
        return None

    def made(self, given: Any) -> None:
        """It was made: say so, and show it."""

    # --- the same for all ---

    def keys(self) -> tuple[KeyHint, ...]:
        keys = (
            ("Enter", "supplies_moves.key.down"),
            ("Tab", "supplies_moves.key.right"),
            ("F8", "supplies_in.key.problem"),
            ("Ctrl+Enter", "supplies_moves.key.save"),
        )
        return tuple(KeyHint(key, t(words)) for key, words in keys)

    def reload(self) -> None:
        with self.desk.read() as read:
            stores = [(row.id, row.name) for row in places.list_stores(read)]
        chosen = self.store.value()
        self.store.set_options(stores, chosen if chosen in [row[0] for row in stores] else None)
        self.offer(stores)
        if not self.unsaved():
            self._load()

    def offer(self, stores: Sequence[tuple[int, str]]) -> None:
        """Stores for further fields."""

    def focus_first(self) -> None:
        self.grid.setFocus()
        if not self.grid.currentIndex().isValid():
            self.grid.go_to(0, TAKEN)

    def unsaved(self) -> bool:
        return any(self.grid.grid.text(row, TAKEN).strip() for row in range(self.grid.grid.rowCount()))

    def choose(self, store: int, item: int | None = None) -> None:
        """Show a store, with the first lot of an item current."""
        self.store.set_value(store)
        self._load()
        row = next((n for n, each in enumerate(self._rows) if each.item_id == item), 0)
        self.grid.go_to(row, TAKEN)
        self.grid.setFocus()

    def submit(self) -> bool:
        """Make the paper; what is wrong stands at its place with everything typed still there."""
        self.grid.setFocus()
        if not self.form.check_all():
            return False
        if reason := self.grid.next_problem():
            self._say(reason)
            return False
        lines, store = self._lines(), self.store.value()
        if not lines or not isinstance(store, int):
            self._say(t("supplies_moves.error.nothing"))
            return False
        content = self.content(store, lines)
        if content is None or self.second is None:
            return self._make(store, lines, None)
        return self.second.prove(content, lambda approval: self._make(store, lines, approval))

    def _make(
        self, store: int, lines: Sequence[tuple[int, Decimal, str | None]], second: Approval | None
    ) -> bool:
        try:
            with self.desk.work() as work:
                given = self.act(work, store, lines, second)
        except DutyDeskError as error:
            if isinstance(error, InputError) and error.field in self.form.names():
                self.form.show_error(error)
            else:
                self._say(error.text)
            return False
        self._operation = secrets.token_hex(16)
        self._load()
        self.made(given)
        return True

    def _lines(self) -> list[tuple[int, Decimal, str | None]]:
        """What is typed, spread over the lots that lie as one heap, in the order in which they came."""
        found: list[tuple[int, Decimal, str | None]] = []
        with self.desk.read() as read:
            single = {
                each.lots[0]: each.free for each in stock.on_hand(read, store=self._shown, merged=False)
            }
        for place, row in enumerate(self._rows):
            text = self.grid.grid.text(place, TAKEN).strip()
            if not text:
                continue
            left = quantities.read_quantity(text, "", self._items[row.item_id]).base
            note = self.grid.grid.text(place, NOTE).strip() or None
            for n, lot in enumerate(row.lots):
                part = left if n == len(row.lots) - 1 else min(left, single.get(lot, Decimal(0)))
                if part > 0:
                    found.append((lot, part, note))
                left -= part
        return found

    def _columns(self) -> tuple[GridColumn, ...]:
        return (
            GridColumn("item", t("supplies_books.column.item"), 184, fixed=True, stretch=True),
            GridColumn("lot", t("supplies_books.column.lot"), 112, fixed=True),
            GridColumn("source", t("supplies_books.column.source"), 80, fixed=True),
            GridColumn("expires", t("supplies_tab.item.expires"), 96, fixed=True),
            GridColumn("free", t("supplies_moves.free"), 104, "right", fixed=True),
            GridColumn("taken", self.taken_words(), 104, "right", judge=self._judge),
            GridColumn("note", t("supplies_in.note"), 136),
        )

    def taken_words(self) -> str:
        """The title of the column that is typed into."""
        return t("supplies_moves.taken")

    def _judge(self, text: str, row: Sequence[str]) -> str | None:
        if not text.strip():
            return None
        holding = next((each for each in self._rows if self._cells(each)[:5] == tuple(row[:5])), None)
        if holding is None:
            return None
        try:
            wanted = quantities.read_quantity(text, "", self._items[holding.item_id]).base
        except InputError as error:
            return error.text
        if wanted > holding.free:
            return t("supplies_moves.error.more", free=quantities.with_unit(holding.free, holding.unit))
        return None

    def _load(self) -> None:
        store = self.store.value()
        self._shown = store if isinstance(store, int) else None
        if self._shown is None:
            return
        with self.desk.read() as read:
            self._rows = stock.on_hand(read, store=self._shown)
            self._items = {row.id: row for row in catalogue.list_items(read, active_only=False)}
        self.grid.grid.load([(*self._cells(row), "", "") for row in self._rows])
        self.banner.hide()
        self._typed()

    def _cells(self, row: Holding) -> tuple[str, str, str, str, str]:
        return (
            f"{row.item} {row.spec}".strip(),
            row.lot,
            t(f"supplies_books.source.{row.source}"),
            row.expires_on.isoformat() if row.expires_on else "\N{EM DASH}",
            quantities.with_unit(row.free, row.unit),
        )

    def _typed(self) -> None:
        count = sum(bool(self.grid.grid.text(n, TAKEN).strip()) for n in range(self.grid.grid.rowCount()))
        self.words.setText(t("supplies_moves.typed", count=formats.number(count)))

    def _say(self, words: str) -> None:
        self.banner.say(words, tone=Tone.DANGER)
        self.banner.show()

    def _lay_out(self) -> None:
        foot = lay_out(
            self,
            self.form,
            self.grid,
            title=self.title(),
            lines=(t("supplies_moves.sheet"), t("supplies_moves.sheet_note")),
            notes=[self.banner],
            words=self.words,
        )
        self.save = Button(self.verb(), kind=Kind.PRIMARY, key="Ctrl+Return", parent=self)
        self.save.clicked.connect(self.submit)
        foot.addWidget(self.save)
