"""What keepers, units and counters do with goods, and a plain dictionary that says what lies where; lived in `test_machine.py`."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from db.models import Dispatch, Lot, Movement, Stock, StockDocument, Transfer
from db.vocabulary import Basis, DispatchState, DocumentKind, Source, TransferState
from duty_desk import operations
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.supplies import (
    books,
    checking,
    dispatch,
    dispatch_issue,
    disposing,
    posting,
    receive,
    repacking,
    returning,
    reversing,
    stocktake_rows,
    stocktakes,
    transfers,
)
from duty_desk.supplies.dispatch import Asked
from duty_desk.supplies.disposing import Cause, Waste
from duty_desk.supplies.receive_form import Delivery, Line
from duty_desk.supplies.repacking import Filled
from duty_desk.supplies.returning import Returned
from duty_desk.supplies.transfers import Fate, TransferPart
from duty_desk.supplies.transfers_rows import list_transfer_lines
from tests.conftest import NOON, Clock, sign_in_first
from tests.duty_desk.supplies.conftest import Goods

ITEMS, STORES = ("M01", "M10", "D02", "D13"), ("NH1", "WCF")
amounts, which = st.decimals("0.5", "1500", places=1), st.integers(0, 50)


class Warehouse(RuleBasedStateMachine):
    """Keepers, units and counters do what they like; the model says what lies where."""

    template: Path
    made: Goods

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="dd-goods-"))
        shutil.copytree(self.template, self.folder / "office")
        self.clock = Clock(NOON)
        self.goods = replace(self.made, desk=self.opened())
        self.model: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        self.taken = 0

    def opened(self) -> Desk:
        desk = open_desk(self.folder / "office", clock=self.clock)
        sign_in_first(desk)
        return desk

    def teardown(self) -> None:
        self.goods.desk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- what the model knows ---

    @initialize()
    def begin(self) -> None:
        self.follow({(row.lot_id, row.store_id): row.quantity for row in self.stock()})

    def follow(self, changes: dict[tuple[int, int], Decimal]) -> None:
        for place, quantity in changes.items():
            self.model[place] += quantity

    def stock(self) -> list[Any]:
        with self.goods.desk.read() as read:
            return list(
                read.session.execute(select(Stock.lot_id, Stock.store_id, Stock.quantity, Stock.reserved))
            )

    def lots(self) -> list[tuple[int, int]]:
        return sorted(place for place, quantity in self.model.items() if quantity)

    def pick(self, n: int) -> tuple[int, int]:
        lots = self.lots()
        return lots[n % len(lots)]

    def papers(self, *kinds: DocumentKind) -> list[int]:
        dead = aliased(StockDocument)
        with self.goods.desk.read() as read:
            query = select(StockDocument.id).where(~exists().where(dead.reverses_id == StockDocument.id))
            if kinds:
                query = query.where(StockDocument.kind.in_([kind.value for kind in kinds]))
            return list(read.session.scalars(query.order_by(StockDocument.id)))

    def moved_by(self, document: int) -> dict[tuple[int, int], Decimal]:
        with self.goods.desk.read() as read:
            query = (
                select(Movement.lot_id, Movement.store_id, func.sum(Movement.quantity))
                .where(Movement.document_id == document)
                .group_by(Movement.lot_id, Movement.store_id)
            )
            return {(row[0], row[1]): row[2] for row in read.session.execute(query)}

    def yes(self, content: Any) -> Approval:
        return Approval(self.goods.second, self.goods.desk.now, digest_of(content))

    def approved(self, item: str, quantity: Decimal, unit: str) -> int | None:
        goods = self.goods
        try:
            with goods.desk.work(goods.guard) as work:
                lines = [Asked(goods.items[item], quantity)]
                asked = dispatch.request(work, unit=goods.units[unit], purpose="日常", lines=lines)
            with goods.desk.work(goods.approver) as work:
                dispatch.approve(work, asked.id)
        except DutyDeskError:
            return None
        return asked.id

    # --- what happens ---

    @rule(
        item=st.sampled_from(ITEMS),
        store=st.sampled_from(STORES),
        quantity=st.integers(1, 3000),
        given=st.booleans(),
    )
    def receive(self, item: str, store: str, quantity: int, given: bool) -> None:
        goods = self.goods
        line = Line(
            item=goods.items[item],
            quantity=Decimal(quantity),
            unit={"M01": "个", "M10": "副", "D02": "kg", "D13": "瓶"}[item],
            store=goods.stores[store],
            lot=f"L{quantity}",
            expires_on=date(2021, 1, 1) + timedelta(days=quantity),
            strength=Decimal(5) if item in ("D02", "D13") else None,
            basis=Basis.UNPRICED if given else None,
        )
        source, party = (Source.DONATION, "校友会") if given else (Source.PURCHASE, "城东化工经营部")
        delivery = Delivery(source=source, lines=(line,), party=party, checked_by="贺小满")
        operation = operations.new_id()
        for _ in range(2):
            with goods.desk.work(goods.keeper) as work:
                made = receive.receive(work, delivery, answer="已核对", operation=operation)
        self.follow(self.moved_by(made.document))
        assert sum(self.moved_by(made.document).values()) == quantity

    @rule(
        item=st.sampled_from(ITEMS), quantity=amounts, unit=st.sampled_from(("校医院", "保卫处", "建筑学院"))
    )
    def issue(self, item: str, quantity: Decimal, unit: str) -> None:
        goods, asked = self.goods, self.approved(item, quantity, unit)
        if asked is None:
            return
        operation = operations.new_id()
        for _ in range(2):
            with goods.desk.work(goods.keeper) as work:
                given = dispatch_issue.issue(work, asked, operation=operation)
        moved = self.moved_by(given.document)
        assert sum(moved.values()) == -quantity
        self.follow(moved)

    @rule(item=st.sampled_from(ITEMS), quantity=amounts)
    def promise(self, item: str, quantity: Decimal) -> None:
        """Approved and never fetched."""
        self.approved(item, quantity, "校医院")

    @rule(n=which, share=st.integers(1, 130))
    def bring_back(self, n: int, share: int) -> None:
        goods = self.goods
        with goods.desk.read() as read:
            query = select(Dispatch.id).where(Dispatch.state == DispatchState.ISSUED.value)
            slips = list(read.session.scalars(query.order_by(Dispatch.id)))
            if not slips:
                return
            slip = slips[n % len(slips)]
            parts = returning.list_returnable(read, slip)
        part = parts[0]
        quantity = (part.issued * share / 100).quantize(Decimal("0.1"))
        try:
            with goods.desk.work(goods.keeper) as work:
                lines = [Returned(part.lot_id, quantity)]
                made = returning.take_back(
                    work, slip, store=goods.stores["WCF"], lines=lines, reason="未用完"
                )
        except DutyDeskError:
            assert quantity > part.left or not quantity
            return
        assert 0 < quantity <= part.left
        self.follow(self.moved_by(made.id))

    @rule(n=which)
    def reverse(self, n: int) -> None:
        papers = self.papers()
        document = papers[n % len(papers)]
        with self.goods.desk.read() as read:
            standing = reversing.obstacle(read, document)
            digest = read.session.scalars(
                select(StockDocument.digest).where(StockDocument.id == document)
            ).one()
        approval = self.yes(reversing.countersigned(document, digest))
        try:
            with self.goods.desk.work(self.goods.keeper) as work:
                made = reversing.reverse(work, document, reason="录错", approval=approval)
        except DutyDeskError:
            assert standing is not None
            return
        assert standing is None
        back = self.moved_by(made.id)
        assert back == {place: -quantity for place, quantity in self.moved_by(document).items()}
        self.follow(back)

    @rule(n=which, share=st.integers(1, 120))
    def send(self, n: int, share: int) -> None:
        goods, (lot, store) = self.goods, self.pick(n)
        other = goods.stores["WCF" if store != goods.stores["WCF"] else "NH1"]
        quantity = (self.model[lot, store] * share / 100).quantize(Decimal("0.1"))
        try:
            with goods.desk.work(goods.keeper) as work:
                made = transfers.send(
                    work, from_store=store, to_store=other, lines=[TransferPart(lot, quantity)]
                )
        except DutyDeskError:
            return
        assert made.id
        self.follow({(lot, store): -quantity})

    @rule(n=which, share=st.integers(0, 100), fate=st.sampled_from(Fate))
    def arrive(self, n: int, share: int, fate: Fate) -> None:
        goods = self.goods
        with goods.desk.read() as read:
            query = select(Transfer).where(Transfer.state == TransferState.SENT.value).order_by(Transfer.id)
            waiting = [(row.id, row.from_store_id, row.to_store_id) for row in read.session.scalars(query)]
        if not waiting:
            return
        transfer, source, target = waiting[n % len(waiting)]
        with goods.desk.read() as read:
            (line,) = list_transfer_lines(read, [transfer])[transfer]
        came = (line.sent * share / 100).quantize(Decimal("0.1"))
        with goods.desk.work(goods.second) as work:
            state = transfers.receive(work, transfer, received={line.lot_id: came})
            version = work.session.get_one(Transfer, transfer).version
        self.follow({(line.lot_id, target): came})
        if state is TransferState.SHORT and n % 2:
            approval = self.yes(transfers.settling(transfer, version, fate))
            with goods.desk.work(goods.keeper) as work:
                transfers.settle(work, transfer, fate=fate, explanation="已查明", approval=approval)
            if fate is not Fate.LOST:
                place = target if fate is Fate.FOUND else source
                self.follow({(line.lot_id, place): line.sent - came})

    @rule(n=which, quantity=st.integers(1, 40))
    def fill_over(self, n: int, quantity: int) -> None:
        goods = self.goods
        barrels = [p for p in self.lots() if p[0] in (goods.lots["bleach"], goods.lots["bleach late"])]
        if not barrels:
            return
        lot, store = barrels[n % len(barrels)]
        try:
            with goods.desk.work(goods.keeper) as work:
                into = [Filled(goods.items["D13"], Decimal(2 * quantity))]
                made = repacking.repack(work, lot=lot, store=store, quantity=Decimal(quantity), into=into)
        except DutyDeskError:
            return
        self.follow(self.moved_by(made.id))

    @rule(n=which, share=st.integers(1, 120), cause=st.sampled_from(Cause))
    def write_off(self, n: int, share: int, cause: Cause) -> None:
        goods, (lot, store) = self.goods, self.pick(n)
        quantity = (self.model[lot, store] * share / 100).quantize(Decimal("0.1"))
        lines = [Waste(lot, quantity)]
        witness = self.yes(disposing.witnessed(store, cause, "送危废公司", lines))
        free = next(r.quantity - r.reserved for r in self.stock() if (r.lot_id, r.store_id) == (lot, store))
        try:
            with goods.desk.work(goods.keeper) as work:
                disposing.dispose(
                    work, store=store, lines=lines, cause=cause, how="送危废公司", witness=witness
                )
        except DutyDeskError:
            assert quantity > free or not quantity
            return
        assert quantity <= free
        self.follow({(lot, store): -quantity})

    @rule(store=st.sampled_from(STORES), off=st.integers(-2, 2))
    def count(self, store: str, off: int) -> None:
        """Every line is found as it lies, but for the first, which is `off` by a few."""
        goods = self.goods
        if not any(place[1] == goods.stores[store] for place in self.lots()):
            return
        with goods.desk.work(goods.keeper) as work:
            count = stocktakes.start(
                work, store=goods.stores[store], counter="陶墨", second_counter="贺小满", is_blind=False
            ).id
        with goods.desk.read() as read:
            lines = stocktake_rows.list_lines(read, count)
        found = {line.id: self.model[line.lot_id, goods.stores[store]] for line in lines}
        found[lines[0].id] = max(Decimal(0), found[lines[0].id] + off)
        gap = found[lines[0].id] - self.model[lines[0].lot_id, goods.stores[store]]
        with goods.desk.work(goods.keeper) as work:
            stocktakes.enter(work, count, counts=found)
            stocktakes.finish(work, count)
            stocktakes.explain(work, count, lines[0].id, reason="点错", handling="按实数入账")
        with goods.desk.read() as read:
            version = stocktake_rows.get_stocktake(read, count).version
        try:
            with goods.desk.work(goods.approver) as work:
                posted = stocktakes.approve(work, count, version=version)
        except DutyDeskError:
            assert gap < 0, "less than what is promised"
            with goods.desk.work(goods.keeper) as work:
                stocktakes.cancel(work, count, reason="先作废预留")
            return
        assert (posted is None) == (gap == 0)
        self.follow({(lines[0].lot_id, goods.stores[store]): gap})

    @rule(n=which, days=st.integers(0, 9), quantity=st.integers(1, 500))
    def write_down_late(self, n: int, days: int, quantity: int) -> None:
        """A paper that took effect earlier: never so that any moment since had less than nothing."""
        lot, store = self.pick(n)
        moves = [posting.Move(lot, store, Decimal(-quantity))]
        try:
            with self.goods.desk.work(self.goods.keeper) as work:
                posting.post(
                    work, DocumentKind.DISPOSAL, moves, series="disposal", at=work.at - timedelta(days=days)
                )
        except DutyDeskError:
            return
        self.follow({(lot, store): Decimal(-quantity)})

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.clock.forward(hours=hours)

    @rule()
    def restart(self) -> None:
        self.goods.desk.close()
        self.goods = replace(self.goods, desk=self.opened())

    # --- what must hold ---

    @invariant()
    def the_model_agrees(self) -> None:
        there = {(row.lot_id, row.store_id): row.quantity for row in self.stock() if row.quantity}
        assert there == {place: quantity for place, quantity in self.model.items() if quantity}

    @invariant()
    def the_books_fit_together(self) -> None:
        with self.goods.desk.read() as read:
            assert list(checking.check(read, full=True)) == []
            book = books.book(read, date(2020, 3, 1), self.clock.at.date())
            items = dict(read.session.execute(select(Lot.id, Lot.item_id)).all())
        closing: dict[int, Decimal] = defaultdict(Decimal)
        for row in book.rows:
            closing[row.item_id] += row.sums.closing
        model: dict[int, Decimal] = defaultdict(Decimal)
        for (lot, _), quantity in self.model.items():
            model[items[lot]] += quantity
        assert {k: v for k, v in closing.items() if v} == {k: v for k, v in model.items() if v}
