"""The views of the supplies screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from ui.views.tab import ViewEntry

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
