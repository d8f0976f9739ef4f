"""Counts of stores: begun, being counted, waiting for approval, posted (product rule S7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk.people import officers, places
from duty_desk.roles import ALLOWED, Permission, Role
from duty_desk.strings import t
from duty_desk.supplies import stocktake_rows, stocktakes
from duty_desk.supplies.stocktake_rows import STATE_TONES, STOCKTAKES
from duty_desk.work import Work
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.desk_source import CellMaker
from ui.kit.fields import LineEdit
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel, filled
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView


class StocktakesView(ListView):
    """Enter opens the sheet of a count."""

    SEARCHES = "supplies_tab.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"stocktake", "stocktake_line"})
    LEDGER = fitted(STOCKTAKES, {"number": 64})
    STRONG = "number"

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.COUNT_GOODS):
            return ()
        start = Button(t("supplies_count.start"), icon="scale-balance", kind=Kind.PRIMARY, parent=self.head)
        start.clicked.connect(lambda: self.start())
        return (start,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for state, (tone, icon) in STATE_TONES.items():
            found[state] = Chip(
                t(f"supplies_books.stocktake_state.{state}"), {"state": state}, icon, Tone(tone)
            )
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": number_cell}

    def faint(self, row: Any) -> bool:
        return row.state == "cancelled"

    def empty(self) -> QWidget:
        return EmptyState(
            t("supplies_count.empty"), t("supplies_count.empty_next"), icon="scale-balance", tone=None
        )

    def show_row(self, row_id: int) -> None:
        show = getattr(self.tab.show_view("count"), "show_count", None)
        if show is not None:
            show(row_id)

    def follow(self, row: Any) -> None:
        """The sheet is a view of its own."""

    def open_record(self, kind: str, record_id: int) -> bool:
        with self.desk.read() as read:
            stocktake_rows.get_stocktake(read, record_id)
        self.show_row(record_id)
        return True

    def start(self, item: int | None = None) -> ActPanel:
        """Freeze the books of a store, or of one item in it, and begin to count."""
        with self.desk.read() as read:
            stores = [(row.id, row.name) for row in places.list_stores(read)]
            names = [
                (row.name, row.name, t(f"roles.name.{row.role}"))
                for row in officers.list_officers(read, active_only=True)
                if Permission.COUNT_GOODS in ALLOWED[Role(row.role)] or row.id == read.officer.id
            ]
            own = read.officer.name

        def act(work: Work, values: dict[str, Any], _second: object) -> object:
            return stocktakes.start(
                work,
                store=int(values["store"]),
                counter=str(values["counter"]),
                second_counter=str(values["second_counter"]),
                is_blind=bool(values["is_blind"]),
                items=(item,) if item is not None else (),
                note=str(values["note"]),
            )

        panel = ActPanel(
            self.shell,
            t("supplies_count.start"),
            t("supplies_count.start_note"),
            t("supplies_count.begin"),
            act,
            icon="scale-balance",
            parent=self,
        )
        form = panel.form
        form.add("store", t("supplies_tab.store"), ComboBox(stores, stores[0][0] if stores else None))
        form.add("counter", t("supplies_count.counter"), ComboBox(names, own))
        form.add(
            "second_counter",
            t("supplies_count.second_counter"),
            ComboBox(names, None, placeholder=t("supplies_tab.second_hint")),
            check=filled(t("supplies_count.second_missing")),
        )
        form.add("is_blind", t("supplies_count.manner"), CheckBox(t("supplies_count.blind"), True))
        form.add("note", t("supplies_in.note"), LineEdit(placeholder=t("supplies_in.optional")))
        panel.done.connect(lambda made: self._started(made))
        self.put_panel(panel)
        form.field("second_counter").take_focus()
        return panel

    def _started(self, made: Any) -> None:
        self.put_panel(None)
        self.shell.notify(
            t("supplies_count.started", number=made.number), locked=t("supplies_count.started_locked")
        )
        self.show_row(made.id)
