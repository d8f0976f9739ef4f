"""The supplies screen: stock, what came in and went out, moves and counts; one view at a time, F2 takes in and F3 hands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies.stock import Holding
from duty_desk.supplies.stock_moves import CardRow
from ui.feature_tab import KeyHint, Shell
from ui.kit.tokens import Tone
from ui.supplies.headline import Headline, facts_of, read_headline
from ui.supplies.views import VIEWS
from ui.views.tab import ViewsTab


class SuppliesTab(ViewsTab):
    """Fifteen views; F2 and F3 hold in all of them."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"item", "item_pack", "lot", "stock", "stock_document", "receipt", "receipt_line", "refused_goods"}
        | {"donor", "dispatch", "dispatch_line", "dispatch_pick", "allocation", "transfer", "stocktake"}
        | {"stocktake_line", "reserve_declaration", "sealed_period", "store", "policy", "unit", "lot_consent"}
    )

    VIEWS = VIEWS
    TEXTS = "supplies_tab.view"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.headline: Headline | None = None
        self.bind("F2", self.start_receipt)
        self.bind("F3", self.start_dispatch)

    # --- what the window asks ---

    def facts(self) -> str:
        return facts_of(self.headline) if self.headline is not None else ""

    def badge(self) -> tuple[int, Tone]:
        found = self.headline
        if found is None:
            return 0, Tone.NEUTRAL
        return found.short + found.low, Tone.DANGER if found.short else Tone.WARN

    def shared_keys(self) -> tuple[KeyHint, ...]:
        shared = []
        if self.allowed[Permission.RECEIVE_GOODS]:
            shared.append(KeyHint("F2", t("supplies_tab.key.receive"), in_status=True))
        if self.allowed[Permission.REQUEST_GOODS]:
            shared.append(KeyHint("F3", t("supplies_tab.key.dispatch"), in_status=True))
        return tuple(shared)

    def read_facts(self) -> Mapping[str, int | None]:
        with self.desk.read() as read:
            self.headline = read_headline(read)
        return self.headline.counts

    def take_scan(self, code: str) -> bool:
        from duty_desk.supplies import dispatch_rows

        with self.desk.read() as read:
            found = dispatch_rows.find_dispatch(read, code)
        return found is not None and self.open_record("dispatch", found)

    # --- what the views ask ---

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
