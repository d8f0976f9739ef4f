"""What keepers do all day, at random, for processes that are killed over it or race one another."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from db.models import Item, Lot, Officer, Operation, Stock, StockDocument, Store, Unit
from db.vocabulary import DocumentKind, Role, Source
from duty_desk import operations
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import Refusal
from duty_desk.supplies import dispatch, dispatch_issue, posting, receive, repacking, transfers
from duty_desk.supplies.posting import Move
from duty_desk.supplies.receive_form import Delivery, Line
from duty_desk.work import OfficerRef


class Keeper:
    """Does one act after another; each returns what may be acknowledged once it is done."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.chance = desk, random.Random(seed)
        with desk.read() as read:
            run = read.session.execute
            self.items = dict(_pairs(run(select(Item.code, Item.id))))
            self.stores = dict(_pairs(run(select(Store.code, Store.id))))
            self.unit = read.session.scalars(select(Unit.id).where(Unit.name == "校医院")).one()
            people = {
                row.name: OfficerRef(row.id, row.name, Role(row.role))
                for row in read.session.scalars(select(Officer))
            }
            self.lots = dict(_pairs(run(select(Lot.code, Lot.id).where(Lot.parent_id.is_(None)))))
        self.keeper, self.approver = people["陶墨"], people["马文涛"]

    def act(self) -> str:
        """Do something; where the shelf is empty, fill it."""
        what = self.chance.choice([self.receive, self.issue, self.issue, self.transfer, self.repack])
        try:
            return what()
        except Refusal as refusal:
            if refusal.key != "supplies.refusal.not_enough":
                raise
            return self.receive("M01", "个")

    def receive(self, item: str = "M10", unit: str = "副") -> str:
        operation = operations.new_id()
        line = Line(
            item=self.items[item],
            quantity=Decimal(500),
            unit=unit,
            store=self.stores["NH1"],
            expires_on=date(2022, 1, 1),
        )
        delivery = Delivery(
            source=Source.PURCHASE, lines=(line,), party="城东化工经营部", checked_by="贺小满"
        )
        with self.desk.work(self.keeper) as work:
            made = receive.receive(work, delivery, answer="已核对", operation=operation)
        return f"paper {made.document} {made.number} {operation}"

    def issue(self) -> str:
        operation = operations.new_id()
        with self.desk.work(self.keeper) as work:
            lines = [dispatch.Asked(self.items["M01"], Decimal(self.chance.randrange(1, 20)))]
            asked = dispatch.request(work, unit=self.unit, purpose="日常", lines=lines)
        with self.desk.work(self.approver) as work:
            dispatch.approve(work, asked.id)
        with self.desk.work(self.keeper) as work:
            made = dispatch_issue.issue(work, asked.id, operation=operation)
        return f"paper {made.document} {made.number} issue:{operation}"

    def transfer(self) -> str:
        operation = operations.new_id()
        with self.desk.work(self.keeper) as work:
            there = select(Stock.lot_id).where(
                Stock.store_id == self.stores["NH1"],
                Stock.item_id == self.items["M01"],
                Stock.quantity - Stock.reserved >= 2,
            )
            lot = work.session.scalars(there.order_by(Stock.lot_id)).first() or self.lots["MK191105"]
            sent = transfers.send(
                work,
                from_store=self.stores["NH1"],
                to_store=self.stores["WCF"],
                lines=[transfers.TransferPart(lot, Decimal(2))],
                operation=operation,
            )
        with self.desk.work(self.keeper) as work:
            transfers.receive(work, sent.id, received={lot: Decimal(self.chance.randrange(3))})
        return f"done transfer:{operation}"

    def repack(self) -> str:
        operation = operations.new_id()
        with self.desk.work(self.keeper) as work:
            made = repacking.repack(
                work,
                lot=self.lots["84-200110"],
                store=self.stores["NH1"],
                quantity=Decimal("0.5"),
                into=[repacking.Filled(self.items["D13"], Decimal(1))],
                operation=operation,
            )
        return f"paper {made.id} {made.number} repack:{operation}"


def missing(desk: Desk, acknowledged: Iterable[str]) -> list[str]:
    """What was acknowledged and is not there."""
    with desk.read() as read:
        numbers = {
            str(key): number
            for key, number in read.session.execute(select(StockDocument.id, StockDocument.number))
        }
        done = set(read.session.scalars(select(Operation.id)))
    lost: list[str] = []
    for said in acknowledged:
        match said.split():
            case ["paper", document, number, operation]:
                there = numbers.get(document) == number and operation in done
            case ["done", operation]:
                there = operation in done
            case _:
                there = False
        if not there:
            lost.append(said)
    return lost


def hand_out_one_by_one(target: str, lot: str, store: str, count: str) -> tuple[int, int]:
    """So many slips of one piece from one shelf; how many were posted and how many refused."""
    desk = open_desk(Path(target) if "://" not in target else target, folder=Path())
    with desk.read() as read:
        keeper = next(r for r in read.session.scalars(select(Officer)) if r.role == Role.KEEPER.value)
        desk.officer = OfficerRef(keeper.id, keeper.name, Role.KEEPER)
    posted = refused = 0
    for _ in range(int(count)):
        try:
            with desk.work() as work:
                posting.post(
                    work, DocumentKind.DISPOSAL, [Move(int(lot), int(store), Decimal(-1))], series="disposal"
                )
        except Refusal:
            refused += 1
        else:
            posted += 1
    desk.close()
    return posted, refused


def left_on(desk: Desk, lot: int, store: int) -> Decimal:
    """What is kept of a lot on a shelf."""
    with desk.read() as read:
        query = select(Stock.quantity).where(Stock.lot_id == lot, Stock.store_id == store)
        return read.session.scalars(query).one()


def _pairs(rows: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in rows]
