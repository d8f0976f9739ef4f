"""The views of the supplies screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from ui.supplies.view import SuppliesView

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """One view. `target` is imported when the view is first needed; `opens` kinds of records it shows.

    `under` names the view whose segment it shares; `more`: it stands in the menu after the segments.
    """

    key: str
    target: str
    opens: tuple[str, ...] = ()
    under: str = ""
    more: bool = False

    def make(self, tab: SuppliesTab) -> SuppliesView:
        """Build the view."""
        module, name = self.target.split(":")
        made = getattr(import_module(module), name)(tab)
        assert isinstance(made, SuppliesView)
        return made


# Keys are fixed; they are kept in the settings of officers.
VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("stock", "ui.supplies.stock:StockView", opens=("item",)),
    ViewEntry("card", "ui.supplies.card:CardView", under="stock"),
    ViewEntry("receipts", "ui.supplies.receipts:ReceiptsView", opens=("receipt",)),
    ViewEntry("receive", "ui.supplies.receive:ReceiveView", opens=("run_receipt",), under="receipts"),
    ViewEntry("dispatches", "ui.supplies.dispatches:DispatchesView", opens=("dispatch",)),
    ViewEntry("allocation", "ui.supplies.allocation:AllocationView", under="dispatches"),
    ViewEntry("transfers", "ui.supplies.transfers:TransfersView", opens=("transfer",)),
    ViewEntry("transfer", "ui.supplies.transfer_new:TransferNewView", under="transfers"),
    ViewEntry("dispose", "ui.supplies.dispose:DisposeView", under="stock"),
    ViewEntry("stocktakes", "ui.supplies.stocktakes:StocktakesView", opens=("stocktake",)),
    ViewEntry("count", "ui.supplies.count:CountView", under="stocktakes"),
    ViewEntry("donors", "ui.supplies.donors:DonorsView", opens=("donor",), more=True),
    ViewEntry("refused", "ui.supplies.refused:RefusedView", more=True),
    ViewEntry("reserves", "ui.supplies.reserves:ReservesView", more=True),
    ViewEntry("books", "ui.supplies.books:BooksView", more=True),
)
