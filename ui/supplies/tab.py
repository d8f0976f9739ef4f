"""The supplies screen: stock, what came in and went out, moves and counts; one view at a time, F2 takes in and F3 hands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from duty_desk.roles import Permission, may
from duty_desk.strings import t
from duty_desk.supplies.stock import Holding
from duty_desk.supplies.stock_moves import CardRow
from ui.feature_tab import FeatureTab, KeyHint, Shell
from ui.kit.buttons import Button
from ui.kit.choices import Choice, Segmented
from ui.kit.tokens import MARGIN, Tone
from ui.supplies.headline import Headline, facts_of, read_headline
from ui.supplies.view import SuppliesView
from ui.supplies.views import VIEWS, ViewEntry

FIRST = "stock"


class SuppliesTab(FeatureTab):
    """The switch at the left, what belongs to the view right of it; views are built when they are first needed."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"item", "item_pack", "lot", "stock", "stock_document", "receipt", "receipt_line", "refused_goods"}
        | {"donor", "dispatch", "dispatch_line", "dispatch_pick", "allocation", "transfer", "stocktake"}
        | {"stocktake_line", "reserve_declaration", "sealed_period", "store", "policy", "unit", "lot_consent"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.headline: Headline | None = None
        self._entries: dict[str, ViewEntry] = {entry.key: entry for entry in VIEWS}
        self._views: dict[str, SuppliesView] = {}
        self._kept: dict[str, Mapping[str, Any]] = {}
        self.current_view = ""
        with self.desk.read() as read:
            self.allowed = {each: may(read, each) for each in Permission}
        self.switch = Segmented(
            [Choice(e.key, t(f"supplies_tab.view.{e.key}")) for e in VIEWS if not e.under and not e.more],
            FIRST,
            name=t("supplies_tab.view.name"),
            parent=self,
        )
        self.switch.chosen.connect(self.show_view)
        self.more = Button(t("supplies_tab.view.more"), parent=self)
        menu = QMenu(self.more)
        for entry in VIEWS:
            if entry.more:
                menu.addAction(t(f"supplies_tab.view.{entry.key}")).triggered.connect(
                    lambda _=False, key=entry.key: self.show_view(key)
                )
        self.more.set_popup(menu)
        self._heads, self._bodies = QStackedWidget(self), QStackedWidget(self)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.switch)
        line.addWidget(self.more)
        line.addWidget(self._heads, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self._bodies, 1)
        for key, act in (("F2", self.start_receipt), ("F3", self.start_dispatch)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # --- what the window asks ---

    def facts(self) -> str:
        return facts_of(self.headline) if self.headline is not None else ""

    def badge(self) -> tuple[int, Tone]:
        found = self.headline
        if found is None:
            return 0, Tone.NEUTRAL
        return found.short + found.low, Tone.DANGER if found.short else Tone.WARN

    def keys(self) -> tuple[KeyHint, ...]:
        shared = []
        if self.allowed[Permission.RECEIVE_GOODS]:
            shared.append(KeyHint("F2", t("supplies_tab.key.receive"), in_status=True))
        if self.allowed[Permission.REQUEST_GOODS]:
            shared.append(KeyHint("F3", t("supplies_tab.key.dispatch"), in_status=True))
        return (*shared, *self.view.keys())

    def help_key(self, key: str) -> str:
        return f"{key}.{self.current_view}"

    def reload(self) -> None:
        self._ensure()
        with self.desk.read() as read:
            self.allowed = {each: may(read, each) for each in Permission}
            self.headline = read_headline(read)
        self.switch.set_choices(
            [
                Choice(e.key, t(f"supplies_tab.view.{e.key}"), self.headline.counts.get(e.key))
                for e in VIEWS
                if not e.under and not e.more
            ],
            self._segment(),
        )
        self._mark()
        self.view.reload()
        self.facts_changed.emit()

    def focus_first(self) -> None:
        self.view.focus_first()

    def open_record(self, kind: str, record_id: int) -> bool:
        for key, entry in self._entries.items():
            if kind in entry.opens:
                return self.show_view(key).open_record(kind, record_id)
        return False

    def open_place(self, name: str) -> bool:
        if name not in self._entries:
            return False
        self.show_view(name)
        return True

    def show_matches(self, text: str) -> None:
        self.show_view(FIRST).show_matches(text)

    def take_scan(self, code: str) -> bool:
        from duty_desk.supplies import dispatch_rows

        with self.desk.read() as read:
            found = dispatch_rows.find_dispatch(read, code)
        return found is not None and self.open_record("dispatch", found)

    def state(self) -> Mapping[str, Any]:
        kept = {key: dict(view.state()) for key, view in self._views.items()}
        return {"view": self.current_view, "views": {**self._kept, **kept}}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._kept = dict(state.get("views") or {})
        for key, view in self._views.items():
            view.restore(self._kept.get(key) or {})
        if state.get("view") in self._entries:
            self.show_view(str(state["view"]))

    def unsaved(self) -> bool:
        return any(view.unsaved() for view in self._views.values())

    # --- what the views ask ---

    @property
    def view(self) -> SuppliesView:
        """The view in front."""
        self._ensure()
        return self._views[self.current_view]

    def show_view(self, key: str) -> SuppliesView:
        """Bring a view to the front, building it when it was not needed before."""
        self._bring(key)
        view = self._views[key]
        view.reload()
        self.facts_changed.emit()
        view.focus_first()
        return view

    def may(self, permission: Permission) -> bool:
        """Whether the officer at the desk may do it."""
        return self.allowed[permission]

    def start_receipt(self) -> None:
        """F2: something came in."""
        if self.may(Permission.RECEIVE_GOODS):
            self.show_view("receive")

    def start_dispatch(self) -> None:
        """F3: something is to go out, over many units or to one."""
        if self.may(Permission.REQUEST_GOODS):
            self.show_view("allocation")

    def start_dispatch_of(self, item: int) -> None:
        """Hand out one item."""
        view = self.show_view("allocation")
        start = getattr(view, "start_with", None)
        if start is not None:
            start(item)

    def start_receipt_of(self, item: int) -> None:
        """Take in one item."""
        start = getattr(self.show_view("receive"), "start_with", None)
        if start is not None:
            start(item)

    def start_sheet(self, view: str, lot: Holding | None, item: int) -> None:
        """Send goods to another store or write them off, beginning where a lot lies."""
        choose = getattr(self.show_view(view), "choose", None)
        if lot is not None and choose is not None:
            choose(lot.store_id, item)

    def start_count_of(self, item: int) -> None:
        """Count one item."""
        start = getattr(self.show_view("stocktakes"), "start", None)
        if start is not None:
            start(item)

    def show_card(self, item: int) -> None:
        """The stock card of an item."""
        show = getattr(self.show_view("card"), "show_item", None)
        if show is not None:
            show(item)

    def start_request(self, item: int | None = None) -> None:
        """Ask for goods for one unit."""
        start = getattr(self.show_view("dispatches"), "start_request", None)
        if start is not None:
            start(item)

    def show_allocation(self, allocation: int) -> None:
        """The requests of one allocation."""
        show = getattr(self.show_view("dispatches"), "show_allocation", None)
        if show is not None:
            show(allocation)

    def show_document(self, row: CardRow) -> None:
        """The paper that moved something, where such papers are shown; others beside the stock."""
        from duty_desk.supplies import dispatch_rows

        if row.kind == "receipt":
            self.open_record("receipt", row.document_id)
        elif row.kind == "issue":
            with self.desk.read() as read:
                found = dispatch_rows.find_dispatch(read, row.number)
            if found is not None:
                self.open_record("dispatch", found)
        elif row.kind in ("transfer_out", "transfer_in"):
            self.show_view("transfers").show_matches(row.number)
        else:
            show = getattr(self.show_view("stock"), "show_document", None)
            if show is not None:
                show(row.document_id)

    def _ensure(self) -> None:
        if not self.current_view:
            self._bring(FIRST)

    def _bring(self, key: str) -> None:
        if key not in self._views:
            view = self._entries[key].make(self)
            if view.head is None:
                view.head = QWidget(view)
            self._views[key] = view
            self._heads.addWidget(view.head)
            self._bodies.addWidget(view)
            view.restore(self._kept.get(key) or {})
        self.current_view = key
        self._mark()
        view = self._views[key]
        self._bodies.setCurrentWidget(view)
        assert view.head is not None
        self._heads.setCurrentWidget(view.head)

    def _segment(self) -> str:
        entry = self._entries.get(self.current_view)
        return (entry.under or entry.key) if entry is not None else FIRST

    def _mark(self) -> None:
        entry = self._entries[self.current_view]
        self.switch.set_value(self._segment())
        self.more.set_words(t(f"supplies_tab.view.{entry.key if entry.more else 'more'}"))
