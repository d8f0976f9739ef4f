"""Stores: received, issued in three steps, transferred, repacked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from db.models import Stock
from db.vocabulary import Source
from duty_desk.errors import Refusal
from duty_desk.supplies import dispatch, dispatch_issue, receive, repacking, transfers
from duty_desk.supplies.receive_form import Delivery, Line
from tests.faults.hands import Hands, Rows


def take_in(hands: Hands, item: str = "M10", unit: str = "副") -> Rows:
    operation = hands.new_operation()
    line = Line(
        item=hands.items[item],
        quantity=Decimal(500),
        unit=unit,
        store=hands.stores["NH1"],
        expires_on=date(2022, 1, 1),
    )
    delivery = Delivery(source=Source.PURCHASE, lines=(line,), party="城东化工经营部", checked_by="贺小满")
    with hands.desk.work(hands.by("陶墨")) as work:
        made = receive.receive(work, delivery, answer="已核对", operation=operation)
    return [("stock_document", made.document), ("operation", operation)]


def issue(hands: Hands) -> Rows:
    operation, keeper = hands.new_operation(), hands.by("陶墨")
    with hands.desk.work(keeper) as work:
        lines = [dispatch.Asked(hands.items["M01"], Decimal(hands.chance.randrange(1, 20)))]
        asked = dispatch.request(work, unit=hands.hospital, purpose="日常", lines=lines)
    with hands.desk.work(hands.by("马文涛")) as work:
        dispatch.approve(work, asked.id)
    with hands.desk.work(keeper) as work:
        made = dispatch_issue.issue(work, asked.id, operation=operation)
    return [("dispatch", asked.id), ("stock_document", made.document), ("operation", f"issue:{operation}")]


def transfer(hands: Hands) -> Rows:
    operation, keeper = hands.new_operation(), hands.by("陶墨")
    with hands.desk.work(keeper) as work:
        there = select(Stock.lot_id).where(
            Stock.store_id == hands.stores["NH1"],
            Stock.item_id == hands.items["M01"],
            Stock.quantity - Stock.reserved >= 2,
        )
        lot = work.session.scalars(there.order_by(Stock.lot_id)).first() or hands.lots["MK191105"]
        sent = transfers.send(
            work,
            from_store=hands.stores["NH1"],
            to_store=hands.stores["WCF"],
            lines=[transfers.TransferPart(lot, Decimal(2))],
            operation=operation,
        )
    with hands.desk.work(keeper) as work:
        transfers.receive(work, sent.id, received={lot: Decimal(hands.chance.randrange(3))})
    return [("transfer", sent.id), ("operation", f"transfer:{operation}")]


def repack(hands: Hands) -> Rows:
    operation = hands.new_operation()
    with hands.desk.work(hands.by("陶墨")) as work:
        made = repacking.repack(
            work,
            lot=hands.lots["84-200110"],
            store=hands.stores["NH1"],
            quantity=Decimal("0.5"),
            into=[repacking.Filled(hands.items["D13"], Decimal(1))],
            operation=operation,
        )
    return [("stock_document", made.id), ("operation", f"repack:{operation}")]


def _or_take_in(act: Callable[[Hands], Rows]) -> Callable[[Hands], Rows]:
    """Where the shelf is empty, fill it."""

    def tried(hands: Hands) -> Rows:
        try:
            return act(hands)
        except Refusal as refusal:
            if refusal.key != "supplies.refusal.not_enough":
                raise
            return take_in(hands)

    return tried


ACTS = (take_in, *(_or_take_in(act) for act in (issue, issue, transfer, repack)))
